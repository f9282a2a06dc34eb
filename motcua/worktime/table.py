"""A calendar of work as arrays: a day is looked up by its number, what a minute of it is by the minute."""

from bisect import bisect_left
from collections.abc import Callable, Sequence
from datetime import date
from functools import cached_property, lru_cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from motcua.worktime.minutes import DAY, number_of

Minutes = npt.NDArray[np.int64]
Openings = tuple[tuple[int, int, bool], ...]


class Shape(NamedTuple):
    """A day with certain openings, minute by minute; most days of a calendar share a few shapes.

    `deemed` by minute: itself when open, else the next opening of the day; -1: none. `hour` the same among the
    hours of work, and after them the close; -1 on a day that is not worked. `worked` by minute: the minutes worked
    before it. `after` by a number of minutes: when so many were worked, at a break where the break begins.
    `close` is the end of work, -1: none.
    """

    deemed: list[int]
    hour: list[int]
    worked: list[int]
    after: list[int]
    close: int


@lru_cache(maxsize=512)
def shape_of(openings: Openings) -> Shape:
    """The shape of a day with these openings: first minute, first minute after it, whether it is worked."""
    work = [opening for opening in openings if opening[2]]
    close = work[-1][1] if work else -1
    deemed, hour, worked, after = [], [], [], [0]
    for minute in range(DAY):
        deemed.append(next((max(minute, opens) for opens, closes, _ in openings if minute < closes), -1))
        hour.append(next((max(minute, opens) for opens, closes, _ in work if minute < closes), close))
        worked.append(len(after) - 1)
        if any(opens <= minute < closes for opens, closes, _ in work):
            after.append(minute + 1)
    return Shape(deemed, hour, worked, after, close)


class Table:
    """The days of some years. All minutes are local, all days are numbers.

    By day, from the first: `shapes`; `upto`, how many working days there are up to it; `open_upto`, how many days
    with an opening. `workdays` and `before`: the working days and the minutes worked before each, and
    in the end before the next year; `longest`: the most on one day. `first_opens`: the first opening of each day
    that has one.

    What lies past the last year raises IndexError: the calendar then builds a wider table.
    """

    def __init__(self, first: int, last: int, openings: Callable[[int], Sequence[tuple[int, int, bool]]]) -> None:
        self.years = first, last
        self.first = number_of(date(first, 1, 1))
        self.last = number_of(date(last, 12, 31))
        self.begin, self.end = self.first * DAY, (self.last + 1) * DAY
        self.shapes: list[Shape] = []
        self.upto: list[int] = []
        self.open_upto: list[int] = []
        self.workdays: list[int] = []
        self.before: list[int] = []
        self.first_opens: list[int] = []
        self.longest = 1
        total = 0
        for number in range(self.first, self.last + 1):
            total += self._add(number, tuple(openings(number)), total)
        self.before.append(total)

    def _add(self, number: int, openings: Openings, before: int) -> int:
        """Add a day, before which so many minutes were worked; the minutes worked on it."""
        shape = shape_of(openings)
        minutes = len(shape.after) - 1
        if openings:
            self.first_opens.append(number * DAY + openings[0][0])
        if minutes:
            self.workdays.append(number)
            self.before.append(before)
            self.longest = max(self.longest, minutes)
        self.shapes.append(shape)
        self.upto.append(len(self.workdays))
        self.open_upto.append(len(self.first_opens))
        return minutes

    def deemed(self, minute: int) -> int:
        """The minute itself when open; else the next opening."""
        number, at = divmod(minute, DAY)
        at = self.shapes[number - self.first].deemed[at]
        return number * DAY + at if at >= 0 else self.first_opens[self.open_upto[number - self.first]]

    def next_day_opening(self, minute: int) -> int:
        """The first opening of the next day, after the minute's own, that has any."""
        return self.first_opens[self.open_upto[minute // DAY - self.first]]

    def worked(self, minute: int) -> int:
        """The minutes worked before a minute, since the table begins."""
        number, at = divmod(minute, DAY)
        shape = self.shapes[number - self.first]
        if shape.close >= 0:
            return self.before[self.upto[number - self.first] - 1] + shape.worked[at]
        return self.before[self.upto[number - self.first]]

    def after(self, worked: int) -> int:
        """The earliest minute before which so many minutes (1 or more) were worked: at a break, where it begins."""
        i = bisect_left(self.before, worked) - 1
        number = self.workdays[i]
        return number * DAY + self.shapes[number - self.first].after[worked - self.before[i]]

    def workday_from(self, number: int) -> int:
        """The index of the first working day on or after a day."""
        i = number - self.first
        return self.upto[i] - 1 if self.shapes[i].close >= 0 else self.upto[i]

    def close_of(self, number: int) -> int:
        """The end of a day's work; -1: none."""
        close = self.shapes[number - self.first].close
        return number * DAY + close if close >= 0 else -1

    def hour_on(self, number: int, minute: int) -> int:
        """A minute of the day on a working day: itself when worked, else the next opening of that day,
        else the day's close (a half day)."""
        return number * DAY + self.shapes[number - self.first].hour[minute]

    @cached_property
    def arrays(self) -> "Arrays":
        """The same for numpy."""
        return Arrays(self)


class Arrays:
    """The lists of a table for numpy: shapes as rows, and by day the number of its row."""

    def __init__(self, table: Table) -> None:
        rows = {id(shape): shape for shape in table.shapes}
        place = {key: n for n, key in enumerate(rows)}
        self.row = np.array([place[id(shape)] for shape in table.shapes], np.int64)
        self.deemed = np.array([shape.deemed for shape in rows.values()], np.int64)
        self.hour = np.array([shape.hour for shape in rows.values()], np.int64)
        self.worked = np.array([shape.worked for shape in rows.values()], np.int64)
        self.close = np.array([shape.close for shape in rows.values()], np.int64)
        self.after = np.zeros((len(rows), DAY + 1), np.int64)
        for n, shape in enumerate(rows.values()):
            self.after[n, : len(shape.after)] = shape.after
        self.upto = np.array(table.upto, np.int64)
        self.open_upto = np.array(table.open_upto, np.int64)
        self.workdays = np.array(table.workdays, np.int64)
        self.before = np.array(table.before, np.int64)
        self.first_opens = np.array(table.first_opens, np.int64)
