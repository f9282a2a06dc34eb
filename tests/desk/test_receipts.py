"""The page after reception, and the printed form behind it."""

import re

import pytest
from django.test import Client

from motcua.dossiers.receive import draft
from motcua.journal.ids import uuid7
from motcua.journal.models import Entry
from motcua.printing.codes import code_of, shown
from motcua.printing.models import PrintedForm
from tests.cast import GROUND
from tests.desk.town import Town, ago
from tests.printing.conftest import sheets


def page_of(client: Client, town: Town, state: str = "received") -> str:
    return client.get(f"/dossiers/{town[state].number}/receipt/").content.decode()


def prints(client: Client, town: Town, state: str = "received", **headers: str) -> PrintedForm:
    answer = client.post(f"/dossiers/{town[state].number}/receipt/", headers=headers)
    assert answer.status_code in (201, 303)
    return PrintedForm.objects.get(pk=re.search(r"/prints/(.+)\.pdf", answer.headers["Location"])[1])


def test_the_page_after_reception_says_number_due_day_and_what_was_handed_in(town: Town, sign_in):
    text = page_of(sign_in("hoa", "en"), town)
    assert f'<h1 class="receipt-number">{town["received"].number}</h1>' in text
    assert "Due " in text and 'class="chip' in text
    assert "Trần Văn Đức" in text
    assert "Cấp giấy phép xây dựng" in text
    assert re.search(r"<button[^>]*autofocus[^>]*>Print the receipt", text)
    assert "The dossier lies with Bộ phận Một cửa huyện" in text


def test_the_papers_stand_with_their_originals_and_copies(town: Town, sign_in):
    text = page_of(sign_in("hoa", "en"), town, "overdue")
    assert re.search(r"Tờ khai <span[^>]*>1 original", text)
    assert re.search(r"Bản sao giấy tờ tùy thân <span[^>]*>1 copy", text)


def test_the_button_prints_and_leads_to_the_file(town: Town, sign_in):
    hoa = sign_in("hoa")
    printed = prints(hoa, town)
    assert printed.printing == 1
    file = hoa.get(f"/prints/{printed.pk}.pdf")
    assert file.headers["Content-Type"] == "application/pdf"
    assert 'inline; filename="receipt-' in file.headers["Content-Disposition"]
    assert town["received"].number in sheets(file.content)[0]
    [entry] = Entry.objects.filter(act="print_form")
    assert entry.ground == "ND118-2025"


def test_the_pages_script_is_told_where_the_file_is(town: Town, sign_in):
    hoa = sign_in("hoa")
    answer = hoa.post(f"/dossiers/{town['received'].number}/receipt/", headers={"x-printing": "1"})
    assert answer.status_code == 201
    assert not answer.content
    assert hoa.get(answer.headers["Location"]).status_code == 200


def test_looking_at_the_file_again_prints_nothing(town: Town, sign_in):
    hoa = sign_in("hoa")
    printed = prints(hoa, town)
    one, other = (hoa.get(f"/prints/{printed.pk}.pdf").content for _ in range(2))
    assert one == other
    assert PrintedForm.objects.count() == 1


def test_printed_again_the_page_says_so_and_the_code_is_another(town: Town, sign_in):
    hoa = sign_in("hoa", "en")
    first = prints(hoa, town)
    assert "Printed once: Trần Thị Hoa" in page_of(hoa, town)
    second = prints(hoa, town)
    assert "Printed 2 times" in page_of(hoa, town)
    assert ">Print again" in page_of(hoa, town)
    text = sheets(hoa.get(f"/prints/{second.pk}.pdf").content)[0]
    assert shown(code_of(second.pk)) in text
    assert shown(code_of(first.pk)) not in text


def test_an_officer_of_another_desk_finds_neither_page_nor_file(town: Town, sign_in):
    printed = prints(sign_in("hoa"), town)
    dung = sign_in("dung")
    address = f"/dossiers/{town['received'].number}/receipt/"
    assert dung.get(address).status_code == dung.post(address).status_code == 404
    assert dung.get(f"/prints/{printed.pk}.pdf").status_code == 404
    assert dung.get(f"/prints/{uuid7()}.pdf").status_code == 404


def test_who_decides_sees_the_receipt_and_cannot_print_a_new_code(town: Town, sign_in):
    chi = sign_in("chi", "en")
    text = page_of(chi, town)
    assert "your posts do not" in text
    assert "<button autofocus" not in text
    refused = chi.post(f"/dossiers/{town['received'].number}/receipt/")
    assert refused.status_code == 409
    assert 'role="alert"' in refused.content.decode()
    assert not PrintedForm.objects.exists()


def test_without_a_number_there_is_no_receipt_and_the_page_says_so(town: Town, sign_in):
    intake = town.cast.intake()
    draft([intake], by=town.cast.hoa, at=ago(0.1), ground=GROUND, recorded_at=ago(0.1), filed=True)
    hoa = sign_in("hoa", "en")
    text = hoa.get(f"/dossiers/{intake.id}/receipt/").content.decode()
    assert "no number yet" in text
    assert "data-prints" not in text
    assert hoa.post(f"/dossiers/{intake.id}/receipt/").status_code == 409


def test_the_qr_code_holds_the_public_address_where_one_is_set(town: Town, sign_in, settings):
    hoa = sign_in("hoa")
    assert prints(hoa, town).address == "http://testserver"
    settings.PUBLIC_ADDRESS = "https://motcua.longan.gov.vn"
    printed = prints(hoa, town)
    assert printed.address == "https://motcua.longan.gov.vn"
    assert "motcua.longan.gov.vn/tracking/" in sheets(hoa.get(f"/prints/{printed.pk}.pdf").content)[0]


def test_only_this_page_may_frame_and_only_the_file_may_be_framed(town: Town, sign_in):
    hoa = sign_in("hoa")
    page = hoa.get(f"/dossiers/{town['received'].number}/receipt/").headers
    assert "frame-src 'self'" in page["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in page["Content-Security-Policy"]
    file = hoa.get(f"/prints/{prints(hoa, town).pk}.pdf").headers
    assert "frame-ancestors 'self'" in file["Content-Security-Policy"]
    assert file["X-Frame-Options"] == "SAMEORIGIN"
    assert "script-src 'self'" in file["Content-Security-Policy"]
    home = hoa.get("/").headers
    assert "frame-src" not in home["Content-Security-Policy"]
    assert home["X-Frame-Options"] == "DENY"


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_page_reads_in_both_languages(town: Town, sign_in, language):
    text = page_of(sign_in("hoa", language), town)
    assert f'<html lang="{language}"' in text
    if language == "en":
        assert "What comes next" in text


def test_reading_the_file_is_written_down(town: Town, sign_in):
    from motcua.journal.models import Reading

    hoa = sign_in("hoa")
    printed = prints(hoa, town)
    hoa.get(f"/prints/{printed.pk}.pdf")
    assert Reading.objects.filter(subject_id=town["received"].pk, door="print").exists()
