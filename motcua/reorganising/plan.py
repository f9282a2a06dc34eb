"""What the lines of a decision make of the organisation: what ends, begins and changes, and who goes on with what.

Pure: it reads an organisation in memory and writes nothing. The rehearsal and the day itself use the same plan.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from uuid import UUID

from motcua.organisation.models import Share
from motcua.organisation.tree import Place, Tree
from motcua.reorganising.lines import Line, Rule
from motcua.reorganising.problems import Problem


@dataclass(frozen=True, slots=True)
class Transfer:
    """A line by which a unit's work, or the share that its rule names, goes to another unit."""

    to: UUID
    share: str
    rule: str = Rule.MAIN
    values: tuple[str, ...] = ()
    row: int = 0


@dataclass
class Plan:
    """What becomes of the units on a day.

    `ends`: by which row; `begins` and `changes`: what stands there from the day on; `transfers`: who goes on with a
    unit's work, the main part first; `posts`: who goes elsewhere than his unit's main part, by unit and sign-in
    name.
    """

    before: Tree
    on: date
    lines: Sequence[Line]
    ends: dict[UUID, int] = field(default_factory=dict)
    begins: dict[UUID, Place] = field(default_factory=dict)
    changes: dict[UUID, Place] = field(default_factory=dict)
    transfers: dict[UUID, list[Transfer]] = field(default_factory=dict)
    posts: dict[tuple[UUID, str], UUID] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    areas: dict[UUID, Line] = field(default_factory=dict)

    @property
    def eve(self) -> date:
        """The last day of the old map."""
        return self.on - timedelta(days=1)

    def place(self, unit: UUID) -> Place | None:
        """What a unit is on the new map; None if it is none any more."""
        if unit in self.ends:
            return None
        return self.begins.get(unit) or self.changes.get(unit) or self.old.get(unit)

    @cached_property
    def old(self) -> dict[UUID, Place]:
        return {unit: place for unit in self.before.places if (place := self.before.on(unit, self.eve))}

    @cached_property
    def children(self) -> dict[UUID, list[UUID]]:
        found: dict[UUID, list[UUID]] = {}
        for unit, place in self.old.items():
            if place.parent is not None:
                found.setdefault(place.parent, []).append(unit)
        for children in found.values():
            children.sort(key=lambda unit: self.old[unit].code)
        return found

    def after(self) -> dict[UUID, Place]:
        """The new map: every unit in force from the day on, with what it is."""
        kept = {unit: place for unit, place in self.old.items() if unit not in self.ends}
        return kept | self.changes | self.begins

    def path(self, unit: UUID) -> tuple[UUID, ...]:
        """A unit of the new map and those above it, nearest first."""
        path, place = [unit], self.place(unit)
        while place is not None and place.parent is not None and place.parent not in path:
            path.append(place.parent)
            place = self.place(place.parent)
        return tuple(path)

    def goes_to(self, unit: UUID) -> UUID | None:
        """Who goes on with a unit's main part; itself if it does not end; None where nobody does."""
        if unit not in self.ends:
            return unit
        return next((t.to for t in self.transfers.get(unit, ()) if t.share in (Share.WHOLE, Share.MAIN)), None)

    def concerned(self) -> list[UUID]:
        """The units whose work goes elsewhere, wholly or in part."""
        return sorted(set(self.ends) | set(self.transfers))
