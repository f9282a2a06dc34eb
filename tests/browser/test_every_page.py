"""Every route, both languages, both screens: nothing serious for axe, no sideways scroll, no request outside."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.urls import reverse

from tests.browser.conftest import AXE, NARROW, WIDE, Visitor
from tests.conftest import missing
from tests.desk.test_routes import NAMES, ROUTES
from tests.desk.town import Town, received_ago

pytestmark = pytest.mark.browser

# Beside each route as it stands: pages that look different with a question, and those of errors.
MORE = (
    "/dossiers/?q=nguyen&show=open",
    "/dossiers/?q=zzzz",
    "/reports/06a/?from=2026-01-01&to=2026-12-31&by=procedure&layout=07a",
    "/reports/06a/?from=nonsense",
    "/counter/?q=khai+sinh",
    "/no/such/page/",
)
FILES = {"report_file", "language"}


def paths(town: Town) -> Iterator[tuple[str, str]]:
    """Who opens which path: every route by GET, each dossier state, and what else looks different."""
    for name in NAMES:
        if name not in FILES:
            who = "" if name == "account_login" else ROUTES[name].who
            yield who, reverse(name, args=ROUTES[name].args(town))
    for state in ("overdue", "leader", "resumed", "stopped"):
        yield "chi", f"/dossiers/{town[state].number}/"
    for path in MORE:
        yield "hoa", path
    procedure = f"procedure=5-days&deciding_unit={town.cast.office.pk}"
    yield "hoa", f"/counter/?{procedure}"


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["1366", "390"])
@pytest.mark.parametrize("language", ["vi", "en"])
def test_nothing_serious_on_any_page(town: Town, visitor, size, language):
    if not AXE.exists():
        missing("axe-core (npm ci)")
    for number in range(11, 14):
        received_ago(town.cast, 5 - number * 0.1, number)
    axe = AXE.read_text()
    found: list[str] = []
    visitors: dict[str, Visitor] = {}
    for who, path in dict.fromkeys(paths(town)):
        if who not in visitors:
            visitors[who] = visitor(size, language)
            if who:
                visitors[who].signs_in(who)
        page = visitors[who].goes_to(path)
        page.evaluate("document.querySelectorAll('main details').forEach(d => d.open = true)")
        found += [f"{path}: {each}" for each in _serious(page, axe)]
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        if wide > 0:
            found.append(f"{path}: {wide} px wider than the screen")
    assert not found, "\n".join(found)
    assert not [url for each in visitors.values() for url in each.strayed]


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["1366", "390"])
def test_the_dark_theme_is_as_readable(town: Town, visitor, size):
    chi = visitor(size, "vi", color_scheme="dark").signs_in("chi")
    axe = AXE.read_text()
    for path in ("/", "/dossiers/", "/reports/06a/", f"/dossiers/{town['leader'].number}/"):
        page = chi.goes_to(path)
        page.evaluate("document.querySelectorAll('main details').forEach(d => d.open = true)")
        assert not _serious(page, axe), path
        dark = page.evaluate("getComputedStyle(document.body).backgroundColor")
        assert dark == "rgb(20, 23, 31)"


def _serious(page: Any, axe: str) -> list[str]:
    """What axe finds that is serious or critical: rule and place."""
    page.evaluate(axe)
    result = page.evaluate("axe.run({resultTypes: ['violations']})")
    return [
        f"{each['id']} ({each['impact']}): {node['target']} {node.get('failureSummary', '')}"
        for each in result["violations"]
        if each["impact"] in ("serious", "critical")
        for node in each["nodes"]
    ]
