"""A plugin of pytest: a test in a real browser that fails is tried once more, and the run says so.

A browser on a busy machine paints, focuses and answers when it can; what fails twice fails. Nothing else is
repeated.
"""

import pytest
from _pytest.runner import runtestprotocol

REPEATED = "repeated"


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item, nextitem: pytest.Item | None) -> bool | None:
    """Run a browser's test, and if it failed once more, as if for the first time."""
    if item.get_closest_marker("browser") is None:
        return None
    item.ihook.pytest_runtest_logstart(nodeid=item.nodeid, location=item.location)
    reports = runtestprotocol(item, nextitem=nextitem, log=False)
    if any(report.failed for report in reports):
        first = next(report.longreprtext for report in reports if report.failed)
        item._initrequest()  # type: ignore[attr-defined]
        reports = runtestprotocol(item, nextitem=nextitem, log=False)
        for report in reports:
            report.user_properties.append((REPEATED, first.splitlines()[-1] if first else ""))
    for report in reports:
        item.ihook.pytest_runtest_logreport(report=report)
    item.ihook.pytest_runtest_logfinish(nodeid=item.nodeid, location=item.location)
    return True


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Name what was tried twice."""
    passed = [r for r in terminalreporter.stats.get("passed", ()) if r.when == "call"]
    again = [(r.nodeid, why) for r in passed for name, why in r.user_properties if name == REPEATED]
    if again:
        terminalreporter.section("tried once more, then passed")
        for nodeid, why in again:
            terminalreporter.write_line(f"{nodeid}: {why}")
