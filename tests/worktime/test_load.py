"""Calendars in the database: which one a unit keeps, how it changes, and that everybody notices."""

from datetime import date, time

import pytest
from django.db import IntegrityError

from motcua.journal.by import SYSTEM
from motcua.journal.models import Entry
from motcua.organisation.establish import NewUnit, establish
from motcua.organisation.models import Unit
from motcua.worktime.calendar import Kind, Span
from motcua.worktime.decide import Decided, change_week, decide_days, give_calendar
from motcua.worktime.due import due_at
from motcua.worktime.limits import Limit, LimitUnit
from motcua.worktime.load import calendar_for, current_revision
from motcua.worktime.models import Calendar, DayKind
from motcua.worktime.national import STANDARD_WEEK
from tests.worktime.offices import SPAN_MORNING, local

pytestmark = pytest.mark.django_db

ACT = {"by": SYSTEM, "at": local(2019, 1, 2, 8, 0), "ground": "DECISION"}
ONE_DAY = Limit(1, LimitUnit.WORKING_DAY)
MONDAY_EVENING = local(2019, 11, 4, 18, 0)


@pytest.fixture
def path() -> list[Unit]:
    """A ward office and the district above it."""
    day = date(2018, 1, 1)
    [district] = establish([NewUnit("D", "Huyện Đức Huệ", "administration", "district")], from_day=day, **ACT)
    [ward] = establish(
        [NewUnit("W", "Xã Mỹ Quý Đông", "administration", "commune", parent=district)], from_day=day, **ACT
    )
    return [ward, district]


def test_an_administration_without_calendars_of_its_own_keeps_the_standard_hours(path: list[Unit]) -> None:
    calendar = calendar_for(unit.pk for unit in path)
    assert due_at(MONDAY_EVENING, ONE_DAY, calendar) == local(2019, 11, 6, 7, 30)
    assert not calendar.is_working_day(date(2019, 2, 4))


def test_a_unit_without_a_calendar_keeps_that_of_the_unit_above_it(path: list[Unit]) -> None:
    ward, district = path
    give_calendar(district, name="Huyện", week={0: (SPAN_MORNING,)}, from_day=date(2018, 1, 1), **ACT)
    assert calendar_for([ward.pk, district.pk]).close_of(date(2019, 11, 4)) == local(2019, 11, 4, 11, 30)
    give_calendar(ward, name="Xã", week=STANDARD_WEEK, from_day=date(2018, 1, 1), **ACT)
    assert calendar_for([ward.pk, district.pk]).close_of(date(2019, 11, 4)) == local(2019, 11, 4, 17, 0)
    assert calendar_for([district.pk]).close_of(date(2019, 11, 4)) == local(2019, 11, 4, 11, 30)


def test_every_change_moves_the_revision_and_is_seen_at_once(path: list[Unit]) -> None:
    before, first = calendar_for([]), current_revision()
    storm = Decided(date(2019, 11, 5), DayKind.OFF, "Khắc phục bão", "Công điện 1/CĐ-UBND")
    decide_days([storm], **ACT)
    assert current_revision() > first
    assert due_at(MONDAY_EVENING, ONE_DAY, calendar_for([])) == local(2019, 11, 7, 7, 30)
    assert due_at(MONDAY_EVENING, ONE_DAY, before) == local(2019, 11, 6, 7, 30)


def test_a_calendar_is_read_once_for_each_revision(path: list[Unit], django_assert_num_queries: object) -> None:
    revision = current_revision()
    again = calendar_for([], revision)
    with django_assert_num_queries(0):  # type: ignore[operator]
        assert calendar_for([unit.pk for unit in path], revision) is again


def test_one_calendars_own_decision_stands_above_that_for_all(path: list[Unit]) -> None:
    ward = path[0]
    own = give_calendar(ward, name="Xã", week=STANDARD_WEEK, from_day=date(2018, 1, 1), **ACT)
    day = date(2019, 11, 5)
    decide_days([Decided(day, DayKind.OFF, "Khắc phục bão")], **ACT)
    decide_days([Decided(day, DayKind.HALF, "Trực buổi sáng")], calendar=own, **ACT)
    assert calendar_for([ward.pk]).spans_on(day) == (SPAN_MORNING,)
    assert calendar_for([]).spans_on(day) == ()


