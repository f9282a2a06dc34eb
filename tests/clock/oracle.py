"""A clerk with squared paper: he ticks the minutes of some years, and counts ticks.

He has read docs/rules/deadlines.md and docs/rules/clock.md and nothing of the code. A calendar is plain data to him
(weeks, holidays, decisions), a dossier what he heard of it in the order in which it happened. Minutes and days are
counted from the first midnight of his sheet.
"""

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Literal, NamedTuple

import numpy as np

from tests.clock.holidays import OFF, WORKED

DAY = 24 * 60
NOON = 12 * 60

Opening = tuple[int, int, bool]  # first minute of the day, first minute after it, work (or merely a counter)
Week = Mapping[int, Sequence[Opening]]  # by weekday, Monday is 0


class Said(NamedTuple):
    """What is decided about one day; a day worked in another's place names it in `like`."""

    kind: Literal["off", "worked", "half", "hours"]
    like: date | None = None
    openings: tuple[Opening, ...] = ()


@dataclass
class Almanac:
    """One calendar: weeks each from a day on (the first since ever), its own decisions, and those for all."""

    weeks: list[tuple[date, Week]]
    own: dict[date, Said] = field(default_factory=dict)
    general: dict[date, Said] = field(default_factory=dict)

    def openings(self, day: date) -> Sequence[Opening]:
        week = self._of_week(day)
        said = self.own.get(day) or self.general.get(day) or _national(day)
        if said is None:
            return week
        match said.kind:
            case "off":
                return ()
            case "hours":
                return said.openings
            case "half":
                return [opening for opening in week if opening[0] < NOON]
        if said.like is None or any(work for _, _, work in week):
            return week
        return self._of_week(said.like)

    def _of_week(self, day: date) -> Sequence[Opening]:
        standing = self.weeks[0][1]
        for since, week in self.weeks:
            if since <= day:
                standing = week
        return standing.get(day.weekday(), ())


def _national(day: date) -> Said | None:
    if day in OFF:
        return Said("off")
    return Said("worked", WORKED[day]) if day in WORKED else None


