"""The web server that a bench or a walk asks, signed-in sessions, and the statements that reached the database."""

import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore

from motcua import web
from motcua.bench.place import Place
from motcua.people.models import Account

WORKERS, THREADS = 2, 4


class CannotMeasure(RuntimeError):
    """The database does not hold what the bench needs, or the web server does not answer."""


def session_of(account: Account) -> str:
    """A session as signing in leaves it."""
    session = SessionStore()
    session[SESSION_KEY] = str(account.pk)
    session[BACKEND_SESSION_KEY] = "motcua.people.signin.AccountBackend"
    session[HASH_SESSION_KEY] = account.get_session_auth_hash()
    session.create()
    return str(session.session_key)


@contextmanager
def web_server(place: Place) -> Iterator[tuple[int, "subprocess.Popen[bytes]"]]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    command = web.command("127.0.0.1", port, workers=WORKERS, threads=THREADS)
    process = subprocess.Popen(command, env=place.environment, stdout=subprocess.DEVNULL)
    try:
        _await_answer(port, process)
        yield port, process
    finally:
        process.terminate()
        process.wait(20)


def _await_answer(port: int, process: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and process.poll() is None:
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/accounts/login/", timeout=30).read()
            return
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.05)
    raise CannotMeasure("the web server did not answer")


def statements_sent(place: Place, reset: bool = False) -> int:
    """Statements that the app role has sent to the bench's database, BEGIN and COMMIT included."""
    with psycopg.connect(place.admin, autocommit=True) as connection:
        if reset:
            connection.execute("SELECT pg_stat_statements_reset()")
        found = connection.execute(
            "SELECT coalesce(sum(s.calls), 0) FROM pg_stat_statements s "
            "JOIN pg_database d ON d.oid = s.dbid JOIN pg_roles r ON r.oid = s.userid "
            "WHERE d.datname = current_database() AND r.rolname = 'motcua_app' AND s.toplevel"
        ).fetchone()
        return int(found[0]) if found else 0
