"""Bank statements: read as a whole, each line once, entered by the number in its purpose."""

import json
import unicodedata
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from motcua.cashier import matching
from motcua.cashier.accounts import handled_by, name_account
from motcua.cashier.assigning import assign_line, bring_back_line, match_again, set_aside_line
from motcua.cashier.bringing import NotBrought, bring_statement, read_through, stop
from motcua.cashier.mapping import BadMapping, StatementMapping
from motcua.cashier.matching import Clerk
from motcua.cashier.models import BankLine, BankStatement, LineState, MoneyReceipt, ReceiptBook
from motcua.cashier.naming import candidates, squashed
from motcua.cashier.receiving import cancel_receipt
from motcua.cashier.table import Unreadable, read_statement
from motcua.dossiers.models import Dossier
from motcua.dossiers.refusals import Done
from motcua.fees.models import Payment
from motcua.fees.owed import sums_of
from motcua.journal.models import Entry
from motcua.journal.verify import verify
from motcua.organisation.tree import tree
from motcua.people.actor import SYSTEM_ACTOR
from tests.cashier.conftest import NUMBER, MoneyDesk
from tests.cast import GROUND, at, succeeded

TODAY = date(2019, 1, 9)
COLUMNS = {
    "reference": "Số CT",
    "date": "Ngày GD",
    "amount": "Ghi có",
    "purpose": "Nội dung",
    "payer": "Người chuyển",
}
HEAD = "Số CT;Ngày GD;Ghi nợ;Ghi có;Nội dung;Người chuyển"
MAPPING = StatementMapping.of({"columns": COLUMNS})


def csv_of(*lines: str, head: str = HEAD) -> str:
    return "\n".join(["NGÂN HÀNG THƯƠNG MẠI", "", head, *lines, ""])


def read(text: str | bytes, mapping: StatementMapping = MAPPING) -> Any:
    return read_statement(text.encode() if isinstance(text, str) else text, mapping, TODAY)


def brought(money_desk: MoneyDesk, *lines: str, who: Any = None, when: datetime | None = None) -> BankStatement:
    by, moment = who or money_desk.giang, when or at(8, 9)
    content = csv_of(*lines).encode()
    kept = bring_statement(money_desk.account, content, "sao kê.csv", MAPPING, by=by, at=moment, ground=GROUND)
    read_through(kept, Clerk(by, moment, GROUND))
    return kept


def code(done: Done) -> str:
    assert done.refusal is not None
    return done.refusal.code


# Reading


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_encodings_are_found_out(encoding: str) -> None:
    found = read(csv_of("FT1;08/01/2019;;150.000;Nộp phí;Trần Đức Ưng").encode(encoding))
    assert (found.lines[0].purpose, found.lines[0].payer) == ("Nộp phí", "Trần Đức Ưng")


def test_windows_1258_is_composed_again() -> None:
    def old(text: str) -> bytes:
        """Tones stand behind their letters there, and only there."""
        out = b""
        for letter in text:
            signs = unicodedata.normalize("NFD", letter)
            tones = "".join(c for c in signs if c in "\u0300\u0301\u0303\u0309\u0323")
            rest = unicodedata.normalize("NFC", "".join(c for c in signs if c not in tones))
            out += (rest + tones).encode("cp1258")
        return out

    text = "So CT;Ngay GD;Ghi no;Ghi co;Noi dung;Nguoi chuyen\nFT1;08/01/2019;;150.000;Nộp phí;Đặng Thị Ngọc"
    [line] = read(old(text)).lines
    assert (line.purpose, line.payer) == ("Nộp phí", "Đặng Thị Ngọc")


