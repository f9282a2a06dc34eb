"""A decision changes days of a calendar, or its week, under its number; taken back, all is as it was before."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_noop
from psycopg.types.range import DateRange

from motcua.journal import revision
from motcua.journal.by import By
from motcua.journal.write import Batch
from motcua.sentence import Sentence
from motcua.text import nfc
from motcua.worktime.calendar import Week, WorkCalendar, refuse_midnight
from motcua.worktime.decide import Decided, change_week, decide_days
from motcua.worktime.impossible import EndsTomorrow
from motcua.worktime.load import REVISION
from motcua.worktime.models import Calendar, CalendarDecision, CalendarWeek, DayDecision, DayKind

FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2099, 12, 31)
LONGEST_NUMBER = 60
MOST_DAYS = 366

SENTENCES = {
    "no_number": gettext_noop("Give the number of the decision, such as 12/QĐ-UBND."),
    "long_number": gettext_noop("Shorten the number of the decision to %(most)d characters."),
    "no_days": gettext_noop("Name at least one day that the decision changes."),
    "many_days": gettext_noop("Name at most %(most)d days in one decision."),
    "day_twice": gettext_noop("The decision names %(day)s twice. Name each day once."),
    "swap_itself": gettext_noop("%(day)s is swapped with itself. Name two different days."),
    "outside": gettext_noop("%(day)s lies outside of the years from 2000 to 2099. Correct the day."),
    "no_hours": gettext_noop("Give the hours of %(day)s, or make it a day off."),
    "overlap": gettext_noop("The hours of %(day)s overlap or end before they begin. Correct them."),
    "midnight": gettext_noop("Hours of work cannot end at 00:00, which is the next day. Write 23:59."),
    "week_overlap": gettext_noop("Hours of the week overlap or end before they begin. Correct them."),
    "week_midnight": gettext_noop("Hours of work cannot end at 00:00, which is the next day. Write 23:59."),
    "same_week": gettext_noop("The week is like that already. Nothing would change."),
    "twice": gettext_noop("Decision %(number)s is entered already. Take it back first if it was wrong."),
    "unknown": gettext_noop("No decision %(number)s is entered. Check its number."),
    "taken_back": gettext_noop("Decision %(number)s has been taken back already. Nothing was changed."),
    "later": gettext_noop("A later decision changed %(day)s again. Take that one back before %(number)s."),
    "later_week": gettext_noop("The week was changed again after decision %(number)s. Take that back first."),
    "year": gettext_noop("Give a year from %(first)d to %(last)d."),
    "confirmed": gettext_noop("The year %(year)s is confirmed already, by decision %(number)s."),
    "not_confirmed": gettext_noop("The year %(year)s is not confirmed. Nothing was changed."),
}
# Beside which field of a form a sentence stands; the others stand above it.
FIELDS = {
    "no_number": "number", "long_number": "number", "twice": "number", "no_days": "days", "many_days": "days",
    "day_twice": "days", "swap_itself": "days", "outside": "days", "no_hours": "hours", "overlap": "hours",
    "midnight": "hours", "week_midnight": "week",
    "week_overlap": "week", "same_week": "week", "confirmed": "decision",
}  # fmt: skip


class NotDecided(Sentence):
    """Why a decision was not entered or not taken back, in the reader's language; `field` names what is wrong."""

    sentences = SENTENCES

    def __init__(self, code: str, **params: Any) -> None:
        super().__init__(code, **params)
        self.field = FIELDS.get(code, "")


def checked_number(number: str) -> str:
    """The number of a decision as it is kept. Raises NotDecided for none, or for one that is too long."""
    number = " ".join(nfc(number).replace("\0", "").split())
    if not number:
        raise NotDecided("no_number")
    if len(number) > LONGEST_NUMBER:
        raise NotDecided("long_number", most=LONGEST_NUMBER)
    return number


