"""Moments as whole local minutes, days as whole numbers: what the arithmetic runs on.

Vietnam has kept UTC+7 without summer time since 13 June 1975, so local minutes are UTC minutes plus a
constant. Calendars begin in 1976.
"""

import math
from datetime import date, datetime, time

from motcua.moments import LOCAL
from motcua.worktime.impossible import NoZone

OFFSET = 7 * 60
DAY = 24 * 60
_EPOCH = date(1970, 1, 1).toordinal()


def minute_of(moment: datetime) -> int:
    """The local minute in which a moment falls, counted from 1970-01-01 00:00 local time.

    Raises NoZone for a moment without one.
    """
    if moment.tzinfo is None:
        raise NoZone("no_zone", moment=f"{moment:%H:%M %d/%m/%Y}")
    return math.floor(moment.timestamp() // 60) + OFFSET


def moment_of(minute: int) -> datetime:
    """The moment at which a local minute begins, in local time."""
    return datetime.fromtimestamp((minute - OFFSET) * 60, LOCAL)


def number_of(day: date) -> int:
    """The number of a local day: 1970-01-01 is 0."""
    return day.toordinal() - _EPOCH


def day_of(number: int) -> date:
    """The local day of a number."""
    return date.fromordinal(number + _EPOCH)


def minute_of_day(at: time) -> int:
    """The minute of the day at which a local time falls; seconds are cut."""
    return at.hour * 60 + at.minute
