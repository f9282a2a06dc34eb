"""A new server: made in a temporary folder, complete with roles and database, then renamed."""

import json
import os
import secrets
import shutil
import subprocess
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from motcua.server import binaries
from motcua.server.elsewhere import new_name
from motcua.server.errors import ServerError
from motcua.server.home import Home, disk_full

ADMIN, OWNER, APP, DATABASE = "motcua_admin", "motcua_owner", "motcua_app", "motcua"
EXTENSIONS = ("unaccent", "pg_trgm", "btree_gist", "pg_stat_statements")

# Only through the socket, whose folder nobody else may enter, and only with a password.
HBA = "local all all scram-sha-256\n"


def create(home: Home, start_lock: int, tell: Callable[..., None]) -> None:
    """Make the server of a home that has none. The caller holds the start lock.

    The programs inherit the lock: if we are killed, the next command waits until they have ended.
    """
    runner, place = binaries.runner_in(home.folder), home.folder
    if runner is None:
        runner, place = binaries.runner_elsewhere(), binaries.ELSEWHERE
        tell("PostgreSQL runs under another account here; its files are in %(folder)s.", folder=place)
    for left_over in home.folder.glob("postgres-new-*"):
        shutil.rmtree(left_over, ignore_errors=True)
    new = Path(tempfile.mkdtemp(prefix="postgres-new-", dir=place))
    try:
        _fill(_Making(home, runner, new, start_lock))
        if place == home.folder:
            new.rename(home.postgres)
        else:
            name = new_name()
            new.rename(place / name)
            home.pointer.point_to(name)
    except BaseException:
        shutil.rmtree(new, ignore_errors=True)
        raise


@dataclass(frozen=True)
class _Making:
    """A server that is being made in a temporary folder."""

    home: Home
    runner: binaries.Runner
    folder: Path
    start_lock: int

    def write_private(self, name: str, text: str) -> Path:
        path = self.folder / name
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(text)
        return path

    def run(self, program: str, *arguments: str, text: str = "") -> None:
        done = subprocess.run(
            self.runner.command(program, *arguments),
            cwd=self.folder,
            input=text,
            capture_output=True,
            text=True,
            check=False,
            pass_fds=(self.start_lock,),
            **self.runner.options(),
        )
        if done.returncode == 0:
            return
        said = f"{done.stderr}\n{done.stdout}"
        if tells_of_full_disk(said):
            raise disk_full(self.home)
        raise ServerError(
            "The database in %(home)s could not be created: %(why)s",
            home=self.home.folder,
            why=complaint(said),
        )


def _fill(making: _Making) -> None:
    passwords = {role: secrets.token_hex(24) for role in (ADMIN, OWNER, APP)}
    making.write_private("passwords.json", json.dumps(passwords))
    for_initdb = making.write_private("admin-password", passwords[ADMIN])
    socket = making.folder / "socket"
    socket.mkdir(mode=0o700)
    for path in (making.folder, socket, for_initdb):
        making.runner.own(path)
    making.run(
        "initdb", "--pgdata=data", f"--username={ADMIN}", "--pwfile=admin-password",
        "--auth=scram-sha-256", "--encoding=UTF8", "--locale=C.UTF-8", "--no-instructions", "--no-sync",
    )  # fmt: skip
    for_initdb.unlink()
    (making.folder / "data" / "pg_hba.conf").write_text(HBA)
    statements = "\n".join(_template_sql(passwords)) + "\n"
    making.run("postgres", "--single", "-D", "data", "-c", "exit_on_error=on", "template1", text=statements)
    # From here on it has to survive a power cut.
    making.run("initdb", "--sync-only", "--pgdata=data")


def tells_of_full_disk(said: str) -> bool:
    """Whether PostgreSQL's output says that the disk is full."""
    return "No space left on device" in said or "Disk quota exceeded" in said


def complaint(said: str) -> str:
    """The line in which PostgreSQL's output says why it failed."""
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    for mark in ("PANIC:", "FATAL:", "error:", "ERROR:"):
        for line in reversed(lines):
            if mark in line:
                return line.split(mark, 1)[1].strip()
    return lines[-1] if lines else "it gave no reason"


def _template_sql(passwords: dict[str, str]) -> list[str]:
    """One statement a line. Set in template1, so that every database made later has it too."""
    plain = "NOSUPERUSER NOCREATEROLE NOREPLICATION NOBYPASSRLS LOGIN"
    return [
        f"CREATE ROLE {OWNER} {plain} CREATEDB PASSWORD '{passwords[OWNER]}'",
        f"CREATE ROLE {APP} {plain} NOCREATEDB PASSWORD '{passwords[APP]}'",
        *[f"CREATE EXTENSION {name}" for name in EXTENSIONS],
        f"GRANT pg_read_all_stats TO {OWNER}",
        f"GRANT EXECUTE ON FUNCTION pg_stat_statements_reset TO {OWNER}",
        f"ALTER DEFAULT PRIVILEGES FOR ROLE {OWNER} GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {APP}",
        f"ALTER DEFAULT PRIVILEGES FOR ROLE {OWNER} GRANT USAGE ON SEQUENCES TO {APP}",
        f"ALTER DEFAULT PRIVILEGES FOR ROLE {OWNER} GRANT EXECUTE ON FUNCTIONS TO {APP}",
        f"ALTER DEFAULT PRIVILEGES FOR ROLE {OWNER} GRANT USAGE ON SCHEMAS TO {APP}",
        f"CREATE DATABASE {DATABASE} OWNER {OWNER}",
        f"REVOKE ALL ON DATABASE {DATABASE} FROM PUBLIC",
        f"GRANT CONNECT, TEMPORARY ON DATABASE {DATABASE} TO {APP}",
    ]
