"""The lines of a decision out of a file: CSV with headings, or JSON."""

import csv
import io
import json
from pathlib import Path

from django.utils.translation import gettext as _

from motcua.reorganising.lines import COLUMNS, Line, read_line


class NotAFile(ValueError):
    """A file that cannot be read as lines of a decision; the message says why."""


def lines_of(path: Path) -> list[Line]:
    """The lines of a file. Raises NotAFile, OSError."""
    return parse(path.read_bytes(), path.suffix.lower())


def parse(content: bytes, suffix: str = ".csv") -> list[Line]:
    """The lines in a file's bytes; the suffix says which format it is. Raises NotAFile."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        raise NotAFile(_("The file is not UTF-8 text. Save it as “CSV UTF-8”.")) from problem
    if suffix == ".json":
        return _json(text)
    try:
        return _csv(text)
    except csv.Error as problem:
        raise NotAFile(_("The file is not valid CSV: %(problem)s.") % {"problem": problem}) from problem


def _csv(text: str) -> list[Line]:
    dialect = ";" if text.partition("\n")[0].count(";") > text.partition("\n")[0].count(",") else ","
    rows = csv.DictReader(io.StringIO(text), delimiter=dialect)
    headings = [(name or "").strip().lower() for name in rows.fieldnames or ()]
    if "operation" not in headings:
        known = ", ".join(COLUMNS)
        raise NotAFile(
            _("The first row must name the columns, “operation” among them: %(known)s.") % {"known": known}
        )
    unknown = [name for name in headings if name and name not in COLUMNS]
    if unknown:
        raise NotAFile(
            _("There is no column “%(name)s”. Known are: %(known)s.")
            % {"name": unknown[0], "known": ", ".join(COLUMNS)}
        )
    rows.fieldnames = headings
    return [read_line(number, row) for number, row in enumerate(rows, start=2) if any(map(_is_said, row.values()))]


def _is_said(cell: object) -> bool:
    return bool(str(cell or "").strip())


def _json(text: str) -> list[Line]:
    try:
        rows = json.loads(text)
    except ValueError as problem:
        raise NotAFile(_("The file is not valid JSON: %(problem)s.") % {"problem": problem}) from problem
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise NotAFile(_("The file must be a list of objects, one a line of the decision."))
    return [read_line(_number(row.get("row"), number), row) for number, row in enumerate(rows, start=1)]


def _number(given: object, place: int) -> int:
    """The row as the file numbers it; its place where it gives no number."""
    text = str(given or "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 9 else place
