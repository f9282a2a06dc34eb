"""Who sees what, worked out the slow way from docs/rules/who-may.md: for benches that check the one filter.

It knows nothing of the filter's reach and its SQL: it climbs from the units of a dossier, one step after the other.
"""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from motcua.dossiers.models import Dossier, Task
from motcua.organisation.models import Succession, Term
from motcua.people.models import Account, Post

FROM_ABOVE = {"leader", "control", "administrator"}


class Sight:
    """The organisation up to a day, as far as sight asks for it."""

    def __init__(self, day: date) -> None:
        self.day = day
        self.above: dict[UUID, set[UUID]] = {}
        for unit, parent, valid in Term.objects.values_list("unit", "parent", "valid"):
            # Whoever it once stood below keeps it in sight.
            if parent is not None and valid.lower <= day:
                self.above.setdefault(unit, set()).add(parent)
        self.took_over: dict[UUID, set[UUID]] = {}
        for before, after, on, share in Succession.objects.values_list("before", "after", "on", "share"):
            if on <= day and share != "off":
                self.took_over.setdefault(before, set()).add(after)

    def _climb(self, units: Iterable[UUID], *, also_up: bool) -> set[UUID]:
        """The units, whoever took over their work, and with `also_up` whoever stood above one of these."""
        seen: set[UUID] = set()
        ahead = [unit for unit in units if unit is not None]
        while ahead:
            unit = ahead.pop()
            if unit not in seen:
                seen.add(unit)
                ahead += self.took_over.get(unit, ())
                ahead += self.above.get(unit, ()) if also_up else ()
        return seen

    def seen_by(self, account: Account, dossiers: Iterable[UUID]) -> set[UUID]:
        """Those of the dossiers that the account sees on the day."""
        if not account.is_active:
            return set()
        posts = [
            (unit, function)
            for unit, function, valid in Post.objects.filter(account=account).values_list(
                "unit", "function", "valid"
            )
            if valid.lower <= self.day and (valid.upper is None or self.day < valid.upper)
        ]
        held: dict[UUID, set[UUID]] = {}
        mine: set[UUID] = set()
        for dossier, unit, person in Task.objects.filter(dossier__in=dossiers).values_list(
            "dossier", "unit", "account"
        ):
            held.setdefault(dossier, set()).add(unit)
            if person == account.pk:
                mine.add(dossier)
        found = set(mine)
        named = Dossier.objects.filter(pk__in=dossiers)
        for one, *units in named.values_list("pk", "helped_unit", "received_unit", "deciding_unit"):
            concerned = {*units, *held.get(one, ())}
            beside = self._climb(concerned, also_up=False)
            around = self._climb(concerned, also_up=True)
            if any(unit in (around if function in FROM_ABOVE else beside) for unit, function in posts):
                found.add(one)
        return found
