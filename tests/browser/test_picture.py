"""The picture of the README, taken from the real year of a district; only when asked for (MOTCUA_PICTURES=1)."""

import os
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from motcua.demo import published
from motcua.demo.district import DESK
from tests.browser.conftest import Visitor
from tests.conftest import serving
from tests.demo.played import Played

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(os.environ.get("MOTCUA_PICTURES") != "1", reason="no picture was asked for"),
]

PICTURE = Path(__file__).resolve().parents[2] / "docs" / "report.png"
YEAR = f"from={published.FROM}&to={published.TO}"


def test_the_report_of_the_year_is_photographed(own_demo: Played, chromium: Browser):
    with serving() as address:
        context = chromium.new_context(viewport={"width": 1366, "height": 860}, locale="vi")
        context.add_cookies([{"name": "django_language", "value": "vi", "url": address}])
        leader = Visitor(context, address).signs_in(f"kiemsoat.{DESK}", own_demo.password)
        page = leader.goes_to(f"/reports/06a/?{YEAR}&by=field")
        assert "12.068" in page.locator("tr.total").inner_text()
        page.screenshot(path=PICTURE)
        context.close()
    assert not leader.strayed
