"""An officer's way through the desk, in Chromium: by mouse, by keyboard, without JavaScript, on a telephone."""

import pytest
from playwright.sync_api import Page, expect

from motcua.dossiers.models import Dossier
from tests.browser.conftest import NARROW, WIDE
from tests.desk.town import Town, received_ago

pytestmark = pytest.mark.browser


def test_from_the_report_to_a_figure_to_a_dossier_to_why_it_is_due(town: Town, visitor):
    chi = visitor(WIDE, "en").signs_in("chi")
    page = chi.page
    page.keyboard.press("g")
    page.keyboard.press("r")
    page.wait_for_url("**/reports/06a/")
    page.click("nav.heaps >> text=so far")
    total = page.locator("tr.total td.first a").first
    shown = total.inner_text()
    total.click()
    expect(page.locator("h1")).to_contain_text("Total")
    expect(page.locator(".head p[role=status]")).to_contain_text(f"{shown} dossier")
    page.click("[data-line] >> nth=0")
    number = page.locator("h1").inner_text()
    assert Dossier.objects.filter(number=number).exists()
    expect(page.locator(".reckoning")).to_be_hidden()
    page.click(".why summary")
    expect(page.locator(".reckoning")).to_be_visible()
    expect(page.locator(".reckoning")).to_contain_text("Opening hours of working day 1 of 5.")
    expect(page.locator(".history")).to_contain_text("received the dossier")
    assert not chi.strayed and not chi.errors


def test_a_dossier_goes_from_desk_to_decision_by_who_may(town: Town, visitor):
    number = str(town["received"].number)
    hoa = visitor(WIDE, "vi").signs_in("hoa")
    hoa.goes_to(f"/dossiers/{number}/")
    hoa.page.locator("details.door[open] button.button").click()
    expect(hoa.page.locator(".notice")).to_contain_text("Đã chuyển bước")

    an = visitor(WIDE, "vi").signs_in("an")
    an.page.fill("#find", number)
    an.page.press("#find", "Enter")
    expect(an.page.locator("h1")).to_have_text(number)
    an.page.keyboard.press("a")
    expect(an.page.locator(".notice")).to_contain_text("Đã nhận xử lý")
    expect(an.page.locator("#move-function")).to_have_value("leader")
    an.page.select_option("#move-draft_outcome", "")
    an.page.locator("details.door[open] button.button").click()

    chi = visitor(WIDE, "vi").signs_in("chi")
    chi.goes_to(f"/dossiers/{number}/")
    chi.page.click("#door-decide .fold summary")
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


def test_the_desk_is_worked_by_keyboard_where_the_rows_stand(town: Town, visitor):
    an = visitor(WIDE, "en").signs_in("an")
    page = an.goes_to("/?view=mine")
    row = page.locator(f"#d-{town['resumed'].pk}")
    for _step in range(4):
        page.keyboard.press("j")
        if row.locator(":focus").count():
            break
    page.keyboard.press("a")
    expect(row).to_contain_text("You have it now.")
    assert Dossier.objects.get(pk=town["resumed"].pk).holder_account_id == town.cast.accounts["an"].pk
    expect(row.locator("[data-line]")).to_be_focused()
    page.keyboard.press("m")
    expect(page.locator("#asked-dialog")).to_be_visible()
    expect(page.locator("#move-unit")).to_be_focused()
    page.keyboard.type("jxa")  # no key of the list fires in a field
    page.select_option("#move-draft_outcome", "refused")
    page.click("#asked button.main")
    expect(page.locator("#move-draft_text_error")).to_be_visible()
    page.fill("#move-draft_text", "Thiếu trích lục")
    page.click("#asked button.main")
    expect(page.locator("#asked-dialog")).to_be_hidden()
    expect(row).to_contain_text("Moved on.")
    assert page.url.endswith("/?view=mine"), "the list was left"
    page.locator(f"#d-{town['taken'].pk} [data-line]").focus()
    page.keyboard.press("b")
    page.wait_for_url(f"**/dossiers/{town['taken'].number}/?do=supplement")
    expect(page.locator("#door-supplement textarea")).to_be_visible()
    assert not an.strayed


