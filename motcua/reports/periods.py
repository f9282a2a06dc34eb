"""The statutory reporting periods: by decree a month runs from the 15th to the 14th. Dated data."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _


@dataclass(frozen=True, slots=True)
class Period:
    """Local days, both included, under the name that officers use."""

    first: date
    last: date
    name: str


@dataclass(frozen=True, slots=True)
class Rule:
    """On which day of the month before it a reporting month begins, in force from a day."""

    from_day: date
    begins_on: int
    legal_basis: str


# By NĐ 09/2019/NĐ-CP, Điều 12, a month runs from the 15th of the month before to the 14th; quarter, half-year and
# year are so many of these months, so that the year is 15 December to 14 December.
RULES = (Rule(date(2019, 3, 12), 15, "NĐ 09/2019/NĐ-CP, Điều 12"),)


def rule_on(day: date) -> Rule:
    """The rule in force on a day; for days before the first decree that we know, that one's."""
    begun = [rule for rule in RULES if rule.from_day <= day]
    return max(begun, key=lambda rule: rule.from_day) if begun else min(RULES, key=lambda rule: rule.from_day)


def months(year: int, month: int, count: int) -> tuple[date, date]:
    """The first and the last day of `count` reporting months, the first of which is a month of a year."""
    return _begins(year, month), _begins(year, month + count) - timedelta(days=1)


def statutory_periods(today: date) -> list[Period]:
    """The periods to offer on a day: of each length the one that runs and the one before, the shortest first."""
    year, month = today.year, today.month
    if today >= _begins(year, month + 1):
        month += 1
    if month > 12:
        year, month = year + 1, 1
    found = [*_pair(year, month, 1), *_pair(year, month, 3), *_pair(year, month, 6), *_pair(year, month, 12)]
    return list(found)


def _pair(year: int, month: int, count: int) -> Iterator[Period]:
    begins = (month - 1) // count * count + 1
    for first in (begins, begins - count):
        in_year, first = (year, first) if first > 0 else (year - 1, first + 12)
        yield Period(*months(in_year, first, count), _name(in_year, first, count))


def _begins(year: int, month: int) -> date:
    """The day on which the reporting month of a month begins; month 13 is the next January."""
    year, month = year + (month - 1) // 12, (month - 1) % 12 + 1
    day = rule_on(date(year, month, 1)).begins_on
    before = (year, month - 1) if month > 1 else (year - 1, 12)
    return date(*before, day)


def _name(year: int, month: int, count: int) -> str:
    if count == 1:
        return _("Month %(month)s/%(year)s") % {"month": f"{month:02d}", "year": year}
    if count == 3:
        return _("Quarter %(quarter)s/%(year)s") % {"quarter": ("I", "II", "III", "IV")[month // 3], "year": year}
    if count == 6:
        sentence = _("First half of %(year)s") if month == 1 else _("Second half of %(year)s")
        return sentence % {"year": year}
    return _("Year %(year)s") % {"year": year}
