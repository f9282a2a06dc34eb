"""What a form says, to try a text on: an invented dossier that the program brings along, and past ones."""

import json
from copy import deepcopy
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID

from motcua.dossiers.models import Dossier
from motcua.journal.ids import uuid7
from motcua.organisation.tree import tree
from motcua.printing.forms import FORMS
from motcua.printing.models import PrintedForm
from motcua.printing.qr import with_qr
from motcua.printing.sets import NoForm, set_on

FOLDER = Path(__file__).resolve().parent / "sets" / "samples"
LATEST = 3
HERE = "https://motcua.example.vn"


def sample_of(form: str) -> dict[str, Any]:
    """The fields of a form for an invented dossier of invented people."""
    return with_qr(deepcopy(_samples()[form]))


@cache
def _samples() -> dict[str, dict[str, Any]]:
    return {each.stem: json.loads(each.read_text(encoding="utf-8")) for each in sorted(FOLDER.glob("*.json"))}


def past_samples(form: str, unit: UUID | None) -> list[dict[str, Any]]:
    """The fields of the last printings of a form, in a unit or below it, where there are any."""
    units = tree()
    rows = PrintedForm.objects.filter(form=form).select_related("dossier").order_by("-id")[: 10 * LATEST]
    near = [row for row in rows if unit is None or unit in _around(row, units)]
    return [with_qr(FORMS[form].compose(row)) for row in near[:LATEST]]


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
