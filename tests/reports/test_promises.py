"""Which due moment a report counts by, the legal one or the promise after a letter: a dated setting."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from motcua.dossiers.counts import fold
from motcua.dossiers.ending import Document, decide
from motcua.dossiers.letters import sign_letters
from motcua.dossiers.models import Dossier
from motcua.dossiers.passing import take
from motcua.dossiers.promise import Counts, decide_promise
from motcua.dossiers.waiting import ask_for_supplement, resume
from motcua.journal.by import SYSTEM
from motcua.people.actor import SYSTEM_ACTOR
from motcua.reports.behind import behind
from motcua.reports.frame import Axis, By, Frame
from motcua.reports.layouts import FORM_06A
from motcua.reports.report import report
from tests.cast import GROUND, MONDAY, Cast, at, build_cast, succeeded
from tests.reports import oracle
from tests.reports.test_two_ways import Undone, adds_up, compare

JANUARY = date(2019, 1, 1), date(2019, 1, 31)
PERIODS = (JANUARY, (date(2019, 1, 16), date(2019, 1, 16)), (date(2019, 2, 1), date(2019, 3, 31)))


def counts_by(counts: Counts, from_day: date = MONDAY) -> None:
    given = {"by": SYSTEM, "at": at(date(2018, 6, 1)), "ground": "DECISION", "decision": "7/QĐ-UBND"}
    decide_promise(from_day=from_day, letter_before=1, counts=counts, **given)


def by_system(function: Any, dossiers: Sequence[UUID], when: Any, **more: Any) -> None:
    succeeded(function(dossiers, by=SYSTEM_ACTOR, at=when, recorded_at=when, ground=GROUND, **more))


def decided(dossier: UUID, when: Any) -> None:
    by_system(decide, [dossier], when, outcome="granted", documents={dossier: Document("1/QĐ", when.date())})


def promised(cast: Cast, when: Any = None, days: int = 3) -> UUID:
    """Received on Monday the 7th and due on the 14th; its letter, signed on the 10th, promises the 17th."""
    dossier = cast.received(when or at()).pk
    by_system(take, [dossier], at(9))
    by_system(sign_letters, [dossier], at(10, 10), days=days, reason="Chờ xác minh")
    return dossier


def cells(first: date, last: date) -> dict[str, int]:
    found = report(FORM_06A, Frame.of(first, last)).total
    adds_up(found)
    for cell, figure in FORM_06A.cells.items():
        assert behind(figure, Frame.of(first, last)).count() == found[cell], cell
    return {cell: n for cell, n in found.items() if n and not cell.endswith(".total")}


@pytest.mark.parametrize(
    ("setting", "ends"),
    [
        (None, {11: "early", 14: "on_time", 16: "late", 17: "late", 18: "late"}),
        (Counts.DUE_AT, {11: "early", 14: "on_time", 16: "late", 17: "late", 18: "late"}),
        (Counts.EXTENDED_TO, {11: "early", 14: "early", 16: "early", 17: "on_time", 18: "late"}),
    ],
)
def test_what_ended_stands_in_the_column_of_the_day_that_counts(
    cast: Cast, setting: Counts | None, ends: dict[int, str]
) -> None:
    if setting is not None:
        counts_by(setting)
    for day, column in ends.items():
        dossier = promised(cast)
        decided(dossier, at(day, 11))
        assert Dossier.objects.get(pk=dossier).ended_as == column, day
    expected = {f"resolved.{c}": list(ends.values()).count(c) for c in set(ends.values())}
    assert cells(*JANUARY) == {"received.counter_post": len(ends)} | expected


@pytest.mark.parametrize(("setting", "overdue_from"), [(None, 14), (Counts.DUE_AT, 14), (Counts.EXTENDED_TO, 17)])
def test_what_is_open_is_overdue_from_the_day_that_counts(
    cast: Cast, setting: Counts | None, overdue_from: int
) -> None:
    if setting is not None:
        counts_by(setting)
    promised(cast)
    for day in (9, 13, 14, 16, 17, 18):
        column = "open.overdue" if day >= overdue_from else "open.in_time"
        assert cells(JANUARY[0], date(2019, 1, day)) == {"received.counter_post": 1, column: 1}, day


def test_the_setting_holds_for_what_is_received_from_its_day_on(cast: Cast) -> None:
    counts_by(Counts.EXTENDED_TO, date(2019, 1, 8))
    for dossier in (promised(cast), promised(cast, at(8))):  # due on the 14th and 15th, promised for 17th and 18th
        decided(dossier, at(16, 11))
    assert cells(*JANUARY) == {"received.counter_post": 2, "resolved.late": 1, "resolved.early": 1}


def test_a_letter_signed_after_the_due_day_takes_the_dossier_out_of_the_overdue_only_from_then_on(
    cast: Cast,
) -> None:
    counts_by(Counts.EXTENDED_TO)
    dossier = cast.received().pk
    by_system(sign_letters, [dossier], at(16, 10), days=10, reason="Chờ xác minh")
    day = {n: cells(JANUARY[0], date(2019, 1, n)) for n in (15, 16)}
    assert day[15] == {"received.counter_post": 1, "open.overdue": 1}
    assert day[16] == {"received.counter_post": 1, "open.in_time": 1}


ACT = st.sampled_from(["sign", "sign", "ask", "resume", "decide"])
HISTORY = st.lists(st.tuples(ACT, st.integers(0, 3), st.integers(0, 4), st.integers(1, 9)), min_size=4, max_size=16)


@pytest.mark.usefixtures("db")
def test_counts_dossiers_and_journal_agree_with_promises_on_any_history() -> None:
    cast = build_cast()

    @settings(
        max_examples=12,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        database=None,
        phases=[Phase.generate],
    )
    @given(history=HISTORY, setting=st.sampled_from(Counts), folded=st.booleans())
    def on_any_history(history: list[tuple[str, int, int, int]], setting: Counts, folded: bool) -> None:
        with pytest.raises(Undone), transaction.atomic():
            counts_by(setting, date(2019, 1, 8))
            procedures = ("5-days", "8-hours", "15-calendar", "5-days")
            ids = [cast.received(at(7 + n // 2, 8, n), procedure=p).pk for n, p in enumerate(procedures)]
            now = at(8, 9)
            by_system(take, ids, now)
            for act, which, days, more in history:
                now += timedelta(days=days, minutes=7)
                times: dict[str, Any] = {"by": SYSTEM_ACTOR, "at": now, "recorded_at": now, "ground": GROUND}
                one = [ids[which]]
                if act == "sign":
                    sign_letters(one, days=more, reason="Chờ xác minh", **times)
                elif act == "ask":
                    ask_for_supplement(one, missing="Đơn", **times)
                elif act == "resume":
                    resume(one, **times)
                else:
                    decide(one, outcome="granted", documents={one[0]: Document("1/QĐ", now.date())}, **times)
            if folded:
                fold()
            for axis in Axis:
                stories = oracle.told(ids, axis)
                for first, last in (
                    JANUARY,
                    (date(2019, 1, 16), date(2019, 1, 16)),
                    (date(2019, 2, 1), now.date()),
                ):
                    if first <= last:
                        compare(Frame.of(first, last, axis=axis), stories, [By.UNIT])
            raise Undone

    on_any_history()
