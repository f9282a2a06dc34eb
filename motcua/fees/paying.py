"""Owe, pay, cancel: what a dossier owes is entered, and the money that comes in. Each act on one dossier.

Each is refused by a value with one sentence and then writes nothing. Rules: docs/rules/fees.md.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from motcua.dossiers.models import Pause
from motcua.dossiers.refusals import Done, Refusal
from motcua.dossiers.states import State
from motcua.fees.entering import Owed, enter
from motcua.fees.going_on import go_on
from motcua.fees.kinds import Means
from motcua.fees.locking import Purse, Refused, payable, refused, said_at
from motcua.fees.owed import Due, Payment
from motcua.fees.refusals import refusal
from motcua.people.actor import Actor
from motcua.text import fold, nfc

__all__ = ["OVER", "Money", "Owed", "cancel_payment", "owe", "pay", "pay_into"]

# Nothing new is owed for what is over; what was owed before can still be paid and given back.
OVER = frozenset({State.REFUSED, State.WITHDRAWN, State.STOPPED, State.RETURNED})


def owe(
    dossier: UUID,
    owed: Sequence[Owed],
    *,
    once: bool = False,
    key: UUID | None = None,
    by: Actor,
    at: datetime,
    ground: str,
    recorded_at: datetime | None = None,
) -> Done:
    """Enter what a dossier owes. `done` holds the ids of the dues.

    Who collects at the desk may, and who handles it in the unit that decides. What falls due while the dossier's
    clock stands belongs to that pause. Refused: an amount below 1 or above 10,000,000,000 đ, one without a name,
    a dossier that is over, and with a `key` (the id that the first due gets) what was entered before. With `once`
    what is owed already by its name is left out; where nothing is left that is refused too.
    """
    return _guarded(dossier, _owe, owed, once, key, by=by, at=at, ground=ground, recorded_at=recorded_at)


def pay(
    dossier: UUID,
    dues: Sequence[UUID] | None,
    amount: int,
    *,
    means: Means | str,
    receipt: str = "",
    reference: str = "",
    payment: UUID | None = None,
    by: Actor,
    at: datetime,
    ground: str,
    recorded_at: datetime | None = None,
) -> Done:
    """Enter money that came in for dues of a dossier: for all that is owed where `dues` is None, the oldest first.

    `done` holds the id of the payment. `amount` is whole đồng, at most what is still owed of those dues; less is
    paid in part. `receipt` is the number of the receipt of money, `reference` what the bank or platform calls the
    payment, `payment` an id that the caller chose: with a reference or an id that was entered before it is refused,
    so that nothing is paid twice. Paying the last due for which the clock stands lets it go on, in the same
    transaction. A cashier or who receives or returns at the desk may.
    """
    given = {"means": Means(means), "receipt": nfc(receipt), "reference": nfc(reference), "payment": payment}
    who = {"by": by, "at": at, "ground": ground, "recorded_at": recorded_at}
    return _guarded(dossier, _pay, dues, amount, given, **who)


def cancel_payment(
    payment: UUID,
    *,
    reason: str,
    by: Actor,
    at: datetime,
    ground: str,
    recorded_at: datetime | None = None,
) -> Done:
    """Take back a payment that was entered wrongly: what it paid is owed again. `done` holds the payment that
    takes it back.

    Who collects may. Refused without a reason, for one that was cancelled already, that itself gave money back,
    or of which money was given back since. A clock that went on by it goes on.
    """
    found = Payment.objects.filter(pk=payment, amount__gt=0).values_list("dossier", flat=True).first()
    if found is None:
        return refused(payment, refusal("no_payment"))
    who = {"by": by, "at": at, "ground": ground, "recorded_at": recorded_at}
    return _guarded(found, _cancel, payment, nfc(reason), **who)


def _guarded(dossier: UUID, act: Any, *given: Any, **who: Any) -> Done:
    """Do an act on a locked purse; refused, it has written nothing."""
    try:
        with transaction.atomic():
            held = Purse.lock(dossier, **who)
            done = act(held, *given)
            held.batch.write()
            go_on([held])
    except Refused as stopped:
        return refused(dossier, stopped.why)
    return Done(tuple(done), {})


def _owe(held: Purse, owed: Sequence[Owed], once: bool, key: UUID | None) -> list[UUID]:
    state = State(held.dossier.state)
    held.acts("reckon")
    if once:
        known = {fold(due.name) for due in held.dues}
        owed = [each for each in owed if fold(each.name) not in known]
    if not owed or (key is not None and Due.objects.filter(pk=key).exists()):
        raise held.refuse("owed_already")
    if state in OVER:
        raise held.refuse("over_for_dues", state=state.label)
    pause = Pause.objects.filter(dossier=held.dossier.pk, until=None).values_list("pk", flat=True).first()
    written: list[UUID] = []
    for place, each in enumerate(owed, start=len(held.dues) + 1):
        payable(each.amount)
        if not nfc(each.name):
            raise held.refuse("no_name")
        if not 0 <= each.waived <= each.amount:
            raise held.refuse("not_waivable", left=each.amount, amount=each.waived)
        first = key if not written else None
        given: dict[str, Any] = {"at": held.at, "by": held.post, "pause": pause, "key": first}
        written.append(enter(held.batch, held.dossier.pk, each, place=place, **given).pk)
    return written


def _pay(held: Purse, dues: Sequence[UUID] | None, amount: int, given: dict[str, Any]) -> list[UUID]:
    key = given["payment"]
    before = Payment.objects.filter(pk=key).values_list("paid_at", flat=True).first() if key else None
    if before is not None:
        raise held.refuse("paid_twice", when=said_at(before))
    return [pay_into(held, dues, amount, Money(**given))[0].pk]


@dataclass(frozen=True, slots=True)
class Money:
    """How money came: by which means, on which receipt, under which name of the bank's, as which payment."""

    means: Means
    receipt: str = ""
    reference: str = ""
    payment: UUID | None = None


