"""What an applicant is told of the money that his dossier owes."""

from dataclasses import dataclass

from motcua.dossiers.models import Dossier
from motcua.fees.online import platform
from motcua.fees.owed import Due, Sums, sums


@dataclass(frozen=True, slots=True)
class OwedBy:
    """What an applicant is told of his dues: each of them, the sums, and whether he can pay online."""

    dues: list[Due]
    sums: Sums
    is_payable_online: bool

    @property
    def still(self) -> list[Due]:
        """What is still to be paid."""
        return [due for due in self.dues if due.balance > 0]

    @property
    def kept(self) -> int:
        """Paid and not given back."""
        return self.sums.paid - self.sums.refunded


def owed_by(dossier: Dossier) -> OwedBy | None:
    """What a dossier owes; None where nothing was ever owed."""
    dues = list(Due.objects.of(dossier.pk))
    if not dues:
        return None
    found = sums(dues)
    return OwedBy(dues, found, found.balance > 0 and platform() is not None)
