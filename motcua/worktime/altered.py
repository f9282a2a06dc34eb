"""Which days of which calendars a change has altered: the openings before and after it, compared day by day."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from uuid import UUID

from motcua.worktime.calendar import WorkCalendar

Calendars = Mapping[UUID | None, WorkCalendar]
Days = tuple[date, date]
# A week that holds from a day on is compared so far; a day worked in another's place may lie so far before it.
AHEAD, BACK = timedelta(days=800), timedelta(days=400)


def altered(before: Calendars, after: Calendars, days: Iterable[date]) -> dict[UUID | None, Days]:
    """The first and the last day, of those named, whose openings a change altered; by the calendar's unit.

    A calendar of which nothing changed is not in it.
    """
    ordered = sorted(set(days))
    found: dict[UUID | None, Days] = {}
    for unit, new in after.items():
        old = before.get(unit)
        differing = [day for day in ordered if old is None or old.spans_on(day) != new.spans_on(day)]
        if differing:
            found[unit] = differing[0], differing[-1]
    return found


def altered_from(before: Calendars, after: Calendars, first: date) -> dict[UUID | None, Days]:
    """The same for a week that changed from a day on: what differs may go on for ever, then the last day is
    `date.max`. A day before, worked in the place of one that it changes, counts too."""
    start = max(first - BACK, date(2000, 1, 1))
    until = first + AHEAD
    span = [start + timedelta(days=n) for n in range((until - start).days)]
    recent = until - timedelta(days=14)
    return {
        unit: (begins, date.max if ends >= recent else ends)
        for unit, (begins, ends) in altered(before, after, span).items()
    }
