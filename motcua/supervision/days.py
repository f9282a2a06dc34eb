"""Days and hours by each unit's own calendar, put into conditions that do not grow with the units."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import TypeVar
from uuid import UUID

from django.db.models import Q

from motcua.desk.now import Now
from motcua.worktime.calendar import NeverOpens, WorkCalendar
from motcua.worktime.minutes import DAY, minute_of, moment_of

T = TypeVar("T", date, datetime)
# No week of holidays is longer.
LOOKS_BACK = 60 * DAY


def next_working_days(units: Iterable[UUID], present: Now) -> dict[UUID, date]:
    """The next working day after today of each unit; the next day where no calendar is entered."""
    return _of_each(units, present, lambda calendar: _next_after(present.day, calendar))


def worked_ago(units: Iterable[UUID], present: Now, minutes: int) -> dict[UUID, datetime]:
    """Since when each unit has worked so many minutes, up to now."""
    return _of_each(units, present, lambda calendar: _so_long_ago(present.at, minutes, calendar))


def each_by_its_own(column: str, values: Mapping[UUID, T], rule: Callable[[T], Q]) -> Q:
    """A condition with each unit's own value; the commonest value needs no list of units."""
    if not values:
        return Q(pk__in=())
    [(common, _n)] = Counter(values.values()).most_common(1)
    others: dict[T, list[UUID]] = {}
    for unit, value in values.items():
        if value != common:
            others.setdefault(value, []).append(unit)
    found = rule(common)
    if others:
        found &= ~Q(**{f"{column}__in": [unit for together in others.values() for unit in together]})
    for value, together in others.items():
        found |= Q(**{f"{column}__in": together}) & rule(value)
    return found


def _of_each(units: Iterable[UUID], present: Now, asked: Callable[[WorkCalendar | None], T]) -> dict[UUID, T]:
    """What the calendar of each unit answers; a calendar is asked once, however many units share it."""
    answers: dict[int, T] = {}
    found: dict[UUID, T] = {}
    for unit in units:
        calendar = present.calendar(unit)
        if id(calendar) not in answers:
            answers[id(calendar)] = asked(calendar)
        found[unit] = answers[id(calendar)]
    return found


def _next_after(day: date, calendar: WorkCalendar | None) -> date:
    try:
        return calendar.nth_working_day_after(day, 1) if calendar else day + timedelta(days=1)
    except NeverOpens:
        return day + timedelta(days=1)


def _so_long_ago(at: datetime, minutes: int, calendar: WorkCalendar | None) -> datetime:
    if calendar is None:
        return at - timedelta(minutes=minutes)
    minute = minute_of(at)
    try:
        table = calendar.table(minute - LOOKS_BACK, minute)
    except NeverOpens:
        return at - timedelta(minutes=minutes)
    worked = table.worked(minute) - minutes
    return moment_of(table.after(worked)) if worked > 0 else moment_of(table.begin)
