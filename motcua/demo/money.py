"""Money at the demo's desks: books of receipts, bank accounts, fees owed on reception and how each is settled.

All numbers are generated, nobody's. What is played here belongs to no figure of the year.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from motcua.cashier.accounts import account_for, name_account
from motcua.cashier.books import close_book, open_book
from motcua.cashier.bringing import bring_statement, read_through
from motcua.cashier.mapping import StatementMapping
from motcua.cashier.matching import Clerk
from motcua.cashier.models import CollectingAccount, ReceiptBook
from motcua.cashier.receiving import cancel_receipt, receive_money
from motcua.cashier.who import ground_on
from motcua.dossiers.models import Dossier
from motcua.dossiers.refusals import Done
from motcua.fees.charges import Asked, charges
from motcua.fees.entering import chargeable
from motcua.fees.forgiving import waive
from motcua.fees.kinds import Means, WhenDue
from motcua.fees.paying import owe
from motcua.moments import local_day
from motcua.organisation.tree import Tree, tree
from motcua.people.actor import SYSTEM_ACTOR, Actor

Who = dict[str, Any]  # by, at, recorded_at, ground

FORM, NUMBERS = "01BLP2-001", 5_000
BANK, BANK_NAME = "970436", "Vietcombank"
FEES = "LUAT-97-2015"
# How one after another is settled: most in cash, some by transfer, few waived; now and then a receipt is cancelled.
WAYS = (
    "cash",
    "cash",
    "transfer",
    "cash",
    "waived",
    "cash",
    "transfer",
    "cash",
    "cancelled",
    "cash",
    "cash",
    "cash",
)
WAIVED, ON_GROUND = "Hộ nghèo, có giấy chứng nhận", "Luật Phí và lệ phí 97/2015/QH13, Điều 10"
CANCELLED = "Ghi nhầm tên người nộp"
USED = "Hết năm"
COLUMNS = {
    "reference": "Số CT",
    "date": "Ngày GD",
    "amount": "Ghi có",
    "purpose": "Nội dung",
    "payer": "Người chuyển",
}
MAPPING = StatementMapping.of({"columns": COLUMNS, "encoding": "utf-8", "delimiter": ";"})
INTEREST = "Lãi tiền gửi không kỳ hạn"  # a line of the bank's own, which is for no dossier


def give_books_and_accounts(desks: Iterable[UUID], units: Tree, at: datetime) -> None:
    """A new book of the year for each desk, the books before it closed; an account for each that has none yet."""
    have_accounts = set(CollectingAccount.objects.values_list("unit_id", flat=True))
    opened = {(book.unit_id, book.symbol): book for book in ReceiptBook.objects.filter(closed_at=None)}
    who: Who = {"by": SYSTEM_ACTOR, "at": at, "recorded_at": at, "ground": ground_on(local_day(at))}
    for n, unit in enumerate(desks, start=1):
        place, symbol = units.latest(unit), f"MC-{at:%y}P{n:02d}"
        if (unit, symbol) not in opened:
            for book in (book for (of, _symbol), book in opened.items() if of == unit):
                close_book(book.pk, reason=USED, **who)
            open_book(unit, form=FORM, symbol=symbol, first=1, last=NUMBERS, **who)
        if unit not in have_accounts:
            name_account(
                unit,
                bank=BANK,
                bank_name=BANK_NAME,
                number=f"00710000{n:05d}",
                holder=place.name if place else "",
                from_day=local_day(at),
                **who,
            )


@dataclass(frozen=True, slots=True)
class Paying:
    """Who comes to pay: of which dossier and procedure, when it was received, who takes cash there, who looks after
    the account, and who may waive."""

    dossier: UUID
    procedure: str
    at: datetime
    desk: UUID
    clerk: Actor
    cashier: Actor
    leader: Actor
    pages: int = 1
    copies: int = 1


@dataclass
class Till:
    """Fees are owed on reception, and settled in turn in the ways of the demo. Transfers wait for the statement."""

    turn: int = 0
    transfers: dict[UUID, list[tuple[Paying, int]]] = field(default_factory=dict)
    units: Tree = field(default_factory=tree)

    def charge(self, one: Paying) -> int:
        """Enter what the version charges on reception; returns how much, 0 where nothing is known or owed."""
        day = local_day(one.at)
        lines = charges(one.procedure, day, Asked(pages=one.pages, copies=one.copies)).lines
        owed = [each for each in chargeable(lines) if each.when == WhenDue.RECEIPT]
        if not owed:
            return 0
        at = one.at + timedelta(seconds=20)
        _done(owe(one.dossier, owed, by=one.clerk, at=at, recorded_at=at, ground=FEES))
        return sum(each.amount for each in owed)

    def settle(self, one: Paying, amount: int) -> None:
        """Pay what is owed, in the way whose turn it is."""
        way = WAYS[self.turn % len(WAYS)]
        self.turn += 1
        at = one.at + timedelta(seconds=45)
        if way == "transfer" and account_for(self.units.path(one.desk, local_day(at)), local_day(at)):
            self.transfers.setdefault(one.desk, []).append((one, amount))
        elif way == "waived":
            on: Who = {"by": one.leader, "at": at, "recorded_at": at, "ground": FEES}
            _done(waive(one.dossier, None, reason=WAIVED, exemption=ON_GROUND, **on))
        else:
            written = self._cash(one, amount, at)
            if way == "cancelled":
                again = at + timedelta(seconds=40)
                on = {"by": one.clerk, "at": again, "recorded_at": again, "ground": ground_on(local_day(again))}
                _done(cancel_receipt(written, reason=CANCELLED, **on))
                self._cash(one, amount, again + timedelta(seconds=20))

    def _cash(self, one: Paying, amount: int, at: datetime) -> UUID:
        on: Who = {"by": one.clerk, "at": at, "recorded_at": at, "ground": ground_on(local_day(at))}
        return _done(receive_money(one.dossier, None, amount, means=Means.CASH, **on)).done[0]

    def bring_statements(self, at: datetime, *, interest: bool = False) -> None:
        """Bring in what the bank says of each desk; with `interest` a line too that waits for an officer."""
        for desk, paid in self.transfers.items():
            day = local_day(at)
            account = account_for(self.units.path(desk, day), day)
            assert account is not None  # noqa: S101 -- asked when the transfer was taken
            clerk = Clerk(paid[-1][0].cashier, at, ground_on(day), at)
            given: Who = {"by": clerk.by, "at": at, "ground": clerk.ground}
            read_through(
                bring_statement(account, _statement(paid, day, interest), f"sao-ke-{day}.csv", MAPPING, **given),
                clerk,
            )
        self.transfers.clear()


def _statement(paid: Sequence[tuple[Paying, int]], day: date, interest: bool) -> bytes:
    """A bank's statement as CSV: the purpose names the dossier."""
    rows = Dossier.objects.filter(pk__in=[one.dossier for one, _amount in paid]).select_related("applicant")
    dossiers = {row.pk: row for row in rows}
    lines = [";".join(COLUMNS.values())]
    for n, (one, amount) in enumerate(paid, start=1):
        row = dossiers[one.dossier]
        purpose = f"Nop phi ho so {row.number}"
        lines.append(f"FT{one.at:%y%m%d%H%M%S}{n:02d};{one.at:%d/%m/%Y};{amount};{purpose};{row.applicant.name}")
    if interest:
        lines.append(f"LAI{day:%y%m%d};{day:%d/%m/%Y};1250;{INTEREST};")
    return "\n".join(lines).encode()


def _done(done: Done) -> Done:
    assert done.refusal is None, str(done.refusal)  # noqa: S101 -- chosen so that it is possible
    return done
