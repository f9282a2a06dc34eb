"""One throw-away server a run, a template database migrated once, a clone of it for each worker.

- `db` (or `pytest.mark.django_db`): the worker's clone as the app role, rolled back after the test.
- `fresh_database`: a clone of one's own, for real commits, threads, several connections, subprocesses.
- `web_server`: a real web server on such a clone.

The journal refuses TRUNCATE, so nothing is ever flushed; `transactional_db` is refused here.
"""

import fcntl
import itertools
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NoReturn

import psycopg
import pytest
from django.conf import settings

from motcua import server

# Tests share code (`tests.server.support`) whichever way pytest is started.
CHECKOUT = str(Path(__file__).resolve().parent.parent)
sys.path.insert(0, CHECKOUT)

pytest_plugins = ["tests.again", "tests.cast", "tests.house.evidence"]

# Nothing of a test has to survive a power cut.
UNSAFE_AND_QUICK = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
TEMPLATE = "motcua_template"
_clones = itertools.count(1)


@pytest.fixture(scope="session")
def shared_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that all workers of the run share."""
    base = tmp_path_factory.getbasetemp()
    return base.parent if "PYTEST_XDIST_WORKER" in os.environ else base


@pytest.fixture(scope="session")
def database_server(shared_folder: Path) -> Iterator[server.Urls]:
    """The run's own server; stopped by the last worker that leaves."""
    home = shared_folder / "home"
    os.environ["MOTCUA_HOME"] = str(home)
    settings.HOME = home  # Django has read its settings before us
    with server.use(home, UNSAFE_AND_QUICK) as urls:
        yield urls
    server.stop(home, wait=0.2)


def _admin(urls: server.Urls, statement: str) -> None:
    with psycopg.connect(urls.to("postgres").admin, autocommit=True) as connection:
        connection.execute(statement)  # type: ignore[call-overload]


@contextmanager
def _pointed_at(urls: server.Urls) -> Iterator[None]:
    """Point Django, in all threads, and the environment of subprocesses at a database."""
    from django.db import connections

    from motcua.settings import _database

    wanted = {"default": urls.app, "owner": urls.owner}
    variables = {"default": "MOTCUA_DATABASE_URL", "owner": "MOTCUA_OWNER_DATABASE_URL"}
    before = {alias: dict(connections.settings[alias]) for alias in wanted}
    environment = {name: os.environ.get(name) for name in variables.values()}
    connections.close_all()
    for alias, url in wanted.items():
        kept = connections.settings[alias]["TEST"]
        connections.settings[alias].update(_database(url), TEST=kept)
        os.environ[variables[alias]] = url
    try:
        yield
    finally:
        connections.close_all()
        for alias in wanted:
            connections.settings[alias].update(before[alias])
        for name, value in environment.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


@pytest.fixture(scope="session")
def template_database(
    database_server: server.Urls, shared_folder: Path, django_test_environment: None, django_db_blocker: Any
) -> server.Urls:
    """The migrated database that clones are made from; the first worker makes it."""
    urls = database_server.to(TEMPLATE)
    done = shared_folder / "template-is-ready"
    with (shared_folder / "template.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not done.exists():
            from django.core.management import call_command

            _admin(database_server, f"DROP DATABASE IF EXISTS {TEMPLATE}")
            _admin(database_server, f"CREATE DATABASE {TEMPLATE} OWNER motcua_owner")
            with django_db_blocker.unblock(), _pointed_at(urls):
                call_command("migrate", database="owner", verbosity=0, interactive=False)
            done.touch()
    return urls


@contextmanager
def _clone(server_urls: server.Urls) -> Iterator[server.Urls]:
    name = f"motcua_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}_{next(_clones)}"
    _admin(server_urls, f"CREATE DATABASE {name} TEMPLATE {TEMPLATE} STRATEGY FILE_COPY OWNER motcua_owner")
    try:
        yield server_urls.to(name)
    finally:
        _admin(server_urls, f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


@pytest.fixture(scope="session")
def django_db_setup(
    database_server: server.Urls, template_database: server.Urls, django_db_blocker: Any
) -> Iterator[None]:
    """The worker's clone, entered as the app role, for all tests that are rolled back."""
    with _clone(database_server) as urls, django_db_blocker.unblock(), _pointed_at(urls):
        django_db_blocker.block()
        yield
        django_db_blocker.restore()


@pytest.fixture
def fresh_database(
    database_server: server.Urls, django_db_setup: None, django_db_blocker: Any
) -> Iterator[server.Urls]:
    """A migrated database of the test's own, as the app role; dropped after the test.

    `default`, `owner` and the environment of subprocesses point at it; yields its addresses by role.
    """
    with _clone(database_server) as urls, django_db_blocker.unblock(), _pointed_at(urls):
        yield urls


@pytest.fixture
def transactional_db() -> None:
    """Refused: it would flush tables that refuse TRUNCATE."""
    pytest.fail("Use the fixture fresh_database: the journal cannot be flushed.")


def missing(part: str) -> NoReturn:
    """Skip the test because a part of the machine is missing; fail it where CI is set."""
    if os.environ.get("CI"):
        pytest.fail(f"{part} is missing, and CI is set.")
    pytest.skip(f"{part} is missing.")


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Browser tests need Debian's Chromium."""
    if item.get_closest_marker("browser") and not shutil.which("chromium"):
        missing("Chromium (apt-get install chromium)")


@pytest.fixture
def web_server(fresh_database: server.Urls) -> Iterator[str]:
    """The address of a web server on the test's fresh database, in threads of this process.

    It answers over HTTP what the program answers; that the program's own server does is shown by tests/server and
    by whoever asks for `serving`. A process for each of a hundred tests would load the program a hundred times.
    """
    from django.test.testcases import LiveServerThread

    from motcua.wsgi import application

    thread = LiveServerThread("127.0.0.1", lambda _handler: application)
    thread.daemon = True
    thread.start()
    thread.is_ready.wait(30)
    assert thread.error is None, thread.error
    try:
        yield f"http://127.0.0.1:{thread.port}"
    finally:
        thread.terminate()


@contextmanager
def serving() -> Iterator[str]:
    """A real web server on the database that the environment names now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = ["granian", "--interface", "wsgi", "--port", str(port), "--log-level", "warning"]
    served = subprocess.Popen(
        [sys.executable, "-m", *command, "--blocking-threads", "4", "motcua.wsgi:application"],
        env={**os.environ, "PYTHONPATH": CHECKOUT},
        start_new_session=True,
    )
    try:
        deadline = time.monotonic() + 30
        while True:
            try:
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
                break
            except OSError:
                assert served.poll() is None and time.monotonic() < deadline, "the web server did not start"
                time.sleep(0.05)
        yield f"http://127.0.0.1:{port}"
    finally:
        served.terminate()
        try:
            served.wait(timeout=10)
        except subprocess.TimeoutExpired:
            os.killpg(served.pid, signal.SIGKILL)
            served.wait()
