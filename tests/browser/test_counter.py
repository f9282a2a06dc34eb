"""The counter in Chromium: how many keys a birth registration takes, where the focus stands, the card's scanner."""

from typing import Any

import pytest
from playwright.sync_api import expect

from motcua.dossiers.guide import Guidance
from motcua.dossiers.models import Dossier
from tests.browser.conftest import NARROW, WIDE
from tests.browser.reading import serious
from tests.catalogued import SPLIT, publish_split
from tests.desk import test_counter
from tests.desk.town import Town

pytestmark = pytest.mark.browser

FOCUS = "document.activeElement.id"
# Nobody of the town bears this number.
CARD = test_counter.CARD.replace("080190000001", "080190000777")
BUDGET = 30
AIM = 15


class Keys:
    """Hands on a keyboard: what is the applicant's own is not counted."""

    def __init__(self, page: Any) -> None:
        self.page, self.counted = page, 0

    def press(self, *keys: str) -> None:
        for key in keys:
            self.counted += 1
            self.page.keyboard.press(key)

    def enter(self, data: str) -> None:
        self.page.keyboard.type(data)


def test_a_birth_registration_by_keyboard_alone_keeps_to_the_budget(town: Town, visitor):
    hoa = visitor(WIDE, "vi").signs_in("hoa")
    page, keys = hoa.page, Keys(hoa.page)
    keys.press("n")
    page.wait_for_url("**/counter/")
    assert page.evaluate(FOCUS) == "procedure-search"
    keys.press("k", "s", "Enter")
    expect(page.locator("#matter-title")).to_have_text("Đăng ký lại khai sinh")
    expect(page.locator("#id_applicant_name")).to_be_focused()
    for field, data in (
        ("id_applicant_name", "Nguyễn Thị Mới"),
        ("id_identifier", "080190999999"),
        ("id_born_on", "24121990"),
        ("id_address", "Ấp 3, xã Mỹ Bình"),
        ("id_phone", "0901234567"),
    ):
        if field != "id_applicant_name":
            keys.press("Tab")
        assert page.evaluate(FOCUS) == field
        keys.enter(data)
    keys.press("Enter")
    page.wait_for_url("**/receipt/")
    dossier = Dossier.objects.get(applicant__name="Nguyễn Thị Mới")
    assert (dossier.procedure.code, dossier.applicant.phone) == ("5-days", "0901234567")
    assert list(dossier.papers.order_by("position").values_list("given_originals", "given_copies")) == [
        (1, 0),
        (0, 1),
    ]
    assert keys.counted <= AIM <= BUDGET
    assert not hoa.strayed and not hoa.errors


def test_a_case_takes_two_keys_and_the_due_moment_follows_it(town: Town, visitor):
    publish_split(town.cast)
    hoa = visitor(WIDE, "en").signs_in("hoa")
    page, keys = hoa.page, Keys(hoa.page)
    keys.press("n")
    page.wait_for_url("**/counter/")
    keys.enter("tach thua")
    keys.press("Enter")
    expect(page.locator("#id_case")).to_be_focused()
    expect(page.locator("#promise")).to_contain_text("by the case")
    keys.press("2")
    expect(page.locator("#promise")).to_contain_text("22 working days · received now, it is due at")
    keys.press("Enter")
    expect(page.locator("#id_quantity")).to_be_focused()
    keys.enter("10")
    expect(page.locator("#promise")).to_contain_text("25 working days")
    keys.press("Enter")
    expect(page.locator("#id_applicant_name")).to_be_focused()
    keys.enter("Nguyễn Thị Mới")
    keys.press("Enter")
    page.wait_for_url("**/receipt/")
    dossier = Dossier.objects.get(applicant__name="Nguyễn Thị Mới")
    assert (dossier.case, dossier.quantity, dossier.limit_value) == ("farm", 10, 25)
    assert not hoa.strayed and not hoa.errors


def test_another_channel_has_its_own_limit_and_cases(town: Town, visitor):
    publish_split(town.cast)
    hoa = visitor(NARROW, "en").signs_in("hoa")
    page = hoa.goes_to(f"/counter/?procedure={SPLIT}&deciding_unit={town.cast.office.pk}")
    expect(page.locator("#id_case")).to_be_focused()
    page.select_option("#id_case", "farm")
    expect(page.locator("#promise")).to_contain_text("22 working days · received now")
    assert not serious(page)
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0
    page.select_option("#id_channel", "online")
    expect(page.locator("#promise")).to_contain_text("10 working days · received now")
    expect(page.locator("#id_case")).to_have_count(0)
    page.select_option("#id_channel", "counter")
    expect(page.locator("#id_case")).to_have_count(1)
    assert not hoa.errors


def test_a_scanner_fills_the_applicant_and_one_enter_receives(town: Town, visitor):
    hoa = visitor(WIDE, "vi").signs_in("hoa")
    page, keys = hoa.page, Keys(hoa.page)
    keys.press("n")
    page.wait_for_url("**/counter/")
    keys.press("k", "s", "Enter")
    expect(page.locator("#id_applicant_name")).to_be_focused()
    keys.enter(CARD + "\n")
    expect(page.locator("#id_phone")).to_be_focused()
    expect(page.locator("#id_applicant_name")).to_have_value("Nguyễn Thị Lan")
    keys.enter("0901234567")
    keys.press("Enter")
    page.wait_for_url("**/receipt/")
    assert Dossier.objects.filter(applicant__identifiers__value="080190000777").count() == 1
    assert keys.counted == 5
    assert not hoa.errors


