"""The counter: received once, refused in sentences, with and without JavaScript; what was typed stays."""

from typing import Any

import pytest
from django.test import Client

from motcua.dossiers.models import Dossier
from motcua.journal.ids import uuid7
from motcua.people.models import Applicant
from tests.cast import Cast, reread

CARD = "080190000001|331234567|Nguyễn Thị Lan|24121990|Nữ|Ấp 3, xã Mỹ Bình, huyện Đức Huệ, Long An|01052021"
HTMX = {"HTTP_HX_REQUEST": "true"}


def form_of(cast: Cast, **typed: Any) -> dict[str, Any]:
    """What the page sends for a common case."""
    given = {
        "id": uuid7(),
        "procedure": "5-days",
        "deciding_unit": cast.office.pk,
        "received_unit": cast.desk.pk,
        "applicant_name": "Nguyễn Thị Mới",
        "identifier": "080190999999",
        "born_on": "24/12/1990",
        "address": "Ấp 3, xã Mỹ Bình",
        "phone": "0901234567",
        "channel": "counter",
        "return_channel": "post",
    }
    return given | typed


def text_of(answer: Any) -> str:
    return answer.content.decode()


def test_what_is_typed_is_received_and_leads_to_the_receipt(cast: Cast, sign_in):
    form = form_of(cast)
    answer = sign_in("hoa").post("/counter/", form)
    assert answer.status_code == 303, text_of(answer)[-3000:]
    assert answer.headers["Location"] == f"/dossiers/{form['id']}/receipt/"
    dossier = reread(form["id"])
    assert dossier.number and dossier.due_at
    assert (dossier.return_channel, dossier.helped_unit) == ("post", cast.desk)
    applicant = dossier.applicant
    assert (applicant.name, applicant.phone, f"{applicant.born_on:%d/%m/%Y}") == (
        "Nguyễn Thị Mới",
        "0901234567",
        "24/12/1990",
    )


@pytest.mark.parametrize("language", ["vi", "en"])
def test_a_form_sent_twice_is_received_once_and_leads_to_the_first(cast: Cast, sign_in, language):
    client, form = sign_in("hoa", language), form_of(cast)
    client.post("/counter/", form)
    again = client.post("/counter/", form)
    assert again.status_code == 409
    assert f"/dossiers/{form['id']}/receipt/" in text_of(again)
    assert {"vi": "đã được gửi trước đó", "en": "was sent before"}[language] in text_of(again)
    assert "0901234567" in text_of(again), "what was typed is gone"
    assert (Dossier.objects.count(), Applicant.objects.count()) == (1, 1)


def test_looking_receives_nothing_and_shows_what_was_typed(cast: Cast, sign_in):
    answer = sign_in("hoa").post("/counter/", form_of(cast, _look="1", subject="Con gái đầu lòng"))
    assert answer.status_code == 200
    assert all(typed in text_of(answer) for typed in ("Nguyễn Thị Mới", "Con gái đầu lòng", "0901234567"))
    assert "errorlist" not in text_of(answer)
    assert not Dossier.objects.exists()


@pytest.mark.parametrize(
    ("typed", "status", "said"),
    [
        ({"procedure": "no-such"}, 409, "no-such"),
        ({"procedure": "", "deciding_unit": ""}, 422, "Choose the procedure first"),
        ({"deciding_unit": uuid7()}, 409, "not in force"),
        ({"received_unit": uuid7()}, 409, "not in force"),
        ({"applicant_name": " "}, 422, "Fill this in."),
        ({"identifier": "08019099999"}, 422, "12 digits"),
        ({"identifier": "08019099999", "identifier_kind": "personal_id"}, 422, "12 digits"),
        ({"identifier": "B1234567", "identifier_kind": "old_id"}, 422, "9 digits"),
        ({"born_on": "31/02/1990"}, 422, "no day of the calendar"),
        ({"born_on": "01/01/2190"}, 422, "Nobody who comes here was born on this day"),
        ({"email": "nowhere"}, 422, "name@place"),
        ({"holder_born_on": "01/02/2025"}, 422, "Give the name of the person"),
        ({"channel": "pigeon"}, 422, "Choose one from the list"),
        ({"procedure": "at-once", "channel": "online"}, 409, "channel"),
        ({"id": "1"}, 422, "Identifier of the form"),
        ({"applicant": str(uuid7())}, 409, "not to be found any more"),
    ],
)
def test_every_refusal_has_its_sentence_and_loses_nothing_that_was_typed(cast: Cast, sign_in, typed, status, said):
    answer = sign_in("hoa", "en").post("/counter/", form_of(cast, **typed))
    assert answer.status_code == status, text_of(answer)
    assert said in text_of(answer)
    assert "0901234567" in text_of(answer), "what was typed is gone"
    assert 'id="counter-form"' in text_of(answer) and 'method="post" action="/counter/" novalidate' in text_of(
        answer
    )
    assert not Dossier.objects.exists() and not Applicant.objects.exists()


