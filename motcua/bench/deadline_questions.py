"""Random questions to the clock: moments over twenty years, limits of every kind, pauses of every kind."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random

from motcua.moments import LOCAL
from motcua.worktime.calendar import DatedDay, Kind, Span, WorkCalendar
from motcua.worktime.limits import Cause, Limit, LimitUnit, Pause
from motcua.worktime.national import STANDARD_WEEK, national_days

FIRST, LAST = date(2006, 1, 1), date(2026, 1, 1)
MOST_PAUSES, LONGEST_PAUSE = 3, 20 * 24 * 60
_MINUTES = (LAST - FIRST).days * 24 * 60
_WD, _CD, _H, _AFTERNOON = LimitUnit.WORKING_DAY, LimitUnit.CALENDAR_DAY, LimitUnit.HOUR, time(15)
LIMITS = (
    *(Limit(n, _WD) for n in (0, 1, 3, 5, 10, 15, 30)),
    *(Limit(n, _WD, _AFTERNOON) for n in (0, 1, 5, 20)),
    *(Limit(n, _CD) for n in (0, 1, 7, 15, 30, 60)),
    Limit(10, _CD, _AFTERNOON),
    *(Limit(n, _H) for n in (1, 2, 4, 8, 24, 40)),
    Limit(4, _H, _AFTERNOON),
)


@dataclass(frozen=True, slots=True)
class Question:
    """When is what was received then due, by this limit, with these pauses?"""

    received_at: datetime
    limit: Limit
    pauses: tuple[Pause, ...] = ()


def moment(rng: Random) -> datetime:
    """A minute of the twenty years, day or night."""
    return datetime.combine(FIRST, time(), LOCAL) + timedelta(minutes=rng.randrange(_MINUTES))


def question(rng: Random, *, may_pause: bool = False) -> Question:
    """A question about any moment by any limit; every second one with pauses, where they may be."""
    at, limit = moment(rng), rng.choice(LIMITS)
    many = rng.randint(1, MOST_PAUSES) if may_pause and rng.random() < 0.5 else 0
    return Question(at, limit, tuple(_pause(rng, at) for _ in range(many)))


def _pause(rng: Random, received_at: datetime) -> Pause:
    """A pause of minutes, hours or days, begun in the first weeks; one in twenty lasts."""
    since = received_at + timedelta(minutes=rng.randrange(-600, rng.choice((600, 6_000, 30_000))))
    until = since + timedelta(minutes=rng.randrange(rng.choice((120, 3_000, LONGEST_PAUSE))))
    lasts = rng.random() < 0.05
    return Pause(since, None if lasts else until, rng.choice(list(Cause)), rng.random() < 0.4)


def calendars(rng: Random) -> list[WorkCalendar]:
    """The default one; one with a half day and a Saturday counter; one with many decisions about single days."""
    morning, afternoon = STANDARD_WEEK[0]
    counter = Span(time(7, 30), time(11, 30), Kind.COUNTER)
    evening = Span(time(17), time(19), Kind.COUNTER)
    half = {**STANDARD_WEEK, 3: (morning, afternoon, evening), 4: (morning,), 5: (counter,)}
    return [
        WorkCalendar(STANDARD_WEEK, yearly=national_days),
        WorkCalendar(half, yearly=national_days),
        WorkCalendar(STANDARD_WEEK, _decided(rng), yearly=national_days),
    ]


def _decided(rng: Random) -> dict[date, DatedDay]:
    short = (Span(time(9), time(10)), Span(time(14), time(15, 30)))
    kinds = (
        DatedDay("closed"),
        DatedDay("half"),
        DatedDay("worked", like=date(2019, 1, 7)),
        DatedDay("hours", short),
    )
    days = (LAST - FIRST).days
    return {FIRST + timedelta(days=rng.randrange(days)): rng.choice(kinds) for _ in range(days // 8)}
