"""Receive money for a dossier and write its receipt; cancel a receipt, which keeps its number."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from motcua.cashier.days import share_day
from motcua.cashier.models import BankLine, CashCount, LineState, MoneyReceipt, WhyWaiting
from motcua.cashier.refusals import refusal
from motcua.cashier.till import Till
from motcua.cashier.who import KEEPS_BOOKS, TAKES_CASH
from motcua.dossiers.refusals import Done, Refusal
from motcua.fees.kinds import Means
from motcua.fees.models import Due
from motcua.fees.paying import cancel_payment
from motcua.journal.by import By
from motcua.journal.write import Batch
from motcua.moments import local_day
from motcua.organisation.tree import tree
from motcua.people.actor import Actor
from motcua.text import nfc


def receive_money(
    dossier: UUID,
    dues: Sequence[UUID] | None,
    amount: int,
    *,
    means: Means,
    payer: str = "",
    book: UUID | None = None,
    receipt: UUID | None = None,
    reference: str = "",
    by: Actor,
    at: datetime,
    ground: str,
    recorded_at: datetime | None = None,
) -> Done:
    """Pay dues of a dossier (all that it owes, if none are named) and give the payer a receipt, together or not
    at all. `done` holds the receipt's id.

    `amount` is in whole đồng, `receipt` the id that the sender chose: sent twice, received once. The books
    are those of the unit of his post, else of the nearest above. Refused: what `pay` refuses; an actor who takes no
    money for the dossier, or only cash; a day that he has counted; a used-up or closed book.
    Source: NĐ 123/2020, chapter III.
    """
    with transaction.atomic():
        till = Till.open([dossier], means=means, book=book, by=by, at=at, ground=ground, recorded_at=recorded_at)
        taken = till.take(dossier, dues, amount, payer=payer, receipt=receipt, reference=reference)
        if isinstance(taken, Refusal):
            return Done((), {dossier: taken})
        till.close()
    return Done((taken.pk,), {})


def cancel_receipt(
    receipt: UUID,
    *,
    reason: str,
    by: Actor,
    at: datetime,
    ground: str,
    recorded_at: datetime | None = None,
) -> Done:
    """Cancel a receipt that was written wrongly: its number stays, crossed out, and the dossier owes again.

    Who took the money, or who keeps the books of that unit. Refused without a reason, a second time, and for cash
    of a day that is counted: that money can only be given back, which a leader decides.
    """
    reason = nfc(reason)[:300]
    with transaction.atomic():
        hand = MoneyReceipt.objects.filter(pk=receipt).values_list("account", "on").first()
        if hand is not None and hand[0] is not None:
            share_day(*hand)
        row = MoneyReceipt.objects.select_for_update().filter(pk=receipt).first()
        post = _cancelling_post(row, by, local_day(at)) if row else None
        if row is None or post is None:
            return Done((), {receipt: refusal("no_such_receipt")})
        if row.cancelled_at is not None:
            return Done((), {receipt: refusal("cancelled_already", receipt=row.written)})
        if not reason:
            return Done((), {receipt: refusal("no_reason")})
        counted = CashCount.objects.filter(account=row.account_id, on=row.on)
        if row.means == Means.CASH and counted.exists():
            shown = {"receipt": row.written, "day": f"{row.on:%d/%m/%Y}"}
            return Done((), {receipt: refusal("counted_already", **shown)})
        undone = cancel_payment(row.payment, reason=reason, by=by, at=at, ground=ground, recorded_at=recorded_at)
        if undone.refusal is not None:
            return undone
        batch = Batch(by=post, at=at, ground=ground, recorded_at=recorded_at)
        said = {"reason": reason, "amount": str(row.amount), "number": row.number}
        columns: dict[str, Any] = {"cancelled_at": at, "cancelled_by_id": by.account, "cancelled_for": reason}
        batch.record(row, "cancel_receipt", said, **columns)
        for line in BankLine.objects.select_for_update().filter(receipt=receipt):
            back: dict[str, Any] = {"state": LineState.WAITING, "why": WhyWaiting.CANCELLED, "receipt": None}
            batch.record(line, "reopen_bank_line", {"receipt": receipt}, **back)
        batch.write()
    return Done((receipt,), {})


def _cancelling_post(receipt: MoneyReceipt, by: Actor, day: date) -> By | None:
    units = tree()
    found = by.acts_for(KEEPS_BOOKS, receipt.unit_id, units, day)
    if found is None and by.account is not None and by.account == receipt.account_id:
        found = by.acts_for(TAKES_CASH, receipt.unit_id, units, day)
    return found


def owed_by(dossiers: Iterable[UUID]) -> dict[UUID, list[Due]]:
    """What dossiers still owe, by dossier, in the order in which it fell due."""
    found: dict[UUID, list[Due]] = {}
    for due in Due.objects.filter(dossier__in=list(dossiers)).still_owed().order_by("owed_at", "id"):
        found.setdefault(due.dossier_id, []).append(due)
    return found
