"""Nothing in the tree says where to download: people set their package sources themselves, or have none."""

import subprocess
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
# Written apart, so that this file does not name them either.
REGISTRIES = tuple(
    ".".join(parts)
    for parts in (
        ("pypi", "org"),
        ("pythonhosted", "org"),
        ("npmjs", "org"),
        ("npmjs", "com"),
        ("yarnpkg", "com"),
        ("unpkg", "com"),
        ("jsdelivr", "net"),
        ("cdnjs", "cloudflare", "com"),
        ("fonts", "googleapis", "com"),
        ("fonts", "gstatic", "com"),
        ("crates", "io"),
    )
)
PICTURES = {".png", ".pdf", ".jpg", ".ico", ".woff2", ".mo", ".xlsx", ".xz"}


@cache
def tracked() -> tuple[str, ...]:
    if not (ROOT / ".git").exists():
        pytest.skip("This is not a clone: there is no list of the files that belong to it.")
    listed = subprocess.run(["git", "-C", ROOT, "ls-files", "-z"], capture_output=True, check=True).stdout
    return tuple(name for name in listed.decode().split("\0") if name and (ROOT / name).exists())


def texts() -> list[tuple[str, str]]:
    names = [name for name in tracked() if Path(name).suffix not in PICTURES]
    return [(name, (ROOT / name).read_text(encoding="utf-8")) for name in names]


def test_no_file_names_the_host_of_a_package_registry_or_of_a_content_network() -> None:
    found = [(name, host) for name, text in texts() for host in REGISTRIES if host in text]
    assert not found


def test_no_file_says_which_index_to_install_from() -> None:
    options = ("--index" + "-url", "--extra-index" + "-url", "--find" + "-links=", "registry" + "=http")
    known = {"tests/server/test_setup.py"}  # looks for them in the lock files
    found = [(name, option) for name, text in texts() for option in options if option in text and name not in known]
    assert not found


def test_there_is_no_lock_file_that_records_addresses() -> None:
    wrong = {"uv.lock", "poetry.lock", "Pipfile.lock", "pdm.lock", "yarn.lock", "pnpm-lock.yaml"}
    assert not [name for name in tracked() if Path(name).name in wrong]


def test_hooks_before_a_commit_are_our_own_programs() -> None:
    text = (ROOT / ".pre-commit-config.yaml").read_text()
    repos = [line.split("repo:")[1].strip() for line in text.splitlines() if "repo:" in line]
    assert repos == ["local"]
    assert "http" not in text
