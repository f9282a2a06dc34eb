"""The money desk's pages: scanned, received, printed, cancelled, counted; what the bank says came."""

import io
import json
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from pypdf import PdfReader

from motcua.cashier.bringing import carry_through
from motcua.cashier.models import BankLine, BankStatement, CashCount, CollectingAccount, MoneyReceipt, ReceiptBook
from motcua.cashier.who import ground_on
from motcua.dossiers.models import Dossier
from motcua.fees.kinds import FeeKind
from motcua.fees.owed import Due, sums_of
from motcua.fees.paying import Owed, owe
from motcua.people.actor import SYSTEM_ACTOR
from tests.cast import GROUND, succeeded
from tests.desk.routes.cashier import MAPPING, Again, csv_file, opened, owing, receiving
from tests.desk.town import Town, ago


@pytest.fixture
def giang(town: Town, sign_in: Any) -> Client:
    """Giang's browser; a dossier owes 100,000 đ."""
    owing(town)
    return sign_in("giang", "en")


def received(giang: Client, town: Town, **given: Any) -> MoneyReceipt:
    answer = giang.post("/cashier/", receiving(town, **given))
    assert answer.status_code == 303, answer.content.decode()[-3000:]
    return MoneyReceipt.objects.latest("at")


def brought(giang: Client, *lines: str) -> BankStatement:
    data = {
        "account": CollectingAccount.objects.get().pk,
        "file": Again(csv_file(*lines)),
        "mapping": json.dumps(MAPPING),
    }
    answer = giang.post("/cashier/bank/statements/", data)
    assert answer.status_code == 303, answer.content.decode()[-3000:]
    return BankStatement.objects.latest("brought_at")


def test_what_is_owed_at_ones_desk_is_listed_and_nothing_else(giang: Client, town: Town, sign_in: Any) -> None:
    page = giang.get("/cashier/").content.decode()
    assert town["taken"].number in page
    assert town["overdue"].number not in page
    assert town["taken"].number not in sign_in("dung").get("/cashier/").content.decode()


def test_who_takes_no_money_has_no_money_desk(town: Town, sign_in: Any) -> None:
    assert sign_in("an").get("/cashier/").status_code == 403


@pytest.mark.parametrize("typed", ["{n}", "http://testserver/tracking/?number={n}", " {n} "])
def test_a_scan_opens_the_dossier_with_all_that_it_owes_chosen(giang: Client, town: Town, typed: str) -> None:
    page = giang.get("/cashier/", {"q": typed.format(n=town["taken"].number)}).content.decode()
    assert "Phí thẩm định" in page and " checked" in page
    assert "100.000" in page


def test_a_name_finds_who_owes(giang: Client, town: Town) -> None:
    page = giang.get("/cashier/", {"q": town["taken"].applicant.name}).content.decode()
    assert town["taken"].number in page


def test_what_is_not_found_is_said(giang: Client) -> None:
    assert "Nothing that owes money was found" in giang.get("/cashier/", {"q": "không ai cả"}).content.decode()


def test_a_scan_and_one_key_receive_the_money_and_lead_to_the_receipt(giang: Client, town: Town) -> None:
    receipt = received(giang, town)
    assert (receipt.amount, receipt.written) == (100_000, "0000001")
    page = giang.get(f"/cashier/receipts/{receipt.pk}/").content.decode()
    assert "0000001" in page and "AA-26P" in page and town["taken"].number in page


def test_what_is_given_back_is_said(giang: Client, town: Town) -> None:
    answer = giang.post("/cashier/", receiving(town, given="200.000"))
    page = giang.get(answer.headers["Location"]).content.decode()
    assert "Give back <b>100.000 đ</b>" in page


@pytest.mark.parametrize(
    ("typed", "status", "said"),
    [
        ({"given": "50.000"}, 422, "less than what is to be paid"),
        ({"due": []}, 422, "Choose at least one"),
        ({"part": "-5"}, 409, "1 đồng or more"),
        ({"part": "abc"}, 422, "whole đồng"),
        ({"part": "100.001"}, 409, "is more"),
        ({"means": "gold"}, 422, "Choose one"),
        ({"due": ["x"]}, 422, ""),
    ],
)
def test_what_cannot_be_received_is_said_and_what_was_typed_stays(
    giang: Client, town: Town, typed: dict[str, Any], status: int, said: str
) -> None:
    answer = giang.post("/cashier/", receiving(town, payer="Trần Thị Tư", **typed))
    assert answer.status_code == status
    page = answer.content.decode()
    assert said in page and "Trần Thị Tư" in page
    assert not MoneyReceipt.objects.exists()


def test_the_form_sent_twice_leads_to_the_one_receipt(giang: Client, town: Town) -> None:
    data = receiving(town)
    first, second = giang.post("/cashier/", data), giang.post("/cashier/", data)
    assert (first.status_code, second.status_code) == (303, 303)
    assert first.headers["Location"] == second.headers["Location"]
    assert MoneyReceipt.objects.count() == 1


