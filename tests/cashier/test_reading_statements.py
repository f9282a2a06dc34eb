"""A bank's file is read as a whole, or refused with its line: docs/rules/cashier.md."""

import unicodedata
from typing import Any

import pytest

from motcua.cashier.mapping import BadMapping, StatementMapping
from motcua.cashier.table import Unreadable, read_statement
from tests.cashier.sheets import COLUMNS, MAPPING, TODAY, csv_of


def read(text: str | bytes, mapping: StatementMapping = MAPPING) -> Any:
    return read_statement(text.encode() if isinstance(text, str) else text, mapping, TODAY)


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
