"""docs/rules/figures.md is the rule: each row of its table is played, and both ways must find what it says."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import transaction

from motcua.dossiers.counts import fold
from motcua.reports.behind import behind, stretches
from motcua.reports.counted import counted
from motcua.reports.frame import Frame
from motcua.reports.layouts import FORM_06A, FORM_07A, LAYOUTS, layout_on
from tests.cast import Cast
from tests.pages import section, table, words
from tests.reports.story import day, play

PAGE = Path(__file__).resolve().parents[2] / "docs" / "rules" / "figures.md"
ROWS = table(PAGE, "Worked examples")
TOTALS = {"received.total", "resolved.total", "open.total"}


def frame_of(row: dict[str, str]) -> Frame:
    first, last = row["Period"].split(" - ")
    return Frame.of(day(first), day(last), axis=row["Axis"])


def test_every_dossier_stands_where_the_page_says(cast: Cast) -> None:
    wrong = []
    for row in ROWS:
        with pytest.raises(Undone), transaction.atomic():
            wrong += [f"{row['Case']} ({row['Period']}): {problem}" for problem in problems(cast, row)]
            raise Undone
    assert not wrong, "\n".join(wrong)


class Undone(Exception):
    """Ends a row, so that the next one finds no dossier but its own."""


def problems(cast: Cast, row: dict[str, str]) -> Iterator[str]:
    """What is not as the row says."""
    dossier = play(cast, row["What happened"])
    frame = frame_of(row)
    named = set() if row["Stands in"] == "nowhere" else set(row["Stands in"].split(", "))
    expected = named | {f"{cell.split('.')[0]}.total" for cell in named}
    state = stretches(frame).filter(dossier=dossier).values_list("state", flat=True).first()
    if row["State"] != ("–" if state is None else str(state)):
        yield f"its state is {state}"
    opened = {
        cell for cell, figure in FORM_06A.cells.items() if behind(figure, frame).filter(dossier=dossier).exists()
    }
    if opened != expected:
        yield f"the cells that open into it are {opened}"
    figures = {cell: figure(frame) for cell, figure in FORM_06A.cells.items()}
    for folded in ("unfolded", "folded"):
        counts = counted(figures, frame)[0].counts
        if counts != {cell: int(cell in expected) for cell in figures}:
            yield f"{folded} it is counted as {counts}"
        fold()


def test_the_page_knows_every_cell() -> None:
    cells = {word for row in table(PAGE, "Where a dossier stands") for word in words(row["Cell"])}
    assert cells == set(FORM_06A.cells) - TOTALS


def test_the_page_names_the_layouts_and_since_when() -> None:
    rows = {words(row["Layout"])[0]: row for row in table(PAGE, "Layouts and periods")}
    assert set(rows) == set(LAYOUTS)
    for name, row in rows.items():
        layout = LAYOUTS[name]
        assert f"{layout.from_day:%d/%m/%Y}" in row["In force"]
        assert layout.form in row["Form"] and layout.circular in row["Form"]
    assert layout_on(day("6/11")) is FORM_07A, "the form of 2019"
    assert layout_on(day("6/11").replace(year=2021)) is FORM_06A
    assert "resolved" in section(PAGE, "Layouts and periods")
