"""What cannot work is said in one sentence, with exit code 1."""

import shutil
import socket
import subprocess
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from motcua import server
from tests.server.support import CHECKOUT, motcua, select_one

pytestmark = pytest.mark.server


def refusal(home: Path, **more: str) -> str:
    """The one sentence with which a command on the home is refused."""
    done = motcua(home, "psql", "-c", "SELECT 1", **more)
    assert done.returncode == 1, done.stdout
    assert done.stdout == ""
    assert len(done.stderr.splitlines()) == 1, done.stderr
    assert "Traceback" not in done.stderr
    return done.stderr.removeprefix("motcua: ").strip()


def test_a_home_that_is_a_file(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("no folder")
    assert refusal(file) == f"{file} is not a folder; choose another MOTCUA_HOME."
    assert "is not a folder" in refusal(file / "below")


def test_a_home_of_another_major_version(home: Path) -> None:
    (home / "postgres/data/PG_VERSION").write_text("15\n")
    assert "was made by PostgreSQL 15, this program needs 18" in refusal(home)


@pytest.mark.parametrize("lost", ["postgres/data", "postgres/data/global", "postgres/passwords.json"])
def test_a_home_that_lost_a_part(home: Path, lost: str) -> None:
    path = home / lost
    shutil.rmtree(path) if path.is_dir() else path.unlink()
    assert "is damaged" in refusal(home)


def test_a_home_whose_control_file_is_garbage(home: Path) -> None:
    (home / "postgres/data/global/pg_control").write_bytes(b"\0" * 8192)
    assert "could not be started: " in refusal(home)


@pytest.mark.parametrize("content", ["", "[]", "{}", "\udcff"])
def test_damaged_passwords(home: Path, content: str) -> None:
    (home / "postgres/passwords.json").write_bytes(content.encode(errors="surrogateescape"))
    assert "damaged" in refusal(home)


@pytest.fixture
def disk_of(tmp_path: Path) -> Iterator[Callable[[int], Path]]:
    """Mount a disk of so many megabytes."""
    disk = tmp_path / "disk"
    disk.mkdir()

    def mount(megabytes: int) -> Path:
        command = ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", str(disk)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            pytest.skip(f"no small disk can be mounted: {done.stderr.strip()}")
        return disk

    yield mount
    subprocess.run(["umount", "-l", str(disk)], capture_output=True, check=False)


def fill(disk: Path) -> None:
    with suppress(OSError), (disk / "filler").open("wb", buffering=0) as filler:
        while True:
            filler.write(bytes(4096))


@pytest.mark.drill
def test_a_disk_on_which_a_new_server_has_no_room(disk_of: Callable[[int], Path]) -> None:
    home = disk_of(20) / "home"
    assert refusal(home) == f"The disk that holds {home} is full; free some space and try again."
    assert not list(home.glob("postgres*")), "nothing half made stays"


@pytest.mark.drill
def test_a_disk_that_is_full_before_we_come(disk_of: Callable[[int], Path], stopped_home: Path) -> None:
    disk = disk_of(100)
    shutil.copytree(stopped_home, disk / "home")
    fill(disk)
    assert "is full; free some space" in refusal(disk / "home")
    assert "is full; free some space" in refusal(disk / "new")
    (disk / "filler").unlink()
    select_one(disk / "home")
    assert server.stop(disk / "home")


@pytest.mark.drill
def test_a_disk_that_fills_while_a_command_works(
    disk_of: Callable[[int], Path], stopped_migrated_home: Path
) -> None:
    home = disk_of(160) / "home"
    shutil.copytree(stopped_migrated_home, home)
    statement = "CREATE TEMP TABLE much AS SELECT repeat(i::text, 200) FROM generate_series(1, 500000) i"
    script = f"from django.db import connection; connection.cursor().execute({statement!r})"
    done = motcua(home, "shell", "-v", "0", "-c", script)
    assert done.returncode == 1
    assert done.stderr == f"motcua: The disk that holds {home} is full; free some space and try again.\n"
    select_one(home)
    assert server.stop(home)


def test_a_database_url_that_is_none(tmp_path: Path) -> None:
    sentence = refusal(tmp_path / "home", DATABASE_URL="sqlite:///db")
    assert sentence.startswith("DATABASE_URL is not an address of a PostgreSQL database; write it as postgresql://")


def test_a_database_url_that_leads_nowhere(tmp_path: Path) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    sentence = refusal(tmp_path / "home", DATABASE_URL=f"postgresql://a:b@127.0.0.1:{port}/motcua")
    assert sentence.startswith("The database named by DATABASE_URL cannot be reached: ")


def test_a_database_url_with_a_wrong_password_or_database(database_server: server.Urls, tmp_path: Path) -> None:
    wrong = database_server.app.replace("motcua_app:", "motcua_app:wrong")
    assert "password authentication failed" in refusal(tmp_path / "home", DATABASE_URL=wrong)
    missing = database_server.to("missing").app
    assert 'database "missing" does not exist' in refusal(tmp_path / "home", DATABASE_URL=missing)


def test_with_a_database_url_no_server_is_started(database_server: server.Urls, tmp_path: Path) -> None:
    home = tmp_path / "home"
    urls = database_server
    select_one(home, DATABASE_URL=urls.app, DATABASE_OWNER_URL=urls.owner)
    assert not (home / "postgres").exists()
    who = motcua(home, "psql", "--csv", "-c", "SELECT current_user", DATABASE_URL=urls.app)
    assert who.stdout == "current_user\nmotcua_app\n"


@pytest.mark.parametrize(("number", "old"), [(90624, True), (170006, True), (180000, False), (190001, False)])
def test_the_version_is_read_from_postgresqls_own_number(number: int, old: bool) -> None:
    if old:
        with pytest.raises(server.ServerError, match="needs PostgreSQL 18"):
            server.check_version(number)
    else:
        server.check_version(number)


def test_refusals_speak_vietnamese_by_default(tmp_path: Path) -> None:
    catalogue = CHECKOUT / "motcua/locale/vi/LC_MESSAGES/django.mo"
    if not catalogue.exists():
        pytest.skip("the message catalogue is not compiled; run make setup")
    file = tmp_path / "file"
    file.write_text("")
    assert "không phải là thư mục" in refusal(file, MOTCUA_LANG="", LANG="C.UTF-8")
    assert "is not a folder" in refusal(file, MOTCUA_LANG="", LANG="en_US.UTF-8")
