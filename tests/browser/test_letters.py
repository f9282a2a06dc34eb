"""The head signs letters by keys alone, and an officer writes reasons on a telephone."""

import pytest
from playwright.sync_api import expect

from motcua.dossiers.letters import letters_of
from tests.browser.conftest import NARROW, WIDE
from tests.browser.test_leader import TOO_WIDE
from tests.desk.test_letters import drafted
from tests.desk.town import Town

pytestmark = pytest.mark.browser


def test_two_of_three_are_signed_by_keys_alone(town: Town, visitor):
    first, second, third = (drafted(town.cast, 9 - n, n) for n in range(3))
    chi = visitor(WIDE, "en").signs_in("chi")
    page = chi.page
    page.keyboard.press("g")
    page.keyboard.press("x")
    page.wait_for_url("**/letters/")
    expect(page.locator("#sign")).to_be_disabled()
    for key in ("j", "x", "j", "j", "x"):
        page.keyboard.press(key)
    expect(page.locator("#sign")).to_contain_text("(2)")
    page.keyboard.press("y")
    expect(page.locator(".notice")).to_contain_text("2 letters are signed.")
    found = letters_of([first.pk, second.pk, third.pk])
    assert [found[d.pk].signed_at is not None for d in (first, second, third)] == [True, False, True]
    assert not chi.errors and not chi.strayed


def test_on_a_telephone_an_officer_writes_the_reason(town: Town, visitor):
    dossier = drafted(town.cast, 6, reason="")
    an = visitor(NARROW, "en").signs_in("an")
    page = an.goes_to("/letters/")
    assert page.evaluate(TOO_WIDE) == 0
    page.get_by_label(f"Reason for {dossier.number}").fill("Chờ kết quả xác minh")
    page.get_by_role("button", name="Keep what is written").click()
    expect(page.locator(".notice")).to_contain_text("1 draft is changed.")
    assert letters_of([dossier.pk])[dossier.pk].reason == "Chờ kết quả xác minh"
    assert not an.errors and not an.strayed