def test_a_dossier_that_may_not_be_seen_takes_no_money(giang: Client, town: Town, sign_in: Any) -> None:
    assert sign_in("dung").post("/cashier/", receiving(town)).status_code == 404
    assert giang.post("/cashier/", receiving(town, dossier=uuid4())).status_code == 404
    assert giang.post("/cashier/", receiving(town, dossier="x")).status_code == 404


def test_the_desk_takes_cash_without_a_way_to_enter_a_transfer(giang: Client, town: Town, sign_in: Any) -> None:
    hoa = sign_in("hoa", "en")
    page = hoa.get("/cashier/", {"q": town["taken"].number}).content.decode()
    assert 'value="cash"' in page and 'value="transfer"' not in page
    assert received(hoa, town).means == "cash"


def test_the_receipt_is_printed_with_its_number_amount_and_words(giang: Client, town: Town) -> None:
    receipt = received(giang, town, payer="Đặng Thị Ngọc Ưng")
    answer = giang.post(f"/cashier/receipts/{receipt.pk}/")
    assert answer.status_code == 303
    printed = giang.get(answer.headers["Location"])
    text = " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(printed.content)).pages).split())
    for each in ("0000001", "AA-26P", "01BLP3-001", "100.000", "Đặng Thị Ngọc Ưng", town["taken"].number):
        assert each in text, text[:600]
    assert "Print again" in giang.get(f"/cashier/receipts/{receipt.pk}/").content.decode()


def test_a_cancelled_receipt_is_crossed_out_with_its_reason(giang: Client, town: Town) -> None:
    receipt = received(giang, town)
    address = f"/cashier/receipts/{receipt.pk}/"
    assert giang.post(f"{address}cancellation/", {"reason": ""}).status_code == 409
    assert giang.post(f"{address}cancellation/", {"reason": "Sai <tên>"}).status_code == 303
    page = giang.get(address).content.decode()
    assert "Sai &lt;tên&gt;" in page and "cancelled" in page
    assert sums_of(town["taken"].pk).balance == 100_000


def test_the_count_shows_ones_receipts_and_closes_the_day(giang: Client, town: Town) -> None:
    received(giang, town)
    assert "0000001" in giang.get("/cashier/count/").content.decode()
    wrong = giang.post("/cashier/count/", {"p50000": "1"})
    assert wrong.status_code == 409 and "100.000" in wrong.content.decode()
    assert giang.post("/cashier/count/", {"p50000": "ba"}).status_code == 422
    assert giang.post("/cashier/count/", {"p50000": "2"}).status_code == 303
    assert CashCount.objects.get().counted == 100_000
    succeeded(
        owe(town["taken"].pk, [Owed("Lệ phí", FeeKind.CHARGE, 5_000)], by=SYSTEM_ACTOR, at=ago(0), ground=GROUND)
    )
    data = receiving(town, due=[str(Due.objects.get(name="Lệ phí").pk)])
    closed = giang.post("/cashier/", data)
    assert closed.status_code == 409 and "You closed your cash count" in closed.content.decode()


def test_the_bank_page_enters_what_is_clear_and_shows_what_waits(giang: Client, town: Town) -> None:
    number = town["taken"].number
    row = brought(giang, f"FT1,05/01/2026,100000,nop phi {number}", "FT2,05/01/2026,77000,cam on")
    assert (row.matched, row.waiting) == (1, 1)
    page = giang.get("/cashier/bank/").content.decode()
    assert "cam on" in page and "FT1" not in page
    assert number in giang.get("/cashier/bank/?show=matched").content.decode()
    assert "Bank <b>1</b>" in giang.get("/cashier/").content.decode()


def test_what_waits_is_assigned_or_set_aside(giang: Client, town: Town) -> None:
    brought(giang, "FT1,05/01/2026,40000,cho me", "FT2,05/01/2026,77000,cam on")
    line, other = (BankLine.objects.get(reference=r).pk for r in ("FT1", "FT2"))
    for text in ("", "000.00.28.H39-190107-9999", "\x00"):
        refused = giang.post("/cashier/bank/", {"act": "assign", "line": line, "text": text})
        assert refused.status_code == 409
    done = giang.post("/cashier/bank/", {"act": "assign", "line": line, "text": town["taken"].number})
    assert done.status_code == 303
    assert sums_of(town["taken"].pk).balance == 60_000
    assert giang.post("/cashier/bank/", {"act": "aside", "line": other, "text": "Nhầm"}).status_code == 303
    assert "Nhầm" in giang.get("/cashier/bank/?show=aside").content.decode()
    assert giang.post("/cashier/bank/", {"act": "back", "line": other}).status_code == 303
    assert giang.post("/cashier/bank/", {"act": "x", "line": other}).status_code == 404
    assert giang.post("/cashier/bank/", {"act": "aside", "line": "x"}).status_code == 404


