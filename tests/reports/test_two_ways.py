"""On whatever history: the counts, the dossiers behind them, and a slow reading of the journal say the same."""

from collections import Counter
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from motcua.catalogue.content import Content, Draft
from motcua.catalogue.offer import offer
from motcua.catalogue.publish import publish_versions
from motcua.dossiers.counts import fold
from motcua.dossiers.ending import Document, decide, return_result, stop, withdraw
from motcua.dossiers.models import Dossier
from motcua.dossiers.passing import take
from motcua.dossiers.receive import draft, receive, receive_drafts
from motcua.dossiers.waiting import ask_for_payment, ask_for_supplement, resume
from motcua.journal.by import SYSTEM
from motcua.people.actor import SYSTEM_ACTOR
from motcua.reports.behind import PART, behind
from motcua.reports.frame import Axis, By, Frame
from motcua.reports.layouts import FORM_06A, FORM_07A
from motcua.reports.report import Cells, document, report
from tests.cast import BEGINNING, GROUND, Cast, at, build_cast
from tests.catalogued import CONTENTS
from tests.reports import oracle

PROCEDURES = ["5-days", "at-once", "8-hours", "15-calendar", "land"]
ACTS: dict[str, tuple[Any, dict[str, Any]]] = {
    "accept": (receive_drafts, {}),
    "take": (take, {}),
    "ask": (ask_for_supplement, {"missing": "Đơn"}),
    "bill": (ask_for_payment, {"note": "Thuế"}),
    "resume": (resume, {"decision": "1/QĐ"}),
    "decide": (decide, {"outcome": "granted"}),
    "return": (return_result, {}),
    "stop": (stop, {"reason": "Vì thế"}),
    "withdraw": (withdraw, {"reason": "Vì thế"}),
}
# What keeps a dossier moving comes more often, so that stops are resumed and resumed ones end again.
ACT = st.sampled_from([*ACTS, "resume", "resume", "stop", "stop"])
HISTORY = st.lists(
    st.tuples(
        st.one_of(st.sampled_from(["receive", "file"]), ACT, ACT, ACT),
        st.integers(0, 4),  # which dossier, or which procedure
        st.sampled_from([0, 0, 1, 1, 3, 12, 20]),  # days since the act before
        st.sampled_from([0, 0, 0, 1, 9, 40]),  # days until it is written down
        st.booleans(),  # here or next door
    ),
    min_size=12,
    max_size=40,
)
PERIODS = [
    (date(2019, 1, 1), date(2019, 1, 31)),
    (date(2019, 1, 10), date(2019, 1, 10)),
    (date(2019, 1, 15), date(2019, 2, 14)),
    (date(2019, 2, 15), date(2019, 12, 31)),
]


class Undone(Exception):
    """Ends an example, so that the next one begins with nothing."""


class History:
    """Plays acts; what the rules refuse simply does not happen."""

    def __init__(self, cast: Cast) -> None:
        self.cast, self.day = cast, at(7, 9)
        self.ids: list[UUID] = []
        self.written: dict[UUID, Any] = {}

    def play(self, act: str, pick: int, days: int, delay: int, here: bool) -> None:
        self.day += timedelta(days=days, minutes=5)
        if act in ("receive", "file") and len(self.ids) < 4:  # few dossiers, so that much happens to each
            self.begin(act, PROCEDURES[pick], delay, here)
        elif self.ids:
            one = self.ids[pick % len(self.ids)]
            function, said = ACTS.get(act) or ACTS["resume"]
            self.written[one] = max(self.written[one], self.day + timedelta(days=delay))
            times = {"at": self.day, "recorded_at": self.written[one], "by": SYSTEM_ACTOR, "ground": GROUND}
            if function is decide:
                said = said | {"documents": {one: Document("1/QĐ", self.day.date())}}
            function([one], **times, **said)

    def begin(self, act: str, procedure: str, delay: int, here: bool) -> None:
        channel = "counter" if procedure == "at-once" else ("counter", "online", "post")[len(self.ids) % 3]
        unit = self.cast.office if here else self.cast.commune
        intake = self.cast.intake(procedure=procedure, channel=channel, deciding_unit=unit.pk)
        recorded = self.day + timedelta(days=delay)
        times = {"at": self.day, "recorded_at": recorded, "by": SYSTEM_ACTOR, "ground": GROUND}
        done = receive([intake], **times) if act == "receive" else draft([intake], filed=True, **times)
        if done.done:
            self.ids.append(intake.id)
            self.written[intake.id] = recorded


