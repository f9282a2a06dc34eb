"""Waive what is owed, give back what was paid: a leader's acts, each with its reason. Rules: docs/rules/fees.md."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from motcua.dossiers.refusals import Done, Refusal
from motcua.fees.going_on import go_on
from motcua.fees.kinds import Means
from motcua.fees.locking import Purse, Refused, payable, refused
from motcua.fees.owed import Due
from motcua.people.actor import Actor
from motcua.text import nfc


def waive(
    dossier: UUID,
    dues: Sequence[UUID] | None,
    amount: int | None = None,
    *,
    reason: str,
    exemption: str = "",
    by: Actor,
    at: datetime,
    ground: str,
    recorded_at: datetime | None = None,
) -> Done:
    """Let dues, or an amount of them, be owed no more. `done` holds the ids of the dues.

    Without `dues` whatever is still owed is waived, without an amount the whole of it. `exemption` names the ground
    by which it is exempt. What was paid before may be waived too: then it has to be given back. A leader of the
    unit that decides or received may; refused without a reason, and for more than can be waived.
    Waiving the last due for which the clock stands lets it go on.
    """
    try:
        with transaction.atomic():
            held = Purse.lock(dossier, by=by, at=at, ground=ground, recorded_at=recorded_at)
            changed = _waive(held, dues, amount, nfc(reason), nfc(exemption))
            held.batch.write()
            go_on([held])
    except Refused as stopped:
        return refused(dossier, stopped.why)
    return Done(tuple(changed), {})


def refund(
    dossier: UUID,
    dues: Sequence[UUID] | None,
    amount: int,
    *,
    means: Means | str,
    reason: str,
    receipt: str = "",
    still_owed: bool = False,
    payment: UUID | None = None,
    by: Actor,
    at: datetime,
    ground: str,
    recorded_at: datetime | None = None,
) -> Done:
    """Give money back. `done` holds the id of the payment, whose amount is below zero.

    What is given back is owed no more, unless it is `still_owed` (paid by the wrong person, say): then it can be
    paid again. A leader of the unit that decides or received may; refused without a reason, and for more than was
    paid and not given back. What has to be given back goes first, then the latest due.
    """
    try:
        with transaction.atomic():
            held = Purse.lock(dossier, by=by, at=at, ground=ground, recorded_at=recorded_at)
            given: dict[str, Any] = {"means": Means(means), "receipt": nfc(receipt), "id": payment}
            done = _refund(held, dues, amount, nfc(reason), given, still_owed=still_owed)
            held.batch.write()
    except Refused as stopped:
        return refused(dossier, stopped.why)
    return Done((done,), {})


def _reasoned(held: Purse, reason: str) -> None:
    if not reason:
        raise Refused(Refusal("reason", {"number": held.number}))


def _waive(held: Purse, dues: Sequence[UUID] | None, amount: int | None, reason: str, exemption: str) -> list[UUID]:
    held.acts("forgive")
    _reasoned(held, reason)
    chosen = held.chosen(dues)
    room = [(due, max(0, due.balance) if dues is None else due.amount - due.waived) for due in chosen]
    left = sum(most for _due, most in room)
    if amount is not None:
        payable(amount)
    wanted = left if amount is None else amount
    if not 0 < wanted <= left:
        raise held.refuse("not_waivable", left=left, amount=wanted)
    changed = []
    for due, most in room:
        part = min(wanted, most)
        if not part:
            continue
        wanted -= part
        ground = exemption or reason
        said = {"amount": str(part), "reason": reason} | ({"exemption": exemption} if exemption else {})
        held.record(due, "waive", said, waived=due.waived + part, exemption=ground[:700])
        changed.append(due.pk)
    return changed


def _refund(
    held: Purse,
    dues: Sequence[UUID] | None,
    amount: int,
    reason: str,
    given: dict[str, Any],
    *,
    still_owed: bool,
) -> UUID:
    payable(amount)
    held.acts("forgive")
    _reasoned(held, reason)
    chosen = held.chosen(dues)
    paid = sum(due.kept for due in chosen)
    if amount > paid:
        raise held.refuse("not_paid", paid=paid, amount=amount)
    parts = _parts(chosen, amount)
    means = given.pop("means")
    payment = held.payment(-amount, means, reason=reason, **given)
    held.pay(payment, [(due, -part) for due, part in parts])
    for due, part in parts:
        said = {"payment": payment.pk, "amount": str(part), "reason": reason}
        waived = 0 if still_owed else max(0, part + min(0, due.balance))
        columns: dict[str, Any] = {"refunded": due.refunded + part, "waived": due.waived + waived}
        if waived:
            said |= {"waived": str(waived)}
            columns["exemption"] = reason[:700]
        held.record(due, "refund", said, **columns)
    return payment.pk


def _parts(chosen: Sequence[Due], amount: int) -> list[tuple[Due, int]]:
    """From which dues how much is given back: first what is overpaid, then the latest ones."""
    parts: dict[UUID, int] = {}
    in_order = list(reversed(chosen))
    for most in (lambda due: max(0, -due.balance), lambda due: due.kept):
        for due in in_order:
            part = min(amount, most(due) - parts.get(due.pk, 0))
            if part > 0:
                parts[due.pk] = parts.get(due.pk, 0) + part
                amount -= part
    return [(due, parts[due.pk]) for due in chosen if due.pk in parts]
