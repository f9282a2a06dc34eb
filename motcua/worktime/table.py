"""A calendar of work as sorted arrays, so that every question is a binary search."""

from bisect import bisect_left, bisect_right
from collections.abc import Callable
from datetime import date
from functools import cached_property

import numpy as np
import numpy.typing as npt

from motcua.worktime.minutes import DAY, number_of

Minutes = npt.NDArray[np.int64]


class Table:
    """The openings of the days of some years. All minutes are local, all days are numbers.

    `opens`/`closes` hold every opening, `work_opens`/`work_closes` those of kind work, `before` the minutes
    worked before each of these; `workdays` the working days, `upto` by day how many there are up to it,
    `closing` by day the end of its work (-1: none); `open_days`/`first_opens` the days with an opening.

    What lies past the last year raises IndexError: the calendar then builds a wider table.
    """

    def __init__(self, first: int, last: int, spans: Callable[[int], list[tuple[int, int, bool]]]) -> None:
        self.years = first, last
        self.first = number_of(date(first, 1, 1))
        self.last = number_of(date(last, 12, 31))
        self.begin, self.end = self.first * DAY, (self.last + 1) * DAY
        self.opens: list[int] = []
        self.closes: list[int] = []
        self.work_opens: list[int] = []
        self.work_closes: list[int] = []
        self.before: list[int] = []
        self.workdays: list[int] = []
        self.upto: list[int] = []
        self.closing: list[int] = []
        self.open_days: list[int] = []
        self.first_opens: list[int] = []
        self.total = 0
        for number in range(self.first, self.last + 1):
            self._add(number, spans(number))

    def _add(self, number: int, spans: list[tuple[int, int, bool]]) -> None:
        midnight = number * DAY
        closing = -1
        for opens, closes, work in spans:
            self.opens.append(midnight + opens)
            self.closes.append(midnight + closes)
            if work:
                closing = midnight + closes
                self.work_opens.append(midnight + opens)
                self.work_closes.append(closing)
                self.before.append(self.total)
                self.total += closes - opens
        if spans:
            self.open_days.append(number)
            self.first_opens.append(midnight + spans[0][0])
        if closing >= 0:
            self.workdays.append(number)
        self.upto.append(len(self.workdays))
        self.closing.append(closing)

    def deemed(self, minute: int) -> int:
        """The minute itself when open; else the next opening."""
        opens = self.opens[bisect_right(self.closes, minute)]
        return minute if opens < minute else opens

    def next_day_opening(self, minute: int) -> int:
        """The first opening of the next day, after the minute's own, that has any."""
        return self.first_opens[bisect_right(self.open_days, minute // DAY)]

    def worked(self, minute: int) -> int:
        """The minutes worked before a minute, since the table begins."""
        i = bisect_right(self.work_closes, minute)
        if i == len(self.work_closes):
            return self.total
        into = minute - self.work_opens[i]
        return self.before[i] + (into if into > 0 else 0)

    def after(self, worked: int) -> int:
        """The earliest minute before which so many minutes were worked: at a break, where the break begins."""
        if worked > self.total:
            raise IndexError("past the last year")
        i = bisect_left(self.before, worked) - 1
        return self.work_opens[i] + worked - self.before[i]

    def workday_from(self, number: int) -> int:
        """The index of the first working day on or after a day."""
        return bisect_left(self.workdays, number)

    def hour_on(self, number: int, minute: int) -> int:
        """A minute of the day on a working day: itself when worked, else the next opening of that day,
        else the day's close (a half day)."""
        wanted = number * DAY + minute
        i = bisect_right(self.work_closes, wanted)
        if i < len(self.work_opens) and self.work_opens[i] < (number + 1) * DAY:
            return max(wanted, self.work_opens[i])
        return self.closing[number - self.first]

    @cached_property
    def arrays(self) -> dict[str, Minutes]:
        """The same lists for numpy."""
        names = ("opens", "closes", "work_opens", "work_closes", "before", "workdays", "upto", "closing")
        return {name: np.array(getattr(self, name), np.int64) for name in (*names, "open_days", "first_opens")}
