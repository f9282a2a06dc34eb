"""What an applicant is told of the money that his dossier owes."""

from dataclasses import dataclass

from motcua.cashier.models import CollectingAccount
from motcua.cashier.qr import account_of, inline_picture, payload_of, purpose_of
from motcua.cashier.vietqr import NotEncodable
from motcua.desk.dues_quote import unentered
from motcua.desk.now import Now
from motcua.dossiers.books import lines_of
from motcua.dossiers.models import Dossier
from motcua.dossiers.states import State
from motcua.fees.online import platform
from motcua.fees.owed import Due, Sums, sums
from motcua.fees.paying import OVER


@dataclass(frozen=True, slots=True)
class Transfer:
    """How he transfers what is owed: to which account, with which words, and all of it as a VietQR."""

    account: CollectingAccount
    purpose: str
    picture: str


@dataclass(frozen=True, slots=True)
class OwedBy:
    """What an applicant is told of his dues: each of them, the sums, and how he can pay from home.

    `unknown` names what the provincial council has not set yet: not free, and not to be paid before it is known.
    `transfer` is None where his unit has no account on that day.
    """

    dues: list[Due]
    unknown: list[str]
    sums: Sums
    is_payable_online: bool
    transfer: Transfer | None

    @property
    def still(self) -> list[Due]:
        """What is still to be paid."""
        return [due for due in self.dues if due.balance > 0]

    @property
    def kept(self) -> int:
        """Paid and not given back."""
        return self.sums.paid - self.sums.refunded


def owed_by(dossier: Dossier, present: Now) -> OwedBy | None:
    """What a dossier owes; None where nothing was ever owed and nothing is left to be set."""
    dues = list(Due.objects.of(dossier.pk))
    unknown = _not_set_yet(dossier, dues, present)
    if not dues and not unknown:
        return None
    found = sums(dues)
    is_open = found.balance > 0
    transfer = _transfer(dossier, found.balance, present) if is_open else None
    return OwedBy(dues, unknown, found, is_open and platform() is not None, transfer)


def _not_set_yet(dossier: Dossier, dues: list[Due], present: Now) -> list[str]:
    """The fees of an open dossier of which nobody knows how much they are."""
    if State(dossier.state) in OVER:
        return []
    line = lines_of([dossier.pk]).get(dossier.pk)
    return [each.name for each in unentered(dossier, dues, present, line) or () if each.amount is None]


def _transfer(dossier: Dossier, amount: int, present: Now) -> Transfer | None:
    account = account_of(dossier, present.units, present.day) if dossier.number else None
    if account is None:
        return None
    try:
        text = payload_of(dossier, amount, account)
    except NotEncodable:
        return None
    return Transfer(account, purpose_of(dossier.number or ""), inline_picture(text))
