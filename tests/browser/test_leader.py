"""A leader with four minutes: on a telephone, and with the keyboard alone."""

import pytest
from playwright.sync_api import Page, expect

from motcua.dossiers.states import State
from tests.browser.conftest import NARROW, WIDE
from tests.cast import reread
from tests.desk.test_leader import copy, up
from tests.desk.town import Town

pytestmark = pytest.mark.browser

FOCUSED = "document.activeElement.id"
TOO_WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


def in_reach(page: Page, selector: str) -> bool:
    """Does it stand on the screen without scrolling, at least as high as a thumb needs?"""
    box = page.locator(selector).bounding_box()
    height = page.viewport_size["height"]
    return box is not None and box["height"] >= 44 and box["y"] >= 0 and box["y"] + box["height"] <= height


def test_on_a_telephone_one_is_agreed_to_and_one_sent_back(town: Town, visitor):
    first, second = up(town.cast, 6, 11), up(town.cast, 5, 12)
    chi = visitor(NARROW, "en").signs_in("chi")
    page = chi.goes_to("/leading/")
    expect(page.locator(".leading-open")).to_be_hidden()
    page.locator("[data-line]", has_text=first.number).click()
    expect(page.locator("#open-title")).to_contain_text(first.number)
    expect(page.locator(".leading-list")).to_be_hidden()
    assert page.evaluate(TOO_WIDE) == 0
    assert in_reach(page, "#agree") and in_reach(page, ".verdict > .door > summary")
    page.mouse.wheel(0, 3000)
    page.wait_for_timeout(100)
    assert in_reach(page, "#agree"), "the button went away with the page"
    page.click("#agree")
    expect(page.locator(".notice")).to_contain_text(f"Agreed: {first.number}")
    expect(page.locator("#open-title")).to_contain_text(second.number)
    page.click(".verdict > .door > summary")
    page.keyboard.type("Thiếu chữ ký của người nộp")
    page.click(".verdict .stack .button")
    expect(page.locator(".notice")).to_contain_text(f"Sent back: {second.number}")
    assert reread(first).state == State.DECIDED
    assert reread(second).holder_account_id == town.cast.accounts["an"].pk
    assert not chi.errors and not chi.strayed


def test_the_keyboard_alone_clears_three_in_a_row(town: Town, visitor):
    waiting = [up(town.cast, 9 - number, 11 + number) for number in range(3)]
    chi = visitor(WIDE, "vi").signs_in("chi")
    page = chi.page
    page.keyboard.press("g")
    page.keyboard.press("l")
    page.wait_for_url("**/leading/")
    for dossier in waiting:
        expect(page.locator("#open-title")).to_contain_text(dossier.number)
        assert page.evaluate(FOCUSED) == "agree"
        page.keyboard.press("Enter")
        expect(page.locator(".notice")).to_contain_text(dossier.number)
    assert {reread(dossier).state for dossier in waiting} == {State.DECIDED}
    assert not chi.errors


def test_a_key_that_is_held_down_agrees_to_one_only(town: Town, visitor):
    waiting = [up(town.cast, 9 - number, 11 + number) for number in range(3)]
    page = visitor(WIDE, "vi").signs_in("chi").goes_to("/leading/")
    page.keyboard.down("Enter")
    expect(page.locator(".notice")).to_contain_text(waiting[0].number)
    for _repeat in range(3):
        page.keyboard.down("Enter")  # the same key again without coming up: a repeat
    page.wait_for_timeout(300)
    assert [reread(dossier).state == State.DECIDED for dossier in waiting] == [True, False, False]


def test_keys_walk_the_list_from_the_open_one_and_select(town: Town, visitor):
    waiting = [up(town.cast, 9 - number, 11 + number) for number in range(3)]
    page = visitor(WIDE, "vi").signs_in("chi").goes_to(f"/leading/?d={waiting[0].number}")
    page.keyboard.press("j")
    page.keyboard.press("x")
    expect(page.locator(f"#leading-{waiting[1].pk} input")).to_be_checked()
    expect(page.locator(".together")).to_be_visible()
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    expect(page.locator("#open-title")).to_contain_text(waiting[2].number)
    page.keyboard.press("t")
    assert page.evaluate(FOCUSED) == "send_back-reason"


def test_all_certified_copies_are_signed_with_two_keys(town: Town, visitor):
    copies = [copy(town.cast, 0.2, 11 + number) for number in range(4)]
    chi = visitor(WIDE, "en").signs_in("chi")
    page = chi.goes_to("/leading/")
    page.keyboard.press("c")
    page.wait_for_url("**/leading/?group=copies")
    expect(page.locator("#sign")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator(".notice")).to_contain_text("4 dossiers are done")
    assert {reread(dossier).state for dossier in copies} == {State.DECIDED}
    assert not chi.errors


def test_without_javascript_a_leader_agrees_selects_all_and_sends_back(town: Town, visitor):
    first, second = up(town.cast, 6, 11), up(town.cast, 5, 12)
    page = visitor(WIDE, "en", java_script_enabled=False).signs_in("chi").goes_to("/leading/")
    page.click("#agree")
    expect(page.locator(".notice")).to_contain_text(first.number)
    page.click("[data-picks]")
    assert page.locator(".pick input:checked").count() == 2
    page.click(".together summary")
    page.fill("#together-reason", "Thiếu chữ ký")
    page.click(".together details .button")
    assert reread(second).holder_account_id == town.cast.accounts["an"].pk