def test_a_procedure_that_ended_meanwhile_is_named_and_another_can_be_chosen(cast: Cast, sign_in):
    from datetime import date

    from motcua.catalogue.abolish import abolish
    from tests.cast import SYSTEM, at

    hoa = sign_in("hoa", "en")
    page = hoa.get("/counter/", {"procedure": "5-days", "deciding_unit": cast.office.pk})
    assert page.context["matter"].name == "Đăng ký lại khai sinh"
    day = date(2020, 1, 1)
    abolish([cast.versions["5-days"].procedure], from_day=day, by=SYSTEM, at=at(day), recorded_at=at(day))
    late = hoa.post("/counter/", form_of(cast))
    assert late.status_code == 409
    assert "5-days is not offered today" in text_of(late) and "0901234567" in text_of(late)
    assert "Cấp giấy phép xây dựng" in text_of(late), "nothing is offered in its place"


def test_what_a_desk_may_not_receive_is_refused_to_a_stranger_who_keeps_what_he_typed(cast: Cast, sign_in):
    answer = sign_in("an", "en").post("/counter/", form_of(cast))
    assert answer.status_code == 409
    assert "0901234567" in text_of(answer)
    assert "None of your posts receives dossiers today" in text_of(sign_in("an", "en").get("/counter/"))


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("dklks", "5-days"),
        ("ks", "5-days"),
        ("lks", "5-days"),
        ("kh", "5-days"),
        ("5-d", "5-days"),
        ("gpxd", "15-calendar"),
        ("xay dung", "15-calendar"),
        ("XÂY DỰNG giấy", "15-calendar"),
        ("ctbs", "at-once"),
    ],
)
def test_a_procedure_is_found_in_a_few_letters(cast: Cast, sign_in, query, first):
    answer = sign_in("hoa").get("/counter/procedures/", {"q": query})
    assert [choice.code for choice in answer.context["results"]][:1] == [first]
    taken = sign_in("hoa").get("/counter/", {"q": query}, **HTMX)
    assert f'data-chosen="{first}"' in text_of(taken), "Enter takes the first"


@pytest.mark.parametrize("query", ["zzzz", "%", "\x00", "ă" * 5000, "' OR 1=1 --"])
def test_what_no_procedure_holds_finds_none_and_says_so(cast: Cast, sign_in, query):
    answer = sign_in("hoa", "en").get("/counter/procedures/", {"q": query})
    assert answer.status_code == 200
    assert not answer.context["results"] or query == "\x00"


def test_key_strokes_ask_the_database_no_more_as_more_is_offered(
    cast: Cast, sign_in, django_assert_max_num_queries
):
    client = sign_in("hoa")
    client.get("/counter/procedures/", {"q": "k"})
    with django_assert_max_num_queries(1):
        client.get("/counter/procedures/", {"q": "ks"})


def test_a_desk_is_offered_what_it_receives_most_often_before_the_rest(cast: Cast, sign_in):
    from motcua.dossiers.counts import fold

    for number in range(3):
        cast.received(procedure="15-calendar", applicant=cast.intake().applicant, subject=str(number))
    cast.received(procedure="at-once")
    fold()
    answer = sign_in("hoa").get("/counter/procedures/")
    assert [c.code for c in answer.context["results"]][:2] == ["15-calendar", "at-once"]
    assert answer.context["results"][0].often == 3


def test_neither_next_door_nor_what_has_ended_is_offered(cast: Cast, sign_in):
    answer = sign_in("hoa").get("/counter/procedures/", {"q": "khai sinh"})
    assert {choice.unit for choice in answer.context["results"]} == {cast.office.pk}


