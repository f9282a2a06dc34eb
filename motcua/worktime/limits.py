"""The words in which time is reckoned: limits, pauses, steps and due moments."""

from dataclasses import dataclass, field
from datetime import datetime, time
from enum import StrEnum
from typing import Any

from motcua.moments import LOCAL
from motcua.worktime.impossible import NoSuchLimit, NoSuchPause, NoZone

LONGEST = 9_999


class Cause(StrEnum):
    """For whom or what a dossier may wait while its clock stands. A procedure's version says for which."""

    SUPPLEMENT = "supplement"
    FEE = "fee"
    TAX = "tax"
    LAND = "land"
    POLICE = "police"


class LimitUnit(StrEnum):
    """What a limit counts. A procedure's version says which, for each channel."""

    WORKING_DAY = "working_day"
    CALENDAR_DAY = "calendar_day"
    HOUR = "hour"


@dataclass(frozen=True, slots=True)
class Limit:
    """How long the handling of a dossier may take.

    `value` counts working days, calendar days or hours of opening. A limit of 0 days is "within the day".
    `cutoff` is a local time: what is received after it counts as received on the next day of opening.

    Raises NoSuchLimit for a negative value, for one above 9,999, and for 0 hours, which nobody can keep.
    """

    value: int
    unit: LimitUnit
    cutoff: time | None = None

    def __post_init__(self) -> None:
        if self.value < 0:
            raise NoSuchLimit("negative", value=self.value)
        if self.value > LONGEST:
            raise NoSuchLimit("too_long", value=self.value, most=LONGEST)
        if self.value == 0 and self.unit == LimitUnit.HOUR:
            raise NoSuchLimit("no_hours")


@dataclass(frozen=True, slots=True)
class Pause:
    """The clock of a dossier stands still, from `since` up to `until`; None: it still does.

    `why` is a code: a `Cause`, or stopped. When a pause ends the limit goes on with what was left; with `anew` it
    begins anew, as if the dossier had been received then. Raises NoSuchPause where it ends before it begins,
    NoZone for a moment without one.
    """

    since: datetime
    until: datetime | None
    why: str
    anew: bool = False

    def __post_init__(self) -> None:
        for moment in (self.since, self.until):
            if moment is not None and moment.tzinfo is None:
                raise NoZone.of(moment)
        if self.until is not None and self.until < self.since:
            raise NoSuchPause("ends_before", since=_shown(self.since), until=_shown(self.until))


@dataclass(frozen=True, slots=True)
class Step:
    """One interval on the way from receipt to due.

    `minutes` is its whole length where it is time of opening that counted, else 0. `why` is a code;
    `motcua.worktime.sentences.sentence` makes a sentence of it and of `params`.
    """

    since: datetime
    until: datetime
    minutes: int
    why: str
    params: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Due:
    """When a limit is used up, and the steps that lead there.

    `at` is None while a pause lasts; the steps then end where that pause began. `deemed_at` is the moment
    at which the dossier counts as received.
    """

    at: datetime | None
    deemed_at: datetime
    steps: tuple[Step, ...]


def _shown(moment: datetime) -> str:
    return f"{moment.astimezone(LOCAL):%H:%M %d/%m/%Y}"
