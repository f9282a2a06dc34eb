"""The forms on a dossier's page: only those that have an occasion, printed from there, for who may."""

import re

import pytest
from django.test import Client

from motcua.journal.models import Entry
from motcua.printing.models import PrintedForm
from tests.desk.town import Town, act, ago, received_ago
from tests.printing.conftest import sheets

LABELS = {
    "receipt": "Receipt and appointment for the result",
    "supplement": "Request for a supplement",
    "refusal": "Refusal to receive",
    "stopped": "Notice that handling stops",
    "control": "Control slip",
    "handed_out": "Record of handing out the result",
}


def page(client: Client, dossier: object) -> str:
    text = client.get(f"/dossiers/{dossier}/").content.decode()
    found = re.search(r'<section class="printable".*?</section>', text, re.DOTALL)
    return found[0] if found else ""


@pytest.mark.parametrize(
    ("state", "forms"),
    [
        ("received", {"receipt", "control"}),
        ("waiting", {"receipt", "control", "supplement"}),
        ("resumed", {"receipt", "control", "supplement"}),
        ("stopped", {"receipt", "control", "stopped"}),
        ("decided", {"receipt", "control"}),
        ("returned", {"receipt", "control", "handed_out"}),
    ],
)
def test_only_the_forms_that_have_an_occasion_are_offered(town: Town, sign_in, state, forms) -> None:
    text = page(sign_in("hoa", "en"), town[state].number)
    assert {form for form, label in LABELS.items() if label in text} == forms


def test_what_was_refused_offers_the_refusal_and_nothing_else(town: Town, sign_in) -> None:
    from motcua.dossiers.ending import refuse
    from motcua.dossiers.models import Dossier
    from motcua.dossiers.receive import draft
    from tests.cast import GROUND

    intake = town.cast.intake()
    when = ago(0.2)
    draft([intake], by=town.cast.hoa, at=when, recorded_at=when, ground=GROUND, filed=True)
    act(refuse, Dossier.objects.get(pk=intake.id), town.cast.hoa, 0.1, reason="Không thuộc thẩm quyền")
    hoa = sign_in("hoa", "en")
    text = page(hoa, intake.id)
    assert {form for form, label in LABELS.items() if label in text} == {"refusal"}
    answer = hoa.post(f"/dossiers/{intake.id}/forms/refusal/")
    assert answer.status_code == 303
    assert "Không thuộc thẩm quyền" in sheets(hoa.get(answer.headers["Location"]).content)[0]


def test_the_button_prints_leads_to_the_file_and_the_page_says_how_often(town: Town, sign_in) -> None:
    hoa, number = sign_in("hoa", "en"), town["returned"].number
    for printing in (1, 2):
        answer = hoa.post(f"/dossiers/{number}/forms/handed_out/", {"occasion": ""})
        assert answer.status_code == 303
        assert PrintedForm.objects.filter(form="handed_out").count() == printing
    file = hoa.get(answer.headers["Location"])
    assert file.headers["Content-Type"] == "application/pdf"
    assert "In lại lần 1" in sheets(file.content)[0]
    assert "printed 2 times" in page(hoa, number)
    assert hoa.get(f"/dossiers/{number}/forms/handed_out/").headers["Location"] == answer.headers["Location"]
    grounds = {entry.ground for entry in Entry.objects.filter(act="print_form")}
    assert grounds == {"ND118-2025"}


def test_two_supplements_stand_with_their_days(town: Town, sign_in) -> None:
    from motcua.dossiers.waiting import ask_for_supplement

    second = {"missing": "Bản vẽ", "reason": "Phát sinh", "basis": "Điều 5"}
    act(ask_for_supplement, town["resumed"], town.cast.chi, 2, **second)
    text = page(sign_in("hoa", "en"), town["resumed"].number)
    assert len(re.findall(r"Request for a supplement \d\d/\d\d/\d{4}", text)) == 2


def test_what_has_no_occasion_is_refused_in_a_sentence_on_the_page(town: Town, sign_in) -> None:
    answer = sign_in("hoa", "en").post(f"/dossiers/{town['received'].number}/forms/stopped/")
    assert answer.status_code == 409
    assert "there is no notice to print" in answer.content.decode()
    assert not PrintedForm.objects.exists()


@pytest.mark.parametrize("form", ["nothing", "register"])
def test_a_form_that_no_dossier_has_is_not_found(town: Town, sign_in, form) -> None:
    assert sign_in("hoa").post(f"/dossiers/{town['received'].number}/forms/{form}/").status_code == 404


def test_who_may_not_print_sees_what_was_printed_and_no_button(town: Town, sign_in) -> None:
    number = town["returned"].number
    an = sign_in("an", "en")
    assert LABELS["handed_out"] not in page(an, number)
    sign_in("hoa").post(f"/dossiers/{number}/forms/handed_out/")
    text = page(an, number)
    assert LABELS["handed_out"] in text and "/forms/handed_out/" not in text
    assert an.post(f"/dossiers/{number}/forms/handed_out/").status_code == 409


def test_a_stop_of_another_time_offers_no_form_that_did_not_exist(town: Town, sign_in) -> None:
    from motcua.dossiers.ending import stop

    days = 3 * 365.0
    old = received_ago(town.cast, days, 11)
    act(stop, old, town.cast.chi, days - 1, reason="Quá hạn bổ sung")
    assert LABELS["stopped"] not in page(sign_in("hoa", "en"), old.number)
