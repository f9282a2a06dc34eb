"""Who reads which inbox on a day, and whom to ask: the posts that count in the units concerned."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from uuid import UUID

from motcua.desk.now import Now
from motcua.people.models import Function, Post

# These count in the units below theirs too (docs/rules/who-may.md).
FROM_ABOVE = (Function.LEADER, Function.ADMINISTRATOR)


@dataclass(frozen=True, slots=True)
class Officer:
    """Somebody who holds a post."""

    account: UUID
    name: str
    email: str


class Staff:
    """The posts that count in some units on the day: their own, their heirs' and, from above, leaders'.

    A post in a unit that is no more counts for nothing here: nobody comes to work there.
    """

    def __init__(self, present: Now, posts: Iterable[tuple[UUID, str, Officer]]) -> None:
        self.present = present
        self._own: dict[tuple[str, UUID], list[Officer]] = {}
        for unit, function, officer in posts:
            self._own.setdefault((function, unit), []).append(officer)
        self._heirs = _heirs(present)

    @classmethod
    def of(cls, units: Iterable[UUID], present: Now) -> "Staff":
        """One statement, however many units."""
        heirs, concerned = _heirs(present), set[UUID]()
        for unit in set(units):
            for each in _after(unit, heirs):
                concerned.update(present.units.path(each, present.day))
        for above in tuple(concerned):
            concerned |= _after(above, heirs)
        in_force = [unit for unit in concerned if present.units.on(unit, present.day) is not None]
        rows = (
            Post.objects.held_on(present.day)
            .filter(unit__in=in_force, account__is_active=True)
            .order_by("account__name", "pk")
            .values_list("unit_id", "function", "account_id", "account__name", "account__email")
        )
        return cls(present, ((unit, function, Officer(*who)) for unit, function, *who in rows))

    def at(self, function: str, unit: UUID) -> list[Officer]:
        """Who holds a function in a unit, or in one that has taken over its work."""
        found = [who for each in sorted(_after(unit, self._heirs)) for who in self._own.get((function, each), ())]
        return list(dict.fromkeys(found))

    def reading(self, function: str, unit: UUID) -> list[Officer]:
        """Who could go on with what lies with a function of a unit: leaders from above too."""
        found = self.at(function, unit)
        if function in FROM_ABOVE:
            for above in self.present.units.path(unit, self.present.day)[1:]:
                found += self.at(function, above)
        return list(dict.fromkeys(found))

    def leading(self, unit: UUID) -> list[Officer]:
        """The leaders of a unit; where it has none, those of the nearest unit above that has."""
        for step in self.present.units.path(unit, self.present.day):
            if found := self.at(Function.LEADER, step):
                return found
        return []


def _heirs(present: Now) -> dict[UUID, set[UUID]]:
    """Which units have taken over a unit's work by the day, each step by itself."""
    found: dict[UUID, set[UUID]] = {}
    for after, before in _taken_over(present):
        found.setdefault(before, set()).add(after)
    return found


def _taken_over(present: Now) -> Iterator[tuple[UUID, UUID]]:
    for after, earlier in present.units.predecessors.items():
        for before, on in earlier:
            if on <= present.day:
                yield after, before


def _after(unit: UUID, heirs: dict[UUID, set[UUID]]) -> set[UUID]:
    """A unit and all that have taken over its work since."""
    found, ahead = {unit}, [unit]
    while ahead:
        for each in heirs.get(ahead.pop(), set()) - found:
            found.add(each)
            ahead.append(each)
    return found