def with_another_field(cast: Cast) -> Cast:
    recorded: dict[str, Any] = {"by": SYSTEM, "at": at(BEGINNING), "from_day": BEGINNING, "ground": "ND63-2010"}
    content = Content("Tách thửa đất", terms=CONTENTS["5-days"].terms)
    published = publish_versions([Draft(code="land", field="Đất đai", content=content)], **recorded)
    offer([cast.office, cast.commune], published.versions.values(), **recorded)
    return cast


@pytest.mark.usefixtures("db")
def test_counts_dossiers_and_journal_agree_on_any_history() -> None:
    cast = with_another_field(build_cast())

    # Without shrinking, which takes minutes here; a history is short enough to be read as it is.
    @settings(
        max_examples=20,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        database=None,
        phases=[Phase.generate],
    )
    @given(history=HISTORY, folded=st.integers(0, 60))
    def on_any_history(history: list[tuple[Any, ...]], folded: int) -> None:
        with pytest.raises(Undone), transaction.atomic():
            played = History(cast)
            for each in history:
                played.play(*each)
            if folded:
                fold(at_most=folded)
            for axis in Axis:
                stories = oracle.told(played.ids, axis)
                for first, last in PERIODS:
                    compare(Frame.of(first, last, axis=axis), stories, list(By))
                    compare(Frame.of(first, last, axis=axis, unit="801"), stories, [By.UNIT])
            raise Undone

    on_any_history()


def compare(frame: Frame, stories: dict[UUID, list[oracle.Told]], groupings: list[By]) -> None:
    """All three ways, the whole and each row, for one question."""
    dossiers = Dossier.objects.in_bulk(list(stories))
    below = set(frame.units().values_list("reaches", flat=True)) if frame.unit else None
    expected = Counter[tuple[str, UUID]]()
    for key, story in stories.items():
        if below is None or dossiers[key].deciding_unit_id in below:
            expected.update(
                (cell, key) for cell in oracle.cells(story, dossiers[key].channel, frame.first, frame.last)
            )
    columns = [PART[by] for by in groupings]
    opened = {
        cell: list(behind(figure, frame).values_list("dossier", *columns))
        for cell, figure in FORM_06A.cells.items()
    }
    assert Counter((cell, row[0]) for cell, rows in opened.items() for row in rows) == expected
    for number, by in enumerate(groupings, start=1):
        made = report(FORM_06A, frame, by)
        adds_up(made.total)
        assert made.total == {cell: len(rows) for cell, rows in opened.items()}
        # On a bridge a sum comes before the units that it is of; who did his own work only stands alone.
        sums = {row.under for row in made.rows}
        rows = [row for row in made.rows if row.key not in sums]
        for row in rows:
            adds_up(row.cells)
            assert row.cells == {c: sum(r[number] == row.id for r in rows) for c, rows in opened.items()}
        assert sum((Counter(row.cells) for row in rows), Counter()) == +Counter(made.total)
    older_form(frame, report(FORM_06A, frame).total)


def adds_up(cells: Cells) -> None:
    assert cells["received.total"] == cells["resolved.total"] + cells["open.total"]
    for group in ("received", "resolved", "open"):
        parts = [n for cell, n in cells.items() if cell.startswith(group) and not cell.endswith(".total")]
        assert sum(parts) == cells[f"{group}.total"] and min(parts) >= 0


def older_form(frame: Frame, cells: Cells) -> None:
    found = document(report(FORM_07A, frame))["total"]
    assert found["received"]["new"] == cells["received.online"] + cells["received.counter_post"]
    assert found["resolved"]["in_time"] == cells["resolved.early"] + cells["resolved.on_time"]
    assert found["open"] == {name: cells[f"open.{name}"] for name in ("total", "in_time", "overdue")}
    for cell in ("received.new", "resolved.in_time"):
        group, name = cell.split(".")
        assert behind(FORM_07A.cells[cell], frame).count() == found[group][name]
