"""The lateness ledger: how many working minutes of a dossier each unit and each pause used. The sum is the whole.

All minutes are those of one calendar, that of the unit that decides as it stood on the day of receipt: the one by
which the dossier is due. Where it lay meanwhile does not change what a working minute is.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Literal
from uuid import UUID

from motcua.dossiers.models import Dossier, Pause, Stretch
from motcua.organisation.tree import tree
from motcua.worktime.calendar import WorkCalendar
from motcua.worktime.load import calendar_for


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
    stretches: Sequence[Stretch],
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
    units: dict[UUID, int] = {}
    stood = [0] * len(pauses)
    for begins, ends in _pieces(since, until, stretches, pauses):
        minutes = calendar.minutes_between(begins, ends)
        which = _pause_at(begins, pauses)
        if which is not None:
            stood[which] += minutes
        else:
            holder = _holder_at(begins, stretches) or dossier.deciding_unit_id
            units[holder] = units.get(holder, 0) + minutes
    shares = [Share("unit", minutes, unit=unit) for unit, minutes in units.items()]
    shares += [Share("pause", minutes, pause=pause) for pause, minutes in zip(pauses, stood, strict=True)]
    return Ledger(tuple(shares), since, until)


def ledger_of(dossier: Dossier, at: datetime) -> Ledger | None:
    """The ledger of one dossier at a moment, read from its stretches and pauses. Three small queries."""
    if dossier.received_at is None or dossier.received_on is None:
        return None
    stretches = list(Stretch.objects.filter(dossier=dossier.pk).order_by("seq"))
    calendar = calendar_for(tree().path(dossier.deciding_unit_id, dossier.received_on))
    return ledger(dossier, stretches, list(dossier.pauses.order_by("since")), calendar, at)


def _pieces(
    since: datetime, until: datetime, stretches: Iterable[Stretch], pauses: Iterable[Pause]
) -> Iterable[tuple[datetime, datetime]]:
    """The time between two moments, cut wherever the holder or the clock changes."""
    cuts = {since, until}
    cuts.update(stretch.from_at for stretch in stretches)
    for pause in pauses:
        cuts.update({pause.since, pause.until or until})
    inside = sorted(cut for cut in cuts if since <= cut <= until)
    return pairwise(inside)


def _pause_at(moment: datetime, pauses: Sequence[Pause]) -> int | None:
    for number, pause in enumerate(pauses):
        if pause.since <= moment and (pause.until is None or moment < pause.until):
            return number
    return None


def _holder_at(moment: datetime, stretches: Sequence[Stretch]) -> UUID | None:
    holder = None
    for stretch in stretches:
        if stretch.from_at > moment:
            break
        holder = stretch.holder_unit_id
    return holder
