"""Two commands at once, and whatever may be killed: the next command simply works."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psycopg
import pytest

from motcua import server
from motcua.server import keeper
from motcua.server.home import Home
from tests.server.support import clean, eventually, living, postmaster, select_one

pytestmark = pytest.mark.server

HOLD = "import sys, time; from pathlib import Path; from motcua import server\n"
HOLD += "with server.use(Path(sys.argv[1])) as urls: print(urls.app, flush=True); time.sleep(120)"


def holder(home: Path) -> subprocess.Popen[str]:
    """A command that uses the home until it is killed."""
    return subprocess.Popen([sys.executable, "-c", HOLD, str(home)], stdout=subprocess.PIPE, text=True, env=clean())


def said(command: "subprocess.Popen[str]") -> str:
    assert command.stdout is not None
    return command.stdout.readline().strip()


def kill(command: "subprocess.Popen[str]") -> None:
    command.kill()
    command.communicate()


def test_two_commands_that_find_nothing_make_one_server(empty_home: Path) -> None:
    both = [holder(empty_home), holder(empty_home)]
    try:
        first, second = (said(command) for command in both)
        assert first == second != ""
        assert len(list(empty_home.glob("postgres*"))) == 1
        assert [pid for pid in living(empty_home) if pid == postmaster(empty_home)]
    finally:
        for command in both:
            kill(command)


@pytest.mark.drill
def test_a_command_killed_while_it_makes_the_server_leaves_a_home_that_works(empty_home: Path) -> None:
    for patience in (0.05, 0.2, 0.4):
        command = holder(empty_home)
        eventually(lambda: any(empty_home.glob("postgres-new-*")), 10)
        time.sleep(patience)
        kill(command)
    select_one(empty_home)
    assert not list(empty_home.glob("postgres-new-*"))


def test_a_killed_command_holds_nothing(home: Path) -> None:
    command = holder(home)
    said(command)
    assert not server.stop(home, wait=0)
    kill(command)
    assert server.stop(home)
    assert living(home) == []


@pytest.mark.drill
def test_a_killed_keeper_is_followed_by_another(home: Path) -> None:
    select_one(home)
    kept = Home(home)
    os.kill(int((kept.postgres / "keeper.pid").read_text()), signal.SIGKILL)
    assert eventually(lambda: not keeper.lives(kept), 5)
    select_one(home)
    assert keeper.lives(kept)


@pytest.mark.drill
def test_the_server_stops_within_a_minute_of_its_last_user(home: Path) -> None:
    command = holder(home)
    said(command)
    kill(command)
    began = time.monotonic()
    assert living(home)
    assert eventually(lambda: living(home) == [] and not keeper.lives(Home(home)), 60)
    assert time.monotonic() - began > 5, "the next command of somebody at work finds a warm server"


def test_a_killed_server_starts_again_with_what_was_committed(home: Path) -> None:
    with server.use(home) as urls:
        with psycopg.connect(urls.owner) as connection:
            connection.execute("CREATE TABLE kept AS SELECT 42 AS number")
        os.kill(postmaster(home), signal.SIGKILL)
    with server.use(home) as urls, psycopg.connect(urls.app) as connection:
        assert connection.execute("SELECT number FROM kept").fetchone() == (42,)


@pytest.mark.drill
def test_backends_that_outlive_their_killed_server_are_ended(home: Path) -> None:
    with server.use(home) as urls, psycopg.connect(urls.app) as connection:
        # A stopped process notices nothing: it keeps the shared memory that a new server stumbles over.
        backend = connection.info.backend_pid
        os.kill(backend, signal.SIGSTOP)
        os.kill(postmaster(home), signal.SIGKILL)
        assert eventually(lambda: living(home) == [backend], 10)
        select_one(home)
        assert backend not in living(home)


@pytest.mark.drill
@pytest.mark.parametrize(
    "content",
    ["", "12", "999999999\n/nowhere\n", "{alive}\n/nowhere\n1700000000\n5432\n../socket\n\n  1 2\nready   \n"],
    ids=["empty", "truncated", "of the dead", "of another that lives"],
)
def test_a_stale_postmaster_pid_stops_nobody(home: Path, content: str) -> None:
    other = subprocess.Popen(["sleep", "60"])
    try:
        (home / "postgres/data/postmaster.pid").write_text(content.format(alive=other.pid))
        (home / "postgres/socket/.s.PGSQL.5432.lock").write_text(content.format(alive=other.pid))
        select_one(home)
        assert other.poll() is None
    finally:
        other.kill()
        other.wait()


@pytest.mark.drill
def test_a_truncated_postmaster_pid_of_a_running_server_is_no_obstacle(home: Path) -> None:
    with server.use(home):
        before = postmaster(home)
        (home / "postgres/data/postmaster.pid").write_text("12")
        select_one(home)
        assert postmaster(home) == before
    assert server.stop(home)


def test_a_home_that_was_copied_or_moved_works_there(home: Path, tmp_path: Path) -> None:
    moved = tmp_path / "moved"
    home.rename(moved)
    select_one(moved)
    assert server.stop(moved)
    assert all(str(tmp_path).encode() not in file.read_bytes() for file in moved.rglob("*.conf"))


def test_a_deep_home_has_its_socket_inside_too(tmp_path: Path) -> None:
    deep = tmp_path / "/".join(["a-rather-long-name-of-a-folder-as-people-choose-them"] * 4) / "home"
    select_one(deep)
    assert (deep / "postgres/socket/.s.PGSQL.5432").is_socket()
    assert server.stop(deep)
