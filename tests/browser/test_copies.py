"""A queue at the counter, in Chromium: twenty certified copies by keyboard, signed, handed out."""

import pytest
from playwright.sync_api import Page, expect

from motcua.dossiers.books import BookLine
from motcua.dossiers.models import Dossier
from motcua.dossiers.states import State
from motcua.people.models import Applicant
from tests.browser.conftest import NARROW, WIDE
from tests.browser.reading import serious, too_wide
from tests.cast import build_cast
from tests.desk.queue import CARD, offer_copies, signed, waiting

pytestmark = pytest.mark.browser

# Counts every key that is pressed, from the moment at which the page's own scripts have not yet seen it.
COUNTING = "addEventListener('keydown', () => { window.keydowns = (window.keydowns || 0) + 1; }, true)"
MOST_KEYS = 12


@pytest.fixture
def cast(fresh_database: object):
    """The cast, whose office certifies copies."""
    cast = build_cast()
    offer_copies(cast)
    return cast


def keydowns(page: Page) -> int:
    return int(page.evaluate("window.keydowns || 0"))


def test_twenty_in_a_row_by_keyboard_with_at_most_twelve_keys_each(cast, visitor):
    hoa = visitor(WIDE, "vi").signs_in("hoa")
    hoa.context.add_init_script(COUNTING)
    page = hoa.goes_to("/copies/")
    expect(page.locator("#copies-name")).to_be_focused()
    names = [f"Nguyễn Thị {letter}" for letter in "ABCDEGHIKLMNOPQRSTUV"]
    keys = []
    for number, name in enumerate(names):
        before = keydowns(page)
        page.keyboard.insert_text(name)  # the applicant's data is no key of ours
        page.keyboard.press("Tab")
        page.keyboard.type(str(1 + number))
        page.keyboard.press("Tab")
        page.keyboard.type(str(1 + number % 3))
        page.keyboard.press("Enter")
        keys.append(keydowns(page) - before)
        expect(page.locator("#copies-name")).to_be_focused()
    assert max(keys) <= MOST_KEYS
    assert sum(keys) == 20 * 5 + 11, "Tab, pages, Tab, copies, Enter; from the tenth on pages have two digits"
    expect(page.locator("tr[id^=copy-]")).to_have_count(20, timeout=60_000)
    expect(page.locator("#copies-said")).to_contain_text("Nguyễn Thị V")
    written = list(BookLine.objects.order_by("serial").values_list("serial", "pages", "copies"))
    assert written == [(n + 1, n + 1, 1 + n % 3) for n in range(20)]
    assert list(Dossier.objects.order_by("received_at").values_list("applicant__name", flat=True)) == names
    assert not hoa.errors and not hoa.strayed


def test_a_scanned_card_fills_the_name_and_the_fee_is_shown_before_sending(cast, visitor):
    hoa = visitor(WIDE, "vi").signs_in("hoa")
    page = hoa.goes_to("/copies/")
    page.keyboard.insert_text(CARD)
    page.keyboard.press("Enter")  # as scanners end
    expect(page.locator("#copies-name")).to_have_value("Trần Thị Bích Ngọc")
    expect(page.locator("#copies-pages")).to_be_focused()
    page.keyboard.type("12")
    page.keyboard.press("Tab")
    page.keyboard.type("3")
    expect(page.locator("#copies-fee")).to_contain_text("42.000 đ")
    page.keyboard.press("Enter")
    expect(page.locator("#copies-said")).to_contain_text("42.000 đ")
    assert Applicant.objects.get().identifiers.filter(value="080190000123").exists()
    assert not hoa.errors


def test_half_a_code_and_no_pages_come_back_with_a_sentence_and_what_was_typed(cast, visitor):
    hoa = visitor(WIDE, "en").signs_in("hoa")
    page = hoa.goes_to("/copies/")
    page.keyboard.insert_text(CARD[:40])
    page.keyboard.press("Tab")
    page.keyboard.type("0")
    page.keyboard.press("Enter")
    expect(page.locator("#copies-problems")).to_contain_text("Only a part of the card")
    expect(page.locator("#copies-problems")).to_contain_text("at least one page")
    expect(page.locator("#copies-name")).to_have_value(CARD[:40])
    expect(page.locator("#copies-name")).to_be_focused()
    page.fill("#copies-name", "Trần Thị Ngọc")
    page.fill("#copies-pages", "2")
    page.press("#copies-pages", "Enter")
    expect(page.locator("#copies-said")).to_contain_text("Trần Thị Ngọc")
    expect(page.locator("#copies-problems")).to_be_hidden()
    assert BookLine.objects.count() == 1


