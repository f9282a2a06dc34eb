"""Money that is received in one transaction: of however many dossiers, locked and written in few statements."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from motcua.cashier.books import Books
from motcua.cashier.days import share_day
from motcua.cashier.models import CashCount, MoneyReceipt, ReceiptBook
from motcua.cashier.refusals import CashRefusal, refusal
from motcua.cashier.who import collecting_post
from motcua.dossiers.refusals import Refusal
from motcua.fees.going_on import go_on
from motcua.fees.kinds import FeeKind, Means
from motcua.fees.locking import Purse, Refused
from motcua.fees.models import Due
from motcua.fees.paying import Money, pay_into
from motcua.journal.by import By
from motcua.journal.ids import uuid7
from motcua.journal.write import Batch
from motcua.moments import local_day
from motcua.organisation.tree import Tree, tree
from motcua.people.actor import Actor
from motcua.text import nfc

KINDS = list(FeeKind)


@dataclass
class Till:
    """An open till: dossiers, dues and books are locked; what is received is written when it is closed.

    Dossiers are locked before books, in the order of their ids: whoever receives waits for whoever acts on the
    dossier, and nobody waits for a book longer than its numbers take to be written.
    """

    means: Means
    by: Actor
    at: datetime
    units: Tree
    purses: dict[UUID, Purse]
    posts: dict[UUID, By | None]
    books: Books
    batch: Batch
    book: UUID | None = None
    is_counted: bool = False
    paid: dict[UUID, Purse] = field(default_factory=dict)

    @classmethod
    def open(
        cls,
        dossiers: Iterable[UUID],
        *,
        means: Means,
        book: UUID | None = None,
        by: Actor,
        at: datetime,
        ground: str,
        recorded_at: datetime | None = None,
    ) -> "Till":
        """Lock what is needed to receive money for dossiers, inside a transaction; as many statements for a
        thousand as for one."""
        units, day = tree(), local_day(at)
        is_counted = False
        if means == Means.CASH and by.account is not None:
            share_day(by.account, day)
            is_counted = CashCount.objects.filter(account=by.account, on=day).exists()
        purses = Purse.lock_all(dossiers, by=by, at=at, ground=ground, recorded_at=recorded_at)
        posts = {pk: collecting_post(held.dossier, by, means, units, day) for pk, held in purses.items()}
        places = {post.unit or purses[pk].dossier.received_unit_id for pk, post in posts.items() if post}
        books = Books.of([units.path(place, day) for place in sorted(places)], book)
        batch = next((held.batch for held in purses.values()), None)
        batch = batch or Batch(by=By(by.account), at=at, ground=ground, recorded_at=recorded_at)
        return cls(means, by, at, units, purses, posts, books, batch, book, is_counted)

    @property
    def day(self) -> date:
        """The local day."""
        return local_day(self.at)

    def owed(self, dossier: UUID) -> list[Due]:
        """What a dossier still owes now, in the order in which it fell due."""
        held = self.purses.get(dossier)
        return [due for due in held.dues if due.balance > 0] if held is not None else []

    def references(self, dossier: UUID) -> list[str]:
        """What banks and platforms called the payments for a dossier so far."""
        held = self.purses.get(dossier)
        return list(held.references) if held is not None else []

    def take(
        self,
        dossier: UUID,
        dues: Sequence[UUID] | None,
        amount: int,
        *,
        payer: str = "",
        receipt: UUID | None = None,
        reference: str = "",
    ) -> MoneyReceipt | Refusal:
        """Receive money as `receive_money` does, to be written when the till closes; refused, nothing of it is."""
        held = self.purses.get(dossier)
        if held is None:
            return Refusal("unknown")
        if amount < 1:
            return refusal("no_amount", amount=amount)
        post = self.posts[dossier]
        if post is None:
            return self._not_collecting(held)
        if self.is_counted:
            return refusal("day_closed", day=f"{self.day:%d/%m/%Y}")
        place = post.unit or held.dossier.received_unit_id
        book = self.books.next(self.units.path(place, self.day), self.book)
        if isinstance(book, Refusal):
            return book
        before = MoneyReceipt.objects.filter(pk=receipt).first() if receipt else None
        if before is not None:
            return refusal("sent_twice", receipt=before.written)
        try:
            money = Money(self.means, f"{book.symbol} {book.next:07d}", nfc(reference))
            payment, parts = pay_into(held, dues, amount, money)
        except Refused as stopped:
            return stopped.why
        self.paid[dossier] = held
        given = {"payer": nfc(payer)[:200] or held.dossier.applicant.name, "unit_id": place}
        row = self._receipt(receipt, book, held, amount, payment=payment.pk, lines=lines_of(parts), **given)
        self._write(row, book, post)
        return row

    def close(self) -> None:
        """Write what was received, and let the clocks go on that stood for it."""
        self.batch.write()
        go_on(self.paid.values())

    def _not_collecting(self, held: Purse) -> CashRefusal:
        if collecting_post(held.dossier, self.by, Means.CASH, self.units, self.day) is not None:
            return refusal("only_cash")
        return refusal("not_collecting", number=str(held.dossier))

    def _receipt(self, pk: UUID | None, book: ReceiptBook, held: Purse, amount: int, **given: Any) -> MoneyReceipt:
        return MoneyReceipt(
            id=pk or uuid7(self.at),
            book_id=book.pk,
            number=book.next,
            dossier_id=held.dossier.pk,
            amount=amount,
            means=self.means,
            payer_address=held.dossier.applicant.address,
            at=self.at,
            on=self.day,
            account_id=self.by.account,
            **given,
        )

    def _write(self, receipt: MoneyReceipt, book: ReceiptBook, post: By) -> None:
        said = {
            "book": book.pk,
            "symbol": book.symbol,
            "number": receipt.number,
            "dossier": receipt.dossier_id,
            "payment": receipt.payment,
            "amount": str(receipt.amount),
            "means": str(receipt.means),
        }
        self.batch.create(receipt, "receive_money", said, by=post)
        book.next += 1
        self.batch.update(ReceiptBook, book.pk, next=book.next)


def lines_of(parts: Iterable[tuple[Due, int]]) -> list[dict[str, Any]]:
    """What a payment was for, as a receipt says it: fees first, each with its name, kind and how much of it."""
    order = sorted(parts, key=lambda part: (KINDS.index(FeeKind(part[0].kind)), part[0].owed_at, part[0].pk))
    return [
        {"due": str(due.pk), "name": due.name, "kind": str(due.kind), "amount": str(amount)}
        for due, amount in order
    ]