class Sheet:
    """The minutes of some years, ticked where an office opens and where it works."""

    def __init__(self, openings: Callable[[date], Sequence[Opening]], first: date, last: date) -> None:
        days = (last - first).days + 1
        self.open = np.zeros(days * DAY, dtype=bool)
        self.work = np.zeros(days * DAY, dtype=bool)
        for number in range(days):
            for opens, closes, work in openings(first + timedelta(days=number)):
                minutes = slice(number * DAY + opens, number * DAY + closes)
                self.open[minutes] = True
                self.work[minutes] |= work
        self.works_on = [bool(ticked.any()) for ticked in self.work.reshape(days, DAY)]

    def deemed(self, at: int, cutoff: int | None) -> int:
        """When what was received at a minute counts as received."""
        if cutoff is not None and at % DAY > cutoff:
            at = (at // DAY + 1) * DAY
        at += int(self.open[at:].argmax())
        assert self.open[at], "the sheet is too short"
        return at

    def working_day_from(self, day: int) -> int:
        while not self.works_on[day]:
            day += 1
        return day

    def close_of(self, day: int) -> int:
        return day * DAY + DAY - int(self.work[day * DAY : (day + 1) * DAY][::-1].argmax())

    def hour_on(self, day: int, minute: int) -> int:
        """The minute of a working day if it is worked; else the next one of that day that is; else the close."""
        rest = self.work[day * DAY + minute : (day + 1) * DAY]
        return day * DAY + minute + int(rest.argmax()) if rest.any() else self.close_of(day)

    def days_later(self, at: int, days: int) -> int:
        """The same hour so many working days later."""
        day = at // DAY
        for _ in range(days):
            day = self.working_day_from(day + 1)
        return self.hour_on(day, at % DAY)


class Limit(NamedTuple):
    value: int
    unit: Literal["working_day", "calendar_day", "hour"]
    cutoff: int | None = None


class Wait(NamedTuple):
    """The clock stood from a minute up to another; None: it still does."""

    since: int
    until: int | None
    why: str
    anew: bool = False


Place = Hashable


@dataclass
class Matter:
    """One dossier as the clerk heard of it. Call the methods in the order in which things happened."""

    limit: Limit
    received: int | None = None
    waits: list[Wait] = field(default_factory=list)
    places: list[tuple[int, Place]] = field(default_factory=list)
    extension: int | None = None
    ended: int | None = None
    end: str = ""

    @property
    def stands(self) -> bool:
        return bool(self.waits) and self.waits[-1].until is None

    def lies(self, at: int, place: Place) -> None:
        self.places.append((at, place))

    def wait(self, at: int, why: str, *, anew: bool = False) -> None:
        self.waits.append(Wait(at, None, why, anew))

    def go_on(self, at: int) -> None:
        self.waits[-1] = self.waits[-1]._replace(until=at)

    def finish(self, at: int, end: str) -> None:
        """Decided, what it waited for is over; withdrawn or stopped while it waits, it waits for good."""
        if end == "decided" and self.stands:
            self.go_on(at)
        self.ended, self.end = at, end

    def reopen(self, at: int, place: Place) -> None:
        """A decision resumes what was stopped: what it waited for is over since it was stopped."""
        assert self.ended is not None and self.end == "stopped"
        if self.stands:
            self.go_on(self.ended)
        self.waits.append(Wait(self.ended, at, "stopped"))
        self.ended, self.end = None, ""
        self.lies(at, place)


def due(sheet: Sheet, matter: Matter) -> int | None:
    """The minute at which the limit is used up; None while the clock stands."""
    if matter.received is None or any(wait.until is None for wait in matter.waits):
        return None
    limit, start = matter.limit, sheet.deemed(matter.received, matter.limit.cutoff)
    ended = [(wait.since, wait.until or 0, wait.anew) for wait in matter.waits]
    for since, until, anew in sorted(ended, key=lambda wait: wait[1]):
        since = max(since, start)
        if anew and until > since and not _used_up(sheet, start, limit, _between(ended, start, since), since):
            start = sheet.deemed(until, limit.cutoff)
    return _used_up_at(sheet, start, limit, _between(ended, start, len(sheet.work)))


def _between(waits: Sequence[tuple[int, int, bool]], first: int, last: int) -> list[tuple[int, int]]:
    """As far as they lie between two minutes."""
    cut = [(max(since, first), min(until, last)) for since, until, _ in waits]
    return [(since, until) for since, until in cut if until > since]


def _used_up(sheet: Sheet, start: int, limit: Limit, stood: Sequence[tuple[int, int]], before: int) -> bool:
    """Was the limit used up before a pause began: all of its minutes, or the last of its days?"""
    if limit.unit == "hour":
        return int(_running(sheet, start, before, stood).sum()) >= limit.value * 60
    return _used_up_at(sheet, start, limit, stood) // DAY < before // DAY


def _running(sheet: Sheet, start: int, end: int, stood: Sequence[tuple[int, int]]) -> np.ndarray:
    """The worked minutes between two, without those of pauses."""
    ticked = sheet.work[start:end].copy()
    for since, until in stood:
        ticked[max(since - start, 0) : max(until - start, 0)] = False
    return ticked


def _used_up_at(sheet: Sheet, start: int, limit: Limit, stood: Sequence[tuple[int, int]]) -> int:
    if limit.unit == "hour":
        return _minutes_later(sheet, start, limit.value * 60, stood)
    days = [(since // DAY, until // DAY) for since, until in stood]
    last = _last_day(sheet, start, limit, days)
    return sheet.hour_on(last, start % DAY) if limit.value else sheet.close_of(last)


def _minutes_later(sheet: Sheet, start: int, minutes: int, stood: Sequence[tuple[int, int]]) -> int:
    reach = 14 * DAY + 6 * minutes
    while True:
        ticks = np.flatnonzero(_running(sheet, start, start + reach, stood))
        if len(ticks) >= minutes:
            return start + int(ticks[minutes - 1]) + 1
        assert start + reach < len(sheet.work), "the sheet is too short"
        reach *= 2


def _last_day(sheet: Sheet, start: int, limit: Limit, stood: Sequence[tuple[int, int]]) -> int:
    """The day on which a limit in days ends: day after day is counted, but for those of a pause after its first."""
    day, left = start // DAY, limit.value
    if not left:
        left = _one_more(sheet, start, limit.unit)
    while left:
        day += 1
        paused = any(since < day <= until for since, until in stood)
        if not paused and (limit.unit == "calendar_day" or sheet.works_on[day]):
            left -= 1
    day = sheet.working_day_from(day)
    # Nothing falls due while a pause lasts that began on the due day or before.
    while over := [until for since, until in stood if since <= day < until]:
        day = sheet.working_day_from(max(over))
    return day


def _one_more(sheet: Sheet, start: int, unit: str) -> int:
    """The days that "within the day" takes beyond day 0: one where its work is over already. Where it has no work,
    the next working day is one more; a calendar day is rolled off it anyway."""
    day = start // DAY
    if sheet.works_on[day]:
        return int(sheet.close_of(day) <= start)
    return int(unit == "working_day")


def extended(sheet: Sheet, matter: Matter, due_at: int | None) -> int | None:
    """The promise of the letter; None without one, and while the clock stands."""
    if due_at is None or matter.extension is None:
        return None
    return sheet.days_later(due_at, matter.extension)


def column(matter: Matter, counts: int | None) -> str:
    """Early, on time or late, by the due minute that counts; empty while the dossier is open."""
    if matter.ended is None:
        return ""
    if matter.end == "withdrawn" or counts is None:
        return "on_time"
    ended = matter.ended
    if matter.limit.unit != "hour":
        ended, counts = ended // DAY, counts // DAY
    return "early" if ended < counts else "on_time" if ended == counts else "late"


class Shares(NamedTuple):
    """Worked minutes by unit, and those of each pause in their order; nobody with none."""

    units: dict[Place, int]
    pauses: tuple[tuple[str, int], ...]

    @property
    def total(self) -> int:
        return sum(self.units.values()) + sum(minutes for _, minutes in self.pauses)


def ledger(sheet: Sheet, matter: Matter, now: int) -> Shares:
    """To whom each worked minute belongs, from receipt to the end or to now: to a pause if one is open, else to the
    unit with which the dossier lies."""
    assert matter.received is not None
    since = matter.received
    until = max(since, matter.ended if matter.ended is not None else now)
    claims = [(at, until) for at, _ in matter.places]
    claims += [(wait.since, until if wait.until is None else wait.until) for wait in matter.waits]
    owner = np.zeros(until - since, dtype=np.int16)
    for number, (begins, ends) in enumerate(claims):  # a later claim stands above an earlier one
        owner[max(begins - since, 0) : max(ends - since, 0)] = number
    minutes = np.bincount(owner[sheet.work[since:until]], minlength=len(claims)).tolist()
    units: dict[Place, int] = {}
    for (_, place), used in zip(matter.places, minutes, strict=False):
        if used:
            units[place] = units.get(place, 0) + used
    stood = zip(matter.waits, minutes[len(matter.places) :], strict=True)
    return Shares(units, tuple((wait.why, used) for wait, used in stood if used))
