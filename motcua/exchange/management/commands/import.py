"""Import what an office has in files: all or nothing, every fault by row and column."""

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.utils.translation import gettext as _

from motcua.catalogue.importing import import_procedures
from motcua.command import Command as Base
from motcua.command import Refusal, day
from motcua.exchange.register.bring import import_register
from motcua.journal.by import SYSTEM

# Each takes (path, by, at, progress, dry_run, from_day) and returns a report: `problems` (row, column, message),
# `notes`, `sentence()` and `as_json()`.
KINDS: Mapping[str, Callable[..., Any]] = {"procedures": import_procedures, "dossiers": import_register}


class Command(Base):
    """`motcua import KIND FILE [--dry-run] [--from DAY]`."""

    help = _("Import procedures or a register of dossiers; a file with a bad row loads nothing.")
    formats = ("text", "json")

    def add_arguments(self, parser: CommandParser) -> None:
        """What to import, from which file."""
        parser.add_argument("kind", choices=sorted(KINDS), help=_("What the file holds."))
        parser.add_argument("file", type=Path, help=_("XLSX or CSV; procedures also as JSON lines."))
        parser.add_argument("--dry-run", action="store_true", help=_("Check the file and load nothing."))
        parser.add_argument(
            "--from",
            dest="from_day",
            type=day,
            help=_("The day from which procedures without a day of their own are in force; today if absent."),
        )

    def handle(
        self, *, kind: str, file: Path, dry_run: bool, from_day: date | None, format: str, **options: Any
    ) -> None:
        """Import, and say what happened or every reason why nothing did."""
        if from_day is not None and kind != "procedures":
            raise CommandError(_("--from is only for procedures; a register has its own days."), returncode=2)
        with self.bar(_("Reading %(file)s") % {"file": file.name}) as bar:
            report = KINDS[kind](file, SYSTEM, datetime.now(UTC), bar.update, dry_run, from_day=from_day)
        if format == "json":
            self.emit(report.as_json())
        else:
            for problem in report.problems:
                self.stdout.write(": ".join([*_where(problem.row, problem.column), problem.message]))
            for note in report.notes:
                self.stdout.write(note)
        if report.problems:
            raise Refusal(report.sentence())
        if format != "json":
            self.stdout.write(report.sentence())


def _where(row: int | None, column: str) -> list[str]:
    where = [] if row is None else [_("Row %(row)s") % {"row": row}]
    return [*where, column] if column else where
