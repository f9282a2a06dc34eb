"""Every worked example of docs/rules/deadlines.md."""

import re
from datetime import datetime, time
from pathlib import Path

import pytest

from motcua.moments import LOCAL
from motcua.worktime.due import due, due_at
from motcua.worktime.limits import Limit, LimitUnit, Pause
from motcua.worktime.sentences import sentence
from tests.worktime import oracle
from tests.worktime.offices import OFFICES, naive

PAGE = (Path(__file__).parents[2] / "docs" / "rules" / "deadlines.md").read_text(encoding="utf-8")
UNITS = {"wd": LimitUnit.WORKING_DAY, "cd": LimitUnit.CALENDAR_DAY, "h": LimitUnit.HOUR}


def rows(heading: str) -> list[list[str]]:
    """The cells of the table under a heading, without its head."""
    section = PAGE.split(f"\n## {heading}\n")[1].split("\n## ")[0]
    lines = [line for line in section.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]


def moment(text: str) -> datetime:
    """`Mon 04/11/2019 18:00`; the name of the day has to be right too."""
    at = datetime.strptime(text[4:], "%d/%m/%Y %H:%M").replace(tzinfo=LOCAL)
    assert f"{at:%a}" == text[:3], f"{text} is not a {text[:3]}"
    return at


def limit_of(text: str) -> Limit:
    found = re.fullmatch(r"(\d+) (wd|cd|h)(?: /(\d\d:\d\d))?", text)
    assert found, text
    return Limit(int(found[1]), UNITS[found[2]], time.fromisoformat(found[3]) if found[3] else None)


def pauses_of(text: str) -> list[Pause]:
    """`Mon 04/11/2019 08:00 - Tue 05/11/2019 09:00 tax anew; Thu 07/11/2019 10:00 -`: the second lasts."""
    made = []
    for told in text.split("; ") if text else []:
        found = re.fullmatch(r"(.{20}) -(?: (.{20}))?(?: ([a-z]+?))??( anew)?", told)
        assert found, told
        until = moment(found[2]) if found[2] else None
        made.append(Pause(moment(found[1]), until, found[3] or "supplement", bool(found[4])))
    return made


EXAMPLES = rows("Worked examples")


@pytest.mark.parametrize("row", EXAMPLES, ids=[row[0] for row in EXAMPLES])
def test_the_worked_example_holds(row: list[str]) -> None:
    _, calendar_name, received, limit_text, pause_text, expected = row
    office, calendar = OFFICES[calendar_name]
    at, limit, pauses = moment(received), limit_of(limit_text), pauses_of(pause_text)
    due_moment = None if expected == "none" else moment(expected)
    assert due_at(at, limit, calendar, pauses) == due_moment
    assert due(at, limit, calendar, pauses).at == due_moment
    stood = [(naive(p.since), naive(p.until) if p.until else None, p.anew) for p in pauses]
    clerk = oracle.due(office, naive(at), limit.value, limit.unit.value, limit.cutoff, stood)
    assert clerk == (naive(due_moment) if due_moment else None)


def test_the_table_holds_every_case_that_was_asked_for() -> None:
    cases = " ".join(row[0] for row in EXAMPLES)
    for asked in (
        "over Tết 2019",
        "4/5/2019 is worked",
        "22/8/2026 is worked",
        "after closing",
        "at noon",
        "24 November 2026",
        "calendar limit ends on a",
        "15:00 on the eve of a holiday",
        "pause over a holiday",
        "half day",
        "Saturday counter",
        "hours over lunch",
        "within the day",
        "begins anew over Tết 2019",
        "goes on after a pause",
        "begins anew after the cutoff",
    ):
        assert asked in cases


def test_the_explanation_on_the_page_is_the_one_that_is_printed() -> None:
    told = due(moment("Mon 04/11/2019 18:00"), limit_of("1 wd"), OFFICES["standard"][1])
    printed = [
        [f"{s.since:%a %d/%m/%Y %H:%M}", f"{s.until:%a %d/%m/%Y %H:%M}", str(s.minutes), sentence(s, "en")]
        for s in told.steps
    ]
    assert printed == rows("Why in words")
