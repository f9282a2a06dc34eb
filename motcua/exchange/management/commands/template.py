"""Hand out the template of a file that can be imported."""

import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser
from django.utils.translation import gettext as _

from motcua.catalogue.columns import COLUMNS
from motcua.catalogue.template import as_csv, as_xlsx
from motcua.command import Command as Base
from motcua.command import Refusal
from motcua.exchange.register import template as register

# What is imported by `motcua import KIND`, and how its template is made, by suffix.
KINDS: Mapping[str, Mapping[str, Callable[[], bytes]]] = {
    "procedures": {
        ".xlsx": lambda: as_xlsx(COLUMNS, _("Procedures")),
        ".csv": lambda: as_csv(COLUMNS),
    },
    "dossiers": {".xlsx": register.as_xlsx, ".csv": register.as_csv},
}


class Command(Base):
    """`motcua template KIND -o FILE`."""

    help = _("Write the template that `motcua import` reads, as XLSX or CSV.")

    def add_arguments(self, parser: CommandParser) -> None:
        """Which template, and where to."""
        parser.add_argument("kind", choices=sorted(KINDS), help=_("What the template is for."))
        parser.add_argument(
            "-o",
            dest="output",
            type=Path,
            required=True,
            help=_("The file to write, .xlsx or .csv; - prints CSV."),
        )

    def handle(self, *, kind: str, output: Path, **options: Any) -> None:
        """Write it; a file that is there already is never overwritten."""
        makers = KINDS[kind]
        if str(output) == "-":
            sys.stdout.buffer.write(makers[".csv"]())
            return
        maker = makers.get(output.suffix.lower())
        if maker is None:
            raise Refusal(_("The name of the template has to end in .xlsx or .csv."))
        try:
            with output.open("xb") as file:
                file.write(maker())
        except FileExistsError:
            raise Refusal(_("%(file)s is there already; name another file.") % {"file": output}) from None
        except OSError as error:
            raise Refusal(
                _("%(file)s cannot be written: %(why)s.") % {"file": output, "why": error.strerror}
            ) from None
        self.stdout.write(_("The template is in %(file)s.") % {"file": output})
