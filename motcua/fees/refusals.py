"""Why an act on money was refused: values, said in the reader's language with amounts as people write them."""

from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from motcua.dossiers.refusals import Refusal

SENTENCES = {
    "no_money": gettext_noop("Give an amount of 1 đồng or more; %(amount)s đ cannot be paid."),
    "absurd": gettext_noop("%(amount)s đ is more than can be right (%(most)s đ at most). Check the amount."),
    "no_name": gettext_noop("Say what is owed: a fee or duty has a name."),
    "over_for_dues": gettext_noop("Dossier %(number)s is “%(state)s”: nothing new is owed for it."),
    "no_such_due": gettext_noop("What you chose is not owed by dossier %(number)s. Load its page again."),
    "nothing_owed": gettext_noop("Dossier %(number)s owes nothing."),
    "paid_already": gettext_noop("Dossier %(number)s owes nothing any more: %(paid)s đ are paid."),
    "paid_twice": gettext_noop(
        "This payment for dossier %(number)s was entered at %(when)s already. Nothing was changed."
    ),
    "too_much": gettext_noop("Dossier %(number)s owes %(owed)s đ; %(amount)s đ is more. Enter what is owed."),
    "not_waivable": gettext_noop(
        "Of what you chose %(left)s đ can still be waived for dossier %(number)s, not %(amount)s đ."
    ),
    "not_paid": gettext_noop(
        "For dossier %(number)s %(paid)s đ were paid and not given back yet; %(amount)s đ cannot be given back."
    ),
    "no_payment": gettext_noop("There is no such payment for a dossier that you may act on."),
    "cancelled": gettext_noop("This payment for dossier %(number)s was cancelled already. Nothing was changed."),
    "given_back": gettext_noop(
        "Of this payment for dossier %(number)s money was given back already; it cannot be cancelled."
    ),
    "has_receipt": gettext_noop(
        "A receipt was given for this payment for dossier %(number)s. Cancel the receipt on its own page."
    ),
    "owed_on_return": gettext_noop(
        "Dossier %(number)s still owes %(owed)s đ, to be collected when the result is returned. Enter the payment "
        "first, or have its leader waive it."
    ),
    "owed_already": gettext_noop("This was entered as owed for dossier %(number)s already. Nothing was changed."),
    "nothing_charged": gettext_noop(
        "The schedule names no amount to collect for dossier %(number)s: %(why)s. Enter what is owed by hand."
    ),
}


class MoneyRefusal(Refusal):
    """One dossier's refusal of an act on money. Amounts are whole đồng."""

    def __str__(self) -> str:
        shown = {k: number_format(v) if isinstance(v, int) else v for k, v in self.params.items()}
        return _(SENTENCES[self.code]) % shown


class Said(Refusal):
    """A refusal whose sentence another part composed: what cannot be quoted, what no code can name."""

    def __str__(self) -> str:
        return str(self.params["problem"])


def refusal(code: str, **params: Any) -> MoneyRefusal:
    """A refusal with what its sentence names."""
    return MoneyRefusal(code, params)
