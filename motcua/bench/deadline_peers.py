"""What others answer to questions that they can be asked: how quickly, how often the same, what they cannot say.

Each is given the days off of our calendar, and the days worked in their place where it can be told of them. They
are no part of the program: `requirements/dev.txt` installs them.
"""

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from datetime import time as clock
from importlib.util import find_spec
from random import Random
from typing import Any

import numpy as np
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from motcua.bench.deadline_questions import FIRST, LAST, moment
from motcua.moments import LOCAL
from motcua.worktime.calendar import WorkCalendar
from motcua.worktime.due import due_at
from motcua.worktime.limits import Limit, LimitUnit
from motcua.worktime.national import standard_calendar

ASKED = 2_000
REPEATED = 100  # one call to numpy about so few would measure the call
MOST_HOURS, MOST_DAYS = 40, 30
MARGIN = timedelta(days=366)

Asked = Sequence[tuple[datetime, int]]
Answers = Iterable[Any]


@dataclass(frozen=True, slots=True)
class Peer:
    """A package that reckons with working time, one kind of question, and what it has no words for."""

    name: str
    package: str
    hours: bool
    ready: Callable[["Given", Asked], Callable[[], Answers]]  # what is timed is the call, on its own types
    cannot_say: tuple[Promise, ...]
    day_only: bool = False
    repeated: int = 1


@dataclass(frozen=True, slots=True)
class Given:
    """What a peer is told of our calendar: weekdays that are off, and days of a weekend that are worked."""

    off: tuple[date, ...]
    worked: tuple[date, ...]

    @classmethod
    def of(cls, calendar: WorkCalendar) -> "Given":
        reach = range((LAST - FIRST + 2 * MARGIN).days)
        days = [FIRST - MARGIN + timedelta(days=n) for n in reach]
        return cls(
            tuple(day for day in days if day.weekday() < 5 and not calendar.is_working_day(day)),
            tuple(day for day in days if day.weekday() >= 5 and calendar.is_working_day(day)),
        )


def missing() -> list[str]:
    """The packages to compare with that are not installed."""
    return sorted({peer.package for peer in PEERS if find_spec(peer.package) is None})


def peers(rng: Random, asked: int) -> dict[str, dict[str, Any]]:
    """Ask each that is installed: answers a second (CPU), the share that is ours, what it cannot say."""
    calendar = standard_calendar()
    given = Given.of(calendar)
    questions = {hours: _questions(rng, calendar, asked, hours=hours) for hours in (True, False)}
    found = {}
    for peer in PEERS:
        if find_spec(peer.package) is not None:
            found[peer.name] = _measured(peer, given, questions[peer.hours], calendar)
    return found


def _questions(rng: Random, calendar: WorkCalendar, many: int, *, hours: bool) -> list[tuple[datetime, int]]:
    """Hours from any moment; working days from moments at which the office is open, since some know no hours."""
    asked: list[tuple[datetime, int]] = []
    while len(asked) < many:
        at = moment(rng)
        if hours or calendar.opening(at) is not None:
            asked.append((at.replace(tzinfo=None), rng.randint(1, MOST_HOURS if hours else MOST_DAYS)))
    return asked


def _measured(peer: Peer, given: Given, asked: Asked, calendar: WorkCalendar) -> dict[str, Any]:
    many = list(asked) * peer.repeated
    answer = peer.ready(given, many)
    peer.ready(given, asked[:1])()
    began = time.process_time()
    answers = answer()
    took = time.process_time() - began
    same = sum(
        _plain(answer, day_only=peer.day_only) == _ours(question, peer, calendar)
        for question, answer in zip(asked, answers, strict=False)
    )
    return {
        "per_second": round(len(many) / took),
        "agrees_on": round(same / len(asked), 4),
        "asked": len(asked),
        "question": _question(peer),
        "cannot_say": [str(text) for text in peer.cannot_say],
    }


def _question(peer: Peer) -> str:
    if peer.hours:
        return _("When have so many working hours passed?")
    if peer.day_only:
        return _("On which day have so many working days passed, received while the office was open?")
    return _("At which moment have so many working days passed, received while the office was open?")


def _ours(question: tuple[datetime, int], peer: Peer, calendar: WorkCalendar) -> Any:
    limit = Limit(question[1], LimitUnit.HOUR if peer.hours else LimitUnit.WORKING_DAY)
    found = due_at(question[0].replace(tzinfo=LOCAL), limit, calendar)
    assert found is not None  # noqa: S101 -- nothing pauses
    return found.date() if peer.day_only else found.replace(tzinfo=None)


