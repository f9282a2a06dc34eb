"""An officer whose sign-in ends while he types: he signs in where he stands, and goes on with what he typed."""

from collections.abc import Callable

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import expect

from motcua.dossiers.models import Dossier
from motcua.journal.models import Detail
from tests.browser.conftest import NARROW
from tests.browser.reading import serious
from tests.desk.town import Town

pytestmark = pytest.mark.browser

NOTE = "Đã kiểm tra bản chính; còn thiếu xác nhận của tổ trưởng dân phố"


def test_what_was_typed_survives_the_end_of_the_session(town: Town, visitor: Callable) -> None:
    hoa = visitor(NARROW, "vi").signs_in("hoa")
    dossier = town["received"]
    page = hoa.goes_to(f"/dossiers/{dossier.number}/")
    form = page.locator("form[action$='/moves/']")
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    form.locator("[name=note]").fill(NOTE)
    Session.objects.all().delete()
    form.locator("button").first.click()
    expect(page.locator("main h1")).to_have_text("Đăng nhập")
    assert page.url.endswith("/moves/"), "the page is the answer to the form"
    page.fill("#id_login", "hoa")
    page.fill("#id_password", "sai mật khẩu")
    page.press("#id_password", "Enter")
    page.fill("#id_password", "một cửa một cửa")
    page.press("#id_password", "Enter")
    expect(page.locator("main")).to_contain_text(NOTE)
    assert not serious(page)
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    assert Dossier.objects.get(pk=dossier.pk).seq == dossier.seq, "nothing was done yet"
    page.click("main form[action$='/moves/'] button.main")
    page.wait_for_url("**/dossiers/**")
    assert Dossier.objects.get(pk=dossier.pk).seq == dossier.seq + 1
    assert Detail.objects.filter(content__contains=NOTE).exists()
    assert not hoa.strayed
