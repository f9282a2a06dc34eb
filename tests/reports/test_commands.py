"""The figures as commands: exact documents, exit codes, one sentence where something is wrong."""

import csv
import io
import json
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.core.management import CommandError, call_command

from motcua.command import Refusal
from motcua.dossiers.models import Dossier
from motcua.people.models import Applicant
from tests.cast import Cast
from tests.reports.story import play

YEAR = ("--from", "2019-01-01", "--to", "2019-12-31")
CELLS = {
    "received": {"total": 3, "online": 1, "counter_post": 2, "carried_over": 0},
    "resolved": {"total": 2, "early": 1, "on_time": 0, "late": 1},
    "open": {"total": 1, "in_time": 0, "overdue": 1},
}


class Output(io.StringIO):
    """Standard output as a program sees it: text, and the bytes below."""

    def __init__(self) -> None:
        super().__init__()
        self.buffer = io.BytesIO()


def run(*arguments: str) -> Any:
    """What a command prints: a JSON document as a value, all else as text or bytes."""
    out = Output()
    call_command(*arguments, stdout=out, stderr=io.StringIO())
    return json.loads(out.getvalue()) if "json" in arguments else out.getvalue() or out.buffer.getvalue()


@pytest.fixture
def three(cast: Cast) -> Cast:
    play(cast, "received 7/1; taken 8/1; decided 11/1; returned 20/1")
    play(cast, "received online 7/1; taken 8/1; decided 15/1")
    play(cast, "received post 4/3")
    return cast


def test_06a_is_the_document_that_others_build_on(three: Cast) -> None:
    assert run("report", "06a", *YEAR, "--format", "json") == {
        "period": {"from": "2019-01-01", "to": "2019-12-31"},
        "unit": None,
        "axis": "happened",
        "total": CELLS,
    }


def test_rows_name_what_they_stand_for(three: Cast) -> None:
    found = run("report", "06a", *YEAR, "--unit", "801", "--by", "unit", "--format", "json")
    assert found["unit"] == "801"
    assert found["rows"] == [{"key": "801.02", "name": "Phòng Tư pháp", **CELLS}]
    [row] = run("report", "06a", *YEAR, "--by", "procedure", "--format", "json")["rows"]
    assert (row["key"], row["name"]) == ("5-days", "Đăng ký lại khai sinh")
    assert run("report", "06a", *YEAR, "--by", "field", "--format", "json")["rows"][0]["name"] == "Hộ tịch"


def test_the_form_of_2019_counts_the_same_in_its_own_columns(three: Cast) -> None:
    assert run("report", "07a", *YEAR, "--format", "json")["total"] == {
        "received": {"total": 3, "carried_over": 0, "new": 3},
        "resolved": {"total": 2, "in_time": 1, "late": 1},
        "open": {"total": 1, "in_time": 0, "overdue": 1},
    }


def test_a_cell_lists_its_dossiers_as_they_stood_then(three: Cast) -> None:
    found = run("report", "dossiers", "06a/resolved.early", *YEAR, "--format", "json")
    number = Dossier.objects.order_by("received_at", "number").first().number
    assert found == {
        "count": 1,
        "dossiers": [
            {
                "number": number,
                "procedure": "5-days",
                "field": found["dossiers"][0]["field"],
                "unit": "801.02",
                "channel": "counter",
                "state": 10,
                "received_at": "2019-01-07T09:00:00+07:00",
                "due_at": "2019-01-14T09:00:00+07:00",
                "ended_at": "2019-01-11T09:00:00+07:00",
                "returned_at": "2019-01-20T09:00:00+07:00",
            }
        ],
    }
    before = ("--from", "2019-01-01", "--to", "2019-01-15", "--format", "json")
    [decided, _late] = run("report", "dossiers", "06a/resolved.total", *before)["dossiers"]
    assert (decided["state"], decided["returned_at"]) == (9, None)
    earlier = ("--from", "2019-01-01", "--to", "2019-01-10", "--format", "json")
    for line in run("report", "dossiers", "06a/open.total", *earlier)["dossiers"]:
        assert (line["state"], line["ended_at"]) == (4, None)


@pytest.mark.parametrize("cell", [f"{group}.{name}" for group, names in CELLS.items() for name in names])
def test_every_cell_lists_as_many_as_it_counts(three: Cast, cell: str) -> None:
    group, name = cell.split(".")
    found = run("report", "dossiers", f"06a/{cell}", *YEAR, "--format", "json")
    assert found["count"] == len(found["dossiers"]) == CELLS[group][name]