def test_all_papers_are_handed_in_unless_a_row_says_otherwise(cast: Cast, sign_in):
    form = form_of(
        cast,
        paper=["Tờ khai", "Bản sao giấy tờ tùy thân", "Giấy chứng sinh", ""],
        asked=["1/0", "0/1", "0/0", "0/0"],
        originals=["2", "0", "1", "1"],
        copies=["0", "1", "x", "0"],
        given=["0", "2", "3"],
    )
    assert sign_in("hoa").post("/counter/", form).status_code == 303
    rows = reread(form["id"]).papers.order_by("position")
    fields = ("name", "asked_originals", "asked_copies", "given_originals", "given_copies")
    assert list(rows.values_list(*fields)) == [
        ("Tờ khai", 1, 0, 2, 0),
        ("Bản sao giấy tờ tùy thân", 0, 1, 0, 0),
        ("Giấy chứng sinh", 0, 0, 1, 0),
    ]


def test_what_the_page_sends_untouched_hands_in_what_is_asked(cast: Cast, sign_in):
    hoa = sign_in("hoa")
    page = hoa.get("/counter/", {"procedure": "5-days", "deciding_unit": cast.office.pk})
    rows = page.context["matter"].rows
    assert [(row.is_given, row.originals, row.copies) for row in rows] == [(True, 1, 0), (True, 0, 1)]


def test_a_child_has_no_card_and_its_parent_acts_for_it(cast: Cast, sign_in):
    form = form_of(cast, holder_name="Lê Bảo An", holder_born_on="01022025", mandate="Cha, mẹ")
    assert sign_in("hoa").post("/counter/", form).status_code == 303
    dossier = reread(form["id"])
    child = dossier.holder_applicant
    assert (child.name, f"{child.born_on:%d/%m/%Y}", dossier.mandate) == ("Lê Bảo An", "01/02/2025", "Cha, mẹ")
    assert not child.identifiers.exists()


@pytest.mark.parametrize(
    ("typed", "kept", "kind"),
    [
        ({"identifier": "080 190 999 999"}, ("personal_id", "080190999999"), "person"),
        ({"identifier": "331234567"}, ("old_id", "331234567"), "person"),
        ({"identifier": "c1234567"}, ("passport", "C1234567"), "person"),
        ({"identifier": "1234567", "identifier_kind": "passport"}, ("passport", "1234567"), "person"),
        ({"identifier": "1101234567"}, ("enterprise_id", "1101234567"), "organisation"),
        ({"identifier": "1101234567-001"}, ("enterprise_id", "1101234567-001"), "organisation"),
        ({"identifier": ""}, None, "person"),
        ({"identifier": "", "identifier_kind": "enterprise_id"}, None, "organisation"),
    ],
)
def test_the_kind_of_a_number_is_told_by_it_unless_the_clerk_says(cast: Cast, sign_in, typed, kept, kind):
    form = form_of(cast, **typed)
    assert sign_in("hoa").post("/counter/", form).status_code == 303
    applicant = reread(form["id"]).applicant
    assert applicant.kind == kind
    assert list(applicant.identifiers.values_list("kind", "value")) == ([kept] if kept else [])


def test_where_somebody_was_helped_is_kept_apart_from_where_it_was_received(cast: Cast, sign_in):
    form = form_of(cast, helped_unit=cast.district.pk)
    assert sign_in("hoa").post("/counter/", form).status_code == 303
    dossier = reread(form["id"])
    assert (dossier.helped_unit, dossier.received_unit, dossier.deciding_unit) == (
        cast.district,
        cast.desk,
        cast.office,
    )


def test_without_javascript_a_procedure_is_looked_up_chosen_and_received(cast: Cast, sign_in):
    hoa: Client = sign_in("hoa")
    results = text_of(hoa.get("/counter/", {"q": "khai sinh", "received_unit": cast.desk.pk}))
    link = f"procedure=5-days&amp;deciding_unit={cast.office.pk}"
    assert link in results
    page = hoa.get("/counter/", {"procedure": "5-days", "deciding_unit": cast.office.pk})
    initial = page.context["form"].initial
    form = form_of(cast, id=initial["id"])
    assert hoa.post("/counter/", form).status_code == 303
    assert reread(form["id"]).number
