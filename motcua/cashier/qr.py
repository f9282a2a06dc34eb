"""The VietQR of what a dossier owes: amount filled in, its number as the purpose."""

import io
from datetime import date

import segno

from motcua.cashier.accounts import account_for
from motcua.cashier.models import CollectingAccount
from motcua.cashier.naming import squashed
from motcua.cashier.vietqr import LONGEST_PURPOSE, payload
from motcua.dossiers.models import Dossier
from motcua.organisation.tree import Tree


def account_of(dossier: Dossier, units: Tree, day: date) -> CollectingAccount | None:
    """The account that a dossier's dues are paid to on a day: of the unit that received it, or of one above."""
    return account_for(units.path(dossier.received_unit_id, day), day)


def purpose_of(number: str) -> str:
    """The number of a dossier as a transfer's purpose: as it is, without its signs where it would be too long."""
    return number if len(number) <= LONGEST_PURPOSE else squashed(number)[-LONGEST_PURPOSE:]


def payload_of(dossier: Dossier, amount: int, account: CollectingAccount) -> str:
    """The text of the code for an amount that a dossier owes. Raises NotEncodable."""
    return payload(account.bank, account.number, amount=amount, purpose=purpose_of(dossier.number or ""))


def inline_picture(text: str) -> str:
    """A code as the address of a picture that stands in the page itself."""
    return str(segno.make(text, error="m", micro=False).svg_data_uri(border=4, scale=4))


def picture(text: str) -> str:
    """A code as an SVG."""
    out = io.BytesIO()
    segno.make(text, error="m", micro=False).save(out, kind="svg", border=4, scale=4, xmldecl=False)
    return out.getvalue().decode()
