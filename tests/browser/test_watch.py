"""The morning watch in a browser: reached by keys, read on a telephone, answered to without a mouse."""

import pytest

from tests.browser.conftest import NARROW, WIDE
from tests.browser.reading import serious
from tests.desk.town import Town, received_ago

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["1366", "390"])
def test_the_watch_is_reached_by_keys_and_fits_every_screen(town: Town, visitor, size) -> None:
    for number in range(22):
        received_ago(town.cast, 20, number)
    em = visitor(size, "vi")
    em.signs_in("em")
    page = em.goes_to("/")
    page.keyboard.press("g")
    page.keyboard.press("w")
    page.wait_for_url("**/watch/")
    shown = page.locator(".findings [data-line]").count()
    assert 20 < shown <= 80
    page.keyboard.press("j")
    assert page.evaluate("document.activeElement.matches('.finding-number')")
    page.locator("[href^='/watch/late/']").click()
    page.wait_for_url("**/watch/late/")
    assert page.locator(".findings [data-line]").count() > 20
    for path in ("/watch/", "/watch/nobody/", "/watch/?unit=801.02", "/watch/twice/?page=7"):
        page = em.goes_to(path)
        for theme in ("light", "dark"):
            page.emulate_media(color_scheme=theme)
            assert not serious(page), (path, theme)
        assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0
    assert not em.strayed and not em.errors


def test_an_address_is_entered_and_kept(town: Town, visitor) -> None:
    em = visitor(WIDE, "en")
    em.signs_in("em")
    page = em.goes_to("/watch/")
    page.get_by_label("E-mail address").fill("em@example.vn")
    page.get_by_label("Send me the watch").check()
    page.get_by_role("button", name="Save").click()
    page.wait_for_selector(".notice")
    assert page.get_by_label("E-mail address").input_value() == "em@example.vn"
    assert page.get_by_label("Send me the watch").is_checked()
