"""What a page weighs on the line: under 150 kB the first time, under 20 kB when its files are there."""

from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse

from tests.browser.conftest import WIDE, Visitor
from tests.desk.test_routes import NAMES, ROUTES
from tests.desk.town import Town

pytestmark = pytest.mark.browser

COLD, WARM = 150_000, 20_000


class Scales:
    """The bytes that came over the line, headers included, as Chromium counts them."""

    def __init__(self, visitor: Visitor) -> None:
        self.page, self.bytes, self.asked = visitor.page, 0, 0
        self.under_way: set[str] = set()
        self.network = visitor.context.new_cdp_session(visitor.page)
        self.network.send("Network.enable")
        self.network.on("Network.requestWillBeSent", lambda sent: self.under_way.add(sent["requestId"]))
        self.network.on("Network.loadingFailed", lambda gone: self.under_way.discard(gone["requestId"]))
        self.network.on("Network.loadingFinished", self._came)

    def _came(self, done: dict[str, Any]) -> None:
        self.bytes += int(done["encodedDataLength"])
        self.asked += 1
        self.under_way.discard(done["requestId"])

    def weigh(self, address: str, cold: bool) -> int:
        """Bytes to load a page with an empty or a full store of files."""
        if cold:
            self.network.send("Network.clearBrowserCache")
        self.bytes = self.asked = 0
        self.under_way.clear()
        self.page.goto(address)
        quiet = 0
        while quiet < 3:  # what a script asks for after the page has come is weighed too
            self.page.wait_for_timeout(20)
            quiet = 0 if self.under_way else quiet + 1
        return self.bytes


def test_no_page_weighs_more_than_its_budget(town: Town, visitor: Callable[..., Visitor]) -> None:
    visitors: dict[str, tuple[Visitor, Scales]] = {}
    heavy, weighed = [], 0
    for name in NAMES:
        route = ROUTES[name]
        if route.get != 200 or name.startswith(("api_", "account_")):
            continue
        # Some rows of the table bring those about who open their page.
        given = route.args(town)
        if route.who not in visitors:
            who = visitor(WIDE, "vi")
            if route.who:
                who.signs_in(route.who)
            visitors[route.who] = who, Scales(who)
        who, scales = visitors[route.who]
        address = who.address + reverse(name, args=given)
        if who.context.request.head(address).headers.get("content-type", "").partition(";")[0] != "text/html":
            continue
        cold, warm = scales.weigh(address, cold=True), scales.weigh(address, cold=False)
        weighed += 1
        if cold > COLD or warm > WARM:
            heavy.append(f"{name}: {cold} bytes the first time, {warm} again")
    assert not heavy, "\n".join(heavy)
    assert weighed > 8


def test_the_scales_see_what_comes(town: Town, visitor: Callable[..., Visitor]) -> None:
    who = visitor(WIDE, "vi").signs_in("hoa")
    scales = Scales(who)
    cold = scales.weigh(f"{who.address}/profile/", cold=True)
    assert cold > 80_000, "fonts and scripts"
    assert scales.asked > 10
    assert 1_000 < scales.weigh(f"{who.address}/profile/", cold=False) < cold / 5
