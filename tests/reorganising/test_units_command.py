"""`motcua units`: a file of lines from the rehearsal to its schedule, the chart of a day, decisions."""

import json
from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from motcua.organisation.models import Decision
from motcua.reorganising.models import Reorganisation
from tests.desk.town import Town, ago
from tests.reorganising.test_merging import TODAY

TOMORROW = TODAY + timedelta(days=1)
MERGE = """operation,code,source,name,kind,level,parent
create,801.09,,Phòng Nội vụ - Tư pháp,office,district,801
consolidate,801.09,801.02,,,,
"""


def units(*given: str, language: str = "en") -> str:
    out = StringIO()
    call_command("units", *given, "--lang", language, "--quiet", stdout=out, stderr=StringIO())
    return out.getvalue()


def decided(file: Path, *more: str) -> tuple[str, ...]:
    return (
        "restructure",
        str(file),
        "--decision",
        "7/NQ",
        "--authority",
        "HĐND huyện",
        "--on",
        str(TOMORROW),
        *more,
    )


@pytest.fixture
def merge(town: Town, tmp_path: Path) -> Path:
    file = tmp_path / "lines.csv"
    file.write_text(MERGE, "utf-8")
    return file


def test_a_dry_run_tells_what_would_happen_and_keeps_nothing(merge: Path) -> None:
    told = json.loads(units(*decided(merge, "--dry-run", "--format", "json")))
    assert told["figures"]["ended"] == told["figures"]["begun"] == 1
    assert told["figures"]["moved"] > 0
    assert not told["scheduled"]
    assert any(each["kind"] == "moves" and each["says"] for each in told["findings"])
    assert not Reorganisation.objects.exists()
    assert not Decision.objects.filter(number="7/NQ").exists()


def test_without_it_the_decision_waits_for_its_day_is_listed_and_taken_back(merge: Path) -> None:
    assert "7/NQ" in units(*decided(merge))
    [row] = json.loads(units("decisions", "--format", "json"))["decisions"]
    assert (row["number"], row["on"], row["stage"], row["lines"]) == ("7/NQ", str(TOMORROW), "scheduled", 2)
    with pytest.raises(CommandError, match="there already"):
        units(*decided(merge))
    with pytest.raises(CommandError, match="Say why"):
        units("take-back", "7/NQ")
    assert "taken back" in units("take-back", "7/NQ", "--reason", "Hoãn")
    assert json.loads(units("decisions", "--format", "json"))["decisions"][0]["stage"] == "taken_back"
    with pytest.raises(CommandError, match="units decisions"):
        units("take-back", "7/NQ", "--reason", "Hoãn")


def test_what_blocks_is_told_and_nothing_is_kept_until_there_is_a_fallback(town: Town, tmp_path: Path) -> None:
    file = tmp_path / "lines.json"
    lines: list[dict[str, Any]] = [{"operation": "dissolve", "source": "801.02"}]
    file.write_text(json.dumps(lines), "utf-8")
    with pytest.raises(CommandError, match="block it"):
        units(*decided(file))
    assert not Reorganisation.objects.exists()
    units(*decided(file, "--fallback", "801.03", "--leave", "Đã có phương án"))
    assert Reorganisation.objects.get().fallback == "801.03"


def test_wrong_lines_are_named_with_their_rows(town: Town, tmp_path: Path) -> None:
    file = tmp_path / "lines.csv"
    file.write_text("operation;source;code\nabsorb;999;801.03\nmerge;801.02;801.03\n", "utf-8")
    with pytest.raises(CommandError, match=r"Row 2: .*999[\s\S]*Row 3: “merge”"):
        units(*decided(file, "--dry-run"))
    file.write_text("source\n801.02\n", "utf-8")
    with pytest.raises(CommandError, match="name the columns"):
        units(*decided(file))
    with pytest.raises(CommandError, match="cannot be read"):
        units(*decided(tmp_path / "none.csv"))
    with pytest.raises(CommandError, match="--authority"):
        units("restructure", str(file))


def test_the_chart_of_a_day_is_a_tree(town: Town) -> None:
    told = json.loads(units("chart", "--on", str(TODAY), "--format", "json"))
    by_code = {each["code"]: each for each in told["units"]}
    office = by_code["801.02"]
    assert office["parent"] == "801" and office["depth"] == by_code["801"]["depth"] + 1
    assert json.loads(units("chart", "--on", str(ago(20_000).date()), "--format", "json"))["units"] == []
    assert f"  801.02  {office['name']}" in units("chart")
