"""A new server: made in a temporary folder, complete with roles and database, then renamed."""

import json
import os
import secrets
import shutil
import subprocess
import tempfile
from pathlib import Path

from motcua.server.binaries import clean_environment, runner
from motcua.server.errors import ServerError
from motcua.server.home import Home, disk_full

ADMIN, OWNER, APP, DATABASE = "motcua_admin", "motcua_owner", "motcua_app", "motcua"
EXTENSIONS = ("unaccent", "pg_trgm", "btree_gist", "pg_stat_statements")

# Only through the socket, whose folder nobody else may enter, and only with a password.
HBA = "local all all scram-sha-256\n"


def create(home: Home, start_lock: int) -> None:
    """Make the server of a home that has none. The caller holds the start lock.

    The programs inherit the lock: if we are killed, the next command waits until they have ended.
    """
    for left_over in home.folder.glob("postgres-new-*"):
        shutil.rmtree(left_over, ignore_errors=True)
    new = Path(tempfile.mkdtemp(prefix="postgres-new-", dir=home.folder))
    try:
        passwords = {role: secrets.token_hex(24) for role in (ADMIN, OWNER, APP)}
        _write_private(new / "passwords.json", json.dumps(passwords))
        _write_private(new / "admin-password", passwords[ADMIN])
        (new / "socket").mkdir(mode=0o700)
        _initdb(new, home, start_lock)
        (new / "admin-password").unlink()
        (new / "data" / "pg_hba.conf").write_text(HBA)
        _single(new, home, start_lock, "template1", _template_sql(passwords))
        new.rename(home.postgres)
    except BaseException:
        shutil.rmtree(new, ignore_errors=True)
        raise


def _write_private(path: Path, text: str) -> None:
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(text)


def _initdb(new: Path, home: Home, start_lock: int) -> None:
    _run(
        home,
        runner().command(
            "initdb", "--pgdata=data", f"--username={ADMIN}", "--pwfile=admin-password", "--auth=scram-sha-256",
            "--encoding=UTF8", "--locale=C.UTF-8", "--no-instructions", "--no-sync",
        ),
        cwd=new,
        start_lock=start_lock,
    )  # fmt: skip


def _single(new: Path, home: Home, start_lock: int, database: str, statements: list[str]) -> None:
    _run(
        home,
        runner().command("postgres", "--single", "-D", "data", "-c", "exit_on_error=on", database),
        cwd=new,
        start_lock=start_lock,
        text="\n".join(statements) + "\n",
    )


def _run(home: Home, command: list[str], *, cwd: Path, start_lock: int, text: str = "") -> None:
    done = subprocess.run(
        command,
        cwd=cwd,
        input=text,
        capture_output=True,
        text=True,
        check=False,
        env=clean_environment(),
        pass_fds=(start_lock,),
        start_new_session=True,
    )
    if done.returncode == 0:
        return
    said = f"{done.stderr}\n{done.stdout}"
    if "No space left on device" in said or "Disk quota exceeded" in said:
        raise disk_full(home)
    raise ServerError(
        "The database in %(home)s could not be created: %(why)s", home=home.folder, why=complaint(said)
    )


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
