"""The words of money: what is owed, by what it is counted, when, and how it is paid."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from motcua.text import fold

# More is a slip of the finger, or somebody's account number.
MOST_AMOUNT = 10_000_000_000


class FeeKind(TextChoices):
    """What is owed: a fee for a service, a charge for an act of the state, or a duty that another body reckons."""

    FEE = "fee", _("fee")
    CHARGE = "charge", _("charge")
    TAX = "tax", _("tax")
    LAND = "land", _("land levy or rent")


class Per(TextChoices):
    """By what a rate is counted."""

    DOSSIER = "dossier", _("dossier")
    COPY = "copy", _("copy")
    ITEM = "item", _("case")


class WhenDue(TextChoices):
    """When it is collected (national list HinhThucThu: 1, 2, 4)."""

    RECEIPT = "receipt", _("on receipt")
    MEANWHILE = "meanwhile", _("while it is handled")
    RETURN = "return", _("on return of the result")


class Means(TextChoices):
    """How money comes in or is given back."""

    CASH = "cash", _("in cash")
    TRANSFER = "transfer", _("by transfer")
    ONLINE = "online", _("online")


class DueState(TextChoices):
    """What follows from what was owed, waived, paid and given back."""

    OPEN = "open", _("owed")
    PART = "part", _("paid in part")
    PAID = "paid", _("paid")
    WAIVED = "waived", _("waived")
    OVER = "over", _("to be given back")
    REFUNDED = "refunded", _("given back")


def kind_of(name: str) -> FeeKind:
    """The kind that the name of a fee tells: phí is a fee, thuế a tax, what is for land a levy.

    What names neither word is an act of the state, such as a registration: a charge (lệ phí).
    """
    plain = fold(name)
    if plain.startswith("phi"):
        return FeeKind.FEE
    if plain.startswith(("tien su dung dat", "tien thue dat", "thue dat")):
        return FeeKind.LAND
    if plain.startswith("thue"):
        return FeeKind.TAX
    return FeeKind.CHARGE
