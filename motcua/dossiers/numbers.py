"""Dossier numbers: a book per agency and day, its form fixed by the circular in force (docs/rules/numbering.md)."""

import re
from collections.abc import Iterable
from datetime import date, datetime
from functools import lru_cache
from typing import NamedTuple
from uuid import UUID

from motcua.dossiers.models import NumberForm, ReservedNumbers
from motcua.journal import revision
from motcua.journal.ids import uuid7
from motcua.journal.statement import rows

TAKE = """
INSERT INTO dossier_number_book (prefix, day, next) VALUES ($1, $2, 1 + $3::integer)
ON CONFLICT (prefix, day) DO UPDATE SET next = dossier_number_book.next + excluded.next - 1
RETURNING next
"""

KEEP_CLEAR = """
INSERT INTO dossier_number_book (prefix, day, next)
SELECT * FROM unnest($1::text[], $2::date[], $3::integer[])
ON CONFLICT (prefix, day) DO UPDATE SET next = greatest(dossier_number_book.next, excluded.next)
"""

# More digits no book can count to.
LONGEST_SERIAL = 9


class Parts(NamedTuple):
    """A whole number and what it is made of: agency code, day of receipt, serial."""

    number: str
    prefix: str
    day: date
    serial: int


_forms: list[tuple[int, list[NumberForm]]] = []


def form_on(day: date, kind: str = "dossier") -> NumberForm:
    """The form of a kind of number in force on a day. Raises LookupError where none is: the data is incomplete."""
    for form in _all_forms():
        if form.kind == kind and day in form.valid:
            return form
    raise LookupError(f"no form of numbers ({kind}) is in force on {day}")


def _all_forms() -> list[NumberForm]:
    number = revision.current("numbers") if not _forms else _forms[0][0]
    if not _forms or _forms[0][0] != number:
        _forms[:] = [(number, list(NumberForm.objects.all()))]
    return _forms[0][1]


def take(prefix: str, day: date, count: int = 1) -> list[str]:
    """Take the next numbers of an agency on a day.

    The book's row stays locked until the transaction ends: a number of an act that fails is given again, so that
    there are no gaps.
    """
    return [written(prefix, day, serial) for serial in serials(prefix, day, count)]


def serials(prefix: str, day: date, count: int = 1) -> range:
    """Take the next serials of a book on a day, as plain numbers; locked and given again as in `take`."""
    [(after,)] = rows(TAKE, [prefix, day, count])
    return range(after - count, after)


def written(prefix: str, day: date, serial: int) -> str:
    """A serial as a number: `000.00.28.H39-191105-0012`. The width is the least; the serial may grow beyond it."""
    form = form_on(day)
    return form.pattern.format(prefix=prefix, day=f"{day:%y%m%d}", serial=f"{serial:0{form.serial_width}d}")


def reserve(
    prefix: str, day: date, count: int, *, unit: UUID, at: datetime, account: UUID | None
) -> ReservedNumbers:
    """Set a range of an agency's serials aside for a counter that may be cut off; nobody else gets them."""
    [(after,)] = rows(TAKE, [prefix, day, count])
    return ReservedNumbers.objects.create(
        id=uuid7(at),
        prefix=prefix,
        day=day,
        first=after - count,
        last=after - 1,
        unit_id=unit,
        reserved_at=at,
        account_id=account,
    )


def parts_of(number: str) -> Parts | None:
    """The parts of a number in the form that was in force on the day it names; None for anything else.

    A serial may be longer than its form's width, never shorter.
    """
    for form in {form.pattern: form for form in _all_forms() if form.kind == "dossier"}.values():
        found = _reader(form.pattern).fullmatch(number)
        if found is None:
            continue
        try:
            day = datetime.strptime(found["day"], "%y%m%d").date()  # noqa: DTZ007 -- a day has no zone
        except ValueError:
            return None
        try:
            in_force = form_on(day)
        except LookupError:
            return None
        if in_force.pattern == form.pattern and len(found["serial"]) >= in_force.serial_width:
            return Parts(number, found["prefix"], day, int(found["serial"]))
    return None


@lru_cache(maxsize=16)
def _reader(pattern: str) -> re.Pattern[str]:
    parts = {
        "{prefix}": r"(?P<prefix>[A-Z0-9]+(?:\.[A-Z0-9]+)+)",
        "{day}": r"(?P<day>[0-9]{6})",
        "{serial}": rf"(?P<serial>[0-9]{{1,{LONGEST_SERIAL}}})",
    }
    pieces = re.split(r"(\{[a-z]+\})", pattern)
    return re.compile("".join(parts.get(piece, re.escape(piece)) for piece in pieces))


def keep_clear_of(numbers: Iterable[str]) -> None:
    """Move the books beyond numbers that were given elsewhere, so that none of them is given again.

    For registers that are brought in. What is not a whole number lies in no book. The books stay locked until the
    transaction ends.
    """
    highest: dict[tuple[str, date], int] = {}
    for parts in filter(None, map(parts_of, numbers)):
        book = (parts.prefix, parts.day)
        highest[book] = max(parts.serial, highest.get(book, 0))
    if highest:
        books = sorted(highest)
        rows(KEEP_CLEAR, [[p for p, _ in books], [d for _, d in books], [highest[b] + 1 for b in books]])
