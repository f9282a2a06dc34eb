"""The town in which the random histories play: its units, their calendars, its procedures and their limits.

Everything is plain data first, for the clerk and for the generator; `build` makes the same in the database.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from motcua.catalogue.content import Case, Content, Draft, Terms
from motcua.catalogue.offer import offer
from motcua.catalogue.publish import publish_versions
from motcua.journal.by import SYSTEM
from motcua.moments import LOCAL
from motcua.organisation.establish import NewUnit, establish
from motcua.organisation.models import Unit
from motcua.worktime import limits
from motcua.worktime.calendar import Kind, Span
from motcua.worktime.decide import give_calendar
from motcua.worktime.models import Calendar
from tests.clock.oracle import DAY, Almanac, Limit, Opening, Said, Sheet, Week

FIRST, LAST = date(2018, 11, 1), date(2020, 12, 31)
MIDNIGHT = datetime.combine(FIRST, time(), LOCAL)
FOUNDED = date(2018, 1, 1)
AT_NIGHT = datetime.combine(FOUNDED, time(8), LOCAL)
GROUND = "OFFICE"

MORNING, AFTERNOON = (7 * 60 + 30, 11 * 60 + 30, True), (13 * 60 + 30, 17 * 60, True)
COUNTER = (7 * 60 + 30, 11 * 60 + 30, False)
LONG = (8 * 60, 16 * 60 + 30, True)
OFFICE: Week = dict.fromkeys(range(5), (MORNING, AFTERNOON))
HALF: Week = {**OFFICE, 4: (MORNING,), 5: (COUNTER,)}
LONG_WEEK: Week = {
    **dict.fromkeys(range(5), ((7 * 60, 8 * 60, False), LONG)),
    5: ((8 * 60, 12 * 60, True), (12 * 60, 13 * 60, False)),
}

# The deciding units: each with a calendar of its own, that of the unit above it, or the default.
OWN_WEEKS = {"half": HALF, "long": LONG_WEEK}
CALENDAR_OF = {"half": "half", "below": "half", "long": "long", "plain": ""}
UNITS = tuple(CALENDAR_OF)

WD, CD, H = "working_day", "calendar_day", "hour"
THREE, HALF_PAST_ELEVEN = 15 * 60, 11 * 60 + 30
CHANNELS = ("counter", "online", "post")


@dataclass(frozen=True)
class Procedure:
    """A procedure: its limit by channel, or by case and from a quantity on; what stops the clock, and how."""

    terms: tuple[Limit, Limit, Limit]
    pauses: Mapping[str, str]
    at_once: bool = False
    cases: Mapping[tuple[str, int], Limit] = field(default_factory=dict)

    def limit(self, channel: str, case: str, quantity: int) -> Limit:
        if not self.cases:
            return self.terms[CHANNELS.index(channel)]
        reached = max(least for code, least in self.cases if code == case and least <= quantity)
        return self.cases[case, reached]


GO, NEW = "continue", "anew"
PROCEDURES = {
    "days": Procedure((Limit(5, WD), Limit(3, WD, THREE), Limit(1, WD)), {"supplement": GO, "fee": GO, "tax": GO}),
    "long-days": Procedure(
        (Limit(10, WD, THREE), Limit(2, WD), Limit(14, WD)),
        {"supplement": NEW, "fee": NEW, "tax": NEW, "land": GO, "police": NEW},
    ),
    "same-day": Procedure(
        (Limit(0, WD, THREE), Limit(0, WD), Limit(0, CD)), {"supplement": NEW, "fee": GO}, at_once=True
    ),
    "calendar": Procedure(
        (Limit(15, CD), Limit(7, CD, HALF_PAST_ELEVEN), Limit(3, CD)),
        {"supplement": NEW, "fee": GO, "land": NEW, "police": GO},
    ),
    "hours": Procedure((Limit(8, H), Limit(4, H, THREE), Limit(20, H)), {"supplement": GO, "tax": NEW, "land": GO}),
    "few-hours": Procedure(
        (Limit(2, H), Limit(1, H), Limit(40, H)), {"supplement": NEW, "fee": NEW, "tax": GO, "police": NEW}
    ),
    "by-case": Procedure(
        (Limit(30, WD), Limit(30, WD), Limit(30, WD)),
        {"supplement": GO, "fee": GO, "tax": NEW, "land": GO},
        cases={
            ("a", 1): Limit(4, WD),
            ("b", 1): Limit(9, WD),
            ("b", 5): Limit(12, WD, THREE),
            ("b", 9): Limit(16, H),
        },
    ),
}


def moment(second: int) -> datetime:
    """The moment of a second of the clerk's sheet."""
    return MIDNIGHT + timedelta(seconds=second)