def test_what_was_decided_for_a_day_gives_way_to_what_is_decided_later() -> None:
    day = date(2019, 11, 5)
    decide_days([Decided(day, DayKind.OFF, "Khắc phục bão")], **ACT)
    counter = (Span(time(8), time(10), Kind.COUNTER),)
    decide_days([Decided(day, DayKind.SPANS, "Chỉ tiếp nhận", spans=counter)], **ACT)
    assert calendar_for([]).spans_on(day) == counter
    told = Entry.objects.filter(subject_id=Calendar.objects.get(unit=None).pk).order_by("seq")
    assert [(entry.seq, entry.act) for entry in told] == [(1, "decide_day"), (2, "decide_day")]


def test_an_administration_may_swap_days_by_decision() -> None:
    off, worked = date(2019, 11, 8), date(2019, 11, 9)
    decide_days(
        [
            Decided(off, DayKind.OFF, "Nghỉ hoán đổi", "QĐ 12/QĐ-UBND", swapped_with=worked),
            Decided(worked, DayKind.WORK, "Làm bù", "QĐ 12/QĐ-UBND", swapped_with=off),
        ],
        **ACT,
    )
    assert due_at(local(2019, 11, 7, 9, 0), ONE_DAY, calendar_for([])) == local(2019, 11, 9, 9, 0)


def test_a_public_holiday_may_be_worked_by_decision() -> None:
    decide_days([Decided(date(2019, 4, 29), DayKind.WORK, "Không hoán đổi")], **ACT)
    assert calendar_for([]).is_working_day(date(2019, 4, 29))


def test_other_hours_hold_from_their_day_on_up_to_the_next_that_are_laid_down(path: list[Unit]) -> None:
    unit = path[0]
    calendar = give_calendar(unit, name="Xã", week=STANDARD_WEEK, from_day=date(2019, 1, 1), **ACT)
    winter = {0: (Span(time(8), time(12)),)}
    change_week(calendar, week=winter, from_day=date(2019, 10, 14), **ACT)
    change_week(calendar, week={0: (Span(time(7), time(11)),)}, from_day=date(2019, 4, 15), **ACT)
    change_week(calendar, week={0: (Span(time(6), time(10)),)}, from_day=date(2019, 4, 15), **ACT)
    kept = calendar_for([unit.pk])
    hours = [kept.next_opening(local(2019, month, day, 0, 0)).hour for month, day in
             ((1, 7), (4, 8), (4, 15), (10, 7), (10, 14), (12, 30))]  # fmt: skip
    assert hours == [7, 7, 6, 6, 8, 8]
    assert kept.next_opening(local(2018, 11, 5, 0, 0)) == local(2018, 11, 5, 7, 30)


def test_a_unit_has_one_calendar_and_so_has_the_administration(path: list[Unit]) -> None:
    give_calendar(path[0], name="Xã", week={0: (SPAN_MORNING,)}, from_day=date(2018, 1, 1), **ACT)
    for unit in (path[0], None):
        with pytest.raises(IntegrityError):
            give_calendar(unit, name="Xã", week={0: (SPAN_MORNING,)}, from_day=date(2018, 1, 1), **ACT)


def test_openings_that_overlap_change_nothing() -> None:
    calendar, before = Calendar.objects.get(unit=None), current_revision()
    wrong = {0: (SPAN_MORNING, Span(time(8), time(9)))}
    with pytest.raises(ValueError, match="overlap"):
        change_week(calendar, week=wrong, from_day=date(2019, 1, 1), **ACT)
    with pytest.raises(ValueError, match="overlap"):
        decide_days([Decided(date(2019, 1, 2), DayKind.SPANS, "?", spans=wrong[0])], **ACT)
    assert current_revision() == before
