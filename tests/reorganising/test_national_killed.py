"""Program and database are killed at ten random points while a province is restructured: it is done, or not begun.

Own server, real processes, SIGKILL. What is left behind goes on by itself with the next worker.
"""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import datetime, timedelta
from datetime import time as clock
from multiprocessing import get_context
from pathlib import Path
from random import Random
from typing import Any

import psycopg
import pytest
from django.db import connections
from procrastinate.exceptions import AlreadyEnqueued

from motcua import server
from motcua.bench import restructure
from motcua.bench.place import Place, _pointed_at
from motcua.moments import LOCAL
from motcua.reorganising.national.tables import ON, tables
from motcua.reorganising.tasks import take_force_when_due
from tests.server.conftest import migrated_home, stopped_home, stopped_migrated_home  # noqa: F401
from tests.server.support import eventually, postmaster

pytestmark = pytest.mark.server

PROVINCE, DOSSIERS = "96", 400
KILLS = 10
DIED = (psycopg.OperationalError, psycopg.InterfaceError)

LEFT = """
SELECT (SELECT stage FROM reorganisation), (SELECT count(*) FROM organisation_succession),
       (SELECT count(*) FROM organisation_term), (SELECT count(*) FROM journal_entry),
       (SELECT count(*) FROM people_post), (SELECT count(*) FROM journal_entry WHERE act = 'succeed'),
       (SELECT count(*) FROM reorganisation_handed),
       (SELECT count(*) FROM dossier d JOIN organisation_term t ON t.unit_id = d.holder_unit_id
        WHERE d.ended_at IS NULL AND t.valid @> $1::date)
"""


def left(urls: server.Urls) -> tuple[Any, ...]:
    """What there is of the reorganisation and of what it makes."""
    with psycopg.connect(urls.app, cursor_factory=psycopg.RawCursor) as database:
        row = database.execute(LEFT, [ON]).fetchone()
        assert row is not None
        return row


def take_force() -> None:
    """What the worker's task does, in a process of its own."""
    connections.close_all()
    take_force_when_due.func(timestamp=0)
    os._exit(0)


def begun(urls: server.Urls) -> bool:
    """Is somebody in the midst of it?"""
    with psycopg.connect(urls.admin) as database:
        held = database.execute(
            "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND granted "
            "AND objid::bigint = hashtext('reorganising')::bigint & 4294967295"
        ).fetchone()
        return held is not None and held[0] > 0


@pytest.fixture
def scheduled(migrated_home: Path, django_db_blocker: Any) -> Iterator[tuple[Path, server.Urls]]:  # noqa: F811
    """A home of its own in which a province waits for its day, which has come."""
    with server.use(migrated_home) as urls:
        place = Place(urls.admin, urls.owner, urls.app)
        with django_db_blocker.unblock(), _pointed_at(place):
            wanted, midnight = tables().of(PROVINCE), datetime.combine(ON, clock(), LOCAL)
            land = restructure.load(place, wanted, DOSSIERS, lambda n: None)
            made = restructure.decision(wanted, land, midnight)
            restructure.rehearse_reorganisation(made.pk, midnight - timedelta(minutes=2))
            restructure.scheduled(made, [], midnight)
            connections.close_all()
            yield migrated_home, urls


def copied(urls: server.Urls, name: str, source: str) -> None:
    with psycopg.connect(urls.to("postgres").admin, autocommit=True) as database:
        database.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        database.execute(f'CREATE DATABASE "{name}" TEMPLATE "{source}" OWNER motcua_owner')


def test_killed_at_ten_random_points_it_is_done_or_not_begun_and_goes_on_by_itself(
    scheduled: tuple[Path, server.Urls],
) -> None:
    home, urls = scheduled
    with psycopg.connect(urls.app) as database:
        name = database.info.dbname
    before, dice = left(urls), Random(11)
    assert before[0] == "scheduled"
    copied(urls, "kept", name)
    took, after = whole_run(urls)
    assert after[0] == "in_force" and after[1:] != before[1:] and after[5] == after[6] > 0
    copied(urls, name, "kept")
    not_begun = 0
    for number in range(KILLS):
        killed(urls, took * dice.random(), postmaster(home) if number % 2 else None)
        with server.use(home) as again:
            urls = again
            now = wait_for_quiet(urls)
            assert now in (before, after), "half of it is there"
            not_begun += now == before
            if now == after:
                copied(urls, name, "kept")
    assert not_begun >= 3, "points lie in the midst of it"
    goes_on_by_itself(home, urls, before, after)


def killed(urls: server.Urls, patience: float, database: int | None) -> None:
    """Let it begin and go on for so long; then kill it, and the database's first process before it, if asked."""
    child = get_context("fork").Process(target=take_force, daemon=True)
    child.start()
    assert child.pid is not None
    assert eventually(lambda: begun(urls) or not child.is_alive(), 20)
    time.sleep(patience)
    if database is not None:
        os.kill(database, signal.SIGKILL)
    # It may have been done already, or have ended with its database.
    with suppress(ProcessLookupError):
        os.kill(child.pid, signal.SIGKILL)
    child.join()


def whole_run(urls: server.Urls) -> tuple[float, tuple[Any, ...]]:
    """How long it takes where nobody kills it, and what it leaves."""
    child = get_context("fork").Process(target=take_force, daemon=True)
    child.start()
    eventually(lambda: begun(urls), 20)
    began = time.monotonic()
    child.join()
    return time.monotonic() - began, left(urls)


def wait_for_quiet(urls: server.Urls) -> tuple[Any, ...]:
    """What is left when the server has noticed that nobody is there any more."""
    assert eventually(trying(lambda: not begun(urls)), 20)
    return left(urls)


def trying(question: Callable[[], bool]) -> Callable[[], bool]:
    def asked() -> bool:
        try:
            return question()
        except DIED:
            return False

    return asked


def goes_on_by_itself(home: Path, urls: server.Urls, before: Any, after: Any) -> None:
    """A worker is killed in the midst, its job still under way in the queue's eyes; the next one does it."""
    connections.close_all()
    place = Place(urls.admin, urls.owner, urls.app)
    with _pointed_at(place):
        for kills in (True, False):
            with suppress(AlreadyEnqueued):  # by the worker itself, which looks once a minute
                take_force_when_due.defer(timestamp=0)
            connections.close_all()
            command = [sys.executable, "-m", "motcua", "procrastinate", "worker", "--one-shot"]
            worker = subprocess.Popen(
                command, env=place.environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
            )
            if kills:
                assert eventually(lambda: begun(urls), 60)
                worker.kill()
                worker.wait()
                assert wait_for_quiet(urls) == before
            else:
                assert worker.wait(60) == 0
    assert left(urls) == after
