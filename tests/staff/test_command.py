"""`motcua staff`: files in, the report out, problems by row and column."""

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from motcua.people.actor import Actor
from motcua.staff.models import StaffMember

HEAD = "number;name;kind;unit;title;first\n"
GOOD = "801-1;Lê Thị Bé;Công chức;801.02;Chuyên viên;01/01/2018\n"


def said(*arguments: str) -> tuple[str, str]:
    out, err = StringIO(), StringIO()
    try:
        call_command("staff", *arguments, "--lang", "en", stdout=out, stderr=err)
    except CommandError as error:
        err.write(str(error))
    return out.getvalue(), err.getvalue()


def test_a_template_can_be_imported_as_it_is(giang: Actor, tmp_path: Path) -> None:
    file = tmp_path / "template.xlsx"
    said("template", str(file))
    problems = json.loads(said("import", str(file), "--dry-run", "--format", "json")[0])["problems"]
    # The example row names a commune that the cast does not have, and nothing else is wrong.
    assert [problem["column"] for problem in problems] == ["Code of the unit"]


def test_a_register_comes_in_and_the_report_counts_it(giang: Actor, tmp_path: Path) -> None:
    file = tmp_path / "staff.csv"
    file.write_text(HEAD + GOOD, encoding="utf-8")
    assert said("import", str(file), "--dry-run")[1] == "" and not StaffMember.objects.exists()
    said("import", str(file))
    report = json.loads(said("report", "--on", "2019-01-07", "--format", "json")[0])
    counts = {figure["name"]: (figure["count"], figure["of"]) for figure in report["figures"]}
    assert (report["day"], counts["staff"]) == ("2019-01-07", (1, None))
    assert counts["standard-civil_servant"] == (0, 1)


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        (GOOD.replace("01/01/2018", "soon"), "row 2: From: soon is not a day"),
        (GOOD + GOOD, "row 3: Staff number"),
        ("", "The table has no rows"),
    ],
)
def test_problems_are_told_by_row_and_column(giang: Actor, tmp_path: Path, row: str, problem: str) -> None:
    file = tmp_path / "staff.csv"
    file.write_text(HEAD + row, encoding="utf-8")
    assert problem in said("import", str(file))[1]
    assert not StaffMember.objects.exists()
