"""A file loads whole or not at all, and every fault in it is named."""

import io
import json
import unicodedata
from dataclasses import replace
from datetime import date, time
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.utils import translation

from motcua.catalogue.columns import COLUMNS
from motcua.catalogue.content import Case, Fee, PaperLine, content_of
from motcua.catalogue.importing import Report, import_procedures
from motcua.catalogue.models import Procedure, Version
from motcua.catalogue.template import as_csv, as_xlsx
from motcua.journal.by import SYSTEM
from motcua.journal.models import Entry
from motcua.worktime.limits import Limit, LimitUnit
from tests.catalogue.acts import AT, BIRTH, JANUARY, MARCH

pytestmark = pytest.mark.django_db
GOOD: dict[str, Any] = {
    "code": BIRTH,
    "name": "Thủ tục đăng ký khai sinh",
    "ministry": "bo-tu-phap",
    "decision": "163/QĐ-BTP",
    "level": ["Cấp xã"],
    "kind": "",
    "field": "Hộ tịch",
    "audience": ["Công dân Việt Nam"],
    "channels": [{"channel": "counter", "time_limit": 1, "unit": None, "fees": []}],
    "papers": [{"name": "Tờ khai", "originals": 1, "copies": 0, "form_file": "x.doc"}],
    "legal_bases": ["60/2014/QH13"],
    "result": {"name": "Giấy khai sinh", "code": "KQ.1"},
}


@pytest.fixture
def load(tmp_path: Path) -> Any:
    """Import content given as bytes, as objects a line, or as rows of a sheet."""

    def load(content: bytes | list[Any], name: str = "file.jsonl", **given: Any) -> Report:
        path = tmp_path / name
        lines = content if isinstance(content, bytes) else "\n".join(map(json.dumps, content)).encode()
        path.write_bytes(lines)
        with translation.override("en"):
            return import_procedures(path, SYSTEM, AT, from_day=given.pop("from_day", JANUARY), **given)

    return load


def sheet(*rows: dict[str, Any], heads: list[str] | None = None) -> bytes:
    book = openpyxl.Workbook()
    keys = heads or [column.key for column in COLUMNS]
    book.active.append(keys)
    for row in rows:
        book.active.append([row.get(key) for key in keys])
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def only_message(report: Report) -> str:
    assert len(report.problems) == 1, report.problems
    return report.problems[0].message


def test_the_whole_national_catalogue_loads_and_the_second_time_changes_nothing(national: Path) -> None:
    first = import_procedures(national, SYSTEM, AT)
    assert not first.problems
    assert (first.rows, first.new) == (2642, 2642)
    assert first.seconds < 20
    entries = Entry.objects.count()
    again = import_procedures(national, SYSTEM, AT)
    assert (again.new, again.changed, again.unchanged) == (0, 0, 2642)
    assert Entry.objects.count() == entries
    birth = content_of(Version.objects.with_content().get(procedure__code=BIRTH))
    assert {t.channel: t.limit for t in birth.terms}["counter"] == Limit(1, LimitUnit.WORKING_DAY)


def test_a_limit_without_a_unit_counts_working_days(load: Any) -> None:
    load([GOOD])
    assert content_of(Version.objects.get()).terms[0].limit == Limit(1, LimitUnit.WORKING_DAY)


def test_a_channel_that_stands_twice_keeps_its_longest_limit_and_says_so(load: Any) -> None:
    channels = [
        {"channel": "counter", "time_limit": 20, "unit": "calendar_day"},
        {"channel": "counter", "time_limit": 15, "unit": "working_day"},
        {"channel": "counter", "time_limit": 24, "unit": "hour"},
    ]
    report = load([GOOD | {"channels": channels}])
    assert content_of(Version.objects.get()).terms[0].limit == Limit(15, LimitUnit.WORKING_DAY)
    assert report.notes == ["In 1 procedure a channel stands more than once; its longest limit was kept."]


def test_a_count_of_copies_that_makes_no_sense_is_left_out_and_said(load: Any) -> None:
    report = load([GOOD | {"papers": [{"name": "Tờ khai", "originals": 20241, "copies": 2}]}])
    assert content_of(Version.objects.get()).papers == (PaperLine("Tờ khai", 0, 2),)
    assert len(report.notes) == 1


