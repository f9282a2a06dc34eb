"""Books of receipts of money: opened with a range of numbers, used up, closed; and the next number of one."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F

from motcua.cashier.models import ReceiptBook
from motcua.cashier.refusals import CashRefusal, refusal
from motcua.cashier.who import KEEPS_BOOKS
from motcua.dossiers.refusals import Done
from motcua.journal.ids import uuid7
from motcua.journal.write import Batch
from motcua.moments import local_day
from motcua.organisation.tree import Tree, tree
from motcua.people.actor import Actor
from motcua.text import nfc

# More stand in no book; more is a slip of the finger.
MOST_NUMBERS = 1_000_000
HIGHEST = 99_999_999
LONGEST = 20


def open_book(
    unit: UUID,
    *,
    form: str,
    symbol: str,
    first: int,
    last: int,
    by: Actor,
    at: datetime,
    ground: str,
    recorded_at: datetime | None = None,
) -> Done:
    """Open a book of receipts of a unit, numbered from `first` to `last`. `done` holds the book's id.

    Refused: who keeps no books there (a cashier's, leader's or administrator's post does), a book without form or
    symbol, numbers that are none, and numbers that stand in another book of the unit's with that symbol.
    Source: NĐ 123/2020/NĐ-CP, chapter III.
    """
    units, day = tree(), local_day(at)
    form, symbol = nfc(form).upper(), nfc(symbol).upper()
    post = by.acts_for(KEEPS_BOOKS, unit, units, day)
    if post is None:
        return _refused(unit, refusal("not_your_book", unit=_name(unit, units)))
    if not form or not symbol or len(form) > LONGEST or len(symbol) > LONGEST:
        return _refused(unit, refusal("no_form"))
    if not 1 <= first <= last <= HIGHEST or last - first >= MOST_NUMBERS:
        return _refused(unit, refusal("no_numbers", most=MOST_NUMBERS))
    book = ReceiptBook(
        id=uuid7(at), unit_id=unit, form=form, symbol=symbol, first=first, last=last, next=first, opened_at=at
    )
    said = {"unit": unit, "form": form, "symbol": symbol, "first": first, "last": last}
    try:
        with transaction.atomic():
            batch = Batch(by=post, at=at, ground=ground, recorded_at=recorded_at)
            batch.create(book, "open_book", said)
            batch.write()
    except IntegrityError:
        # The database alone knows of a book that is opened at the same time.
        shown = {"first": f"{first:07d}", "last": f"{last:07d}", "symbol": symbol}
        return _refused(unit, refusal("book_twice", **shown))
    return Done((book.pk,), {})


def close_book(
    book: UUID, *, reason: str, by: Actor, at: datetime, ground: str, recorded_at: datetime | None = None
) -> Done:
    """Close a book, used up or not: no number of it is given any more. Its rest of numbers stands in the entry."""
    units, day, reason = tree(), local_day(at), nfc(reason)[:300]
    with transaction.atomic():
        row = ReceiptBook.objects.select_for_update().filter(pk=book).first()
        post = by.acts_for(KEEPS_BOOKS, row.unit_id, units, day) if row else None
        if row is None or post is None:
            return _refused(book, refusal("no_such_book"))
        if row.closed_at is not None:
            return _refused(book, refusal("book_closed", symbol=str(row)))
        if not reason:
            return _refused(book, refusal("no_reason"))
        batch = Batch(by=post, at=at, ground=ground, recorded_at=recorded_at)
        said = {"reason": reason, "next": row.next, "left": row.left}
        batch.record(row, "close_book", said, closed_at=at, closed_for=reason)
        batch.write()
    return Done((book,), {})


@dataclass
class Books:
    """The books that numbers are given out of, while money is received: each locked before its first number.

    `open` are those that were open when it began, `held` those whose rows are locked.
    """

    open: list[ReceiptBook]
    held: dict[UUID, ReceiptBook]

    @classmethod
    def of(cls, paths: Iterable[Sequence[UUID]], book: UUID | None = None) -> "Books":
        """The books of units and those above, inside a transaction. Of each path the one whose turn it is is locked
        at once, in the order of their ids: two who receive at once for several desks do not wait for each other.
        """
        found = list(paths)
        units = {unit for path in found for unit in path}
        books = cls(list(ReceiptBook.objects.filter(unit__in=units, closed_at=None, next__lte=F("last"))), {})
        first = {row.pk for path in found for row in books._in_turn(path, book)[:1]}
        books.held = {b.pk: b for b in ReceiptBook.objects.select_for_update().filter(pk__in=first).order_by("pk")}
        return books

    def next(self, path: Sequence[UUID], book: UUID | None = None) -> ReceiptBook | CashRefusal:
        """The locked book out of which the next number is given; or why there is none.

        The nearest unit's that has one open, the one opened first. A `book` that is named must be one of these.
        """
        for each in self._in_turn(path, book):
            row = self.held.get(each.pk)
            if row is None:
                row = self.held[each.pk] = ReceiptBook.objects.select_for_update().get(pk=each.pk)
            # Another may have taken its last number, or closed it, while we waited for the row.
            if row.closed_at is None and not row.is_used_up:
                return row
        if book is None:
            return refusal("no_book", unit=_name(path[0], tree()))
        named = ReceiptBook.objects.filter(pk=book, unit__in=list(path)).first()
        if named is None:
            return refusal("no_such_book")
        return refusal("book_closed" if named.closed_at is not None else "book_used_up", symbol=str(named))

    def _in_turn(self, path: Sequence[UUID], book: UUID | None) -> list[ReceiptBook]:
        mine = [row for row in self.open if row.unit_id in path and book in (None, row.pk)]
        return sorted(mine, key=lambda row: (path.index(row.unit_id), row.opened_at, row.pk))


def _refused(subject: UUID, why: CashRefusal) -> Done:
    return Done((), {subject: why})


def _name(unit: UUID, units: Tree) -> str:
    place = units.latest(unit)
    return place.name if place else "—"
