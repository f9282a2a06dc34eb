"""Counts by day that acts add to, so that a report of any period is a few sums.

Each act appends rows, one more or one less for each dossier. A dossier that is open with a due day d from day e on
counts as overdue on every day from max(e, d) on, until something ends that: so "overdue" is one row of plus one on
max(e, d) and one of minus one on max(e', d), and the overdue ones at the close of a day are the sum up to it. The
same on the axis of recording. A worker folds the rows; a figure is folded plus unfolded in one snapshot.
"""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.db import connection, transaction

from motcua.dossiers.models import CountDelta, Dossier

OVERDUE = "overdue"
RECEIVED = "received"

Before = tuple[date | None, bool, str]  # due day, had it ended, in which column
Change = tuple[str, int, date, date]  # what is counted, plus or minus one, on the day it happened and was recorded


class Tally:
    """What an act on many dossiers changes in the counts: a row for what falls together, none for what cancels."""

    def __init__(self) -> None:
        self._counted: dict[tuple[Any, ...], int] = {}

    def add(self, dossier: Dossier, before: Before, happened_on: date, recorded_on: date) -> None:
        """Count what the act changes of one dossier, from before it to now."""
        for kind, n, happened, recorded in deltas(dossier, before, happened_on, recorded_on):
            key = dossier.deciding_unit_id, dossier.procedure_id, dossier.channel, kind, happened, recorded
            self._counted[key] = self._counted.get(key, 0) + n

    def rows(self) -> Iterator[CountDelta]:
        """The rows to append."""
        for (unit, procedure, channel, kind, happened, recorded), n in self._counted.items():
            if n:
                yield CountDelta(
                    unit_id=unit,
                    procedure_id=procedure,
                    channel=channel,
                    kind=kind,
                    n=n,
                    happened_on=happened,
                    recorded_on=recorded,
                )


def deltas(dossier: Dossier, before: Before, happened_on: date, recorded_on: date) -> Iterator[Change]:
    """What an act changes in the counts, from the dossier before and after it."""
    old_due, had_ended, old_column = before
    has_ended = dossier.ended_at is not None
    if old_due != dossier.due_on or had_ended != has_ended:
        if old_due is not None and not had_ended:
            yield OVERDUE, -1, max(happened_on, old_due), max(recorded_on, old_due)
        due = dossier.due_on
        if due is not None and not has_ended:
            yield OVERDUE, 1, max(happened_on, due), max(recorded_on, due)
    if has_ended and not had_ended:
        yield dossier.ended_as, 1, happened_on, recorded_on
    elif had_ended and not has_ended:
        yield old_column, -1, happened_on, recorded_on


def received(dossier: Dossier, happened_on: date, recorded_on: date) -> Iterator[CountDelta]:
    """What reception adds: one received and, from its due day on, one overdue."""
    yield _delta(dossier, RECEIVED, 1, happened_on, recorded_on)
    if dossier.due_on is not None:
        due = dossier.due_on
        yield _delta(dossier, OVERDUE, 1, max(happened_on, due), max(recorded_on, due))


def _delta(dossier: Dossier, kind: str, n: int, happened_on: date, recorded_on: date) -> CountDelta:
    return CountDelta(
        unit_id=dossier.deciding_unit_id,
        procedure_id=dossier.procedure_id,
        channel=dossier.channel,
        kind=kind,
        n=n,
        happened_on=happened_on,
        recorded_on=recorded_on,
    )


FOLD = """
WITH gone AS (
    DELETE FROM dossier_count_delta WHERE id IN (
        SELECT id FROM dossier_count_delta ORDER BY id LIMIT %s FOR UPDATE SKIP LOCKED
    ) RETURNING unit_id, procedure_id, channel, kind, n, happened_on, recorded_on
), summed AS (
    SELECT 'happened' AS axis, happened_on AS day, unit_id, procedure_id, channel, kind, sum(n) AS n
    FROM gone GROUP BY 1, 2, 3, 4, 5, 6
    UNION ALL
    SELECT 'recorded', recorded_on, unit_id, procedure_id, channel, kind, sum(n)
    FROM gone GROUP BY 1, 2, 3, 4, 5, 6
), folded AS (
    INSERT INTO dossier_daily_count (axis, day, unit_id, procedure_id, channel, kind, n)
    SELECT axis, day, unit_id, procedure_id, channel, kind, n FROM summed
    ORDER BY axis, day, unit_id, procedure_id, channel, kind
    ON CONFLICT (axis, day, unit_id, procedure_id, channel, kind)
    DO UPDATE SET n = dossier_daily_count.n + excluded.n
)
SELECT count(*) FROM gone
"""


def fold(at_most: int = 50_000) -> int:
    """Fold committed deltas into the daily counts; returns how many."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(FOLD, [at_most])
        return int(cursor.fetchone()[0])
