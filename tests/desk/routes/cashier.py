"""Routes of the money desk: taking money, receipts, the count, the bank, the books."""

import io
import json
from datetime import UTC, date, datetime
from typing import Any
from uuid import uuid4

from django.contrib.auth.hashers import PBKDF2PasswordHasher

from motcua.cashier.accounts import name_account
from motcua.cashier.books import open_book
from motcua.cashier.bringing import bring_statement, read_through
from motcua.cashier.mapping import StatementMapping
from motcua.cashier.matching import Clerk
from motcua.cashier.models import BankStatement, CollectingAccount, MoneyReceipt
from motcua.cashier.receiving import receive_money
from motcua.dossiers.models import Dossier
from motcua.fees.kinds import FeeKind, Means
from motcua.fees.owed import Due
from motcua.fees.paying import Owed, owe
from motcua.journal.by import SYSTEM
from motcua.people.actor import SYSTEM_ACTOR, Actor
from motcua.people.admit import NewAccount, NewPost, admit
from motcua.people.models import Account, Function
from tests.cast import BEGINNING, GROUND, PASSWORD, at, succeeded
from tests.desk.routes.route import Route
from tests.desk.town import Town, ago

MAPPING = {"columns": {"reference": "CT", "date": "Ngay", "amount": "Co", "purpose": "ND"}}
SYSTEM_ACTS: dict[str, Any] = {"by": SYSTEM_ACTOR, "at": at(BEGINNING), "ground": "DECISION"}


def opened(town: Town) -> list[Any]:
    """Nothing in the address; Giang is cashier at the desk, which has a book, and an account above it."""
    if not Account.objects.filter(username="giang").exists():
        hashed = PBKDF2PasswordHasher().encode(PASSWORD, "cast", 1)
        post = NewPost(town.cast.desk, Function.CASHIER)
        new = NewAccount("giang", "Ngô Thị Giang", [post], password_hash=hashed)
        given: dict[str, Any] = {"by": SYSTEM, "at": at(BEGINNING), "ground": "DECISION"}
        admit([new], from_day=BEGINNING, recorded_at=at(BEGINNING), **given)
        book: dict[str, Any] = {"form": "01BLP3-001", "symbol": "AA-26P", "first": 1, "last": 100}
        succeeded(open_book(town.cast.desk.pk, **book, **SYSTEM_ACTS))
        account: dict[str, Any] = {"bank": "970436", "number": "0011012345678", "holder": "UBND HUYEN DUC HUE"}
        since = date(2018, 1, 1)
        succeeded(name_account(town.cast.district.pk, from_day=since, **account, **SYSTEM_ACTS))
    return []


def giang() -> Actor:
    return Actor.of(Account.objects.get(username="giang"), datetime.now(UTC).date())


def owing(town: Town) -> Dossier:
    """A dossier that owes a fee of 100,000 đ."""
    opened(town)
    dossier = town["taken"]
    if not Due.objects.of(dossier.pk).exists():
        fee = Owed("Phí thẩm định", FeeKind.FEE, 100_000)
        succeeded(owe(dossier.pk, [fee], by=SYSTEM_ACTOR, at=ago(1), ground=GROUND))
    return dossier


def receiving(town: Town, **given: Any) -> dict[str, Any]:
    """What the form sends."""
    dossier = owing(town)
    dues = [str(due.pk) for due in Due.objects.of(dossier.pk)]
    return {"receipt": uuid4(), "dossier": dossier.pk, "due": dues, "means": "cash"} | given


def receipt(town: Town) -> list[Any]:
    """A receipt that Giang wrote."""
    found = MoneyReceipt.objects.first()
    if found is None:
        dossier = owing(town)
        given: dict[str, Any] = {"means": Means.CASH, "by": giang(), "at": ago(0.01), "ground": GROUND}
        done = succeeded(receive_money(dossier.pk, None, 100_000, **given))
        return [done.done[0]]
    return [found.pk]


def csv_file(*lines: str) -> bytes:
    return "\n".join(["CT,Ngay,Co,ND", *lines]).encode()


def statement(town: Town) -> list[Any]:
    """A statement with a line that waits."""
    opened(town)
    found = BankStatement.objects.first()
    if found is None:
        account, when = CollectingAccount.objects.get(), datetime.now(UTC)
        content = csv_file("FT1,05/01/2026,20000,nop phi")
        mapping = StatementMapping.of(MAPPING)
        who: dict[str, Any] = {"by": giang(), "at": when, "ground": GROUND}
        found = bring_statement(account, content, "sao-ke.csv", mapping, **who)
        read_through(found, Clerk(giang(), when, GROUND))
    return [found.pk]


class Again(io.BytesIO):
    """A file that can be sent more than once."""

    name = "sao-ke.csv"

    def read(self, *_size: int | None) -> bytes:
        return self.getvalue()


def upload(town: Town) -> dict[str, Any]:
    opened(town)
    file = Again(csv_file("FT9,05/01/2026,20000,nop phi"))
    return {"account": CollectingAccount.objects.get().pk, "file": file, "mapping": json.dumps(MAPPING)}


def new_book(town: Town) -> dict[str, Any]:
    opened(town)
    return {"unit": town.cast.desk.pk, "form": "01BLP3-001", "symbol": "AB-26P", "first": 1, "last": 50}


def listed(town: Town) -> list[Any]:
    statement(town)
    return []


CLOSED: dict[str, Any] = {"stranger_get": 403, "stranger_post": 403}
NOT_SEEN: dict[str, Any] = {"stranger_get": 404, "stranger_post": 404}
ROUTES: dict[str, Route] = {
    "cashier": Route("giang", post=303, stranger_post=404, args=opened, data=receiving),
    "cashier_qr": Route("giang", stranger_get=404, args=lambda town: [owing(town).number]),
    "money_receipt": Route("giang", post=303, **NOT_SEEN, args=receipt),
    "money_receipt_cancellation": Route(
        "giang", get=303, post=303, **NOT_SEEN, args=receipt, data=lambda town: {"reason": "Sai tên"}
    ),
    "cash_count": Route("giang", post=303, stranger_post=303, args=opened, data=lambda town: {"reason": ""}),
    "bank_lines": Route("giang", post=303, **CLOSED, args=listed, data=lambda town: {"act": "again"}),
    "bank_statements": Route("giang", get=303, post=303, **CLOSED, args=opened, data=upload),
    "bank_statement": Route("giang", post=303, **CLOSED, args=statement),
    "receipt_books": Route("giang", post=303, stranger_post=422, args=opened, data=new_book),
}
