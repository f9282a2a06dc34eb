"""Enter what the bank says came: for the dossier that the purpose names, where the amount is what it owes.

A line that was tried and could not be entered waits for an officer, with the reason; it is not tried by itself
again. Lines are entered many at once, in as few statements as one.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from motcua.cashier.accounts import handling_post
from motcua.cashier.models import BankLine, CollectingAccount, LineState, WhyWaiting
from motcua.cashier.naming import dossiers_named
from motcua.cashier.till import Till
from motcua.dossiers.refusals import Refusal
from motcua.fees.kinds import Means
from motcua.fees.models import Due
from motcua.journal.by import By
from motcua.journal.write import Batch
from motcua.moments import local_day
from motcua.organisation.tree import tree
from motcua.people.actor import Actor

# So many are entered in one transaction: who receives money of the same books meanwhile waits for it.
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

    def post(self, account: CollectingAccount) -> By:
        """The post with which he looks after an account."""
        return handling_post(self.by, account, tree(), local_day(self.at)) or By(self.by.account)

    def batch(self, account: CollectingAccount) -> Batch:
        """A batch in his name, from that post."""
        return Batch(by=self.post(account), at=self.at, ground=self.ground, recorded_at=self.recorded_at)

    def till(self, dossiers: Iterable[UUID]) -> Till:
        """A till for transfers, opened by him."""
        who: dict[str, Any] = {"by": self.by, "at": self.at, "ground": self.ground, "recorded_at": self.recorded_at}
        return Till.open(dossiers, means=Means.TRANSFER, **who)


def match_lines(lines: Sequence[BankLine], clerk: Clerk, told: Told | None = None) -> Matched:
    """Try lines of one unit's accounts, many in a transaction: what can be is entered, the others say why not."""
    result = Matched()
    for begins in range(0, len(lines), TOGETHER):
        chunk = lines[begins : begins + TOGETHER]
        named = dossiers_named((line.purpose for line in chunk), tree())
        _match(chunk, named, clerk, result)
        if told is not None:
            told(begins + len(chunk))
    return result


@transaction.atomic
def _match(lines: Sequence[BankLine], named: Mapping[str, list[UUID]], clerk: Clerk, result: Matched) -> None:
    asked = BankLine.objects.select_for_update(of=("self",)).select_related("collecting")
    still = {
        row.pk: row for row in asked.filter(pk__in=[x.pk for x in lines], state=LineState.WAITING).order_by("pk")
    }
    till = clerk.till({pk for found in named.values() if len(found) == 1 for pk in found})
    posts = {row.collecting_id: row.collecting for row in still.values()}
    by = {pk: clerk.post(account) for pk, account in posts.items()}
    for line in (still[each.pk] for each in lines if each.pk in still):
        found = named[line.purpose]
        dossier = found[0] if len(found) == 1 else None
        dues = till.owed(dossier) if dossier else []
        why, note = _why_not(found, dues, line.amount), ""
        if why is None and dossier is not None:
            refused = enter_line(till, line, dossier, chosen(dues, line.amount), by[line.collecting_id])
            if refused is None:
                result.matched += 1
                continue
            why = WhyWaiting.NO_BOOK if refused.code in OF_THE_BOOK else WhyWaiting.REFUSED
            note = str(refused)[:300]
        said = {"why": str(why), **({"dossier": dossier} if dossier else {})}
        columns: dict[str, Any] = {"why": why, "dossier_id": dossier, "note": note}
        till.batch.record(line, "try_bank_line", said, by=by[line.collecting_id], **columns)
        result.waiting += 1
    till.close()


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


def enter_line(till: Till, line: BankLine, dossier: UUID, dues: Sequence[UUID] | None, by: By) -> Refusal | None:
    """Receive a locked line's money for a dossier, to be written when the till closes; or why it is refused."""
    taken = till.take(dossier, dues, line.amount, payer=line.payer, reference=_reference(till, line, dossier))
    if isinstance(taken, Refusal):
        return taken
    said = {"dossier": dossier, "receipt": taken.pk, "amount": str(line.amount)}
    columns: dict[str, Any] = {"dossier_id": dossier, "receipt": taken.pk, "note": ""}
    till.batch.record(line, "match_bank_line", said, by=by, state=LineState.MATCHED, why="", **columns)
    return None


def _reference(till: Till, line: BankLine, dossier: UUID) -> str:
    """What the payment is called: as the bank calls it, with day and amount; again after it was cancelled."""
    name = f"{line.reference} {line.on:%d/%m/%Y} {line.amount}"[:110]
    before = sum(each.startswith(name) for each in till.references(dossier))
    return f"{name} ({before + 1})" if before else name
