"""What an applicant is told of the money that his dossier owes."""

from dataclasses import dataclass

from motcua.cashier.models import CollectingAccount
from motcua.cashier.qr import account_of, inline_picture, payload_of, purpose_of
from motcua.cashier.vietqr import NotEncodable
from motcua.desk.now import Now
from motcua.dossiers.models import Dossier
from motcua.fees.online import platform
from motcua.fees.owed import Due, Sums, sums


@dataclass(frozen=True, slots=True)
class Transfer:
    """How he transfers what is owed: to which account, with which words, and all of it as a VietQR."""

    account: CollectingAccount
    purpose: str
    picture: str


@dataclass(frozen=True, slots=True)
class OwedBy:
    """What an applicant is told of his dues: each of them, the sums, and how he can pay from home.

    `transfer` is None where his unit has no account on that day.
    """

    dues: list[Due]
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
    """What a dossier owes; None where nothing was ever owed."""
    dues = list(Due.objects.of(dossier.pk))
    if not dues:
        return None
    found = sums(dues)
    is_open = found.balance > 0
    transfer = _transfer(dossier, found.balance, present) if is_open else None
    return OwedBy(dues, found, is_open and platform() is not None, transfer)


def _transfer(dossier: Dossier, amount: int, present: Now) -> Transfer | None:
    account = account_of(dossier, present.units, present.day) if dossier.number else None
    if account is None:
        return None
    try:
        text = payload_of(dossier, amount, account)
    except NotEncodable:
        return None
    return Transfer(account, purpose_of(dossier.number or ""), inline_picture(text))
