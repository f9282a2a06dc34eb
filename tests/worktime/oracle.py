"""A slow second opinion: the rules of docs/rules/deadlines.md walked minute by minute and day by day.

It knows nothing of the code under test: a calendar is a function from a day to its openings.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
Opening = tuple[time, time, str]
Openings = Callable[[date], Sequence[Opening]]
Interval = tuple[datetime, datetime | None]


@dataclass
class Office:
    """Local naive moments only."""

    openings: Openings
    _days: dict[date, dict[time, str]] = field(default_factory=dict)

    def kind_at(self, at: datetime) -> str:
        """Which kind of opening a minute is; empty when closed."""
        day = at.date()
        if day not in self._days:
            self._days[day] = {
                time(minute // 60, minute % 60): kind
                for opens, closes, kind in self.openings(day)
                for minute in range(opens.hour * 60 + opens.minute, closes.hour * 60 + closes.minute)
            }
        return self._days[day].get(at.time(), "")

    def works_on(self, day: date) -> bool:
        return any(kind == "work" for _, _, kind in self.openings(day))

    def working_day_from(self, day: date) -> date:
        while not self.works_on(day):
            day += DAY
        return day

    def close_of(self, day: date) -> datetime:
        return datetime.combine(day, max(closes for _, closes, kind in self.openings(day) if kind == "work"))

    def hour_on(self, day: date, hour: time) -> datetime:
        at = datetime.combine(day, hour)
        while at.date() == day:
            if self.kind_at(at) == "work":
                return at
            at += MINUTE
        return self.close_of(day)

    def deemed(self, received: datetime, cutoff: time | None) -> datetime:
        at = received
        if cutoff is not None and received.time() > cutoff:
            at = datetime.combine(received.date() + DAY, time())
        while not self.kind_at(at):
            at += MINUTE
        return at


def due(
    office: Office, received: datetime, value: int, unit: str, cutoff: time | None, pauses: Sequence[Interval]
) -> datetime | None:
    """The moment at which the limit is used up; None where a pause is open."""
    if any(until is None for _, until in pauses):
        return None
    start = office.deemed(_cut(received), cutoff)
    stood = [
        (max(_cut(since), start), _cut(until))
        for since, until in pauses
        if until is not None and _cut(until) > max(_cut(since), start)
    ]
    if unit == "hour":
        return _hours(office, start, value, stood)
    return _days(office, start, value, unit, stood)


def _cut(at: datetime) -> datetime:
    return at.replace(second=0, microsecond=0)


def _hours(office: Office, start: datetime, hours: int, stood: list[tuple[datetime, datetime]]) -> datetime:
    at, left = start, hours * 60
    while left:
        if office.kind_at(at) == "work" and not any(since <= at < until for since, until in stood):
            left -= 1
        at += MINUTE
    return at


def _days(
    office: Office, start: datetime, value: int, unit: str, stood: list[tuple[datetime, datetime]]
) -> datetime:
    day, left = start.date(), value
    while left:
        day += DAY
        paused = any(since.date() < day <= until.date() for since, until in stood)
        if not paused and (unit == "calendar_day" or office.works_on(day)):
            left -= 1
    last = office.working_day_from(day)
    if not value and office.close_of(last) <= start:
        last = office.working_day_from(last + DAY)
    while True:
        over = [until.date() for since, until in stood if since.date() <= last < until.date()]
        if not over:
            break
        last = office.working_day_from(max(over))
    return office.hour_on(last, start.time()) if value else office.close_of(last)


def worked_minutes(office: Office, since: datetime, until: datetime, pauses: Sequence[Interval]) -> int:
    """The minutes of opening, of kind work, outside pauses."""
    stood = [(_cut(a), _cut(b) if b else until) for a, b in pauses]
    at, minutes = since, 0
    while at < until:
        minutes += office.kind_at(at) == "work" and not any(a <= at < b for a, b in stood)
        at += MINUTE
    return minutes
