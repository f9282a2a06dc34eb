"""Moments as whole local minutes, days as whole numbers: what the arithmetic runs on.

Vietnam has kept UTC+7 without summer time since 13 June 1975, so local minutes are UTC minutes plus a
constant. Calendars begin in 1976.
"""

from datetime import UTC, date, datetime, time

from motcua.moments import LOCAL
from motcua.worktime.impossible import NoZone

OFFSET = 7 * 60
DAY = 24 * 60
_EPOCH = date(1970, 1, 1).toordinal()
_FIRST = datetime(1976, 1, 1, tzinfo=LOCAL)
_FIRST_UTC = _FIRST.astimezone(UTC)
_FIRST_DAY = _FIRST.date().toordinal() - _EPOCH
_TIMES = [time(minute // 60, minute % 60, tzinfo=LOCAL) for minute in range(DAY)]


def day_and_minute(moment: datetime) -> tuple[int, int]:
    """The number of the local day on which a moment falls, and the minute of that day.

    Raises NoZone for a moment without one.
    """
    # Within one zone a difference is plain arithmetic, several times as fast as asking for a timestamp.
    try:
        since = moment - (_FIRST if moment.tzinfo is LOCAL else _FIRST_UTC)
    except TypeError:
        raise NoZone.of(moment) from None
    return since.days + _FIRST_DAY, since.seconds // 60


def minute_of(moment: datetime) -> int:
    """The local minute in which a moment falls, counted from 1970-01-01 00:00 local time.

    Raises NoZone for a moment without one.
    """
    day, minute = day_and_minute(moment)
    return day * DAY + minute


def moment_on(number: int, minute: int) -> datetime:
    """The moment at which a minute of a local day begins, in local time; minute 1440 is the next day's first."""
    if minute == DAY:
        number, minute = number + 1, 0
    return datetime.combine(date.fromordinal(number + _EPOCH), _TIMES[minute])


def moment_of(minute: int) -> datetime:
    """The moment at which a local minute begins, in local time."""
    return moment_on(*divmod(minute, DAY))


def number_of(day: date) -> int:
    """The number of a local day: 1970-01-01 is 0."""
    return day.toordinal() - _EPOCH


def day_of(number: int) -> date:
    """The local day of a number."""
    return date.fromordinal(number + _EPOCH)


def minute_of_day(at: time) -> int:
    """The minute of the day at which a local time falls; seconds are cut."""
    return at.hour * 60 + at.minute
