"""The units of a day as a chart: who stands below whom, how many there are, and which a word means."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from uuid import UUID

from django.utils.translation import get_language

from motcua.organisation.models import Kind, UnitKind, UnitLevel
from motcua.organisation.tree import Place, Tree, tree
from motcua.text import fold

# So many units a page shows; what is below the others is opened by a link. Printed whole it may be more.
SHOWN = 200
MOST = 4_000
# No unit stands deeper; a circle, which the rules do not allow, ends there.
DEEPEST = 16
# So many are found by a word; who looks for one of more says more.
FOUND = 50


@dataclass(frozen=True, slots=True)
class Words:
    """What kinds and levels are called in the reader's language."""

    kinds: dict[str, str]
    levels: dict[str, str]

    def of(self, place: Place) -> str:
        """Kind and level of a unit in words; once where both say the same."""
        kind, level = self.kinds.get(place.kind, place.kind), self.levels.get(place.level, place.level)
        return kind if kind == level else f"{kind} · {level}"


def words() -> Words:
    """The words for kinds and levels, out of their tables, the highest level first. Two small statements."""
    column = "name_en" if get_language() == "en" else "name"
    levels = UnitLevel.objects.order_by("rank", "code").values_list("code", column)
    return Words(dict(UnitKind.objects.order_by("code").values_list("code", column)), dict(levels))


@dataclass
class Map:
    """The units in force on a day, in memory.

    `children` are in the order of their codes, those of None stand at the top; `below` counts all that stand below
    a unit; `folded` is what the search reads: name and code without accents.
    """

    day: date
    places: dict[UUID, Place] = field(default_factory=dict)
    children: dict[UUID | None, list[UUID]] = field(default_factory=dict)
    below: Counter[UUID] = field(default_factory=Counter)
    folded: dict[UUID, str] = field(default_factory=dict)

    def count_by_level(self) -> Counter[str]:
        """How many administrations there are of each level."""
        return Counter(place.level for place in self.places.values() if place.kind == Kind.ADMINISTRATION)

    def search(self, query: str) -> list[UUID]:
        """The units whose name has all words of the query, or whose code has it; whole codes first."""
        parts = fold(query).split()
        if not parts:
            return []
        found = [unit for unit, text in self.folded.items() if all(part in text for part in parts)]
        return sorted(found, key=lambda u: (self.places[u].code.lower() != query.lower(), self.places[u].code))


def map_of(units: Tree, day: date) -> Map:
    """The map of a day; kept until the organisation changes."""
    return _map_of(units.revision, day)


@lru_cache(maxsize=6)
def _map_of(revision: int, day: date) -> Map:
    units, made = tree(revision), Map(day)
    for unit in units.places:
        place = units.on(unit, day)
        if place is not None:
            made.places[unit] = place
            made.folded[unit] = f"{fold(place.name)} {place.code.lower()}"

    def rank(each: tuple[UUID, Place]) -> tuple[bool, str]:
        """What belongs to a unit itself, its desk and offices, before the units of the next level."""
        place = each[1]
        above = made.places.get(place.parent) if place.parent else None
        return above is None or above.level != place.level, place.code

    for unit, place in sorted(made.places.items(), key=rank):
        made.children.setdefault(place.parent if place.parent in made.places else None, []).append(unit)
        above, steps = place.parent, 0
        while above in made.places and above is not None and steps < DEEPEST:
            made.below[above] += 1
            above, steps = made.places[above].parent, steps + 1
    return made


@dataclass(slots=True)
class Branch:
    """A unit in the chart; `children` are those that the page shows, `below` counts all below it."""

    place: Place
    words: str
    below: int
    children: list["Branch"] = field(default_factory=list)

    @property
    def is_folded(self) -> bool:
        """Are there units below it that the page does not show?"""
        return bool(self.below) and not self.children


def branches(units: Map, tops: Iterable[UUID], said: Words, most: int = SHOWN) -> list[Branch]:
    """The chart below some units, level by level as far as it fits on a page; whole families or none of them."""

    def branch(unit: UUID) -> Branch:
        place = units.places[unit]
        return Branch(place, said.of(place), units.below[unit])

    made = [branch(unit) for unit in tops]
    waiting, left = list(made), most - len(made)
    for each in waiting:
        children = units.children.get(each.place.unit, ())
        # The first family is shown whatever its size: who opened a unit wants to see what is below it.
        if children and (len(children) <= left or (len(made) == 1 and each is made[0])):
            each.children = [branch(unit) for unit in children]
            left -= len(children)
            waiting += each.children
    return made


def ended(units: Tree, day: date, query: str) -> Iterator[Place]:
    """Units that are no more on a day, or bear another name or code then, and that a word means."""
    parts = fold(query).split()
    for places in units.places.values() if parts else ():
        for place in places:
            if place.upper is not None and place.upper <= day:
                text = f"{fold(place.name)} {place.code.lower()}"
                if all(part in text for part in parts):
                    yield place
                    break
