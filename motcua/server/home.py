"""The folder that holds everything a local installation keeps, and the locks on it.

| file | what it is |
|---|---|
| `lock` | shared by every user of the server, exclusive to stop it |
| `postgres/` | the server: `data`, `socket`, `passwords.json`, `log` and three locks |
| `postgres-new-*` | a server that is being made; it is renamed to `postgres` when complete |

No absolute path is kept in it: a stopped home can be copied or moved.
"""

import errno
import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from motcua.server.elsewhere import Pointer
from motcua.server.errors import ServerError

MAJOR = 18


class Home:
    """Paths of a home; says in one sentence why a folder cannot be one."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder.absolute()
        self.lock = self.folder / "lock"
        self.start_lock = self.folder / "start.lock"
        self.pointer = Pointer(self.folder)

    @property
    def postgres(self) -> Path:
        """The server's folder."""
        return self.pointer.folder or self.folder / "postgres"

    @property
    def data(self) -> Path:
        """PostgreSQL's own files."""
        return self.postgres / "data"

    @property
    def socket(self) -> Path:
        """The folder of the socket, which nobody else may enter."""
        return self.postgres / "socket"

    @property
    def passwords(self) -> Path:
        """The passwords of the three roles."""
        return self.postgres / "passwords.json"

    @property
    def log(self) -> Path:
        """What the server said since its last start."""
        return self.postgres / "log"

    @property
    def alive(self) -> Path:
        """The lock that all processes of a running server hold."""
        return self.postgres / "alive"

    @property
    def keeper_lock(self) -> Path:
        """The lock that the keeper holds."""
        return self.postgres / "keeper.lock"

    def create(self) -> None:
        """Make the folder; raise ServerError where it cannot be made or written."""
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            os.close(os.open(self.lock, os.O_RDWR | os.O_CREAT, 0o600))
        except OSError as error:
            raise self.refusal(error) from error

    def refusal(self, error: OSError) -> ServerError:
        """The sentence for a failed write or read in this home."""
        if error.errno in (errno.EEXIST, errno.ENOTDIR):
            return ServerError("%(home)s is not a folder; choose another MOTCUA_HOME.", home=self.folder)
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            return disk_full(self)
        return ServerError(
            "The home %(home)s cannot be used (%(why)s); check its permissions or choose another MOTCUA_HOME.",
            home=self.folder,
            why=os.strerror(error.errno or 0),
        )

    @property
    def is_initialised(self) -> bool:
        """Whether a server was made, whole or not."""
        return self.postgres.exists()

    def check(self) -> None:
        """Raise ServerError unless the server's folders are whole, readable and of our major version."""
        try:
            version = (self.data / "PG_VERSION").read_text().strip()
            self.passwords.read_text()
            (self.data / "global" / "pg_control").open("rb").close()
        except PermissionError as error:
            raise self.refusal(error) from error
        except (OSError, UnicodeDecodeError) as error:
            raise ServerError(
                "The database in %(home)s is damaged (%(why)s); restore it from a backup or choose another"
                " MOTCUA_HOME.",
                home=self.folder,
                why=error,
            ) from error
        if version != str(MAJOR):
            raise ServerError(
                "The database in %(home)s was made by PostgreSQL %(found)s, this program needs %(needed)s;"
                " choose another MOTCUA_HOME, or dump it there and load it here.",
                home=self.folder,
                found=version[:20] or "?",
                needed=MAJOR,
            )


def disk_full(home: Home) -> ServerError:
    """The sentence for a disk without room."""
    return ServerError("The disk that holds %(home)s is full; free some space and try again.", home=home.folder)


@contextmanager
def locked(path: Path, *, shared: bool = False, wait: float = 0.0) -> Iterator[int]:
    """Hold a lock on the file and yield its descriptor; raise BlockingIOError after `wait` seconds.

    The kernel lets it go when the last process that inherited the descriptor ends, however it ends.
    """
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        deadline = time.monotonic() + wait
        while True:
            try:
                fcntl.flock(descriptor, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() >= deadline:
                    raise
                time.sleep(0.02)
        yield descriptor
    finally:
        os.close(descriptor)