def checked_days(days: Sequence[Decided]) -> None:
    """Raise NotDecided for days that no decision can name: none, one twice, a swap with itself, wrong hours."""
    if not days:
        raise NotDecided("no_days")
    if len(days) > MOST_DAYS:
        raise NotDecided("many_days", most=MOST_DAYS)
    for decided in days:
        for each in (decided.day, decided.swapped_with):
            if each is not None and not FIRST_DAY <= each <= LAST_DAY:
                raise NotDecided("outside", day=f"{each:%d/%m/%Y}")
        if decided.swapped_with == decided.day:
            raise NotDecided("swap_itself", day=f"{decided.day:%d/%m/%Y}")
    most, times = Counter(decided.day for decided in days).most_common(1)[0]
    if times > 1:
        raise NotDecided("day_twice", day=f"{most:%d/%m/%Y}")
    for decided in days:
        if decided.kind == DayKind.SPANS and not decided.spans:
            raise NotDecided("no_hours", day=f"{decided.day:%d/%m/%Y}")
        try:
            WorkCalendar({0: decided.spans})
            refuse_midnight(decided.spans)
        except EndsTomorrow as problem:
            raise NotDecided("midnight") from problem
        except ValueError as problem:
            raise NotDecided("overlap", day=f"{decided.day:%d/%m/%Y}") from problem


@transaction.atomic
def decide_calendar(
    number: str,
    days: Sequence[Decided],
    *,
    calendar: Calendar | None = None,
    by: By,
    at: datetime,
    ground: str,
) -> CalendarDecision:
    """Enter a decision about days of one calendar, or of all. Raises NotDecided.

    Due moments follow by an act of their own (`motcua.dossiers.reproject`).
    """
    number = checked_number(number)
    checked_days(days)
    made = _free(number)
    before = _rows(calendar, [decided.day for decided in days])
    decide_days(days, calendar=calendar, by=by, at=at, ground=ground)
    after = _rows(calendar, [decided.day for decided in days])
    columns = {"days": after, "before": before, "weeks": None, "weeks_before": None, "calendar": calendar}
    return _entered(made, number, "decide_calendar", {"days": after}, columns, by=by, at=at, ground=ground)


@transaction.atomic
def decide_week(
    number: str, week: Week, from_day: date, *, calendar: Calendar, by: By, at: datetime, ground: str
) -> CalendarDecision:
    """Enter a decision about the openings of a calendar's week from a day on.

    Raises NotDecided, and NobodyWorks for a week without hours of work.

    Due moments follow by an act of their own (`motcua.dossiers.reproject`).
    """
    number = checked_number(number)
    if not FIRST_DAY <= from_day <= LAST_DAY:
        raise NotDecided("outside", day=f"{from_day:%d/%m/%Y}")
    try:
        WorkCalendar(week)
        refuse_midnight(span for spans in week.values() for span in spans)
    except EndsTomorrow as problem:
        raise NotDecided("week_midnight") from problem
    except ValueError as problem:
        raise NotDecided("week_overlap") from problem
    made = _free(number)
    before = _weeks(calendar)
    change_week(calendar, week=week, from_day=from_day, by=by, at=at, ground=ground)
    after = _weeks(calendar)
    if _openings(before) == _openings(after):
        raise NotDecided("same_week")
    columns = {"days": {}, "before": {}, "weeks": after, "weeks_before": before, "calendar": calendar}
    return _entered(made, number, "decide_week", {"weeks": after}, columns, by=by, at=at, ground=ground)


def _free(number: str) -> CalendarDecision | None:
    """The row of a number that was taken back: entered anew, corrected, it goes on in the chain that it has."""
    made = CalendarDecision.objects.select_for_update().filter(number=number).first()
    if made is not None and made.taken_back_at is None:
        raise NotDecided("twice", number=number)
    return made


def _entered(
    made: CalendarDecision | None,
    number: str,
    act: str,
    said: dict[str, Any],
    columns: dict[str, Any],
    *,
    by: By,
    at: datetime,
    ground: str,
) -> CalendarDecision:
    calendar = columns.pop("calendar")
    columns |= {"calendar_id": calendar.pk if calendar else None, "entered_at": at, "taken_back_at": None}
    said = {"number": number, "for": str(calendar.pk) if calendar else "all", **said}
    batch = Batch(by=by, at=at, ground=ground)
    if made is None:
        made = CalendarDecision(number=number, **columns)
        batch.create(made, act, said)
    else:
        batch.record(made, act, said, **columns)
    batch.write()
    return made


