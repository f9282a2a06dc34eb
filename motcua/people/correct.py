"""Correct what is on record of an applicant: a new address, another telephone, a card that came later."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from motcua.journal.by import By
from motcua.journal.write import Batch
from motcua.people.models import Applicant, Identifier
from motcua.text import fold, nfc

CORRECTABLE = ("name", "born_on", "address", "phone", "email")


@transaction.atomic
def correct_applicant(
    applicant: UUID,
    facts: Mapping[str, Any],
    *,
    numbers: Iterable[tuple[str, str]] = (),
    by: By,
    at: datetime,
    ground: str,
    recorded_at: datetime | None = None,
) -> bool:
    """Write what differs from the record (name, born_on, address, phone, email) and numbers that it lacks.

    What is empty says nothing and erases nothing. Numbers are (kind, value). Returns whether anything was written:
    what is on record already makes no entry. Raises Applicant.DoesNotExist.
    """
    locked = Applicant.objects.select_for_update().get(pk=applicant)
    said = {name: nfc(value) if isinstance(value, str) else value for name, value in facts.items()}
    changes: dict[str, Any] = {
        name: value for name in CORRECTABLE if (value := said.get(name)) and value != getattr(locked, name)
    }
    on_record = set(Identifier.objects.filter(applicant=locked).values_list("kind", "value"))
    added = sorted({(kind, nfc(value)) for kind, value in numbers if value} - on_record)
    if not changes and not added:
        return False
    detail: dict[str, Any] = {
        "was": {name: getattr(locked, name) for name in changes},
        "now": dict(changes),
        "identifiers": [list(each) for each in added],
    }
    name, address = changes.get("name", locked.name), changes.get("address", locked.address)
    values = sorted(value for _, value in on_record.union(added))
    changes["search_key"] = fold(" ".join([name, *values, address]))
    batch = Batch(by=by, at=at, ground=ground, recorded_at=recorded_at)
    batch.record(locked, "correct_applicant", detail, retention="personal", **changes)
    batch.insert_many(Identifier(applicant_id=locked.pk, kind=kind, value=value) for kind, value in added)
    batch.write()
    return True
