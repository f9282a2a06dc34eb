"""`motcua import procedures` and `motcua template procedures`, as an office runs them."""

import json
from pathlib import Path

import pytest
from django.core.management import call_command

from motcua.catalogue.models import Procedure
from motcua.command import Refusal

pytestmark = pytest.mark.django_db


def test_the_template_handed_out_can_be_imported(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("a.xlsx", "a.csv"):
        call_command("template", "procedures", "-o", str(tmp_path / name), lang="en")
    call_command("import", "procedures", str(tmp_path / "a.xlsx"), lang="en", quiet=True)
    capsys.readouterr()
    call_command("import", "procedures", str(tmp_path / "a.csv"), lang="en", quiet=True, format="json")
    report = json.loads(capsys.readouterr().out)
    assert (report["loaded"], report["unchanged"], report["problems"]) == (True, 1, [])


def test_a_template_never_overwrites_a_file(tmp_path: Path) -> None:
    (tmp_path / "mine.xlsx").write_text("work of a week")
    with pytest.raises(Refusal, match="there already"):
        call_command("template", "procedures", "-o", str(tmp_path / "mine.xlsx"), lang="en")
    with pytest.raises(Refusal, match=r"\.xlsx or \.csv"):
        call_command("template", "procedures", "-o", str(tmp_path / "mine.doc"), lang="en")


def test_a_file_with_faults_is_refused_after_all_of_them_are_printed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "bad.csv"
    path.write_text("code;name;field;counter_limit\nx;a;f;1\n1.001193;a;f;-1\n")
    with pytest.raises(Refusal, match="2 problems"):
        call_command("import", "procedures", str(path), lang="en", quiet=True)
    printed = capsys.readouterr().out.splitlines()
    assert printed[0].startswith("Row 2: Code of the procedure: x is not the code")
    assert printed[1].startswith("Row 3: Limit at the counter: -1 is negative")
    with pytest.raises(Refusal):
        call_command("import", "procedures", str(path), lang="en", quiet=True, format="json")
    assert json.loads(capsys.readouterr().out)["problems"][1]["row"] == 3
    assert not Procedure.objects.exists()
