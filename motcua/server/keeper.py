"""The keeper: a small process of its own session that stops the server soon after its last user.

Users hold a shared lock on the home that the kernel frees however they end; the keeper stops the server when
nobody has held it for a while. If the keeper is killed, the next command starts another.
"""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from motcua.server import process
from motcua.server.home import Home, locked

GRACE = 20.0  # seconds; the next command of somebody at work finds a warm server
PACE = 1.0
PROGRAM = "from motcua.server.keeper import main; main()"

_started: list[subprocess.Popen[bytes]] = []


def lives(home: Home) -> bool:
    """Whether the home has a keeper."""
    try:
        with locked(home.keeper_lock):
            return False
    except BlockingIOError:
        return True


def ensure(home: Home) -> None:
    """Start a keeper unless there is one. The caller holds the start lock."""
    try:
        # The keeper inherits the lock, and with it the answer to `lives`.
        with locked(home.keeper_lock, wait=0.1) as lock:
            child = subprocess.Popen(
                [sys.executable, "-c", PROGRAM, str(home.folder), str(lock)],
                cwd="/",
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                env={**os.environ, "PYTHONPATH": str(Path(__file__).resolve().parent.parent.parent)},
                pass_fds=(lock,),
                start_new_session=True,
            )
            (home.postgres / "keeper.pid").write_text(str(child.pid))
    except BlockingIOError:
        return
    _started.append(child)


def dismiss(home: Home) -> None:
    """End the keeper of a stopped server and wait for its end."""
    try:
        pid = int((home.postgres / "keeper.pid").read_text())
    except (OSError, ValueError):
        return
    if lives(home) and PROGRAM.encode() in _command_line(pid):
        os.kill(pid, signal.SIGTERM)
        for _ in range(200):
            if not lives(home):
                break
            time.sleep(0.01)
    for child in _started:
        child.poll()


def _command_line(pid: int) -> bytes:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""


def keep(home: Home, lock: int) -> None:
    """Wait until nobody has used the home for a while, then stop its server.

    `lock` is the keeper's own; it is let go before users may come in again, so that they start another.
    """
    mine = home.lock.stat().st_ino
    idle_since: float | None = None
    while True:
        time.sleep(PACE)
        try:
            if home.lock.stat().st_ino != mine:
                raise FileNotFoundError
            with locked(home.lock):
                idle_since = idle_since or time.monotonic()
                if time.monotonic() - idle_since >= GRACE:
                    process.shut_down(home)
                    os.close(lock)
                    return
        except BlockingIOError:
            idle_since = None
        except FileNotFoundError:
            return  # the home was deleted; PostgreSQL ends by itself within a minute


def main() -> None:
    """Keep the home named by the first argument; the second is the number of the inherited lock."""
    keep(Home(Path(sys.argv[1])), int(sys.argv[2]))