def _plain(answer: Any, *, day_only: bool) -> date | datetime:
    """An answer of whichever type as a day, or as a local moment without zone."""
    if day_only:
        day: date = answer.astype(object) if isinstance(answer, np.datetime64) else answer
        return day
    local: datetime = answer.replace(tzinfo=None)
    return local


def _businesstimedelta(given: Given, asked: Asked) -> Callable[[], Answers]:
    import businesstimedelta as package
    import pytz

    zone = pytz.timezone(LOCAL.key)
    days = list(range(5))
    rules = package.Rules(
        [
            package.WorkDayRule(start_time=clock(7, 30), end_time=clock(17), working_days=days, tz=zone),
            package.LunchTimeRule(start_time=clock(11, 30), end_time=clock(13, 30), working_days=days, tz=zone),
            package.HolidayRule(dict.fromkeys(given.off, "off"), tz=zone),
        ]
    )
    asked = [(zone.localize(at), n) for at, n in asked]
    return lambda: [at + package.BusinessTimeDelta(rules, hours=n) for at, n in asked]


def _business_hour(given: Given, asked: Asked) -> Callable[[], Answers]:
    import pandas as pd

    opens, closes = ["07:30", "13:30"], ["11:30", "17:00"]
    one = pd.offsets.CustomBusinessHour(start=opens, end=closes, holidays=list(given.off))
    asked = [(pd.Timestamp(at), n) for at, n in asked]
    return lambda: [at + one * n for at, n in asked]


def _business_day(given: Given, asked: Asked) -> Callable[[], Answers]:
    import pandas as pd

    one = pd.offsets.CustomBusinessDay(holidays=list(given.off))
    asked = [(pd.Timestamp(at), n) for at, n in asked]
    return lambda: [at + one * n for at, n in asked]


def _workalendar(given: Given, asked: Asked) -> Callable[[], Answers]:
    from workalendar.core import SAT, SUN, Calendar

    by_year: dict[int, list[tuple[date, str]]] = {}
    for day in given.off:
        by_year.setdefault(day.year, []).append((day, "off"))

    class Vietnam(Calendar):
        WEEKEND_DAYS = (SAT, SUN)

        def get_calendar_holidays(self, year: int) -> list[tuple[date, str]]:
            return by_year.get(year, [])

    calendar, worked = Vietnam(), list(given.worked)
    return lambda: [calendar.add_working_days(at, n, extra_working_days=worked) for at, n in asked]


def _busday_offset(given: Given, asked: Asked) -> Callable[[], Answers]:
    calendar = np.busdaycalendar(holidays=list(given.off))
    days = np.array([at for at, _ in asked], "datetime64[D]")
    counts = np.array([n for _, n in asked])
    return lambda: np.busday_offset(days, counts, roll="forward", busdaycal=calendar)


_SWAPPED = gettext_lazy("days worked in place of others")
_HOURS = gettext_lazy("limits in hours")
_DAYS = gettext_lazy("limits in days, due at the hour of receipt")
_HALF = gettext_lazy("half days and counters")
_OUTSIDE = gettext_lazy("receipt outside opening hours")
_RULES = (gettext_lazy("a cutoff in the afternoon"), gettext_lazy("pauses"), gettext_lazy("why"))
_HOLIDAYS = gettext_lazy("the public holidays of Vietnam")
PEERS = (
    Peer("businesstimedelta", "businesstimedelta", True, _businesstimedelta, (_HOLIDAYS, _SWAPPED, _DAYS, *_RULES)),
    Peer(
        "pandas CustomBusinessHour",
        "pandas",
        True,
        _business_hour,
        (_HOLIDAYS, _SWAPPED, _DAYS, gettext_lazy("due when the morning ends"), *_RULES),
    ),
    Peer(
        "pandas CustomBusinessDay",
        "pandas",
        False,
        _business_day,
        (_HOLIDAYS, _SWAPPED, _HOURS, _OUTSIDE, _HALF, *_RULES),
    ),
    Peer(
        "workalendar",
        "workalendar",
        False,
        _workalendar,
        (_HOLIDAYS, _HOURS, _OUTSIDE, _HALF, *_RULES),
        day_only=True,
    ),
    Peer(
        "numpy.busday_offset",
        "numpy",
        False,
        _busday_offset,
        (_HOLIDAYS, _SWAPPED, _HOURS, _OUTSIDE, _HALF, *_RULES),
        day_only=True,
        repeated=REPEATED,
    ),
)
