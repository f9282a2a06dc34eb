"""Why an act at the money desk was refused: values, said in the reader's language."""

from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from motcua.dossiers.refusals import Refusal

SENTENCES = {
    # Books and accounts
    "not_your_book": gettext_noop("None of your posts keeps the books of receipts of %(unit)s."),
    "no_form": gettext_noop("Give the form and the symbol of the book, such as 01BLP3-001 and AA-26P."),
    "no_numbers": gettext_noop(
        "Give the first and the last number of the book: from 1 up, at most %(most)s numbers."
    ),
    "book_twice": gettext_noop("Numbers %(first)s to %(last)s of %(symbol)s stand in another book already."),
    "book_closed": gettext_noop("Book %(symbol)s is closed already. Nothing was changed."),
    "no_book": gettext_noop(
        "No book of receipts with numbers left is open for %(unit)s. Open the next book before you take money."
    ),
    "book_used_up": gettext_noop("Book %(symbol)s is used up: its last number was given. Choose another book."),
    "no_such_book": gettext_noop("There is no such book at your desks. Choose another one."),
    "no_holder": gettext_noop("Give the name of the account's holder as the bank writes it."),
    "account_twice": gettext_noop(
        "%(unit)s has an account that begins on or after %(day)s already. Choose a later day."
    ),
    "not_your_account": gettext_noop("Accounts of %(unit)s are laid down by its leader or its administrator."),
    # Receipts
    "not_collecting": gettext_noop("None of your posts takes money for dossier %(number)s."),
    "only_cash": gettext_noop("At the counter you take cash only; a transfer is entered by the cashier."),
    "no_amount": gettext_noop("Give an amount of 1 đồng or more; %(amount)s đ cannot be received."),
    "no_reason": gettext_noop("Say why: it stands beside the number for good."),
    "sent_twice": gettext_noop("This was received already: receipt %(receipt)s. Nothing was changed."),
    "day_closed": gettext_noop(
        "You closed your cash count of %(day)s. Cash that comes now belongs to the next day's count."
    ),
    "cancelled_already": gettext_noop("Receipt %(receipt)s is cancelled already. Nothing was changed."),
    "counted_already": gettext_noop(
        "The cash of receipt %(receipt)s was counted with its day %(day)s. It can only be given back, which a "
        "leader decides."
    ),
    "no_such_receipt": gettext_noop("There is no such receipt at your desks."),
    # Counts
    "no_person": gettext_noop("Cash is counted by the person who took it."),
    "no_cash_post": gettext_noop("None of your posts takes cash on %(day)s."),
    "day_to_come": gettext_noop("%(day)s has not come yet. Count the cash of today."),
    "counted_twice": gettext_noop("The cash of %(day)s is counted and closed already. Nothing was changed."),
    "no_such_piece": gettext_noop("There is no note or coin of %(piece)s đ."),
    "pieces_few": gettext_noop("Give how many pieces of %(piece)s đ there are, from 0 up."),
    "differs": gettext_noop("Counted are %(counted)s đ, expected %(expected)s đ. Say why they differ."),
    # Lines of the bank
    "not_your_line": gettext_noop("There is no such line of the bank at your desks."),
    "line_done": gettext_noop("This line of the bank is entered or set aside already. Nothing was changed."),
    "line_waits": gettext_noop("This line of the bank is not set aside. Nothing was changed."),
    "no_such_dossier": gettext_noop("No dossier that you may see bears the number “%(number)s”."),
}


class CashRefusal(Refusal):
    """The refusal of an act at the money desk. Amounts are whole đồng."""

    def __str__(self) -> str:
        shown = {k: number_format(v) if isinstance(v, int) else v for k, v in self.params.items()}
        return _(SENTENCES[self.code]) % shown


def refusal(code: str, **params: Any) -> CashRefusal:
    """A refusal with what its sentence names."""
    return CashRefusal(code, params)
