"""A fee that is collected on return holds the result back until it is paid or waived, and nothing else."""

from collections.abc import Sequence
from uuid import UUID

from django.db.models import Sum

from motcua.dossiers.blocks import blocks
from motcua.dossiers.refusals import Refusal
from motcua.fees.kinds import WhenDue
from motcua.fees.owed import BALANCE, Due
from motcua.fees.refusals import refusal


@blocks("return")
def unpaid_on_return(dossiers: Sequence[UUID]) -> dict[UUID, Refusal]:
    """The dossiers that still owe what is collected on return, each with how much, in đồng."""
    rows = Due.objects.filter(dossier__in=list(dossiers), when=WhenDue.RETURN).still_owed()
    found = rows.values_list("dossier", "dossier__number").annotate(owed=Sum(BALANCE)).order_by()
    return {pk: refusal("owed_on_return", number=number or pk, owed=int(owed)) for pk, number, owed in found}
