"""Decisions about calendars at random: single days, swapped days, weeks, and their taking back."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from motcua.dossiers.calendars import Change
from motcua.dossiers.reproject import Moved
from motcua.worktime.decide import Decided
from motcua.worktime.models import DayKind
from tests.clock.founding import Town, spans_of, week_of
from tests.clock.oracle import Opening, Said, Week
from tests.clock.town import AFTERNOON, COUNTER, HALF, LONG, LONG_WEEK, MORNING, OFFICE, Calendars

KINDS = {"off": DayKind.OFF, "worked": DayKind.WORK, "half": DayKind.HALF, "hours": DayKind.SPANS}
HOURS: list[tuple[Opening, ...]] = [
    (MORNING,),
    (AFTERNOON,),
    (COUNTER,),
    (LONG,),
    ((9 * 60, 10 * 60, True), (10 * 60, 12 * 60, False), (19 * 60, 22 * 60, True)),
]
WEEKS: list[Week] = [OFFICE, HALF, LONG_WEEK, {**OFFICE, 5: (MORNING,)}, {**OFFICE, 2: (), 4: (AFTERNOON,)}]


@dataclass
class Decision:
    """A decision by its number, for one calendar or (`key` None) for all: days, or a week from a day on."""

    number: str
    key: str | None
    days: dict[date, Said] = field(default_factory=dict)
    week: Week | None = None
    since: date = date.max
    before: dict[date, Said | None] = field(default_factory=dict)
    weeks_before: list[tuple[date, Week]] = field(default_factory=list)

    def __str__(self) -> str:
        whose = "all calendars" if self.key is None else f"calendar {self.key or 'default'}"
        if self.week is not None:
            return f"{self.number} for {whose}: from {self.since:%d/%m/%Y} the week {dict(self.week)}"
        return f"{self.number} for {whose}: " + "; ".join(
            f"{day:%a %d/%m/%Y} {said.kind} {f'as {said.like:%d/%m}' if said.like else said.openings or ''}".strip()
            for day, said in self.days.items()
        )


class Decisions:
    """What is decided in the course of the histories, first on the clerk's calendars."""

    def __init__(self, rng: Random, calendars: Calendars) -> None:
        self.rng, self.calendars = rng, calendars
        self.standing: list[Decision] = []
        self.count = 0

    def next(self, around: date) -> tuple[Decision, bool]:
        """Decide something about the days around one, or take back what can be; True for the latter.

        The first decision makes three days off that are past, and stands: it moves none of what has ended.
        """
        if not self.count:
            return self._first(around), False
        free = [decision for decision in self.standing if self._stands(decision)]
        if free and self.rng.random() < 0.35:
            decision = self.rng.choice(free)
            self._take_back(decision)
            return decision, True
        self.count += 1
        key = self.rng.choice((None, None, "", "half", "long"))
        decision = Decision(f"{self.count}/QĐ-UBND", key)
        if key is not None and self.rng.random() < 0.25:
            self._decide_week(decision, around + timedelta(days=self.rng.randint(-10, 20)))
        else:
            self._decide_days(decision, around)
        self.standing.append(decision)
        return decision, False

    def _first(self, around: date) -> Decision:
        self.count = 1
        days = {around - timedelta(days=ago): Said("off") for ago in (6, 5, 4)}
        self.calendars.general |= days
        return Decision("1/QĐ-UBND", None, days)

    def _said(self, key: str | None) -> dict[date, Said]:
        return self.calendars.general if key is None else self.calendars.own[key]

    def _stands(self, decision: Decision) -> bool:
        if decision.week is not None:
            assert decision.key is not None
            last = self.calendars.weeks[decision.key]
            return (decision.since, decision.week) in last and not any(
                later.week is not None and later.key == decision.key
                for later in self.standing[self.standing.index(decision) + 1 :]
            )
        said = self._said(decision.key)
        return all(said.get(day) is told for day, told in decision.days.items())

    def _decide_days(self, decision: Decision, around: date) -> None:
        for _ in range(self.rng.randint(1, 4)):
            day = around + timedelta(days=self.rng.randint(-12, 30))
            kind = self.rng.choice(("off", "off", "swap", "worked", "half", "hours"))
            if kind == "swap":
                other = day + timedelta(days=self.rng.randint(1, 9))
                decision.days |= {day: Said("off", other), other: Said("worked", day)}
            elif kind == "hours":
                decision.days[day] = Said("hours", None, self.rng.choice(HOURS))
            else:
                decision.days[day] = Said(kind)  # type: ignore[arg-type]
        said = self._said(decision.key)
        decision.before = {day: said.get(day) for day in decision.days}
        said |= decision.days

    def _decide_week(self, decision: Decision, since: date) -> None:
        assert decision.key is not None
        weeks = self.calendars.weeks[decision.key]
        standing = max((week for week in weeks if week[0] <= since), key=lambda week: week[0])[1]
        decision.since, decision.weeks_before = since, list(weeks)
        decision.week = self.rng.choice([week for week in WEEKS if week != standing])
        kept = [week for week in weeks if week[0] != since]
        self.calendars.weeks[decision.key] = sorted([*kept, (since, decision.week)], key=lambda week: week[0])

    def _take_back(self, decision: Decision) -> None:
        self.standing.remove(decision)
        if decision.week is not None:
            assert decision.key is not None
            self.calendars.weeks[decision.key] = decision.weeks_before
            return
        said = self._said(decision.key)
        for day, told in decision.before.items():
            if told is None:
                del said[day]
            else:
                said[day] = told


def carry_out(change: Change, decision: Decision, taken_back: bool, town: Town) -> Moved:
    """Enter a decision in the program, or take it back there."""
    if taken_back:
        return change.take_back(decision.number)
    calendars: Mapping[str, object] = town.calendars
    calendar = None if decision.key is None else calendars[decision.key]
    if decision.week is not None:
        return change.decide_week(decision.number, week_of(decision.week), decision.since, calendar)  # type: ignore[arg-type]
    days = [
        Decided(
            day, KINDS[said.kind], f"Theo {decision.number}", swapped_with=said.like, spans=spans_of(said.openings)
        )
        for day, said in decision.days.items()
    ]
    return change.decide(decision.number, days, calendar)  # type: ignore[arg-type]
