"""Reports as spreadsheets to be printed: the statutory table on a landscape A4 page, and lists of dossiers."""

import io
from typing import Any

from django.utils.translation import gettext as _
from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from motcua.reports.csvfile import BEGINS_A_FORMULA
from motcua.reports.report import Report, Row
from motcua.reports.tables import Table
from motcua.reports.words import ROWS, form_of, notes, period_of, unit_of

LANDSCAPE_A4 = 9
NUMBER_WIDTH, NAME_WIDTH, CODE_WIDTH = 10, 44, 16


class _Sheet:
    """A workbook of one sheet in the type of statutory forms."""

    def __init__(self, name: str) -> None:
        self.file = io.BytesIO()
        self.book = Workbook(self.file, {"in_memory": True, "strings_to_formulas": False})
        self.sheet: Worksheet = self.book.add_worksheet(name)
        self.sheet.set_landscape()
        self.sheet.set_paper(LANDSCAPE_A4)
        self.sheet.fit_to_pages(1, 0)
        self.sheet.set_margins(left=0.6, right=0.4, top=0.6, bottom=0.6)
        self.sheet.set_footer("&C&P/&N")
        self._formats: dict[tuple[tuple[str, Any], ...], Format] = {}

    def style(self, **given: Any) -> Format:
        asked = {"font_name": "Times New Roman", "font_size": 12, "valign": "vcenter", **given}
        key = tuple(sorted(asked.items()))
        if key not in self._formats:
            self._formats[key] = self.book.add_format(asked)
        return self._formats[key]

    def text(self, row: int, column: int, text: str, **given: Any) -> None:
        """A text as text, never as a formula, also after somebody has edited it."""
        if text.startswith(BEGINS_A_FORMULA):
            given["quote_prefix"] = True
        self.sheet.write_string(row, column, text, self.style(**given))

    def merged(self, row: int, first: int, last: int, text: str, *, down: int = 0, **given: Any) -> None:
        """A text over several columns and, with `down`, rows."""
        if first == last and not down:
            self.text(row, first, text, **given)
        else:
            self.sheet.merge_range(row, first, row + down, last, "", self.style(**given))
            self.text(row, first, text, **given)

    def done(self) -> bytes:
        self.book.close()
        return self.file.getvalue()


HEAD: dict[str, Any] = {"border": 1, "bold": True, "align": "center", "text_wrap": True}
CELL: dict[str, Any] = {"border": 1}


def report_xlsx(made: Report) -> bytes:
    """A report as the form prescribes it: headings in groups, numbered columns, total, definitions below."""
    page = _Sheet(made.layout.name)
    last = 2 + len(made.total)
    page.merged(0, 0, 3, form_of(made.layout), italic=True)
    page.merged(1, 0, last, _(made.layout.title).upper(), bold=True, align="center", font_size=14, text_wrap=True)
    page.merged(2, 0, last, period_of(made.frame), italic=True, align="center")
    page.merged(3, 0, last, _("Reporting unit: %(unit)s") % {"unit": unit_of(made.frame)}, align="center")
    page.merged(4, 0, last, _("Counted in dossiers"), italic=True, align="right")
    row = _heads(page, made, 5)
    page.sheet.freeze_panes(row, 3)
    for position, each in enumerate(made.rows, start=1):
        _row(page, row, str(position), each)
        row += 1
    whole = _("Total") if made.by else unit_of(made.frame)
    page.merged(row, 0, 2, whole, bold=True, align="center" if made.by else "left", **CELL)
    for column, n in enumerate(made.total.values(), start=3):
        page.sheet.write_number(row, column, n, page.style(bold=True, num_format="#,##0", **CELL))
    for note in notes(made):
        row += 1
        page.merged(row + 1, 0, last, note, font_size=10, text_wrap=True)
        page.sheet.set_row(row + 1, 15 * (1 + len(note) // 170))
    return page.done()


def _heads(page: _Sheet, made: Report, row: int) -> int:
    """Three lines of headings: groups, columns, numbers. Returns the row below them."""
    page.sheet.set_row(row, 32)
    page.sheet.set_row(row + 1, 64)
    page.merged(row, 0, 0, _("No."), down=1, **HEAD)
    page.merged(row, 1, 2, str(ROWS[made.by]) if made.by else _("Unit"), down=1, **HEAD)
    page.sheet.set_column(0, 0, 6)
    page.sheet.set_column(1, 1, CODE_WIDTH)
    page.sheet.set_column(2, 2, NAME_WIDTH)
    page.sheet.set_column(3, 2 + len(made.total), NUMBER_WIDTH)
    numbers: dict[str, Any] = {"border": 1, "italic": True, "align": "center"}
    page.text(row + 2, 0, "(1)", **numbers)
    page.merged(row + 2, 1, 2, "(2)", **numbers)
    at = 3
    for group in made.layout.groups:
        page.merged(row, at, at + len(group.columns) - 1, _(group.heading), **HEAD)
        for column in group.columns:
            page.text(row + 1, at, _(column.heading), **HEAD)
            page.text(row + 2, at, f"({column.number})", **numbers)
            at += 1
    page.sheet.repeat_rows(row, row + 2)
    return row + 3


def _row(page: _Sheet, at: int, position: str, row: Row) -> None:
    page.text(at, 0, position, align="center", **CELL)
    page.text(at, 1, row.key, **CELL)
    page.text(at, 2, row.words, text_wrap=True, **CELL)
    for column, n in enumerate(row.cells.values(), start=3):
        page.sheet.write_number(at, column, n, page.style(num_format="#,##0", **CELL))


def list_xlsx(table: Table) -> bytes:
    """A list of dossiers, a line for each."""
    page = _Sheet(_("Dossiers"))
    for row, text in enumerate((*table.above, *table.below)):
        page.text(row, 0, text, bold=row == 0)
    begins = len(table.above) + len(table.below) + 1
    for column, head in enumerate(table.heads):
        page.text(begins, column, head, **HEAD)
        widest = max((len(str(row[column])) for row in table.rows), default=0)
        page.sheet.set_column(column, column, min(48, 3 + max(len(head), widest)))
    for row, values in enumerate(table.rows, start=begins + 1):
        for column, value in enumerate(values):
            page.text(row, column, str(value), **CELL)
    page.sheet.freeze_panes(begins + 1, 1)
    page.sheet.autofilter(begins, 0, begins + len(table.rows), len(table.heads) - 1)
    return page.done()
