"""Figures on the map of a day: units as they were, as they are now, and the bridge between; sums are equal."""

from collections import Counter
from datetime import UTC, date, datetime

import pytest

from motcua.moments import local_day
from motcua.reports.behind import behind
from motcua.reports.frame import By, Frame, WrongQuestion
from motcua.reports.layouts import FORM_06A
from motcua.reports.report import Report, document, report
from tests.cast import Cast
from tests.desk.town import Town, ago, build_town
from tests.reorganising.worked import in_force, written

TODAY = local_day(datetime.now(UTC))
YEAR = date(TODAY.year - 1, 1, 1), TODAY
MERGE = (
    "create code=801.09 name=Phòng+Nội+vụ kind=office level=district parent=801 prefix=",
    "consolidate source=801.02 code=801.09",
    "consolidate source=27899 code=801.10",
    "create code=801.10 name=UBND+xã+mới kind=administration level=commune parent=801",
)


@pytest.fixture
def merged(cast: Cast) -> Town:
    """The town with one more dossier next door, and then both units are others."""
    town = build_town(cast)
    cast.received(ago(3), deciding_unit=cast.commune.pk, procedure="15-calendar")
    in_force(written(*MERGE, on=TODAY, at=ago(0)), ago(0))
    return town


def made(by: By | None = None, **asked: object) -> Report:
    return report(FORM_06A, Frame.of(*YEAR, **asked), by)  # type: ignore[arg-type]


def rows(found: Report) -> dict[str, int]:
    return {row.key: row.cells["received.total"] for row in found.rows if not row.under}


def test_the_old_map_the_new_map_and_the_bridge_have_one_sum(merged: Town) -> None:
    old, new, bridge = made(By.UNIT), made(By.UNIT, on_map=TODAY), made(By.BRIDGE, on_map=TODAY)
    assert old.total == new.total == bridge.total
    assert set(rows(old)) == {"801.02", "27899"}
    assert rows(new) == rows(bridge) == {"801.09": rows(old)["801.02"], "801.10": rows(old)["27899"]}
    assert sum(rows(new).values()) == new.total["received.total"] > 1


def test_a_bridge_names_under_each_unit_those_whose_work_it_does(merged: Town) -> None:
    found = made(By.BRIDGE, on_map=TODAY)
    assert [(row.key, row.under) for row in found.rows] == [
        ("801.09", ""),
        ("801.02", "801.09"),
        ("801.10", ""),
        ("27899", "801.10"),
    ]
    sums: Counter[str] = Counter()
    for row in found.rows:
        if row.under:
            sums.update(row.cells)
    assert dict(sums) == {cell: n for cell, n in found.total.items() if n} | {c: 0 for c in sums if not sums[c]}
    assert {row["under"] for row in document(found)["rows"] if "under" in row} == {"801.09", "801.10"}


def test_a_row_of_the_new_map_opens_into_what_its_predecessors_decided(merged: Town) -> None:
    figure = FORM_06A.cells["received.total"]
    for row in made(By.UNIT, on_map=TODAY).rows:
        frame = Frame.of(*YEAR, on_map=TODAY, part=(By.UNIT, row.id))
        assert behind(figure, frame).count() == row.cells["received.total"]
        assert report(FORM_06A, frame).total == row.cells


def test_a_unit_of_the_new_map_counts_with_all_that_its_work_was(merged: Town) -> None:
    assert made(unit="801", on_map=TODAY).total == made().total, "the commune stands below the district now"
    assert made(unit="801.09", on_map=TODAY).total["received.total"] == rows(made(By.UNIT))["801.02"]
    assert made(unit="801.02", on_map=TODAY).total == made(unit="801.09", on_map=TODAY).total, "by its old code"
    assert made(unit="801.09").total["received.total"] == 0, "as they were, the new office decided nothing"


def test_an_absurd_map_is_refused_in_a_sentence(cast: Cast) -> None:
    with pytest.raises(WrongQuestion, match="1976"):
        made(on_map=date(1, 1, 1))
