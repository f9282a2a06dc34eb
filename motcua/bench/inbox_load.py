"""Fill a database with the dossiers of the bench: several processes write them, indexes and statistics follow."""

import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from multiprocessing import get_context
from random import Random
from time import sleep
from typing import Any

import psycopg
from psycopg import sql

from motcua.bench.inbox_data import AT_ONCE, COLUMNS, Days, Plan, handling_days
from motcua.bench.inbox_town import Place
from motcua.worktime.load import calendar_for

# So many of all are open at any time; where there are few dossiers more of them, so that inboxes have something in.
OPEN_SHARE, LEAST_OPEN = 0.08, 8_000
FEWEST_DAYS = 12

Progress = Callable[[int], None]


class LoadFailed(RuntimeError):
    """A process that wrote dossiers ended early."""


def plan(dossiers: int, places: list[Place], seed: int, today: date, share: float | None = None) -> Plan:
    """Spread so many dossiers over the working days before today, so that the share wanted is still open."""
    calendar = calendar_for(())
    rng = Random(f"{seed}/plan")  # noqa: S311 -- the same plan for the same seed
    slow = [(p.share * o.share, o) for p in places for o in p.offered if not o.at_once]
    drawn = rng.choices([o for _, o in slow], [share for share, _ in slow], k=5000)
    mean = sum(handling_days(rng, o.limit) for o in drawn) / len(drawn)
    share = share or max(OPEN_SHARE, min(0.5, LEAST_OPEN / dossiers))
    many = max(FEWEST_DAYS, round((1 - AT_ONCE) * mean / share))
    days: list[date] = []
    day = today
    while len(days) < many:
        day -= timedelta(days=1)
        if calendar.is_working_day(day) and day.weekday() < 5:
            days.append(day)
    return Plan(seed, tuple(reversed(days)), -(-dossiers // many), places, calendar)


def load(admin: str, wanted: Plan, progress: Progress) -> None:
    """Write all dossiers of a plan. Raises LoadFailed; what was written then is dropped with the database."""
    _open_months(admin, wanted.days)
    with _without_indexes(admin):
        _write_all(admin, wanted, progress)
    with psycopg.connect(admin, autocommit=True) as connection:
        # What the autovacuum would have done long ago in a register that grew by the day.
        for table in COLUMNS:
            connection.execute(sql.SQL("VACUUM (ANALYZE) {}").format(sql.Identifier(table)))
        connection.execute("ANALYZE")
        connection.execute("CHECKPOINT")


def _open_months(admin: str, days: tuple[date, ...]) -> None:
    with psycopg.connect(admin, autocommit=True) as connection:
        day = days[0] - timedelta(days=1)
        while day <= days[-1] + timedelta(days=31):
            connection.execute("SELECT journal_open_month(%s)", [day])
            day += timedelta(days=28)


@contextmanager
def _without_indexes(admin: str) -> Iterator[None]:
    """Drop the plain indexes of the tables; afterwards make them anew from their own definitions.

    The autovacuum leaves the tables alone meanwhile: what it did would be done again at the end.
    """
    with psycopg.connect(admin, autocommit=True) as connection:
        kept = connection.execute(
            "SELECT i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid) FROM pg_index i "
            "JOIN pg_class c ON c.oid = i.indrelid WHERE c.relname = ANY(%s) AND NOT i.indisunique",
            [list(COLUMNS)],
        ).fetchall()
        for name, _definition in kept:
            connection.execute(f"DROP INDEX {name}")
        tables = [name for (name,) in connection.execute(_PARTS, [list(COLUMNS)] * 2).fetchall()]
        for name in tables:
            connection.execute(f"ALTER TABLE {name} SET (autovacuum_enabled = false)")
    yield
    with psycopg.connect(admin, autocommit=True) as connection:
        connection.execute("SET maintenance_work_mem = '512MB'")
        for _name, definition in kept:
            # The index of a partitioned table is told without those of its parts; made anew, it makes them too.
            connection.execute(definition.replace(" ON ONLY ", " ON "))
        for name in tables:
            connection.execute(f"ALTER TABLE {name} RESET (autovacuum_enabled)")


_PARTS = """
SELECT oid::regclass::text FROM pg_class WHERE relkind = 'r' AND (relname = ANY(%s) OR oid IN (
    SELECT i.inhrelid FROM pg_inherits i JOIN pg_class p ON p.oid = i.inhparent WHERE p.relname = ANY(%s)
))
"""


def _write_all(admin: str, wanted: Plan, progress: Progress) -> None:
    workers = max(1, min(os.cpu_count() or 1, len(wanted.days)))
    context = get_context("fork")
    done = context.Value("q", 0)
    turns = [range(n, len(wanted.days), workers) for n in range(workers)]
    processes = [context.Process(target=_write, args=(admin, wanted, turn, done), daemon=True) for turn in turns]
    told = 0
    try:
        for process in processes:
            process.start()
        while any(process.is_alive() for process in processes):
            sleep(0.2)
            told, more = done.value, done.value - told
            progress(more)
            if any(process.exitcode for process in processes):
                break
        progress(done.value - told)
        if failed := [process.exitcode for process in processes if process.exitcode]:
            raise LoadFailed(f"exit code {failed[0]}")
    finally:
        for process in processes:
            if process.is_alive():
                process.kill()
            process.join()


def _write(admin: str, wanted: Plan, turn: range, done: Any) -> None:
    """Write the days of one turn, a transaction each. The parent alone hears Ctrl-C and ends us."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    days = Days(wanted)
    with psycopg.connect(admin) as connection:
        # Rows that acts write are checked by acts; nothing is looked up a second time, the journal takes them in.
        connection.execute("SET session_replication_role = replica")
        connection.execute("SET synchronous_commit = off")
        connection.commit()
        for index in turn:
            for table, lines in days.day(index).items():
                columns = sql.SQL(COLUMNS[table])
                statement = sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(table), columns)
                with connection.cursor() as cursor, cursor.copy(statement) as copy:
                    if lines:
                        copy.write("\n".join(lines) + "\n")
            connection.commit()
            with done.get_lock():
                done.value += wanted.per_day
