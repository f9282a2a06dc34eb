"""Homes whose server runs under another account, so that its files are in a folder that this one may enter.

The home then holds a file `elsewhere` with the name of that folder and the file's own inode: a home that was
moved keeps its server, one that was copied gets a copy of it.
"""

import json
import os
import secrets
import shutil
from pathlib import Path

from motcua.server.binaries import ELSEWHERE
from motcua.server.errors import ServerError


class Pointer:
    """The file `elsewhere` of a home: which folder holds its server."""

    def __init__(self, home: Path) -> None:
        self.file = home / "elsewhere"
        self.name, self.is_copy = "", False
        try:
            kept = json.loads(self.file.read_text())
            self.name = Path(str(kept["name"])).name
            self.is_copy = kept["inode"] != self.file.stat().st_ino
        except (FileNotFoundError, NotADirectoryError):
            return
        except PermissionError as error:
            raise ServerError(
                "The home %(home)s cannot be used (%(why)s); check its permissions or choose another MOTCUA_HOME.",
                home=home,
                why=error.strerror,
            ) from error
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise ServerError(
                "The file %(file)s is damaged; restore it from a backup or choose another MOTCUA_HOME.",
                file=self.file,
            ) from error

    @property
    def folder(self) -> Path | None:
        """Where the server is; None if it is in the home."""
        return ELSEWHERE / self.name if self.name else None

    def point_to(self, name: str) -> None:
        """Name the folder for good."""
        draft = self.file.with_name(f"elsewhere-{os.getpid()}")
        with draft.open("w") as file:
            json.dump({"name": name, "inode": os.fstat(file.fileno()).st_ino}, file)
        draft.rename(self.file)
        self.name, self.is_copy = name, False

    def copy_server(self) -> None:
        """Give a copied home a server of its own. The caller holds the locks of the home and of the server."""
        source = ELSEWHERE / self.name
        name = new_name()
        target = ELSEWHERE / name
        shutil.copytree(source, target, symlinks=True, ignore=shutil.ignore_patterns(".s.PGSQL.*"))
        for original in [source, *source.rglob("*")]:
            made = target / original.relative_to(source)
            if made.exists():
                owner = original.stat()
                os.chown(made, owner.st_uid, owner.st_gid)
        self.point_to(name)


def new_name() -> str:
    """A name for a server's folder that no other has."""
    return f"home-{secrets.token_hex(8)}"
