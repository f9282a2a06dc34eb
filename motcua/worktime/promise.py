"""Working days before and after a due moment: when a letter must be signed, and what it may promise."""

from datetime import date, datetime

from motcua.worktime.calendar import NeverOpens, WorkCalendar
from motcua.worktime.minutes import DAY, day_of, minute_of, moment_of, number_of

YEAR = 366


def working_days_after(moment: datetime, days: int, calendar: WorkCalendar) -> datetime:
    """The same hour on the n-th working day after a moment's day, `days` being 1 or more.

    Where that day does not work at the hour: its next opening, else its close. Raises NeverOpens.
    """
    minute = minute_of(moment)
    day = number_of(calendar.nth_working_day_after(day_of(minute // DAY), days))
    return moment_of(calendar.table(minute, day * DAY).hour_on(day, minute % DAY))


def working_day_before(day: date, days: int, calendar: WorkCalendar) -> date:
    """The n-th working day before a day, which itself is not counted; 0: the day itself. Raises NeverOpens."""
    if not days:
        return day
    number = number_of(day)
    # A table begins with a year: what is due in January has its working days before in the year before.
    table = calendar.table((number - YEAR) * DAY, number * DAY)
    before = table.upto[number - 1 - table.first] - days
    if before < 0:
        raise NeverOpens("no working day so far back")
    return day_of(table.workdays[before])


def working_days_between(first: date, last: date, calendar: WorkCalendar) -> int:
    """How many working days lie after the first day, up to and with the last; 0 where it is no later. Raises
    NeverOpens."""
    if last <= first:
        return 0
    begin, end = number_of(first), number_of(last)
    table = calendar.table(begin * DAY, end * DAY)
    return int(table.upto[end - table.first] - table.upto[begin - table.first])