def test_the_national_form_leaves_cutoffs_and_marks_as_they_are(load: Any) -> None:
    row = {"code": BIRTH, "name": GOOD["name"], "field": "Hộ tịch", "counter_limit": 1}
    load(sheet(row | {"cutoff": "15:00", "at_once": "có"}), "sheet.xlsx")
    load([GOOD], from_day=MARCH)
    now = content_of(Version.objects.in_force_on(MARCH).get())
    assert (now.at_once, now.terms[0].limit.cutoff, now.decision) == (True, time(15), "163/QĐ-BTP")


@pytest.mark.parametrize(
    ("change", "column", "says"),
    [
        ({"code": "1.0011"}, "code", "not the code"),
        ({"code": None}, "code", "missing"),
        ({"name": ""}, "name", "missing"),
        ({"name": ["a"]}, "name", "Write text"),
        ({"name": "x" * 10_000_000}, "name", "too long"),
        ({"name": "khai \ud800 sinh"}, "name", "half characters"),
        ({"level": "Cấp xã"}, "level", "Write a list"),
        ({"audience": ["a", 1.5, {}]}, "audience[2]", "Write text"),
        ({"channels": [{"channel": "fax", "time_limit": 1}]}, "channels[0].channel", "not a channel"),
        ({"channels": [{"channel": "counter", "time_limit": -3}]}, "channels[0].time_limit", "negative"),
        ({"channels": [{"channel": "counter", "time_limit": True}]}, "channels[0].time_limit", "whole number"),
        ({"channels": [{"channel": "counter", "time_limit": 99999}]}, "channels[0].time_limit", "too much"),
        ({"channels": [{"channel": "counter", "time_limit": 2, "unit": "moon"}]}, "channels[0].unit", "not a unit"),
        ({"channels": [{"channel": "counter", "time_limit": 0, "unit": "hour"}]}, "channels[0].unit", "0 hours"),
        (
            {"channels": [{"channel": "post", "time_limit": 1, "fees": [{"kind": "tip", "vnd": 1}]}]},
            "channels[0].fees[0].kind",
            "fee or charge",
        ),
        ({"papers": [3]}, "papers[0]", "object"),
        ({"result": "Giấy"}, "result", "object"),
        ({"colour": "red"}, "colour", "Nobody knows"),
    ],
)
def test_a_bad_value_is_named_by_row_and_column(load: Any, change: Any, column: str, says: str) -> None:
    report = load([GOOD | {"code": "1.000894"}, GOOD | change])
    assert says in only_message(report)
    assert (report.problems[0].row, report.problems[0].column) == (2, column)
    assert not Procedure.objects.exists()
    assert not Entry.objects.exists()


OURS: dict[str, Any] = {
    "pauses": {"fee": "continue", "tax": "anew"},
    "cases": [
        {"code": "urban", "name": "Đất ở", "time_limit": 12, "unit": "working_day", "channel": "counter"},
        {"time_limit": 2, "unit": None, "from": 10},
    ],
    "steps": [{"step": "leader", "time_limit": 4, "unit": "hour"}],
}
READ: dict[str, Any] = {
    "pauses": (("fee", "continue"), ("supplement", "continue"), ("tax", "anew")),
    "cases": (
        Case(Limit(12, LimitUnit.WORKING_DAY), "urban", "Đất ở", 1, "counter"),
        Case(Limit(2, LimitUnit.WORKING_DAY), quantity_from=10),
    ),
    "steps": (("leader", Limit(4, LimitUnit.HOUR)),),
}


def test_a_line_may_bring_what_stops_the_clock_and_limits_of_cases_and_steps(load: Any) -> None:
    assert not load([GOOD | OURS]).problems
    content = content_of(Version.objects.get())
    assert {name: getattr(content, name) for name in READ} == READ
    assert load([GOOD | OURS], from_day=MARCH).unchanged == 1


