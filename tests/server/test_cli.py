"""The program `motcua`: what it starts, what it says, how it ends."""

import json
import os
import signal
import stat
import subprocess
import sys
import time
from pathlib import Path

import psycopg
import pytest

from motcua import server
from tests.server.support import clean, eventually, motcua, postmaster

pytestmark = pytest.mark.server

COUNT = "from motcua.people.models import Account; print(Account.objects.count())"


def test_help_lists_our_commands_first_and_starts_nothing(empty_home: Path) -> None:
    for arguments in ([], ["help"], ["--help"]):
        began = time.monotonic()
        done = motcua(empty_home, *arguments)
        assert done.returncode == 0
        assert time.monotonic() - began < 2
        lines = done.stdout.splitlines()
        ours, theirs = (next(i for i, line in enumerate(lines) if word in line) for word in ("  run ", "migrate"))
        assert ours < theirs
    assert not empty_home.exists()


@pytest.mark.parametrize(
    "command", [["version"], ["check"], ["makemigrations", "--check", "--dry-run"], ["run", "--help"]], ids=" ".join
)
def test_commands_that_need_no_database_start_none(empty_home: Path, command: list[str]) -> None:
    done = motcua(empty_home, *command)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Warning" not in done.stderr
    assert not empty_home.exists()


def test_the_first_command_makes_and_migrates_a_home_and_the_second_finds_it(empty_home: Path) -> None:
    first = motcua(empty_home, "shell", "-v", "0", "-c", COUNT)
    assert (first.returncode, first.stdout, first.stderr) == (0, "0\n", "Preparing the database …\n")
    second = motcua(empty_home, "shell", "-v", "0", "-c", COUNT)
    assert (second.returncode, second.stdout, second.stderr) == (0, "0\n", "")
    assert stat.S_IMODE((empty_home / "secret-key").stat().st_mode) == 0o600
    with server.use(empty_home) as urls, psycopg.connect(urls.app) as connection:
        owners = connection.execute("SELECT DISTINCT tableowner FROM pg_tables WHERE schemaname = 'public'")
        assert owners.fetchall() == [("motcua_owner",)]


def test_two_first_commands_at_once_migrate_once(empty_home: Path) -> None:
    command = [sys.executable, "-m", "motcua", "shell", "-v", "0", "-c", COUNT]
    both = [
        subprocess.Popen(
            command,
            env=clean(MOTCUA_HOME=str(empty_home)),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(2)
    ]
    said = [process.communicate(timeout=120) for process in both]
    assert [out for out, _ in said] == ["0\n", "0\n"], said
    assert sorted(err for _, err in said) == ["", "Preparing the database …\n"]


def test_a_server_of_ones_own_is_migrated_too(home: Path, empty_home: Path) -> None:
    with server.use(home) as urls:
        own = {"DATABASE_URL": urls.app, "DATABASE_OWNER_URL": urls.owner}
        first = motcua(empty_home, "shell", "-v", "0", "-c", COUNT, **own)
        assert (first.returncode, first.stdout) == (0, "0\n"), first.stderr
        with psycopg.connect(urls.to("postgres").admin, autocommit=True) as admin:
            admin.execute("DROP DATABASE motcua")
            admin.execute("CREATE DATABASE motcua OWNER motcua_owner")
        again = motcua(empty_home, "shell", "-v", "0", "-c", COUNT, **own)
        assert (again.returncode, again.stdout) == (0, "0\n"), "a new database of the same name is migrated"
    assert not (empty_home / "postgres").exists()


def test_wrong_use_exits_with_two(home: Path) -> None:
    unknown = motcua(home, "nonsense")
    assert unknown.returncode == 2
    assert unknown.stderr == "motcua: There is no command nonsense; motcua help lists all commands.\n"
    assert not (home / "postgres/data/postmaster.pid").exists(), "nothing was started for it"
    assert motcua(home, "psql", "--nonsense").returncode == 2


def test_psql_speaks_as_the_app_unless_asked(home: Path) -> None:
    who = "SELECT current_user"
    assert motcua(home, "psql", "--csv", "-c", who).stdout.splitlines()[1] == "motcua_app"
    assert motcua(home, "psql", "--csv", "--owner", "-c", who).stdout.splitlines()[1] == "motcua_owner"
    wrong = motcua(home, "psql", "-c", "SELECT nonsense")
    assert wrong.returncode == 1 and 'column "nonsense" does not exist' in wrong.stderr


def test_a_database_that_goes_away_is_one_sentence(migrated_home: Path) -> None:
    script = (
        "from django.db import connection; import os, signal;"
        "connection.cursor().execute('SELECT 1');"
        "os.kill(int(os.environ['VICTIM']), signal.SIGKILL);"
        "connection.cursor().execute('SELECT pg_sleep(5)')"
    )
    with server.use(migrated_home):
        done = motcua(migrated_home, "shell", "-v", "0", "-c", script, VICTIM=str(postmaster(migrated_home)))
        assert done.returncode == 1
        assert done.stderr.startswith("motcua: The database went away (")
        assert len(done.stderr.splitlines()) == 1
        assert motcua(migrated_home, "shell", "-v", "0", "-c", COUNT).stdout == "0\n"


def test_an_unexpected_error_shows_its_trace_only_when_asked(migrated_home: Path) -> None:
    broken = ["shell", "-v", "0", "-c", "print(1 / 0)"]
    done = motcua(migrated_home, *broken)
    assert done.returncode == 1
    assert done.stderr.startswith("motcua: The command failed unexpectedly (ZeroDivisionError: ")
    assert "Traceback" in motcua(migrated_home, *broken, MOTCUA_TRACEBACK="1").stderr


def test_a_terminated_command_ends_and_lets_the_home_go(migrated_home: Path) -> None:
    command = [
        sys.executable,
        "-m",
        "motcua",
        "shell",
        "-c",
        "import time; print('up', flush=True); time.sleep(60)",
    ]
    running = subprocess.Popen(
        command, env=clean(MOTCUA_HOME=str(migrated_home)), stdout=subprocess.PIPE, text=True
    )
    assert running.stdout is not None
    assert any("up" in line for line in running.stdout)
    running.send_signal(signal.SIGTERM)
    assert running.wait(timeout=10) == 143
    assert eventually(lambda: server.stop(migrated_home), 5)


def test_a_command_costs_little_when_all_is_ready(migrated_home: Path) -> None:
    with server.use(migrated_home):
        seconds = []
        for _ in range(3):
            began = os.times().elapsed
            assert motcua(migrated_home, "shell", "-v", "0", "-c", COUNT).returncode == 0
            seconds.append(os.times().elapsed - began)
    assert min(seconds) < 5, json.dumps(seconds)


def test_psql_makes_a_new_home_whole_before_it_looks_into_it(home: Path) -> None:
    done = motcua(home, "psql", "--csv", "-c", "SELECT count(*) FROM dossier")
    assert done.stdout.splitlines() == ["count", "0"]