@pytest.mark.parametrize(
    ("content", "mapping", "said"),
    [
        (b"", MAPPING, "The file is empty"),
        (csv_file("FT1,05/01/2026,-100000,x"), MAPPING, "below zero"),
        (csv_file('FT1,05/01/2026,100000,"x'), MAPPING, "is broken"),
        (b"\x00\x81\x8d\x8a", MAPPING, "UTF-8"),
        (csv_file("FT1,05/01/2026,100000,x"), {"columns": {}}, "does not say which column"),
    ],
)
def test_a_statement_that_cannot_be_read_is_said_in_one_sentence(
    giang: Client, content: bytes, mapping: dict[str, Any], said: str
) -> None:
    data = {"account": CollectingAccount.objects.get().pk, "file": Again(content), "mapping": json.dumps(mapping)}
    answer = giang.post("/cashier/bank/statements/", data)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not BankStatement.objects.exists() and not BankLine.objects.exists()


def test_the_page_of_a_dossier_offers_each_receipt_by_its_number(giang: Client, town: Town) -> None:
    receipt = received(giang, town)
    page = giang.get(f"/dossiers/{town['taken'].number}/").content.decode()
    assert f"Receipt of fees and charges No. {receipt.written}" in page


def test_how_a_statement_is_read_is_said_in_fields_and_kept(giang: Client) -> None:
    data = {"account": CollectingAccount.objects.get().pk, "date": "Day", "amount": "In", "purpose": "Words"}
    answer = giang.post("/cashier/bank/statements/", {**data, "purpose": "", "file": Again(b"x")})
    assert answer.status_code == 422 and b"Fill this in" in answer.content
    content = "Day;In;Words\n2026-01-05;1,234.00;x\n".encode("utf-16")
    data |= {"day_form": "%Y-%m-%d", "number_form": ".,", "file": Again(content)}
    assert giang.post("/cashier/bank/statements/", data).status_code == 303
    assert BankLine.objects.get().amount == 1234
    page = giang.get("/cashier/bank/").content.decode()
    assert 'value="Words"' in page and '<option value=".," selected>' in page
    assert '<option value="%Y-%m-%d" selected>2026-12-31' in page


def test_a_long_statement_waits_for_the_worker_and_its_page_tells_how_far_it_is(giang: Client, town: Town) -> None:
    row = brought(giang, *(f"FT{n},05/01/2026,1000,x" for n in range(101)))
    assert row.state == "waiting" and not BankLine.objects.exists()
    page = giang.get(f"/cashier/bank/statements/{row.pk}/").content.decode()
    assert "0 of 101 lines" in page and "<progress" in page
    carry_through(row.pk, ground_on(datetime.now(UTC).date()))
    assert BankLine.objects.count() == 101
    part = giang.get(f"/cashier/bank/statements/{row.pk}/?part=1").content.decode()
    assert "<progress" not in part and "101" in part


def test_a_statement_that_is_stopped_before_it_begins_never_does(giang: Client) -> None:
    row = brought(giang, *(f"FT{n},05/01/2026,1000,x" for n in range(101)))
    assert giang.post(f"/cashier/bank/statements/{row.pk}/").status_code == 303
    carry_through(row.pk, ground_on(datetime.now(UTC).date()))
    assert not BankLine.objects.exists()


def test_books_are_opened_and_closed_on_their_page(giang: Client, town: Town) -> None:
    new = {"unit": town.cast.desk.pk, "form": "01BLP3-001", "symbol": "AB-26P", "first": 1, "last": 50}
    assert giang.post("/cashier/books/", new).status_code == 303
    twice = giang.post("/cashier/books/", new)
    assert twice.status_code == 409 and "another book already" in twice.content.decode()
    assert giang.post("/cashier/books/", new | {"last": "viele"}).status_code == 422
    assert giang.post("/cashier/books/", new | {"unit": town.cast.commune.pk}).status_code == 422
    book = ReceiptBook.objects.get(symbol="AB-26P")
    assert giang.post("/cashier/books/", {"book": book.pk, "reason": "Hỏng"}).status_code == 303
    assert "Hỏng" in giang.get("/cashier/books/").content.decode()


def test_the_vietqr_names_the_dossier_and_what_it_owes(giang: Client, town: Town) -> None:
    from motcua.cashier.qr import payload_of, purpose_of

    dossier = Dossier.objects.get(pk=town["taken"].pk)
    text = payload_of(dossier, 100_000, CollectingAccount.objects.get())
    assert f"08{len(purpose_of(dossier.number or '')):02d}{dossier.number}" in text
    assert "5406100000" in text
    assert b"<svg" in giang.get(f"/cashier/qr/{dossier.number}.svg").content
    assert giang.get(f"/cashier/qr/{town['received'].number}.svg").status_code == 404
    assert opened(town) == []
