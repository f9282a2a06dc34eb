"""Due moments of many dossiers at once, by the same rules as one (`reckoning`)."""

import numpy as np
import numpy.typing as npt

from motcua.worktime.calendar import WorkCalendar
from motcua.worktime.limits import Limit, LimitUnit
from motcua.worktime.minutes import DAY, OFFSET, minute_of_day
from motcua.worktime.table import Minutes, Table

Moments = npt.NDArray[np.datetime64]


def due_many(received_at: Moments, limit: Limit, calendar: WorkCalendar) -> Moments:
    """Return when the limit of each is used up: UTC to the minute in and out, without pauses.

    NaT stays NaT. Equal to `due_at` on every element; raises NeverOpens as it does.
    """
    received_at = np.asarray(received_at).astype("datetime64[m]")
    result = received_at.copy()
    known = ~np.isnat(received_at)
    received = received_at[known].astype(np.int64) + OFFSET
    if not received.size:
        return result
    table = calendar.table(int(received.min()), int(received.max()))
    while True:
        try:
            result[known] = (_due(received, limit, table) - OFFSET).astype("datetime64[m]")
            return result
        except IndexError:
            table = calendar.wider(table)


def _due(received: Minutes, limit: Limit, table: Table) -> Minutes:
    a = table.arrays
    i, minute = _deemed(received, limit, table)
    if limit.unit is LimitUnit.HOUR:
        return _after_hours(i, minute, limit.value * 60, table)
    works = a.close[a.row[i]]
    if limit.value == 0:
        # Within the day: the first day whose close is yet to come.
        due = a.workdays[a.upto[i] - ((works >= 0) & (works > minute))]
        return due * DAY + a.close[a.row[due - table.first]]
    if limit.unit is LimitUnit.WORKING_DAY:
        due = a.workdays[a.upto[i] + (limit.value - 1)]
    else:
        last = i + limit.value
        due = a.workdays[a.upto[last] - (a.close[a.row[last]] >= 0)]
    return due * DAY + a.hour[a.row[due - table.first], minute]


def _deemed(received: Minutes, limit: Limit, table: Table) -> tuple[Minutes, Minutes]:
    """The index of the day on which each counts as received, and the minute of that day."""
    a = table.arrays
    i, minute = np.divmod(received, DAY)
    i -= table.first
    at = a.deemed[a.row[i], minute]
    later = at < 0
    if limit.cutoff is not None:
        later |= minute > minute_of_day(limit.cutoff)
    number, opens = np.divmod(a.first_opens[a.open_upto[i[later]]], DAY)
    at[later] = opens
    i[later] = number - table.first
    return i, at


def _after_hours(i: Minutes, minute: Minutes, minutes: int, table: Table) -> Minutes:
    a = table.arrays
    row = a.row[i]
    works = a.close[row] >= 0
    n = a.upto[i] - works
    target = a.before[n] + np.where(works, a.worked[row, minute], 0) + minutes
    n = np.searchsorted(a.before, target, "left") - 1
    due = a.workdays[n]
    return due * DAY + a.after[a.row[due - table.first], target - a.before[n]]
