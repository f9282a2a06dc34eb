"""A plugin of pytest: in a full run, tests that the pages of docs/evidence name must have run, not been skipped.

Where CI is set, one that was skipped or deselected fails the run; elsewhere it is said at the end. With xdist the
reports of all workers arrive at the controller, which alone decides. Tests that need what a machine may not have
stand in a section of their own and may skip; a row with `make drill` names one that runs there.
"""

import os
import re
from collections.abc import Iterable
from pathlib import Path

import pytest

PAGES = "docs/evidence"
MAY_SKIP = "Tests that may skip"
# A row that says so names a test that is too slow for every day.
DRILL = "`make drill`"


def named(text: str) -> dict[str, bool]:
    """The tests that a page names, and whether each may skip; parameters in brackets do not count."""
    found: dict[str, bool] = {}
    heading = ""
    for line in text.splitlines():
        if line.startswith("#"):
            heading = line.lstrip("# ")
        for test in re.findall(r"`([\w./-]+\.py(?:::\w+)+)", line):
            found[test] = found.get(test, False) or heading == MAY_SKIP or DRILL in line
    return found


def pages(root: Path) -> list[Path]:
    """The pages of evidence, each of an issue."""
    return sorted((root / PAGES).glob("*.md"))


def problems(tests: dict[str, bool], outcomes: dict[str, set[str]]) -> list[str]:
    """What is wrong with the tests that a page names, after a full run."""
    found = []
    for test, may_skip in sorted(tests.items()):
        seen = outcomes.get(test, set())
        if not seen and not may_skip:
            found.append(f"{test} did not run")
        elif "skipped" in seen and not may_skip:
            found.append(f"{test} was skipped")
    return found


class Evidence:
    def __init__(self, config: pytest.Config) -> None:
        self.config = config
        self.outcomes: dict[str, set[str]] = {}
        self.found: list[str] = []

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.when == "call" or report.outcome != "passed":
            self.outcomes.setdefault(report.nodeid.split("[")[0], set()).add(report.outcome)

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionfinish(self, session: pytest.Session, exitstatus: int) -> None:
        if exitstatus != pytest.ExitCode.OK or not is_full(self.config):
            return
        for page in pages(self.config.rootpath):
            self.found += problems(named(page.read_text(encoding="utf-8")), self.outcomes)
        if self.found and os.environ.get("CI"):
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        if self.found:
            terminalreporter.section(f"named in {PAGES}", red=bool(os.environ.get("CI")))
            write_all(terminalreporter, self.found)


def write_all(reporter: pytest.TerminalReporter, lines: Iterable[str]) -> None:
    for line in lines:
        reporter.write_line(line)


def is_full(config: pytest.Config) -> bool:
    """Was every test asked for? Not where paths, words or marks chose some of them, or only their names were."""
    if config.getoption("markexpr", default="") not in ("", "not drill"):
        return False
    chosen = ("keyword", "deselect", "collectonly", "ignore", "ignore_glob")
    return config.args_source is pytest.Config.ArgsSource.TESTPATHS and not any(
        config.getoption(option, default=None) for option in chosen
    )


def pytest_configure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        config.pluginmanager.register(Evidence(config), "evidence")
