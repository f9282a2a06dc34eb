"""Print a form of a dossier, or a register book, into a file."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.management.base import CommandError, CommandParser
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from motcua.catalogue.models import Field
from motcua.command import Command as Base
from motcua.command import Refusal
from motcua.dossiers.grounds import ground_for
from motcua.dossiers.models import Dossier
from motcua.moments import local_day
from motcua.organisation.tree import tree
from motcua.people.actor import SYSTEM_ACTOR
from motcua.printing.book import pdf_of_book
from motcua.printing.forms import FORMS
from motcua.printing.models import PrintedBook, PrintedForm, StatutoryForm
from motcua.printing.print_form import print_form
from motcua.printing.receipt import is_address
from motcua.printing.register import print_book
from motcua.printing.render import pdf_of
from motcua.text import nfc

HERE = "http://127.0.0.1:8000"


class Command(Base):
    """`motcua print FORM NUMBER -o FILE`, `motcua print register UNIT --year YEAR -o FILE`: printed once more."""

    help = _("Print a form of a dossier, or the register book of a unit's year, into a PDF file.")

    def add_arguments(self, parser: CommandParser) -> None:
        """Which form of which dossier or which unit's book, and where to."""
        parser.add_argument("form", choices=StatutoryForm.values, help=_("Which form."))
        parser.add_argument(
            "number",
            help=_(
                "The dossier's whole number, such as 000.00.28.H39-191105-0012, or its id; for the register the "
                "unit's code."
            ),
        )
        parser.add_argument("-o", "--output", required=True, type=Path, help=_("File to write."))
        parser.add_argument("--year", type=int, help=_("Year of the register; else this year."))
        parser.add_argument("--field", default="", help=_("Field of the register, by its name; else all fields."))
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
            printed = (
                _book(nfc(number), options["year"], nfc(options["field"]), base)
                if form == StatutoryForm.REGISTER
                else _printed(StatutoryForm(form), nfc(number), base)
            )
            pdf = pdf_of_book(printed) if isinstance(printed, PrintedBook) else pdf_of(printed)
            try:
                output.write_bytes(pdf)
            except OSError as error:
                raise Refusal(
                    _("The file %(file)s cannot be written (%(why)s). Name another with -o FILE.")
                    % {"file": output, "why": error.strerror or error}
                ) from error
        label = StatutoryForm(form).label
        self.step(_said(form) % {"file": output, "n": printed.printing, "form": label})


def _said(form: str) -> str:
    if form == StatutoryForm.RECEIPT:
        return _("%(file)s: printing %(n)s of the receipt; earlier codes are no longer valid.")
    return _("%(file)s: printing %(n)s of “%(form)s”.")


def _printed(form: StatutoryForm, number: str, address: str) -> PrintedForm:
    dossier = Dossier.objects.filter(_named(number)).values_list("pk", flat=True).first()
    if dossier is None:
        raise Refusal(
            _("No dossier bears the number “%(number)s”. Check it against the receipt.") % {"number": number[:60]}
        )
    at = datetime.now(UTC)
    ground = FORMS[form].ground_on(local_day(at))
    done = print_form([dossier], form=form, address=address, by=SYSTEM_ACTOR, at=at, ground=ground)
    if done.refusal is not None:
        raise Refusal(str(done.refusal))
    return PrintedForm.objects.get(pk=done.done[0])


def _named(number: str) -> Q:
    """A dossier by its number; what was never received has none, and is named by its id."""
    try:
        return Q(pk=UUID(number))
    except ValueError:
        return Q(number=number)


def _book(code: str, year: int | None, field: str, address: str) -> PrintedBook:
    at = datetime.now(UTC)
    day = local_day(at)
    unit = tree().by_code(code, day)
    if unit is None:
        raise Refusal(
            _("No unit has the code “%(code)s” today. Check it with the administrator.") % {"code": code[:60]}
        )
    chosen = Field.objects.filter(name=field).first() if field else None
    if field and chosen is None:
        raise Refusal(
            _("There is no field “%(field)s”. Write it as the catalogue of procedures does.")
            % {"field": field[:100]}
        )
    printed = print_book(
        unit=unit.unit,
        year=year if year is not None else day.year,
        field=chosen.pk if chosen else None,
        address=address,
        by=SYSTEM_ACTOR,
        at=at,
        ground=ground_for("receive", day),
    )
    if not isinstance(printed, PrintedBook):
        raise Refusal(str(printed))
    return printed
