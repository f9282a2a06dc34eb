"""Bad input: each fault of a register gets a sentence that says what to do, and nothing of the file is loaded."""

import io
import zipfile
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from motcua.catalogue.publish import publish_versions
from motcua.dossiers.models import Dossier
from motcua.exchange.register.bring import import_register
from motcua.journal.by import SYSTEM
from motcua.organisation.establish import NewUnit, end, establish
from tests.cast import Cast, at
from tests.exchange.book import CLOSED, NUMBER, as_csv, as_xlsx, row

BACK_THEN = {"by": SYSTEM, "at": at(7), "ground": "DECISION", "recorded_at": at(7)}


@pytest.fixture
def fault(cast: Cast, tmp_path: Path, in_english: None) -> Callable[..., tuple[str, str]]:
    """The column and the sentence of the only fault in a file; asserts that nothing was loaded."""

    def fault(content: Any, suffix: str = ".csv") -> tuple[str, str]:
        path = tmp_path / f"so{suffix}"
        path.write_bytes(content if isinstance(content, bytes) else as_csv([content]))
        report = import_register(path, None, datetime.now(UTC))
        assert len(report.problems) == 1, report.problems
        assert not report.loaded and not Dossier.objects.exists()
        return report.problems[0].column, report.problems[0].message

    return fault


@pytest.mark.parametrize(
    ("cells", "column", "sentence"),
    [
        ({"number": "000.00.28.H39-190107"}, "Mã hồ sơ", "not a whole dossier number"),
        ({"number": "28.H39-190107-0001"}, "Mã hồ sơ", "only half of 000.00.28.H39"),
        ({"number": "000.00.28.H39-190107-012"}, "Mã hồ sơ", "not a whole dossier number"),
        ({"number": "000.00.28.H39-191332-0012"}, "Mã hồ sơ", "not a whole dossier number"),
        ({"number": "000.00.28.H39-190107-99999999999"}, "Mã hồ sơ", "not a whole dossier number"),
        ({"number": None}, "Mã hồ sơ", "number is missing"),
        ({"received": "31/02/2019"}, "Nhận hồ sơ", "not a day of the calendar"),
        ({"received": "07/01/19"}, "Nhận hồ sơ", "write it like 05/11/2019 08:30"),
        ({"received": "07/01/2019 25:00"}, "Nhận hồ sơ", "not a time"),
        ({"received": "07/01/0219"}, "Nhận hồ sơ", "Check the year"),
        ({"received": "07/01/2099"}, "Nhận hồ sơ", "lies in the future"),
        ({"received": None}, "Nhận hồ sơ", "day of receipt is missing"),
        (CLOSED | {"decided": "06/01/2019 15:00"}, "Ngày giải quyết xong", "before Nhận hồ sơ (07/01/2019 08:30)"),
        (CLOSED | {"returned": "10/01/2019"}, "Trả kết quả", "before Ngày giải quyết xong (11/01/2019 15:00)"),
        ({"early_end": "Rút", "early_end_on": "01/01/2019", "note": "x"}, "Ngày rút/dừng", "lies before"),
        ({"early_end": "Rút", "early_end_on": "08/01/2019"}, "Ghi chú", "why it was withdrawn"),
        ({"early_end": "Rút", "note": "x"}, "Ngày rút/dừng", "Write the day"),
        (CLOSED | {"outcome": "Từ chối"}, "Ghi chú", "refused"),
        ({"document": "12/QĐ"}, "Ngày giải quyết xong", "no day on which handling ended"),
        ({"deciding_unit": "Phòng Trên Trời"}, "Cơ quan chủ trì giải quyết", "No unit bears"),
        ({"procedure_code": "9.999999"}, "Mã TTHC", "import the procedure first"),
        ({"deciding_unit": "801.01"}, "Mã TTHC", "does not offer"),
        ({"procedure_code": None, "procedure": None}, "Tên TTHC", "procedure is missing"),
        ({"channel": "chim câu"}, "Kênh tiếp nhận", "Write one of: Trực tiếp, Trực tuyến"),
        ({"procedure_code": "at-once", "channel": "3"}, "Kênh tiếp nhận", "takes dossiers only"),
        ({"identifier": "80190000001"}, "Số định danh", "with its leading zeros"),
        ({"sets": "hai"}, "Số lượng hồ sơ (bộ)", "whole number"),
        ({"phone": "gọi sau"}, "Số điện thoại", "not a telephone number"),
        ({"applicant": "Lan " * 100}, "Tên cá nhân, tổ chức", "too long"),
        ({"address": "x" * 10_000_000}, "Địa chỉ", "too long: 10,000,000"),
        ({"note": "=1+1"}, "Ghi chú", "holds a formula"),
    ],
)
def test_a_bad_cell_gets_a_sentence(fault: Any, cells: dict[str, Any], column: str, sentence: str) -> None:
    where, message = fault(row(**cells))
    assert (where, sentence in message) == (column, True), message


def test_a_unit_that_was_not_in_force_on_the_day_of_receipt(fault: Any, cast: Cast) -> None:
    end(cast.commune, on=date(2019, 1, 5), **BACK_THEN)
    column, message = fault(row(deciding_unit="UBND xã Mỹ Bình"))
    assert column == "Cơ quan chủ trì giải quyết"
    assert "from 01/01/2018 to 04/01/2019, not on 07/01/2019" in message


def test_two_units_of_one_name_are_told_apart_by_their_code(fault: Any, cast: Cast) -> None:
    establish(
        [NewUnit("801.09", "Phòng Tư pháp", "office", "district", cast.district)],
        from_day=date(2018, 1, 1),
        **BACK_THEN,
    )
    assert "Write the official code" in fault(row())[1]


