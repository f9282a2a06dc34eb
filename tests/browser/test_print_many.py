"""Printing a selection: the page of the work says how far it is, offers the file, and stops it."""

import io
import re
from typing import Any

import pypdf
import pytest
from playwright.sync_api import expect

from motcua.printing import many, print_work
from motcua.printing.models import PrintedForm, PrintWork
from tests.browser.conftest import WIDE
from tests.desk.town import Town, received_ago

pytestmark = pytest.mark.browser


def test_a_selection_is_printed_before_ones_eyes_and_another_is_stopped(
    town: Town, visitor: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(22):  # more than are printed while the page is waited for
        received_ago(town.cast, 0.2, number)
    hoa = visitor(WIDE, "en").signs_in("hoa")
    page = hoa.page

    def ordered() -> PrintWork:
        hoa.goes_to("/?view=mine&procedure=5-days")
        page.locator(".pick").first.wait_for()
        page.keyboard.press("Shift+X")
        page.get_by_role("button", name="Print forms").click()
        page.select_option("#form", "receipt")
        page.get_by_role("button", name="Print", exact=True).click()
        page.wait_for_url(re.compile(r"/prints/many/[0-9a-f-]{36}/"))
        return PrintWork.objects.defer("pdf").latest("asked_at")

    work, shown = ordered(), page.locator("#print-work")
    n = work.wanted
    assert n > 20
    expect(shown).to_contain_text(f"0 of {n} printed.")
    seen: list[int] = []

    def watched(ids: Any, form: Any, *, told: Any, **given: Any) -> Any:
        def and_looked_at(done: int, of: int) -> None:
            told(done, of)
            if done < of:
                expect(shown).to_contain_text(f"{done} of {of} printed.")
                assert shown.locator("progress").get_attribute("value") == str(100 * done // of)
                seen.append(done)

        return print_many(ids, form, told=and_looked_at, **given)

    print_many = many.print_many
    monkeypatch.setattr(many, "CHUNK", 10)
    monkeypatch.setattr(print_work, "print_many", watched)
    print_work.carry_through(work.pk)
    assert seen == [10, 20]
    file = shown.get_by_role("link", name="Open the file")
    expect(file).to_be_visible()
    expect(shown).to_contain_text(f"{n} of {n} printed.")
    answer = page.request.get(hoa.address + str(file.get_attribute("href")))
    assert len(pypdf.PdfReader(io.BytesIO(answer.body())).pages) == 2 * n

    assert shown.get_by_role("link", name="Back").get_attribute("href") == "/?view=mine&procedure=5-days"

    again = ordered()
    page.get_by_role("button", name="Stop").click()
    expect(shown).to_contain_text("Stopped")
    expect(shown).to_contain_text("There is no file")
    print_work.carry_through(again.pk)
    assert PrintedForm.objects.count() == n, "what was stopped before it began prints nothing"
    assert not hoa.errors and not hoa.strayed
