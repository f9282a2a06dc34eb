"""The dossiers of the year before anything happened to them: what was handed in where, when and how."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from motcua.catalogue.district import DistrictRow
from motcua.demo import choices
from motcua.demo.choices import Totals
from motcua.demo.district import COMMUNES, DESK, FIELD_OFFICES
from motcua.demo.hours import Hours
from motcua.demo.rota import Rota
from motcua.moments import local_day
from motcua.worktime.calendar import WorkCalendar
from motcua.worktime.due import due_at
from motcua.worktime.limits import Cause, Limit, LimitUnit, Pause

TRIES = 2_000


class NotEnough(RuntimeError):
    """The choices leave no room for the totals: too few dossiers of a kind, or too few hours of an officer."""


@dataclass(frozen=True, eq=False)
class Offered:
    """A procedure as the plan needs it: its limits by channel and the units that decide it."""

    code: str
    field: str
    limits: Mapping[str, Limit]
    units: tuple[str, ...]
    at_once: bool = False
    gives_document: bool = True
    waits_for_fee: bool = False


@dataclass(slots=True)
class Wait:
    """The clock of a dossier stands: asked for at a second, answered at another or not yet."""

    why: str
    asked: int
    answered: int | None = None


@dataclass(eq=False, slots=True)
class Case:
    """A dossier of the plan. Seconds are those of `Hours`."""

    offered: Offered
    unit: str
    desk: str
    channel: str
    received: int
    receiver: str
    limit: Limit
    due: datetime | None = None
    due_day: int = 0
    filed: datetime | None = None
    wait: Wait | None = None
    end: str = ""  # early, on_time, late, withdrawn, stopped; open ends with where it lies: see quotas
    ended: int | None = None
    applicant: int = -1
    outcome: str = "granted"
    reason: str = ""
    document: str = ""
    return_channel: str = "counter"

    @property
    def in_steps(self) -> bool:
        """It goes from the desk to an officer and a leader, and is not returned while its owner waits."""
        return not self.offered.at_once


def offered_by_district(rows: Iterable[DistrictRow]) -> list[Offered]:
    """The procedures of the district's table with the units that decide them in the demo."""
    communes = tuple(commune.key for commune in COMMUNES)
    return [
        Offered(
            code=row.code,
            field=row.field,
            limits={terms.channel: terms.limit for terms in row.terms},
            units=((FIELD_OFFICES[row.field],) if row.at_district else ()) + (communes if row.at_commune else ()),
            at_once="at_once" in row.marks,
            gives_document="no_document" not in row.marks,
            waits_for_fee=Cause.FEE in dict(row.pauses),
        )
        for row in rows
    ]


class Clock:
    """Due moments of the plan: the calendar's arithmetic, and the days as the plan counts them."""

    def __init__(self, hours: Hours, calendar: WorkCalendar) -> None:
        self.hours, self.calendar = hours, calendar

    def set_due(self, case: Case) -> None:
        """Say when a case is due with the wait that it has; a wait without an answer leaves it without."""
        wait = case.wait
        pauses: tuple[Pause, ...] = ()
        if wait is not None:
            until = None if wait.answered is None else self.hours.moment(wait.answered)
            pauses = (Pause(self.hours.moment(wait.asked), until, wait.why),)
        case.due = due_at(self.hours.moment(case.received), case.limit, self.calendar, pauses)
        case.due_day = len(self.hours.days) if case.due is None else self.hours.from_day(local_day(case.due))


