"""The computation of a due moment, in whole local minutes. The rules in words: `docs/rules/deadlines.md`."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from motcua.worktime.calendar import WorkCalendar
from motcua.worktime.limits import Limit, LimitUnit, Pause
from motcua.worktime.minutes import DAY, minute_of, minute_of_day
from motcua.worktime.table import Table


class Standstill(NamedTuple):
    """A pause as the arithmetic took it: local minutes, and what it moved (days, or minutes of opening).

    With `anew` the limit begins anew when it ends.
    """

    since: int
    until: int
    why: str
    moved: int = 0
    anew: bool = False


class Reckoning(NamedTuple):
    """What the computation found on its way; the explanation is told from it.

    `due` stands also while a pause lasts, which began at `waits_since`: what would be due without it.
    `last_day` is the number of the day on which a limit in days ran out, before it was rolled off a day off;
    `standstills` are the ended pauses that began before the limit ran out.

    Where the limit began anew, `received` is the end of the pause after which it did so, and `earlier` holds the
    runs before it, in order: each ends with the last of its standstills, and its due moment was never reached.
    """

    received: int
    deemed: int
    past_cutoff: bool
    due: int
    last_day: int
    standstills: tuple[Standstill, ...]
    waits_since: int | None
    earlier: tuple["Reckoning", ...] = ()


def reckon(received_at: datetime, limit: Limit, calendar: WorkCalendar, pauses: Sequence[Pause] = ()) -> Reckoning:
    """Compute when the limit is used up, and what led there.

    Raises NoZone for a moment without one, NeverOpens where the calendar has no day to be due on.
    """
    received = minute_of(received_at)
    if not pauses:
        return _asked(received, received, limit, calendar, (), None)
    still, waits_since = _ended(pauses)
    last = max((pause.until for pause in still), default=received)
    earlier: list[Reckoning] = []
    for again in sorted((pause for pause in still if pause.anew), key=lambda pause: pause.until):
        since = max(again.since, received)
        before = [p._replace(until=min(p.until, since), anew=False) for p in still if p.since < since]
        run = _asked(received, last, limit, calendar, _apart([*before, again._replace(since=since)]), since)
        # One that lies before the receipt does not count; nor one that began when the limit was used up.
        if run.standstills and run.standstills[-1].anew:
            earlier.append(run._replace(earlier=tuple(earlier)))
            received = again.until
            still = [p._replace(since=max(p.since, received)) for p in still if p.until > received]
    return _asked(received, last, limit, calendar, _apart(still), waits_since)._replace(earlier=tuple(earlier))


def _asked(
    received: int,
    last: int,
    limit: Limit,
    calendar: WorkCalendar,
    still: tuple[Standstill, ...],
    waits_since: int | None,
) -> Reckoning:
    """One run of the limit, by a table that reaches far enough."""
    table = calendar.table(received, max(received, last))
    while True:
        try:
            return _reckon(received, limit, table, still, waits_since)
        except IndexError:
            table = calendar.wider(table)


def _ended(pauses: Sequence[Pause]) -> tuple[list[Standstill], int | None]:
    """The pauses that ended before the first that still lasts began, and when that one began.

    What it cuts off had not ended by then, so that nothing begins anew after it.
    """
    waits_since = min((minute_of(pause.since) for pause in pauses if pause.until is None), default=None)
    still: list[Standstill] = []
    for pause in sorted(pauses, key=lambda each: each.since):
        if pause.until is None:
            continue
        since, until, anew = minute_of(pause.since), minute_of(pause.until), pause.anew
        if waits_since is not None and until > waits_since:
            until, anew = waits_since, False
        if until > since:
            still.append(Standstill(since, until, pause.why, 0, anew))
    return still, waits_since


def _apart(pauses: Sequence[Standstill]) -> tuple[Standstill, ...]:
    """Pauses in order of their beginning, without what an earlier one covers."""
    still: list[Standstill] = []
    reached = 0
    for pause in pauses:
        since = max(pause.since, reached)
        if pause.until > since:
            still.append(pause._replace(since=since))
            reached = pause.until
    return tuple(still)


def _reckon(
    received: int, limit: Limit, table: Table, still: tuple[Standstill, ...], waits_since: int | None
) -> Reckoning:
    past_cutoff = limit.cutoff is not None and received % DAY > minute_of_day(limit.cutoff)
    deemed = table.next_day_opening(received) if past_cutoff else table.deemed(received)
    if still:
        still = tuple(p._replace(since=max(p.since, deemed)) for p in still if p.until > deemed)
    last_day = 0
    if limit.unit is LimitUnit.HOUR:
        due, still = _after_hours(table, deemed, limit.value * 60, still)
    else:
        if limit.unit is LimitUnit.WORKING_DAY:
            last_day, due_day, still = _after_working_days(table, deemed, limit.value, still)
        else:
            last_day, due_day, still = _after_calendar_days(table, deemed, limit.value, still)
        due = table.close_of(due_day) if not limit.value else table.hour_on(due_day, deemed % DAY)
    waits = None if waits_since is None else max(waits_since, deemed)
    return Reckoning(received, deemed, past_cutoff, due, last_day, still, waits)


_Days = tuple[int, int, tuple[Standstill, ...]]


def _within_the_day(table: Table, deemed: int) -> int:
    """The index of the working day on which a limit of 0 days ends: the first whose close is yet to come."""
    i = table.workday_from(deemed // DAY)
    return i + 1 if table.close_of(table.workdays[i]) <= deemed else i


def _after_working_days(table: Table, deemed: int, value: int, still: tuple[Standstill, ...]) -> _Days:
    day = deemed // DAY
    i = table.upto[day - table.first] + value - 1 if value else _within_the_day(table, deemed)
    due_day = table.workdays[i]
    admitted: list[Standstill] = []
    for pause in still:
        begun, ended = pause.since // DAY, pause.until // DAY
        if begun > due_day:
            break
        moved = table.upto[ended - table.first] - table.upto[begun - table.first]
        i += moved
        # A pause that began on the due day and ended on a day off: nothing falls due while it lasts.
        due_day = table.workdays[max(i, table.workday_from(ended))]
        admitted.append(pause._replace(moved=moved))
    return table.workdays[i], due_day, tuple(admitted)


def _after_calendar_days(table: Table, deemed: int, value: int, still: tuple[Standstill, ...]) -> _Days:
    day = deemed // DAY
    # Within the day: day 0, or the next where its work is over already; a day off is rolled off as for any limit.
    last_day = day + (value or 0 <= table.close_of(day) <= deemed)
    due_day = table.workdays[table.workday_from(last_day)]
    admitted: list[Standstill] = []
    for pause in still:
        begun, ended = pause.since // DAY, pause.until // DAY
        if begun > due_day:
            break
        last_day += ended - begun
        due_day = table.workdays[table.workday_from(max(last_day, ended))]
        admitted.append(pause._replace(moved=ended - begun))
    return last_day, due_day, tuple(admitted)


def _after_hours(
    table: Table, deemed: int, minutes: int, still: tuple[Standstill, ...]
) -> tuple[int, tuple[Standstill, ...]]:
    target = table.worked(deemed) + minutes
    admitted: list[Standstill] = []
    for pause in still:
        begun = table.worked(pause.since)
        if begun >= target:
            break
        moved = table.worked(pause.until) - begun
        target += moved
        admitted.append(pause._replace(moved=moved))
    return table.after(target), tuple(admitted)
