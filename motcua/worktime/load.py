"""Calendars out of the database, kept in memory until the revision `worktime` moves."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, time
from functools import lru_cache
from uuid import UUID

from django.db.models import Q

from motcua.journal import revision as revisions
from motcua.worktime.calendar import DatedDay, Kind, Span, WorkCalendar
from motcua.worktime.models import Calendar, DayDecision, DayKind
from motcua.worktime.national import national_days

REVISION = "worktime"
StoredSpan = Sequence[str]


class NoCalendar(LookupError):
    """Neither a unit on the path nor the administration has a calendar."""


def current_revision() -> int:
    """The number of the calendars' revision; every act that changes one increases it."""
    return revisions.current(REVISION)


def calendars(revision: int | None = None) -> Mapping[UUID | None, WorkCalendar]:
    """All calendars by the unit whose own they are; the administration's default under None."""
    return _calendars(current_revision() if revision is None else revision)


def calendar_for(path: Iterable[UUID], revision: int | None = None) -> WorkCalendar:
    """The calendar of the first unit on the path (a unit and those above it, nearest first) that has one.

    Else the default of the administration. `revision` is the one that the caller has read; without it the
    current one is asked for. Raises NoCalendar.
    """
    kept = calendars(revision)
    for unit in (*path, None):
        found = kept.get(unit)
        if found is not None:
            return found
    raise NoCalendar


def calendar_kept(path: Iterable[UUID]) -> Calendar | None:
    """The row of the calendar that `calendar_for` finds; None where none is entered yet. One small query."""
    steps = list(path)
    found = {row.unit_id: row for row in Calendar.objects.filter(Q(unit__in=steps) | Q(unit=None))}
    return next((found[unit] for unit in (*steps, None) if unit in found), None)


def spans_from(stored: Iterable[StoredSpan]) -> tuple[Span, ...]:
    """Spans as the database keeps them: opens, closes, kind."""
    return tuple(
        Span(time.fromisoformat(opens), time.fromisoformat(closes), Kind(kind)) for opens, closes, kind in stored
    )


def spans_to(spans: Iterable[Span]) -> list[list[str]]:
    """Spans as the database keeps them; the inverse of `spans_from`."""
    return [[f"{s.opens:%H:%M}", f"{s.closes:%H:%M}", s.kind.value] for s in spans]


def week_from(stored: Mapping[str, Iterable[StoredSpan]]) -> dict[int, tuple[Span, ...]]:
    """A week as the database keeps it."""
    return {int(weekday): spans_from(spans) for weekday, spans in stored.items()}


# Older revisions are asked for only by acts that are under way while a calendar changes.
@lru_cache(maxsize=3)
def _calendars(revision: int) -> Mapping[UUID | None, WorkCalendar]:
    general: dict[date, DatedDay] = {}
    own: dict[UUID, dict[date, DatedDay]] = {}
    for decision in DayDecision.objects.all():
        days = general if decision.calendar_id is None else own.setdefault(decision.calendar_id, {})
        days[decision.day] = _dated(decision)
    return {
        calendar.unit_id: _built(calendar, {**general, **own.get(calendar.pk, {})})
        for calendar in Calendar.objects.prefetch_related("weeks")
    }


def _built(calendar: Calendar, days: Mapping[date, DatedDay]) -> WorkCalendar:
    weeks = sorted(calendar.weeks.all(), key=lambda week: week.valid.lower or date.min)
    first = week_from(weeks[0].spans) if weeks else {}
    later = [(week.valid.lower, week_from(week.spans)) for week in weeks[1:]]
    return WorkCalendar(first, days, later=later, yearly=national_days)


def _dated(decision: DayDecision) -> DatedDay:
    name = {"vi": decision.name, "en": decision.name}
    match decision.kind:
        case DayKind.WORK:
            return DatedDay("worked", like=decision.swapped_with, name=name)
        case DayKind.HALF:
            return DatedDay("half", name=name)
        case DayKind.SPANS:
            return DatedDay("hours", spans_from(decision.spans), name=name)
    return DatedDay("swapped" if decision.swapped_with else "closed", like=decision.swapped_with, name=name)
