"""Books of receipts and accounts of a unit that ends are named by the rehearsal: no money passes by itself."""

from datetime import UTC, date, datetime

from motcua.cashier.accounts import name_account
from motcua.cashier.books import open_book
from motcua.moments import local_day
from motcua.people.actor import SYSTEM_ACTOR
from motcua.reorganising.acts import rehearse_reorganisation
from tests.cast import BEGINNING, at, succeeded
from tests.desk.town import Town, ago
from tests.reorganising.worked import written

TODAY = local_day(datetime.now(UTC))
ACT = {"by": SYSTEM_ACTOR, "at": at(BEGINNING), "ground": "DECISION"}


def test_books_and_accounts_of_a_unit_that_ends_are_named(town: Town) -> None:
    desk = town.cast.desk.pk
    succeeded(open_book(desk, form="01BLP3-001", symbol="AA-26P", first=1, last=100, **ACT))
    account = {"bank": "970436", "number": "0011012345678", "holder": "UBND HUYEN DUC HUE"}
    succeeded(name_account(desk, from_day=date(2018, 1, 1), **account, **ACT))
    made = written("absorb source=801.01 code=27899", on=TODAY, at=ago(0))
    found = {each.kind: each for each in rehearse_reorganisation(made.pk, ago(0)).findings}
    for kind in ("receipt_books", "accounts"):
        assert (found[kind].n, found[kind].before, found[kind].after) == (1, "801.01", "27899")
        assert "UBND xã Mỹ Bình" in str(found[kind])
