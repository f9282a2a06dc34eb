"""The public page: who has the number and the last receipt's code sees the dossier's way, by unit."""

import re
from pathlib import Path

import pytest
from django.urls import reverse

from motcua.dossiers.passing import move
from motcua.dossiers.receive import draft
from motcua.people.models import Account
from motcua.tracking.views import COOKIE
from tests.cast import GROUND
from tests.desk.town import Town, act, ago, received_ago

STATIC = Path(__file__).resolve().parents[2] / "motcua"


def test_number_and_code_open_the_page_of_that_dossier(town: Town, citizen, receipt_of):
    receipt = receipt_of(town["received"])
    client = citizen()
    answer = client.post("/tracking/", {"number": receipt.number, "code": receipt.code})
    assert answer.status_code == 303
    assert answer.headers["Location"] == f"/tracking/{receipt.number}/"
    page = client.get(answer.headers["Location"])
    assert page.status_code == 200
    assert receipt.number in page.content.decode()


def test_the_cookie_is_for_this_dossier_and_no_script_reads_it(town: Town, citizen, receipt_of):
    receipt, other = receipt_of(town["received"]), receipt_of(town["taken"])
    client = citizen()
    client.post("/tracking/", {"number": receipt.number, "code": receipt.code})
    cookie = client.cookies[COOKIE]
    assert cookie["httponly"] and cookie["samesite"] == "Lax"
    assert cookie["path"] == f"/tracking/{receipt.number}/"
    assert cookie["max-age"] == 30 * 60
    refused = client.get(f"/tracking/{other.number}/")
    assert refused.status_code == 303
    assert refused.headers["Location"] == f"/tracking/?number={other.number}&again=1"
    cookie.set(COOKIE, str(cookie.value)[:-1] + "x", str(cookie.value)[:-1] + "x")
    assert client.get(f"/tracking/{receipt.number}/").status_code == 303


@pytest.mark.parametrize("typed", ["lower", "blanks"])
def test_a_code_is_read_however_it_is_typed(town: Town, citizen, receipt_of, typed):
    receipt = receipt_of(town["received"])
    number, code = receipt.number.lower(), receipt.code.lower()
    if typed == "blanks":
        number, code = f" {receipt.number} ", f"{receipt.code[:4]} - {receipt.code[4:]}"
    assert citizen().post("/tracking/", {"number": number, "code": code}).status_code == 303


def test_printing_again_ends_the_earlier_code_also_for_who_is_looking(town: Town, citizen, receipt_of):
    first = receipt_of(town["received"])
    client = citizen()
    client.post("/tracking/", {"number": first.number, "code": first.code})
    assert client.get(f"/tracking/{first.number}/").status_code == 200
    second = receipt_of(town["received"])
    assert client.get(f"/tracking/{first.number}/").status_code == 303
    assert client.post("/tracking/", {"number": first.number, "code": first.code}).status_code == 422
    assert client.post("/tracking/", {"number": second.number, "code": second.code}).status_code == 303


def test_unknown_number_wrong_code_and_no_receipt_are_one_answer(town: Town, citizen, receipt_of):
    receipt = receipt_of(town["received"])
    texts = set()
    for number, code in (
        (receipt.number, "AAAAAAAA"),
        ("000.00.28.H39-999999-0001", receipt.code),
        (town["taken"].number, receipt.code),
        ("", ""),
    ):
        answer = citizen().post("/tracking/", {"number": number, "code": code})
        assert answer.status_code == 422
        text = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", answer.content.decode())
        texts.add(text.replace(f'value="{number}"', ""))
    assert len(texts) == 1


def test_nothing_is_read_that_would_tell_a_known_number_from_an_unknown_one(
    town: Town, citizen, receipt_of, django_assert_num_queries
):
    number = receipt_of(town["received"]).number
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    asked = []
    for each in (number, "000.00.28.H39-999999-0001"):
        with CaptureQueriesContext(
            connection,
        ) as seen:
            citizen(address=f"198.51.100.{len(asked)}").post("/tracking/", {"number": each, "code": "AAAAAAAA"})
        asked.append([re.sub(r"'[^']*'(::\w+)?|\d+", "?", query["sql"]) for query in seen.captured_queries])
    assert asked[0] == asked[1]


STATES = {
    "received": ("Received", "Your dossier has been received"),
    "taken": ("Being handled", "Your dossier is being handled."),
    "leader": ("Being handled", "Your dossier is being handled."),
    "overdue": ("Received", "Your dossier has been received"),
    "waiting": ("Waiting for your papers", "Please complete your dossier."),
    "owing": ("Waiting for your payment", "Please pay what is owed."),
    "outside": ("Waiting for another office", "Your dossier waits for the tax office."),
    "decided": ("Result ready", "Please collect the result at"),
    "returned": ("Result handed out", "The result has been handed out."),
    "withdrawn": ("Withdrawn at your request", "You asked for your dossier back."),
    "stopped": ("Handling stopped", "Handling has been stopped."),
}


@pytest.mark.parametrize("state", STATES)
def test_each_state_is_said_in_the_citizens_words(town: Town, tracked, state):
    text = tracked(town[state], "en")
    for words in STATES[state]:
        assert words in text


