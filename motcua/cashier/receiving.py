"""Receive money for a dossier and write its receipt; cancel a receipt, which keeps its number."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from motcua.cashier.books import locked_book
from motcua.cashier.models import BankLine, CashCount, LineState, MoneyReceipt, ReceiptBook, WhyWaiting
from motcua.cashier.refusals import refusal
from motcua.cashier.who import KEEPS_BOOKS, TAKES_CASH, collecting_post
from motcua.dossiers.models import Dossier
from motcua.dossiers.refusals import Done, Refusal
from motcua.fees.kinds import FeeKind, Means
from motcua.fees.models import Due, PaymentShare
from motcua.fees.paying import cancel_payment, pay
from motcua.journal.by import By
from motcua.journal.ids import uuid7
from motcua.journal.statement import rows
from motcua.journal.write import Batch
from motcua.moments import local_day
from motcua.organisation.tree import tree
from motcua.people.actor import Actor
from motcua.text import nfc

# A day of a hand: who receives cash shares it, who counts has it for himself.
SHARE_DAY = "SELECT pg_advisory_xact_lock_shared(hashtextextended($1, 0))"
HOLD_DAY = "SELECT pg_advisory_xact_lock(hashtextextended($1, 0))"


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
    day, units = local_day(at), tree()
    with transaction.atomic():
        row = Dossier.objects.select_related("applicant").filter(pk=dossier).first()
        if row is None:
            return Done((), {dossier: Refusal("unknown")})
        if amount < 1:
            return _refused(row, "no_amount", amount=amount)
        post = collecting_post(row, by, means, units, day)
        if post is None:
            only_cash = collecting_post(row, by, Means.CASH, units, day) is not None
            return _refused(row, "only_cash") if only_cash else _refused(row, "not_collecting", number=str(row))
        if means == Means.CASH and by.account is not None:
            rows(SHARE_DAY, [_day_of(by.account, day)])
            if CashCount.objects.filter(account=by.account, on=day).exists():
                return _refused(row, "day_closed", day=f"{day:%d/%m/%Y}")
        place = post.unit or row.received_unit_id
        taken = locked_book(units.path(place, day), book)
        if isinstance(taken, Refusal):
            return Done((), {dossier: taken})
        before = MoneyReceipt.objects.filter(pk=receipt).first() if receipt else None
        if before is not None:
            return _refused(row, "sent_twice", receipt=before.written)
        number = f"{taken.symbol} {taken.next:07d}"
        said: dict[str, Any] = {"means": means, "receipt": number, "reference": reference}
        who: dict[str, Any] = {"by": by, "at": at, "ground": ground, "recorded_at": recorded_at}
        paid = pay(dossier, dues, amount, **said, **who)
        if paid.refusal is not None:
            return paid
        written = MoneyReceipt(
            id=receipt or uuid7(at),
            book_id=taken.pk,
            number=taken.next,
            dossier_id=dossier,
            payment=paid.done[0],
            amount=amount,
            means=means,
            payer=nfc(payer)[:200] or row.applicant.name,
            payer_address=row.applicant.address,
            lines=lines_of(paid.done[0]),
            at=at,
            on=day,
            account_id=by.account,
            unit_id=place,
        )
        _write(written, taken, post, at, ground, recorded_at)
    return Done((written.pk,), {})


def _write(
    receipt: MoneyReceipt,
    book: ReceiptBook,
    post: By,
    at: datetime,
    ground: str,
    recorded_at: datetime | None,
) -> None:
    batch = Batch(by=post, at=at, ground=ground, recorded_at=recorded_at)
    said = {
        "book": book.pk,
        "symbol": book.symbol,
        "number": receipt.number,
        "dossier": receipt.dossier_id,
        "payment": receipt.payment,
        "amount": str(receipt.amount),
        "means": str(receipt.means),
    }
    batch.create(receipt, "receive_money", said)
    batch.update(ReceiptBook, book.pk, next=book.next + 1)
    batch.write()


def lines_of(payment: UUID) -> list[dict[str, Any]]:
    """What a payment was for, as a receipt says it: fees first, each with its name, kind and how much of it."""
    order = list(FeeKind)
    shares = sorted(
        PaymentShare.objects.filter(payment=payment).select_related("due"),
        key=lambda share: (order.index(FeeKind(share.due.kind)), share.due.owed_at, share.due_id),
    )
    return [
        {"due": str(s.due_id), "name": s.due.name, "kind": str(s.due.kind), "amount": str(s.amount)} for s in shares
    ]


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
            rows(SHARE_DAY, [_day_of(*hand)])
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


def hold_day(account: UUID, day: date) -> None:
    """Wait until nobody receives cash into these hands on a day; nobody begins until the transaction ends."""
    rows(HOLD_DAY, [_day_of(account, day)])


def _day_of(account: UUID, day: date) -> str:
    return f"cash {account} {day.isoformat()}"


def _refused(dossier: Dossier, code: str, **params: Any) -> Done:
    return Done((), {dossier.pk: refusal(code, **params)})
