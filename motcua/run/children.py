"""The processes that `motcua run` starts: they end with it, however it ends."""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
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


# Reads process groups until the pipe closes, which the kernel does when we die; then ends them.
GUARD = """
import os, signal, sys, time

groups = set()
for line in sys.stdin:
    (groups.add if line[0] == "+" else groups.discard)(int(line[1:]))
for number in (signal.SIGTERM, signal.SIGKILL):
    until = time.monotonic() + 5
    for group in set(groups):
        try:
            os.killpg(group, number)
        except OSError:
            groups.discard(group)
    while groups and number == signal.SIGTERM and time.monotonic() < until:
        time.sleep(0.05)
        for group in set(groups):
            try:
                os.killpg(group, 0)
            except OSError:
                groups.discard(group)
"""


class Guard:
    """A process of its own that outlives us by the seconds it takes to end what we left.

    The kernel's signal on a parent's death reaches only the child itself, and it may be slow to obey.
    """

    def __init__(self) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-I", "-S", "-c", GUARD], stdin=subprocess.PIPE, text=True, start_new_session=True
        )

    def say(self, sign: str, group: int) -> None:
        """Hand a group over (`+`), or take it back (`-`)."""
        assert self.process.stdin is not None  # noqa: S101 - it is a pipe
        with suppress(BrokenPipeError):
            self.process.stdin.write(f"{sign}{group}\n")
            self.process.stdin.flush()

    def close(self) -> None:
        """End the guard, which ends what was not taken back."""
        with suppress(BrokenPipeError):
            self.process.communicate()


class Child:
    """One process in a session of its own, which Ctrl-C at the terminal does not reach."""

    def __init__(self, name: str, command: Sequence[str], guard: Guard) -> None:
        self.name, self.guard = name, guard
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
        self.guard.say("+", self.process.pid)

    @property
    def has_ended(self) -> bool:
        """Whether it ended, by itself or asked to."""
        return self.process.poll() is not None

    @property
    def seconds(self) -> float:
        """How long ago it was started."""
        return time.monotonic() - self.started_at

    def clear_away(self) -> None:
        """Kill what is left of it and of all that it started."""
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        self.guard.say("-", self.process.pid)


def end(children: Sequence[Child], patience: float = 5.0) -> None:
    """Ask all to end, and kill what has not ended after `patience` seconds."""
    for child in children:
        child.process.poll()
        child.process.send_signal(signal.SIGTERM)
    deadline = time.monotonic() + patience
    while time.monotonic() < deadline and not all(child.has_ended for child in children):
        time.sleep(0.02)
    for child in children:
        child.clear_away()
