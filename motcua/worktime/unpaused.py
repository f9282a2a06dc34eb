"""The due moment of what never waited: the rules of `reckoning` on days and minutes of the day, quickly.

Most dossiers are these, and most questions: lists, receipts, decisions about calendars. The tests hold it equal to
`reckon` and to a clerk who counts minute by minute.
"""

from datetime import datetime

from motcua.worktime.calendar import WorkCalendar
from motcua.worktime.limits import Limit, LimitUnit
from motcua.worktime.minutes import DAY, day_and_minute, moment_on
from motcua.worktime.table import Table

_HOUR, _WORKING_DAY = LimitUnit.HOUR, LimitUnit.WORKING_DAY


def unpaused(received_at: datetime, limit: Limit, calendar: WorkCalendar) -> datetime:
    """Return when the limit is used up without a pause, in local time. Raises NoZone, NeverOpens."""
    number, minute = day_and_minute(received_at)
    table = calendar.compiled
    if table is None or not table.first <= number <= table.last:
        table = calendar.table(number * DAY, number * DAY)
    while True:
        try:
            return _unpaused(number, minute, limit, table)
        except IndexError:
            table = calendar.wider(table)


def _unpaused(number: int, minute: int, limit: Limit, table: Table) -> datetime:
    first, shapes, workdays, value, cutoff = table.first, table.shapes, table.workdays, limit.value, limit.cutoff
    i = number - first
    deemed = shapes[i].deemed[minute]
    if deemed < 0 or (cutoff is not None and minute > cutoff.hour * 60 + cutoff.minute):
        number, deemed = divmod(table.first_opens[table.open_upto[i]], DAY)
        i = number - first
    if limit.unit is _HOUR:
        return _after_hours(i, deemed, value * 60, table)
    if not value:
        number = workdays[table.upto[i] - (shapes[i].close > deemed)]
        return moment_on(number, shapes[number - first].close)
    if limit.unit is _WORKING_DAY:
        number = workdays[table.upto[i] + value - 1]
        return moment_on(number, shapes[number - first].hour[deemed])
    i += value
    shape = shapes[i]
    if shape.close < 0:
        number = workdays[table.upto[i]]
        return moment_on(number, shapes[number - first].hour[deemed])
    return moment_on(first + i, shape.hour[deemed])


def _after_hours(i: int, deemed: int, minutes: int, table: Table) -> datetime:
    shape, before, n = table.shapes[i], table.before, table.upto[i]
    if shape.close >= 0:
        worked = shape.worked[deemed] + minutes
        if worked < len(shape.after):
            return moment_on(table.first + i, shape.after[worked])
        target = before[n - 1] + worked
    else:
        target = before[n] + minutes
    n += (target - before[n]) // table.longest  # so many days at least
    while before[n] < target:
        n += 1
    n -= 1
    number = table.workdays[n]
    return moment_on(number, table.shapes[number - table.first].after[target - before[n]])
