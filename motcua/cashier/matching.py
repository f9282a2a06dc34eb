"""Enter what the bank says came: for the dossier that the purpose names, where the amount is what it owes.

A line that was tried and could not be entered waits for an officer, with the reason; it is not tried by itself
again.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from motcua.cashier.accounts import handling_post
from motcua.cashier.models import BankLine, CollectingAccount, LineState, WhyWaiting
from motcua.cashier.naming import dossiers_named
from motcua.cashier.receiving import owed_by, receive_money
from motcua.dossiers.refusals import Done
from motcua.fees.kinds import Means
from motcua.fees.models import Due, Payment
from motcua.journal.by import By
from motcua.journal.write import Batch
from motcua.moments import local_day
from motcua.organisation.tree import tree
from motcua.people.actor import Actor

TOGETHER = 200
# What the refusal of a book says of the line; anything else is a refusal by the dossier.
OF_THE_BOOK = frozenset({"no_book", "book_closed", "book_used_up"})

Told = Callable[[int], None]


@dataclass(slots=True)
class Matched:
    """How many lines were entered, and how many wait."""

    matched: int = 0
    waiting: int = 0


@dataclass(frozen=True, slots=True)
class Clerk:
    """Who enters lines, when and on what ground."""

    by: Actor
    at: datetime
    ground: str
    recorded_at: datetime | None = None

    def batch(self, account: CollectingAccount) -> Batch:
        """A batch in his name, from the post with which he looks after an account."""
        post = handling_post(self.by, account, tree(), local_day(self.at)) or By(self.by.account)
        return Batch(by=post, at=self.at, ground=self.ground, recorded_at=self.recorded_at)


def match_lines(lines: Sequence[BankLine], clerk: Clerk, told: Told | None = None) -> Matched:
    """Try lines of one account: each that can be is entered in a transaction of its own; the others say why not."""
    result = Matched()
    for begins in range(0, len(lines), TOGETHER):
        chunk = lines[begins : begins + TOGETHER]
        named = dossiers_named((line.purpose for line in chunk), tree())
        owed = owed_by({pk for found in named.values() for pk in found})
        stay: dict[UUID, tuple[WhyWaiting, UUID | None]] = {}
        for at, line in enumerate(chunk, 1):
            found = named[line.purpose]
            dossier = found[0] if len(found) == 1 else None
            dues = owed.get(dossier, []) if dossier else []
            why = _why_not(found, dues, line.amount)
            if why is not None or dossier is None:
                stay[line.pk] = (why or WhyWaiting.NO_NUMBER, dossier)
            elif _enter(line.pk, dossier, chosen(dues, line.amount), clerk).done:
                result.matched += 1
                owed |= {dossier: owed_by([dossier]).get(dossier, [])}
            else:
                result.waiting += 1
            if told is not None and at % 20 == 0:
                told(begins + at)
        result.waiting += _let_wait(stay, clerk)
        if told is not None:
            told(begins + len(chunk))
    return result


def chosen(dues: Sequence[Due], amount: int) -> list[UUID] | None:
    """Which dues an amount pays: all, the only one of that amount, or none that could be told (None)."""
    if sum(due.balance for due in dues) == amount:
        return [due.pk for due in dues]
    alike = [due.pk for due in dues if due.balance == amount]
    return alike if len(alike) == 1 else None


def _why_not(found: Sequence[UUID], dues: Sequence[Due], amount: int) -> WhyWaiting | None:
    if not found:
        return WhyWaiting.NO_NUMBER
    if len(found) > 1:
        return WhyWaiting.SEVERAL
    if not dues:
        return WhyWaiting.NOTHING_OWED
    return WhyWaiting.OTHER_AMOUNT if chosen(dues, amount) is None else None


def _enter(line: UUID, dossier: UUID, dues: Sequence[UUID] | None, clerk: Clerk) -> Done:
    """Enter a line for a dossier; refused, it waits and says why."""
    with transaction.atomic():
        row = BankLine.objects.select_for_update(of=("self",)).select_related("collecting").get(pk=line)
        if row.state != LineState.WAITING:
            return Done((), {})
        done = enter_for(row, dossier, dues, clerk)
        if done.refusal is not None:
            why = WhyWaiting.NO_BOOK if done.refusal.code in OF_THE_BOOK else WhyWaiting.REFUSED
            batch = clerk.batch(row.collecting)
            said = {"why": str(why), "dossier": dossier}
            batch.record(row, "try_bank_line", said, why=why, dossier_id=dossier, note=str(done.refusal)[:300])
            batch.write()
    return done


def enter_for(line: BankLine, dossier: UUID, dues: Sequence[UUID] | None, clerk: Clerk) -> Done:
    """Receive a locked line's money for a dossier; inside a transaction."""
    done = receive_money(
        dossier,
        dues,
        line.amount,
        means=Means.TRANSFER,
        payer=line.payer,
        reference=_reference(line, dossier),
        by=clerk.by,
        at=clerk.at,
        ground=clerk.ground,
        recorded_at=clerk.recorded_at,
    )
    if done.refusal is None:
        batch = clerk.batch(line.collecting)
        said = {"dossier": dossier, "receipt": done.done[0], "amount": str(line.amount)}
        columns: dict[str, Any] = {"dossier_id": dossier, "receipt": done.done[0], "note": ""}
        batch.record(line, "match_bank_line", said, state=LineState.MATCHED, why="", **columns)
        batch.write()
    return done


def _reference(line: BankLine, dossier: UUID) -> str:
    """What the payment is called: as the bank calls it, with day and amount; again after it was cancelled."""
    name = f"{line.reference} {line.on:%d/%m/%Y} {line.amount}"[:110]
    before = Payment.objects.filter(dossier=dossier, reference__startswith=name).count()
    return f"{name} ({before + 1})" if before else name


def _let_wait(stay: dict[UUID, tuple[WhyWaiting, UUID | None]], clerk: Clerk) -> int:
    """Write down why lines wait; says of how many."""
    if not stay:
        return 0
    with transaction.atomic():
        found = list(
            BankLine.objects.select_for_update(of=("self",))
            .select_related("collecting")
            .filter(pk__in=list(stay), state=LineState.WAITING)
            .order_by("pk")
        )
        if found:
            batch = clerk.batch(found[0].collecting)
            for line in found:
                why, dossier = stay[line.pk]
                said = {"why": str(why), **({"dossier": dossier} if dossier else {})}
                batch.record(line, "try_bank_line", said, why=why, dossier_id=dossier, note="")
            batch.write()
    return len(found)
