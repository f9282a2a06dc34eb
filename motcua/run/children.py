"""The processes that `motcua run` starts: they end with it, however it ends."""

import ctypes
import os
import signal
import subprocess
import time
from collections.abc import Sequence
from functools import partial

_libc = ctypes.CDLL(None, use_errno=True)
PR_SET_PDEATHSIG, PR_SET_CHILD_SUBREAPER = 1, 36


def adopt_orphans() -> None:
    """Make us the parent of what a child of ours leaves behind, so that we can end it."""
    _libc.prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def _end_with(parent: int) -> None:
    """Have the kernel send us SIGTERM when our parent dies; it may have died before we asked."""
    _libc.prctl(PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0)
    if os.getppid() != parent:
        os._exit(1)


class Child:
    """One process in a session of its own, which Ctrl-C at the terminal does not reach."""

    def __init__(self, name: str, command: Sequence[str]) -> None:
        self.name = name
        self.command = list(command)
        self.start()

    def start(self) -> None:
        """Start it, again or for the first time, with the environment of now."""
        self.started_at = time.monotonic()
        self.process = subprocess.Popen(
            self.command,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
            preexec_fn=partial(_end_with, os.getpid()),
        )

    @property
    def has_ended(self) -> bool:
        """Whether it ended, by itself or asked to."""
        return self.process.poll() is not None

    @property
    def seconds(self) -> float:
        """How long ago it was started."""
        return time.monotonic() - self.started_at

    def send(self, number: signal.Signals) -> None:
        """Send a signal to it and to all that it started."""
        try:
            os.killpg(self.process.pid, number)
        except (ProcessLookupError, PermissionError):
            return


def end(children: Sequence[Child], patience: float = 5.0) -> None:
    """Ask all to end, and kill what has not ended after `patience` seconds."""
    for child in children:
        child.process.poll()
        child.process.send_signal(signal.SIGTERM)
    deadline = time.monotonic() + patience
    while time.monotonic() < deadline and not all(child.has_ended for child in children):
        time.sleep(0.02)
    for child in children:
        child.send(signal.SIGKILL)
        child.process.wait()
