"""What a calendar cannot become, each refused in a sentence with nothing changed; and years that are confirmed."""

import io
import json
from datetime import date, time

import pytest
from django.core.management import call_command

from motcua.command import Refusal
from motcua.dossiers.calendars import NotPossible
from motcua.dossiers.models import ClosedPeriod
from motcua.journal.by import SYSTEM
from motcua.journal.models import Entry
from motcua.worktime.calendar import Kind, Span
from motcua.worktime.changes import NotDecided
from motcua.worktime.decide import Decided, give_calendar
from motcua.worktime.impossible import EndsTomorrow, NobodyWorks
from motcua.worktime.models import Calendar, CalendarDecision, DayDecision, DayKind
from motcua.worktime.national import STANDARD_WEEK
from motcua.worktime.years import confirmation
from tests.cast import Cast, at, reread
from tests.dossiers.test_calendar_changes import FRIDAY, change


def test_a_year_is_confirmed_once_and_can_be_unconfirmed(cast: Cast) -> None:
    change().confirm(2020, "9/QĐ")
    assert confirmation(2020) is not None
    with pytest.raises(NotDecided, match="9/QĐ"):
        change().confirm(2020, "10/QĐ")
    change().unconfirm(2020)
    assert confirmation(2020) is None
    with pytest.raises(NotDecided):
        change().unconfirm(2020)
    change().confirm(2020, "11/QĐ")
    own = give_calendar(
        cast.commune,
        name="Xã",
        week=STANDARD_WEEK,
        from_day=date(2018, 1, 1),
        by=SYSTEM,
        at=at(),
        ground="DECISION",
    )
    found = confirmation(2020, own)
    assert found is not None and found.decision == "11/QĐ", "what holds for all holds for each"


SATURDAY, MONDAY = date(2019, 1, 12), date(2019, 1, 14)
WRONG = {
    "no number": ("  ", [FRIDAY]),
    "a number without end": ("9" * 61, [FRIDAY]),
    "no days": ("14/QĐ", []),
    "a day twice": ("14/QĐ", [FRIDAY, FRIDAY]),
    "a swap with itself": ("14/QĐ", [Decided(SATURDAY, DayKind.WORK, "", swapped_with=SATURDAY)]),
    "a day before 2000": ("14/QĐ", [Decided(date(1999, 12, 31), DayKind.OFF, "")]),
    "a day after 2099": ("14/QĐ", [Decided(date(2100, 1, 1), DayKind.OFF, "")]),
    "a swap for a day after 2099": (
        "14/QĐ",
        [Decided(SATURDAY, DayKind.WORK, "", swapped_with=date(2100, 1, 1))],
    ),
    "hours of its own without hours": ("14/QĐ", [Decided(MONDAY, DayKind.SPANS, "")]),
    "hours until midnight": (
        "14/QĐ",
        [Decided(MONDAY, DayKind.SPANS, "", spans=(Span(time(19), time(0)),))],
    ),
    "hours that overlap": (
        "14/QĐ",
        [Decided(MONDAY, DayKind.SPANS, "", spans=(Span(time(8), time(10)), Span(time(9), time(11))))],
    ),
}


@pytest.mark.parametrize(("number", "days"), WRONG.values(), ids=WRONG)
def test_a_decision_that_cannot_be_is_refused_in_a_sentence(cast: Cast, number: str, days: list[Decided]) -> None:
    dossier, entries = cast.received(), Entry.objects.count()
    for dry_run in (True, False):
        with pytest.raises(NotDecided) as refused:
            change(dry_run=dry_run).decide(number, days)
        assert str(refused.value).endswith(".")
    assert reread(dossier).due_at == dossier.due_at
    assert (Entry.objects.count(), DayDecision.objects.filter(day__year=2019, source="14/QĐ").count()) == (
        entries,
        0,
    )


def test_a_calendar_without_hours_of_work_is_refused(cast: Cast) -> None:
    general = Calendar.objects.get(unit=None)
    counter = {0: (Span(time(8), time(11), Kind.COUNTER),)}
    for week in ({}, counter):
        with pytest.raises(NotPossible, match=r"work|làm việc"):
            change().decide_week("71/QĐ", week, date(2019, 2, 1), general)
        with pytest.raises(NobodyWorks):
            give_calendar(
                cast.commune, name="Xã", week=week, from_day=at().date(), by=SYSTEM, at=at(), ground="DECISION"
            )
    with pytest.raises(NotDecided):
        overlapping = {0: (Span(time(8), time(11)), Span(time(10), time(12)))}
        change().decide_week("71/QĐ", overlapping, date(2019, 2, 1), general)
    night = {0: (Span(time(19), time(0)),)}
    with pytest.raises(NotDecided, match="23:59"):
        change().decide_week("71/QĐ", night, date(2019, 2, 1), general)
    with pytest.raises(EndsTomorrow):
        give_calendar(
            cast.commune, name="Xã", week=night, from_day=at().date(), by=SYSTEM, at=at(), ground="DECISION"
        )
    assert not CalendarDecision.objects.exists()


def test_tried_for_a_reported_period_it_says_which_and_is_not_entered(cast: Cast) -> None:
    for day, why in ((5, "Tuần 1"), (11, "06a")):
        ClosedPeriod.objects.create(until=date(2019, 1, day), why=why)
    cast.received(at(14))
    days = [FRIDAY, Decided(date(2019, 1, 4), DayKind.OFF, "Bão"), Decided(date(2019, 1, 16), DayKind.OFF, "Bão")]
    tried = change(15, dry_run=True).decide("81/QĐ", days)
    assert [period["until"] for period in tried.closed_periods] == ["2019-01-05", "2019-01-11"]
    assert tried.moved == 1
    with pytest.raises(NotPossible, match="11/01/2019"):
        change(15).decide("81/QĐ", days)
    out = io.StringIO()
    with pytest.raises(Refusal, match="11/01/2019"):
        words = ("decide", "--number", "81/QĐ", "--off", "2019-01-11", "--dry-run", "--format", "json")
        call_command("calendar", *words, stdout=out)
    assert json.loads(out.getvalue())["closed_periods"] == ["2019-01-11"]
    change(15).decide("82/QĐ", days[2:])
    ClosedPeriod.objects.create(until=date(2019, 1, 16), why="Tháng 1")
    with pytest.raises(NotPossible):
        change(17).take_back("82/QĐ")
