"""Receipts of money as the printed form has them: what the part that prints asks this one for."""

from collections.abc import Iterable, Iterator
from uuid import UUID

from motcua.cashier.models import MoneyReceipt
from motcua.people.models import Account
from motcua.printing.money import MoneyLine, MoneyPaper


def papers(dossiers: Iterable[UUID]) -> Iterator[MoneyPaper]:
    """The receipts of money of dossiers, oldest first; cancelled ones too."""
    found = list(
        MoneyReceipt.objects.filter(dossier__in=list(dossiers)).select_related("book").order_by("at", "pk")
    )
    names = dict(Account.objects.filter(pk__in={r.account_id for r in found}).values_list("pk", "name"))
    for row in found:
        yield MoneyPaper(
            key=str(row.pk),
            dossier=row.dossier_id,
            unit=row.unit_id,
            form_code=row.book.form,
            symbol=row.book.symbol,
            number=row.written,
            payer=row.payer,
            payer_address=row.payer_address,
            lines=tuple(MoneyLine(line["name"], line["kind"], int(line["amount"])) for line in row.lines),
            amount=row.amount,
            means=str(row.means),
            at=row.at,
            cashier=names.get(row.account_id, ""),
            cancelled_at=row.cancelled_at,
            cancelled_for=row.cancelled_for,
        )
