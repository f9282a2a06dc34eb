"""What a watch covers: the units that somebody controls or leads, with all below them."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet

from motcua.desk.now import Now
from motcua.desk.units import Offered, in_order
from motcua.organisation.models import Reach
from motcua.organisation.tree import Place
from motcua.people.actor import Actor
from motcua.people.models import Function

# Whose the watch is. Everybody else sees what lies with him on the desk.
WATCHING = frozenset({Function.CONTROL, Function.LEADER})


@dataclass(frozen=True, slots=True)
class Scope:
    """The units of a watch: `roots` are named on it, `units` are these with all that they reach."""

    roots: tuple[UUID, ...]
    units: tuple[UUID, ...]
    present: Now

    def ids(self) -> QuerySet[Reach]:
        """The ids of the units, as a subquery."""
        return _reached(self.roots, self.present).values("reaches")

    @property
    def sees_several(self) -> bool:
        """Are more units than one in force in it today? Then its lists name the unit of each dossier."""
        return len(self._in_force) > 1

    def offered(self) -> list[Offered]:
        """Its units in force today, each below the one that it belongs to."""
        return in_order(self._in_force, self.present.units, self.present.day)

    @property
    def _in_force(self) -> list[UUID]:
        return [unit for unit in self.units if self.present.units.on(unit, self.present.day) is not None]

    def name(self) -> str:
        """The names of the units that it is named for."""
        return ", ".join(self.present.unit_name(unit) for unit in self.roots)


def scope_of(actor: Actor, present: Now) -> Scope:
    """What an actor controls or leads on the day. One statement."""
    return _scope({post.unit for post in actor.posts if post.function in WATCHING}, present)


def narrowed(scope: Scope, place: Place | None) -> Scope:
    """The same within one unit and what is below it; the scope itself where it does not hold that unit."""
    if place is None or place.unit not in scope.units or scope.roots == (place.unit,):
        return scope
    return _scope({place.unit}, scope.present)


def _scope(roots: Iterable[UUID], present: Now) -> Scope:
    roots = tuple(sorted(roots))
    units = sorted(set(_reached(roots, present).values_list("reaches", flat=True))) if roots else ()
    return Scope(roots, tuple(units), present)


def _reached(roots: Iterable[UUID], present: Now) -> QuerySet[Reach]:
    # As sight does: a unit below that has ended still has its dossiers.
    return Reach.objects.filter(unit__in=list(roots), valid__startswith__lte=present.day)
