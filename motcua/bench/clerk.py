"""A clerk who counts on his fingers: due moments minute by minute and day by day, slowly.

A second opinion on `motcua.worktime`, written from `docs/rules/deadlines.md`. It shares nothing with the code that
it judges but the openings of a day, which a calendar on the wall would tell him too. Moments are local minutes.
"""

from collections.abc import Sequence

from motcua.worktime.calendar import Kind, WorkCalendar
from motcua.worktime.limits import Limit, LimitUnit, Pause
from motcua.worktime.minutes import DAY, day_of, minute_of, minute_of_day

CLOSED, COUNTER, WORK = 0, 1, 2
Stood = list[tuple[int, int]]


class Clerk:
    """Reckons by one calendar; the openings of a day are looked up once and kept, minute by minute."""

    def __init__(self, calendar: WorkCalendar) -> None:
        self._calendar = calendar
        self._days: dict[int, bytes] = {}

    def due(self, received: int, limit: Limit, pauses: Sequence[Pause] = ()) -> int | None:
        """The minute at which the limit is used up; None while a pause lasts.

        He throws his sheet away when a pause ends that begins the limit anew, if it began before the limit on the
        sheet was used up, and takes a new one on which the dossier is received at that minute.
        """
        if any(pause.until is None for pause in pauses):
            return None
        told = [(minute_of(p.since), minute_of(p.until), p.anew) for p in pauses if p.until is not None]
        start = self.deemed(received, limit)
        for since, until, anew in sorted(told, key=lambda pause: pause[1]):
            begun = max(since, start)
            if not anew or until <= begun:
                continue
            if not self._used_up(start, limit, _between(told, start, begun), begun):
                start = self.deemed(until, limit)
        return self._due(start, limit, _between(told, start, None))

    def deemed(self, received: int, limit: Limit) -> int:
        """The minute at which it counts as received."""
        minute = received
        if limit.cutoff is not None and received % DAY > minute_of_day(limit.cutoff):
            minute = (received // DAY + 1) * DAY
        while not self._kind(minute):
            minute += 1 if any(self._day(minute // DAY)) else DAY - minute % DAY
        return minute

    def _day(self, number: int) -> bytes:
        if number not in self._days:
            kinds = bytearray(DAY)
            for span in self._calendar.spans_on(day_of(number)):
                opens, closes = span.minutes
                kinds[opens:closes] = bytes([WORK if span.kind is Kind.WORK else COUNTER]) * (closes - opens)
            self._days[number] = bytes(kinds)
        return self._days[number]

    def _kind(self, minute: int) -> int:
        return self._day(minute // DAY)[minute % DAY]

    def _works(self, number: int) -> bool:
        return WORK in self._day(number)

    def _working_day_from(self, number: int) -> int:
        while not self._works(number):
            number += 1
        return number

    def _close_of(self, number: int) -> int:
        return number * DAY + self._day(number).rindex(WORK) + 1

    def _used_up(self, start: int, limit: Limit, stood: Stood, at: int) -> bool:
        """Whether a limit was used up before a minute: the whole of its hours, or the last of its days."""
        if limit.unit is LimitUnit.HOUR:
            return self._hours(start, limit.value * 60, stood) <= at
        return self._days_after(start, limit, stood) < at // DAY

    def _due(self, start: int, limit: Limit, stood: Stood) -> int:
        if limit.unit is LimitUnit.HOUR:
            return self._hours(start, limit.value * 60, stood)
        last = self._days_after(start, limit, stood)
        if not limit.value:
            return self._close_of(last)
        minute = last * DAY + start % DAY
        while self._kind(minute) != WORK:
            minute += 1
            if minute // DAY > last:
                return self._close_of(last)
        return minute

    def _hours(self, start: int, left: int, stood: Stood) -> int:
        minute = start
        while left:
            if not self._works(minute // DAY):
                minute = (minute // DAY + 1) * DAY
                continue
            if self._kind(minute) == WORK and not any(since <= minute < until for since, until in stood):
                left -= 1
            minute += 1
        return minute

    def _days_after(self, start: int, limit: Limit, stood: Stood) -> int:
        """The day on which a limit in days is due."""
        day, counts_all = start // DAY, limit.unit is LimitUnit.CALENDAR_DAY
        left = limit.value
        # "Within the day" takes a day more where the work of day 0 is over, or, in working days, where it has none.
        if not left and (self._close_of(day) <= start if self._works(day) else not counts_all):
            left = 1
        while left:
            day += 1
            paused = any(since // DAY < day <= until // DAY for since, until in stood)
            if not paused and (counts_all or self._works(day)):
                left -= 1
        last = self._working_day_from(day)
        while over := [until // DAY for since, until in stood if since // DAY <= last < until // DAY]:
            last = self._working_day_from(max(over))
        return last


def _between(pauses: Sequence[tuple[int, int, bool]], start: int, end: int | None) -> Stood:
    """The pauses as far as they lie between two minutes."""
    within = [(max(since, start), until if end is None else min(until, end)) for since, until, _ in pauses]
    return [(since, until) for since, until in within if since < until]
