"""The one order of all committed entries, and the cursors that readers keep on it."""

from collections.abc import Iterator
from uuid import UUID

from django.db import connection, transaction

from motcua.journal.models import Position

PLACE = """
WITH gone AS (
    DELETE FROM journal_unplaced WHERE entry IN (SELECT entry FROM journal_unplaced ORDER BY entry LIMIT %s)
    RETURNING entry
), last AS (SELECT coalesce(max(position), 0) AS position FROM journal_position)
INSERT INTO journal_position (position, entry)
SELECT last.position + row_number() OVER (ORDER BY gone.entry), gone.entry FROM gone, last
"""


def place(at_most: int = 50_000) -> int:
    """Give committed entries their positions; returns how many.

    One sequencer at a time (an advisory lock): an entry that a slow transaction commits later gets a later
    position, however early its id is, so that a reader who has passed a position never misses one.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('journal_position'))")
        cursor.execute(PLACE, [at_most])
        return int(cursor.rowcount)


def after(position: int, at_most: int = 1000) -> Iterator[tuple[int, UUID]]:
    """The entries behind a cursor, in order."""
    rows = Position.objects.filter(position__gt=position).order_by("position")[:at_most]
    yield from rows.values_list("position", "entry")