class Intake:
    """Draws what comes over the counters."""

    def __init__(self, offered: Sequence[Offered], hours: Hours, clock: Clock, rota: Rota, rng: Random) -> None:
        self.offered, self.hours, self.clock, self.rota, self.rng = offered, hours, clock, rota, rng
        self.weights = _weights(offered, rng)
        self.loads: Counter[tuple[str, int]] = Counter()
        begins = hours.from_day(choices.BEGINS)
        self.year = range(begins, len(hours.days))
        self.before = range(begins)

    def draw(self, totals: Totals) -> list[Case]:
        """All cases: those carried over, one of every procedure, and the rest by their shares."""
        carried = [self._carried() for _ in range(totals.carried_over)]
        new = [self._case(offered, self._day_of(offered)) for offered in self.offered]
        left = totals.to_handle - len(carried) - len(new)
        if left < 0:
            raise NotEnough(f"{totals.to_handle} dossiers cannot hold {len(new)} procedures")
        picked = self.rng.choices(self.offered, self.weights, k=left)
        return carried + new + [self._case(offered, self._day_of(offered)) for offered in picked]

    def _carried(self) -> Case:
        """One received in the last weeks of the year before that cannot have been due before the year began."""
        first = self.year.start
        for _ in range(TRIES):
            offered = self.rng.choices(self.offered, self.weights)[0]
            if offered.at_once or offered.field in choices.SEASONS:
                continue
            case = self._case(offered, lambda: self.rng.choice(self.before))
            if case.due_day > first:
                return case
            self._forget(case)
        raise NotEnough("no procedure runs from one year into the next")

    def _forget(self, case: Case) -> None:
        self.loads[case.desk, self.hours.day(case.received)] -= 1
        self.rota.free(case.receiver, case.received)

    def _day_of(self, offered: Offered) -> Callable[[], int]:
        """A day of reception by the months' shares, or by the season of the procedure's field."""
        season = choices.SEASONS.get(offered.field)
        if season is not None and self.rng.random() < season[2]:
            first, last = self.hours.from_day(season[0]), self.hours.until_day(season[1])
            return lambda: self.rng.randint(first, last)
        return self._any_day

    def _any_day(self) -> int:
        highest = max(choices.MONTHS.values())
        while True:
            day = self.rng.choice(self.year)
            if self.rng.random() * highest < choices.MONTHS[self.hours.days[day].month]:
                return day

    def _case(self, offered: Offered, day: Callable[[], int]) -> Case:
        unit = self._unit(offered)
        desk = unit if unit in _COMMUNE_KEYS else DESK
        channel = self._channel(offered)
        limit = offered.limits[channel]
        for _ in range(TRIES):
            chosen = day()
            if self.loads[desk, chosen] >= choices.MOST_RECEPTIONS:
                continue
            receiver = self.rota.receiver(desk, chosen)
            second = self.rota.at_window(receiver, self._second(offered, limit, chosen), chosen)
            if second is None:
                continue
            self.loads[desk, chosen] += 1
            case = Case(offered, unit, desk, channel, second, receiver, limit)
            if channel == "online":
                case.filed = self.hours.moment(second) - timedelta(minutes=self.rng.randint(15, 960))
            self.clock.set_due(case)
            return case
        raise NotEnough(f"the desk {desk} has no window free")

    def _unit(self, offered: Offered) -> str:
        offices = [unit for unit in offered.units if unit not in _COMMUNE_KEYS]
        if offices and (len(offices) == len(offered.units) or self.rng.random() < choices.AT_THE_DISTRICT):
            return offices[0]
        return self.rng.choices([c.key for c in COMMUNES], [c.share for c in COMMUNES])[0]

    def _channel(self, offered: Offered) -> str:
        """At the counter, except for the few that come online or by post; what is given at once needs a person."""
        if offered.at_once:
            return "counter"
        drawn = self.rng.random()
        wanted = "counter"
        if drawn < choices.ONLINE:
            wanted = "online"
        elif drawn < choices.ONLINE + choices.BY_POST:
            wanted = "post"
        return next(c for c in (wanted, "counter", "online", "post") if c in offered.limits)

    def _second(self, offered: Offered, limit: Limit, day: int) -> int:
        """A second of the desk's windows; few come after a procedure's cutoff."""
        opens, until, again, closes = choices.WINDOWS_AT_ONCE if offered.at_once else choices.WINDOWS
        at = self.hours.at
        spans = ((at(day, opens), at(day, until)), (at(day, again), at(day, closes)))
        while True:
            first, last = self.rng.choices(spans, [b - a for a, b in spans])[0]
            second = self.rng.randint(first, last)
            late = limit.cutoff is not None and second > at(day, limit.cutoff)
            if not late or self.rng.random() < choices.AFTER_CUTOFF:
                return second


_COMMUNE_KEYS = frozenset(commune.key for commune in COMMUNES)


def _weights(offered: Sequence[Offered], rng: Random) -> list[float]:
    """The share of each procedure: its own where it has one, else its part of its field's."""
    others: dict[str, list[Offered]] = {}
    for each in offered:
        if each.code not in choices.PROCEDURES:
            others.setdefault(each.field, []).append(each)
    weights = {each.code: float(choices.PROCEDURES.get(each.code, 0)) for each in offered}
    for name, members in others.items():
        # The commonest of a field is not the same in every year.
        rng.shuffle(members)
        parts = [_online_only(each) / (place + 2) for place, each in enumerate(members)]
        share = choices.FIELDS.get(name, choices.OTHER_FIELDS)
        for each, part in zip(members, parts, strict=True):
            weights[each.code] = share * part / sum(parts)
    return [weights[each.code] for each in offered]


def _online_only(offered: Offered) -> float:
    return choices.ONLINE_ONLY if set(offered.limits) == {"online"} else 1.0


def counts_days(limit: Limit, at_least: int) -> bool:
    """Is it a limit of at least so many days?"""
    return limit.unit is not LimitUnit.HOUR and limit.value >= at_least