def test_a_procedure_that_was_no_longer_in_force(fault: Any, cast: Cast) -> None:
    from motcua.catalogue.abolish import abolish

    abolish([cast.versions["5-days"].procedure], from_day=date(2019, 1, 3), **BACK_THEN)
    column, message = fault(row())
    assert column == "Mã TTHC"
    assert "in force from 01/01/2018 to 02/01/2019, not on 07/01/2019" in message


def test_a_number_twice_in_the_file_names_the_first_row(fault: Any) -> None:
    assert "stands in row 2 already" in fault(as_csv([row(), row()]))[1]


def test_a_formula_in_a_spreadsheet_is_not_calculated(fault: Any) -> None:
    column, message = fault(as_xlsx([row(applicant='=HYPERLINK("http://x","Lan")')]), ".xlsx")
    assert (column, "Paste its value" in message) == ("Tên cá nhân, tổ chức", True)


def test_a_number_where_a_day_should_be(fault: Any) -> None:
    assert "Format the cell as a date" in fault(as_xlsx([row(received=43472)]), ".xlsx")[1]


def _merged_heads() -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["Mã hồ sơ", "Mã TTHC", "Tên cá nhân, tổ chức", "Cơ quan chủ trì giải quyết", "Nhận và trả", None])
    sheet.append([None, None, None, None, "Nhận hồ sơ", "Trả kết quả"])
    sheet.merge_cells("E1:F1")
    sheet.append([NUMBER, "5-days", "Lan", "Phòng Tư pháp", "07/01/2019", None])
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def _with_part(name: str, content: bytes, compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    packed = io.BytesIO(as_xlsx([row()]))
    with zipfile.ZipFile(packed, "a", compression) as archive:
        archive.writestr(name, content)
    return packed.getvalue()


def _entities() -> bytes:
    lines = "".join(f'<!ENTITY a{i} "{f"&a{i - 1};" * 10}">' for i in range(1, 9))
    bomb = f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a0 "ha">{lines}]><worksheet>&a8;</worksheet>'
    plain = zipfile.ZipFile(io.BytesIO(as_xlsx([row()])))
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for part in plain.infolist():
            is_sheet = part.filename.startswith("xl/worksheets/")
            archive.writestr(part.filename, bomb if is_sheet else plain.read(part.filename))
    return packed.getvalue()


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (lambda: b"", "The file is empty"),
        (lambda: b"\xef\xbb\xbf\r\n\r\n", "no rows"),
        (lambda: as_csv([]), "no rows"),
        (lambda: as_csv([row()]).decode("utf-8-sig").encode("utf-16"), "not in UTF-8"),
        (lambda: "Mã hồ sơ;Tên".encode("cp1258", "replace"), "not in UTF-8"),
        (lambda: b"PK\x03\x04 nothing else", "damaged"),
        (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old or locked Excel file"),
        (lambda: b"%PDF-1.7\n%\xe2\xe3", "not in UTF-8"),
        (lambda: as_csv([row()], {"number": "Mã hồ sơ", "note": "Ghi chú"}), "lacks the columns"),
        (lambda: as_csv([row()], {k: k for k in row()} | {"x": "Số hồ sơ"}), "more than once"),
        (_merged_heads, "merged cells"),
        (lambda: _with_part("xl/vbaProject.bin", b"macros"), "macros"),
        (lambda: _with_part("xl/media/bomb.xml", bytes(300 * 1024 * 1024)), "far more than a table needs"),
        (_entities, "damaged"),
    ],
    ids=[
        "empty", "blank", "head-only", "utf-16", "cp1258", "no-archive", "old-xls", "pdf", "columns-missing",
        "column-twice", "merged-heads", "macros", "bomb", "entities",
    ],
)  # fmt: skip
def test_a_file_that_is_no_register_gets_one_sentence(
    fault: Any, content: Callable[[], bytes], sentence: str
) -> None:
    made = content()
    assert sentence in fault(made, ".xlsx" if made.startswith(b"PK") else ".csv")[1]


def test_a_file_that_is_not_there(cast: Cast, tmp_path: Path, in_english: None) -> None:
    report = import_register(tmp_path / "none.xlsx", None, datetime.now(UTC))
    assert "There is no file" in report.problems[0].message


def test_an_act_that_a_submitted_report_forbids(fault: Any, cast: Cast) -> None:
    from motcua.dossiers.models import ClosedPeriod

    ClosedPeriod.objects.create(until=date(2019, 6, 30), why="06a")
    assert "30/06/2019" in fault(row())[1]


def test_faults_beyond_what_anybody_reads_are_counted(
    cast: Cast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, in_english: None
) -> None:
    monkeypatch.setattr("motcua.exchange.register.report.MOST_LISTED", 3)
    path = tmp_path / "so.csv"
    path.write_bytes(as_csv([row(number=f"{i}") for i in range(5)]))
    report = import_register(path, None, datetime.now(UTC))
    assert (len(report.problems), report.unlisted) == (3, 2)
    assert "5 problems" in report.sentence()


def test_publishing_again_does_not_change_what_was_in_force(fault: Any, cast: Cast) -> None:
    """A name that is borne only later is not known on the day of receipt."""
    from dataclasses import replace

    from motcua.catalogue.content import Draft
    from tests.catalogued import CONTENTS

    renamed = replace(CONTENTS["5-days"], name="Đăng ký lại việc khai sinh")
    draft = Draft(code="5-days", field="Hộ tịch", content=renamed)
    publish_versions([draft], from_day=date(2019, 6, 1), **{**BACK_THEN, "ground": "ND63-2010"})
    column, message = fault(row(procedure_code=None, procedure="Đăng ký lại việc khai sinh"))
    assert (column, "from 01/06/2019 on" in message) == ("Tên TTHC", True)