@pytest.mark.parametrize(
    ("cell", "marks", "amount"),
    [
        ("150.000", {}, 150_000),
        ("1.500.000,00", {}, 1_500_000),
        ("150000", {}, 150_000),
        ("+150.000 VND", {}, 150_000),
        ("150.000\xa0đ", {}, 150_000),
        ("1,500,000.00", {"decimal": ".", "thousands": ","}, 1_500_000),
        ("1 500 000", {"thousands": " "}, 1_500_000),
    ],
)
def test_amounts_are_read_by_their_marks(cell: str, marks: dict[str, str], amount: int) -> None:
    mapping = StatementMapping.of({"columns": COLUMNS, **marks})
    assert read(csv_of(f"FT1;08/01/2019;;{cell};Nộp phí;"), mapping).lines[0].amount == amount


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("FT1;08/01/2019;;-150.000;Nộp phí;", "negative"),
        ("FT1;08/01/2019;;(150.000);Nộp phí;", "negative"),
        ("FT1;08/01/2019;;150,5;Nộp phí;", "amount"),
        ("FT1;08/01/2019;;15.00;Nộp phí;", "amount"),
        ("FT1;08/01/2019;;1,500,000;Nộp phí;", "amount"),
        ("FT1;08/01/2019;;0;Nộp phí;", "amount"),
        ("FT1;31/02/2019;;150.000;Nộp phí;", "day"),
        ("FT1;2019-01-08;;150.000;Nộp phí;", "day"),
        ("FT1;01/08/2019;;150.000;Nộp phí;", "to_come"),
        ("FT1;08/01/2019;;150.000;Nộp; phí;x", "cells"),
        ("FT1;08/01/2019;;150.000", "cells"),
        ('FT1;08/01/2019;;150.000;"Nộp" phí;', "broken"),
        ('FT1;08/01/2019;;150.000;"Nộp phí;', "broken"),
    ],
)
def test_a_line_that_is_wrong_refuses_the_file_and_names_the_line(line: str, why: str) -> None:
    with pytest.raises(Unreadable) as refused:
        read(csv_of("FT0;08/01/2019;;20.000;Nộp phí;", line))
    assert refused.value.code == why
    assert "5" in str(refused.value)


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "empty"),
        (b"\xff\xfe", "empty"),
        (b"PK\x03\x04 ...", "sheet"),
        (csv_of(head="Mã;Ngày").encode(), "no_head"),
        (csv_of().encode(), "nothing"),
        ("Số CT;Ngày GD".encode() + b"\x81\x8a\xd2\x00", "no_encoding"),
    ],
)
def test_a_file_that_is_no_statement_is_refused_in_a_sentence(content: bytes, why: str) -> None:
    with pytest.raises(Unreadable) as refused:
        read(content)
    assert refused.value.code in (why, "no_head", "encoding") and str(refused.value)
    if why != "no_encoding":
        assert refused.value.code == why or content == b"\xff\xfe"


def test_another_encoding_than_the_mapping_says_is_refused_with_its_line() -> None:
    mapping = StatementMapping.of({"columns": COLUMNS, "encoding": "utf-8"})
    with pytest.raises(Unreadable, match=r"UTF-8 \("):
        read(csv_of("FT1;08/01/2019;;150.000;Nộp phí;").encode("utf-16"), mapping)


def test_money_that_went_out_is_counted_and_left_out() -> None:
    mapping = StatementMapping.of({"columns": COLUMNS | {"debit": "Ghi nợ"}})
    found = read(csv_of("FT1;08/01/2019;11.000;;Phí dịch vụ;", "FT2;08/01/2019;;20.000;Nộp;"), mapping)
    assert (len(found.lines), found.outgoing) == (1, 1)
    signed = StatementMapping.of({"columns": COLUMNS, "signed": True})
    found = read(csv_of("FT1;08/01/2019;;-11.000;Phí dịch vụ;", "FT2;08/01/2019;;20.000;Nộp;"), signed)
    assert (len(found.lines), found.outgoing) == (1, 1)


def test_sums_below_the_table_are_no_lines() -> None:
    found = read(csv_of("FT1;08/01/2019;;20.000;Nộp;", ";;;20.000;Tổng cộng;", "Người lập;;;;;"))
    assert len(found.lines) == 1


