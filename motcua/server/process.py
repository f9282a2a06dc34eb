"""Starting, asking and stopping the server's processes."""

import fcntl
import os
import signal
import subprocess
import time
from collections.abc import Mapping

from motcua.server import binaries
from motcua.server.cluster import complaint, tells_of_full_disk
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
            [str(binaries.folder() / "pg_isready"), "-q", "-t", "5", "-h", f"/proc/self/fd/{descriptor}"],
            pass_fds=(descriptor,),
            env=binaries.clean_environment(),
            check=False,
            stderr=subprocess.DEVNULL,
        )
    finally:
        os.close(descriptor)
    return asked.returncode == 0


def _mark(home: Home) -> str:
    """What tells this server's processes from those of all other homes on the machine, copies included.

    It is the `cluster_name`, which stands in each of their command lines, where anybody may read it.
    """
    data = home.data.stat()
    return f"motcua-{data.st_dev:x}-{data.st_ino:x}"


def pids(home: Home) -> tuple[list[int], list[int]]:
    """The server's processes: (its postmasters, all others)."""
    try:
        mark = _mark(home).encode()
    except OSError:
        return [], []
    found: dict[int, int] = {}
    started: set[int] = set()
    for entry in os.scandir("/proc"):
        if not entry.name.isdigit():
            continue
        try:
            with open(f"/proc/{entry.name}/cmdline", "rb") as file:
                words = file.read()
            if words.startswith(b"postgres: " + mark + b": "):
                pass
            elif b"\0--cluster_name=" + mark + b"\0" in words and b"bin/postgres\0" in words:
                started.add(int(entry.name))
            else:
                continue
            found[int(entry.name)] = _parent(entry.name)
        except OSError:
            continue
    # A child that has not changed its command line yet has its postmaster for a parent.
    postmasters = [pid for pid in found if pid in started and found[pid] not in found]
    return postmasters, [pid for pid in found if pid not in postmasters]


def _parent(pid: str) -> int:
    with open(f"/proc/{pid}/stat") as file:
        return int(file.read().rpartition(")")[2].split()[1])


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
    runner = binaries.runner_in(home.data)
    if runner is None and home.pointer.folder:
        runner = binaries.runner_elsewhere()
    if runner is None:
        raise ServerError(
            "PostgreSQL cannot run here on the files in %(home)s: root may not run it, and user namespaces"
            " are closed; run this as an ordinary user who owns them.",
            home=home.folder,
        )
    alive = _sole(home)
    if alive is None:
        return
    try:
        # Nothing of this server lives, or it would hold the lock: these files are stale.
        socket = home.socket / SOCKET_NAME
        for stale in (home.data / "postmaster.pid", socket, socket.with_name(f"{SOCKET_NAME}.lock")):
            stale.unlink(missing_ok=True)
        if not home.socket.exists():
            home.socket.mkdir(mode=0o700)
            runner.own(home.socket)
        _spawn(home, runner, settings, alive)
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


def _spawn(home: Home, runner: binaries.Runner, settings: Mapping[str, str], alive: int) -> None:
    options = {**SETTINGS, "cluster_name": _mark(home), **settings}
    with home.log.open("wb") as log:
        server = subprocess.Popen(
            runner.command("postgres", "-D", "data", *(f"--{name}={value}" for name, value in options.items())),
            cwd=home.postgres,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            pass_fds=(alive,),
            **runner.options(),
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
    if tells_of_full_disk(said):
        return disk_full(home)
    return ServerError(
        "The database in %(home)s could not be started: %(why)s", home=home.folder, why=complaint(said)
    )


def shut_down(home: Home, limit: float = 8.0) -> None:
    """Stop the server: open transactions are rolled back, all is written; killed after `limit` seconds."""
    began = time.monotonic()
    asked: signal.Signals | None = None
    while True:
        postmasters, others = pids(home)
        if not postmasters and not others:
            break
        passed = time.monotonic() - began
        wanted = signal.SIGINT if passed < limit else signal.SIGQUIT if passed < limit + 2 else signal.SIGKILL
        if not postmasters:  # orphans: nobody is left who would tell them to end
            wanted = signal.SIGQUIT if passed < 1 else signal.SIGKILL
        if wanted != asked:
            kill(postmasters or others, wanted)
            asked = wanted
        for server in _started:
            server.poll()
        time.sleep(0.02)
