"""Without JavaScript everything can be read and every act of the main path done: in Chromium, with scripts off."""

import re

import pytest
from playwright.sync_api import Page

from motcua.dossiers.models import Dossier
from motcua.dossiers.states import State
from tests.desk.town import Town

pytestmark = pytest.mark.browser

SUBMIT = "button:not([type=button])"


def newest() -> Dossier:
    return Dossier.objects.filter(number__isnull=False).order_by("-received_at", "-id")[0]


def receive(page: Page) -> Dossier:
    """The counter as three plain pages: the procedure, the form, the receipt."""
    page.fill("#procedure-search", "5-days")
    page.press("#procedure-search", "Enter")
    if not page.locator("#matter[data-chosen]").count():
        page.locator("#procedure-results a").first.click()
    page.fill("[name=applicant_name]", "Lý Thị Không")
    page.fill("[name=identifier]", "080190000777")
    page.click("#receive")
    assert page.locator(".receipt-number").is_visible()
    found = newest()
    assert found.number == page.locator(".receipt-number").inner_text()
    return found


def test_a_dossier_goes_from_the_counter_to_its_return_without_a_script(town: Town, visitor):
    hoa, an, chi = (visitor(java_script_enabled=False).signs_in(who) for who in ("hoa", "an", "chi"))
    dossier = receive(hoa.goes_to("/counter/"))

    page = hoa.goes_to(f"/dossiers/{dossier.number}/")
    forms = page.locator("form[action$='/moves/']")
    if not forms.locator(SUBMIT).first.is_visible():
        page.locator("#door-move > summary").click()
    forms.locator("[name=unit]").first.select_option(str(town.cast.office.pk))
    forms.locator("[name=function]").first.select_option("handling")
    forms.locator(SUBMIT).last.click()
    assert Dossier.objects.get(pk=dossier.pk).holder_function == "handling"

    page = an.goes_to("/?view=untaken")
    page.locator(f"#d-{dossier.pk} .row-act button").click()
    assert Dossier.objects.get(pk=dossier.pk).holder_account_id == town.cast.accounts["an"].pk
    page = an.goes_to(f"/dossiers/{dossier.number}/?do=move")
    forms = page.locator("form[action$='/moves/']")
    forms.locator("[name=function]").first.select_option("leader")
    forms.locator("[name=draft_outcome]").first.select_option("granted")
    forms.locator(SUBMIT).last.click()

    page = chi.goes_to(f"/leading/?d={dossier.number}")
    page.click("#agree")
    assert Dossier.objects.get(pk=dossier.pk).state == State.DECIDED

    page = hoa.goes_to("/returns/")
    page.fill("#scan", dossier.number)
    page.click("#scanning button")
    page.click("#hand-out")
    assert Dossier.objects.get(pk=dossier.pk).state == State.RETURNED
    assert not [error for who in (hoa, an, chi) for error in who.errors]


def test_many_at_once_without_a_script(town: Town, visitor):
    chi = visitor(java_script_enabled=False).signs_in("chi")
    page = chi.goes_to("/?view=decide")
    page.locator(f"#d-{town['leader'].pk} .pick").check()
    page.locator("[data-many=agree], [data-many=decide]").first.click()
    body = page.locator("main").inner_text()
    assert re.search(r"\d", body)
    assert page.locator("a[href^='/']").count()


def test_every_view_of_the_desk_can_be_read_without_a_script(town: Town, visitor):
    hoa = visitor(java_script_enabled=False).signs_in("hoa")
    page = hoa.goes_to("/")
    for address in [a.get_attribute("href") for a in page.locator(".rail a").all()]:
        page = hoa.goes_to(address)
        rows = page.locator(".row").count()
        said = page.locator("[aria-current='page'] b").last.inner_text()
        assert rows == int(said.replace(".", "")), address
