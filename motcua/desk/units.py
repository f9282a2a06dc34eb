"""Which units a page offers: those of one's posts, those one may ask about, those a dossier may go to."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from motcua.dossiers.models import Dossier
from motcua.organisation.models import Kind
from motcua.organisation.tree import Place, Tree
from motcua.text import fold


@dataclass(frozen=True, slots=True)
class Offered:
    """A unit in a list of choice; `depth` indents it below those that it belongs to."""

    id: UUID
    code: str
    name: str
    depth: int = 0

    @property
    def label(self) -> str:
        """The name, set in by its depth: an option cannot be indented by a style."""
        return "\u2003" * self.depth + self.name


def in_order(units: Iterable[UUID], tree: Tree, day: date) -> list[Offered]:
    """Units as a tree, each below the one that it belongs to; a unit that has ended stands where it last was."""
    places = {unit: tree.on(unit, day) or tree.latest(unit) for unit in units}
    found = {unit: place for unit, place in places.items() if place is not None}

    def key(place: Place) -> tuple[tuple[str, str], ...]:
        steps: list[tuple[str, str]] = []
        at: Place | None = place
        while at is not None and len(steps) < 16:
            steps.append((at.code, fold(at.name)))
            at = found.get(at.parent) if at.parent else None
        return tuple(reversed(steps))

    ordered = sorted(((key(place), unit, place) for unit, place in found.items()), key=lambda row: row[0])
    return [Offered(unit, place.code, place.name, len(path) - 1) for path, unit, place in ordered]


def onward(dossier: Dossier, tree: Tree, day: date) -> list[Offered]:
    """The units that a dossier may sensibly go to: those beside and above the ones that received and decide it."""
    wanted: set[UUID] = set()
    around: set[UUID] = set()
    for unit in (dossier.deciding_unit_id, dossier.received_unit_id, dossier.holder_unit_id):
        if unit is not None:
            path = tree.path(unit, day)
            wanted.update(path)
            around.update(path[:2])
    for unit in tree.places:
        place = tree.on(unit, day)
        if place is not None and place.parent in around:
            wanted.add(unit)
    return in_order((u for u in wanted if tree.on(u, day) is not None), tree, day)


def administration_of(unit: UUID, tree: Tree, day: date) -> UUID | None:
    """The people's committee that a unit belongs to, or is."""
    for step in tree.path(unit, day):
        place = tree.on(step, day)
        if place is not None and place.kind == Kind.ADMINISTRATION:
            return step
    return None


def deciding_for(received: UUID, tree: Tree, day: date) -> list[UUID]:
    """The units that may decide what a desk receives: those of its own administration, then of those above."""
    ranks: list[UUID] = []
    for step in tree.path(received, day):
        place = tree.on(step, day)
        if place is not None and place.kind == Kind.ADMINISTRATION:
            ranks.append(step)
    near = {administration: rank for rank, administration in enumerate(ranks)}
    found = []
    for unit in tree.places:
        if tree.on(unit, day) is not None:
            administration = administration_of(unit, tree, day)
            if administration in near:
                found.append((near[administration], str(unit), unit))
    return [unit for _rank, _key, unit in sorted(found, key=lambda row: row[:2])]