def test_the_national_form_leaves_cases_steps_and_pauses_as_they_are(load: Any) -> None:
    load([GOOD | OURS])
    load([GOOD | {"decision": "164/QĐ-BTP"}], from_day=MARCH)
    now = content_of(Version.objects.in_force_on(MARCH).get())
    assert ({name: getattr(now, name) for name in READ}, now.decision) == (READ, "164/QĐ-BTP")


def test_a_step_that_stays_has_to_fit_a_limit_that_is_shortened(load: Any) -> None:
    steps = {"steps": [{"step": "handling", "time_limit": 1, "unit": None}]}
    load([GOOD | steps])
    shorter = GOOD | {"channels": [{"channel": "counter", "time_limit": 4, "unit": "hour"}]}
    assert "longer than the whole procedure: 4 working hours" in only_message(load([shorter], from_day=MARCH))
    assert load([shorter | {"steps": []}], from_day=MARCH).changed == 1


def test_a_sheet_says_the_same_in_cells(load: Any) -> None:
    row = {"code": BIRTH, "name": GOOD["name"], "field": "Hộ tịch", "counter_limit": 1, "cutoff": "15:00"}
    said = {
        "pauses": "fee; tax = anew",
        "cases": "urban | Đất ở | 12 working_day | | counter\n | | 2 | 10",
        "steps": "leader = 4 hours",
    }
    assert not load(sheet(row | said), "sheet.xlsx").problems
    content = content_of(Version.objects.get())
    assert (content.pauses, content.steps) == (READ["pauses"], READ["steps"])
    three = time(15)
    assert content.cases == tuple(replace(c, limit=replace(c.limit, cutoff=three)) for c in READ["cases"])


def test_an_older_sheet_that_marks_what_waits_for_a_duty_still_loads(load: Any) -> None:
    row = {"code": BIRTH, "name": GOOD["name"], "field": "Hộ tịch", "counter_limit": 1, "pauses_for_fee": "có"}
    assert not load(sheet(row, heads=list(row)), "sheet.xlsx").problems
    assert content_of(Version.objects.get()).pauses == (("fee", "continue"), ("supplement", "continue"))


@pytest.mark.parametrize(
    ("said", "column", "says"),
    [
        ({"pauses": "moon"}, "Stops the clock", "moon is not a cause"),
        ({"pauses": "tax=later"}, "Stops the clock", "later is neither"),
        ({"pauses": "tax; tax=anew"}, "Stops the clock", "stands twice"),
        ({"cases": "urban"}, "Cases with limits of their own", "not a case"),
        ({"cases": "urban | Đất ở | -3"}, "Cases with limits of their own", "-3 is negative"),
        ({"cases": "urban | Đất ở | 10000"}, "Cases with limits of their own", "too much"),
        ({"cases": "urban | Đất ở | 3 | 0"}, "", "from a quantity of 1 to 9,999"),
        ({"cases": "urban | Đất ở | 3 | 1 | fax"}, "Cases with limits of their own", "not a channel"),
        ({"cases": "urban | Đất ở | 3\nurban | Đất ở | 4"}, "", "urban stands twice"),
        ({"steps": "leader"}, "Limits of steps", "not the limit of a step"),
        ({"steps": "leader=0 hours"}, "Limits of steps", "0 hours"),
        ({"steps": "dancing=1 hour"}, "", "dancing is not a step"),
        ({"steps": "handling=9"}, "", "longer than the whole procedure"),
    ],
)
def test_a_bad_limit_of_a_case_or_step_is_named(load: Any, said: Any, column: str, says: str) -> None:
    row = {"code": BIRTH, "name": GOOD["name"], "field": "Hộ tịch", "counter_limit": 1}
    report = load(sheet(row | said), "sheet.xlsx")
    assert says in only_message(report)
    assert (report.problems[0].row, report.problems[0].column) == (2, column)
    assert not Version.objects.exists()


