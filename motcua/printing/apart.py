"""Compile apart from this process: in a child with limits (compiling.py), over files laid out for it alone."""

import json
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from django.conf import settings

from motcua.printing.sets import FOLDER

PROGRAM = Path(__file__).with_name("compiling.py")
FONTS = settings.BASE_DIR / "node_modules" / "@expo-google-fonts" / "tinos"
# What one form of an administration may cost. The circulars' own need 30 ms and 150 MB.
SECONDS, MEMORY = 5, 1 << 30
# Nobody listens there: what asks the network gets nothing, also where the kernel gives no empty namespace.
NOBODY = "http://127.0.0.1:9"
PAGES = re.compile(rb"/Type/Pages/Count (\d+)")


class NotCompiled(ValueError):
    """Typst found something wrong. `diagnostic` names file, line and column."""

    def __init__(self, message: str, diagnostic: str = "") -> None:
        super().__init__(message)
        self.message, self.diagnostic = message, diagnostic


class TooLong(RuntimeError):
    """It used up its time and was ended."""


class TooBig(RuntimeError):
    """It used up its memory and was ended."""


@dataclass(frozen=True, slots=True)
class Document:
    """One to compile: its file, the fields it reads, the moment that it bears."""

    file: Path
    said: dict[str, Any]
    timestamp: int


@contextmanager
def laid_out(source: str) -> Iterator[Path]:
    """A folder that holds a form's text as own.typ and what the circulars' forms share, and nothing else."""
    with tempfile.TemporaryDirectory(prefix="motcua-form-") as name:
        folder = Path(name)
        for shared in FOLDER.glob("*.typ"):
            (folder / shared.name).write_bytes(shared.read_bytes())
        own = folder / "own.typ"
        own.write_text(source, encoding="utf-8")
        yield own


def compiled(
    root: Path,
    documents: Sequence[Document],
    *,
    kind: Literal["pdf", "png"] = "pdf",
    ppi: float | None = None,
    standards: Sequence[str] = (),
    tags: bool = True,
    strict: bool = False,
    seconds: int = SECONDS,
    memory: int = MEMORY,
) -> list[bytes]:
    """Compile documents below a folder, one after the other. Raises NotCompiled, TooLong, TooBig.

    What the standards do not allow (a letter that no font has) is compiled without them, unless `strict`.
    `seconds` are of the processor, for all together; on a machine that is busy it may last three times as long.
    """
    asked = {
        "root": str(root),
        "fonts": str(FONTS),
        "kind": kind,
        "ppi": ppi,
        "standards": list(standards),
        "tags": tags,
        "strict": strict,
        "seconds": seconds,
        "memory": memory,
        "documents": [
            {
                "file": str(each.file),
                "inputs": {"form": json.dumps(each.said, ensure_ascii=False)},
                "timestamp": each.timestamp,
            }
            for each in documents
        ],
    }
    proxies = dict.fromkeys(("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"), NOBODY)
    try:
        ran = subprocess.run(
            [sys.executable, "-I", str(PROGRAM)],
            input=json.dumps(asked).encode(),
            capture_output=True,
            env={"PATH": os.defpath, "LANG": "C.UTF-8", **proxies},
            timeout=3 * seconds,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise TooLong from None
    return _answered(ran)


def pages(pdf: bytes) -> int:
    """How many pages Typst made."""
    found = PAGES.search(pdf)
    return int(found.group(1)) if found else 0


def _answered(ran: "subprocess.CompletedProcess[bytes]") -> list[bytes]:
    line, _newline, rest = ran.stdout.partition(b"\n")
    if ran.returncode != 0 or not line:
        if ran.returncode in (-24, -9):  # SIGXCPU; killed, where the kernel gives no second for the first
            raise TooLong
        if ran.returncode == -6 or b"MemoryError" in ran.stderr or b"memory" in ran.stderr:
            raise TooBig
        raise NotCompiled(ran.stderr.decode(errors="replace")[-300:])
    said = json.loads(line)
    if "message" in said:
        raise NotCompiled(said["message"], said["diagnostic"])
    files, at = [], 0
    for size in said["sizes"]:
        files.append(rest[at : at + size])
        at += size
    return files
