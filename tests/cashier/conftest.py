"""The cast's money desk: Giang and Khánh take money at the district's desk, which has a book and an account."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

import pytest

from motcua.cashier.accounts import name_account
from motcua.cashier.books import open_book
from motcua.cashier.models import CollectingAccount, MoneyReceipt, ReceiptBook
from motcua.cashier.receiving import receive_money
from motcua.dossiers.models import Dossier
from motcua.dossiers.refusals import Done
from motcua.fees.kinds import FeeKind, Means
from motcua.fees.paying import Owed, owe
from motcua.journal.by import SYSTEM
from motcua.people.actor import SYSTEM_ACTOR, Actor
from motcua.people.admit import NewAccount, NewPost, admit
from motcua.people.models import Account, Function
from tests.cast import BEGINNING, GROUND, MONDAY, Cast, at, build_cast, succeeded

BANK, NUMBER = "970436", "0011012345678"


@dataclass
class MoneyDesk:
    """The cast with its cashiers, a book of a hundred numbers and an account."""

    cast: Cast
    book: ReceiptBook
    account: CollectingAccount
    cashiers: dict[str, Account] = field(default_factory=dict)

    @property
    def giang(self) -> Actor:
        return Actor.of(self.cashiers["giang"], MONDAY)

    @property
    def khanh(self) -> Actor:
        return Actor.of(self.cashiers["khanh"], MONDAY)

    def owing(self, *amounts: int, when: datetime | None = None, **given: Any) -> Dossier:
        """A dossier that owes so much; the first is a fee, the others are charges."""
        dossier = self.cast.received(when, **given)
        self.owe(dossier, *amounts, when=when)
        return dossier

    def owe(self, dossier: Dossier, *amounts: int, when: datetime | None = None) -> None:
        owed = [
            Owed("Phí thẩm định" if n == 0 else f"Lệ phí {n}", FeeKind.FEE if n == 0 else FeeKind.CHARGE, amount)
            for n, amount in enumerate(amounts)
        ]
        succeeded(owe(dossier.pk, owed, by=SYSTEM_ACTOR, at=when or at(), ground=GROUND))

    def receive(self, dossier: Dossier, amount: int, *, who: Actor | None = None, **given: Any) -> Done:
        """Giang receives so much in cash at nine on Monday, unless something else is said."""
        facts: dict[str, Any] = {"dues": None, "means": Means.CASH, "at": at(7, 9), "ground": GROUND}
        return receive_money(dossier.pk, amount=amount, by=who or self.giang, **(facts | given))

    def received(self, dossier: Dossier, amount: int, **given: Any) -> MoneyReceipt:
        done = succeeded(self.receive(dossier, amount, **given))
        return MoneyReceipt.objects.get(pk=done.done[0])

    def open_book(self, first: int, last: int, **given: Any) -> Done:
        facts: dict[str, Any] = {"form": "01BLP3-001", "symbol": "AA-19P", "at": at(7, 8), "ground": GROUND}
        return open_book(self.cast.desk.pk, first=first, last=last, by=self.giang, **(facts | given))


def build_money_desk(cast: Cast) -> MoneyDesk:
    new = [
        NewAccount(name, full, [NewPost(cast.desk, Function.CASHIER)], password_hash="!")
        for name, full in (("giang", "Ngô Thị Giang"), ("khanh", "Mai Văn Khánh"))
    ]
    admitted = admit(
        new, by=SYSTEM, at=at(BEGINNING), ground="DECISION", from_day=BEGINNING, recorded_at=at(BEGINNING)
    )
    system: dict[str, Any] = {"by": SYSTEM_ACTOR, "at": at(BEGINNING), "ground": "DECISION"}
    opened = open_book(cast.desk.pk, form="01BLP3-001", symbol="AA-18P", first=1, last=100, **system)
    laid = name_account(
        cast.district.pk,
        bank=BANK,
        number=NUMBER,
        holder="UBND HUYEN DUC HUE",
        from_day=date(2018, 1, 1),
        **system,
    )
    return MoneyDesk(
        cast,
        ReceiptBook.objects.get(pk=succeeded(opened).done[0]),
        CollectingAccount.objects.get(pk=succeeded(laid).done[0]),
        {account.username: account for account in admitted},
    )


@pytest.fixture
def money_desk(cast: Cast) -> MoneyDesk:
    return build_money_desk(cast)


@pytest.fixture
def fresh_money_desk(fresh_database: Any) -> Iterator[MoneyDesk]:
    """On a database of its own, for several connections."""
    yield build_money_desk(build_cast())


def numbers_of(book: UUID) -> list[int]:
    return list(MoneyReceipt.objects.filter(book=book).order_by("number").values_list("number", flat=True))
