"""The hours of opening as one unbroken line of seconds, so that a plan never steps outside them."""

from bisect import bisect_left, bisect_right
from datetime import date, datetime, time, timedelta

from motcua.moments import LOCAL
from motcua.worktime.calendar import WorkCalendar
from motcua.worktime.minutes import minute_of_day

FIRST = date(2018, 11, 1)
LAST = date(2019, 11, 6)


class Hours:
    """The seconds of opening between two days, numbered from 0: `per_day` of them on every working day.

    Raises ValueError where two working days differ in length: all offices of the demo keep the same hours.
    """

    def __init__(self, calendar: WorkCalendar, first: date = FIRST, last: date = LAST) -> None:
        self.days: list[date] = []
        self._opens: list[tuple[datetime, ...]] = []
        lengths = set()
        for number in range(first.toordinal(), last.toordinal() + 1):
            day = date.fromordinal(number)
            if not calendar.is_working_day(day):
                continue
            spans = [span.minutes for span in calendar.spans_on(day)]
            self.days.append(day)
            midnight = datetime.combine(day, time(), LOCAL)
            self._opens.append(tuple(midnight + timedelta(minutes=opens) for opens, _ in spans))
            lengths.add(tuple((closes - opens) * 60 for opens, closes in spans))
        if len(lengths) != 1:
            raise ValueError("the working days of the demo differ in length")
        self.spans: tuple[int, ...] = lengths.pop()
        self.per_day = sum(self.spans)
        self.end = len(self.days) * self.per_day

    def day(self, second: int) -> int:
        """The index of the working day that a second lies on."""
        return second // self.per_day

    def from_day(self, day: date) -> int:
        """The index of the first working day on or after a day; one past the last if there is none."""
        return bisect_left(self.days, day)

    def until_day(self, day: date) -> int:
        """The index of the last working day on or before a day; -1 if there is none."""
        return bisect_right(self.days, day) - 1

    def moment(self, second: int) -> datetime:
        """The moment of a second of opening."""
        day, offset = divmod(second, self.per_day)
        for opens, length in zip(self._opens[day], self.spans, strict=True):
            if offset < length:
                return opens + timedelta(seconds=offset)
            offset -= length
        raise AssertionError("a day is as long as its spans")

    def at(self, day: int, clock: time) -> int:
        """The second of a time of day on a working day; in a break, the next opening."""
        wanted, offset = minute_of_day(clock), 0
        for opens, length in zip(self._opens[day], self.spans, strict=True):
            begins = minute_of_day(opens.time())
            if wanted < begins + length // 60:
                return day * self.per_day + offset + max(0, wanted - begins) * 60
            offset += length
        raise ValueError(f"closed for the day at {clock}")
