"""The pages of docs/evidence name tests that exist; the plugin beside this file sees to it that they run."""

import ast
import os
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest
from django.core.management import get_commands

from tests.house.evidence import MAY_SKIP, PAGES, named, pages
from tests.pages import table, words

ROOT = Path(__file__).parents[2]
EVERY_PAGE = pytest.mark.parametrize("page", pages(ROOT), ids=lambda page: page.stem)


@cache
def defined(file: Path) -> frozenset[str]:
    """The tests that a file defines, as pytest names them."""
    found: set[str] = set()
    for node in ast.parse(file.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test"):
            found.add(node.name)
        elif isinstance(node, ast.ClassDef) and node.name.startswith("Test"):
            inner = [n for n in node.body if isinstance(n, ast.FunctionDef) and n.name.startswith("test")]
            found |= {f"{node.name}::{n.name}" for n in inner}
    return frozenset(found)


@EVERY_PAGE
def test_an_evidence_page_names_only_tests_that_exist(page: Path) -> None:
    tests = named(page.read_text(encoding="utf-8"))
    assert len(tests) > 30
    wrong = []
    for test in tests:
        file, _, name = test.partition("::")
        if not (ROOT / file).is_file() or name not in defined(ROOT / file):
            wrong.append(test)
    assert not wrong


@EVERY_PAGE
def test_every_promise_is_shown_by_a_test_or_a_command(page: Path) -> None:
    lines = page.read_text(encoding="utf-8").splitlines()
    heads = [line.lstrip("# ") for line in lines if line.startswith("## ")]
    rows = [row for head in heads if head != MAY_SKIP for row in table(page, head)]
    assert len(rows) > 30
    for row in rows:
        assert words(row["shown by"]), row["promise"]
        assert row["figure from a fresh clone"], row["promise"]
    commands = {word.split()[1] for row in rows for word in words(row["shown by"]) if word.startswith("motcua ")}
    assert commands <= set(get_commands())


INNER = {
    "checks/test_ran.py": "def test_it(): pass\n",
    "checks/test_idle.py": "import pytest\n@pytest.mark.skip\ndef test_it(): pass\ndef test_other(): pass\n",
    "pytest.ini": "[pytest]\ntestpaths = checks\n",
}


IDLE = "`checks/test_idle.py::test_it`"


@pytest.mark.parametrize(
    ("page", "arguments", "ci", "fails"),
    [
        ("`checks/test_ran.py::test_it`", [], "1", False),
        (IDLE, [], "1", True),
        (IDLE, ["-n", "2"], "1", True),
        (IDLE, [], "", False),
        (IDLE, ["checks/test_idle.py"], "1", False),
        (f"## {MAY_SKIP}\n{IDLE}", [], "1", False),
        ("`checks/test_idle.py::test_gone`", ["-n", "2"], "1", True),
    ],
)
def test_a_full_run_fails_under_ci_when_a_named_test_was_skipped_or_did_not_run(
    tmp_path: Path, page: str, arguments: list[str], ci: str, fails: bool
) -> None:
    for name, text in {**INNER, f"{PAGES}/a-part.md": page}.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    options = ["-q", "-p", "tests.house.evidence", "-p", "no:django", "-p", "no:cacheprovider"]
    done = subprocess.run(
        [sys.executable, "-m", "pytest", *options, *arguments],
        cwd=tmp_path,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "CI": ci},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == (1 if fails else 0), done.stdout + done.stderr
    if fails or not ci:
        assert f"named in {PAGES}" in done.stdout
