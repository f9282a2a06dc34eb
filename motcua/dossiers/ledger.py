"""The lateness ledger: how many working minutes of a dossier each unit and each pause used. The sum is the whole.

All minutes are those of one calendar, that of the unit that decides as it stood on the day of receipt: the one by
which the dossier is due. Where it lay meanwhile does not change what a working minute is. `docs/rules/ledger.md`.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, NamedTuple
from uuid import UUID

from motcua.dossiers.models import Dossier, Pause, Stretch
from motcua.organisation.tree import tree
from motcua.worktime.calendar import WorkCalendar
from motcua.worktime.load import calendar_for
from motcua.worktime.minutes import minute_of


class Held(NamedTuple):
    """From which local minute on a dossier lay with a unit and a function there; without a unit, with nobody."""

    since: int
    unit: UUID | None
    function: str


class Spent(NamedTuple):
    """Working minutes in which it lay with a function of a unit while its clock ran."""

    unit: UUID
    function: str
    minutes: int


class Use(NamedTuple):
    """Where time went: with whom, in the order in which it first came to each; and in each pause, in order."""

    spent: tuple[Spent, ...]
    stood: tuple[int, ...]

    @property
    def total(self) -> int:
        """Working minutes in all."""
        return sum(each.minutes for each in self.spent) + sum(self.stood)


@dataclass(frozen=True, slots=True)
class Share:
    """What one unit, or one pause, used: working minutes. `unit` for a unit, `pause` for a pause."""

    kind: Literal["unit", "pause"]
    minutes: int
    unit: UUID | None = None
    pause: Pause | None = None


@dataclass(frozen=True, slots=True)
class Ledger:
    """Where the time of a dossier went, from receipt until its end or a moment; units in the order in which it came
    to them, pauses in the order in which they began."""

    shares: tuple[Share, ...]
    since: datetime
    until: datetime

    @property
    def total(self) -> int:
        """Working minutes in all: the sum of the shares, and the minutes from receipt to the end."""
        return sum(share.minutes for share in self.shares)


def ledger(
    dossier: Dossier,
    stretches: Iterable[Stretch],
    pauses: Sequence[Pause],
    calendar: WorkCalendar,
    at: datetime,
) -> Ledger | None:
    """Share out the working minutes of a received dossier; None for one that was never received.

    Time inside a pause is the pause's, whoever holds the dossier; all other time is the holder's. Time without a
    holder (which no act leaves) is the deciding unit's. `stretches` are all of the dossier's, in their order.
    """
    if dossier.received_at is None:
        return None
    since, until = dossier.received_at, max(dossier.received_at, dossier.ended_at or at)
    found = use(
        minute_of(since),
        minute_of(until),
        [Held(minute_of(s.from_at), s.holder_unit_id, s.holder_function) for s in stretches],
        [(minute_of(p.since), minute_of(p.until) if p.until else None) for p in pauses],
        calendar,
        dossier.deciding_unit_id,
    )
    units: dict[UUID, int] = {}
    for each in found.spent:
        units[each.unit] = units.get(each.unit, 0) + each.minutes
    shares = [Share("unit", minutes, unit=unit) for unit, minutes in units.items()]
    shares += [Share("pause", minutes, pause=pause) for pause, minutes in zip(pauses, found.stood, strict=True)]
    return Ledger(tuple(shares), since, until)


def ledger_of(dossier: Dossier, at: datetime) -> Ledger | None:
    """The ledger of one dossier at a moment, read from its stretches and pauses. Three small queries."""
    if dossier.received_at is None or dossier.received_on is None:
        return None
    stretches = Stretch.objects.filter(dossier=dossier.pk).order_by("seq")
    calendar = calendar_for(tree().path(dossier.deciding_unit_id, dossier.received_on))
    return ledger(dossier, stretches, list(dossier.pauses.order_by("since")), calendar, at)


def use(
    since: int,
    until: int,
    held: Sequence[Held],
    pauses: Sequence[tuple[int, int | None]],
    calendar: WorkCalendar,
    otherwise: UUID,
) -> Use:
    """Share out the working minutes between two local minutes. `pauses` are in order of their beginning.

    Of pauses that overlap the earlier one has the time. What lies with nobody is the unit's of `otherwise`.
    Whole minutes, so that every sum is exact. Raises NeverOpens where the calendar does not reach.
    """
    worked = calendar.table(since, until).worked
    apart = _apart(pauses, since, until)
    stood = [worked(ends) - worked(begins) for begins, ends in apart]
    spent: dict[tuple[UUID, str], int] = {}
    for begins, ends, holder in _held_within(since, until, held):
        minutes = worked(ends) - worked(begins)
        for paused, resumed in apart:
            if paused < ends and resumed > begins:
                minutes -= worked(min(resumed, ends)) - worked(max(paused, begins))
        key = (holder.unit or otherwise, holder.function) if holder else (otherwise, "")
        spent[key] = spent.get(key, 0) + minutes
    return Use(tuple(Spent(*key, minutes) for key, minutes in spent.items()), tuple(stood))


def _held_within(since: int, until: int, held: Sequence[Held]) -> Iterable[tuple[int, int, Held | None]]:
    """Who held it from when to when between two minutes: without gap or overlap."""
    within = [each for each in held if each.since < until or each.since <= since]
    first = max((i for i, each in enumerate(within) if each.since <= since), default=-1)
    begins, holder = since, within[first] if first >= 0 else None
    for each in within[first + 1 :]:
        yield begins, each.since, holder
        begins, holder = each.since, each
    yield begins, until, holder


def _apart(pauses: Sequence[tuple[int, int | None]], since: int, until: int) -> list[tuple[int, int]]:
    """The pauses between two minutes, one after the other: what an earlier one has is not a later one's."""
    apart: list[tuple[int, int]] = []
    reached = since
    for begins, ends in pauses:
        begins = min(max(begins, reached), until)
        ends = max(begins, until if ends is None else min(ends, until))
        apart.append((begins, ends))
        reached = max(reached, ends)
    return apart
