"""The page of a calendar's year: read by everybody, decided about by administrators, all without JavaScript."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from motcua.desk import calendars
from motcua.desk.calendar_warning import warning
from motcua.desk.now import Now, now
from motcua.dossiers.calendars import Change
from motcua.dossiers.models import ClosedPeriod, Dossier
from motcua.journal.by import SYSTEM
from motcua.journal.models import Entry
from motcua.moments import local_day
from motcua.people.actor import SYSTEM_ACTOR, Actor
from motcua.people.models import Account
from motcua.worktime.decide import Decided, give_calendar
from motcua.worktime.load import calendar_for
from motcua.worktime.models import Calendar, CalendarDecision, CalendarWork, DayDecision, DayKind, WorkState
from motcua.worktime.national import STANDARD_WEEK
from motcua.worktime.years import confirmation
from tests.cast import BEGINNING, Cast, at, reread
from tests.desk.routes.calendars import administrator

TODAY = local_day(datetime.now(UTC))
YEAR = TODAY.year
SignIn = Callable[..., Client]


@pytest.fixture
def quan(cast: Cast, sign_in: SignIn) -> Client:
    """The browser of the district's administrator, in English."""
    administrator(cast)
    return sign_in("quan", "en")


def page(client: Client, unit: str = "801", year: int = YEAR) -> str:
    answer = client.get(f"/calendar/{unit}/{year}/")
    assert answer.status_code == 200
    return answer.content.decode()


def next_working_day() -> date:
    return calendar_for(()).nth_working_day_after(TODAY, 1)


def off(day: date | None = None, **more: str) -> dict[str, str]:
    """A day off for all, by default the next working day."""
    day = day or next_working_day()
    return {"kind": "off", "number": "5/QĐ", "which": f"{day:%d/%m/%Y}", "part": "off", "scope": "all"} | more


def decide(client: Client, typed: dict[str, str], unit: str = "801", year: int = YEAR) -> Any:
    return client.post(f"/calendar/{unit}/{year}/decisions/", typed)


def test_everybody_reads_what_each_day_is_and_why(cast: Cast, sign_in: SignIn) -> None:
    text = page(sign_in("dung", "en"), year=2019)
    for words in (
        "252 working days",
        "Day off for which 04/05/2019 is worked",
        "Mo–Fr",
        "07:30-11:30, 13:30-17:00",
    ):
        assert words in text
    assert "Enter a decision" not in text
    text = page(sign_in("dung", "vi"), "27899", 2019)
    assert "Giỗ Tổ Hùng Vương" in text


