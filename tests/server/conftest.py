"""Homes for the tests that start and break servers: copies of one that was made and stopped once."""

import fcntl
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from motcua import server
from tests.server.support import motcua


@pytest.fixture(scope="session")
def stopped_home(shared_folder: Path) -> Path:
    """A complete home whose server is stopped; copy it, never use it."""
    home = shared_folder / "stopped-home"
    with (shared_folder / "stopped-home.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not home.exists():
            draft = shared_folder / "stopped-home-draft"
            with server.use(draft):
                pass
            assert server.stop(draft)
            draft.rename(home)
    return home


@pytest.fixture(scope="session")
def stopped_migrated_home(stopped_home: Path, shared_folder: Path) -> Path:
    """The same with our tables in it."""
    home = shared_folder / "stopped-migrated-home"
    with (shared_folder / "stopped-migrated-home.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not home.exists():
            draft = shared_folder / "stopped-migrated-home-draft"
            shutil.copytree(stopped_home, draft)
            done = motcua(draft, "shell", "-v", "0", "-c", "pass")
            assert done.returncode == 0, done.stderr
            assert server.stop(draft)
            draft.rename(home)
    return home


@pytest.fixture
def migrated_home(stopped_migrated_home: Path, tmp_path: Path) -> Iterator[Path]:
    """A home of the test's own with our tables and a stopped server; stopped again after the test."""
    mine = tmp_path / "migrated"
    shutil.copytree(stopped_migrated_home, mine)
    yield mine
    server.stop(mine)


@pytest.fixture
def home(stopped_home: Path, tmp_path: Path) -> Iterator[Path]:
    """A home of the test's own with a stopped server; its server is stopped after the test."""
    mine = tmp_path / "home"
    shutil.copytree(stopped_home, mine)
    yield mine
    if mine.is_dir():
        server.stop(mine)


@pytest.fixture
def empty_home(tmp_path: Path) -> Iterator[Path]:
    """The path of a home that does not exist yet."""
    mine = tmp_path / "empty" / "home"
    yield mine
    if mine.is_dir():
        server.stop(mine)
