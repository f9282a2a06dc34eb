"""Dossier numbers: a book per agency and day, its form fixed by the circular in force (docs/rules/numbering.md)."""

from datetime import date, datetime
from uuid import UUID

from motcua.dossiers.models import NumberForm, ReservedNumbers
from motcua.journal import revision
from motcua.journal.ids import uuid7
from motcua.journal.statement import rows

TAKE = """
INSERT INTO dossier_number_book (prefix, day, next) VALUES (%s, %s, 1 + %s::integer)
ON CONFLICT (prefix, day) DO UPDATE SET next = dossier_number_book.next + excluded.next - 1
RETURNING next
"""

_forms: list[tuple[int, list[NumberForm]]] = []


def form_on(day: date) -> NumberForm:
    """The form in force on a day. Raises LookupError where no form is: the data is incomplete."""
    number = revision.current("numbers") if not _forms else _forms[0][0]
    if not _forms or _forms[0][0] != number:
        _forms[:] = [(number, list(NumberForm.objects.all()))]
    for form in _forms[0][1]:
        if day in form.valid:
            return form
    raise LookupError(f"no form of dossier numbers is in force on {day}")


def take(prefix: str, day: date, count: int = 1) -> list[str]:
    """Take the next numbers of an agency on a day.

    The book's row stays locked until the transaction ends: a number of an act that fails is given again, so that
    there are no gaps.
    """
    [(after,)] = rows(TAKE, [prefix, day, count])
    return [written(prefix, day, serial) for serial in range(after - count, after)]


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
