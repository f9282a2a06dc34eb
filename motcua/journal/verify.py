"""Recompute the whole journal: every hash, every chain, every detail, and the head on every subject's row."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection, transaction

from motcua.journal.chain import FORMAT, detail_hash, entry_hash
from motcua.journal.models import Subject


@dataclass(frozen=True, slots=True)
class Broken:
    """The first entry that does not hold, and why."""

    subject: str
    entry: UUID | None
    why: str


@dataclass(frozen=True, slots=True)
class Verdict:
    subjects: int
    entries: int
    first_broken: Broken | None

    @property
    def ok(self) -> bool:
        return self.first_broken is None


class Row(NamedTuple):
    id: UUID
    subject_type: str
    subject_id: UUID
    seq: int
    act: str
    moment: Any
    recorded_at: Any
    actor: UUID | None
    post: UUID | None
    unit: UUID | None
    ground: str
    detail_hash: bytes
    prev: bytes
    hash: bytes
    format: int
    salt: bytes | None
    content: str | None
    erased_by: UUID | None
    has_detail: bool


ENTRIES = """
SELECT e.id, e.subject_type, e.subject_id, e.seq, e.act, e.moment, e.recorded_at, e.actor, e.post, e.unit,
       e.ground, e.detail_hash, e.prev, e.hash, e.format, d.salt, d.content, d.erased_by, d.entry IS NOT NULL
FROM journal_entry e LEFT JOIN journal_detail d ON d.entry = e.id
ORDER BY e.subject_type, e.subject_id, e.seq, e.id
"""


def verify(progress: Callable[[int], None] | None = None) -> Verdict:
    """Read the journal in one snapshot and check it whole; stops at the first entry that does not hold.

    An erased detail must have been erased by an entry of its own in the same chain that names it.
    """
    subjects = entries = 0
    own_snapshot = not connection.in_atomic_block
    with transaction.atomic():
        if own_snapshot:
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        heads = _heads()
        for (kind, subject), rows in groupby(_rows(), key=lambda r: (r.subject_type, r.subject_id)):
            chain = list(rows)
            subjects += 1
            entries += len(chain)
            broken = _check_chain(chain) or _check_head(kind, subject, chain[-1], heads)
            if broken:
                return Verdict(subjects, entries, broken)
            if progress:
                progress(len(chain))
        for (kind, subject), (seq, _head) in heads.items():
            if seq:
                why = f"its row counts {seq} entries, the journal has none"
                return Verdict(subjects, entries, Broken(f"{kind} {subject}", None, why))
    return Verdict(subjects, entries, None)


def _rows() -> Iterator[Row]:
    with connection.chunked_cursor() as cursor:
        cursor.execute(ENTRIES)
        while rows := cursor.fetchmany(2000):
            yield from map(Row._make, rows)


def _heads() -> dict[tuple[str, UUID], tuple[int, bytes]]:
    heads: dict[tuple[str, UUID], tuple[int, bytes]] = {}
    for kind, model in Subject.subject_types.items():
        if not model._meta.abstract and model._meta.managed:
            rows = model.objects.values_list("pk", "seq", "head")
            heads |= {(kind, pk): (seq, bytes(head)) for pk, seq, head in rows.iterator(chunk_size=5000)}
    return heads


def _check_head(
    kind: str, subject: UUID, last: Row, heads: dict[tuple[str, UUID], tuple[int, bytes]]
) -> Broken | None:
    head = heads.pop((kind, subject), None)
    if head is None:
        return Broken(f"{kind} {subject}", last.id, "the subject's row is gone")
    if head != (last.seq, last.hash):
        return Broken(f"{kind} {subject}", last.id, "the head on the subject's row is not this last entry")
    return None


def _check_chain(chain: list[Row]) -> Broken | None:
    prev = b""
    erasures = {r.id: json.loads(r.content).get("entry") for r in chain if r.act == "erase_detail" and r.content}
    for number, row in enumerate(chain, start=1):
        why = _check_entry(row, number, prev, erasures)
        if why:
            return Broken(f"{row.subject_type} {row.subject_id}", row.id, why)
        prev = row.hash
    return None


def _check_entry(row: Row, number: int, prev: bytes, erasures: dict[UUID, str | None]) -> str | None:
    if row.format != FORMAT:
        return f"format {row.format} is unknown"
    if row.seq != number:
        return f"entry {number} of its chain is missing" if row.seq > number else f"entry {row.seq} stands twice"
    if row.prev != prev:
        return "it does not follow the entry before it"
    expected = entry_hash(**{name: getattr(row, name) for name in _HASHED})
    if row.hash != expected:
        return "one of its columns was changed"
    if not row.has_detail:
        return "its detail is gone"
    if row.content is None or row.salt is None:
        named = erasures.get(row.erased_by) if row.erased_by else None
        return None if named == str(row.id) else "its detail was erased without an act"
    if detail_hash(row.salt, row.content) != row.detail_hash:
        return "its detail was changed"
    return None


_HASHED = (*Row._fields[:11], "detail_hash", "prev")
