"""Search finds what holds every word, of what somebody may see, latest first: whichever way it goes."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest

from motcua.dossiers import search as searching
from motcua.dossiers.acting import Holder
from motcua.dossiers.intake import Intake, Person
from motcua.dossiers.models import Dossier, Task
from motcua.dossiers.passing import hand_over, move, take
from motcua.dossiers.receive import draft
from motcua.dossiers.search import search, search_ids
from motcua.journal.by import SYSTEM
from motcua.organisation.establish import NewUnit, end, establish
from motcua.people.admit import NewAccount, NewPost, admit, end_post
from motcua.people.models import Function
from tests.cast import BEGINNING, GROUND, MONDAY, Cast, at, succeeded

FOUNDED: dict[str, Any] = {"by": SYSTEM, "at": at(BEGINNING), "ground": "DECISION"}
PEOPLE = (
    ("Nguyễn Thị Lan", "080190000001"),
    ("Nguyễn Văn Đức", "080090000002"),
    ("Trần Thị Lan Anh", "080190000003"),
    ("Đỗ Đức 100%", "080090000004"),
)


@pytest.fixture
def street(cast: Cast) -> list[Dossier]:
    """Four people's dossiers, an hour apart."""
    return [
        cast.received(
            at(7, 8 + n),
            applicant=Person(name, identifiers=(("personal_id", number),), address="Ấp 3, xã Mỹ Bình"),
            procedure=("5-days", "8-hours")[n % 2],
        )
        for n, (name, number) in enumerate(PEOPLE)
    ]


@pytest.fixture(params=["units by themselves", "day by day", "words first"])
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Every way of searching: they differ in speed alone."""
    if request.param == "day by day":
        monkeypatch.setattr(searching, "MOST_UNITS", 0)
    if request.param == "words first":
        monkeypatch.setattr(searching, "FARTHEST", 1)
        monkeypatch.setattr(searching, "FARTHEST_BY_DAYS", 1)
    yield request.param


def found(cast: Cast, who: str, text: str, day: date = MONDAY, **bounds: int) -> list[str]:
    ids = search_ids(cast.accounts[who], day, text, **bounds)
    names = dict(Dossier.objects.values_list("pk", "applicant__name"))
    return [names[i] for i in ids]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("lan", ["Trần Thị Lan Anh", "Nguyễn Thị Lan"]),
        ("LAN nguyễn", ["Nguyễn Thị Lan"]),
        ("duc", ["Đỗ Đức 100%", "Nguyễn Văn Đức"]),
        ("Đức Văn", ["Nguyễn Văn Đức"]),
        ("080190000003", ["Trần Thị Lan Anh"]),
        ("0000003", ["Trần Thị Lan Anh"]),
        ("100%", ["Đỗ Đức 100%"]),
        ("%", ["Đỗ Đức 100%"]),
        ("_", []),
        ("\\", []),
        ("mỹ bình xã", [name for name, _ in reversed(PEOPLE)]),
        ("", [name for name, _ in reversed(PEOPLE)]),
        ("không có ai", []),
    ],
)
def test_words_in_any_order_with_or_without_accents(
    cast: Cast, street: list[Dossier], way: str, text: str, expected: list[str]
) -> None:
    assert found(cast, "chi", text) == expected
    assert set(found(cast, "chi", text)) == set(
        search(Dossier.objects.all(), text).values_list("applicant__name", flat=True)
    )


def test_a_number_and_each_part_of_it_finds_its_dossier(cast: Cast, street: list[Dossier], way: str) -> None:
    number = street[1].number or ""
    assert found(cast, "an", number) == found(cast, "an", number[-4:]) == ["Nguyễn Văn Đức"]
    assert len(found(cast, "an", number[:-5])) == len(PEOPLE)


def test_a_procedures_code_finds_its_dossiers(
    cast: Cast, street: list[Dossier], way: str, monkeypatch: Any
) -> None:
    monkeypatch.setattr(searching, "_CODE", searching.re.compile(r"[\w-]{3,}"))  # the cast's codes are words
    names = ["Đỗ Đức 100%", "Nguyễn Văn Đức"]
    assert found(cast, "an", "8-hours") == names
    assert found(cast, "an", "8-hours nguyen") == names[1:]
    assert set(search(Dossier.objects.all(), "8-hours").values_list("applicant__name", flat=True)) == set(names)


def test_pages_follow_each_other(cast: Cast, street: list[Dossier], way: str) -> None:
    whole = found(cast, "chi", "my binh")
    assert [found(cast, "chi", "my binh", limit=1, offset=n) for n in range(5)] == [[n] for n in whole] + [[]]


def test_what_is_not_received_yet_comes_first(cast: Cast, street: list[Dossier], way: str) -> None:
    new = Intake(
        procedure="5-days", applicant=Person("Lan Mới"), received_unit=cast.desk.pk, deciding_unit=cast.office.pk
    )
    succeeded(draft([new], by=cast.hoa, at=at(7, 7), ground=GROUND, recorded_at=at(7, 7), filed=True))
    assert found(cast, "hoa", "lan") == ["Lan Mới", "Trần Thị Lan Anh", "Nguyễn Thị Lan"]


def test_search_finds_what_the_one_filter_shows_and_nothing_else(
    cast: Cast, street: list[Dossier], way: str
) -> None:
    """By reception, decision and help; by lying there once; by one's own hands; from above; after a succession."""
    rights_of_every_kind(cast, street)
    for day in (MONDAY, date(2019, 2, 1), date(2019, 3, 1)):
        for name, account in cast.accounts.items():
            visible = set(Dossier.objects.visible_to(account, day).values_list("pk", flat=True))
            for text in ("", "lan"):
                wanted = set(search(Dossier.objects.filter(pk__in=visible), text).values_list("pk", flat=True))
                ids = search_ids(account, day, text)
                assert set(ids) == wanted, (name, day, text)
                assert len(ids) == len(set(ids))