def test_a_card_scanned_before_the_procedure_is_chosen_is_not_lost_nor_put_into_an_address(town: Town, visitor):
    hoa = visitor(WIDE, "vi").signs_in("hoa")
    asked: list[str] = []
    hoa.page.on("request", lambda request: asked.append(request.url))
    page = hoa.goes_to("/counter/")
    expect(page.locator("#procedure-search")).to_be_focused()
    page.keyboard.type(CARD + "\n")
    expect(page.locator("#id_applicant_name")).to_have_value("Nguyễn Thị Lan")
    expect(page.locator("#procedure-search")).to_be_focused()
    page.keyboard.type("gpxd\n")
    expect(page.locator("#matter-title")).to_have_text("Cấp giấy phép xây dựng")
    expect(page.locator("#id_applicant_name")).to_have_value("Nguyễn Thị Lan")
    assert not [url for url in asked if "080190000777" in url]
    assert not hoa.errors


def test_half_a_code_is_said_and_the_focus_waits_for_the_next_scan(town: Town, visitor):
    hoa = visitor(WIDE, "en").signs_in("hoa")
    page = hoa.goes_to(f"/counter/?procedure=5-days&deciding_unit={town.cast.office.pk}")
    expect(page.locator("#id_applicant_name")).to_be_focused()
    page.keyboard.type(CARD[:30] + "\n")
    expect(page.locator("#known [role=alert]")).to_contain_text("Scan it again, or type")
    expect(page.locator("#id_card")).to_be_focused()
    page.keyboard.type(CARD + "\n")
    expect(page.locator("#id_applicant_name")).to_have_value("Nguyễn Thị Lan")
    expect(page.locator("#known [role=alert]")).to_have_count(0)


def test_a_number_typed_whole_offers_who_bears_it(town: Town, visitor):
    hoa = visitor(WIDE, "en").signs_in("hoa")
    page = hoa.goes_to(f"/counter/?procedure=5-days&deciding_unit={town.cast.office.pk}")
    page.fill("#id_applicant_name", "Trần Văn Đức")
    page.fill("#id_identifier", "080190000001")
    page.keyboard.press("Tab")
    expect(page.locator("#known")).to_contain_text("Trần Văn Đức")
    expect(page.locator("#known input[name=applicant]:checked")).not_to_have_value("")
    expect(page.locator("#id_born_on")).to_be_focused()


def test_the_list_is_walked_by_arrows_and_another_procedure_keeps_the_applicant(town: Town, visitor):
    hoa = visitor(WIDE, "en").signs_in("hoa")
    page = hoa.goes_to("/counter/")
    expect(page.locator("#procedure-search")).to_be_focused()
    page.keyboard.type("a")
    expect(page.locator("[role=listbox]")).to_have_attribute("data-query", "a")
    second = page.locator("[role=option]").nth(1)
    wanted = second.locator(".line-what").inner_text()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    expect(second).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Enter")
    expect(page.locator("#matter-title")).to_have_text(wanted)
    page.fill("#id_applicant_name", "Nguyễn Thị Mới")
    page.fill("#procedure-search", "ks")
    page.press("#procedure-search", "Enter")
    expect(page.locator("#matter-title")).to_have_text("Đăng ký lại khai sinh")
    expect(page.locator("#id_applicant_name")).to_have_value("Nguyễn Thị Mới")
    expect(page.locator("[role=option]")).to_have_count(0)


def test_without_javascript_the_same_is_received(town: Town, visitor):
    hoa = visitor(WIDE, "vi", java_script_enabled=False).signs_in("hoa")
    page = hoa.goes_to("/counter/")
    expect(page.locator("#procedure-search")).to_be_focused()
    page.fill("#procedure-search", "khai sinh")
    page.press("#procedure-search", "Enter")
    page.click("[role=option] >> nth=0")
    page.fill("#id_card", CARD)
    page.press("#id_card", "Enter")
    expect(page.locator("#id_applicant_name")).to_have_value("Nguyễn Thị Lan")
    page.fill("#id_phone", "0901234567")
    page.press("#id_phone", "Enter")
    page.wait_for_url("**/receipt/")
    assert Dossier.objects.filter(applicant__phone="0901234567").count() == 1


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["1366", "390"])
def test_who_lacks_a_paper_is_sent_home_and_comes_back(town: Town, visitor, size):
    hoa = visitor(size, "en").signs_in("hoa")
    page = hoa.goes_to(f"/counter/?procedure=5-days&deciding_unit={town.cast.office.pk}")
    page.fill("#id_applicant_name", "Nguyễn Thị Mới")
    page.uncheck("input[name=given] >> nth=0")
    page.click(".send-home summary")
    page.fill("#id_missing", "Ảnh 3x4")
    page.click("#guide")
    page.wait_for_url("**/guidance/?done=guide")
    assert Guidance.objects.get().missing == "Tờ khai\nẢnh 3x4"
    page.click("text=Came back")
    expect(page.locator("#matter-title")).to_have_text("Đăng ký lại khai sinh")
    expect(page.locator("#id_applicant_name")).to_have_value("Nguyễn Thị Mới")
    expect(page.locator("#id_identifier")).to_be_focused()


def test_the_common_case_fits_on_one_screen(town: Town, visitor):
    page = visitor(WIDE, "vi").signs_in("hoa").goes_to("/counter/")
    expect(page.locator("#procedure-search")).to_be_focused()
    page.keyboard.type("ks\n")
    expect(page.locator("#matter-title")).to_be_visible()
    bottom = page.evaluate("document.querySelector('#receive').getBoundingClientRect().bottom")
    assert bottom < WIDE["height"]
