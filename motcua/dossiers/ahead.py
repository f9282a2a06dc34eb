"""Many sets of dossiers, one after the other in one transaction: while one is written, the next is reckoned.

The database and the program work at the same time, on one connection.
"""

from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from typing import Any
from uuid import UUID

from django.db import connections

from motcua.dossiers.acting import Hands, lock_sql
from motcua.journal.literal import array
from motcua.journal.statement import rows
from motcua.journal.write import Batch

# So many sets are read before the one that is reckoned is written.
READ_AHEAD = 2


# What an act reads of a dossier that it moves in time only; half of its columns are words about it.
NAMES = (
    "id", "seq", "head", "number", "procedure_id", "channel", "deciding_unit_id", "received_unit_id",
    "helped_unit_id", "state", "holder_unit_id", "holder_function", "holder_account_id", "task", "stretch",
    "limit_value", "limit_unit", "cutoff", "received_at", "received_on", "due_at", "due_on", "extension",
    "extended_to", "ended_at", "ended_as", "last_at",
)  # fmt: skip
SQL = lock_sql(", ".join(f'd."{name}"' for name in NAMES))


class Ahead(Hands):
    """The hands of acts on known sets of dossiers, in their order. What the database refuses is raised at the next
    set, or at the end; either way before the transaction is."""

    names = NAMES

    def __init__(self, sets: Sequence[Sequence[UUID]], aside: ThreadPoolExecutor) -> None:
        self.aside, self.wrapper = aside, connections["default"]
        self.left = [sorted(each) for each in sets]
        self.read: dict[UUID, Future[list[tuple[Any, ...]]]] = {}
        self.written: list[Future[int]] = []
        for _ in range(READ_AHEAD):
            self._read_next()

    def _read_next(self) -> None:
        if self.left:
            ids = self.left.pop(0)
            self.read[ids[0]] = self.aside.submit(partial(rows, SQL, [array(ids)], self.wrapper))

    def lock(self, ids: list[UUID]) -> list[tuple[Any, ...]]:
        """The rows of a set, read meanwhile; one that nobody has announced is read now."""
        self.settle()
        known = self.read.pop(ids[0], None) if ids else None
        return known.result() if known is not None else rows(SQL, [array(ids)])

    def write(self, batch: Batch) -> None:
        """Put the batch into words here and have it sent; then have another set read."""
        self.written.append(self.aside.submit(batch.sealed()))
        self._read_next()

    def settle(self, all: bool = False) -> None:
        """Raise what the database has refused so far; wait for all that is under way, if asked."""
        while self.written and (all or self.written[0].done()):
            self.written.pop(0).result()


@contextmanager
def ahead(sets: Sequence[Sequence[UUID]]) -> Iterator[Ahead]:
    """The hands for these sets; nothing of it is under way any more when the context ends."""
    with ThreadPoolExecutor(1, thread_name_prefix="ahead") as aside:
        hands = Ahead(sets, aside)
        try:
            yield hands
            hands.settle(all=True)
        finally:
            aside.shutdown(cancel_futures=True)
