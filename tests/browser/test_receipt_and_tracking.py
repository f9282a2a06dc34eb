"""The receipt prints with Enter; its QR code opens the dossier's way, on a telephone and without scripts."""

from urllib.parse import urlsplit

import pytest
from django.conf import settings

from motcua.printing.codes import code_of
from motcua.printing.models import PrintedForm, StatutoryForm
from motcua.printing.print_form import print_form
from motcua.printing.receipt import scanned_address
from tests.browser.conftest import NARROW, WIDE
from tests.browser.reading import serious
from tests.cast import GROUND
from tests.desk.town import Town, ago

pytestmark = pytest.mark.browser

# A headless browser has no print window; the frame says that it was asked for one.
TOLD = "window.print = () => console.log('print ' + location.pathname)"


@pytest.fixture(autouse=True)
def one_key(monkeypatch: pytest.MonkeyPatch) -> None:
    """The web server reckons codes with the key of this process."""
    monkeypatch.setenv("MOTCUA_SECRET_KEY", settings.SECRET_KEY)


def scanned(town: Town, state: str, address: str = "http://127.0.0.1") -> str:
    """What the QR code of a dossier's receipt says, without the host."""
    when, dossier = ago(0.01), town[state]
    done = print_form(
        [dossier.pk],
        form=StatutoryForm.RECEIPT,
        address=address,
        by=town.cast.hoa,
        at=when,
        recorded_at=when,
        ground=GROUND,
    )
    assert dossier.number is not None
    return scanned_address("", dossier.number, code_of(done.done[0]))


def test_enter_prints_and_enter_again_goes_on_to_the_next_one(town: Town, visitor):
    hoa = visitor(WIDE, "en")
    hoa.context.add_init_script(TOLD)
    page = hoa.signs_in("hoa").goes_to(f"/dossiers/{town['received'].number}/receipt/")
    with page.expect_console_message(lambda message: message.text.startswith("print ")) as said:
        page.keyboard.press("Enter")
    [printed] = PrintedForm.objects.all()
    assert said.value.text == f"print /prints/{printed.pk}.pdf"
    page.get_by_text("The receipt is in the print window.").wait_for()
    assert page.evaluate("document.activeElement.textContent.trim()").startswith("Receive the next one")
    assert page.locator("button.main").inner_text().startswith("Print again")
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "/receipt/" not in url)
    assert PrintedForm.objects.count() == 1
    assert not hoa.errors


def test_without_scripts_the_button_leads_to_the_file(town: Town, visitor):
    hoa = visitor(WIDE, "en", java_script_enabled=False).signs_in("hoa")
    page = hoa.goes_to(f"/dossiers/{town['received'].number}/receipt/")
    with page.expect_response(lambda answer: answer.url.endswith(".pdf")) as found:
        page.click("button.main")
    assert found.value.status == 200
    assert found.value.headers["content-type"] == "application/pdf"


def test_a_scanned_code_opens_the_dossier_and_leaves_the_address(town: Town, visitor):
    citizen = visitor(NARROW, "en")
    page = citizen.goes_to(scanned(town, "waiting"))
    page.wait_for_url(f"**/tracking/{town['waiting'].number}/")
    assert page.get_by_text("Please complete your dossier.").is_visible()
    assert not urlsplit(page.url).fragment
    assert not citizen.errors


def test_without_scripts_number_and_code_are_typed(town: Town, visitor):
    page = visitor(NARROW, "en", java_script_enabled=False).goes_to(scanned(town, "decided"))
    assert page.input_value("#number") == town["decided"].number
    page.fill("#code", code_of(PrintedForm.objects.get().pk).lower())
    page.click("main button")
    page.wait_for_url(f"**/tracking/{town['decided'].number}/")
    assert page.get_by_text("Your request has been granted.").is_visible()


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["1366", "390"])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_nothing_serious_on_what_a_citizen_sees(town: Town, visitor, size, theme):
    found = []
    for language, states in (("vi", ("waiting", "overdue")), ("en", ("decided", "stopped"))):
        citizen = visitor(size, language, color_scheme=theme)
        for state in states:
            page = citizen.goes_to(scanned(town, state))
            page.wait_for_url(f"**/tracking/{town[state].number}/")
            found += serious(page)
            wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            assert wide <= 0, state
        page = citizen.goes_to("/tracking/?number=x")
        page.fill("#code", "wrong")
        page.press("#code", "Enter")
        page.get_by_role("alert").wait_for()
        found += serious(page)
        assert not citizen.strayed
    assert not found