@pytest.mark.parametrize(
    ("change", "column", "says"),
    [
        ({"pauses": ["tax"]}, "pauses", "object"),
        ({"pauses": {"tax": "later"}}, "pauses", "later is neither"),
        ({"cases": {}}, "cases", "list"),
        ({"cases": [{"code": "urban", "name": "x", "time_limit": -1}]}, "cases[0].time_limit", "negative"),
        ({"cases": [{"code": "u", "name": "x", "time_limit": 1, "channel": "fax"}]}, "cases[0].channel", "channel"),
        ({"cases": [{"code": "u", "name": "x", "time_limit": 1, "from": "many"}]}, "cases[0]", "whole number"),
        ({"cases": [{"code": "u", "name": "x", "time_limit": 1, "from": 0}]}, "", "not of 0"),
        ({"steps": [{"step": "leader", "time_limit": 1, "unit": "moon"}]}, "steps[0].unit", "not a unit"),
        ({"steps": [{"time_limit": 1}]}, "", "is not a step"),
    ],
)
def test_a_bad_limit_in_a_line_is_named_by_its_place(load: Any, change: Any, column: str, says: str) -> None:
    report = load([GOOD | change])
    assert says in only_message(report)
    assert report.problems[0].column == column


def test_thousands_of_faults_are_all_listed(load: Any) -> None:
    report = load(
        [{"code": f"1.{i:06}", "name": "x", "field": "y", "level": 3, "channels": 4} for i in range(3000)]
    )
    assert len(report.problems) == 6000
    with translation.override("en"):
        assert "6000 problems" in report.sentence()
    assert not Procedure.objects.exists()


def test_a_code_stands_once(load: Any) -> None:
    assert "row 1 already" in only_message(load([GOOD, GOOD]))


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "empty"),
        (b" \n\n", "empty"),
        (b"{]\n", "not a JSON object"),
        (b'{"code": 1}\n7\n'[12:], "head row lacks"),
        (b'[{"code": "1.001193"}]', "one JSON list"),
        ('{"code": "khai sinh ở"}'.encode("utf-16"), "not in UTF-8"),
        (b'{"code": "\xe0\xe1"}', "not in UTF-8"),
        (b"PK\x03\x04 but no archive", "damaged"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old or locked Excel"),
        (b"code,name,field\n", "no rows"),
        (b"code,name,field,colour\n1,2,3,4", "nobody knows: colour"),
        (b"code,name,field,name\n1,2,3,4", "twice"),
        (b'code,name,field\n"1.001193,x', "not proper CSV"),
        (b"[" * 100_000, "one JSON list"),
        (b'{"a":' + b"[" * 100_000, "not a JSON object"),
    ],
)
def test_a_file_that_is_no_such_file_is_refused_in_one_sentence(load: Any, content: bytes, says: str) -> None:
    assert says in only_message(load(content))


def test_a_folder_and_a_missing_file_are_refused(tmp_path: Path) -> None:
    with translation.override("en"):
        assert "is a folder" in only_message(import_procedures(tmp_path, SYSTEM, AT))
        assert "no file" in only_message(import_procedures(tmp_path / "gone.csv", SYSTEM, AT))


def test_decomposed_text_is_stored_composed(load: Any) -> None:
    name = "Thủ tục đăng ký khai sinh"
    load([GOOD | {"name": unicodedata.normalize("NFD", name), "field": unicodedata.normalize("NFD", "Hộ tịch")}])
    load([GOOD], from_day=MARCH)
    assert Version.objects.get().name == name


def test_a_dry_run_writes_nothing(load: Any) -> None:
    report = load([GOOD], dry_run=True)
    assert (report.new, report.loaded) == (1, False)
    assert not Procedure.objects.exists()


def test_a_change_from_the_day_of_the_version_itself_is_a_fault_of_its_row(load: Any) -> None:
    load([GOOD])
    other = GOOD | {"code": "1.000894"}
    report = load([other, GOOD | {"name": "Khai sinh"}])
    assert (report.problems[0].row, report.new) == (2, 0)
    assert not Procedure.objects.filter(code="1.000894").exists()


def test_the_template_loads_as_it_is_handed_out_in_both_languages_and_forms(load: Any) -> None:
    for language in ("vi", "en"):
        with translation.override(language):
            files = {"template.xlsx": as_xlsx(), "template.csv": as_csv()}
        for name, content in files.items():
            report = load(content, name)
            assert not report.problems, report.problems
            assert report.rows == 1
    content = content_of(Version.objects.get())
    assert content.terms[0].limit == Limit(1, LimitUnit.WORKING_DAY, time(15))
    assert content.terms[0].fees == (Fee("Lệ phí hộ tịch", None),)
    assert content.papers == (PaperLine("Tờ khai đăng ký khai sinh", 1, 0),)
    assert content.legal_bases == ("123/2015/NĐ-CP", "60/2014/QH13")