def pay_into(
    held: Purse, dues: Sequence[UUID] | None, amount: int, money: Money
) -> tuple[Payment, list[tuple[Due, int]]]:
    """Pay dues of a locked dossier as `pay` does, into the batch of its purse: the payment, and what went to which
    due. Raises Refused, and then has changed nothing. Whoever writes the batch lets clocks go on afterwards.
    """
    payable(amount)
    held.acts("collect")
    if money.reference in held.references:
        raise held.refuse("paid_twice", when=said_at(held.references[money.reference]))
    chosen = held.chosen(dues)
    still = [due for due in chosen if due.balance > 0]
    if not still:
        kept = sum(due.kept for due in chosen)
        raise held.refuse("paid_already", paid=kept) if kept else held.refuse("nothing_owed")
    owed = sum(due.balance for due in still)
    if amount > owed:
        raise held.refuse("too_much", owed=owed, amount=amount)
    payment = held.payment(amount, money.means, receipt=money.receipt, reference=money.reference, id=money.payment)
    parts, left = [], amount
    for due in still:
        part = min(left, due.balance)
        if part:
            parts.append((due, part))
            left -= part
    held.pay(payment, parts)
    for due, part in parts:
        held.record(due, "pay", {"payment": payment.pk, "amount": str(part)}, paid=due.paid + part)
    if money.reference:
        held.references[money.reference] = held.at
    return payment, parts


def _cancel(held: Purse, payment: UUID, reason: str) -> list[UUID]:
    held.acts("collect")
    if not reason:
        raise Refused(Refusal("reason", {"number": held.number}))
    found = Payment.objects.get(pk=payment)
    if Payment.objects.filter(cancels=payment).exists():
        raise held.refuse("cancelled")
    dues = {due.pk: due for due in held.dues}
    parts = [(dues[due], amount) for due, amount in found.shares.order_by("id").values_list("due", "amount")]
    if any(due.kept < amount for due, amount in parts):
        raise held.refuse("given_back")
    undone = held.payment(-found.amount, Means(found.means), reason=reason, cancels_id=payment)
    held.pay(undone, [(due, -amount) for due, amount in parts])
    for due, amount in parts:
        said = {"payment": payment, "amount": str(amount), "reason": reason}
        held.record(due, "cancel_payment", said, paid=due.paid - amount)
    return [undone.pk]
