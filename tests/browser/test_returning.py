"""Results handed out by scanner alone: what a scanner sends is typed fast and ends with Enter."""

import pytest
from playwright.sync_api import Page, expect

from motcua.dossiers.states import State
from tests.browser.conftest import NARROW, WIDE
from tests.cast import reread
from tests.desk.town import Town, decided

pytestmark = pytest.mark.browser

FOCUSED = "document.activeElement.id"


def scans(page: Page, code: str) -> None:
    """A scanner is a keyboard: the code, key by key, and Enter, wherever the focus stands."""
    page.keyboard.type(code, delay=1)
    page.keyboard.press("Enter")


def receipt_of(dossier) -> str:
    return f"https://motcua.example/tracking/?number={dossier.number}#K7PM-2QXD"


def test_a_scanned_receipt_is_handed_out_with_enter_and_the_next_one_can_come(town: Town, visitor):
    waiting = [reread(decided(town.cast, 9 - number, 11 + number)) for number in range(2)]
    hoa = visitor(WIDE, "vi").signs_in("hoa")
    page = hoa.page
    page.keyboard.press("g")
    page.keyboard.press("t")
    page.wait_for_url("**/returns/")
    for dossier in waiting:
        assert page.evaluate(FOCUSED) == "scan"
        scans(page, receipt_of(dossier))
        expect(page.locator("#hand-out")).to_be_focused()
        expect(page.locator("#handing-title")).to_have_text(dossier.applicant.name)
        page.keyboard.press("Enter")
        expect(page.locator(".notice")).to_contain_text(dossier.number)
    assert {reread(dossier).state for dossier in waiting} == {State.RETURNED}
    assert not hoa.errors and not hoa.strayed


def test_the_scanner_alone_hands_out_by_scanning_the_same_code_again(town: Town, visitor):
    waiting = [reread(decided(town.cast, 9 - number, 11 + number)) for number in range(3)]
    page = visitor(WIDE, "vi").signs_in("hoa").goes_to("/returns/")
    for dossier in waiting:
        scans(page, receipt_of(dossier))
        expect(page.locator("#hand-out")).to_be_focused()
        page.wait_for_timeout(900)  # the eyes compare the card meanwhile
        scans(page, receipt_of(dossier))
        expect(page.locator(".notice")).to_contain_text(dossier.number)
    assert {reread(dossier).state for dossier in waiting} == {State.RETURNED}


def test_a_code_that_the_scanner_reads_twice_at_once_hands_nothing_out(town: Town, visitor):
    dossier = reread(decided(town.cast, 9, 11))
    page = visitor(WIDE, "vi").signs_in("hoa").goes_to("/returns/")
    scans(page, dossier.number)
    expect(page.locator("#hand-out")).to_be_focused()
    scans(page, dossier.number)
    page.wait_for_timeout(300)
    assert reread(dossier).state == State.DECIDED


def test_another_receipt_scanned_over_an_open_one_opens_that_one(town: Town, visitor):
    first, second = (reread(decided(town.cast, 9 - number, 11 + number)) for number in range(2))
    page = visitor(WIDE, "vi").signs_in("hoa").goes_to("/returns/")
    scans(page, first.number)
    expect(page.locator("#hand-out")).to_be_focused()
    scans(page, receipt_of(second))
    expect(page.locator("#handing-title")).to_have_text(second.applicant.name)
    assert {reread(first).state, reread(second).state} == {State.DECIDED}


def test_somebody_else_takes_it_by_keyboard_and_is_named(town: Town, visitor):
    dossier = reread(decided(town.cast, 9, 11))
    page = visitor(NARROW, "en").signs_in("hoa").goes_to(f"/returns/?q={dossier.number}")
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0
    page.keyboard.press("o")
    expect(page.locator("#hand-out")).to_be_hidden()
    expect(page.locator("#taker-name")).to_be_focused()
    page.keyboard.type("Trần Văn Tám")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.type("vợ")
    page.keyboard.press("Enter")
    expect(page.locator(".notice")).to_contain_text(dossier.number)
    assert page.evaluate(FOCUSED) == "scan"


def test_without_javascript_a_result_is_found_and_handed_out(town: Town, visitor):
    dossier = town["decided"]
    page = visitor(WIDE, "en", java_script_enabled=False).signs_in("hoa").goes_to("/returns/")
    page.fill("#scan", dossier.number)
    page.press("#scan", "Enter")
    page.click("#hand-out")
    expect(page.locator(".notice")).to_contain_text(dossier.number)
    assert reread(dossier).state == State.RETURNED
