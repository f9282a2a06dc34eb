"""Notices in a browser: a wording read while it is typed, a call entered on a telephone, the choice in its fold."""

import pytest
from playwright.sync_api import expect

from motcua.notices.models import Choice, Notice
from tests.browser.conftest import NARROW, WIDE
from tests.browser.test_leader import TOO_WIDE
from tests.desk.routes.calendars import administrator
from tests.desk.town import Town

pytestmark = pytest.mark.browser


def test_the_preview_follows_what_is_typed(town: Town, visitor):
    administrator(town.cast)
    quan = visitor(WIDE, "en").signs_in("quan")
    page = quan.goes_to("/notices/wordings/received/sms/vi/")
    page.fill("#id_body", "Ho so {number} xong")
    expect(page.locator(".wording-paper")).to_contain_text("xong")
    page.fill("#id_body", "Mot\nHo so {nothing}")
    expect(page.locator(".wrong-line")).to_have_text("Ho so {nothing}")
    assert page.input_value("#id_body") == "Mot\nHo so {nothing}", "what is typed stays as it is"
    assert not quan.errors and not quan.strayed


def test_a_call_is_entered_on_a_telephone(town: Town, visitor):
    hoa = visitor(NARROW, "en").signs_in("hoa")
    page = hoa.goes_to(f"/dossiers/{town['received'].number}/")
    page.get_by_text("Told by telephone", exact=True).click()
    page.get_by_label("What was told, and to whom").fill("Đã báo cho bà Lan")
    page.get_by_role("button", name="Enter the call").click()
    expect(page.locator("#notices .notice-list")).to_contain_text("Đã báo cho bà Lan")
    assert page.evaluate(TOO_WIDE) == 0
    assert Notice.objects.count() == 1
    assert not hoa.errors and not hoa.strayed


def test_at_the_counter_the_choice_is_folded_away_and_takes_no_key(town: Town, visitor):
    hoa = visitor(WIDE, "en").signs_in("hoa")
    page = hoa.goes_to(f"/counter/?procedure=5-days&deciding_unit={town.cast.office.pk}")
    expect(page.locator("#id_notice-channel")).not_to_be_visible()
    page.locator(".counter-rare summary").click()
    page.select_option("#id_notice-channel", "none")
    page.fill("#id_applicant_name", "Nguyễn Thị Mới")
    page.locator("#receive").click()
    page.wait_for_url("**/receipt/")
    assert [each.channels for each in Choice.objects.all()] == [[]]
    assert not hoa.errors and not hoa.strayed
