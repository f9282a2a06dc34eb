"""What a form says, to try a text on: an invented dossier that the program brings along, and past ones."""

import json
from copy import deepcopy
from datetime import UTC, date, datetime
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Any
from uuid import UUID

from motcua.dossiers.models import Dossier
from motcua.journal.ids import uuid7
from motcua.moments import local_day
from motcua.organisation.tree import tree
from motcua.printing import register
from motcua.printing.forms import FORMS
from motcua.printing.models import PrintedBook, PrintedForm, StatutoryForm
from motcua.printing.qr import with_qr
from motcua.printing.sets import NoForm, set_on

FOLDER = Path(__file__).resolve().parent / "sets" / "samples"
LATEST = 3
# So many lines of a book show what it looks like.
LINES = 40
HERE = "https://motcua.example.vn"


def sample_of(form: str) -> dict[str, Any]:
    """The fields of a form for an invented dossier of invented people."""
    return with_qr(deepcopy(_samples()[form]))


@cache
def _samples() -> dict[str, dict[str, Any]]:
    return {each.stem: json.loads(each.read_text(encoding="utf-8")) for each in sorted(FOLDER.glob("*.json"))}


def past_samples(form: str, unit: UUID | None) -> list[dict[str, Any]]:
    """The fields of the last printings of a form, in a unit or below it, where there are any."""
    if form == StatutoryForm.REGISTER:
        return _past_books(unit)
    units = tree()
    rows = PrintedForm.objects.filter(form=form).select_related("dossier").order_by("-id")[: 10 * LATEST]
    near = [row for row in rows if unit is None or unit in _around(row, units)]
    return [with_qr(FORMS[form].compose(row)) for row in near[:LATEST]]


def _past_books(unit: UUID | None) -> list[dict[str, Any]]:
    """The first lines of the last books that were printed in a unit or below it."""
    units = tree()
    books = PrintedBook.objects.order_by("-id")[: 10 * LATEST]
    near = [book for book in books if unit is None or unit in units.path(book.unit_id, local_day(book.at))]
    return [with_qr(register.compose(book) | {"rows": _first(book)}) for book in near[:LATEST]]


def _first(book: PrintedBook) -> list[list[str]]:
    return list(islice(register.rows(book), LINES))


def book_of(dossier: Dossier, address: str = HERE, at: datetime | None = None) -> dict[str, Any] | None:
    """The fields of a register that was not printed, to look at: the first lines of the one that a dossier is in.

    None where it stands in none.
    """
    if dossier.received_on is None or dossier.number is None:
        return None
    at = at or datetime.now(UTC)
    year, last = dossier.received_on.year, min(date(dossier.received_on.year, 12, 31), local_day(at))
    form_set = set_on(last, StatutoryForm.REGISTER).code
    unit = dossier.received_unit_id
    book = PrintedBook(id=uuid7(at), unit_id=unit, year=year, form_set=form_set, printing=1, address=address, at=at)
    return with_qr(register.compose(book) | {"rows": _first(book)})


def _around(row: PrintedForm, units: Any) -> set[UUID]:
    day = row.dossier.received_on or row.at.date()
    return {*units.path(row.dossier.deciding_unit_id, day), *units.path(row.dossier.received_unit_id, day)}


def unprinted(dossier: Dossier, form: str, address: str = HERE, at: datetime | None = None) -> PrintedForm | None:
    """A printing that was not made, to look at: a form of a dossier. None where it has no occasion for the form."""
    found = FORMS[form].occasions({dossier.pk: dossier}).get(dossier.pk, [])
    if not found:
        return None
    at = at or datetime.now(UTC)
    day: date = found[-1].day
    try:
        form_set = set_on(day, form).code
    except NoForm:
        return None
    return PrintedForm(
        id=uuid7(at),
        dossier=dossier,
        form=form,
        form_set=form_set,
        occasion=found[-1].key,
        printing=1,
        address=address,
        at=at,
    )
