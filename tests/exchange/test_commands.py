"""`motcua import dossiers` and `motcua template dossiers`, as they are typed."""

import io
import json
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from motcua.command import Refusal
from motcua.dossiers.models import Dossier
from motcua.exchange.register.columns import CHANNELS, COLUMNS, ENDS, HEADINGS, OUTCOMES
from motcua.exchange.register.template import as_csv as csv_template
from motcua.exchange.register.template import as_xlsx as xlsx_template
from tests.cast import Cast
from tests.exchange.book import CLOSED, row, write


def run(*arguments: Any) -> str:
    out = io.StringIO()
    call_command(*map(str, arguments), "--quiet", "--lang=en", stdout=out, stderr=io.StringIO())
    return out.getvalue()


def test_the_command_prints_one_document(cast: Cast, tmp_path: Path) -> None:
    path = write(tmp_path / "so.xlsx", [row(**CLOSED)])
    told = json.loads(run("import", "dossiers", path, "--format=json"))
    assert (told["loaded"], told["new"], told["rows"], told["problems"]) == (True, 1, 1, [])
    told = json.loads(run("import", "dossiers", path, "--format=json"))
    assert (told["new"], told["there_already"]) == (0, 1)


def test_the_command_says_in_words_what_happened(cast: Cast, tmp_path: Path) -> None:
    path = write(tmp_path / "so.csv", [row(appointed="20/01/2019")])
    said = run("import", "dossiers", path)
    assert "1 dossiers are new" in said and "1 row: the day promised in the book" in said


def test_a_dry_run_leaves_nothing_behind(cast: Cast, tmp_path: Path) -> None:
    said = run("import", "dossiers", write(tmp_path / "so.csv", [row()]), "--dry-run")
    assert "it would bring 1 new" in said and not Dossier.objects.exists()


def test_a_bad_file_is_refused_with_each_row_and_column(cast: Cast, tmp_path: Path) -> None:
    path = write(tmp_path / "so.csv", [row(received="hôm qua"), row(channel="chim")])
    out = io.StringIO()
    with pytest.raises(Refusal, match="2 problems") as refused:
        call_command("import", "dossiers", str(path), "--quiet", "--lang=en", stdout=out)
    assert refused.value.returncode == 1
    assert "Row 2: Nhận hồ sơ: hôm qua is not a day" in out.getvalue()
    assert "Row 3: Kênh tiếp nhận: chim is not known here" in out.getvalue()


def test_a_bad_file_gives_its_problems_as_a_document_too(cast: Cast, tmp_path: Path) -> None:
    path, out = write(tmp_path / "so.csv", [row(received="hôm qua")]), io.StringIO()
    with pytest.raises(Refusal):
        call_command("import", "dossiers", str(path), "--quiet", "--lang=en", "--format=json", stdout=out)
    [problem] = json.loads(out.getvalue())["problems"]
    assert (problem["row"], problem["column"]) == (2, "Nhận hồ sơ")


def test_a_register_has_its_own_days(cast: Cast, tmp_path: Path) -> None:
    path = write(tmp_path / "so.csv", [row()])
    with pytest.raises(CommandError, match="only for procedures") as refused:
        run("import", "dossiers", path, "--from=2019-01-01")
    assert refused.value.returncode == 2


@pytest.mark.parametrize("name", ["so.xlsx", "so.csv"])
def test_the_template_is_read_back_as_an_empty_register(cast: Cast, tmp_path: Path, name: str) -> None:
    run("template", "dossiers", "-o", tmp_path / name)
    with pytest.raises(Refusal), open(tmp_path / "out", "w") as out:
        call_command("import", "dossiers", str(tmp_path / name), "--quiet", "--lang=en", stdout=out)
    assert "has no rows" in (tmp_path / "out").read_text()


def test_the_template_has_the_headings_of_the_form_whatever_the_language(tmp_path: Path) -> None:
    heads = csv_template().decode("utf-8-sig").strip().split(";")
    assert heads == list(HEADINGS.values())
    sheet = openpyxl.load_workbook(io.BytesIO(xlsx_template())).worksheets[0]
    assert [cell.value for cell in sheet[1]] == heads


def test_the_template_offers_the_words_of_coded_columns() -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(xlsx_template())).worksheets[0]
    offered = {rule.formula1 for rule in sheet.data_validations.dataValidation}
    assert offered == {f'"{",".join(words)}"' for words in (CHANNELS, OUTCOMES, ENDS)}


def test_every_column_is_explained_with_an_example() -> None:
    notes = openpyxl.load_workbook(io.BytesIO(xlsx_template())).worksheets[1]
    told = {line[0]: line[1:] for line in notes.iter_rows(min_row=2, values_only=True)}
    assert set(told) == set(HEADINGS.values())
    assert all(line[2] for line in told.values())


def test_a_row_of_the_examples_can_be_brought_in(cast: Cast, tmp_path: Path) -> None:
    """What the template shows as examples is right: only unit and procedure are those of the office."""
    cells = {column.key: column.example for column in COLUMNS if column.example}
    cells |= {"procedure_code": "5-days", "procedure": ""}
    told = json.loads(run("import", "dossiers", write(tmp_path / "so.csv", [cells]), "--format=json"))
    assert (told["new"], told["acts"]["return"]) == (1, 1)
