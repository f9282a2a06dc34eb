"""The public holidays and swapped days of Vietnam: the defaults under every calendar.

Rules and most dates come from the package `holidays`; swaps that it lacks, and those that our first data
stand on, from `data/swapped_days.json` with their sources. An administration's own decisions stand above.
"""

import json
import re
from collections.abc import Mapping
from datetime import date, time
from functools import lru_cache
from pathlib import Path

from holidays import country_holidays

from motcua.worktime.calendar import DatedDay, Span, WorkCalendar

LAST_KNOWN_YEAR = 2099
_SWAPS = Path(__file__).parent / "data" / "swapped_days.json"
_SUBSTITUTED = re.compile(r"thay cho ngày (\d\d)/(\d\d)/(\d{4})")
_MORNING, _AFTERNOON = Span(time(7, 30), time(11, 30)), Span(time(13, 30), time(17, 0))
STANDARD_WEEK = dict.fromkeys(range(5), (_MORNING, _AFTERNOON))


def national_days(year: int) -> Mapping[date, DatedDay]:
    """The holidays, the days off swapped for others and the days worked for them, of one year.

    Empty after 2099, which the lunar tables do not reach. Swaps of years to come are not known before the
    government announces them.
    """
    return _of_year(year)


def standard_calendar() -> WorkCalendar:
    """Monday to Friday 07:30-11:30 and 13:30-17:00 with the national holidays and swapped days."""
    return WorkCalendar(STANDARD_WEEK, yearly=national_days)


@lru_cache(maxsize=256)
def _of_year(year: int) -> Mapping[date, DatedDay]:
    if year > LAST_KNOWN_YEAR:
        return {}
    # A day worked for one that was off may lie in the next year, a day off in the year before.
    swaps = {off: worked for off, worked in _swaps().items() if year in (off.year, worked.year)}
    days: dict[date, DatedDay] = {}
    english = country_holidays("VN", years=year, language="en_US")
    for around in range(year - 1, min(year + 1, LAST_KNOWN_YEAR) + 1):
        for day, name in country_holidays("VN", years=around, language="vi").items():
            found = _SUBSTITUTED.search(name)
            if found:
                swaps[day] = date(int(found[3]), int(found[2]), int(found[1]))
            elif around == year:
                days[day] = DatedDay("holiday", name={"vi": name, "en": english[day]})
    for off, worked in swaps.items():
        for day, dated in ((off, DatedDay("swapped", like=worked)), (worked, DatedDay("worked", like=off))):
            if day.year == year:
                days[day] = dated
    return days


@lru_cache(maxsize=1)
def _swaps() -> Mapping[date, date]:
    swaps = json.loads(_SWAPS.read_text(encoding="utf-8"))["swaps"]
    return {date.fromisoformat(swap["off"]): date.fromisoformat(swap["worked"]) for swap in swaps}
