"""The calendar of work of a unit: when it opens, when it works, and why it does not."""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum

from motcua.worktime.impossible import EndsTomorrow, NobodyWorks
from motcua.worktime.minutes import DAY, day_of, minute_of, minute_of_day, moment_of, number_of
from motcua.worktime.table import Table

FIRST_YEAR = 1976
LAST_YEAR = 2199
_YEARS_AHEAD = 6


class Kind(StrEnum):
    """What a span is: the unit works, or a counter merely opens and receives."""

    WORK = "work"
    COUNTER = "counter"


@dataclass(frozen=True, slots=True)
class Span:
    """A time of opening: from `opens` up to, not including, `closes`; 00:00 closes at midnight."""

    opens: time
    closes: time
    kind: Kind = Kind.WORK

    @property
    def minutes(self) -> tuple[int, int]:
        """First minute of the day in it and first minute after it."""
        return minute_of_day(self.opens), minute_of_day(self.closes) or DAY


Week = Mapping[int, Sequence[Span]]


@dataclass(frozen=True, slots=True)
class DatedDay:
    """What a law or a decision says about one day, above the week.

    `spans` are that day's openings; empty: a day off. `reason` is a code: holiday; swapped (a day off whose
    work is done on another day, `like`); worked (as the week has it for another day, `like`: a Saturday for a
    Monday; a day that the week works anyway, and any day without `like`, keeps its own hours); half (only
    what opens before noon stays); closed; hours. `name` is the holiday's or the decision's, by language.
    """

    reason: str
    spans: tuple[Span, ...] = ()
    like: date | None = None
    name: Mapping[str, str] | None = None


class NeverOpens(Exception):
    """The calendar has no opening, or no working day, as far as it reaches: nothing can become due."""


def refuse_without_work(week: Week) -> None:
    """Raise NobodyWorks for a week without a span of kind work: a calendar of it could make nothing due."""
    if not any(span.kind == Kind.WORK for spans in week.values() for span in spans):
        raise NobodyWorks("no_work")


def refuse_midnight(spans: Iterable[Span]) -> None:
    """Raise EndsTomorrow where hours of work end at 00:00: a limit in days compares days, and that is the next one.

    The arithmetic itself knows such hours; no calendar that an office is given has them.
    """
    if any(span.kind == Kind.WORK and span.closes == time() for span in spans):
        raise EndsTomorrow("midnight")


def _checked(spans: Sequence[Span]) -> tuple[Span, ...]:
    ordered = tuple(sorted(spans, key=lambda span: span.minutes))
    end = 0
    for span in ordered:
        opens, closes = span.minutes
        if opens < end or closes <= opens:
            raise ValueError(f"openings overlap or end before they begin: {span.opens}-{span.closes}")
        end = closes
    return ordered


