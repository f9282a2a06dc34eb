"""What follows others stays under the reader's hands: focus, choice, open parts, typed text, place on the page."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import Page, Route, expect

from motcua.desk.models import Presence
from tests.browser.conftest import WIDE
from tests.desk.town import Town

pytestmark = pytest.mark.browser

PART = "/a-part-of-a-page/"
LAID = "window.laid = new Promise(done => document.addEventListener('live:changed', done, {once: true}))"


def row(number: int, text: str = "", more: str = "") -> str:
    return (
        f'<li id="row-{number}"><input type="checkbox" name="d" value="{number}">'
        f'<a href="#{number}" data-line>Dossier {number}</a> <span>{text}</span>'
        f'<span class="chip">{more}</span><details><summary>more</summary>'
        f'<input name="note-{number}"></details></li>'
    )


def listed(*rows: str) -> str:
    return f'<ul id="list" data-live="{PART}" data-live-every="0.2">{"".join(rows)}</ul>'


class Answers:
    """What the server would say next; it knows what was said before by its mark, as ours does."""

    def __init__(self, page: Page) -> None:
        self.html, self.status, self.asked, self.unchanged = "", 200, 0, 0
        page.route(f"**{PART}", self._answer)

    def _answer(self, route: Route) -> None:
        self.asked += 1
        mark = f'"{hash(self.html)}"'
        if self.status != 200:
            route.fulfill(status=self.status, body="")
        elif route.request.headers.get("if-none-match") == mark:
            self.unchanged += 1
            route.fulfill(status=304)
        else:
            route.fulfill(status=200, body=self.html, headers={"ETag": mark, "Content-Type": "text/html"})


@pytest.fixture
def lists(town: Town, visitor: Callable) -> Iterator[Callable]:
    """`lists(row(1), row(2))` opens a page of ours that shows these rows and follows the answers."""
    chi = visitor(WIDE, "en").signs_in("chi")

    def opened(*rows: str) -> tuple[Page, Answers]:
        page = chi.goes_to("/profile/")
        answers = Answers(page)
        answers.html = listed(*rows)
        page.evaluate(
            f"html => {{ {LAID}; document.querySelector('main').insertAdjacentHTML('beforeend', html);"
            " document.dispatchEvent(new Event('htmx:after:swap')) }",
            answers.html,
        )
        page.evaluate("window.laid.then(() => null)")  # the first answer has no mark to compare with
        return page, answers

    yield opened
    # A part that the server cannot give is told to the console by the browser itself.
    assert not [error for error in chi.errors if "Failed to load resource" not in error]


def until(page: Page, condition: Callable[[], bool]) -> None:
    """The browser goes on until something is so; fails after ten seconds."""
    for _ in range(100):
        if condition():
            return
        page.wait_for_timeout(100)
    pytest.fail("it never came to be so")


@contextmanager
def heard(page: Page, answers: Answers, html: str) -> Iterator[None]:
    """The server has another answer, and the page has it laid in."""
    page.evaluate(f"{LAID}; null")
    answers.html = html
    page.evaluate("window.laid.then(() => null)")
    yield


def test_a_changed_row_changes_in_place_and_is_marked_for_a_moment(lists: Callable) -> None:
    page, answers = lists(row(1), row(2, "waiting"), row(3))
    page.evaluate("window.second = document.getElementById('row-2')")
    with heard(page, answers, listed(row(1), row(2, "taken"), row(3), row(4))):
        expect(page.locator("#row-2 span").first).to_have_text("taken")
    assert page.evaluate("window.second === document.getElementById('row-2')"), "the row is the same, not a copy"
    marked = page.evaluate("[...document.querySelectorAll('[data-changed]')].map(e => e.id)")
    assert marked == ["row-2", "row-4"]
    expect(page.locator("[data-changed]")).to_have_count(0, timeout=4000)


def test_what_only_goes_with_the_clock_is_not_marked(lists: Callable) -> None:
    page, answers = lists(row(1, more="3 hours left"), row(2))
    with heard(page, answers, listed(row(1, more="2 hours left"), row(2))):
        expect(page.locator("#row-1 .chip")).to_have_text("2 hours left")
    assert page.locator("[data-changed]").count() == 0


def test_focus_choice_open_parts_and_typed_text_stay_when_rows_come_go_and_move(lists: Callable) -> None:
    page, answers = lists(*(row(n) for n in range(1, 6)))
    page.check("#row-2 [name=d]")
    page.click("#row-4 summary")
    page.fill("#row-4 [name=note-4]", "Bổ sung giấy kh")
    page.locator("#row-4 [name=note-4]").evaluate("e => e.setSelectionRange(3, 5)")
    with heard(page, answers, listed(row(9), row(4, "moved up"), row(2), row(3), row(5))):
        order = page.evaluate("[...document.querySelectorAll('#list > li')].map(e => e.id)")
    assert order == ["row-9", "row-4", "row-2", "row-3", "row-5"]
    assert page.is_checked("#row-2 [name=d]")
    assert page.evaluate("document.activeElement.name") == "note-4"
    assert page.input_value("[name=note-4]") == "Bổ sung giấy kh"
    assert page.evaluate("[document.activeElement.selectionStart, document.activeElement.selectionEnd]") == [3, 5]
    page.keyboard.press("End")
    page.keyboard.type("ai sinh")
    assert page.input_value("[name=note-4]") == "Bổ sung giấy khai sinh"


def test_the_focus_of_a_row_that_is_gone_goes_to_its_neighbour(lists: Callable) -> None:
    page, answers = lists(row(1), row(2), row(3))
    page.focus("#row-2 a")
    with heard(page, answers, listed(row(1), row(3))):
        assert page.evaluate("document.activeElement.closest('li').id") == "row-3"


def test_who_types_in_a_row_that_is_gone_keeps_it_until_he_leaves_it(lists: Callable) -> None:
    page, answers = lists(row(1), row(2), row(3))
    page.click("#row-2 summary")
    page.fill("[name=note-2]", "Đang viết")
    with heard(page, answers, listed(row(1), row(3))):
        assert page.input_value("[name=note-2]") == "Đang viết"
        assert page.locator("#row-2[data-gone]").count() == 1
    page.focus("#find")
    expect(page.locator("#row-2")).to_have_count(0)


def test_the_place_on_the_page_stays_when_rows_come_above(lists: Callable) -> None:
    page, answers = lists(*(row(n) for n in range(10, 90)))
    page.evaluate("document.getElementById('row-60').scrollIntoView({behavior: 'instant'})")
    top = "Math.round(document.getElementById('row-60').getBoundingClientRect().top)"
    before = page.evaluate(top)
    with heard(page, answers, listed(*(row(n) for n in range(1, 90)))):
        assert abs(page.evaluate(top) - before) <= 2


def test_what_a_script_of_the_page_has_set_is_not_the_servers_to_undo(lists: Callable) -> None:
    page, answers = lists(row(1), row(2))
    page.evaluate("const row = document.getElementById('row-1'); row.classList.add('here'); row.tabIndex = 0")
    with heard(page, answers, listed(row(1, "seen"), row(2))):
        assert page.get_attribute("#row-1", "class") == "here"
        assert page.get_attribute("#row-1", "tabindex") == "0"


def test_what_has_not_changed_is_not_sent_again(lists: Callable) -> None:
    page, answers = lists(row(1))
    until(page, lambda: answers.asked > 4)
    assert answers.unchanged >= answers.asked - 2


def test_a_lost_connection_is_said_in_one_line_and_forgotten_when_it_is_back(lists: Callable) -> None:
    page, answers = lists(row(1))
    answers.status = 503
    expect(page.locator("#live-line")).to_contain_text("No connection")
    answers.status = 200
    expect(page.locator("#live-line")).to_be_empty(timeout=10000)


def test_a_part_that_is_no_longer_ones_to_see_is_not_asked_for_again(lists: Callable) -> None:
    page, answers = lists(row(1))
    with page.expect_response(lambda response: response.status == 404):
        answers.status = 404
    asked = answers.asked
    page.wait_for_timeout(600)
    assert answers.asked == asked
    assert page.locator("#live-line").inner_text() == ""


def test_two_people_in_one_dossier_see_each_other_until_one_leaves(town: Town, visitor: Callable) -> None:
    path = f"/dossiers/{town['received'].number}/"
    hoa, em = visitor(WIDE, "en").signs_in("hoa"), visitor(WIDE, "en").signs_in("em")
    with hoa.page.expect_response("**/presence/"):
        hoa.goes_to(path)
    em.goes_to(path)
    expect(em.page.locator("#presence")).to_contain_text("Trần Thị Hoa (Bộ phận Một cửa huyện)")
    hoa.goes_to("/profile/")
    until(em.page, lambda: not Presence.objects.filter(account_id=town.cast.accounts["hoa"].pk).exists())
    em.page.evaluate("dispatchEvent(new Event('online'))")
    expect(em.page.locator("#presence")).to_be_empty()
    assert not hoa.errors + em.errors + hoa.strayed + em.strayed


def test_a_session_that_has_ended_is_said_with_the_way_back(town: Town, visitor: Callable) -> None:
    chi = visitor(WIDE, "en").signs_in("chi")
    path = f"/dossiers/{town['leader'].number}/"
    page = chi.goes_to(path)
    Session.objects.all().delete()
    page.evaluate("dispatchEvent(new Event('online'))")  # asks at once, not in ten seconds
    expect(page.locator("#live-line")).to_contain_text("You are no longer signed in")
    expect(page.locator("#live-line a")).to_have_attribute("href", "/accounts/login/")
