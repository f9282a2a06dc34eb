"""The whole demo, played once a run by the command itself; each worker reads a clone of it.

Other parts take it with `from tests.demo.played import demo_template, played_demo, own_demo` in their conftest.
`played_demo` is for reading only; a test that writes takes `own_demo`, a clone of its own.
"""

import fcntl
import itertools
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import pytest

from motcua import server
from tests.conftest import TEMPLATE, _admin, _pointed_at

DEMO = "motcua_demo"
CHECKOUT = Path(__file__).resolve().parents[2]
_clones = itertools.count(1)


@dataclass(frozen=True)
class Played:
    """A database with the demo in it: its addresses, what the command printed, and the sheet of sign-ins."""

    urls: server.Urls
    document: dict[str, Any]
    sheet: Path

    @property
    def password(self) -> str:
        return self.sheet.read_text().splitlines()[0].split()[-1]


def demo_command(urls: server.Urls, home: Path, *options: str) -> tuple[list[str], dict[str, str]]:
    """The command and the environment that play the demo into a database."""
    environment = {
        **os.environ,
        "MOTCUA_HOME": str(home),
        "MOTCUA_DATABASE_URL": urls.app,
        "MOTCUA_OWNER_DATABASE_URL": urls.owner,
        "PYTHONPATH": str(CHECKOUT),
    }
    return [sys.executable, "-m", "motcua", "demo", "duc-hue-2019", *options], environment


def _play(server_urls: server.Urls, home: Path) -> str:
    _admin(server_urls, f"DROP DATABASE IF EXISTS {DEMO}")
    _admin(server_urls, f"CREATE DATABASE {DEMO} TEMPLATE {TEMPLATE} OWNER motcua_owner")
    home.mkdir(exist_ok=True)
    command, environment = demo_command(server_urls.to(DEMO), home, "--format", "json")
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=600)
    assert done.returncode == 0, done.stderr
    with psycopg.connect(server_urls.to(DEMO).admin, autocommit=True) as connection:
        connection.execute("VACUUM ANALYZE")
    return done.stdout


@pytest.fixture(scope="session")
def demo_template(database_server: server.Urls, template_database: server.Urls, shared_folder: Path) -> Played:
    """The database that clones of the demo are made from; the first worker that needs it plays it."""
    home, printed = shared_folder / "demo-home", shared_folder / "demo.json"
    with (shared_folder / "demo.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not printed.exists():
            text = _play(database_server, home)
            printed.write_text(text)
    return Played(database_server.to(DEMO), json.loads(printed.read_text()), home / "demo-signins.txt")


@contextmanager
def _clone(server_urls: server.Urls) -> Iterator[server.Urls]:
    name = f"{DEMO}_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}_{next(_clones)}"
    _admin(server_urls, f"CREATE DATABASE {name} TEMPLATE {DEMO} STRATEGY FILE_COPY OWNER motcua_owner")
    try:
        yield server_urls.to(name)
    finally:
        _admin(server_urls, f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


@pytest.fixture(scope="session")
def _worker_demo(database_server: server.Urls, demo_template: Played) -> Iterator[Played]:
    with _clone(database_server) as urls:
        yield Played(urls, demo_template.document, demo_template.sheet)


@pytest.fixture
def played_demo(_worker_demo: Played, django_db_setup: None, django_db_blocker: Any) -> Iterator[Played]:
    """The worker's clone of the demo, as the app role; it refuses to be written to."""
    from django.db import connection

    with django_db_blocker.unblock(), _pointed_at(_worker_demo.urls):
        with connection.cursor() as cursor:
            cursor.execute("SET default_transaction_read_only = on")
        yield _worker_demo


@pytest.fixture
def own_demo(
    database_server: server.Urls, demo_template: Played, django_db_setup: None, django_db_blocker: Any
) -> Iterator[Played]:
    """A clone of the demo of the test's own, for tests that write; dropped after the test."""
    with _clone(database_server) as urls, django_db_blocker.unblock(), _pointed_at(urls):
        yield Played(urls, demo_template.document, demo_template.sheet)
