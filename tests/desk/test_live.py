"""Parts of pages that follow others, and who else looks at a dossier."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.http import HttpRequest
from django.test import Client, RequestFactory
from django.utils import timezone

from motcua.desk import pulse
from motcua.desk.live import answer
from motcua.desk.models import Presence
from motcua.desk.presence import UNHEARD
from motcua.journal.positions import place
from tests.desk.town import Town

LIVE = {"X-Live": "1"}
SignIn = Callable[..., Client]


def asked(mark: str = "") -> HttpRequest:
    return RequestFactory().get("/", headers={"If-None-Match": mark} if mark else {})


def test_what_has_not_changed_is_answered_without_a_body() -> None:
    first = answer(asked(), "<ul id='lines'><li>1</li></ul>")
    assert (first.status_code, first.content) == (200, b"<ul id='lines'><li>1</li></ul>")
    again = answer(asked(first.headers["ETag"]), "<ul id='lines'><li>1</li></ul>")
    assert (again.status_code, again.content) == (304, b"")
    assert answer(asked(first.headers["ETag"]), "<ul id='lines'><li>2</li></ul>").status_code == 200


def test_a_mark_that_compression_has_weakened_is_known_again() -> None:
    mark = answer(asked(), "<p>1</p>").headers["ETag"]
    assert answer(asked(f"W/{mark}"), "<p>1</p>").status_code == 304


def test_a_new_form_token_is_not_a_change() -> None:
    form = '<form><input type="hidden" name="csrfmiddlewaretoken" value="{}"><b>1</b></form>'
    mark = answer(asked(), form.format("a" * 64)).headers["ETag"]
    assert answer(asked(mark), form.format("b" * 64)).status_code == 304


def test_no_cache_may_keep_a_part_of_a_page() -> None:
    mark = answer(asked(), "<p>1</p>").headers["ETag"]
    for given in ("", mark):
        assert "no-store" in answer(asked(given), "<p>1</p>").headers["Cache-Control"]


@pytest.fixture
def address(town: Town) -> str:
    return f"/dossiers/{town['received'].number}/presence/"


def test_two_people_in_one_dossier_see_each_other_and_nobody_sees_himself(address: str, sign_in: SignIn) -> None:
    hoa, em = sign_in("hoa", "en"), sign_in("em", "en")
    assert "looking" not in hoa.get(address, headers=LIVE).content.decode()
    seen = em.get(address, headers=LIVE).content.decode()
    assert "Trần Thị Hoa (Bộ phận Một cửa huyện) is looking at this dossier too, since" in seen
    assert "Hồ Văn Em" in hoa.get(address, headers=LIVE).content.decode()


def test_who_has_left_is_not_seen_any_more(address: str, sign_in: SignIn) -> None:
    hoa, em = sign_in("hoa"), sign_in("em")
    hoa.get(address, headers=LIVE)
    assert hoa.post(address).status_code == 204
    assert "Trần Thị Hoa" not in em.get(address, headers=LIVE).content.decode()


def test_who_has_not_been_heard_of_for_half_a_minute_is_not_seen(address: str, sign_in: SignIn) -> None:
    hoa, em = sign_in("hoa"), sign_in("em")
    hoa.get(address, headers=LIVE)
    row = Presence.objects.get()
    Presence.objects.update(seen_at=row.seen_at - UNHEARD - timedelta(seconds=1))
    assert "Trần Thị Hoa" not in em.get(address, headers=LIVE).content.decode()


def test_since_when_he_looks_begins_anew_after_he_was_away(address: str, sign_in: SignIn) -> None:
    hoa = sign_in("hoa")
    hoa.get(address, headers=LIVE)
    first = Presence.objects.get().since
    hoa.get(address, headers=LIVE)
    assert Presence.objects.get().since == first, "he has looked all the time"
    Presence.objects.update(seen_at=first - timedelta(minutes=5), since=first - timedelta(minutes=9))
    hoa.get(address, headers=LIVE)
    assert Presence.objects.get().since > first


def test_where_he_looked_before_is_forgotten(town: Town, sign_in: SignIn) -> None:
    hoa = sign_in("hoa")
    for state in ("received", "overdue"):
        hoa.get(f"/dossiers/{town[state].number}/presence/", headers=LIVE)
        Presence.objects.filter(dossier_id=town["received"].pk).update(
            seen_at=town["received"].received_at - timedelta(hours=1)
        )
    hoa.get(f"/dossiers/{town['overdue'].number}/presence/", headers=LIVE)
    assert [p.dossier_id for p in Presence.objects.all()] == [town["overdue"].pk]


def test_a_dossier_that_may_not_be_seen_has_no_onlookers_to_tell(address: str, sign_in: SignIn) -> None:
    assert sign_in("dung").get(address, headers=LIVE).status_code == 404
    assert not Presence.objects.exists()


def test_looking_costs_one_statement_beside_session_account_and_right(
    address: str, sign_in: SignIn, django_assert_max_num_queries: Callable[..., object]
) -> None:
    hoa = sign_in("hoa")
    hoa.get(address, headers=LIVE)
    with django_assert_max_num_queries(5):  # type: ignore[attr-defined]
        hoa.get(address, headers=LIVE)


def test_every_page_says_what_it_cost_the_server(town: Town, sign_in: SignIn) -> None:
    told = sign_in("hoa").get("/profile/").headers["Server-Timing"]
    assert told.startswith("total;dur=")
    assert 0 < float(told.removeprefix("total;dur=")) < 5000


PART = "/?view=unit&part=lines"


def test_a_part_is_not_composed_again_while_nothing_has_happened(
    town: Town,
    sign_in: SignIn,
    django_assert_max_num_queries: Callable[..., object],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    hoa = sign_in("hoa")
    stands_still(monkeypatch)
    first = hoa.get(PART, headers=LIVE)
    assert first.status_code == 200
    with django_assert_max_num_queries(3):  # type: ignore[attr-defined]
        again = hoa.get(PART, headers={**LIVE, "If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert "no-store" in again.headers["Cache-Control"]


def test_whatever_is_done_is_seen_at_the_next_asking_before_and_after_it_is_placed(
    town: Town, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    hoa, an = sign_in("hoa"), sign_in("an")
    stands_still(monkeypatch)
    mark = hoa.get(PART, headers=LIVE).headers["ETag"]
    place()
    assert hoa.get(PART, headers={**LIVE, "If-None-Match": mark}).status_code == 304, (
        "placing entries changes nothing"
    )
    dossier = town["received"]
    assert hoa.post(f"/dossiers/{dossier.number}/take/", {"seen": dossier.seq}).status_code == 303
    changed = hoa.get(PART, headers={**LIVE, "If-None-Match": mark})
    assert changed.status_code == 200
    assert changed.headers["ETag"] != mark
    assert an.get(PART, headers={**LIVE, "If-None-Match": mark}).status_code == 200, "another's mark is no mark"


def test_time_left_goes_on_though_nothing_happens(
    town: Town,
) -> None:
    account, at = town.cast.accounts["hoa"].pk, datetime(2026, 11, 2, 8, 30, 10, tzinfo=UTC)
    assert pulse.pulse(account, "vi", at) == pulse.pulse(account, "vi", at + timedelta(seconds=40))
    assert pulse.pulse(account, "vi", at) != pulse.pulse(account, "vi", at + timedelta(seconds=50))


def stands_still(monkeypatch: pytest.MonkeyPatch) -> None:
    """The minute does not end under the test."""
    moment = timezone.now()
    monkeypatch.setattr(pulse, "now", lambda: moment)
