"""What a desk returns while people wait: the procedures that its deciding units offer, certified copies first."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from uuid import UUID

from motcua.catalogue.kept import catalogue
from motcua.desk.now import Now
from motcua.desk.units import deciding_for
from motcua.fees.quote import Rule
from motcua.organisation.tree import tree


@dataclass(frozen=True, slots=True)
class AtOnce:
    """A procedure that is returned at once, the nearest unit that decides it, and what it charges by the page."""

    code: str
    name: str
    unit: UUID
    unit_name: str
    rule: Rule | None

    @property
    def is_copies(self) -> bool:
        """Is it counted in pages and copies, and entered in the book of certified copies?"""
        return self.rule is not None


def offered_at(desk: UUID, present: Now, rules: Mapping[str, Rule]) -> list[AtOnce]:
    """What a desk can enter today: what charges by the page first, then by code."""
    found = [
        AtOnce(code, name, unit, present.unit_name(unit), rules.get(code))
        for code, name, unit in _nearest(present.units.revision, present.catalogue_number, desk, present.day)
    ]
    return sorted(found, key=lambda each: (not each.is_copies, each.code))


def versions_at_once(present: Now) -> list[UUID]:
    """The versions, of any day, that are returned at once."""
    return _versions(present.catalogue_number)


@lru_cache(maxsize=256)
def _nearest(organisation: int, revision: int, desk: UUID, day: date) -> tuple[tuple[str, str, UUID], ...]:
    """Code, name and unit of what is returned at once, from the nearest unit that offers it on a day.

    Kept by the revisions that it follows from: asked for with each line that is entered.
    """
    rank = {unit: at for at, unit in enumerate(deciding_for(desk, tree(organisation), day))}
    nearest: dict[str, tuple[int, str, UUID]] = {}
    for (unit, code), offers in catalogue(revision).offers.items():
        version = next((v for valid, v in offers if v.at_once and day in valid and day in v.valid), None)
        if version is not None and "counter" in version.terms and unit in rank:
            nearest[code] = min(nearest.get(code, (len(rank), "", unit)), (rank[unit], version.name, unit))
    return tuple((code, name, unit) for code, (_rank, name, unit) in nearest.items())


@lru_cache(maxsize=2)
def _versions(revision: int) -> list[UUID]:
    return [version.id for version in catalogue(revision).versions.values() if version.at_once]
