"""What the demo's desks collect money with: a book of receipts and a bank account each, generated, nobody's."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from motcua.cashier.accounts import name_account
from motcua.cashier.books import open_book
from motcua.cashier.models import CollectingAccount, ReceiptBook
from motcua.moments import local_day
from motcua.organisation.tree import Tree
from motcua.people.actor import SYSTEM_ACTOR

FORM, NUMBERS = "01BLP2-001", 5_000
BANK, BANK_NAME = "970436", "Vietcombank"
GROUND = "ND123-2020"


def give_books_and_accounts(desks: Iterable[UUID], units: Tree, at: datetime) -> None:
    """Open a book and lay down an account for each desk that has none yet."""
    have_books = set(ReceiptBook.objects.values_list("unit_id", flat=True))
    have_accounts = set(CollectingAccount.objects.values_list("unit_id", flat=True))
    for n, unit in enumerate(desks, start=1):
        place = units.latest(unit)
        if unit not in have_books:
            symbol = f"MC-{at:%y}P{n:02d}"
            open_book(unit, form=FORM, symbol=symbol, first=1, last=NUMBERS, by=SYSTEM_ACTOR, at=at, ground=GROUND)
        if unit not in have_accounts:
            name_account(
                unit,
                bank=BANK,
                bank_name=BANK_NAME,
                number=f"00710000{n:05d}",
                holder=place.name if place else "",
                from_day=local_day(at),
                by=SYSTEM_ACTOR,
                at=at,
                ground=GROUND,
            )
