"""Write a batch of changes: rows, entries and what hangs on them, in one statement.

Everything that changes the world goes through a `Batch`. The caller has locked the subjects that it changes; the
batch chains an entry to each and sends one statement with a part per table. The statement's text depends only on
the tables and columns, never on the number of rows, so that the server prepares it once.
"""

import json
import os
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, date, datetime
from functools import lru_cache, partial
from itertools import count
from operator import attrgetter, itemgetter
from typing import Any
from uuid import UUID

from django.contrib.postgres.fields import DateRangeField
from django.db import connections, models, transaction
from psycopg.types.range import DateRange

from motcua.journal.by import By
from motcua.journal.chain import FORMAT, detail_hash, detail_text, entry_hash
from motcua.journal.ids import uuid7
from motcua.journal.literal import array
from motcua.journal.models import Ground, Subject
from motcua.journal.statement import rows

ENTRY_COLUMNS = {
    "id": "uuid",
    "subject_type": "text",
    "subject_id": "uuid",
    "seq": "int",
    "act": "text",
    "moment": "timestamptz",
    "recorded_at": "timestamptz",
    "actor": "uuid",
    "post": "uuid",
    "unit": "uuid",
    "ground": "text",
    "detail_hash": "bytea",
    "prev": "bytea",
    "hash": "bytea",
    "format": "smallint",
}
DETAIL_COLUMNS = {"entry": "uuid", "salt": "bytea", "content": "text", "retention": "text"}


class UnknownGround(LookupError):
    """An act named a legal ground that the table of grounds does not hold."""


class Conflict(RuntimeError):
    """A subject was changed by somebody else between reading and writing: it had not been locked."""


