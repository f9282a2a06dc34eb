"""The template that an office fills in: one sheet with a head row and an example, one that explains each column."""

import csv
import io
from collections.abc import Sequence

import xlsxwriter
from django.utils.translation import gettext as _

from motcua.catalogue.columns import COLUMNS
from motcua.catalogue.sheets import Column


def as_xlsx(columns: Sequence[Column] = COLUMNS, name: str = "") -> bytes:
    """The template as a spreadsheet, every cell formatted as text so that no program drops the zeros of a code."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    text = book.add_format({"num_format": "@", "valign": "top", "text_wrap": True})
    head = book.add_format({"bold": True, "num_format": "@", "bottom": 1, "text_wrap": True, "valign": "top"})
    sheet = book.add_worksheet((name or _("Procedures"))[:31])
    sheet.freeze_panes(1, 2)
    for i, column in enumerate(columns):
        sheet.set_column(i, i, max(14, min(40, len(column.example) + 4)), text)
        sheet.write_string(0, i, str(column.title) + (" *" if column.required else ""), head)
        if column.example:
            sheet.write_string(1, i, column.example, text)
    notes = book.add_worksheet(_("How to fill it in")[:31])
    notes.set_column(0, 0, 28, text)
    notes.set_column(1, 1, 100, text)
    notes.write_string(0, 0, _("Row 2 of the first sheet is an example; write over it."), head)
    for row, column in enumerate(columns, start=2):
        must = _("Has to be filled in.") + " " if column.required else ""
        notes.write_string(row, 0, str(column.title), text)
        notes.write_string(row, 1, f"{must}{column.meaning}".strip(), text)
    book.close()
    return buffer.getvalue()


def as_csv(columns: Sequence[Column] = COLUMNS) -> bytes:
    """The template as CSV with semicolons and a byte order mark, as spreadsheets in Vietnamese open it."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, delimiter=";")
    writer.writerow([str(column.title) for column in columns])
    writer.writerow([column.example for column in columns])
    return buffer.getvalue().encode("utf-8-sig")