def test_a_sheet_says_from_which_day_each_row_is_in_force(load: Any) -> None:
    rows = [
        {"code": BIRTH, "name": "a", "field": "f", "from": date(2019, 3, 1)},
        {"code": "1.000894", "name": "b", "field": "f", "from": "05/11/2019"},
        {"code": "1.000656", "name": "c", "field": "f"},
    ]
    assert load(sheet(*rows), "s.xlsx").new == 3
    days = [v.valid.lower for v in Version.objects.order_by("name")]
    assert days == [date(2019, 3, 1), date(2019, 11, 5), JANUARY]


@pytest.mark.parametrize(
    ("change", "title", "says"),
    [
        ({"name": "=A1&B1"}, "Name of the procedure", "formula"),
        ({"counter_limit": "=1+1"}, "Limit at the counter", "formula"),
        ({"from": "31/02/2019"}, "In force from", "not a day"),
        ({"from": date(1019, 1, 1)}, "In force from", "Check the year"),
        ({"from": 43466}, "In force from", "not a day"),
        ({"cutoff": "25:00"}, "Received until", "time of day"),
        ({"counter_limit": 1.5}, "Limit at the counter", "whole number"),
        ({"counter_limit": "", "counter_unit": "ngày"}, "Limit at the counter", "no limit"),
        ({"counter_fees": "150000"}, "Fees at the counter", "not a fee"),
        ({"counter_fees": "Lệ phí: nhiều"}, "Fees at the counter", "not a whole number"),
        ({"at_once": "maybe"}, "While you wait", "neither yes nor no"),
        ({"papers": "Tờ khai | 1 | 2 | 3"}, "Papers", "not a paper"),
        ({"name": None}, "Name of the procedure", "empty"),
    ],
)
def test_a_bad_cell_is_named_by_the_title_of_its_column(load: Any, change: Any, title: str, says: str) -> None:
    good = {"code": BIRTH, "name": "a", "field": "f", "counter_limit": 1}
    report = load(sheet(good | {"code": "1.000894"}, good | change), "s.xlsx")
    assert says in only_message(report)
    assert (report.problems[0].row, report.problems[0].column) == (3, title)
    assert not Procedure.objects.exists()


def test_a_code_that_a_spreadsheet_took_for_a_number_keeps_its_zeros(load: Any) -> None:
    load(sheet({"code": 2.00072, "name": "a", "field": "f"}), "s.xlsx")
    assert Procedure.objects.get().code == "2.000720"


@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
def test_csv_comes_with_any_usual_delimiter_and_with_a_mark(load: Any, delimiter: str) -> None:
    lines = [["code", "name", "field"], [BIRTH, '"Khai sinh; kết hôn, khai tử"', "Hộ tịch"]]
    text = "\ufeff" + "\r\n".join(delimiter.join(line) for line in lines)
    assert load(text.encode(), "s.csv").new == 1
    assert Procedure.objects.get().name == "Khai sinh; kết hôn, khai tử"


def test_ten_megabytes_in_a_cell_are_a_fault_and_nothing_else(load: Any) -> None:
    content = f"code;name;field\n{BIRTH};{'x' * 10_000_000};f\n".encode()
    assert "10.000.000 characters" in only_message(load(content, "s.csv"))


def test_amounts_are_read_as_offices_write_them(load: Any) -> None:
    fees = "Phí: 150.000 đ; Lệ phí: HĐND; Bản sao: miễn phí; Trang: 2000"
    load(sheet({"code": BIRTH, "name": "a", "field": "f", "counter_limit": 1, "counter_fees": fees}), "s.xlsx")
    amounts = [fee.amount for fee in content_of(Version.objects.get()).terms[0].fees]
    assert amounts == [150_000, None, 0, 2000]
