"""What the tests of servers say often."""

import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from motcua.server import process
from motcua.server.home import Home

CHECKOUT = Path(__file__).resolve().parent.parent.parent
LIMIT = 60


def clean(**more: str) -> dict[str, str]:
    """The environment of a command that knows nothing of this test run."""
    ours = ("MOTCUA_", "DATABASE_", "PYTEST_", "DJANGO_", "PORT")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    return {**kept, "MOTCUA_LANG": "en", "PYTHONPATH": str(CHECKOUT), **more}


def motcua(home: Path, *arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
    """Run a command of ours on a home."""
    return subprocess.run(
        [sys.executable, "-m", "motcua", *arguments],
        env=clean(MOTCUA_HOME=str(home), **more),
        capture_output=True,
        text=True,
        timeout=LIMIT,
        check=False,
    )


def select_one(home: Path, **more: str) -> None:
    """A command on the home works: it finds a database and speaks with it."""
    done = motcua(home, "psql", "--csv", "-c", "SELECT 1 AS works", **more)
    assert (done.returncode, done.stdout) == (0, "works\n1\n"), done.stderr


def eventually(question: Callable[[], bool], seconds: float) -> bool:
    """Whether the question becomes true within that time."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if question():
            return True
        time.sleep(0.05)
    return question()


def living(home: Path) -> list[int]:
    """The processes of the home's server."""
    return sorted(pid for group in process.pids(Home(home)) for pid in group)


def postmaster(home: Path) -> int:
    """The server's first process."""
    return process.pids(Home(home))[0][0]
