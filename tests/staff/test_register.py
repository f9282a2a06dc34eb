"""The register as of a day, its figures, mailboxes and equipment (docs/rules/staff.md)."""

from datetime import date
from typing import Any

import pytest

from motcua.journal.verify import verify
from motcua.organisation.tree import tree
from motcua.people.actor import SYSTEM_ACTOR, Actor
from motcua.people.models import Account
from motcua.staff import changing, statistics
from motcua.staff.changing import NotDone
from motcua.staff.desks import desks_on
from motcua.staff.figures import Figure, Line, report
from motcua.staff.models import RegularUse, StaffKind, Standard
from motcua.staff.register import Register
from motcua.staff.ruling import count_equipment, lay_down, repeal
from motcua.staff.who import members_seen_by, units_seen_by
from tests.cast import MONDAY, Cast, at
from tests.staff.conftest import GROUND, entered, person, row, sheet

WHO: dict[str, Any] = {"at": at(), "ground": GROUND}
NOVEMBER = date(2019, 11, 6)


def line(name: str, day: date = MONDAY, **scope: Any) -> Line:
    return next(each for each in report(Register(day, tree(), **scope)) if each.name == name)


def test_a_share_is_cut_and_not_rounded() -> None:
    def share(count: int, of: int) -> tuple[str, float | None]:
        each = Line("x", "", "", Figure([None] * count, [None] * of))  # type: ignore[list-item]
        return each.share, each.percent

    assert share(107, 117) == ("91,45", 91.453)
    assert share(106, 111) == ("95,49", 95.495)
    assert share(99_999, 100_000)[0] == "99,99"
    assert share(0, 0) == ("—", None)


def test_a_standard_is_that_of_kind_level_and_day(giang: Actor) -> None:
    """A commune's civil servant with an intermediate diploma: enough in 2019, not by TT 13/2019."""
    commune = {"unit": "27899", "rank": "Trung cấp", "since": date(2010, 6, 30)}
    entered(row(2, number="1", **commune), by=SYSTEM_ACTOR)
    entered(row(2, number="2", rank="Trung cấp", since=date(2010, 6, 30)), by=SYSTEM_ACTOR)
    assert (person("1").meets, person("1", date(2019, 12, 25)).meets) == (True, False)
    assert person("2").meets is False  # above the commune a graduate is asked for
    assert (line("standard-civil_servant").count, line("standard-civil_servant").of) == (1, 2)
    assert line("standard-civil_servant", level="commune").share == "100,00"


def test_a_qualification_counts_from_its_day_and_where_it_fits_the_work(giang: Actor) -> None:
    entered(row(2, number="1", rank="Đại học", since=date(2018, 6, 30)), by=giang)
    entered(row(2, number="2", rank="Đại học", since=date(2007, 6, 30), fits=False), by=giang)
    assert (person("1", date(2018, 6, 29)).meets, person("1", date(2018, 6, 30)).meets) == (False, True)
    assert person("2").meets is False


def test_kinds_without_a_standard_are_counted_neither_way(giang: Actor) -> None:
    entered(row(2, kind="non_specialised"), by=giang)
    assert person("801-1").meets is None
    assert "standard-non_specialised" not in [each.name for each in report(Register(MONDAY, tree()))]


def test_a_standard_laid_down_ends_the_one_before_it(cast: Cast, giang: Actor) -> None:
    rule = {"kind": "civil_servant", "level": "", "rank": "master", "legal_basis": "12/QĐ-UBND"}
    lay_down(Standard(**rule), first=date(2019, 1, 1), by=giang, **WHO)
    entered(row(2, rank="Đại học", since=date(2007, 6, 30)), by=giang)
    assert (person("801-1", date(2018, 12, 31)).meets, person("801-1").meets) == (True, False)
    with pytest.raises(NotDone):
        lay_down(Standard(**rule), first=date(2019, 1, 1), by=giang, **WHO)
    with pytest.raises(NotDone):
        lay_down(Standard(**rule), first=date(2020, 1, 1), by=cast.chi, **WHO)


def test_a_kind_that_the_law_ends_is_named_no_more(cast: Cast, giang: Actor) -> None:
    kind = StaffKind.objects.get(code="non_specialised", valid__contains=date(2026, 1, 1))
    last = {"last": date(2026, 5, 31), "legal_basis": "12/QĐ-UBND"}
    with pytest.raises(NotDone):
        repeal(kind, **last, by=cast.chi, **WHO)
    repeal(kind, **last, by=giang, **WHO)
    late = row(2, kind="non_specialised", first=date(2026, 6, 1))
    done = entered(late, by=giang, when=at(date(2026, 6, 1)))
    assert [problem.row for problem in done.problems] == [2]
    assert entered(row(2, kind="non_specialised"), by=giang).loaded


def brought(*used: dict[str, Any], month: date = date(2018, 12, 1), **given: Any) -> statistics.Brought:
    content = sheet(*used, columns=statistics.COLUMNS)
    return statistics.bring_statistics(content, "mail.xlsx", month, **(WHO | {"by": SYSTEM_ACTOR} | given))


