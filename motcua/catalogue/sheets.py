"""Read a table that an office has filled in: XLSX or CSV, cell by cell, with every fault named.

Nothing is guessed: a formula, a wrong encoding or an unknown column is a problem with a sentence, not a value.
"""

import csv
import io
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import openpyxl
from django.utils import translation
from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from openpyxl.worksheet.formula import ArrayFormula, DataTableFormula

from motcua.text import fold, nfc

# What a cell of a spreadsheet can hold at most; whatever is longer was not typed by anybody.
LONGEST_CELL = 32_767
LARGEST_FILE = 200 * 1024 * 1024
LARGEST_UNPACKED = 1024 * 1024 * 1024
LARGEST_HELD = 128 * 1024 * 1024
SWELLS_FROM = 16 * 1024 * 1024
# As far as a spreadsheet reaches down, and as far as anybody fills in a table to the right.
LAST_ROW = 1_048_576
MOST_COLUMNS = 1_000
LANGUAGES = ("vi", "en")


class Unreadable(ValueError):
    """A file of which nothing can be read; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong in a cell, a row (no column) or the file (no row): in a sentence, in the reader's language."""

    row: int | None
    column: str
    message: str

    def as_json(self) -> dict[str, Any]:
        return {"row": self.row, "column": self.column or None, "message": self.message}


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: its key, its title in the languages of the screens, an example and what it means."""

    key: str
    title: Promise
    example: str = ""
    meaning: Promise | str = ""
    required: bool = False

    def titles(self) -> Iterator[str]:
        """All that may stand at its head, folded."""
        yield fold(self.key)
        for language in LANGUAGES:
            with translation.override(language):
                yield fold(str(self.title))


@dataclass(slots=True)
class Row:
    """A row as it stands in the file: values by key of column; blank cells are absent."""

    number: int
    values: dict[str, Any] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def refuse(self, column: str, message: str) -> None:
        self.problems.append(Problem(self.number, column, message))


def grouped(number: int) -> str:
    """A number as the reader's language writes it: 10.000 in Vietnamese, 10,000 in English."""
    return number_format(number, force_grouping=True)


def read_bytes(path: Path) -> bytes:
    """The content of a file. Raises Unreadable where there is no file, nothing in it, or far too much."""
    try:
        if path.is_dir():
            raise Unreadable(_("%(path)s is a folder; name a file.") % {"path": path})
        if path.stat().st_size > LARGEST_FILE:
            raise Unreadable(_("The file is larger than 200 MB; split it into several files."))
        content = path.read_bytes()
    except FileNotFoundError:
        raise Unreadable(_("There is no file %(path)s.") % {"path": path}) from None
    except OSError as error:
        raise Unreadable(
            _("%(path)s cannot be read: %(why)s.") % {"path": path, "why": error.strerror or error}
        ) from None
    if not content.strip():
        raise Unreadable(_("The file is empty."))
    return content


