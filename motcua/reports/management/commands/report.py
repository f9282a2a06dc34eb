"""Print a statutory report, or the dossiers behind one of its figures."""

import json
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.utils.translation import gettext as _

from motcua.command import Command as Base
from motcua.command import Refusal, day
from motcua.reports.behind import lines
from motcua.reports.csvfile import csv_bytes
from motcua.reports.figures import MakesFigure
from motcua.reports.frame import Axis, By, Frame, UnknownUnit, WrongQuestion
from motcua.reports.layouts import LAYOUTS
from motcua.reports.report import Report, document, report
from motcua.reports.sheet import list_xlsx, report_xlsx
from motcua.reports.tables import Table, list_table, report_table
from motcua.reports.texttable import table, wrapped
from motcua.reports.words import number

LIST = "dossiers"
WRONG_USE = 2


class Command(Base):
    """`motcua report 06a --from … --to …`; `motcua report dossiers 06a/resolved.late --from … --to …`."""

    help = _("Print a statutory report, or the dossiers behind one of its figures.")
    formats = ("table", "json", "csv", "xlsx")

    def add_arguments(self, parser: CommandParser) -> None:
        """Which report, which days, which units."""
        parser.add_argument("what", choices=(*LAYOUTS, LIST), help=_("06a, 07a, or dossiers with a cell."))
        parser.add_argument("cell", nargs="?", help=_("With dossiers: the cell, such as 06a/resolved.late."))
        parser.add_argument("--from", dest="first", type=day, required=True, metavar=_("DAY"))
        parser.add_argument("--to", dest="last", type=day, required=True, metavar=_("DAY"))
        parser.add_argument("--unit", metavar=_("CODE"), help=_("The deciding unit, with those below it."))
        parser.add_argument("--by", choices=[by.value for by in By], help=_("A row for each of these."))
        parser.add_argument(
            "--axis",
            choices=[axis.value for axis in Axis],
            default=Axis.HAPPENED.value,
            help=_("Count by what had happened, or by what had been written down, by a day."),
        )
        parser.add_argument(
            "--map",
            dest="on_map",
            type=day,
            metavar=_("DAY"),
            help=_("Count for the units of this day's map, whatever merged or split; else as they were."),
        )
        parser.add_argument("-o", "--output", type=Path, metavar=_("FILE"), help=_("Write to a file."))

    def handle(
        self,
        *,
        what: str,
        cell: str | None,
        first: date,
        last: date,
        unit: str | None,
        by: str | None,
        axis: str,
        on_map: date | None,
        format: str,
        output: Path | None,
        **options: Any,
    ) -> None:
        """Print in the form asked for."""
        self.output = output
        figure = _figure(what, cell, by)
        try:
            on_map = on_map or (last if by == By.BRIDGE else None)
            frame = Frame.of(first, last, axis=axis, unit=unit, on_map=on_map)
        except WrongQuestion as problem:
            raise CommandError(str(problem), returncode=WRONG_USE) from problem
        except UnknownUnit as problem:
            raise Refusal(str(problem.args[0])) from problem
        if figure is None:
            self._print_report(report(LAYOUTS[what], frame, by), format)
        else:
            self._print_list(str(cell), figure, frame, format)

    def _print_report(self, made: Report, form: str) -> None:
        if form == "json":
            self._document(document(made))
        elif form == "table":
            self._text(_for_terminal(made))
        else:
            self._bytes(csv_bytes(report_table(made)) if form == "csv" else report_xlsx(made))

    def _print_list(self, cell: str, figure: MakesFigure, frame: Frame, form: str) -> None:
        found = list(lines(figure, frame))
        if form == "json":
            self._document({"count": len(found), "dossiers": found})
            return
        made = list_table(cell, figure, frame, found)
        if form == "table":
            self._text(_plain(made, (made.heads,), made.rows) + f"\n\n{number(len(found))}")
        else:
            self._bytes(csv_bytes(made) if form == "csv" else list_xlsx(made))

    def _document(self, found: object) -> None:
        if self.output is None:
            self.emit(found)
        else:
            self._bytes((json.dumps(found, ensure_ascii=False, indent=1) + "\n").encode())

    def _text(self, text: str) -> None:
        if self.output is None:
            self.stdout.write(text)
        else:
            self._bytes((text + "\n").encode())

    def _bytes(self, content: bytes) -> None:
        if self.output is None:
            if self.stdout.isatty() and content.startswith(b"PK"):
                raise CommandError(
                    _("A spreadsheet is no text for a terminal. Name a file with -o FILE."), returncode=WRONG_USE
                )
            self.stdout.flush()
            self.stdout.buffer.write(content)
            self.stdout.buffer.flush()
            return
        try:
            self.output.write_bytes(content)
        except OSError as error:
            raise Refusal(
                _("The file %(file)s cannot be written (%(why)s). Name another with -o FILE.")
                % {"file": self.output, "why": error.strerror}
            ) from error
        self.step(_("Written to %(file)s.") % {"file": self.output})


def _figure(what: str, cell: str | None, by: str | None) -> MakesFigure | None:
    """The figure whose dossiers are asked for; None for a report."""
    if what != LIST:
        if cell is not None:
            raise CommandError(
                _("A report takes no cell. For its dossiers say: motcua report dossiers %(what)s/%(cell)s")
                % {"what": what, "cell": cell[:40]},
                returncode=WRONG_USE,
            )
        return None
    layout, _slash, name = (cell or "").partition("/")
    figure = LAYOUTS[layout].cells.get(name) if layout in LAYOUTS else None
    if figure is None:
        cells = ", ".join((LAYOUTS.get(layout) or LAYOUTS["06a"]).cells)
        raise CommandError(
            (
                _("“%(cell)s” is no cell of a report. Write 06a/ or 07a/ and one of: %(cells)s.")
                if cell
                else _("Name the cell whose dossiers you want: 06a/ or 07a/ and one of: %(cells)s.")
            )
            % {"cell": (cell or "")[:40], "cells": cells},
            returncode=WRONG_USE,
        )
    if by is not None:
        raise CommandError(_("A list of dossiers has no rows: leave --by out."), returncode=WRONG_USE)
    return figure


def _for_terminal(made: Report) -> str:
    """Narrow columns under wrapped headings; the numbers lead to the definitions below."""
    found = report_table(made)
    names = len(found.heads) - len(made.total)
    short = [
        wrapped(_(group.heading if column is group.columns[0] else column.heading), 11)
        for group, column in made.layout.columns()
    ]
    tall = max(len(each) for each in short)
    first = [[head] + [""] * tall for head in found.heads[:names]]
    numbered = [
        [*each, *[""] * (tall - len(each)), f"({column.number})"]
        for each, (_group, column) in zip(short, made.layout.columns(), strict=True)
    ]
    heads = list(zip(*first, *numbered, strict=True))
    rows = [(*row[:names], *(number(n) for n in row[names:])) for row in found.rows]
    return _plain(found, heads, rows, right=range(names, len(found.heads)))


def _plain(made: Table, heads: Any, rows: Any, right: Any = ()) -> str:
    return "\n".join([*made.above, "", table(heads, rows, right=right), "", *made.below])
