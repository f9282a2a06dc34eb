"""The door: use a home's server for as long as a command needs it."""

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from motcua.server import cluster, keeper, process
from motcua.server.elsewhere import Pointer
from motcua.server.errors import ServerError, tell
from motcua.server.home import Home, locked

STOP_LIMIT = 60.0
START_WAIT = 600.0


@dataclass(frozen=True)
class Urls:
    """Addresses of one database, by role. `admin` is the superuser, for tests and benches."""

    app: str
    owner: str
    admin: str

    def to(self, database: str) -> "Urls":
        """The same roles in another database of the server."""
        return Urls(*(_with_database(url, database) for url in (self.app, self.owner, self.admin)))


def _with_database(url: str, database: str) -> str:
    head, mark, query = url.partition("?")
    return f"{head.rpartition('/')[0]}/{database}{mark}{query}"


def make_home(folder: Path) -> None:
    """Make the folder of a home without a server. Raises ServerError where that cannot be."""
    Home(folder).create()


def refusal(folder: Path, error: OSError) -> ServerError:
    """The sentence for a failed read or write in a home."""
    return Home(folder).refusal(error)


def full_disk_stopped(folder: Path, said: str) -> bool:
    """Whether the disk was full when the server, or its last words in its log, refused us with `said`."""
    with suppress(OSError):
        said += Home(folder).log.read_text(errors="replace")[-20_000:]
    return cluster.tells_of_full_disk(said)


@contextmanager
def use(
    folder: Path, settings: Mapping[str, str] | None = None, tell: Callable[..., None] = tell
) -> Iterator[Urls]:
    """Yield the addresses of the home's database; start, and make, its server where there is none.

    `settings` are options of PostgreSQL for the case that this call starts it; `tell` is called with what the
    user should know of a new one. Raises ServerError.
    """
    home = Home(folder)
    home.create()
    with ExitStack() as held:
        try:
            held.enter_context(locked(home.lock, shared=True, wait=STOP_LIMIT))
        except BlockingIOError as error:
            raise ServerError("The database in %(home)s is still stopping; try again.", home=home.folder) from error
        yield _ready(home, settings or {}, tell)


def renew(folder: Path) -> Urls:
    """Start what died of the home's server or keeper, for one who is using it; return its addresses."""
    return _ready(Home(folder), {}, tell)


def _ready(home: Home, settings: Mapping[str, str], tell: Callable[..., None]) -> Urls:
    try:
        ready = home.is_initialised and not home.pointer.is_copy
        if not (ready and process.answers(home) and keeper.lives(home)):
            with locked(home.start_lock, wait=START_WAIT) as start_lock:
                home.pointer = Pointer(home.folder)  # another command may have made the server meanwhile
                if home.pointer.is_copy:
                    _copy_server(home)
                if not home.is_initialised:
                    cluster.create(home, start_lock, tell)
                home.check()
                if not process.answers(home):
                    process.start(home, settings)
                keeper.ensure(home)
        return _urls(home)
    except BlockingIOError as error:
        raise ServerError(
            "Another command has been starting the database in %(home)s for too long; end it and try again.",
            home=home.folder,
        ) from error
    except OSError as error:
        raise home.refusal(error) from error


def _copy_server(home: Home) -> None:
    try:
        with locked(home.alive):
            home.pointer.copy_server()
    except BlockingIOError as error:
        raise ServerError(
            "The home %(home)s is a copy of one whose database is running; stop that one first.",
            home=home.folder,
        ) from error


def _urls(home: Home) -> Urls:
    try:
        passwords = json.loads(home.passwords.read_text())
        at = quote(process.host(home))
        return Urls(
            *(
                f"postgresql://{role}:{passwords[role]}@/{cluster.DATABASE}?host={at}"
                for role in (cluster.APP, cluster.OWNER, cluster.ADMIN)
            )
        )
    except (ValueError, KeyError, TypeError) as error:
        raise ServerError(
            "The passwords of the database in %(home)s are damaged; restore %(file)s from a backup.",
            home=home.folder,
            file=home.passwords,
        ) from error


def stop(folder: Path, wait: float = 1.0) -> bool:
    """Stop the home's server unless a command still uses it; return whether it is stopped."""
    home = Home(folder)
    if not home.lock.exists() or not home.is_initialised:
        return True
    try:
        with locked(home.lock, wait=wait):
            process.shut_down(home)
            keeper.dismiss(home)
            return True
    except BlockingIOError:
        return False
