"""The register's template: the form's own headings, drop-downs, and a second sheet that explains each column."""

import csv
import io

import xlsxwriter
from django.utils.translation import gettext as _

from motcua.exchange.register.columns import COLUMNS, MOMENT_MEANING, MOMENTS, BookColumn

# Drop-downs reach as far down as a book of some years.
ROWS_PREPARED = 20_000


def as_xlsx() -> bytes:
    """The template as a spreadsheet. Cells are text, so that no program drops zeros or turns days and months."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    text = book.add_format({"num_format": "@", "valign": "top"})
    head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top", "num_format": "@"})
    wrapped = book.add_format({"num_format": "@", "valign": "top", "text_wrap": True})
    sheet = book.add_worksheet("Sổ theo dõi hồ sơ")
    sheet.freeze_panes(1, 2)
    for i, column in enumerate(COLUMNS):
        sheet.set_column(i, i, column.width, text)
        sheet.write_string(0, i, column.heading, head)
        if column.words:
            sheet.data_validation(
                1,
                i,
                ROWS_PREPARED,
                i,
                {
                    "validate": "list",
                    "source": list(column.words),
                    "error_title": column.heading[:32],
                    "error_message": ", ".join(column.words)[:255],
                },
            )
    notes = book.add_worksheet("Hướng dẫn")
    for i, (width, title) in enumerate(
        ((28, _("Column")), (14, _("Has to be")), (32, _("Example")), (90, _("Meaning")))
    ):
        notes.set_column(i, i, width, wrapped)
        notes.write_string(0, i, title, head)
    for row, column in enumerate(COLUMNS, start=1):
        said = (column.heading, _("filled in") if column.required else "", column.example, _meaning(column))
        for i, value in enumerate(said):
            notes.write_string(row, i, value, wrapped)
    book.close()
    return buffer.getvalue()


def as_csv() -> bytes:
    """The head row as CSV with semicolons and a byte order mark, as spreadsheets in Vietnamese open it."""
    buffer = io.StringIO(newline="")
    csv.writer(buffer, delimiter=";").writerow([column.heading for column in COLUMNS])
    return buffer.getvalue().encode("utf-8-sig")


def _meaning(column: BookColumn) -> str:
    parts = [str(MOMENT_MEANING)] if column.key in MOMENTS else []
    parts.append(str(column.meaning))
    if column.words:
        parts.append(_("One of: %(words)s.") % {"words": ", ".join(column.words)})
    return " ".join(parts)
