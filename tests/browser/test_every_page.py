"""Every route, both languages, both screens: nothing serious for axe, no sideways scroll, no request outside."""

from collections.abc import Iterator

import pytest
from django.urls import reverse

from tests.browser.conftest import NARROW, WIDE, Visitor
from tests.browser.reading import serious, too_wide
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
    "/?view=unit",
    "/?view=returned",
    "/?view=overdue&q=nguyen",
    "/copies/?show=signed",
    "/tracking/?number=000.00.28.H39-261123-0001",
    "/due/?q=khai+sinh",
    "/due/?procedure=5-days&on=2026-02-13&at=16:00",
    "/due/?procedure=5-days&on=x&at=y",
    "/time/?from=2026-01-01&to=2026-12-31",
)
TO_DECIDE = ("/leading/?group=copies", "/?view=decide")
# Beside pages there are files, parts that pages take in, and answers to programs: nobody opens these as a page.
FILES = {"report_file", "language", "printed", "counter_procedures", "copies_fee", "leading_list", "returns_list"}
FILES |= {"staff_template"}
# The payment of one who owes something, seen by him alone: tests/tracking/test_owed.py looks at it.
FILES |= {"tracked_payment", "payment_notification"}
DARK = "rgb(20, 23, 31)"


def is_page(name: str) -> bool:
    """Is it looked at in a browser? Of the API only its documentation is."""
    return name not in FILES and (not name.startswith("api") or name.endswith("docs"))


def paths(town: Town) -> Iterator[tuple[str, str]]:
    """Who opens which path: every route by GET, each dossier state, and what else looks different."""
    for name in filter(is_page, NAMES):
        who = "" if name == "account_login" else ROUTES[name].who
        path = reverse(name, args=ROUTES[name].args(town))
        if not path.endswith(".pdf"):
            yield who, path
    for state in ("overdue", "leader", "resumed", "stopped"):
        yield "chi", f"/dossiers/{town[state].number}/"
    for path in MORE:
        yield "hoa", path
    for path in TO_DECIDE:
        yield "chi", path
    procedure = f"procedure=5-days&deciding_unit={town.cast.office.pk}"
    yield "hoa", f"/counter/?{procedure}"
    yield "hoa", f"/returns/?q={town['decided'].number}"


@pytest.mark.parametrize("half", [0, 1])
@pytest.mark.parametrize("language", ["vi", "en"])
def test_nothing_serious_on_any_page(town: Town, visitor, language, half):
    """Each page in each language, wide and dark in the one, narrow in the other; never wider than the screen.

    In the dark theme colours alone differ.
    """
    for number in range(11, 14):
        received_ago(town.cast, 5 - number * 0.1, number)
    found: list[str] = []
    dark: set[str] = set()
    visitors: dict[str, Visitor] = {}
    # All paths first: some rows of the table bring those about who open them.
    for who, path in list(dict.fromkeys(paths(town)))[half::2]:
        if who not in visitors:
            visitors[who] = visitor(WIDE, language)
            if who:
                visitors[who].signs_in(who)
        page = visitors[who].goes_to(path)
        page.evaluate("document.querySelectorAll('main details').forEach(d => d.open = true)")
        for size in (WIDE, NARROW):
            page.set_viewport_size(size)
            if (language == "vi") == (size == WIDE):
                found += [f"{path} at {size['width']}: {each}" for each in serious(page)]
            if over := too_wide(page):
                found.append(f"{path} at {size['width']}: {over} px wider than the screen")
        if language == "vi":
            page.emulate_media(color_scheme="dark")
            found += [f"{path}, dark: {each}" for each in serious(page, "color-contrast")]
            dark.add(page.evaluate("getComputedStyle(document.body).backgroundColor"))
            page.emulate_media(color_scheme="light")
        page.set_viewport_size(WIDE)
    assert not found, "\n".join(found)
    assert dark == ({DARK} if language == "vi" else set())
    assert not [url for each in visitors.values() for url in each.strayed]