def rights_of_every_kind(cast: Cast, street: list[Dossier]) -> None:
    """A registry that held one, a person who moved away, a help elsewhere, a leader above, an heir."""
    units = [NewUnit(f"801.{n}", f"Đơn vị {n}", "office", "district", cast.district) for n in ("07", "08")]
    registry, other = establish(units, from_day=BEGINNING, **FOUNDED)
    [heir] = establish(
        [NewUnit("801.09", "Đơn vị 09", "office", "district", cast.district)], from_day=date(2019, 2, 1), **FOUNDED
    )
    posts = {
        "giang": [NewPost(registry, Function.HANDLING)],
        "khoa": [NewPost(registry, Function.HANDLING, until=date(2019, 2, 1)), NewPost(other, Function.RECORDS)],
        "mai": [NewPost(cast.district, Function.LEADER)],
        "nam": [NewPost(heir, Function.HANDLING, from_day=date(2019, 2, 1))],
        "oanh": [NewPost(other, Function.HANDLING)],
    }
    new = [NewAccount(name, name, held, password_hash="!") for name, held in posts.items()]
    for account in admit(new, from_day=BEGINNING, **FOUNDED):
        cast.accounts[account.username] = account
    here = {"at": at(7, 16), "recorded_at": at(7, 16), "ground": GROUND}
    first = [street[0].pk]
    succeeded(move(first, by=cast.hoa, to=Holder(registry.pk, Function.HANDLING), **here))
    succeeded(take(first, by=cast.khoa, **here))
    succeeded(move(first, by=cast.khoa, to=cast.inbox, **here))
    cast.received(at(7, 17), helped_unit=cast.commune.pk, applicant=Person("Lan Xa"))
    end(cast.office, on=date(2019, 2, 1), successors=[heir], **FOUNDED)


def test_a_task_is_away_where_its_unit_is_none_of_the_dossiers_own(cast: Cast, street: list[Dossier]) -> None:
    [registry] = establish(
        [NewUnit("801.07", "Đơn vị", "office", "district", cast.district)], from_day=BEGINNING, **FOUNDED
    )
    here = {"at": at(7, 16), "recorded_at": at(7, 16), "ground": GROUND}
    ids: list[UUID] = [street[0].pk]
    succeeded(move(ids, by=cast.hoa, to=Holder(registry.pk, Function.HANDLING), **here))
    away = dict(Task.objects.filter(dossier__in=ids).values_list("unit_id", "away"))
    assert away == {cast.desk.pk: False, registry.pk: True}


def test_an_account_that_is_not_active_finds_nothing(cast: Cast, street: list[Dossier], way: str) -> None:
    account = cast.accounts["chi"]
    account.is_active = False
    assert not search_ids(account, MONDAY, "lan")


def test_half_characters_and_long_texts_are_read_as_far_as_they_go(cast: Cast, street: list[Dossier]) -> None:
    assert found(cast, "chi", "lan \ud83d\x00 nguyễn") == ["Nguyễn Thị Lan"]
    assert found(cast, "chi", "nguyễn lan " * 200) == ["Nguyễn Thị Lan"]


def test_who_left_the_house_finds_what_he_held(cast: Cast, street: list[Dossier], way: str) -> None:
    here = {"at": at(7, 16), "recorded_at": at(7, 16), "ground": GROUND}
    succeeded(move([street[2].pk], by=cast.hoa, to=cast.inbox, **here))
    succeeded(take([street[2].pk], by=cast.an, **here))
    succeeded(hand_over([street[2].pk], by=cast.an, to=None, **here))
    end_post(cast.accounts["an"].posts.get(), on=date(2019, 2, 1), **FOUNDED)
    assert found(cast, "an", "lan", date(2019, 2, 1) + timedelta(days=9)) == ["Trần Thị Lan Anh"]
