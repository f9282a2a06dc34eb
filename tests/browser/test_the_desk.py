"""An officer's way through the desk, in Chromium: by mouse, by keyboard, without JavaScript, on a telephone."""

import pytest
from playwright.sync_api import expect

from motcua.dossiers.models import Dossier
from tests.browser.conftest import NARROW, WIDE
from tests.desk.town import Town

pytestmark = pytest.mark.browser


def test_from_the_report_to_a_figure_to_a_dossier_to_why_it_is_due(town: Town, visitor):
    chi = visitor(WIDE, "en").signs_in("chi")
    page = chi.page
    page.click("text=Report >> nth=0")
    page.click("nav.heaps >> text=so far")
    total = page.locator("tr.total td.first a").first
    shown = total.inner_text()
    total.click()
    expect(page.locator("h1")).to_contain_text("Total")
    expect(page.locator("p[role=status]")).to_contain_text(f"{shown} dossier")
    page.click("[data-line] >> nth=0")
    number = page.locator("h1").inner_text()
    assert Dossier.objects.filter(number=number).exists()
    expect(page.locator(".reckoning")).to_be_hidden()
    page.click(".why summary")
    expect(page.locator(".reckoning")).to_be_visible()
    expect(page.locator(".reckoning")).to_contain_text("Opening hours of working day 1 of 5.")
    expect(page.locator(".history")).to_contain_text("received the dossier")
    assert not chi.strayed and not chi.errors


def test_a_dossier_is_received_moved_taken_and_decided_by_who_may(town: Town, visitor):
    hoa = visitor(WIDE, "vi").signs_in("hoa")
    page = hoa.page
    page.click("nav.ways >> text=Tiếp nhận")
    page.fill("#procedure", "dang ky khai sinh")
    page.press("#procedure", "Enter")
    page.click(".results a")
    page.fill("#id_applicant_name", "Nguyễn Thị Mới Tinh")
    page.click("button.main")
    expect(page.locator(".notice")).to_contain_text("Đã tiếp nhận")
    number = page.locator("h1").inner_text()
    page.keyboard.press("m")
    page.locator("details.door[open] button.button").click()
    expect(page.locator(".notice")).to_contain_text("Đã chuyển bước")

    an = visitor(WIDE, "vi").signs_in("an")
    an.page.fill("#find", number)
    an.page.press("#find", "Enter")
    an.page.click("[data-line]")
    expect(an.page.locator("h1")).to_have_text(number)
    an.page.keyboard.press("a")
    expect(an.page.locator(".notice")).to_contain_text("Đã nhận xử lý")
    an.page.select_option("#move-function", "leader")
    an.page.locator("details.door[open] button.button").click()

    chi = visitor(WIDE, "vi").signs_in("chi")
    chi.goes_to(f"/dossiers/{number}/")
    chi.page.click("button.main")
    chi.page.fill("#decide-number", "77/QĐ-UBND")
    chi.page.fill("#decide-on", "31/02/2026")
    chi.page.click("button.main")
    expect(chi.page.locator("#decide-on_error")).to_be_visible()
    expect(chi.page.locator("#decide-number")).to_have_value("77/QĐ-UBND")
    chi.page.fill("#decide-on", "05/11/2026")
    chi.page.click("button.main")
    expect(chi.page.locator(".history")).to_contain_text("77/QĐ-UBND")
    assert not hoa.strayed + an.strayed + chi.strayed
    assert not hoa.errors + an.errors


def test_the_keyboard_alone_signs_in_finds_a_dossier_and_unfolds_why(town: Town, visitor):
    chi = visitor(WIDE, "en")
    page = chi.goes_to("/accounts/login/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    for _step in range(2):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.id") == "id_login":
            break
    page.keyboard.type("chi")
    page.keyboard.press("Tab")
    page.keyboard.type("một cửa một cửa")
    page.keyboard.press("Enter")
    page.wait_for_url("**/")
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "find"
    page.keyboard.type(str(town["leader"].number)[-11:])
    page.keyboard.press("Enter")
    page.wait_for_url("**/dossiers/?q=*")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text(str(town["leader"].number))
    outline = "getComputedStyle(document.activeElement).outlineStyle"
    for _step in range(15):
        page.keyboard.press("Tab")
        assert page.evaluate(outline) != "none", "the focus cannot be seen"
        if page.evaluate("document.activeElement.matches('.why summary')"):
            break
    page.keyboard.press("Enter")
    expect(page.locator(".reckoning")).to_be_visible()
    page.keyboard.press("?")
    expect(page.locator("dialog#keys")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("dialog#keys")).to_be_hidden()
    page.keyboard.press("g")
    page.keyboard.press("r")
    page.wait_for_url("**/reports/06a/")


def test_pages_are_read_and_acts_are_done_without_javascript(town: Town, visitor):
    chi = visitor(WIDE, "en", java_script_enabled=False).signs_in("chi")
    page = chi.goes_to("/reports/06a/?from=2026-01-01&to=2026-12-31&by=procedure")
    page.click("tr.total td a >> nth=0")
    page.click("tbody a >> nth=0")
    page.click(".why summary")
    expect(page.locator(".reckoning")).to_be_visible()
    chi.goes_to(f"/dossiers/{town['leader'].number}/")
    page.click("button.main")
    expect(page.locator(".notice")).to_contain_text("You have it now")
    expect(page.locator("[data-opens]")).to_be_hidden()


def test_the_language_is_changed_on_the_spot_and_kept(town: Town, visitor):
    hoa = visitor(NARROW, "vi").signs_in("hoa")
    page = hoa.goes_to(f"/dossiers/{town['received'].number}/")
    assert page.locator("html").get_attribute("lang") == "vi"
    page.click(".who summary")
    page.click("button[lang=en]")
    assert page.locator("html").get_attribute("lang") == "en"
    assert page.url.endswith(f"/dossiers/{town['received'].number}/")
    hoa.goes_to("/reports/06a/")
    assert page.locator("html").get_attribute("lang") == "en"