def test_the_calendar_of_ones_own_unit_is_a_click_away(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in("dung")
    assert client.get("/calendar/").headers["Location"] == f"/calendar/27899/{YEAR}/"
    assert client.get("/calendar/?unit=801&year=next").headers["Location"] == f"/calendar/801/{YEAR + 1}/"
    assert client.get(f"/calendar/{cast.office.pk}/2020/").status_code == 200
    for nowhere in ("/calendar/nobody/2020/", "/calendar/801/1999/", "/calendar/801/2100/"):
        assert client.get(nowhere).status_code == 404


def test_a_decision_is_looked_at_first_then_entered_then_taken_back(cast: Cast, quan: Client) -> None:
    dossier = cast.received(datetime.now(UTC) - timedelta(hours=1))
    tried = decide(quan, off(name="Bão"))
    text = tried.content.decode()
    assert tried.status_code == 200
    assert "Nothing is changed yet." in text
    assert "is off (Bão)" in text
    assert reread(dossier).due_at == dossier.due_at
    assert not CalendarDecision.objects.exists()
    entered = decide(quan, off(name="Bão", enter="1"))
    assert entered.status_code == 303
    assert "5/QĐ is entered: 1 due moments moved" in quan.get(entered.headers["Location"]).content.decode()
    moved = reread(dossier).due_at
    assert moved is not None and dossier.due_at is not None and moved > dossier.due_at
    text = page(quan)
    assert "entered by Ngô Quân" in text
    assert "Of 1 open dossiers 1 moved" in text
    made = CalendarDecision.objects.get()
    back = f"/calendar/801/{YEAR}/decisions/{made.pk}/taking_back/"
    assert "Take back decision 5/QĐ?" in quan.get(back).content.decode()
    assert reread(dossier).due_at == moved
    assert quan.post(back).status_code == 303
    assert reread(dossier).due_at == dossier.due_at
    assert "taken back by Ngô Quân" in page(quan)
    again = quan.post(back)
    assert again.status_code == 409
    assert "has been taken back already" in again.content.decode()


def test_the_dossiers_behind_the_figures_are_listed_for_who_may_see_them(cast: Cast, quan: Client) -> None:
    dossier = cast.received(datetime.now(UTC) - timedelta(hours=1))
    text = decide(quan, off()).content.decode()
    seen = Dossier.objects.visible_to(cast_account("quan")).filter(pk=dossier.pk).exists()
    assert (str(dossier.number) in text) == seen
    assert "Get another due moment: 1" in text


def cast_account(name: str) -> Account:
    return Account.objects.get(username=name)


WRONG = {
    "no number": (off(TODAY, number=""), "Fill this in."),
    "no day": (off(TODAY, which="hôm nay"), "is no day"),
    "a day twice": (off(TODAY, which="04/03/2027, 04/03/2027"), "twice"),
    "days without end": (off(TODAY, which="01/01/2027-31/12/2029"), "is no day"),
    "a day outside": (off(TODAY, which="01/01/2100"), "lies outside"),
    "a swap with itself": (
        {"kind": "swap", "number": "5/QĐ", "scope": "all", "off": "04/03/2027", "worked": "04/03/2027"},
        "swapped with itself",
    ),
    "hours that overlap": (
        {
            "kind": "hours",
            "number": "5/QĐ",
            "scope": "all",
            "day": "04/03/2027",
            "hours": "8:00-10:00, 9:00-11:00",
        },
        "overlap",
    ),
    "no hours": (
        {"kind": "hours", "number": "5/QĐ", "scope": "all", "day": "04/03/2027", "hours": "sáng"},
        "are no hours",
    ),
    "a week without work": (
        {"kind": "week", "number": "5/QĐ", "scope": "all", "since": "04/03/2027", "week": "2: 08:00-10:00*"},
        "nobody would ever work",
    ),
    "no week": (
        {"kind": "week", "number": "5/QĐ", "scope": "all", "since": "04/03/2027", "week": "thứ hai"},
        "is no line of a week",
    ),
    "a calendar that is none": (off(TODAY, scope="own"), "Choose one from the list."),
}


@pytest.mark.parametrize(("typed", "words"), WRONG.values(), ids=WRONG)
def test_what_is_wrong_is_said_beside_its_field_and_what_was_typed_stays(
    cast: Cast, quan: Client, typed: dict[str, str], words: str
) -> None:
    for enter in ({}, {"enter": "1"}):
        answer = decide(quan, typed | enter)
        text = answer.content.decode()
        assert answer.status_code in (409, 422)
        assert words in text.replace("&#x27;", "'")
        assert 'class="field wrong"' in text
        assert not CalendarDecision.objects.exists()
    kept = typed.get("which") or typed.get("day") or typed.get("since") or typed["off"]
    assert kept in text


def test_the_same_decision_twice_is_said_beside_its_number(cast: Cast, quan: Client) -> None:
    assert decide(quan, off(enter="1")).status_code == 303
    again = decide(quan, off(enter="1"))
    assert again.status_code == 409
    assert "5/QĐ is entered already" in again.content.decode()


def test_a_reported_period_is_named_and_nothing_can_be_entered(cast: Cast, quan: Client) -> None:
    ClosedPeriod.objects.create(until=TODAY - timedelta(days=2), why="06a")
    typed = off(TODAY - timedelta(days=3))
    text = decide(quan, typed).content.decode()
    assert "These are never touched" in text
    assert 'name="enter"' not in text
    assert "These are never touched" in decide(quan, typed | {"enter": "1"}).content.decode()
    assert not CalendarDecision.objects.exists()


def test_who_administers_a_unit_with_a_calendar_of_its_own_decides_about_that_alone(
    cast: Cast, sign_in: SignIn
) -> None:
    who = {"by": SYSTEM, "at": at(), "ground": "DECISION"}
    give_calendar(cast.commune, name="Lịch xã", week=STANDARD_WEEK, from_day=BEGINNING, **who)
    administrator(cast, cast.commune, "xa")
    client = sign_in("xa", "en")
    assert "Enter a decision" in page(client, "27899")
    assert "Enter a decision" not in page(client, "801")
    assert decide(client, off(enter="1"), "27899").status_code == 422, "not for all"
    assert decide(client, off(enter="1")).status_code == 403
    assert decide(client, off(scope="own", enter="1"), "27899").status_code == 303
    [row] = DayDecision.objects.filter(source="5/QĐ")
    assert row.calendar == Calendar.objects.get(unit=cast.commune)
    entry = Entry.objects.get(act="decide_calendar")
    assert (entry.actor, entry.unit) == (cast_account("xa").pk, cast.commune.pk)
    made = CalendarDecision.objects.get()
    assert sign_in("dung").post(f"/calendar/27899/{YEAR}/decisions/{made.pk}/taking_back/").status_code == 403
    assert client.get(f"/calendar/801/{YEAR}/decisions/{made.pk}/taking_back/").status_code == 404


def test_hours_of_the_week_are_shown_from_when_they_hold(cast: Cast, quan: Client) -> None:
    since = f"01/03/{YEAR + 1}"
    typed = {
        "kind": "week",
        "number": "6/QĐ",
        "scope": "all",
        "since": since,
        "week": "2-6: 07:00-11:30, 13:00-16:30",
    }
    assert decide(quan, typed | {"enter": "1"}, year=YEAR + 1).status_code == 303
    text = page(quan, year=YEAR + 1)
    assert f"From {since} on" in text
    assert text.count("07:00-11:30, 13:00-16:30") >= 2
    assert f"From {since} on the week is Mo–Fr: 07:00-11:30, 13:00-16:30" in text


def test_a_year_is_confirmed_and_unconfirmed_on_its_page(cast: Cast, quan: Client) -> None:
    where = f"/calendar/801/{YEAR + 1}/confirmation/"
    wrong = quan.post(where, {"decision": " ", "scope": "all"})
    assert wrong.status_code == 422
    assert quan.post(where, {"decision": "9/QĐ", "scope": "all"}).status_code == 303
    assert confirmation(YEAR + 1) is not None
    assert "confirmed by decision 9/QĐ" in page(quan, year=YEAR + 1)
    assert quan.post(where, {"decision": "10/QĐ", "scope": "all"}).status_code == 422
    assert quan.post(where, {"back": "1"}).status_code == 303
    assert confirmation(YEAR + 1) is None


def in_month(month: int) -> Now:
    present = now()
    return Now(present.at, date(YEAR, month, 1), present.units, present.worktime, present.catalogue_number)


def test_from_october_on_a_warning_stands_until_next_year_is_confirmed(cast: Cast) -> None:
    quan = Actor.of(administrator(cast), TODAY)
    for actor in (quan, cast.em):
        assert warning(actor, in_month(9)) is None
        assert str(YEAR + 1) in str(warning(actor, in_month(10)))
    with CaptureQueriesContext(connection) as asked:
        assert warning(cast.hoa, in_month(11)) is None
        warning(quan, present := in_month(12))
        before = len(asked)
        warning(quan, present)
    assert len(asked) == before, "asked once for as long as no calendar changes"
    Change(SYSTEM_ACTOR, datetime.now(UTC), "DECISION").confirm(YEAR + 1, "9/QĐ")
    assert warning(quan, in_month(12)) is None


def test_who_has_to_see_to_it_is_warned_on_the_first_page(cast: Cast, sign_in: SignIn) -> None:
    administrator(cast)
    warned = now().day.month >= 10
    for who, is_asked in (("quan", True), ("em", True), ("hoa", False)):
        text = sign_in(who, "en").get("/").content.decode()
        assert ("is not confirmed yet" in text) == (is_asked and warned)


def test_many_due_moments_are_the_workers_and_their_page_follows_and_stops(
    cast: Cast, quan: Client, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(calendars, "AT_ONCE", 0)
    dossier = cast.received(datetime.now(UTC) - timedelta(hours=1))
    begun = decide(quan, off(enter="1"))
    assert begun.status_code == 303
    work = CalendarWork.objects.get()
    assert (work.state, work.dossiers, work.ordered["number"]) == (WorkState.WAITING, 1, "5/QĐ")
    where = begun.headers["Location"]
    text = quan.get(where).content.decode()
    assert "0 of 1 due moments moved" in text
    assert 'http-equiv="refresh"' in text, "without JavaScript it loads itself anew"
    assert sign_in("hoa").get(where).status_code == 404
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM procrastinate_jobs WHERE args->>'work' = %s", [str(work.pk)])
        assert cursor.fetchone() == (1,)
    assert quan.post(where).status_code == 303
    text = quan.get(where + "&part=1").content.decode()
    assert "Stopped, nothing was changed" in text
    assert "data-live=" not in text
    assert reread(dossier).due_at == dossier.due_at
    assert not CalendarDecision.objects.exists()
    CalendarWork.objects.filter(pk=work.pk).update(
        state=WorkState.RUNNING, heard_at=datetime.now(UTC) - timedelta(minutes=10)
    )
    assert "Interrupted, nothing was changed" in quan.get(where).content.decode()


def test_a_half_day_and_a_swap_stand_in_the_grid_by_more_than_their_colour(cast: Cast, quan: Client) -> None:
    days = [
        Decided(date(2027, 3, 4), DayKind.HALF, "Họp", "7/QĐ"),
        Decided(date(2027, 3, 6), DayKind.WORK, "", "7/QĐ", swapped_with=date(2027, 3, 5)),
        Decided(date(2027, 3, 5), DayKind.OFF, "", "7/QĐ", swapped_with=date(2027, 3, 6)),
    ]
    Change(SYSTEM_ACTOR, datetime.now(UTC), "DECISION").decide("7/QĐ", days)
    text = page(quan, year=2027)
    for words in ("½", "Morning only: Họp", "Worked for 05/03/2027", "Day off for which 06/03/2027 is worked"):
        assert words in text
