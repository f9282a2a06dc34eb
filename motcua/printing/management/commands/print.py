"""Print a form of a dossier into a file."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError, CommandParser
from django.db import transaction
from django.utils.translation import gettext as _

from motcua.command import Command as Base
from motcua.command import Refusal
from motcua.dossiers.grounds import ground_for
from motcua.dossiers.models import Dossier
from motcua.moments import local_day
from motcua.people.actor import SYSTEM_ACTOR
from motcua.printing.models import PrintedForm, StatutoryForm
from motcua.printing.print_form import print_form
from motcua.printing.receipt import is_address
from motcua.printing.render import pdf_of
from motcua.text import nfc

HERE = "http://127.0.0.1:8000"


class Command(Base):
    """`motcua print receipt|letter NUMBER -o FILE`: printed once more; a receipt with a new reading code."""

    help = _("Print a form of a dossier, its receipt or its letter of apology, into a PDF file.")

    def add_arguments(self, parser: CommandParser) -> None:
        """Which form of which dossier, and where to."""
        parser.add_argument("form", choices=StatutoryForm.values, help=_("Which form."))
        parser.add_argument("number", help=_("The dossier's whole number, such as 000.00.28.H39-191105-0012."))
        parser.add_argument("-o", "--output", required=True, type=Path, help=_("File to write."))
        parser.add_argument(
            "--address", help=_("Address that the QR code leads to; else MOTCUA_PUBLIC_ADDRESS, else this machine.")
        )

    def handle(self, *, form: str, number: str, output: Path, address: str | None, **options: Any) -> None:
        """Print and write the file; what cannot be written was not printed."""
        base = (address or settings.PUBLIC_ADDRESS or HERE).rstrip("/")
        if not is_address(base):
            error = CommandError(
                _("%(address)s is not an address; give one such as https://motcua.example.vn.") % {"address": base}
            )
            error.returncode = 2
            raise error
        with transaction.atomic():
            printed = _printed(StatutoryForm(form), nfc(number), base)
            try:
                output.write_bytes(pdf_of(printed))
            except OSError as error:
                raise Refusal(
                    _("The file %(file)s cannot be written (%(why)s). Name another with -o FILE.")
                    % {"file": output, "why": error.strerror or error}
                ) from error
        said = (
            _("%(file)s: printing %(n)s of the receipt; earlier codes are no longer valid.")
            if printed.form == StatutoryForm.RECEIPT
            else _("%(file)s: printing %(n)s of the letter.")
        )
        self.step(said % {"file": output, "n": printed.printing})


def _printed(form: StatutoryForm, number: str, address: str) -> PrintedForm:
    dossier = Dossier.objects.filter(number=number).values_list("pk", flat=True).first()
    if dossier is None:
        raise Refusal(
            _("No dossier bears the number “%(number)s”. Check it against the receipt.") % {"number": number[:60]}
        )
    at = datetime.now(UTC)
    ground = ground_for("receive" if form == StatutoryForm.RECEIPT else "sign_letter", local_day(at))
    done = print_form([dossier], form=form, address=address, by=SYSTEM_ACTOR, at=at, ground=ground)
    if done.refusal is not None:
        raise Refusal(str(done.refusal))
    return PrintedForm.objects.get(pk=done.done[0])
