"""Offices for the tests: each as the oracle sees it and as a calendar of ours."""

from datetime import date, datetime, time, timedelta

from hypothesis import strategies as st

from motcua.moments import LOCAL
from motcua.worktime.calendar import DatedDay, Kind, Span, WorkCalendar
from motcua.worktime.limits import Limit, LimitUnit
from motcua.worktime.national import STANDARD_WEEK, national_days
from tests.worktime.oracle import Office, Opening

MORNING: Opening = (time(7, 30), time(11, 30), "work")
AFTERNOON: Opening = (time(13, 30), time(17), "work")
COUNTER: Opening = (time(7, 30), time(11, 30), "counter")
SHAPES: list[tuple[Opening, ...]] = [
    (MORNING, AFTERNOON),
    (MORNING, AFTERNOON),
    (MORNING,),
    (AFTERNOON,),
    (COUNTER,),
    (),
    (MORNING, (time(13, 30), time(16), "counter")),
    ((time(8), time(16, 30), "work"),),
    ((time(7), time(8), "counter"), (time(8), time(12), "work"), (time(12), time(18), "work")),
]
FIRST = date(2019, 1, 25)

# Written down from the official dispatches and the Labour Code, not taken from any package.
OFF = {
    *(date(2018, 12, 31), date(2019, 1, 1), date(2019, 4, 15), date(2019, 4, 29), date(2019, 4, 30)),
    *(date(2019, 5, 1), date(2019, 9, 2), *(date(2019, 2, day) for day in range(4, 9))),
    *(date(2026, 1, 1), date(2026, 1, 2), *(date(2026, 2, day) for day in range(16, 21)), date(2026, 4, 27)),
    *(date(2026, 4, 30), date(2026, 5, 1), date(2026, 8, 31), date(2026, 9, 1), date(2026, 9, 2)),
    date(2026, 11, 24),
}  # fmt: skip
# A day worked, and the day off in whose place and with whose hours.
WORKED = {
    date(2019, 1, 5): date(2018, 12, 31),
    date(2019, 5, 4): date(2019, 4, 29),
    date(2026, 1, 10): date(2026, 1, 2),
    date(2026, 8, 22): date(2026, 8, 31),
}

SPAN_MORNING, SPAN_AFTERNOON = STANDARD_WEEK[0]
SPAN_COUNTER = Span(time(7, 30), time(11, 30), Kind.COUNTER)


def local(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=LOCAL)  # type: ignore[arg-type, misc]


def naive(moment: datetime) -> datetime:
    return moment.astimezone(LOCAL).replace(tzinfo=None)


def standard(friday: tuple[Opening, ...], saturday: tuple[Opening, ...]) -> Office:
    """An office that keeps the public holidays and swapped days."""

    def openings(day: date) -> tuple[Opening, ...]:
        if day in OFF:
            return ()
        weekday = WORKED.get(day, day).weekday()
        return {4: friday, 5: saturday, 6: ()}.get(weekday, (MORNING, AFTERNOON))

    return Office(openings)


# Named as in docs/rules/deadlines.md.
OFFICES = {
    "standard": (
        standard((MORNING, AFTERNOON), ()),
        WorkCalendar(STANDARD_WEEK, yearly=national_days),
    ),
    "Friday half day": (
        standard((MORNING,), ()),
        WorkCalendar({**STANDARD_WEEK, 4: (SPAN_MORNING,)}, yearly=national_days),
    ),
    "Saturday counter": (
        standard((MORNING, AFTERNOON), (COUNTER,)),
        WorkCalendar({**STANDARD_WEEK, 5: (SPAN_COUNTER,)}, yearly=national_days),
    ),
}


def _spans(openings: tuple[Opening, ...]) -> tuple[Span, ...]:
    return tuple(Span(opens, closes, Kind(kind)) for opens, closes, kind in openings)


@st.composite
def offices(draw: st.DrawFn) -> tuple[Office, WorkCalendar]:
    """A week and single days at random; the first day of the week is worked at least."""
    shapes = st.sampled_from(SHAPES)
    week = {weekday: draw(shapes) for weekday in range(1, 7)}
    week[0] = draw(shapes.filter(lambda shape: any(kind == "work" for _, _, kind in shape)))
    decided: dict[date, tuple[Opening, ...]] = {}
    days: dict[date, DatedDay] = {}
    for offset in draw(st.lists(st.integers(0, 40), max_size=12, unique=True)):
        day = FIRST + timedelta(days=offset)
        what = draw(st.sampled_from(["off", "swapped", "half", "worked", "hours"]))
        usual = week[day.weekday()]
        if what in ("off", "swapped"):
            decided[day], days[day] = (), DatedDay("holiday" if what == "off" else "swapped", like=day)
        elif what == "half":
            decided[day] = tuple(opening for opening in usual if opening[0] < time(12))
            days[day] = DatedDay("half")
        elif what == "worked":
            works = any(kind == "work" for _, _, kind in usual)
            decided[day] = usual if works else week[0]
            days[day] = DatedDay("worked", like=date(2019, 1, 7))
        else:
            decided[day] = draw(shapes)
            days[day] = DatedDay("hours", _spans(decided[day]))
    office = Office(lambda day: decided.get(day, week[day.weekday()]))
    return office, WorkCalendar({weekday: _spans(shape) for weekday, shape in week.items()}, days)


def moments(days: int = 20) -> st.SearchStrategy[datetime]:
    """Local moments to the second, more often near an opening or a closing."""
    start = datetime.combine(FIRST, time())
    anywhere = st.integers(0, days * 86400 - 1).map(lambda second: start + timedelta(seconds=second))
    edges = [time(7, 30), time(11, 30), time(13, 30), time(15), time(17)]
    near = st.builds(
        lambda day, edge, second: datetime.combine(FIRST + timedelta(days=day), edge) + timedelta(seconds=second),
        st.integers(0, days - 1),
        st.sampled_from(edges),
        st.integers(-61, 61),
    )
    return st.one_of(anywhere, near).map(lambda at: at.replace(tzinfo=LOCAL))


def limits() -> st.SearchStrategy[Limit]:
    cutoffs = st.sampled_from([None, None, time(11), time(12), time(15), time(16)])
    days = st.builds(
        Limit, st.integers(0, 12), st.sampled_from([LimitUnit.WORKING_DAY, LimitUnit.CALENDAR_DAY]), cutoffs
    )
    return st.one_of(days, days, st.builds(Limit, st.integers(1, 20), st.just(LimitUnit.HOUR), cutoffs))