def minute(at: datetime | None) -> int | None:
    """The minute of the sheet in which a moment falls."""
    return None if at is None else int((at - MIDNIGHT) / timedelta(minutes=1) // 1)


def day_of(number: int) -> date:
    return FIRST + timedelta(days=number)


@dataclass
class Calendars:
    """The calendars as they stand, as plain data: what is decided for all, and each calendar's own."""

    general: dict[date, Said] = field(default_factory=dict)
    own: dict[str, dict[date, Said]] = field(default_factory=lambda: {key: {} for key in ("", *OWN_WEEKS)})
    weeks: dict[str, list[tuple[date, Week]]] = field(
        default_factory=lambda: {"": [(FIRST, OFFICE)]} | {key: [(FIRST, week)] for key, week in OWN_WEEKS.items()}
    )

    def sheets(self) -> dict[str, Sheet]:
        """A sheet for each deciding unit."""
        made = {
            key: Sheet(Almanac(self.weeks[key], self.own[key], self.general).openings, FIRST, LAST)
            for key in self.own
        }
        return {unit: made[key] for unit, key in CALENDAR_OF.items()}


@dataclass
class Town:
    """What `build` made of it in the database."""

    units: dict[str, Unit]
    calendars: dict[str, Calendar]


def build() -> Town:
    """Found the town: a district with its desk and four deciding units, their calendars and procedures."""
    founding: dict[str, Any] = {"by": SYSTEM, "at": AT_NIGHT, "from_day": FOUNDED}
    recorded = founding | {"recorded_at": AT_NIGHT}
    [district] = establish(
        [NewUnit("801", "UBND huyện", "administration", "district", None, "000.00.28.H39")],
        ground="DECISION",
        **recorded,
    )
    names = ("desk", "half", "long", "plain")
    new = [NewUnit(f"801.0{n}", key, "office", "district", district) for n, key in enumerate(names)]
    units = dict(zip(names, establish(new, ground="DECISION", **recorded), strict=True))
    [units["below"]] = establish(
        [NewUnit("801.09", "below", "office", "district", units["half"])], ground="DECISION", **recorded
    )
    calendars = {"": Calendar.objects.get(unit=None)}
    for key, week in OWN_WEEKS.items():
        calendars[key] = give_calendar(units[key], name=key, week=week_of(week), ground="DECISION", **founding)
    drafts = [Draft(code=code, field="Thử", content=_content(code, known)) for code, known in PROCEDURES.items()]
    published = publish_versions(drafts, ground="ND63-2010", **recorded)
    assert not published.refused, published.refused
    offer([units[key] for key in UNITS], published.versions.values(), ground="ND63-2010", **recorded)
    return Town(units, calendars)


def _content(code: str, known: Procedure) -> Content:
    cases = [Case(_limit(limit), case, f"Trường hợp {case}", least) for (case, least), limit in known.cases.items()]
    return Content(
        code,
        at_once=known.at_once,
        pauses=tuple(known.pauses.items()),
        terms=tuple(Terms(channel, _limit(limit)) for channel, limit in zip(CHANNELS, known.terms, strict=True)),
        cases=tuple(cases),
    )


def _limit(limit: Limit) -> limits.Limit:
    cutoff = None if limit.cutoff is None else time(*divmod(limit.cutoff, 60))
    return limits.Limit(limit.value, limits.LimitUnit(limit.unit), cutoff)


def spans_of(openings: tuple[Opening, ...]) -> tuple[Span, ...]:
    """Openings as the calendars of the program take them."""
    return tuple(
        Span(time(*divmod(opens, 60)), time(*divmod(closes % DAY, 60)), Kind.WORK if work else Kind.COUNTER)
        for opens, closes, work in openings
    )


def week_of(week: Week) -> dict[int, tuple[Span, ...]]:
    """A week as the calendars of the program take it."""
    return {weekday: spans_of(tuple(openings)) for weekday, openings in week.items()}
