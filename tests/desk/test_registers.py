"""The page of register books: what is printed stands there and is looked at again; wrong questions are answered."""

import pytest

from motcua.desk import registers
from motcua.printing.models import PrintedBook, PrintWork
from motcua.printing.print_work import carry_through
from tests.desk.town import Town
from tests.printing.conftest import sheets


def asked(town: Town, **given: object) -> dict[str, object]:
    return {"unit": "801.01", "year": town["taken"].received_on.year} | given


def test_a_book_is_printed_and_stands_on_the_page(town: Town, sign_in) -> None:
    hoa = sign_in("hoa", "en")
    answer = hoa.post("/registers/", asked(town))
    assert answer.status_code == 303
    file = hoa.get(answer.headers["Location"])
    text = " ".join(sheets(file.content))
    assert "SỔ THEO DÕI HỒ SƠ" in text and str(town["taken"].number) in text
    page = hoa.get("/registers/").content.decode()
    assert answer.headers["Location"] in page and "Bộ phận Một cửa huyện" in page
    assert hoa.get("/reports/06a/").content.decode().count('href="/registers/"') == 1


@pytest.mark.parametrize(
    ("given", "status", "said"),
    [
        ({"year": "x"}, 400, "Choose a unit and a year from 1900 on."),
        ({"year": "1899"}, 400, "Choose a unit and a year from 1900 on."),
        ({"unit": ""}, 400, "Choose a unit and a year from 1900 on."),
        ({"year": "1999"}, 409, "received nothing in 1999"),
        ({"year": "9999"}, 409, "received nothing in 9999"),
    ],
)
def test_a_question_without_an_answer_gets_a_sentence(town: Town, sign_in, given, status, said) -> None:
    answer = sign_in("hoa", "en").post("/registers/", asked(town, **given))
    assert (answer.status_code, PrintedBook.objects.count()) == (status, 0)
    assert said in answer.content.decode()


def test_a_long_book_is_set_by_the_worker_and_its_page_says_how_far_it_is(town: Town, sign_in, monkeypatch) -> None:
    monkeypatch.setattr(registers, "AT_ONCE", 1)
    hoa = sign_in("hoa", "en")
    waiting = hoa.post("/registers/", asked(town)).headers["Location"]
    work, book = PrintWork.objects.get(), PrintedBook.objects.get()
    assert str(work.pk) in waiting and (work.book_id, work.wanted) == (book.pk, book.lines)
    assert f"0 of {book.lines} lines are set." in hoa.get(waiting).content.decode()
    assert hoa.get(f"/registers/{book.pk}.pdf").headers["Location"] == "/registers/"
    assert hoa.post(f"/registers/{book.pk}.pdf").headers["Location"] == waiting, "the same work goes on"
    carry_through(work.pk)
    assert f"{book.lines} of {book.lines} lines are set." in hoa.get(waiting).content.decode()
    assert str(town["taken"].number) in " ".join(sheets(hoa.get(f"/prints/many/{work.pk}.pdf").content))
    assert PrintedBook.objects.count() == 1


def test_who_sees_a_unit_without_working_there_looks_and_does_not_print(town: Town, sign_in) -> None:
    chi = sign_in("chi", "en")
    assert chi.post("/registers/", asked(town)).status_code == 404
    assert sign_in("em", "en").post("/registers/", asked(town)).status_code == 303
