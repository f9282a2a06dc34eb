"""`motcua bench pages` opens every page that officers have; what it says of them keeps to the budget of a page."""

from typing import Any

from motcua.bench import pages
from motcua.bench.place import Place
from tests.demo.played import Played

# A page asked for again is the page alone: its files are kept by the browser.
WARM = 20
# Each figure of the report is a statement of its own, on the page of a dossier so is each part.
MOST_STATEMENTS = 30


def test_every_page_of_the_officers_is_opened_and_weighed(own_demo: Played) -> None:
    place = Place(own_demo.urls.admin, own_demo.urls.owner, own_demo.urls.app)
    told: list[str] = []
    found: dict[str, Any] = pages.measure(place, 4, lambda names: (told.append(name) or name for name in names))
    machine = found.pop("machine")
    assert machine["cores"] >= 1 and machine["postgresql"]
    assert {"home", "dossiers", "dossier", "report", "cell", "profile", "counter"} <= set(found)
    assert any(name.startswith("dossiers?q=") for name in found), "a search is a page too"
    assert set(found) <= set(told), "how far it is, is told"
    for name, cost in found.items():
        assert set(cost) == {"p50_ms", "p95_ms", "queries", "kilobytes"}, name
        assert 0 < cost["p50_ms"] <= cost["p95_ms"], name
        assert 2 <= cost["queries"] <= MOST_STATEMENTS, (name, cost["queries"])
        assert cost["kilobytes"] < WARM, (name, cost["kilobytes"])


def test_pages_for_programs_and_for_nobody_are_not_officers_pages() -> None:
    named = dict(pages._pages(None))
    assert "home" in named
    assert not [name for name in named if name.startswith(("api_", "account_", "language", "tracking", "tracked"))]
    officer = pages.Officer("session", ("000.00.28.H39-190107-0001",))
    assert named["dossier"](officer) == ["/dossiers/000.00.28.H39-190107-0001/"]
    assert named["report_file"](officer) == [], "a file is no page"
