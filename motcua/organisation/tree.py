"""The organisation in memory: who stands where on a day. Read anew when the organisation's revision moves."""

from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from motcua.journal import revision
from motcua.journal.statement import rows
from motcua.organisation.models import Share


@dataclass(frozen=True, slots=True)
class Place:
    """A unit's term, as far as acts need it."""

    unit: UUID
    lower: date
    upper: date | None
    parent: UUID | None
    code: str
    name: str
    kind: str
    level: str
    number_prefix: str

    def holds_on(self, day: date) -> bool:
        return self.lower <= day and (self.upper is None or day < self.upper)


@dataclass
class Tree:
    """All terms and successions of one revision."""

    revision: int
    places: dict[UUID, list[Place]] = field(default_factory=dict)
    codes: dict[str, list[Place]] = field(default_factory=dict)
    predecessors: dict[UUID, list[tuple[UUID, date]]] = field(default_factory=dict)
    successors: dict[UUID, list[tuple[UUID, date]]] = field(default_factory=dict)
    given_off: dict[UUID, list[tuple[UUID, date]]] = field(default_factory=dict)
    _paths: dict[tuple[UUID, date], tuple[UUID, ...]] = field(default_factory=dict)

    def on(self, unit: UUID, day: date) -> Place | None:
        return next((p for p in self.places.get(unit, ()) if p.holds_on(day)), None)

    def latest(self, unit: UUID) -> Place | None:
        """The unit as it is or last was: for names of what has ended."""
        return max(self.places.get(unit, ()), key=lambda p: p.lower, default=None)

    def by_code(self, code: str, day: date) -> Place | None:
        return next((p for p in self.codes.get(code, ()) if p.holds_on(day)), None)

    def path(self, unit: UUID, day: date) -> tuple[UUID, ...]:
        """The unit and those above it, nearest first.

        A unit that has ended comes before the path of the one that does its work; one that nothing followed, or
        that is still to come, stands alone.
        """
        found = self._paths.get((unit, day))
        if found is None:
            path, place = [unit], self.on(unit, day)
            if place is None and (after := self.standing_for(unit, day)) != unit:
                path, place = [unit, after], self.on(after, day)
            while place is not None and place.parent is not None and place.parent not in path:
                path.append(place.parent)
                place = self.on(place.parent, day)
            found = self._paths[unit, day] = tuple(path)
        return found

    def stands_for(self, unit: UUID, other: UUID, day: date) -> bool:
        """Is it the other unit, or has it taken over the other's work by that day?"""
        if unit == other:
            return True
        return any(
            on <= day and self.stands_for(before, other, day) for before, on in self.predecessors.get(unit, ())
        )

    def standing_for(self, unit: UUID, day: date, near: UUID | None = None) -> UUID:
        """The unit in force that does a unit's work on a day: itself, or what followed it, and so on.

        Of several that followed it the one on the path of the unit `near` (who holds the matter), else the one
        with the main part. For a unit that goes on and gave something off stands who holds that; for one that
        ended and that nothing followed, who holds what it left, without a holder nobody but itself.
        """
        if self.on(unit, day) is not None:
            given = (self.standing_for(after, day) for after, on in self.given_off.get(unit, ()) if on <= day)
            return near if near is not None and near in given else unit
        found = [self.standing_for(after, day, near) for after, on in self.successors.get(unit, ()) if on <= day]
        if near is not None and len(found) > 1:
            path = self.path(near, day)
            found = [each for each in found if each in path] or found
        if not found and near is not None and self.on(near, day) is not None:
            return near
        return found[0] if found else unit

    def number_prefix(self, unit: UUID, day: date) -> str:
        """The agency code in dossier numbers: the unit's own, else that of the nearest unit above."""
        for step in self.path(unit, day):
            place = self.on(step, day)
            if place is not None and place.number_prefix:
                return place.number_prefix
        return ""


# Past the ORM, which takes a second to make objects of the terms of a whole country.
TERMS = """
SELECT unit_id, lower(valid), upper(valid), parent_id, code, name, kind, level, number_prefix FROM organisation_term
"""
# The whole and the main part before a part: in the order of the words' meaning, not of their letters.
FOLLOWED = """
SELECT before_id, after_id, "on", share FROM organisation_succession ORDER BY share = 'part', "on", id
"""
_kept: Tree | None = None


def tree(number: int | None = None) -> Tree:
    """The organisation at a revision (the current one, at the cost of one small query, if none is given)."""
    global _kept
    if number is None:
        number = revision.current("organisation")
    if _kept is None or _kept.revision != number:
        fresh = Tree(number)
        for term in rows(TERMS, []):
            place = Place(*term)
            fresh.places.setdefault(place.unit, []).append(place)
            fresh.codes.setdefault(place.code, []).append(place)
        for before, after, on, share in rows(FOLLOWED, []):
            if share == Share.OFF:
                fresh.given_off.setdefault(before, []).append((after, on))
                continue
            fresh.predecessors.setdefault(after, []).append((before, on))
            fresh.successors.setdefault(before, []).append((after, on))
        _kept = fresh
    return _kept