class WorkCalendar:
    """When a unit opens and works. Immutable; lookups are in arrays (`table`) built on demand.

    `week` gives the spans by weekday (Monday is 0); `later` the weeks that replace it, each from a day on;
    `days` what is decided for single days; `yearly` the default dated days of a year (public holidays), over
    which `days` stand. A day is a working day when it has a span of kind work. Reaches from 1976 to 2199.
    """

    __slots__ = ("_days", "_since", "_weeks", "_yearly", "compiled")

    def __init__(
        self,
        week: Week,
        days: Mapping[date, DatedDay] | None = None,
        *,
        later: Sequence[tuple[date, Week]] = (),
        yearly: Callable[[int], Mapping[date, DatedDay]] | None = None,
    ) -> None:
        ordered = sorted(later, key=lambda entry: entry[0])
        self._since = [since for since, _ in ordered]
        self._weeks = [
            tuple(_checked(each.get(weekday, ())) for weekday in range(7))
            for each in (week, *(entry[1] for entry in ordered))
        ]
        self._days = dict(days or {})
        for dated in self._days.values():
            _checked(dated.spans)
        self._yearly = yearly
        self.compiled: Table | None = None

    def spans_on(self, day: date) -> tuple[Span, ...]:
        """The openings of a day, in order; empty on a day off."""
        dated = self.dated(day)
        week = self._weekly(day)
        if dated is None:
            return week
        if dated.reason == "half":
            return tuple(span for span in week if span.opens < time(12))
        if dated.reason == "worked":
            works = dated.like is None or any(span.kind == Kind.WORK for span in week)
            return week if works else self._weekly(dated.like or day)
        return _checked(dated.spans)

    def dated(self, day: date) -> DatedDay | None:
        """What is laid down for this very day, if anything."""
        return self._days.get(day) or (self._yearly(day.year).get(day) if self._yearly else None)

    def _weekly(self, day: date) -> tuple[Span, ...]:
        return self._weeks[bisect_right(self._since, day)][day.weekday()]

    def table(self, first: int, last: int) -> Table:
        """The arrays of a range of local minutes and some years after it.

        Raises NeverOpens where the range leaves the years that calendars reach.
        """
        table = self.compiled
        if table is not None and table.begin <= first and last < table.end:
            return table
        years = day_of(first // DAY).year, day_of(last // DAY).year + _YEARS_AHEAD
        if years[0] < FIRST_YEAR or years[1] - _YEARS_AHEAD > LAST_YEAR:
            raise NeverOpens(f"calendars reach from {FIRST_YEAR} to {LAST_YEAR}")
        if table is not None:
            years = min(years[0], table.years[0]), max(years[1], table.years[1])
        return self._compile(years[0], min(years[1], LAST_YEAR))

    def wider(self, table: Table) -> Table:
        """The arrays of the same years and as many after them. Raises NeverOpens past the last year."""
        first, last = table.years
        if last >= LAST_YEAR:
            raise NeverOpens(f"no opening or no working day before the end of {LAST_YEAR}")
        return self._compile(first, min(LAST_YEAR, last + (last - first) + 1))

    def _compile(self, first: int, last: int) -> Table:
        # Threads may both compile: each gets a whole table, and the last one is kept.
        table = Table(first, last, lambda number: self._minutes(day_of(number)))
        self.compiled = table
        return table

    def _minutes(self, day: date) -> list[tuple[int, int, bool]]:
        return [(*span.minutes, span.kind == Kind.WORK) for span in self.spans_on(day)]

    def opening(self, moment: datetime) -> Span | None:
        """The span in which a moment falls; None when closed."""
        number, minute = divmod(minute_of(moment), DAY)
        for span in self.spans_on(day_of(number)):
            opens, closes = span.minutes
            if opens <= minute < closes:
                return span
        return None

    def is_working_day(self, day: date) -> bool:
        """Whether the unit works on that day: half days do, days on which a counter merely opens do not."""
        return any(span.kind == Kind.WORK for span in self.spans_on(day))

    def next_opening(self, moment: datetime) -> datetime:
        """The moment itself, cut to the minute, when open; else the next opening of office or counter."""
        minute = minute_of(moment)
        return moment_of(self._ask(minute, minute, lambda table: table.deemed(minute)))

    def minutes_between(self, since: datetime, until: datetime) -> int:
        """The minutes of opening, of kind work, from one moment up to another."""
        a, b = minute_of(since), minute_of(until)
        return self._ask(min(a, b), max(a, b), lambda table: table.worked(b) - table.worked(a))

    def add_minutes(self, moment: datetime, minutes: int) -> datetime:
        """The earliest moment at which so many minutes of opening, of kind work, have passed (1 or more)."""
        minute = minute_of(moment)
        return moment_of(self._ask(minute, minute, lambda table: table.after(table.worked(minute) + minutes)))

    def close_of(self, day: date) -> datetime | None:
        """When work ends on a day; None on a day that is no working day."""
        number = number_of(day)
        closing = self._ask(number * DAY, number * DAY, lambda table: table.close_of(number))
        return None if closing < 0 else moment_of(closing)

    def nth_working_day_after(self, day: date, n: int) -> date:
        """The n-th working day after a day (n is 1 or more); the day itself is not counted."""
        minute = number_of(day) * DAY
        return day_of(
            self._ask(minute, minute, lambda table: table.workdays[table.upto[minute // DAY - table.first] + n - 1])
        )

    def _ask(self, first: int, last: int, question: Callable[[Table], int]) -> int:
        table = self.table(first, last)
        while True:
            try:
                return question(table)
            except IndexError:
                table = self.wider(table)