class Batch:
    """Changes by one actor on one ground, written together.

    `at` is when it happened; a single record may name a moment of its own. `recorded_at` is now unless it is
    handed in (the demo and the import of a register play the past).
    """

    def __init__(self, *, by: By, at: datetime, ground: str, recorded_at: datetime | None = None) -> None:
        self.by = by
        self.at = at
        self.ground = _known(ground)
        self.recorded_at = recorded_at or datetime.now(UTC)
        self._entries: list[tuple[Any, ...]] = []
        self._details: list[tuple[Any, ...]] = []
        self._inserts: dict[type[models.Model], list[models.Model]] = {}
        self._updates: dict[type[models.Model], dict[Any, dict[str, Any]]] = {}
        self._new: set[UUID] = set()
        self._months: set[date] = set()
        self._known_seq: dict[tuple[type[models.Model], Any], int] = {}

    def create(self, subject: Subject, act: str, detail: dict[str, Any], **options: Any) -> UUID:
        """Add a new subject with the first entry of its chain. Returns the entry's id."""
        subject.seq, subject.head = 0, b""
        entry = self._chain(subject, act, detail, **options)
        self._new.add(subject.pk)
        self.insert(subject)
        return entry

    def record(
        self,
        subject: Subject,
        act: str,
        detail: dict[str, Any],
        *,
        at: datetime | None = None,
        recorded_at: datetime | None = None,
        by: By | None = None,
        retention: str = "record",
        **changes: Any,
    ) -> UUID:
        """Change columns of a locked subject and add an entry to its chain. Returns the entry's id."""
        model = type(subject)
        new = subject.pk in self._new
        if not new:
            self._known_seq.setdefault((model, subject.pk), subject.seq)
        entry = self._chain(subject, act, detail, at=at, recorded_at=recorded_at, by=by, retention=retention)
        for name, value in changes.items():
            setattr(subject, name, value)
        if not new:
            self.update(model, subject.pk, **changes, seq=subject.seq, head=subject.head)
        return entry

    def insert(self, row: models.Model) -> None:
        """Add a row that has no entry of its own."""
        self._inserts.setdefault(type(row), []).append(row)

    def insert_many(self, rows: Iterable[models.Model]) -> None:
        for row in rows:
            self.insert(row)

    def update(self, model: type[models.Model], pk: Any, **values: Any) -> None:
        """Change columns of a row by its primary key; several calls for one row become one change."""
        self._updates.setdefault(model, {}).setdefault(pk, {}).update(values)

    def _chain(
        self,
        subject: Subject,
        act: str,
        detail: dict[str, Any],
        *,
        at: datetime | None = None,
        recorded_at: datetime | None = None,
        by: By | None = None,
        retention: str = "record",
    ) -> UUID:
        moment, recorded = at or self.at, recorded_at or self.recorded_at
        text, salt = detail_text(detail), os.urandom(16)
        hashed, prev, by = detail_hash(salt, text), bytes(subject.head), by or self.by
        entry, seq, kind = uuid7(recorded), subject.seq + 1, subject.subject_type()
        head = entry_hash(
            id=entry,
            subject_type=kind,
            subject_id=subject.pk,
            seq=seq,
            act=act,
            moment=moment,
            recorded_at=recorded,
            actor=by.actor,
            post=by.post,
            unit=by.unit,
            ground=self.ground,
            detail_hash=hashed,
            prev=prev,
        )
        who = (by.actor, by.post, by.unit)
        what = (entry, kind, subject.pk, seq, act, moment, recorded)
        self._entries.append((*what, *who, self.ground, hashed, prev, head, FORMAT))
        self._details.append((entry, salt, text, retention))
        self._months.add(recorded.astimezone(UTC).date().replace(day=1))
        subject.seq, subject.head = seq, head
        return entry

    def write(self) -> int:
        """Send everything in one statement; returns the number of entries.

        Raises Conflict where a subject's chain has moved since it was read, and whatever the database refuses.
        """
        return self.sealed()()

    def sealed(self) -> Callable[[], int]:
        """The statement put into words, to be sent by the call that it returns, as `write` does; in any thread."""
        _open(self._months)
        shape: list[Shape] = []
        params: list[str] = []
        expected = 0
        for model, added in self._inserts.items():
            fields = _insertable(model)  # type: ignore[arg-type]
            shape.append((model, None))
            params += [array(_column(f, map(attrgetter(f.attname), added))) for f in fields]
        for model, changes in self._updates.items():
            for names, pks in _by_columns(changes).items():
                shape.append((model, names))
                params.append(array(pks))
                for name in names:
                    field = model._meta.get_field(name)
                    params.append(array(_column(field, map(itemgetter(name), map(changes.__getitem__, pks)))))
                if "seq" in names:
                    params.append(array(self._known_seq[model, pk] for pk in pks))
                    expected += len(pks)
        if self._entries:
            params += map(array, zip(*self._entries, strict=True))
            params += map(array, zip(*self._details, strict=True))
            params.append(array(e[0] for e in self._entries))
        sql = _statement(tuple(shape), bool(self._entries)) if params else ""
        wrapper, entries = connections["default"], len(self._entries)

        def send() -> int:
            if not sql:
                return 0
            [(changed,)] = rows(sql, params, wrapper)
            if changed < expected:
                raise Conflict(f"{expected - changed} of {expected} subjects had moved on")
            return entries

        return send


Shape = tuple[type[models.Model], tuple[str, ...] | None]  # a table, and the columns of an update (None: insert)


_opened: set[tuple[Any, date]] = set()


def _open(months: set[date]) -> None:
    """Open the partitions of months that this process has not written to yet.

    The worker opens the months to come; only the past that is played or brought in finds one closed.
    """
    wrapper = connections["default"]
    database = (wrapper.settings_dict["HOST"], wrapper.settings_dict["PORT"], wrapper.settings_dict["NAME"])
    for month in sorted(months):
        if (database, month) not in _opened:
            rows("SELECT journal_open_month($1::date)", [month])
            transaction.on_commit(partial(_opened.add, (database, month)))


