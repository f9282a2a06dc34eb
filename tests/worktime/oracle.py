"""A slow second opinion: the rules of docs/rules/deadlines.md walked minute by minute and day by day.

It knows nothing of the code under test: a calendar is a function from a day to its openings.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
NEVER = datetime(9999, 12, 31)  # noqa: DTZ001 -- local, as all moments here
Opening = tuple[time, time, str]
Openings = Callable[[date], Sequence[Opening]]
Interval = tuple[datetime, datetime | None, bool]  # from, up to, whether the limit begins anew after it


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


@dataclass
class Run:
    """The limit from a receipt, or from the end of a pause after which it began anew, up to where it ended."""

    start: datetime
    end: datetime


def due(
    office: Office, received: datetime, value: int, unit: str, cutoff: time | None, pauses: Sequence[Interval]
) -> datetime | None:
    """The moment at which the limit is used up; None where a pause is open."""
    if any(until is None for _, until, _ in pauses):
        return None
    return runs(office, received, value, unit, cutoff, pauses)[-1].end


def runs(
    office: Office, received: datetime, value: int, unit: str, cutoff: time | None, pauses: Sequence[Interval]
) -> list[Run]:
    """Every run of the limit: the last ends when it is used up, those before it when a pause began.

    The clerk follows the pauses that begin the limit anew in the order in which they ended. He throws his sheet
    away when one began before the limit on the sheet was used up, and takes a new one on which the dossier is
    received when that pause ended.
    """
    sheets: list[Run] = []
    start = office.deemed(_cut(received), cutoff)
    for began, ended, anew in sorted(pauses, key=lambda pause: pause[1] or NEVER):
        if not anew or ended is None or _cut(ended) <= max(start, _cut(began)):
            continue
        since = max(_cut(began), start)
        if _used_up(office, start, value, unit, _stood(start, pauses, since), since):
            continue
        sheets.append(Run(start, since))
        start = office.deemed(_cut(ended), cutoff)
    stood = _stood(start, pauses)
    end = _hours(office, start, value, stood) if unit == "hour" else _days(office, start, value, unit, stood)
    return [*sheets, Run(start, end)]


def _stood(start: datetime, pauses: Sequence[Interval], end: datetime = NEVER) -> list[tuple[datetime, datetime]]:
    """The ended pauses, as far as they lie between two moments."""
    between = [(max(_cut(a), start), min(_cut(b), end)) for a, b, _ in pauses if b is not None]
    return [(a, b) for a, b in between if b > a]


def _used_up(
    office: Office, start: datetime, value: int, unit: str, stood: list[tuple[datetime, datetime]], at: datetime
) -> bool:
    """Whether a limit was used up before a moment: the whole of its hours, or the last of its days."""
    if unit != "hour":
        return _days(office, start, value, unit, stood).date() < at.date()
    return worked_minutes(office, start, at, [(a, b, False) for a, b in stood]) >= value * 60


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
    day, works = start.date(), office.works_on(start.date())
    # "Within the day" takes one day more where the work of day 0 is over, or, in working days, where it has none.
    left = value or (1 if (office.close_of(day) <= start if works else unit == "working_day") else 0)
    while left:
        day += DAY
        paused = any(since.date() < day <= until.date() for since, until in stood)
        if not paused and (unit == "calendar_day" or office.works_on(day)):
            left -= 1
    last = office.working_day_from(day)
    while True:
        over = [until.date() for since, until in stood if since.date() <= last < until.date()]
        if not over:
            break
        last = office.working_day_from(max(over))
    return office.hour_on(last, start.time()) if value else office.close_of(last)


def worked_minutes(office: Office, since: datetime, until: datetime, pauses: Sequence[Interval]) -> int:
    """The minutes of opening, of kind work, outside pauses."""
    stood = [(_cut(a), _cut(b) if b else until) for a, b, _ in pauses]
    at, minutes = since, 0
    while at < until:
        minutes += office.kind_at(at) == "work" and not any(a <= at < b for a, b in stood)
        at += MINUTE
    return minutes
