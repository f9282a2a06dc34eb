"""Dossiers that owe money at one's desks, and those that a scan or a few words lead to."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Max, Q, Sum

from motcua.desk.finding import ref_of
from motcua.desk.listing import scanned
from motcua.desk.now import Now
from motcua.dossiers.models import Dossier, DossierQuerySet
from motcua.dossiers.search import LONGEST_QUERY, search
from motcua.dossiers.visible import visible_to
from motcua.fees.owed import BALANCE, Due
from motcua.people.models import Account

MOST = 50


@dataclass(frozen=True, slots=True)
class Owing:
    """A dossier with what it owes, in đồng, and since when."""

    dossier: Dossier
    ref: str
    owed: int
    since: datetime | None


def owing_at(account: Account, present: Now, desks: list[UUID]) -> list[Owing]:
    """What is to be collected at desks, the latest first: who has just been received stands on top."""
    at_desks = Q(dossier__received_unit__in=desks) | Q(dossier__helped_unit__in=desks)
    dues = Due.objects.still_owed().filter(at_desks | Q(dossier__deciding_unit__in=desks))
    return _listed(dues, account, present)


def find(text: str, account: Account, present: Now, desks: list[UUID]) -> tuple[Dossier | None, list[Owing]]:
    """The one dossier whose whole number was typed or scanned; else those that owe and hold the words."""
    number = scanned(text)
    if number and len(number) <= 60 and "\0" not in number:
        whole = Dossier.objects.filter(number__in=[number, number.upper()])
        one = _with_names(visible_to(whole, account, present.day, few=True)).first()
        if one is not None:
            return one, []
    like = search(Dossier.objects.all().visible_to(account, present.day), number[:LONGEST_QUERY])
    return None, _listed(Due.objects.still_owed().filter(dossier__in=like.values("pk")), account, present)


def _listed(dues: Iterable[Due], account: Account, present: Now) -> list[Owing]:
    sums = (
        dues.values("dossier")  # type: ignore[attr-defined]
        .annotate(owed=Sum(BALANCE), since=Max("owed_at"))
        .order_by("-since", "dossier")[:MOST]
    )
    owed = {row["dossier"]: row for row in sums}
    seen = visible_to(Dossier.objects.filter(pk__in=list(owed)), account, present.day)
    found = {dossier.pk: dossier for dossier in _with_names(seen)}
    return [
        Owing(found[pk], ref_of(found[pk].number, pk), int(row["owed"]), row["since"])
        for pk, row in owed.items()
        if pk in found
    ]


def _with_names(dossiers: DossierQuerySet) -> DossierQuerySet:
    related: DossierQuerySet = dossiers.select_related("procedure", "applicant")
    return related