def test_lines_without_a_reference_are_known_by_what_they_say() -> None:
    columns = {k: v for k, v in COLUMNS.items() if k != "reference"}
    mapping = StatementMapping.of({"columns": columns})
    text = csv_of("x;08/01/2019;;20.000;Nộp;", "x;08/01/2019;;20.000;Nộp;", "x;08/01/2019;;20.000;Khác;")
    references = [line.reference for line in read(text, mapping).lines]
    assert len(set(references)) == 3
    assert references == [line.reference for line in read(text, mapping).lines]


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ("{", "json"),
        ("[]", "shape"),
        ('{"columns": {"date": "Ngày"}}', "needed"),
        ('{"columns": {"when": "Ngày"}}', "unknown"),
        ('{"columns": {"date": "a", "amount": "b", "purpose": "c"}, "decimal": ".", "thousands": "."}', "marks"),
        ('{"columns": {"date": "a", "amount": "b", "purpose": "c"}, "encoding": "ebcdic"}', "value"),
        ('{"columns": {"date": "a", "amount": "b", "purpose": "c"}, "signed": "yes"}', "value"),
        ('{"columns": {"date": "a", "amount": "b", "purpose": "c"}, "colour": "red"}', "unknown"),
    ],
)
def test_a_mapping_that_cannot_be_is_refused_in_a_sentence(given: str, why: str) -> None:
    with pytest.raises(BadMapping) as refused:
        StatementMapping.read(given)
    assert refused.value.code == why
    assert str(refused.value)


# The number in the purpose

PREFIXES = {"0000028H39": "000.00.28.H39", "H392812": "H39.28.12"}
OLD, NEW = "000.00.28.H39-190107-0012", "H39.28.12-261231-0007"


@pytest.mark.parametrize(
    ("purpose", "number"),
    [
        (OLD, OLD),
        (f"NOP PHI HS {OLD} NGUYEN THI LAN", OLD),
        ("nop phi 0000028h39 190107 0012", OLD),
        ("MBVCB.123.0000028H391901070012.CT tu 0451", OLD),
        ("0000028H391901070012", OLD),
        ("000-00-28-h39/190107/0012", OLD),
        ("H39.28.12-261231-0007", NEW),
        ("h3928122612310007 le phi", NEW),
        ("phi H39 2812 261231 0007-Lan", NEW),
    ],
)
def test_a_number_is_found_however_the_bank_writes_it(purpose: str, number: str) -> None:
    assert candidates(purpose, PREFIXES)[0] == number


def test_of_numbers_that_begin_alike_the_one_that_ends_there_is_the_likeliest() -> None:
    found = [n for n in candidates("0000028H3919010712345 Lan", PREFIXES) if n.startswith("000.00")]
    assert found[0] == "000.00.28.H39-190107-12345"
    assert "000.00.28.H39-190107-1234" in found


def test_what_is_no_day_is_no_number() -> None:
    assert not [n for n in candidates("0000028H391913320012", PREFIXES) if "-" in n]


# Entering


def test_a_line_is_entered_for_the_dossier_that_it_names_where_the_amount_is_owed(
    money_desk: MoneyDesk,
) -> None:
    desk = money_desk
    dossier = desk.owing(150_000, 20_000)
    kept = brought(desk, f"FT1;08/01/2019;;170.000;Nop phi {squashed(str(dossier))};TRAN THI HOA")
    assert (kept.state, kept.lines, kept.matched, kept.waiting, kept.known) == ("done", 1, 1, 0, 0)
    receipt = MoneyReceipt.objects.get()
    assert (receipt.amount, receipt.means, receipt.payer) == (170_000, "transfer", "TRAN THI HOA")
    line = BankLine.objects.get()
    assert (line.state, line.receipt, line.dossier_id) == ("matched", receipt.pk, dossier.pk)
    acts = list(Entry.objects.filter(subject_id=line.pk).order_by("seq").values_list("act", flat=True))
    assert acts == ["enter_bank_line", "match_bank_line"]
    assert sums_of(dossier.pk).balance == 0
    assert verify().ok


def test_one_due_alone_is_paid_by_its_amount(money_desk: MoneyDesk) -> None:
    dossier = money_desk.owing(150_000, 20_000)
    brought(money_desk, f"FT1;08/01/2019;;20.000;{dossier};")
    assert [line["name"] for line in MoneyReceipt.objects.get().lines] == ["Lệ phí 1"]


def test_the_same_file_twice_changes_nothing(money_desk: MoneyDesk) -> None:
    desk = money_desk
    paid = desk.owing(150_000)
    lines = (
        f"FT1;08/01/2019;;150.000;{paid};",
        "FT2;08/01/2019;;150.000;khong ghi gi;",
        f"FT3;08/01/2019;;99.000;{desk.owing(50_000)};",
    )
    brought(desk, *lines)
    before = (Entry.objects.count(), Payment.objects.count(), BankLine.objects.count())
    again = brought(desk, *lines, when=at(8, 10))
    assert (Entry.objects.count(), Payment.objects.count(), BankLine.objects.count()) == before
    assert (again.lines, again.known, again.matched, again.waiting) == (3, 3, 0, 0)


