"""The page of register books: what is printed stands there and is looked at again; wrong questions are answered."""

import pytest

from motcua.desk import registers
from motcua.printing.models import PrintedBook
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


def test_a_book_too_long_for_a_page_names_the_command(town: Town, sign_in, monkeypatch) -> None:
    monkeypatch.setattr(registers, "MOST_LINES", 1)
    answer = sign_in("hoa", "en").post("/registers/", asked(town))
    assert answer.status_code == 409 and "motcua print register 801.01" in answer.content.decode()


def test_who_sees_a_unit_without_working_there_looks_and_does_not_print(town: Town, sign_in) -> None:
    chi = sign_in("chi", "en")
    assert chi.post("/registers/", asked(town)).status_code == 404
    assert sign_in("em", "en").post("/registers/", asked(town)).status_code == 303
