"""Starting, asking and stopping the server's processes."""

import fcntl
import os
import signal
import subprocess
import time
from collections.abc import Mapping
from pathlib import Path

from motcua.server.binaries import clean_environment, folder, runner
from motcua.server.cluster import complaint
from motcua.server.errors import ServerError
from motcua.server.home import Home, disk_full

# For 2 cores and a few hundred MB. `plan_cache_mode` stays at its default.
SETTINGS: dict[str, str] = {
    "listen_addresses": "",
    "unix_socket_directories": "../socket",
    "unix_socket_permissions": "0700",
    "shared_preload_libraries": "pg_stat_statements",
    "max_connections": "100",
    "shared_buffers": "256MB",
    "effective_cache_size": "1GB",
    "work_mem": "8MB",
    "maintenance_work_mem": "128MB",
    "max_wal_size": "2GB",
    "min_wal_size": "128MB",
    "wal_compression": "on",
    "checkpoint_timeout": "15min",
    "random_page_cost": "1.1",
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_line_prefix": "%m [%p] ",
    "log_min_messages": "warning",
    "password_encryption": "scram-sha-256",
}
START_LIMIT = 300.0  # seconds: recovery after a crash may take minutes on a slow disk
ORPHANS_LIMIT = 20.0
# The longest path of a socket that the kernel takes.
LONGEST_SOCKET = 107
SOCKET_NAME = ".s.PGSQL.5432"

_started: list[subprocess.Popen[bytes]] = []


def answers(home: Home) -> bool:
    """Whether the server of the home accepts connections now."""
    try:
        descriptor = os.open(home.socket, os.O_PATH | os.O_DIRECTORY)
    except OSError:
        return False
    try:
        asked = subprocess.run(
            [str(folder() / "pg_isready"), "-q", "-t", "5", "-h", f"/proc/self/fd/{descriptor}"],
            pass_fds=(descriptor,),
            env=clean_environment(),
            check=False,
            stderr=subprocess.DEVNULL,
        )
    finally:
        os.close(descriptor)
    return asked.returncode == 0


def pids(home: Home) -> tuple[list[int], list[int]]:
    """The server's processes: (its postmasters, all others). All have the data folder as working folder."""
    try:
        wanted = home.data.stat()
    except OSError:
        return [], []
    found: dict[int, int] = {}
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        try:
            at = (entry / "cwd").stat()
            if (at.st_dev, at.st_ino) != (wanted.st_dev, wanted.st_ino):
                continue
            if not Path(os.readlink(entry / "exe").removesuffix(" (deleted)")).name.startswith("postgres"):
                continue
            found[int(entry.name)] = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
        except OSError:
            continue
    postmasters = []
    for pid, parent in found.items():
        command = _command_line(pid)
        if parent not in found and not command.startswith(b"postgres:"):
            postmasters.append(pid)
    return postmasters, [pid for pid in found if pid not in postmasters]


def _command_line(pid: int) -> bytes:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b"postgres:"


def host(home: Home) -> str:
    """Where clients find the socket: its folder, or for a deep home the same folder seen from the server.

    A socket's path may have 107 bytes; `/proc/PID/cwd` is short, and leaves nothing outside the home.
    """
    path = str(home.socket)
    if len(os.fsencode(f"{path}/{SOCKET_NAME}")) <= LONGEST_SOCKET:
        return path
    postmasters, _ = pids(home)
    if not postmasters:
        raise ServerError("The database in %(home)s stopped at once; try again.", home=home.folder)
    return f"/proc/{postmasters[0]}/cwd/../socket"


def start(home: Home, settings: Mapping[str, str]) -> None:
    """Start the server, whatever an earlier one left behind. The caller holds the start lock."""
    alive = _sole(home)
    if alive is None:
        return
    try:
        # Nothing of this server lives, or it would hold the lock: these files are stale.
        for stale in (
            home.data / "postmaster.pid",
            home.socket / SOCKET_NAME,
            home.socket / f"{SOCKET_NAME}.lock",
        ):
            stale.unlink(missing_ok=True)
        home.socket.mkdir(mode=0o700, exist_ok=True)
        _spawn(home, settings, alive)
    except OSError as error:
        raise home.refusal(error) from error
    finally:
        os.close(alive)


def _sole(home: Home) -> int | None:
    """A descriptor with the lock that all processes of a server hold; None if a server answers after all."""
    descriptor = os.open(home.alive, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    deadline = time.monotonic() + START_LIMIT
    orphaned_since: float | None = None
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return descriptor
        except BlockingIOError:
            pass
        if answers(home):
            os.close(descriptor)
            return None
        postmasters, others = pids(home)
        now = time.monotonic()
        if not postmasters:
            orphaned_since = orphaned_since or now
            kill(others, signal.SIGQUIT if now - orphaned_since < 2 else signal.SIGKILL)
        if now > (deadline if postmasters else (orphaned_since or now) + ORPHANS_LIMIT):
            os.close(descriptor)
            raise ServerError(
                "The database in %(home)s is held by a server that does not answer (perhaps in another"
                " container); stop that one first.",
                home=home.folder,
            )
        time.sleep(0.05)


def kill(processes: list[int], number: signal.Signals) -> None:
    """Send a signal to those that still live."""
    for pid in processes:
        try:
            os.kill(pid, number)
        except ProcessLookupError:
            continue


def _spawn(home: Home, settings: Mapping[str, str], alive: int) -> None:
    options = [part for name, value in {**SETTINGS, **settings}.items() for part in ("-c", f"{name}={value}")]
    with home.log.open("wb") as log:
        server = subprocess.Popen(
            runner().command("postgres", "-D", "data", *options),
            cwd=home.postgres,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            env=clean_environment(),
            pass_fds=(alive,),
            start_new_session=True,
        )
    _started.append(server)
    deadline = time.monotonic() + START_LIMIT
    while time.monotonic() < deadline:
        if server.poll() is not None:
            raise _why_it_ended(home)
        if _says_ready(home) and answers(home):
            return
        time.sleep(0.02)
    raise ServerError(
        "The database in %(home)s did not start within %(seconds)d seconds; its log is %(log)s.",
        home=home.folder,
        seconds=START_LIMIT,
        log=home.log,
    )


def _says_ready(home: Home) -> bool:
    try:
        lines = (home.data / "postmaster.pid").read_text().splitlines()
    except (OSError, UnicodeDecodeError):
        return False
    return len(lines) >= 8 and lines[7].strip() == "ready"


def _why_it_ended(home: Home) -> ServerError:
    said = home.log.read_text(errors="replace")
    if "No space left on device" in said or "Disk quota exceeded" in said:
        return disk_full(home)
    return ServerError(
        "The database in %(home)s could not be started: %(why)s", home=home.folder, why=complaint(said)
    )


def shut_down(home: Home, limit: float = 10.0) -> None:
    """Stop the server: open transactions are rolled back, everything is written. After `limit` s it is killed."""
    began = time.monotonic()
    asked: signal.Signals | None = None
    while True:
        postmasters, others = pids(home)
        if not postmasters and not others:
            break
        passed = time.monotonic() - began
        wanted = signal.SIGINT if passed < limit else signal.SIGQUIT if passed < limit + 2 else signal.SIGKILL
        if wanted != asked:
            kill(postmasters or others, wanted)
            asked = wanted
        if not postmasters:
            kill(others, signal.SIGKILL if passed > 1 else signal.SIGQUIT)
        for server in _started:
            server.poll()
        time.sleep(0.02)
