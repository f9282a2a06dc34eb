"""Where the time of many dossiers went, summed up: by unit and stage, by what the clock stood for, by procedure."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from statistics import median
from typing import Any, NamedTuple
from uuid import UUID

from motcua.desk.now import Now
from motcua.dossiers.ledgers import Clock, Gone, ledgers
from motcua.dossiers.models import DossierQuerySet
from motcua.dossiers.states import Column

Key = tuple[str, ...]


class Ended(NamedTuple):
    """A dossier that was decided or ended in the period."""

    clock: Clock
    procedure: UUID
    is_late: bool
    gone: Gone


@dataclass
class Used:
    """What one unit, stage, cause or procedure used of each dossier: working minutes by dossier."""

    minutes: dict[UUID, int] = field(default_factory=dict)

    def add(self, dossier: UUID, minutes: int) -> None:
        """Count minutes of a dossier."""
        self.minutes[dossier] = self.minutes.get(dossier, 0) + minutes

    @property
    def count(self) -> int:
        """How many dossiers."""
        return len(self.minutes)

    @cached_property
    def total(self) -> int:
        """Working minutes in all."""
        return sum(self.minutes.values())

    @cached_property
    def median(self) -> int:
        """Half of the dossiers used this or less."""
        return round(median(self.minutes.values())) if self.minutes else 0


@dataclass
class Sums:
    """The dossiers of a period, and their working minutes by everything that a page asks for.

    `stages` by unit and function, `units` by unit, `causes` by what the clock stood for; `handled` and `stood` by
    procedure are the minutes in hands and those of its pauses, `late` which of its dossiers ended late.
    """

    ended: list[Ended] = field(default_factory=list)
    stages: dict[tuple[UUID, str], Used] = field(default_factory=dict)
    units: dict[UUID, Used] = field(default_factory=dict)
    causes: dict[str, Used] = field(default_factory=dict)
    handled: dict[UUID, Used] = field(default_factory=dict)
    stood: dict[UUID, Used] = field(default_factory=dict)
    late: dict[UUID, Used] = field(default_factory=dict)
    in_hands: Used = field(default_factory=Used)
    waited: Used = field(default_factory=Used)
    ended_late: Used = field(default_factory=Used)
    whole: Used = field(default_factory=Used)

    def add(self, each: Ended) -> None:
        """Count a dossier."""
        dossier, went = each.clock.id, each.gone.use
        self.ended.append(each)
        spent = 0
        for unit, function, minutes in went.spent:
            self.stages.setdefault((unit, function), Used()).add(dossier, minutes)
            self.units.setdefault(unit, Used()).add(dossier, minutes)
            spent += minutes
        for cause, minutes in zip(each.gone.causes, went.stood, strict=True):
            self.causes.setdefault(cause, Used()).add(dossier, minutes)
        stood = sum(went.stood)
        self.handled.setdefault(each.procedure, Used()).add(dossier, spent)
        self.in_hands.add(dossier, spent)
        self.whole.add(dossier, spent + stood)
        if went.stood:
            self.stood.setdefault(each.procedure, Used()).add(dossier, stood)
            self.waited.add(dossier, stood)
        if each.is_late:
            self.late.setdefault(each.procedure, Used()).add(dossier, spent + stood)
            self.ended_late.add(dossier, spent + stood)


COLUMNS = ("pk", "deciding_unit_id", "received_on", "received_at", "ended_at", "procedure_id", "ended_as")


def sums(dossiers: DossierQuerySet, present: Now, most: int) -> Sums | None:
    """The sums of dossiers that have ended; None where there are more than `most`. Three statements.

    Raises NoCalendar, NeverOpens.
    """
    read = list(dossiers.order_by().values_list(*COLUMNS)[: most + 1])
    if len(read) > most:
        return None
    clocks = [Clock(*row[:5]) for row in read]
    found = ledgers(clocks, present.at, present.units, present.worktime)
    made = Sums()
    for clock, (*_clock, procedure, ended_as) in zip(clocks, read, strict=True):
        made.add(Ended(clock, procedure, ended_as == Column.LATE, found[clock.id]))
    return made


def largest_first(used: Iterable[tuple[Any, Used]]) -> Iterator[tuple[Any, Used]]:
    """What used the most time first; of equals the one with more dossiers."""
    return iter(sorted(used, key=lambda row: (-row[1].total, -row[1].count, str(row[0]))))
