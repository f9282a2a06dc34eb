"""Abolish procedures: from a day on nobody can ask for them any more."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction
from psycopg.types.range import DateRange

from motcua.catalogue.models import Procedure, Version
from motcua.journal import revision
from motcua.journal.by import By
from motcua.journal.write import Batch

GROUND = "ND63-2010"


@transaction.atomic
def abolish(
    procedures: Iterable[Procedure],
    *,
    from_day: date,
    by: By,
    at: datetime,
    ground: str = GROUND,
    recorded_at: datetime | None = None,
) -> int:
    """End the versions that are in force on a day; dossiers that are in go on under them.

    Versions that begin later stay: what was decided for later needs a decision of its own. One that begins on the
    day itself stays too, since a version is in force for a day at least. Returns the number of versions ended.
    """
    batch = Batch(by=by, at=at, ground=ground, recorded_at=recorded_at)
    standing = (
        Version.objects.select_for_update(of=("self",))
        .in_force_on(from_day)
        .filter(procedure__in=[procedure.pk for procedure in procedures])
        .order_by("pk")
    )
    count = 0
    for version in standing:
        if version.valid.lower == from_day:
            continue
        batch.record(version, "abolish", {"on": from_day}, valid=DateRange(version.valid.lower, from_day))
        count += 1
    if batch.write():
        revision.bump("catalogue")
    return count
