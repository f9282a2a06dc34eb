"""`make setup`: pinned to the last byte, quick when there is nothing to do, clear when something is missing."""

import json
import os
import re
import shutil
import subprocess
import time
from pathlib import Path

import pytest

from tests.server.support import CHECKOUT

LOCKS = ["requirements/base.txt", "requirements/dev.txt", "package-lock.json"]


def make(folder: Path, *arguments: str, **environment: str) -> "subprocess.CompletedProcess[str]":
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("MAKE", "MFLAGS"))}
    return subprocess.run(
        ["make", "-C", str(folder), *arguments],
        capture_output=True, text=True, check=False, env={**kept, **environment},
    )  # fmt: skip


@pytest.mark.parametrize("lock", LOCKS)
def test_no_lock_file_says_where_to_download(lock: str) -> None:
    text = (CHECKOUT / lock).read_text()
    # What npm keeps about donations is no address to download from.
    text = re.sub(r'"funding": \{[^}]*\}', "", text)
    assert not re.search(r"https?://|file://|--index-url|--find-links|\"resolved\"", text)


@pytest.mark.parametrize("name", ["base", "dev"])
def test_every_python_package_is_pinned_with_hashes(name: str) -> None:
    text = (CHECKOUT / f"requirements/{name}.txt").read_text()
    entries = re.split(r"\n(?=\S)", text.replace("\\\n", " ").strip())
    assert len(entries) > 20
    for entry in entries:
        assert re.match(r"[a-z0-9._-]+(\[[a-z,]+\])?==\S+( ;.*?)?\s+--hash=sha256:", entry), entry[:80]


def test_every_browser_asset_is_pinned_with_its_hash() -> None:
    packages = json.loads((CHECKOUT / "package-lock.json").read_text())["packages"]
    assert all("integrity" in package for name, package in packages.items() if name)


def test_a_second_setup_does_nothing_and_says_nothing() -> None:
    if not (CHECKOUT / ".venv/.stamps/program").exists():
        pytest.skip("this environment was not made by make setup")
    make(CHECKOUT, "setup")
    began = time.monotonic()
    done = make(CHECKOUT, "-s", "setup")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert time.monotonic() - began < 2


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """What setup reads, in a folder of its own."""
    for name in ("Makefile", "package.json", "package-lock.json", ".npmrc", "pyproject.toml"):
        shutil.copy(CHECKOUT / name, tmp_path)
    shutil.copytree(CHECKOUT / "requirements", tmp_path / "requirements")
    return tmp_path


def test_a_python_that_is_too_old_or_missing_is_one_sentence(copy: Path) -> None:
    for python in ("/bin/false", "/nowhere/python3"):
        done = make(copy, "-s", "setup", f"PYTHON={python}")
        assert done.returncode != 0
        assert done.stdout == "Python 3.11 or later is needed: install python3, or say PYTHON=python3.12 make.\n"


def test_a_missing_npm_is_one_sentence(copy: Path) -> None:
    tools = copy / "tools"
    tools.mkdir()
    for tool in ("make", "bash", "mkdir", "touch"):
        found = shutil.which(tool)
        assert found is not None
        (tools / tool).symlink_to(found)
    done = make(copy, "-s", "node_modules/.package-lock.json", PATH=str(tools))
    assert done.returncode != 0
    assert done.stdout == "npm is missing: install Node.js 20 with npm.\n"
