"""Tables as CSV: UTF-8 with a byte order mark, so that Excel reads Vietnamese; text that is no formula."""

import csv
import io
from typing import Any

from motcua.reports.tables import Table

# A spreadsheet takes text that begins so for a formula, whoever typed it at a counter.
BEGINS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def csv_bytes(table: Table) -> bytes:
    """The headings and rows of a table; what stands above and below is left out, since programs read CSV."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow([harmless(head) for head in table.heads])
    writer.writerows([harmless(value) for value in row] for row in table.rows)
    return text.getvalue().encode("utf-8-sig")


def harmless(value: Any) -> Any:
    """Text that would be taken for a formula gets an apostrophe before it; numbers stay numbers."""
    return f"'{value}" if isinstance(value, str) and value.startswith(BEGINS_A_FORMULA) else value
