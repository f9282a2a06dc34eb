"""`motcua run`: it serves, and leaves nothing however it is stopped."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from motcua import server
from tests.server.support import clean, eventually, living, motcua, postmaster

pytestmark = pytest.mark.server


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Running:
    """One `motcua run` in a process group of its own, on a free port."""

    def __init__(self, home: Path) -> None:
        self.home, self.port, self.log = home, free_port(), home / "run.log"
        self.process = subprocess.Popen(
            [sys.executable, "-m", "motcua", "run", "--without-demo"],
            env=clean(MOTCUA_HOME=str(home), PORT=str(self.port)),
            stdout=self.log.open("w"),
            stderr=subprocess.STDOUT,
            start_new_session=True,
            # As a shell does for a background job.
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_IGN),  # type: ignore[arg-type, return-value]
        )
        assert eventually(lambda: "Ctrl-C" in self.said() or self.process.poll() is not None, 60)

    def said(self) -> str:
        """What it printed so far."""
        return self.log.read_text()

    def answers(self) -> bool:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            connection.request("GET", "/accounts/login/")
            return connection.getresponse().status == 200
        except (OSError, http.client.HTTPException):
            return False

    def children(self) -> list[int]:
        """Every process that has the port of this run in its environment, but not run itself."""
        mark = f"\0PORT={self.port}\0".encode()
        found = []
        for entry in Path("/proc").glob("[0-9]*"):
            try:
                environment = b"\0" + (entry / "environ").read_bytes() + b"\0"
            except OSError:
                continue
            # PostgreSQL and its keeper have it too; they may outlive us for others.
            words = (entry / "cmdline").read_bytes()
            if mark in environment and b"postgres" not in words and b"keeper" not in words:
                found.append(int(entry.name))
        return [pid for pid in found if pid != self.process.pid]

    def part(self, word: bytes) -> int:
        """The first process of the web server (`granian`) or the worker (`procrastinate`); 0 if none."""
        parts = []
        for pid in self.children():
            with suppress(OSError):
                if word in Path(f"/proc/{pid}/cmdline").read_bytes():
                    parts.append(pid)
        return min(parts, default=0)


@pytest.fixture
def start(migrated_home: Path) -> Iterator[Callable[[], Running]]:
    started: list[Running] = []

    def run() -> Running:
        started.append(Running(migrated_home))
        return started[-1]

    yield run
    for one in started:
        one.process.kill()
        one.process.wait()
        assert eventually(lambda one=one: one.children() == [], 60)  # type: ignore[misc]


@pytest.mark.parametrize(
    "stop",
    [
        lambda pid: os.kill(pid, signal.SIGTERM),
        lambda pid: os.killpg(pid, signal.SIGTERM),
        lambda pid: os.killpg(pid, signal.SIGINT),
    ],
    ids=["SIGTERM to run alone", "SIGTERM to the group", "Ctrl-C"],
)
def test_stopping_leaves_nothing(start: Callable[[], Running], stop: Callable[[int], None]) -> None:
    run = start()
    assert f"Một Cửa is open: http://127.0.0.1:{run.port}\n" in run.said()
    assert run.answers()
    began = time.monotonic()
    stop(run.process.pid)
    assert run.process.wait(timeout=60) == 0, run.said()
    assert run.children() == []
    assert living(run.home) == []
    assert time.monotonic() - began < 60
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", run.port))
    assert server.stop(run.home, wait=0), "no lock is left"


@pytest.mark.drill
def test_a_stop_spares_the_database_that_another_command_uses(start: Callable[[], Running]) -> None:
    run = start()
    with server.use(run.home):
        before = postmaster(run.home)
        run.process.terminate()
        assert run.process.wait(timeout=60) == 0
        assert postmaster(run.home) == before


def test_a_killed_run_takes_its_children_along(start: Callable[[], Running]) -> None:
    run = start()
    assert len(run.children()) >= 3
    run.process.kill()
    run.process.wait()
    assert eventually(lambda: run.children() == [], 60), run.children()
    assert eventually(lambda: living(run.home) == [], 60)


def test_a_part_that_dies_at_once_ends_all_with_a_sentence(start: Callable[[], Running]) -> None:
    run = start()
    os.kill(run.part(b"procrastinate"), signal.SIGKILL)
    assert run.process.wait(timeout=60) == 1
    assert "The worker ended by itself" in run.said()
    assert run.children() == []
    assert living(run.home) == []


@pytest.mark.drill
def test_what_dies_later_is_started_again(start: Callable[[], Running]) -> None:
    run = start()
    time.sleep(10.5)
    before = postmaster(run.home)
    os.kill(before, signal.SIGKILL)
    assert eventually(lambda: living(run.home) != [] and before not in living(run.home), 60)
    assert eventually(run.answers, 20)
    # Where the database's address changed, the web server was started anew: it has to have lived a while again.
    time.sleep(10.5)
    os.kill(run.part(b"granian"), signal.SIGKILL)
    assert eventually(lambda: "The web server ended by itself (code -9); starting it again." in run.said(), 10)
    assert eventually(run.answers, 20)
    assert run.process.poll() is None


def test_a_port_in_use_is_one_sentence(migrated_home: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = motcua(migrated_home, "run", PORT=str(port))
    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr == (
        f"motcua: Port {port} on 127.0.0.1 cannot be used (Address already in use);"
        " choose another: PORT=8431 make run.\n"
    )


@pytest.mark.parametrize("port", ["0", "70000", "http", "８０"])
def test_a_port_that_is_none_is_wrong_use(migrated_home: Path, port: str) -> None:
    done = motcua(migrated_home, "run", "--port", port)
    assert done.returncode == 2
    assert "is not a port; write a number from 1 to 65535" in done.stderr
