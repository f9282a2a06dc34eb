"""What no row of a decision on units covered stays in sight of who owns the inbox where it lies."""

from dataclasses import dataclass
from functools import lru_cache
from uuid import UUID

from motcua.desk.now import Now
from motcua.dossiers.models import Dossier
from motcua.people.actor import Actor
from motcua.people.models import Account
from motcua.reorganising.models import Handed


@dataclass(frozen=True, slots=True)
class Left:
    """Open dossiers that no row of a decision covered and that still lie in the inbox of its fallback."""

    reorganisation: UUID
    decision: str
    n: int


def left(account: Account, actor: Actor, present: Now) -> list[Left]:
    """What no row covered and still lies with the reader's units, by decision.

    Who works in no such unit costs nothing; the others one statement a decision.
    """
    units, found = {post.unit for post in actor.posts}, []
    for reorganisation, decision, fallback in _left(present.units.revision):
        if fallback in units:
            passed = Handed.objects.filter(reorganisation=reorganisation, row=0).values("dossier")
            there = Dossier.objects.visible_to(account, present.day).filter(pk__in=passed, holder_unit=fallback)
            n = there.filter(ended_at__isnull=True).count()
            if n:
                found.append(Left(reorganisation, decision, n))
    return found


@lru_cache(maxsize=2)
def _left(_revision: int) -> list[tuple[UUID, str, UUID]]:
    """The decisions in force that left something over, and with whom; no unit changes without a new revision."""
    rows = Handed.objects.filter(row=0).values_list("reorganisation", "reorganisation__decision__number", "after")
    return list(rows.distinct().order_by("reorganisation"))
