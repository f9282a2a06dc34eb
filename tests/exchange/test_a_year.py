"""A year's register through the acts: what comes out is what stands in the file.

An ordinary run brings in 1,500 rows; `MOTCUA_REGISTER_ROWS=13051` brings in the year of a district.
"""

import os
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from django.db import transaction

from motcua.dossiers.models import CountDelta, Dossier, Stretch
from motcua.dossiers.states import State
from motcua.dossiers.stretches import rebuilt
from motcua.exchange.register.bring import import_register
from motcua.exchange.register.report import Report
from motcua.journal.models import Entry
from motcua.journal.verify import verify
from motcua.moments import LOCAL
from motcua.reports.frame import Frame
from motcua.reports.layouts import FORM_06A
from motcua.reports.report import document, report
from motcua.worktime.due import classify, due_at
from motcua.worktime.limits import Limit, LimitUnit
from motcua.worktime.national import standard_calendar
from tests.cast import Cast
from tests.exchange.book import a_year, write

ROWS = int(os.environ.get("MOTCUA_REGISTER_ROWS", "1500"))
LIMITS = {
    "5-days": Limit(5, LimitUnit.WORKING_DAY),
    "at-once": Limit(0, LimitUnit.WORKING_DAY),
    "8-hours": Limit(8, LimitUnit.HOUR),
    "15-calendar": Limit(15, LimitUnit.CALENDAR_DAY),
}
Rows = list[dict[str, Any]]


def bring(path: Path) -> Report:
    made = import_register(path, None, datetime.now(UTC))
    assert made.problems == []
    return made


def state_in_the_book(cells: dict[str, Any]) -> State:
    if "early_end" in cells:
        return State.WITHDRAWN if cells["early_end"] == "Rút" else State.STOPPED
    if "returned" in cells:
        return State.RETURNED
    return State.DECIDED if "decided" in cells else State.IN_PROCESS


def acts_in_the_book(cells: dict[str, Any]) -> Iterator[str]:
    yield "receive"
    if "early_end" in cells:
        yield "withdraw" if cells["early_end"] == "Rút" else "stop"
        return
    if "decided" not in cells or cells["procedure_code"] != "at-once":
        yield "move"
    yield from (act for act, key in (("decide", "decided"), ("return", "returned")) if key in cells)


def counted_from_the_file(rows: Rows, first: date, last: date) -> dict[str, int]:
    """Form 06a as a clerk would count it with the book and a calendar in front of him."""
    cells: Counter[str] = Counter()
    calendar = standard_calendar()
    for row in rows:
        if row["received"].date() > last:
            continue
        due = due_at(row["received"].replace(tzinfo=LOCAL), LIMITS[row["procedure_code"]], calendar)
        assert due is not None
        ended = row.get("decided") or row.get("early_end_on")
        cells["received"] += 1
        if ended is None or ended.date() > last:
            cells["overdue" if due.astimezone(LOCAL).date() <= last else "in_time"] += 1
        elif row.get("early_end") == "Rút":
            cells["on_time"] += 1
        else:
            cells[classify(ended.replace(tzinfo=LOCAL), due, LIMITS[row["procedure_code"]])] += 1
    return dict(cells)


def test_a_year_comes_out_as_it_stands_in_the_book(cast: Cast, tmp_path: Path) -> None:
    rows = a_year(ROWS)
    made = bring(write(tmp_path / "so.xlsx", rows))
    assert (made.new, made.rows) == (ROWS, ROWS)
    assert made.acts == dict(Counter(act for row in rows for act in acts_in_the_book(row)))
    states = dict(Dossier.objects.values_list("number", "state"))
    assert states == {row["number"]: state_in_the_book(row) for row in rows}
    assert verify().ok

    first, last = date(2019, 1, 1), date(2019, 11, 6)
    total = document(report(FORM_06A, Frame.of(first, last)))["total"]
    ours = counted_from_the_file(rows, first, last)
    assert total["received"]["total"] == ours["received"]
    assert total["resolved"] == {
        "total": ours["early"] + ours["on_time"] + ours["late"],
        **{column: ours[column] for column in ("early", "on_time", "late")},
    }
    assert total["open"] == {
        "total": ours["in_time"] + ours["overdue"],
        "in_time": ours["in_time"],
        "overdue": ours["overdue"],
    }
    _second_run_changes_nothing(tmp_path / "so.xlsx")


def _second_run_changes_nothing(path: Path) -> None:
    entries = Entry.objects.count()
    again = bring(path)
    assert (again.new, again.continued, again.there_already) == (0, 0, ROWS)
    assert Entry.objects.count() == entries


def test_on_the_axis_of_recording_all_of_it_came_today(cast: Cast, tmp_path: Path) -> None:
    rows = a_year(60)
    bring(write(tmp_path / "so.csv", rows))
    today = datetime.now(LOCAL).date()

    def received(first: date, last: date) -> int:
        made = document(report(FORM_06A, Frame.of(first, last, axis="recorded")))
        return int(made["total"]["received"]["total"])

    assert received(date(2019, 1, 1), today - timedelta(days=1)) == 0
    assert received(today, today) == len(rows)


def test_the_stretches_are_those_that_the_journal_tells(cast: Cast, tmp_path: Path) -> None:
    bring(write(tmp_path / "so.csv", a_year(40)))
    columns = [f.attname for f in Stretch._meta.concrete_fields if f.attname not in ("id", "dossier_id")]
    for dossier in Dossier.objects.all():
        kept = list(Stretch.objects.filter(dossier=dossier).order_by("seq").values(*columns))
        assert kept == list(rebuilt(dossier.pk))


def test_a_set_leaves_the_counts_that_single_rows_leave(cast: Cast, tmp_path: Path) -> None:
    def deltas() -> Counter[Any]:
        columns = [f.attname for f in CountDelta._meta.concrete_fields if f.attname != "id"]
        return Counter(CountDelta.objects.values_list(*columns))

    rows = a_year(30)
    with transaction.atomic():
        bring(write(tmp_path / "so.csv", rows))
        as_a_set = deltas()
        transaction.set_rollback(True)
    for row in rows:
        bring(write(tmp_path / "so.csv", [row]))
    assert deltas() == as_a_set