def test_the_steps_stand_by_unit_in_order_and_moves_within_a_unit_are_none(town: Town, tracked):
    text = tracked(town["leader"], "en")
    steps = re.findall(r'class="words">(.*?)</p>\s*<p>(.*?)</p>', text)
    assert steps == [("Received", "Bộ phận Một cửa huyện"), ("Being handled", "Phòng Tư pháp")]
    text = tracked(town["resumed"], "en")
    words = re.findall(r'class="words">(.*?)</p>', text)
    assert words == ["Received", "Being handled", "Waiting for your papers", "Being handled"]


def test_what_is_missing_is_said_to_the_citizen(town: Town, tracked):
    text = tracked(town["waiting"], "en")
    assert re.search(r"What is asked of you:</strong> Bản sao giấy khai sinh", text)
    assert "none while the time does not run" in text
    text = tracked(town["resumed"], "en")
    assert "What is asked of you" not in text
    assert "Bản sao giấy khai sinh" in text


def test_an_overdue_dossier_says_so_and_says_sorry(town: Town, tracked):
    text = tracked(town["overdue"], "en")
    assert "overdue by" in text
    assert "We are sorry" in text
    assert "We are sorry" not in tracked(town["received"], "en")


def test_the_result_says_document_and_where_to_collect(town: Town, tracked):
    text = tracked(town["decided"], "en")
    assert "Your request has been granted." in text
    assert "collect the result at Bộ phận Một cửa huyện" in text
    assert "4/QĐ-UBND" in text


@pytest.mark.parametrize("language", ["vi", "en"])
def test_nobodys_name_and_no_note_stands_on_the_page(town: Town, tracked, language):
    note = "Ghi chú nội bộ số 17"
    noted = received_ago(town.cast, 1, 5)
    act(move, noted, town.cast.hoa, 0.9, to=town.cast.inbox, note=note)
    town.by_state["noted"] = noted
    officers = set(Account.objects.values_list("name", flat=True))
    applicants = {d.applicant.name for d in town.by_state.values()}
    private = {note, "Phiếu chuyển thông tin số 12", "Đủ điều kiện", "Người nộp đổi ý", "Quá hạn bổ sung"}
    assert len(officers) == 6
    for state, dossier in town.by_state.items():
        text = tracked(dossier, language)
        assert not {each for each in officers | applicants | private if each in text}, state
        for account in town.cast.accounts.values():
            assert str(account.pk) not in text


def test_a_dossier_that_was_not_received_cannot_be_followed(town: Town, citizen):
    intake = town.cast.intake()
    draft([intake], by=town.cast.hoa, at=ago(0.1), ground=GROUND, recorded_at=ago(0.1), filed=True)
    answer = citizen().post("/tracking/", {"number": str(intake.id), "code": "AAAAAAAA"})
    assert answer.status_code == 422


def test_a_number_with_a_stroke_is_followed_by_its_id(town: Town, citizen, receipt_of):
    dossier = town.cast.received(ago(2), number="12/2019/TNHS")
    receipt = receipt_of(dossier)
    client = citizen()
    answer = client.post("/tracking/", {"number": receipt.number, "code": receipt.code})
    assert answer.headers["Location"] == f"/tracking/{dossier.pk}/"
    assert "12/2019/TNHS" in client.get(answer.headers["Location"]).content.decode()


def test_the_telephone_stands_there_where_it_is_known(town: Town, tracked, settings):
    assert "tel:" not in tracked(town["received"])
    settings.TELEPHONE = "0272 3854 000"
    assert 'href="tel:0272 3854 000"' in tracked(town["received"])


def test_the_form_takes_the_number_of_the_qr_code_and_nothing_else_from_the_address(citizen, db):
    text = citizen().get("/tracking/?number=000.00.28.H39-191105-0012&code=ABCDEFGH").content.decode()
    assert 'value="000.00.28.H39-191105-0012"' in text
    assert not re.search(r'<input id="code"[^>]*value', text)
    assert "<script>" not in citizen().get("/tracking/?number=<script>").content.decode()


def test_the_page_is_small_and_shows_no_way_into_the_desk(town: Town, citizen, receipt_of, client):
    receipt = receipt_of(town["waiting"])
    visitor = citizen()
    page = visitor.post("/tracking/", {"number": receipt.number, "code": receipt.code}, follow=True).content
    text = page.decode()
    size = len(page)
    for address in re.findall(r'(?:href|src)="(/static/[^"?]+)', text):
        if not address.startswith("/static/font/"):
            size += len(b"".join(client.get(address)))
    assert size < 60_000
    assert "tabler" not in text and "htmx" not in text
    assert f'href="{reverse("dossiers")}"' not in text
    assert "/accounts/" not in text


def test_it_asks_to_be_kept_by_nobody_and_found_by_no_search_engine(town: Town, citizen):
    answer = citizen().get("/tracking/")
    assert "no-store" in answer.headers["Cache-Control"]
    assert 'name="robots" content="noindex"' in answer.content.decode()
    assert answer.headers["Referrer-Policy"] in ("same-origin", "no-referrer")


def test_the_script_sends_what_stands_behind_the_stroke():
    script = (STATIC / "tracking/static/tracking/tracking.js").read_text()
    assert "location.hash" in script and "replaceState" in script
