"""The rows of a register file below its head row, which is recognised by its headings."""

from collections.abc import Iterable, Iterator
from itertools import chain, islice
from typing import Any

from django.utils.translation import gettext as _

from motcua.catalogue.sheets import LONGEST_CELL, Row, Unreadable, cells_of
from motcua.exchange.register.columns import COLUMNS, HEADINGS, plain

# Titles and signatures of the office stand above the head row in many books.
HEAD_WITHIN = 20
REQUIRED = [column.key for column in COLUMNS if column.required]
_NAMES = {name: column.key for column in COLUMNS for name in column.names()}

Cells = list[tuple[Any, bool]]
Numbered = tuple[int, Cells]


class Table:
    """A register file that is read row by row, never whole. `extra` names the columns that nobody reads."""

    def __init__(self, content: bytes) -> None:
        rows = cells_of(content)
        first = list(islice(rows, HEAD_WITHIN))
        if not any(_holds_something(cells) for _number, cells in first):
            raise Unreadable(_("The file has no rows. Fill in the template: motcua template dossiers."))
        at, self.heads, self.extra = _head(first)
        self._rows: Iterable[Numbered] = chain(first[at + 1 :], rows)

    def __iter__(self) -> Iterator[Row]:
        for number, cells in self._rows:
            if _holds_something(cells) and not _repeats_numbers(cells):
                yield self._row(number, cells)

    def _row(self, number: int, cells: Cells) -> Row:
        row = Row(number)
        for i, (value, formula) in enumerate(cells):
            key = self.heads[i] if i < len(self.heads) else None
            if key is None or value is None:
                continue
            if formula:
                row.refuse(HEADINGS[key], _("The cell holds a formula. Paste its value instead."))
            elif isinstance(value, str) and len(value) > LONGEST_CELL:
                row.refuse(
                    HEADINGS[key],
                    _("The text is too long: %(length)s characters. Shorten it.") % {"length": f"{len(value):,}"},
                )
            else:
                row.values[key] = value
        return row


def _holds_something(cells: Cells) -> bool:
    return any(value is not None for value, _formula in cells)


def _repeats_numbers(cells: Cells) -> bool:
    """Whether it is the row (1), (2), (3) … that forms print below their head."""
    values = [str(value).strip("()") for value, _formula in cells if value is not None]
    return len(values) > 3 and values == [str(i) for i in range(1, len(values) + 1)]


def _keys(cells: Cells) -> list[str | None]:
    return [_NAMES.get(plain(value)) if isinstance(value, str) else None for value, _formula in cells]


def _head(first: list[Numbered]) -> tuple[int, list[str | None], list[str]]:
    """Where the head row is, the columns' keys in their order, and the headings that nobody knows."""
    found = [_keys(cells) for _number, cells in first]
    best = max(range(len(found)), key=lambda i: (len({*found[i]} - {None}), -i))
    keys = found[best]
    named = [key for key in keys if key]
    missing = [key for key in REQUIRED if key not in named]
    if not {"procedure", "procedure_code"} & set(named):
        missing.append("procedure")
    around = {key for i in (best - 1, best + 1) if 0 <= i < len(found) for key in found[i] if key}
    if missing and around & set(missing):
        raise Unreadable(
            _(
                "The head of the table stretches over several rows with merged cells (row %(row)s). "
                "Unmerge them so that one row holds all headings, as in the template."
            )
            % {"row": first[best][0]}
        )
    if missing:
        raise Unreadable(
            _("The head row lacks the columns: %(columns)s. Take the head row from the template.")
            % {"columns": ", ".join(HEADINGS[key] for key in missing)}
        )
    twice = sorted({HEADINGS[key] for key in named if named.count(key) > 1})
    if twice:
        raise Unreadable(
            _("The head row names these columns more than once: %(columns)s. Keep one of each.")
            % {"columns": ", ".join(twice)}
        )
    extra = [
        str(value)[:60]
        for (value, _formula), key in zip(first[best][1], keys, strict=True)
        if value is not None and key is None
    ]
    return best, keys, extra