def _column(field: Any, values: Iterable[Any]) -> Iterable[Any]:
    if isinstance(field, models.JSONField | DateRangeField):
        return [_prepared(field, value) for value in values]
    return values


def _prepared(field: Any, value: Any) -> Any:
    if isinstance(field, models.JSONField):
        return None if value is None else json.dumps(value, ensure_ascii=False)
    if isinstance(field, DateRangeField) and isinstance(value, tuple):
        return DateRange(*value)
    return value


def _by_columns(changes: dict[Any, dict[str, Any]]) -> dict[tuple[str, ...], list[Any]]:
    groups: dict[tuple[str, ...], list[Any]] = {}
    for pk, values in changes.items():
        groups.setdefault(tuple(sorted(values)), []).append(pk)
    return groups


@lru_cache
def _insertable(model: Any) -> list[Any]:
    return [f for f in model._meta.concrete_fields if not isinstance(f, models.AutoField)]


@lru_cache(maxsize=512)
def _statement(shape: tuple[Shape, ...], with_entries: bool) -> str:
    """The one statement of a batch: a part per table, and the number of chained rows that were changed."""
    number = count(1)
    parts, chained = [], []
    for model, names in shape:
        if names is None:
            parts.append(_insert_sql(model, number))
        else:
            if "seq" in names:
                chained.append(len(parts))
            parts.append(_update_sql(model, names, number))
    if with_entries:
        parts.append(_fixed("journal_entry", ENTRY_COLUMNS, number))
        parts.append(_fixed("journal_detail", DETAIL_COLUMNS, number))
        parts.append(_fixed("journal_unplaced", {"entry": "uuid"}, number))
    named = ", ".join(f"part{i} AS ({part})" for i, part in enumerate(parts))
    counted = " + ".join(f"(SELECT count(*) FROM part{i})" for i in chained) or "0"  # noqa: S608
    return f"WITH {named} SELECT {counted}"


def _insert_sql(model: type[models.Model], number: Iterator[int]) -> str:
    return _fixed(f'"{model._meta.db_table}"', {f.column: _cast(f) for f in _insertable(model)}, number)  # type: ignore[arg-type]


def _update_sql(model: type[models.Model], names: tuple[str, ...], number: Iterator[int]) -> str:
    meta = model._meta
    fields = [meta.get_field(name) for name in names]
    sets = ", ".join(f'"{f.column}" = v."{f.column}"' for f in fields)
    columns = {"pk": _cast(meta.pk), **{f.column: _cast(f) for f in fields}}
    guard = ""
    if "seq" in names:
        columns["was"] = "integer"
        guard = " AND t.seq = v.was"
    names_sql = ", ".join(f'"{name}"' for name in columns)
    sources = ", ".join(f"${next(number)}::{kind}[]" for kind in columns.values())
    return (
        f'UPDATE "{meta.db_table}" t SET {sets} FROM unnest({sources}) AS v({names_sql}) '  # noqa: S608
        f'WHERE t."{meta.pk.column}" = v.pk{guard} RETURNING 1'
    )


def _fixed(table: str, columns: dict[str, str], number: Iterator[int]) -> str:
    arrays = ", ".join(f"${next(number)}::{kind}[]" for kind in columns.values())
    names = ", ".join(f'"{name}"' for name in columns)
    return f"INSERT INTO {table} ({names}) SELECT * FROM unnest({arrays})"  # noqa: S608


def _cast(field: Any) -> str:
    if field.remote_field is not None:
        return _cast(field.target_field)
    kind = field.db_type(connections["default"])
    return {"serial": "integer", "bigserial": "bigint"}.get(kind, kind)


_grounds: set[str] = set()


def _known(ground: str) -> str:
    if ground not in _grounds:
        _grounds.update(Ground.objects.values_list("code", flat=True))
        if ground not in _grounds:
            raise UnknownGround(ground)
    return ground
