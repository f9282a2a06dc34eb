"""A database of the bench's own, of the demo's size, dropped afterwards; and what processes used of the CPU."""

import os
import platform
import secrets
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
from django.conf import settings
from django.db import connections
from psycopg import sql

from motcua import server
from motcua.settings import _database

TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class Place:
    """The addresses of the bench's database by role."""

    admin: str
    owner: str
    app: str

    @property
    def environment(self) -> dict[str, str]:
        return {
            **os.environ,
            "MOTCUA_DATABASE_URL": self.app,
            "MOTCUA_OWNER_DATABASE_URL": self.owner,
            "MOTCUA_SECRET_KEY": settings.SECRET_KEY,
        }


@contextmanager
def of_demo_size() -> Iterator[Place]:
    """A copy of the home's database if it holds dossiers and nobody else uses it, else the demo played anew."""
    name = f"motcua_bench_{secrets.token_hex(4)}"
    from motcua.dossiers.models import Dossier

    source = connections["default"].settings_dict["NAME"] if Dossier.objects.exists() else None
    connections.close_all()
    with server.use(Path(settings.HOME)) as urls:
        admin = urls.to("postgres").admin
        here = urls.to(name)
        copied = source is not None and _copy(admin, name, source)
        place = Place(here.admin, here.owner, here.app)
        try:
            if not copied:
                _create(admin, name)
                _play(place)
            with _pointed_at(place):
                yield place
        finally:
            with psycopg.connect(admin, autocommit=True) as connection:
                connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


@contextmanager
def empty() -> Iterator[Place]:
    """A migrated database with nothing in it, for a bench that makes its own data."""
    name = f"motcua_bench_{secrets.token_hex(4)}"
    connections.close_all()
    with server.use(Path(settings.HOME)) as urls:
        admin, here = urls.to("postgres").admin, urls.to(name)
        place = Place(here.admin, here.owner, here.app)
        try:
            _create(admin, name)
            command = [sys.executable, "-m", "motcua", "migrate", "--verbosity=0"]
            subprocess.run(command, env=place.environment, check=True, stdout=subprocess.DEVNULL)
            with _pointed_at(place):
                yield place
        finally:
            with psycopg.connect(admin, autocommit=True) as connection:
                connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def _create(admin: str, name: str, template: str = "template1") -> None:
    with psycopg.connect(admin, autocommit=True) as connection:
        connection.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE {} OWNER motcua_owner").format(
                sql.Identifier(name), sql.Identifier(template)
            )
        )


def _copy(admin: str, name: str, source: str) -> bool:
    try:
        _create(admin, name, source)
    except psycopg.errors.ObjectInUse:
        return False
    return True


def _play(place: Place) -> None:
    """Migrate and play the demo, with a folder of its own for its sign-ins."""
    with tempfile.TemporaryDirectory() as folder:
        environment = {**place.environment, "MOTCUA_HOME": folder}
        for arguments in (["migrate", "--verbosity=0"], ["demo", "duc-hue-2019", "--format=json"]):
            subprocess.run(
                [sys.executable, "-m", "motcua", *arguments], env=environment, check=True, stdout=subprocess.DEVNULL
            )


@contextmanager
def _pointed_at(place: Place) -> Iterator[None]:
    kept = dict(connections.settings["default"])
    connections.close_all()
    connections.settings["default"].update(_database(place.app), TEST=kept["TEST"])
    try:
        yield
    finally:
        connections.close_all()
        connections.settings["default"].update(kept)


def cpu_of_tree(root: int) -> float:
    """CPU seconds used so far by a process, those below it, and those of them that have ended."""
    stats = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                fields = (entry / "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue
            stats[int(entry.name)] = (int(fields[1]), sum(map(int, fields[11:15])))
    below, total = {root}, 0
    grown = True
    while grown:
        more = {pid for pid, (parent, _) in stats.items() if parent in below} - below
        below |= more
        grown = bool(more)
    for pid in below & stats.keys():
        total += stats[pid][1]
    return total / TICKS


def postmaster(place: Place) -> int:
    """The process id of the server that the bench's database lives in."""
    with psycopg.connect(place.admin) as connection:
        [backend] = connection.execute("SELECT pg_backend_pid()").fetchone() or [0]
        return int((Path("/proc") / str(backend) / "stat").read_text().rpartition(")")[2].split()[1])


def machine(place: Place) -> dict[str, Any]:
    """What the bench ran on."""
    with psycopg.connect(place.admin) as connection:
        rows = connection.execute(
            "SELECT name, setting FROM pg_settings WHERE name IN ('server_version', 'fsync', 'synchronous_commit')"
        )
        facts: dict[str, Any] = dict(rows.fetchall())
    model = next((ln for ln in Path("/proc/cpuinfo").read_text().splitlines() if ln.startswith("model name")), ":")
    return {
        "cores": os.cpu_count(),
        "processor": model.partition(":")[2].strip(),
        "load_before": round(os.getloadavg()[0], 2),
        "python": platform.python_version(),
        "postgresql": facts["server_version"],
        "fsync": facts["fsync"],
        "synchronous_commit": facts["synchronous_commit"],
    }
