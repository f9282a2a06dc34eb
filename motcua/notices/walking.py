"""Walk the journal from where the last walk stopped, and make a notice of each news: once, whatever happens.

A walk makes its notices and moves the cursor in one transaction: killed in between it has done neither.
"""

import time
from dataclasses import dataclass
from datetime import UTC, datetime
from math import inf

from django.db import transaction
from django.db.models import Max

from motcua.journal import positions
from motcua.journal.by import SYSTEM
from motcua.journal.models import Position
from motcua.journal.write import Batch
from motcua.notices.compose import compose
from motcua.notices.happened import happenings
from motcua.notices.models import NoticeCursor

AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Walked:
    """How far a walk came: entries passed, notices made; `is_more`: its time was over before all were passed."""

    entries: int = 0
    made: int = 0
    is_more: bool = False


def begin(at: datetime) -> bool:
    """Begin at the present position, where nobody has begun: what happened before is told to nobody."""
    if NoticeCursor.objects.exists():
        return False
    while positions.place():
        pass
    last = Position.objects.aggregate(last=Max("position"))["last"] or 0
    rows = NoticeCursor.objects.bulk_create([NoticeCursor(id=1, position=last, began_at=at)], ignore_conflicts=True)
    return bool(rows)


def walk(at: datetime | None = None, *, lasts: float = inf) -> Walked:
    """Make the notices of what was written down since the last walk, set after set, for so many seconds at most.

    The first walk of an installation only begins.
    """
    until = time.monotonic() + lasts
    if begin(at or datetime.now(UTC)):
        return Walked()
    while positions.place():
        pass
    entries = made = 0
    while True:
        step = _step(at or datetime.now(UTC))
        if not step.entries:
            return Walked(entries, made)
        entries, made = entries + step.entries, made + step.made
        if time.monotonic() > until:
            return Walked(entries, made, True)


@transaction.atomic
def _step(at: datetime) -> Walked:
    cursor = NoticeCursor.objects.select_for_update().get()
    placed = list(positions.after(cursor.position, AT_ONCE))
    if not placed:
        return Walked()
    batches: dict[str, Batch] = {}
    made = 0
    for happening, notice in compose(happenings(placed, cursor.began_at), at):
        batch = batches.get(happening.ground)
        if batch is None:
            batch = batches[happening.ground] = Batch(by=SYSTEM, at=at, ground=happening.ground, recorded_at=at)
        said = {"dossier": notice.dossier_id, "event": notice.event, "channel": notice.channel}
        batch.create(notice, "notify", said | {"position": notice.position, "language": notice.language})
        made += 1
    for batch in batches.values():
        batch.write()
    NoticeCursor.objects.filter(pk=cursor.pk).update(position=placed[-1][0])
    return Walked(len(placed), made)