def test_the_table_carries_definitions_and_both_readings_of_the_share(three: Cast) -> None:
    text = run("report", "06a", *YEAR, "--lang", "en")
    assert "(3) = (4) + (5) + (6) = (7) + (11)" in text
    assert "(10) Resolved after the due day" in text
    assert "50,00 %: Of the dossiers resolved" in text and "66,67 %: Of all dossiers to be handled" in text


def test_a_table_of_the_terminal_is_as_wide_as_its_text(three: Cast) -> None:
    lines = run("report", "06a", *YEAR, "--by", "unit", "--lang", "en").splitlines()
    rule = next(line for line in lines if line.startswith("─"))
    below = lines[lines.index(rule) + 1]
    assert below.startswith("801.02  Phòng Tư pháp") and len(below) == len(rule)


def test_csv_opens_in_excel_and_holds_no_formula(three: Cast) -> None:
    content = run("report", "06a", *YEAR, "--by", "unit", "--format", "csv")
    assert content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    assert [len(row) for row in rows] == [13, 13, 13]
    assert rows[1][:5] == ["801.02", "Phòng Tư pháp", "3", "1", "2"]


def test_text_that_looks_like_a_formula_is_text_in_every_file(three: Cast, tmp_path: Path) -> None:
    from motcua.catalogue.models import Field

    Field.objects.update(name='=HYPERLINK("http://example.org")', search_key="x")
    content = run("report", "06a", *YEAR, "--by", "field", "--format", "csv").decode("utf-8-sig")
    assert list(csv.reader(io.StringIO(content)))[1][1] == '\'=HYPERLINK("http://example.org")'
    file = tmp_path / "06a.xlsx"
    run("report", "06a", *YEAR, "--by", "field", "--format", "xlsx", "-o", str(file))
    cells = [cell for line in openpyxl.load_workbook(file).active for cell in line]
    [named] = [cell for cell in cells if str(cell.value).startswith("=")]
    assert named.data_type == "s" and named.quotePrefix


def test_the_sheet_is_the_form_with_its_numbered_columns(three: Cast) -> None:
    content = run("report", "06a", *YEAR, "--by", "unit", "--format", "xlsx", "--lang", "en")
    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    lines = [[cell for cell in line if cell is not None] for line in sheet.iter_rows(values_only=True)]
    assert lines[0] == ["Form II.06a/VPCP/KSTT (Circular 01/2020/TT-VPCP)"]
    assert lines[7] == [f"({n})" for n in range(1, 14)]
    assert lines[8] == ["1", "801.02", "Phòng Tư pháp", 3, 1, 2, 0, 2, 1, 0, 1, 1, 0, 1]
    assert lines[9] == ["Total", 3, 1, 2, 0, 2, 1, 0, 1, 1, 0, 1]
    assert any("Open, and due on the period's last day" in str(line) for line in lines)
    listed = run("report", "dossiers", "06a/received.total", *YEAR, "--format", "xlsx")
    assert openpyxl.load_workbook(io.BytesIO(listed)).active.max_row == 9


def test_a_report_names_no_applicant(three: Cast) -> None:
    name = Applicant.objects.first().name
    for form in ("json", "csv", "table"):
        assert name not in str(run("report", "dossiers", "06a/received.total", *YEAR, "--format", form))


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (("06a", "--from", "2019-12-31", "--to", "2019-01-01"), 2, "Exchange the two days"),
        (("06a", "--from", "0001-01-01", "--to", "9999-12-31"), 2, "1976"),
        (("dossiers", "06a/nothing", *YEAR), 2, "is no cell"),
        (("dossiers", "resolved.late", *YEAR), 2, "is no cell"),
        (("dossiers", *YEAR), 2, "Name the cell"),
        (("06a", "resolved.late", *YEAR), 2, "motcua report dossiers 06a/resolved.late"),
        (("dossiers", "06a/open.total", *YEAR, "--by", "unit"), 2, "leave --by out"),
        (("06a", *YEAR, "--unit", "no-such-unit"), 1, "Check the code"),
        (("06a", *YEAR, "--unit", ""), 1, "Check the code"),
        (("06a", *YEAR, "--format", "csv", "-o", "/nonexistent/06a.csv"), 1, "cannot be written"),
    ],
)
def test_a_wrong_question_is_answered_in_one_sentence(
    three: Cast, arguments: tuple[str, ...], code: int, says: str
) -> None:
    with pytest.raises(CommandError) as told:
        run("report", *arguments, "--lang", "en")
    assert says in str(told.value) and "\n" not in str(told.value)
    assert told.value.returncode == code
    assert isinstance(told.value, Refusal) == (code == 1)