def test_regular_use_is_counted_from_the_last_month_that_was_over(cast: Cast, giang: Actor) -> None:
    for address in ("a", "b", "c"):
        box = statistics.enter_mailbox(
            f"{address}@office.example", cast.office.pk, first=date(2018, 1, 1), by=giang, **WHO
        )
    done = brought({"address": "A@office.example", "sent": 10}, {"address": "b@office.example", "logins": 14})
    assert (done.loaded, done.missing) == (True, ["c@office.example"])
    assert (line("mailboxes").count, line("mailboxes").of) == (1, 3)
    assert line("mailboxes", date(2018, 12, 30)).count == 0  # December was not over
    # A later file of the month counts instead; another rule counts from its day on.
    brought({"address": "b@office.example", "logins": 15}, at=at(8))
    assert line("mailboxes").count == 2
    lay_down(RegularUse(logins=20, legal_basis="12/QĐ-UBND"), first=date(2018, 12, 1), by=giang, **WHO)
    assert line("mailboxes").count == 0
    statistics.end_mailbox(box.pk, last=date(2018, 11, 30), by=giang, **WHO)
    assert line("mailboxes").of == 2


def test_statistics_with_a_wrong_row_enter_nothing(cast: Cast, giang: Actor) -> None:
    statistics.enter_mailbox("a@office.example", cast.office.pk, first=date(2018, 1, 1), by=giang, **WHO)
    good = {"address": "a@office.example", "sent": 5}
    done = brought(good, {"address": "z@office.example"}, good | {"sent": -1})
    assert sorted((p.row or 0, p.column) for p in done.problems) == sorted(
        [
            (3, str(statistics.TITLES["address"])),
            (4, str(statistics.TITLES["sent"])),
            (4, str(statistics.TITLES["address"])),
        ]
    )
    assert brought(good, month=date(2019, 1, 1)).problems[0].row is None  # January is not over
    assert line("mailboxes").figure.counted == []


def test_the_equipment_of_a_desk_is_its_last_count_against_the_standard_of_the_day(
    cast: Cast, giang: Actor
) -> None:
    desk = next(each for each in desks_on(MONDAY, tree()) if each.code == "801.01")
    assert desk.officers == 1 and len(desk.lacking) == len(desk.things)
    count_equipment(cast.desk.pk, {"area": 79, "computer": 2}, on=date(2019, 1, 2), by=giang, **WHO)
    count_equipment(cast.desk.pk, {"area": 80}, on=MONDAY, by=giang, **WHO)

    def lacks(code: str, day: date) -> int:
        desk = next(each for each in desks_on(day, tree()) if each.code == "801.01")
        return next(thing.lacks for thing in desk.things if thing.standard.code == code)

    assert (lacks("area", date(2019, 1, 6)), lacks("area", MONDAY), lacks("computer", MONDAY)) == (1, 0, 0)
    with pytest.raises(NotDone):
        count_equipment(cast.desk.pk, {"sofa": 1}, on=MONDAY, by=giang, **WHO)
    with pytest.raises(NotDone):
        count_equipment(cast.desk.pk, {"area": 1}, on=MONDAY, by=cast.hoa, **WHO)


def test_who_is_away_is_away_from_the_first_day_to_the_last(giang: Actor) -> None:
    entered(row(2), by=giang)
    member = person("801-1").member.pk
    leave = changing.grant_leave(
        member, kind="annual", first=date(2019, 1, 7), last=date(2019, 1, 9), by=giang, **WHO
    )
    away = [line("leave", date(2019, 1, n)).count for n in (6, 7, 9, 10)]
    assert away == [0, 1, 1, 0]
    with pytest.raises(NotDone):
        changing.grant_leave(member, kind="illness", first=date(2019, 1, 9), last=date(2019, 1, 9), by=giang, **WHO)
    changing.end_leave(leave.pk, back_on=date(2019, 1, 8), by=giang, **WHO)
    assert line("leave", date(2019, 1, 8)).count == 0


def test_a_post_that_ended_is_not_held_and_the_past_keeps_it(cast: Cast, giang: Actor) -> None:
    entered(row(2), by=giang)
    changing.end_assignment(person("801-1").post.pk, last=date(2019, 1, 6), by=giang, **WHO)
    assert (line("staff").count, line("staff", date(2019, 1, 6)).count) == (0, 1)


def test_people_follow_their_unit_and_the_past_stays(cast: Cast, giang: Actor) -> None:
    entered(row(2), by=giang)
    moved = changing.follow_units({cast.office.pk: cast.desk.pk}, on=MONDAY, by=giang, **WHO)
    assert (moved, person("801-1").unit_name, person("801-1").post.title) == (
        1,
        "Bộ phận Một cửa huyện",
        "Chuyên viên",
    )
    assert person("801-1", date(2019, 1, 6)).unit_name == "Phòng Tư pháp"


def test_only_those_above_see_and_only_administrators_correct(cast: Cast, giang: Actor) -> None:
    entered(row(2), by=giang)
    member = person("801-1").member

    def sees(who: str) -> bool:
        return members_seen_by(cast.accounts[who], MONDAY).filter(pk=member.pk).exists()

    assert {who: sees(who) for who in ("giang", "chi", "em", "an", "hoa", "dung")} == {
        "giang": True,
        "chi": True,
        "em": True,
        "an": False,
        "hoa": False,
        "dung": False,
    }
    assert units_seen_by(Account(), MONDAY) == set()
    with pytest.raises(NotDone):
        changing.correct_member(member.pk, name="X", born_on=None, by=cast.chi, **WHO)
    assert changing.correct_member(member.pk, name="Lê Thị Bê", born_on=date(1985, 1, 1), by=giang, **WHO)
    assert not changing.correct_member(member.pk, name="Lê Thị Bê", born_on=date(1985, 1, 1), by=giang, **WHO)
    assert verify().ok
