"""Which of two limits is longer, before anybody knows on which day it begins.

Limits in different units are compared by working minutes of standard days: a working day is 7 hours 30 minutes, a
calendar day five sevenths of one. Within the day (0 days) is shorter than one day.
"""

from collections.abc import Iterable

from motcua.worktime.limits import Limit, LimitUnit

MINUTES_A_DAY = 450
WORKING_DAYS_A_WEEK, DAYS_A_WEEK = 5, 7


def standard_minutes(limit: Limit) -> float:
    """The working minutes of a limit on standard days; within the day is one day."""
    if limit.unit == LimitUnit.HOUR:
        return limit.value * 60
    if limit.unit == LimitUnit.CALENDAR_DAY:
        return max(1, limit.value) * MINUTES_A_DAY * WORKING_DAYS_A_WEEK / DAYS_A_WEEK
    return max(1, limit.value) * MINUTES_A_DAY


def is_longer(one: Limit, other: Limit) -> bool:
    """Is one limit longer than the other? Within the day is the shorter of two that last a day."""
    return _key(one) > _key(other)


def longest(limits: Iterable[Limit]) -> Limit:
    """The longest of limits, of equals the first. Raises ValueError where there is none."""
    return max(limits, key=_key)


def shortest(limits: Iterable[Limit]) -> Limit:
    """The shortest of limits, of equals the first. Raises ValueError where there is none."""
    return min(limits, key=_key)


def _key(limit: Limit) -> tuple[float, bool]:
    return standard_minutes(limit), limit.value > 0
