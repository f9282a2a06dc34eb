"""The town in which the random histories play, as plain data: units, calendars, procedures and limits.

`tests.clock.founding` makes the same in the database.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from motcua.moments import LOCAL
from tests.clock.oracle import DAY, Almanac, Limit, Said, Sheet, Week

FIRST, LAST = date(2018, 11, 1), date(2020, 12, 31)
MIDNIGHT = datetime.combine(FIRST, time(), LOCAL)

MORNING, AFTERNOON = (7 * 60 + 30, 11 * 60 + 30, True), (13 * 60 + 30, 17 * 60, True)
COUNTER = (7 * 60 + 30, 11 * 60 + 30, False)
LONG = (8 * 60, 16 * 60 + 30, True)
OFFICE: Week = dict.fromkeys(range(5), (MORNING, AFTERNOON))
HALF: Week = {**OFFICE, 4: (MORNING,), 5: (COUNTER,)}
LONG_WEEK: Week = {
    **dict.fromkeys(range(5), ((7 * 60, 8 * 60, False), LONG)),
    5: ((8 * 60, 12 * 60, True), (12 * 60, 13 * 60, False)),
}

# The deciding units: each has a calendar of its own, that of the unit above it, or the default. The one below
# another is moved below a third; what was received before keeps the calendar of that day.
OWN_WEEKS = {"half": HALF, "long": LONG_WEEK}
CALENDAR_OF = {"half": "half", "below": "half", "long": "long", "plain": ""}
MOVED_ON, MOVED_BELOW = date(2019, 2, 20), "long"
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


# Limits that units have set themselves; where one is longer than that of a channel, it promises nothing there.
NORMS = {
    ("half", "days"): Limit(1, WD),
    ("below", "calendar"): Limit(3, CD),
    ("long", "long-days"): Limit(4, WD),
    ("plain", "hours"): Limit(4, H),
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

    def sheets(self) -> "Sheets":
        """A sheet for each."""
        almanacs = {key: Almanac(self.weeks[key], own, self.general) for key, own in self.own.items()}
        return Sheets({key: Sheet(almanac.openings, FIRST, LAST) for key, almanac in almanacs.items()})


@dataclass
class Sheets:
    """The sheets of the calendars as they stand."""

    of_calendar: dict[str, Sheet]

    def of(self, unit: str, received: int) -> Sheet:
        """The sheet by which a unit reckons what it received in a minute."""
        moved = unit == "below" and day_of(received // DAY) >= MOVED_ON
        return self.of_calendar[CALENDAR_OF[MOVED_BELOW if moved else unit]]
