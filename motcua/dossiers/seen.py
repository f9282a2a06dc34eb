"""Find one dossier that somebody may see, for acts, whose cost is counted: the one filter, put into SQL once.

The filter stays what `visible_to` says; only its translation into SQL, which costs more than running it, is kept.
"""

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from motcua.dossiers.models import Dossier, DossierQuerySet
from motcua.dossiers.visible import visible_to
from motcua.journal.literal import array
from motcua.journal.statement import Compiled
from motcua.people.models import Account


def visible_id(account: Account, day: date, *, number: str | None = None, pk: UUID | None = None) -> UUID | None:
    """The id of the dossier with a number or an id, if the account may see it on a day. One prepared statement."""
    if not (account.is_authenticated and account.is_active):
        return None
    found = _by_number(account.pk, day, number) if pk is None else _by_id(account.pk, day, pk)
    return found[0][0] if found else None


def visible_among(account: Account, day: date, ids: Iterable[UUID]) -> set[UUID]:
    """Those of a page of dossiers that an account may see on a day. One prepared statement."""
    if not (account.is_authenticated and account.is_active):
        return set()
    return {one for (one,) in _among(account.pk, day, array(ids))}


def _visible(account: UUID, day: date, **which: Any) -> DossierQuerySet:
    one = visible_to(Dossier.objects.all(), Account(pk=account), day, few=True)
    return one.filter(**which).values_list("pk")


def _those(account: UUID, day: date, ids: str) -> DossierQuerySet:
    return _visible(account, day).extra(where=['"dossier"."id" = ANY(%s::uuid[])'], params=[ids])


_among = Compiled(_those, UUID(int=1), date(1, 2, 3), "{}")
_by_id = Compiled(lambda a, day, pk: _visible(a, day, pk=pk), UUID(int=1), date(1, 2, 3), UUID(int=2))
_by_number = Compiled(lambda a, day, number: _visible(a, day, number=number), UUID(int=1), date(1, 2, 3), "number")
