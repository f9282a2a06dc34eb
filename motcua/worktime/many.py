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
    deemed = np.maximum(received, a["opens"][np.searchsorted(a["closes"], received, "right")])
    if limit.cutoff is not None:
        past = received % DAY > minute_of_day(limit.cutoff)
        days = received[past] // DAY
        deemed[past] = a["first_opens"][np.searchsorted(a["open_days"], days, "right")]
    if limit.unit is LimitUnit.HOUR:
        return _after(table, _worked(table, deemed) + limit.value * 60)
    day = deemed // DAY
    if limit.value == 0:
        i = np.searchsorted(a["workdays"], day, "left")
        i += a["closing"][a["workdays"][i] - table.first] <= deemed
        return a["closing"][a["workdays"][i] - table.first]
    if limit.unit is LimitUnit.WORKING_DAY:
        i = a["upto"][day - table.first] + limit.value - 1
    else:
        i = np.searchsorted(a["workdays"], day + limit.value, "left")
    return _hour_on(table, a["workdays"][i], deemed % DAY)


def _worked(table: Table, minute: Minutes) -> Minutes:
    a = table.arrays
    i = np.searchsorted(a["work_closes"], minute, "right")
    return a["before"][i] + np.maximum(minute - a["work_opens"][i], 0)


def _after(table: Table, worked: Minutes) -> Minutes:
    if int(worked.max()) > table.total:
        raise IndexError("past the last year")
    a = table.arrays
    i = np.searchsorted(a["before"], worked, "left") - 1
    return a["work_opens"][i] + worked - a["before"][i]


def _hour_on(table: Table, day: Minutes, minute: Minutes) -> Minutes:
    a = table.arrays
    wanted = day * DAY + minute
    i = np.searchsorted(a["work_closes"], wanted, "right")
    closing = a["closing"][day - table.first]
    opens = a["work_opens"][np.minimum(i, len(a["work_opens"]) - 1)]
    return np.where(wanted >= closing, closing, np.maximum(wanted, opens))