def text_of(content: bytes) -> str:
    """The text of a file in UTF-8, with or without a byte order mark. Raises Unreadable for any other encoding."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise Unreadable(
            _("The file is not in UTF-8 (line %(line)s). Save it again as CSV UTF-8 or as XLSX.") % {"line": line}
        ) from None


def is_spreadsheet(content: bytes) -> bool:
    """Whether a file is an XLSX; raises Unreadable for the old XLS, which looks alike to people."""
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        raise Unreadable(_("This is an old or locked Excel file. Open it and save it as XLSX without a password."))
    return content.startswith(b"PK\x03\x04")


def read_table(content: bytes, columns: Sequence[Column]) -> Iterator[Row]:
    """Yield the rows below the head row of an XLSX's first sheet or of a CSV; blank rows are left out.

    Raises Unreadable where the file is no table or its head does not name the columns.
    """
    rows = cells_of(content)
    titles = {title: column.key for column in columns for title in column.titles()}
    heads: list[str | None] | None = None
    shown = {column.key: str(column.title) for column in columns}
    for number, cells in rows:
        if not any(value is not None for value, _formula in cells):
            continue
        if heads is None:
            heads = _heads([value for value, _formula in cells], titles, columns)
            continue
        yield _row(number, cells, heads, shown)
    if heads is None:
        raise Unreadable(_("The table has no rows."))


Cells = list[tuple[Any, bool]]


def cells_of(content: bytes) -> Iterator[tuple[int, Cells]]:
    """Yield the rows of an XLSX's first sheet or of a CSV: the row's number, and by cell its value and whether it
    is a formula. Raises Unreadable where the file is neither."""
    return _xlsx_rows(content) if is_spreadsheet(content) else _csv_rows(text_of(content))


def _heads(values: list[Any], titles: Mapping[str, str], columns: Sequence[Column]) -> list[str | None]:
    heads = [None if value is None else titles.get(fold(str(value)[:200]).rstrip("* ")) for value in values]
    unknown = [
        str(value)[:60] for value, head in zip(values, heads, strict=True) if head is None and value is not None
    ]
    named = [head for head in heads if head]
    missing = [str(c.title) for c in columns if c.required and c.key not in named]
    if missing:
        raise Unreadable(
            _("The head row lacks the columns: %(columns)s. Take the head row from the template.")
            % {"columns": ", ".join(missing)}
        )
    if unknown:
        raise Unreadable(
            _("The head row has columns that nobody knows: %(columns)s. Take the head row from the template.")
            % {"columns": ", ".join(unknown[:20])}
        )
    if len(set(named)) < len(named):
        raise Unreadable(_("A column stands twice in the head row."))
    return heads


def _row(number: int, cells: Cells, heads: Sequence[str | None], shown: Mapping[str, str]) -> Row:
    row = Row(number)
    for i, (value, formula) in enumerate(cells):
        key = heads[i] if i < len(heads) else None
        if value is None:
            continue
        if key is None:
            row.refuse("", _("There is a value to the right of the last column."))
        elif formula:
            row.refuse(shown[key], _("The cell holds a formula. Paste its value instead."))
        elif isinstance(value, str) and len(value) > LONGEST_CELL:
            row.refuse(
                shown[key],
                _("The text is too long: %(length)s characters. Shorten it.") % {"length": grouped(len(value))},
            )
        else:
            row.values[key] = value
    return row


def _xlsx_rows(content: bytes) -> Iterator[tuple[int, Cells]]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            _refuse_unfit(packed.infolist())
        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=False)
        sheet = book.worksheets[0]
        # The size that a file states for a sheet is often wrong; without it every row is read.
        sheet.reset_dimensions()
        for number, values in enumerate(sheet.iter_rows(values_only=True), start=1):
            if number > LAST_ROW or len(values) > MOST_COLUMNS:
                raise Unreadable(
                    _("The sheet has cells far below or to the right of the table. Delete them and try again.")
                )
            yield number, [(_cell(value), _is_formula(value)) for value in values]
    except Unreadable:
        raise
    except Exception as error:  # a damaged file makes openpyxl raise anything
        raise Unreadable(
            _("The spreadsheet is damaged (%(why)s). Open it, save it anew and try again.")
            % {"why": type(error).__name__}
        ) from error


def _refuse_unfit(parts: Sequence[zipfile.ZipInfo]) -> None:
    """Refuse, before anything is unpacked, what only harms: macros, and files made to burst the memory.

    Sheets are read as a stream, so they may be large; what shrank two hundredfold was made, not typed. All
    other parts, texts and styles among them, are held in memory.
    """
    if any(part.filename.lower().endswith("vbaproject.bin") for part in parts):
        raise Unreadable(_("The file holds macros. Save it as XLSX without macros and try again."))
    held = sum(part.file_size for part in parts if not part.filename.startswith("xl/worksheets/"))
    swollen = any(part.file_size > max(SWELLS_FROM, 200 * part.compress_size) for part in parts)
    if swollen or held > LARGEST_HELD or sum(part.file_size for part in parts) > LARGEST_UNPACKED:
        raise Unreadable(
            _("The spreadsheet unpacks to far more than a table needs. Copy its rows into a new file.")
        )


def _is_formula(value: Any) -> bool:
    if isinstance(value, str):
        return value.startswith("=")
    return isinstance(value, ArrayFormula | DataTableFormula)


def _cell(value: Any) -> Any:
    """A cell's value: text is NFC without outer blanks, blank text is nothing."""
    if value is None or isinstance(value, bool | int | float | datetime | date | time):
        return value
    return nfc(str(value)) or None


def _csv_rows(text: str) -> Iterator[tuple[int, Cells]]:
    head = text.lstrip("\r\n").partition("\n")[0]
    delimiter = max(";,\t", key=head.count)
    before = csv.field_size_limit(len(text) + 1)
    try:
        for number, cells in enumerate(csv.reader(io.StringIO(text), delimiter=delimiter, strict=True), start=1):
            values = [_cell(cell) for cell in cells]
            yield number, [(value, isinstance(value, str) and value.startswith("=")) for value in values]
    except csv.Error as error:
        raise Unreadable(_("The table is not proper CSV: %(why)s.") % {"why": error}) from None
    finally:
        csv.field_size_limit(before)


Progress = Callable[[int], Any]
"""Told the number of rows done since the last call."""
