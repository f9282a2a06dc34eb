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
from motcua.fees.going_on import go_on
from motcua.fees.kinds import FeeKind, Means, WhenDue
from motcua.fees.locking import Purse, Refused, payable, refused, said_at
from motcua.fees.owed import Due, Payment
from motcua.fees.refusals import refusal
from motcua.journal.ids import uuid7
from motcua.people.actor import Actor
from motcua.text import nfc

# Nothing new is owed for what is over; what was owed before can still be paid and given back.
OVER = frozenset({State.REFUSED, State.WITHDRAWN, State.STOPPED, State.RETURNED})


@dataclass(frozen=True, slots=True)
class Owed:
    """What is to be owed: a fee, charge or duty, its amount in đồng, and what of it is waived from the start."""

    name: str
    kind: FeeKind
    amount: int
    when: WhenDue = WhenDue.RECEIPT
    basis: str = ""
    quantity: int = 1
    waived: int = 0
    exemption: str = ""


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
    and a dossier that is over; with `once` where something is owed already, and with a `key` (the id that the first
    due gets) that was entered before.
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
            go_on(held)
    except Refused as stopped:
        return refused(dossier, stopped.why)
    return Done(tuple(done), {})


def _owe(held: Purse, owed: Sequence[Owed], once: bool, key: UUID | None) -> list[UUID]:
    state = State(held.dossier.state)
    held.acts("reckon")
    if (once and held.dues) or (key is not None and Due.objects.filter(pk=key).exists()):
        raise held.refuse("owed_already")
    if state in OVER:
        raise held.refuse("over_for_dues", state=state.label)
    pause = Pause.objects.filter(dossier=held.dossier.pk, until=None).values_list("pk", flat=True).first()
    written: list[UUID] = []
    for place, each in enumerate(owed, start=len(held.dues) + 1):
        payable(each.amount)
        name = nfc(each.name)
        if not name:
            raise held.refuse("no_name")
        if not 0 <= each.waived <= each.amount:
            raise held.refuse("not_waivable", left=each.amount, amount=each.waived)
        due = Due(
            id=key if key is not None and not written else uuid7(held.at),
            dossier_id=held.dossier.pk,
            name=name,
            kind=FeeKind(each.kind),
            when=WhenDue(each.when),
            amount=each.amount,
            quantity=each.quantity,
            place=place,
            waived=each.waived,
            owed_at=held.at,
            basis=nfc(each.basis),
            exemption=nfc(each.exemption),
            pause=pause if each.when == WhenDue.MEANWHILE else None,
        )
        said = {"dossier": held.dossier.pk, "name": name, "kind": due.kind, "when": due.when}
        said |= {"amount": str(due.amount), "waived": str(due.waived), "basis": due.basis}
        held.batch.create(due, "owe", said | ({"exemption": due.exemption} if due.waived else {}), by=held.post)
        written.append(due.pk)
    return written


def _pay(held: Purse, dues: Sequence[UUID] | None, amount: int, given: dict[str, Any]) -> list[UUID]:
    payable(amount)
    held.acts("collect")
    _once(held, given["payment"], given["reference"])
    chosen = held.chosen(dues)
    still = [due for due in chosen if due.balance > 0]
    if not still:
        kept = sum(due.kept for due in chosen)
        raise held.refuse("paid_already", paid=kept) if kept else held.refuse("nothing_owed")
    owed = sum(due.balance for due in still)
    if amount > owed:
        raise held.refuse("too_much", owed=owed, amount=amount)
    money = {"receipt": given["receipt"], "reference": given["reference"], "id": given["payment"]}
    payment = held.payment(amount, given["means"], **money)
    parts, left = [], amount
    for due in still:
        part = min(left, due.balance)
        if part:
            parts.append((due, part))
            left -= part
    held.pay(payment, parts)
    for due, part in parts:
        held.record(due, "pay", {"payment": payment.pk, "amount": str(part)}, paid=due.paid + part)
    return [payment.pk]


def _once(held: Purse, payment: UUID | None, reference: str) -> None:
    """Refuse what was entered before."""
    found = Payment.objects.none()
    if payment is not None:
        found = Payment.objects.filter(pk=payment)
    if reference:
        found = found | Payment.objects.filter(dossier=held.dossier.pk, reference=reference)
    before = found.values_list("paid_at", flat=True).first()
    if before is not None:
        raise held.refuse("paid_twice", when=said_at(before))


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