def test_what_is_refused_while_the_next_is_typed_waits_above_and_disturbs_nobody(cast, visitor):
    hoa = visitor(WIDE, "en").signs_in("hoa")
    page = hoa.goes_to("/copies/")
    page.route("**/copies/", lambda route: (page.wait_for_timeout(400), route.continue_()))
    page.keyboard.insert_text("Ngô Văn Sai")
    page.keyboard.press("Tab")
    page.keyboard.type("0")
    page.keyboard.press("Enter")
    page.keyboard.insert_text("Người Tiếp Theo")
    expect(page.locator("#copies-refused")).to_contain_text("at least one page")
    expect(page.locator("#copies-name")).to_have_value("Người Tiếp Theo")
    page.keyboard.press("Tab")
    page.keyboard.type("2")
    page.keyboard.press("Enter")
    expect(page.locator("#copies-said")).to_contain_text("Người Tiếp Theo")
    page.click("#copies-refused button")
    expect(page.locator("#copies-name")).to_have_value("Ngô Văn Sai")
    expect(page.locator("#copies-refused")).to_be_hidden()


def test_what_is_signed_is_handed_out_by_key(cast, visitor):
    for number in range(3):
        signed(cast, waiting(cast, number))
    hoa = visitor(WIDE, "vi").signs_in("hoa")
    page = hoa.goes_to("/copies/")
    page.locator("h1").click()
    page.keyboard.press("j")
    page.keyboard.press("t")
    expect(page.locator("[data-hand-out]")).to_have_count(2)
    assert Dossier.objects.get(state=State.RETURNED).subject == "CCCD 2"
    page.locator("h1").click()
    for key in ("j", "x", "j", "x", "j", "x", "t"):
        page.keyboard.press(key)
    page.wait_for_url("**/many/return/")
    page.keyboard.press("Enter")
    page.wait_for_url("**/copies/**")
    assert Dossier.objects.filter(state=State.RETURNED).count() == 3


def test_what_waits_is_handed_out_one_after_the_other_who_came_first_leading(cast, visitor):
    for number in range(3):
        signed(cast, waiting(cast, number))
    hoa = visitor(WIDE, "vi").signs_in("hoa")
    page = hoa.goes_to("/copies/?show=signed")
    for left in (2, 1, 0):
        page.keyboard.press("t")
        expect(page.locator("[data-hand-out]")).to_have_count(left, timeout=20_000)
    out = Dossier.objects.filter(state=State.RETURNED).order_by("returned_at")
    assert list(out.values_list("subject", flat=True)) == ["CCCD 0", "CCCD 1", "CCCD 2"]


def test_a_line_is_found_by_its_number_and_handed_out_with_enter(cast, visitor):
    for number in range(2):
        signed(cast, waiting(cast, number))
    hoa = visitor(WIDE, "vi").signs_in("hoa")
    page = hoa.goes_to("/copies/")
    page.locator("h1").click()
    page.keyboard.press("s")
    page.keyboard.type("1")
    page.keyboard.press("Enter")
    expect(page.locator("[data-hand-out]")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("[data-hand-out]")).to_have_count(0)
    assert Dossier.objects.get(state=State.RETURNED).subject == "CCCD 0"


def test_without_javascript_a_line_is_entered_and_handed_out(cast, visitor):
    dossier = signed(cast, waiting(cast))
    hoa = visitor(WIDE, "en", java_script_enabled=False).signs_in("hoa")
    page = hoa.goes_to("/copies/")
    page.fill("#copies-name", CARD)
    page.fill("#copies-pages", "3")
    page.press("#copies-pages", "Enter")
    expect(page.locator("#copies-said")).to_contain_text("5.000 đ")
    page.click("[data-hand-out]")
    expect(page.locator("[data-hand-out]")).to_have_count(0)
    assert Dossier.objects.get(pk=dossier.pk).state == State.RETURNED


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["1366", "390"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_serious_with_lines_in_every_state(cast, visitor, size, scheme):
    waiting(cast)
    signed(cast, waiting(cast, 1))
    hoa = visitor(size, "vi", color_scheme=scheme).signs_in("hoa")
    page = hoa.goes_to("/copies/")
    page.fill("#copies-name", "Ngô Sai")
    page.fill("#copies-pages", "0")
    page.press("#copies-pages", "Enter")
    expect(page.locator("#copies-problems p")).to_be_visible()
    assert not serious(page)
    assert not too_wide(page)
