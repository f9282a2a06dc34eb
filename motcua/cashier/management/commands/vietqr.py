"""Print the payload of a VietQR code."""

from typing import Any

from django.core.management.base import CommandParser
from django.utils.translation import gettext as _

from motcua.cashier.vietqr import NotEncodable, payload
from motcua.command import Command as Base
from motcua.command import Refusal


class Command(Base):
    """`motcua vietqr --bank BIN --account N [--amount N --purpose TEXT --bill TEXT]`: the text of the code."""

    help = _("Print the payload of a VietQR code: what a bank's application reads to fill in a transfer.")

    def add_arguments(self, parser: CommandParser) -> None:
        """Whom to pay, how much and for what."""
        parser.add_argument("--bank", required=True, help=_("BIN of the bank, six digits such as 970403."))
        parser.add_argument("--account", required=True, help=_("Account number, or card number with --card."))
        parser.add_argument("--amount", type=int, help=_("Amount in đồng; without it whoever pays fills it in."))
        parser.add_argument("--purpose", default="", help=_("What it is for; accents are folded."))
        parser.add_argument("--bill", default="", help=_("Number of the bill."))
        parser.add_argument("--card", action="store_true", help=_("The number is that of a card."))

    def handle(
        self,
        *,
        bank: str,
        account: str,
        amount: int | None,
        purpose: str,
        bill: str,
        card: bool,
        **options: Any,
    ) -> None:
        """Print it."""
        try:
            text = payload(bank, account, amount=amount, purpose=purpose, bill=bill, is_card=card)
        except NotEncodable as problem:
            raise Refusal(str(problem)) from problem
        self.stdout.write(text)
