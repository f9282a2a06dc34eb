"""What a screen reader would stumble over: axe's findings on a page as it stands."""

from typing import Any

from playwright.sync_api import Page

from tests.browser.conftest import AXE
from tests.conftest import missing


def serious(page: Page, *rules: str) -> list[str]:
    """What axe finds that is serious or critical, by all rules or some: rule and place."""
    if not AXE.exists():
        missing("axe-core (npm ci)")
    if not page.evaluate("Boolean(window.axe)"):
        page.evaluate(AXE.read_text())
    options: dict[str, Any] = {"resultTypes": ["violations"]}
    if rules:
        options["runOnly"] = {"type": "rule", "values": list(rules)}
    result = page.evaluate("options => axe.run(options)", options)
    return [
        f"{each['id']} ({each['impact']}): {node['target']} {node.get('failureSummary', '')}"
        for each in result["violations"]
        if each["impact"] in ("serious", "critical")
        for node in each["nodes"]
    ]


def too_wide(page: Page) -> int:
    """Pixels by which the page is wider than the screen; more than 0 means scrolling sideways."""
    return max(0, page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))
