"""The statutory periods, the two readings of 99 %, and tables for a terminal."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from motcua.reports.csvfile import harmless
from motcua.reports.periods import Period, months, statutory_periods
from motcua.reports.shares import on_time_share_of_received, on_time_share_of_resolved
from motcua.reports.texttable import cut, table, width, wrapped

DUC_HUE = {"received.total": 13_051, "resolved.total": 12_068, "resolved.late": 183}


def test_the_two_readings_of_the_published_99_percent() -> None:
    assert on_time_share_of_resolved(DUC_HUE) == 98.48
    assert on_time_share_of_received(DUC_HUE) == 98.60


def test_a_share_is_rounded_half_up_and_is_none_of_nothing() -> None:
    assert on_time_share_of_resolved({"resolved.total": 800, "resolved.late": 799}) == 0.13
    nothing = {"received.total": 0, "resolved.total": 0, "resolved.late": 0}
    assert on_time_share_of_resolved(nothing) is on_time_share_of_received(nothing) is None


@pytest.mark.parametrize(
    ("year", "month", "count", "first", "last"),
    [
        (2019, 11, 1, date(2019, 10, 15), date(2019, 11, 14)),
        (2019, 1, 1, date(2018, 12, 15), date(2019, 1, 14)),
        (2019, 1, 3, date(2018, 12, 15), date(2019, 3, 14)),
        (2019, 10, 3, date(2019, 9, 15), date(2019, 12, 14)),
        (2019, 1, 6, date(2018, 12, 15), date(2019, 6, 14)),
        (2019, 7, 6, date(2019, 6, 15), date(2019, 12, 14)),
        (2019, 1, 12, date(2018, 12, 15), date(2019, 12, 14)),
    ],
)
def test_periods_run_from_the_15th_to_the_14th(year: int, month: int, count: int, first: date, last: date) -> None:
    assert months(year, month, count) == (first, last)


def test_the_running_periods_come_first_each_with_the_one_before() -> None:
    with translation.override("en"):
        found = statutory_periods(date(2019, 11, 6))
    assert found == [
        Period(date(2019, 10, 15), date(2019, 11, 14), "Month 11/2019"),
        Period(date(2019, 9, 15), date(2019, 10, 14), "Month 10/2019"),
        Period(date(2019, 9, 15), date(2019, 12, 14), "Quarter IV/2019"),
        Period(date(2019, 6, 15), date(2019, 9, 14), "Quarter III/2019"),
        Period(date(2019, 6, 15), date(2019, 12, 14), "Second half of 2019"),
        Period(date(2018, 12, 15), date(2019, 6, 14), "First half of 2019"),
        Period(date(2018, 12, 15), date(2019, 12, 14), "Year 2019"),
        Period(date(2017, 12, 15), date(2018, 12, 14), "Year 2018"),
    ]


@given(day=st.dates(date(2019, 1, 1), date(2100, 1, 1)))
def test_every_day_lies_in_the_running_periods_and_the_others_end_just_before(day: date) -> None:
    found = statutory_periods(day)
    for running, before in zip(found[::2], found[1::2], strict=True):
        assert running.first <= day <= running.last
        assert before.last + timedelta(days=1) == running.first


def test_a_terminal_s_columns_stand_under_each_other_in_any_script() -> None:
    lines = table([["Tên", "Số"]], [["Tiếp nhận", 1], ["受付窓口", 13], ["Đ\u0323a", 2]], right={1}).splitlines()
    assert len({width(line) for line in lines}) == 1
    assert lines[3].endswith("13")


def test_text_is_cut_and_wrapped_by_what_it_takes_on_the_screen() -> None:
    assert (width("受付"), width("Tiế\u0302p"), cut("Ủy ban nhân dân", 8)) == (4, 4, "Ủy ban…")
    assert wrapped("In the period: counter, post", 11) == ["In the", "period:", "counter,", "post"]


def test_a_terminal_is_not_commanded_by_what_somebody_typed() -> None:
    assert "\x1b" not in table([["Tên"]], [["\x1b[2Jxóa"], ["hai\ndòng"]])


@pytest.mark.parametrize(
    ("value", "written"),
    [("=1+1", "'=1+1"), ("+84", "'+84"), ("-1", "'-1"), ("@x", "'@x"), ("\t=1", "'\t=1"), ("a=1", "a=1"), (-1, -1)],
)
def test_text_is_no_formula(value: Any, written: Any) -> None:
    assert harmless(value) == written