@transaction.atomic
def record_moved(
    made: CalendarDecision, moved: Mapping[str, int], *, by: By, at: datetime, ground: str
) -> CalendarDecision:
    """Write down beside a decision how many due moments it moved, when it was entered or taken back."""
    batch = Batch(by=by, at=at, ground=ground)
    batch.record(made, "record_moved", {"number": made.number, "moved": dict(moved)}, moved=dict(moved))
    batch.write()
    return made


@transaction.atomic
def take_back(number: str, *, by: By, at: datetime, ground: str) -> CalendarDecision:
    """Take a decision back: its days are what they were before it. Raises NotDecided.

    A day that a later decision has changed again stands in the way: that one goes first.
    """
    number = checked_number(number)
    made = CalendarDecision.objects.select_for_update().filter(number=number).first()
    if made is None:
        raise NotDecided("unknown", number=number)
    if made.taken_back_at is not None:
        raise NotDecided("taken_back", number=number)
    if made.weeks is not None:
        _restore_weeks(made)
    days = [date.fromisoformat(day) for day in made.days]
    now = _rows(made.calendar, days)
    for day in days:
        if now.get(day.isoformat()) != made.days[day.isoformat()]:
            raise NotDecided("later", day=f"{day:%d/%m/%Y}", number=number)
    DayDecision.objects.filter(calendar=made.calendar, day__in=days).delete()
    DayDecision.objects.bulk_create(
        DayDecision(calendar=made.calendar, day=date.fromisoformat(day), recorded_at=datetime.now(UTC), **row)
        for day, row in made.before.items()
    )
    batch = Batch(by=by, at=at, ground=ground)
    batch.record(made, "take_back_calendar", _before(made), taken_back_at=at)
    batch.write()
    revision.bump(REVISION)
    return made


def _before(made: CalendarDecision) -> dict[str, Any]:
    said: dict[str, Any] = {"number": made.number, "days": made.before}
    return said if made.weeks is None else said | {"weeks": made.weeks_before}


def _restore_weeks(made: CalendarDecision) -> None:
    calendar = Calendar.objects.select_for_update().get(pk=made.calendar_id)
    if _weeks(calendar) != made.weeks:
        raise NotDecided("later_week", number=made.number)
    calendar.weeks.all().delete()
    for row in made.weeks_before or ():
        lower, upper = (date.fromisoformat(row[end]) if row[end] else None for end in ("from", "until"))
        CalendarWeek.objects.create(calendar=calendar, valid=DateRange(lower, upper), spans=row["spans"])


def _weeks(calendar: Calendar) -> list[dict[str, Any]]:
    """The weeks of a calendar as they are kept beside a decision, in their order."""
    found = [
        {
            "from": week.valid.lower.isoformat() if week.valid.lower else None,
            "until": week.valid.upper.isoformat() if week.valid.upper else None,
            "spans": week.spans,
        }
        for week in CalendarWeek.objects.filter(calendar=calendar)
    ]
    return sorted(found, key=lambda row: row["from"] or "")


def _openings(weeks: Sequence[Mapping[str, Any]]) -> list[tuple[str | None, Any]]:
    """From when which openings hold; a week that goes on as it was begins nothing."""
    found: list[tuple[str | None, Any]] = []
    for week in weeks:
        if not found or found[-1][1] != week["spans"]:
            found.append((week["from"], week["spans"]))
    return found


def _rows(calendar: Calendar | None, days: Iterable[date]) -> dict[str, dict[str, Any]]:
    """What is decided for days, as it is kept beside a decision."""
    return {
        row.day.isoformat(): {
            "kind": str(row.kind),
            "spans": row.spans,
            "swapped_with": row.swapped_with.isoformat() if row.swapped_with else None,
            "name": row.name,
            "source": row.source,
        }
        for row in DayDecision.objects.filter(calendar=calendar, day__in=list(days)).order_by("day")
    }