def test_a_line_that_stands_twice_in_a_file_is_one(money_desk: MoneyDesk) -> None:
    line = f"FT1;08/01/2019;;150.000;{money_desk.owing(150_000)};"
    kept = brought(money_desk, line, line)
    assert (kept.matched, kept.known, BankLine.objects.count()) == (1, 1, 1)


@pytest.mark.parametrize(
    ("purpose", "why"),
    [
        (lambda desk: "tien nha", "no_number"),
        (lambda desk: "000.00.28.H39-190107-9999", "no_number"),
        (lambda desk: f"{desk.owing(50_000)} va {desk.owing(50_000)}", "several"),
        (lambda desk: str(desk.cast.received()), "nothing_owed"),
        (lambda desk: str(desk.owing(49_000)), "other_amount"),
    ],
)
def test_what_is_not_clear_waits_and_says_why(
    money_desk: MoneyDesk, purpose: Callable[[MoneyDesk], str], why: str
) -> None:
    kept = brought(money_desk, f"FT1;08/01/2019;;50.000;{purpose(money_desk)};")
    line = BankLine.objects.get()
    assert (kept.waiting, line.state, line.why) == (1, "waiting", why)
    assert not MoneyReceipt.objects.exists()


def test_without_a_book_lines_wait_and_are_entered_once_it_is_open(money_desk: MoneyDesk) -> None:
    desk = money_desk
    ReceiptBook.objects.filter(pk=desk.book.pk).update(next=101)
    dossier = desk.owing(50_000)
    brought(desk, f"FT1;08/01/2019;;50.000;{dossier};")
    assert BankLine.objects.get().why == "no_book"
    succeeded(desk.open_book(1, 10))
    tried = match_again([desk.cast.district.pk], by=desk.giang, at=at(8, 10), ground=GROUND)
    assert (tried.matched, tried.waiting) == (1, 0)
    assert sums_of(dossier.pk).balance == 0


def test_an_officer_assigns_what_waits(money_desk: MoneyDesk) -> None:
    desk = money_desk
    brought(desk, "FT1;08/01/2019;;50.000;nop phi cho con;")
    line, dossier = BankLine.objects.get(), desk.owing(80_000)
    who: dict[str, Any] = {"at": at(8, 11), "ground": GROUND}
    for stranger in (desk.cast.hoa, desk.cast.dung):
        assert code(assign_line(line.pk, dossier.pk, by=stranger, **who)) == "not_your_line"
    too_much = assign_line(line.pk, desk.owing(20_000).pk, by=desk.giang, **who)
    assert code(too_much) == "too_much"
    succeeded(assign_line(line.pk, dossier.pk, by=desk.giang, **who))
    assert sums_of(dossier.pk).balance == 30_000
    assert code(assign_line(line.pk, dossier.pk, by=desk.giang, **who)) == "line_done"
    assert MoneyReceipt.objects.count() == 1


def test_what_is_for_no_dossier_is_set_aside_with_its_reason(money_desk: MoneyDesk) -> None:
    desk = money_desk
    brought(desk, "FT1;08/01/2019;;1.234;Lai tien gui;")
    line = BankLine.objects.get()
    who: dict[str, Any] = {"by": desk.giang, "at": at(8, 11), "ground": GROUND}
    assert code(set_aside_line(line.pk, reason="  ", **who)) == "no_reason"
    succeeded(set_aside_line(line.pk, reason="Lãi tiền gửi", **who))
    line.refresh_from_db()
    assert (line.state, line.note) == (LineState.ASIDE, "Lãi tiền gửi")
    assert code(set_aside_line(line.pk, reason="Lãi", **who)) == "line_done"
    succeeded(bring_back_line(line.pk, **who))
    assert code(bring_back_line(line.pk, **who)) == "line_waits"


def test_a_cancelled_receipt_lets_its_line_wait_and_it_can_be_assigned_again(money_desk: MoneyDesk) -> None:
    desk = money_desk
    wrong = desk.owing(50_000)
    brought(desk, f"FT1;08/01/2019;;50.000;{wrong};")
    who: dict[str, Any] = {"by": desk.giang, "at": at(8, 11), "ground": GROUND}
    succeeded(cancel_receipt(MoneyReceipt.objects.get().pk, reason="Chuyển nhầm hồ sơ", **who))
    line = BankLine.objects.get()
    assert (line.state, line.why, line.receipt) == ("waiting", "cancelled", None)
    succeeded(assign_line(line.pk, wrong.pk, **who))
    assert sums_of(wrong.pk).balance == 0


