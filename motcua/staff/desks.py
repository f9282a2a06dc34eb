"""The equipment of each one-stop desk against its standard."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from motcua.organisation.tree import Tree
from motcua.people.models import Function, Post
from motcua.staff.equipment import EquipmentCount, EquipmentPer, EquipmentStandard


@dataclass(frozen=True, slots=True)
class Thing:
    """A line of the standard at a desk: how many there should be, how many were counted, and when."""

    standard: EquipmentStandard
    wanted: int
    count: EquipmentCount | None

    @property
    def has(self) -> int:
        """What is there; what was never counted is not."""
        return self.count.quantity if self.count else 0

    @property
    def lacks(self) -> int:
        """How many are missing."""
        return max(0, self.wanted - self.has)


@dataclass(frozen=True, slots=True)
class Desk:
    """A one-stop desk on a day: its unit, who receives there, and the lines of its standard."""

    unit: UUID
    code: str
    name: str
    officers: int
    things: tuple[Thing, ...]

    @property
    def lacking(self) -> list[Thing]:
        """The lines of which something is missing."""
        return [thing for thing in self.things if thing.lacks]


def desks_on(day: date, tree: Tree, units: Collection[UUID] | None = None) -> list[Desk]:
    """The one-stop desks in force on a day, each with its equipment against the standard of that day.

    A desk is a unit in which somebody receives. The last count up to the day is what it has.
    """
    held = Post.objects.filter(function=Function.RECEIVING).held_on(day)
    officers = Counter(unit for unit, _account in held.values_list("unit", "account").distinct())
    standards = sorted(EquipmentStandard.on(day), key=lambda each: (each.place, each.code))
    counts: dict[tuple[UUID, str], EquipmentCount] = {}
    found = EquipmentCount.objects.filter(unit__in=list(officers), counted_on__lte=day)
    for count in found.order_by("counted_on", "recorded_at", "id"):
        counts[count.unit_id, count.code] = count
    desks = []
    for unit, number in officers.items():
        place = tree.on(unit, day)
        if place is None or (units is not None and unit not in units):
            continue
        things = tuple(
            Thing(
                each,
                each.quantity * (number if each.per == EquipmentPer.OFFICER else 1),
                counts.get((unit, each.code)),
            )
            for each in _of_level(standards, place.level)
        )
        desks.append(Desk(unit, place.code, place.name, number, things))
    return sorted(desks, key=lambda desk: desk.code)


def _wanted(standard: EquipmentStandard, officers: int) -> int:
    return standard.quantity * (officers if standard.per == EquipmentPer.OFFICER else 1)


def _of_level(standards: list[EquipmentStandard], level: str) -> list[EquipmentStandard]:
    """One line for each code: that of the level, else the one for every level."""
    found: dict[str, EquipmentStandard] = {}
    for each in standards:
        if each.level == level or (not each.level and each.code not in found):
            found[each.code] = each
    return list(found.values())
