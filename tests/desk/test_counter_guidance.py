"""Somebody who lacks a paper is sent home and recorded without a number; he can come back to anybody there."""

from typing import Any

import pytest

from motcua.dossiers.guide import Guidance
from motcua.dossiers.models import Dossier
from motcua.journal.ids import uuid7
from motcua.journal.models import Detail, Entry
from tests.cast import Cast
from tests.desk.test_counter import text_of


def form_of(cast: Cast, **typed: Any) -> dict[str, Any]:
    given = {
        "id": uuid7(),
        "procedure": "5-days",
        "deciding_unit": cast.office.pk,
        "received_unit": cast.desk.pk,
        "applicant_name": "Nguyễn Thị Mới",
        "phone": "0901234567",
        "paper": ["Tờ khai", "Bản sao giấy tờ tùy thân", ""],
        "asked": ["1/0", "0/1", "0/0"],
        "originals": ["1", "0", "1"],
        "copies": ["0", "1", "0"],
        "given": ["1", "2"],
    }
    return given | typed


def test_papers_without_a_tick_and_what_was_typed_are_what_is_missing(cast: Cast, sign_in):
    form = form_of(cast, missing="Ảnh 3x4")
    answer = sign_in("hoa").post("/guidance/", form)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/guidance/?done=guide")
    found = Guidance.objects.get(pk=form["id"])
    assert (found.missing, found.name, found.phone) == ("Tờ khai\nẢnh 3x4", "Nguyễn Thị Mới", "0901234567")
    assert found.procedure.code == "5-days"
    assert not Dossier.objects.exists(), "nothing was received"
    entry = Entry.objects.get(subject_id=found.pk)
    assert Detail.objects.get(pk=entry.pk).retention == "personal"


@pytest.mark.parametrize(
    "typed",
    [
        {"applicant_name": "", "phone": ""},
        {"procedure": "", "deciding_unit": ""},
        {"identifier": "not a number", "born_on": "31/02/1990", "email": "nowhere", "holder_born_on": "x"},
    ],
)
def test_who_is_sent_home_need_not_give_his_name_nor_anything_right(cast: Cast, sign_in, typed):
    assert sign_in("hoa").post("/guidance/", form_of(cast, **typed)).status_code == 303
    assert Guidance.objects.count() == 1


@pytest.mark.parametrize("language", ["vi", "en"])
def test_nothing_missing_is_no_guidance_and_what_was_typed_stays(cast: Cast, sign_in, language):
    answer = sign_in("hoa", language).post("/guidance/", form_of(cast, given=["0", "1", "2"], missing=" "))
    assert answer.status_code == 422
    assert 'id="id_missing_error"' in text_of(answer) and "0901234567" in text_of(answer)
    assert not Guidance.objects.exists()


def test_guidance_sent_twice_is_recorded_once(cast: Cast, sign_in):
    form = form_of(cast)
    assert [sign_in("hoa").post("/guidance/", form).status_code for _time in range(2)] == [303, 303]
    assert Guidance.objects.count() == 1


def test_who_does_not_receive_here_cannot_send_anybody_home(cast: Cast, sign_in):
    answer = sign_in("dung", "en").post("/guidance/", form_of(cast))
    assert answer.status_code == 409
    assert "None of your posts receives at" in text_of(answer)
    assert not Guidance.objects.exists()


def test_a_guidance_is_seen_in_its_unit_and_nowhere_else_and_its_person_can_come_back(cast: Cast, sign_in):
    form = form_of(cast)
    sign_in("hoa").post("/guidance/", form)
    assert "Nguyễn Thị Mới" in text_of(sign_in("hoa").get("/guidance/"))
    assert "Nguyễn Thị Mới" in text_of(sign_in("em").get("/guidance/")), "control sees the units below"
    assert "Nguyễn Thị Mới" not in text_of(sign_in("dung").get("/guidance/"))
    page = sign_in("hoa").get("/counter/", {"guidance": form["id"]})
    assert page.context["matter"].code == "5-days"
    assert page.context["form"].initial["applicant_name"] == "Nguyễn Thị Mới"
    strange = text_of(sign_in("dung").get("/counter/", {"guidance": form["id"]}))
    assert "Nguyễn Thị Mới" not in strange and "0901234567" not in strange


def test_fifty_a_page_newest_first(cast: Cast, sign_in, django_assert_max_num_queries):
    hoa = sign_in("hoa")
    for number in range(52):
        hoa.post("/guidance/", form_of(cast, applicant_name=f"Người thứ {number}."))
    with django_assert_max_num_queries(12):
        page = text_of(hoa.get("/guidance/"))
    assert page.index("Người thứ 51.") < page.index("Người thứ 2.")
    assert "Người thứ 1." not in page
    assert "Người thứ 1." in text_of(hoa.get("/guidance/?page=2"))