def test_many_are_selected_and_done_by_keyboard(town: Town, visitor):
    for number in (11, 12, 13):
        received_ago(town.cast, 2, number)
    hoa = visitor(WIDE, "en").signs_in("hoa")
    page = hoa.goes_to("/?view=unit")
    expect(page.locator(".bar")).to_be_hidden()
    for _each in range(2):
        page.keyboard.press("j")
        page.keyboard.press("x")
    expect(page.locator("#picked")).to_have_text("2 selected")
    page.keyboard.press("Shift+X")
    expect(page.locator("#picked")).to_have_text("5 selected")
    page.keyboard.press("a")
    page.wait_for_url("**/many/take/")
    expect(page.locator(".notice")).to_contain_text("5 dossiers are done.")
    page.keyboard.press("Enter")
    page.wait_for_url("**/?view=unit")
    assert not hoa.strayed + hoa.errors


def test_a_scanned_receipt_opens_its_dossier_from_any_page(town: Town, visitor):
    number = str(town["decided"].number)
    hoa = visitor(WIDE, "en").signs_in("hoa")
    for start in ("/reports/06a/", "/?view=unit"):
        for code in (number, f"https://here.example/tracking/?number={number}#K7QXM"):
            page = hoa.goes_to(start)
            _scan(page, code)
            page.wait_for_url(f"**/dossiers/{number}/")
    page = hoa.goes_to("/")
    _scan(page, number[:-5])
    expect(page.locator("h1")).to_contain_text(number[:-5])
    assert not hoa.errors


def _scan(page: Page, code: str) -> None:
    """A scanner is a keyboard that sends a key every few milliseconds."""
    page.evaluate(
        """code => [...code, "Enter"].forEach(key => document.body.dispatchEvent(
             new KeyboardEvent("keydown", {key, bubbles: true, cancelable: true})))""",
        code,
    )


def test_the_desk_fits_a_telephone_and_its_menu_opens(town: Town, visitor):
    hoa = visitor(NARROW, "vi").signs_in("hoa")
    page = hoa.goes_to("/?view=unit")
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    expect(page.locator("nav.ways")).to_be_hidden()
    page.click(".menu summary")
    page.click(".menu-ways >> text=Báo cáo")
    page.wait_for_url("**/reports/06a/")
    hoa.goes_to("/?view=unit")
    button = page.locator(".row .button").first
    box = button.bounding_box()
    assert box and box["height"] >= 40, "too small for a thumb"


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
    page.keyboard.type("ngoc")
    page.keyboard.press("Enter")
    page.wait_for_url("**/dossiers/?q=*")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text(str(town["leader"].number))
    outline = "getComputedStyle(document.activeElement).outlineStyle"
    for _step in range(20):
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
    page.keyboard.press("g")
    page.keyboard.press("d")
    page.wait_for_url("**/?view=unit")


def test_pages_are_read_and_acts_are_done_without_javascript(town: Town, visitor):
    chi = visitor(WIDE, "en", java_script_enabled=False).signs_in("chi")
    page = chi.goes_to("/reports/06a/?from=2026-01-01&to=2026-12-31&by=procedure")
    page.click("tr.total td a >> nth=0")
    page.click("tbody a >> nth=0")
    page.click(".why summary")
    expect(page.locator(".reckoning")).to_be_visible()
    chi.goes_to(f"/dossiers/{town['leader'].number}/")
    page.click("text=Take in hand")
    expect(page.locator(".notice")).to_contain_text("You have it now")
    expect(page.locator("[data-opens]")).to_be_hidden()

    an = visitor(WIDE, "en", java_script_enabled=False).signs_in("an")
    page = an.goes_to("/?view=untaken")
    page.click(f"#d-{town['resumed'].pk} button")
    expect(page.locator(".notice")).to_contain_text(f"{town['resumed'].number}: You have it now.")
    assert page.url.endswith("/?view=untaken")
    an.goes_to("/?view=mine")
    page.click(f"#d-{town['taken'].pk} a.button")
    expect(page.locator("#door-move")).to_have_attribute("open", "")
    an.goes_to("/?view=mine")
    page.check(f"#d-{town['taken'].pk} .pick")
    page.check(f"#d-{town['resumed'].pk} .pick")
    page.click(".bar >> text=Move on")
    page.select_option("#move-function", "leader")
    page.click("main button.main")
    expect(page.locator(".notice")).to_contain_text("2 dossiers are done.")


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
