"""Draw a picture of every form."""

from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser
from django.utils.translation import gettext as _

from motcua.command import Command as Base
from motcua.command import Refusal
from motcua.printing.pictures import draw


class Command(Base):
    """`motcua forms DIR`: a picture of every form of each circular, with invented people."""

    help = _("Draw a picture of every form of each circular, with invented people, into a folder.")

    def add_arguments(self, parser: CommandParser) -> None:
        """Where to."""
        parser.add_argument("folder", type=Path, help=_("Folder to write into."))

    def handle(self, *, folder: Path, **options: Any) -> None:
        """Draw and say how many."""
        try:
            files = list(draw(folder))
        except ModuleNotFoundError as error:
            words = _("Pictures need the package %(package)s: install what requirements/dev.txt names.")
            raise Refusal(words % {"package": error.name}) from error
        except OSError as error:
            why = {"folder": folder, "why": error.strerror or error}
            raise Refusal(_("The folder %(folder)s cannot be written (%(why)s). Name another.") % why) from error
        self.step(_("%(n)d files in %(folder)s.") % {"n": len(files), "folder": folder})
