"""`motcua walk`: one birth registration and five certified copies, walked through in a browser."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.core.management.base import CommandParser
from django.utils import translation
from django.utils.translation import gettext as _

from motcua.bench.place import of_demo_size
from motcua.command import Command as Base
from motcua.command import Refusal
from motcua.dossiers.models import Dossier
from motcua.moments import local_day
from motcua.walk.walk import CannotWalk, walk


class Command(Base):
    """`motcua walk [--lang vi|en] [--shots DIR]`."""

    help = _("Walk a birth registration and five certified copies through the desks in Chromium, and count.")

    def add_arguments(self, parser: CommandParser) -> None:
        """Where the screenshots go."""
        parser.add_argument("--shots", type=Path, metavar="DIR", help=_("Keep a picture of each stage here."))

    def handle(self, *, shots: Path | None, **options: Any) -> None:
        """Walk and print one JSON document. Refusal where a browser or the people of the story are missing."""
        if shots is not None:
            try:
                shots.mkdir(parents=True, exist_ok=True)
            except OSError as problem:
                raise Refusal(
                    _("No pictures can be kept in %(place)s. Name another folder.") % {"place": shots}
                ) from problem
        self.step(_("Preparing a database of the demo's size …"))
        with of_demo_size() as place:
            if not Dossier.objects.filter(
                received_on__gt=local_day(datetime.now(UTC)) - timedelta(days=30)
            ).exists():
                call_command("demo", "these-days", stdout=self.stderr)
            self.step(_("Walking …"))
            try:
                self.emit(walk(place, translation.get_language() or "vi", shots, self.step))
            except CannotWalk as problem:
                raise Refusal(str(problem)) from problem