def test_who_is_no_cashier_of_the_account_brings_nothing_in(money_desk: MoneyDesk) -> None:
    with pytest.raises(NotBrought):
        brought(money_desk, "FT1;08/01/2019;;50.000;x;", who=money_desk.cast.hoa)
    assert not BankStatement.objects.exists()


def test_a_broken_file_writes_nothing(money_desk: MoneyDesk) -> None:
    dossier = money_desk.owing(50_000)
    with pytest.raises(Unreadable):
        brought(money_desk, f"FT1;08/01/2019;;50.000;{dossier};", "FT2;08/01/2019;;-1;x;")
    assert not BankStatement.objects.exists() and not BankLine.objects.exists()
    assert sums_of(dossier.pk).balance == 50_000


def test_stopped_it_goes_on_when_it_is_brought_in_again(
    money_desk: MoneyDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(matching, "TOGETHER", 20)
    desk = money_desk
    dossiers: list[Dossier] = [desk.owing(1_000) for _n in range(30)]
    lines = [f"FT{n};08/01/2019;;1.000;{d};" for n, d in enumerate(dossiers)]
    content = csv_of(*lines).encode()
    who: dict[str, Any] = {"by": desk.giang, "at": at(8, 9), "ground": GROUND}
    kept = bring_statement(desk.account, content, "a.csv", MAPPING, **who)
    read_through(kept, Clerk(desk.giang, at(8, 9), GROUND), lambda done, of: stop(kept.pk))
    assert kept.state == "stopped"
    entered = Payment.objects.count()
    assert 0 < entered < 30
    again = brought(desk, *lines, when=at(8, 10))
    assert (again.matched, Payment.objects.count()) == (30 - entered, 30)


# The command


def test_the_command_brings_a_file_in_and_prints_one_document(
    money_desk: MoneyDesk, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    dossier = money_desk.owing(150_000)
    file, mapping = tmp_path / "sao kê.csv", tmp_path / "mapping.json"
    file.write_bytes(csv_of(f"FT1;08/01/2019;;150.000;{dossier};", "FT2;08/01/2019;;1.000;?;").encode("utf-16"))
    mapping.write_text(json.dumps({"columns": COLUMNS, "account": NUMBER}))
    for matched, known in ((1, 0), (0, 2)):
        call_command("bank", "import", str(file), "--mapping", str(mapping), "--format", "json")
        said = json.loads(capsys.readouterr().out)
        assert (said["lines"], said["matched"], said["known"]) == (2, matched, known)
    assert sums_of(dossier.pk).balance == 0


@pytest.mark.parametrize("text", ["{", '{"columns": {}}'])
def test_the_command_refuses_in_one_sentence(money_desk: MoneyDesk, tmp_path: Path, text: str) -> None:
    file, mapping = tmp_path / "a.csv", tmp_path / "mapping.json"
    file.write_text("x")
    mapping.write_text(text)
    with pytest.raises(CommandError):
        call_command("bank", "import", str(file), "--mapping", str(mapping))
    with pytest.raises(CommandError):
        call_command("bank", "import", str(tmp_path / "none.csv"), "--mapping", str(mapping))
    assert SYSTEM_ACTOR.is_system and not BankStatement.objects.exists()


def test_money_of_a_desk_comes_to_the_nearest_account_above_and_is_nobody_elses(money_desk: MoneyDesk) -> None:
    units, cast = tree(), money_desk.cast
    assert list(handled_by(money_desk.giang, units, TODAY)) == [cast.district.pk]
    assert handled_by(cast.dung, units, TODAY) == {}
    own = name_account(
        cast.desk.pk,
        bank="970403",
        number="99",
        holder="BO PHAN MOT CUA",
        from_day=TODAY,
        by=SYSTEM_ACTOR,
        at=at(8),
        ground="DECISION",
    )
    succeeded(own)
    assert list(handled_by(money_desk.giang, units, TODAY)) == [cast.desk.pk]
