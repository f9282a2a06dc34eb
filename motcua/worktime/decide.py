"""Calendars come into being and change: each by an act that is written in the journal."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from django.db import transaction
from psycopg.types.range import DateRange

from motcua.journal import revision
from motcua.journal.by import By
from motcua.journal.write import Batch
from motcua.organisation.models import Unit
from motcua.worktime.calendar import Span, Week, WorkCalendar, refuse_midnight, refuse_without_work
from motcua.worktime.load import REVISION, spans_to
from motcua.worktime.models import Calendar, CalendarWeek, DayDecision, DayKind


@dataclass(frozen=True, slots=True)
class Decided:
    """What a law or a decision says about one day; `swapped_with` is the day that it changes places with."""

    day: date
    kind: DayKind
    name: str
    source: str = ""
    swapped_with: date | None = None
    spans: Sequence[Span] = ()


@transaction.atomic
def give_calendar(
    unit: Unit | None, *, name: str, week: Week, from_day: date, by: By, at: datetime, ground: str
) -> Calendar:
    """Give a unit a calendar of its own; without a unit, give the administration its default.

    Raises ValueError where openings overlap, NobodyWorks for a week without hours of work, IntegrityError where the
    unit has a calendar already.
    """
    stored = _stored(week)
    calendar = Calendar(unit=unit, name=name)
    batch = Batch(by=by, at=at, ground=ground)
    batch.create(calendar, "give_calendar", {"name": name, "from": from_day.isoformat(), "week": stored})
    batch.insert(CalendarWeek(calendar=calendar, valid=DateRange(from_day, None), spans=stored))
    batch.write()
    revision.bump(REVISION)
    return calendar


@transaction.atomic
def change_week(
    calendar: Calendar, *, week: Week, from_day: date, by: By, at: datetime, ground: str
) -> CalendarWeek:
    """Put other openings in force from a day on, up to the next week that is already laid down.

    Raises ValueError where openings overlap, NobodyWorks for a week without hours of work.
    """
    stored = _stored(week)
    calendar = _locked(calendar)
    upper = None
    for each in calendar.weeks.all():
        lower = each.valid.lower
        if lower is not None and lower > from_day:
            upper = lower if upper is None else min(upper, lower)
        elif lower == from_day:
            each.delete()
        elif each.valid.upper is None or each.valid.upper > from_day:
            each.valid = DateRange(lower, from_day)
            each.save(update_fields=["valid"])
    batch = Batch(by=by, at=at, ground=ground)
    batch.record(calendar, "change_week", {"from": from_day.isoformat(), "week": stored})
    batch.write()
    made = CalendarWeek.objects.create(calendar=calendar, valid=DateRange(from_day, upper), spans=stored)
    revision.bump(REVISION)
    return made


@transaction.atomic
def decide_days(
    days: Iterable[Decided], *, calendar: Calendar | None = None, by: By, at: datetime, ground: str
) -> None:
    """Lay down what single days are, for one calendar or for all; what was decided for them before gives way.

    Recorded in the chain of that calendar, or of the default one. Raises ValueError where openings overlap.
    """
    of = _locked(calendar if calendar is not None else Calendar.objects.get(unit=None))
    batch = Batch(by=by, at=at, ground=ground)
    for decided in days:
        WorkCalendar({0: decided.spans})
        refuse_midnight(decided.spans)
        values = {
            "kind": decided.kind,
            "name": decided.name,
            "source": decided.source,
            "swapped_with": decided.swapped_with,
            "spans": spans_to(decided.spans),
        }
        DayDecision.objects.update_or_create(
            calendar=calendar, day=decided.day, defaults={**values, "recorded_at": datetime.now(UTC)}
        )
        swapped = decided.swapped_with.isoformat() if decided.swapped_with else None
        detail = {**values, "kind": str(decided.kind), "swapped_with": swapped}
        scope = "all" if calendar is None else "own"
        batch.record(of, "decide_day", {"day": decided.day.isoformat(), "for": scope, **detail})
    batch.write()
    revision.bump(REVISION)


def _stored(week: Week) -> Mapping[str, list[list[str]]]:
    WorkCalendar(week)  # refuses openings that overlap
    refuse_without_work(week)
    refuse_midnight(span for spans in week.values() for span in spans)
    return {str(weekday): spans_to(spans) for weekday, spans in sorted(week.items()) if spans}


def _locked(calendar: Calendar) -> Calendar:
    return Calendar.objects.select_for_update().get(pk=calendar.pk)
