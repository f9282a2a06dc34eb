"""Calendars: what a day is, and what questions about them answer."""

from datetime import date, datetime, time

import pytest

from motcua.moments import LOCAL
from motcua.worktime.calendar import DatedDay, Kind, NeverOpens, Span, WorkCalendar
from motcua.worktime.minutes import minute_of, moment_of
from motcua.worktime.national import STANDARD_WEEK, national_days, standard_calendar
from tests.worktime.offices import OFF, SPAN_AFTERNOON, SPAN_COUNTER, SPAN_MORNING, WORKED, local

STANDARD = standard_calendar()


def test_a_span_holds_its_first_minute_and_not_its_last() -> None:
    assert STANDARD.opening(local(2019, 11, 4, 7, 30)) == SPAN_MORNING
    assert STANDARD.opening(local(2019, 11, 4, 11, 29, 59)) == SPAN_MORNING
    assert STANDARD.opening(local(2019, 11, 4, 11, 30)) is None
    assert STANDARD.opening(local(2019, 11, 4, 13, 30)) == SPAN_AFTERNOON
    assert STANDARD.opening(local(2019, 11, 3, 9, 0)) is None


def test_openings_that_overlap_or_end_before_they_begin_are_refused() -> None:
    for spans in ((SPAN_MORNING, SPAN_COUNTER), (Span(time(9), time(8)),), (Span(time(9), time(9)),)):
        with pytest.raises(ValueError, match="overlap"):
            WorkCalendar({0: spans})
        with pytest.raises(ValueError, match="overlap"):
            WorkCalendar({}, {date(2019, 1, 2): DatedDay("hours", spans)})


def test_an_office_may_be_open_till_midnight() -> None:
    late = WorkCalendar({0: (Span(time(13), time(0)),)})
    assert late.close_of(date(2019, 11, 4)) == local(2019, 11, 5, 0, 0)
    assert late.minutes_between(local(2019, 11, 4, 0, 0), local(2019, 11, 5, 0, 0)) == 11 * 60


def test_the_questions_of_a_calendar() -> None:
    assert STANDARD.next_opening(local(2019, 2, 1, 17, 0)) == local(2019, 2, 11, 7, 30)
    assert STANDARD.next_opening(local(2019, 2, 1, 16, 59, 30)) == local(2019, 2, 1, 16, 59)
    assert STANDARD.minutes_between(local(2019, 11, 4, 11, 0), local(2019, 11, 5, 8, 0)) == 30 + 210 + 30
    assert STANDARD.minutes_between(local(2019, 11, 5, 8, 0), local(2019, 11, 4, 11, 0)) == -270
    assert STANDARD.add_minutes(local(2019, 11, 4, 11, 0), 30) == local(2019, 11, 4, 11, 30)
    assert STANDARD.add_minutes(local(2019, 11, 4, 11, 0), 31) == local(2019, 11, 4, 13, 31)
    assert STANDARD.close_of(date(2019, 11, 4)) == local(2019, 11, 4, 17, 0)
    assert STANDARD.close_of(date(2019, 11, 3)) is None
    assert STANDARD.nth_working_day_after(date(2019, 4, 26), 1) == date(2019, 5, 2)
    assert STANDARD.nth_working_day_after(date(2019, 4, 28), 3) == date(2019, 5, 4)


def test_a_day_on_which_a_counter_merely_opens_is_no_working_day() -> None:
    calendar = WorkCalendar({**STANDARD_WEEK, 5: (SPAN_COUNTER,)})
    assert not calendar.is_working_day(date(2019, 11, 9))
    assert calendar.next_opening(local(2019, 11, 8, 18, 0)) == local(2019, 11, 9, 7, 30)
    assert calendar.close_of(date(2019, 11, 9)) is None
    assert calendar.minutes_between(local(2019, 11, 9, 0, 0), local(2019, 11, 10, 0, 0)) == 0


def test_another_week_may_be_in_force_from_a_day_on() -> None:
    summer = dict.fromkeys(range(5), (Span(time(7), time(11)), Span(time(13), time(17))))
    calendar = WorkCalendar(STANDARD_WEEK, later=[(date(2019, 10, 16), STANDARD_WEEK), (date(2019, 4, 16), summer)])
    assert calendar.next_opening(local(2019, 4, 15, 0, 0)) == local(2019, 4, 15, 7, 30)
    assert calendar.next_opening(local(2019, 4, 16, 0, 0)) == local(2019, 4, 16, 7, 0)
    assert calendar.next_opening(local(2019, 10, 16, 0, 0)) == local(2019, 10, 16, 7, 30)


def test_a_decision_stands_above_the_public_holidays() -> None:
    days = {
        date(2019, 4, 29): DatedDay("worked"),
        date(2019, 11, 4): DatedDay("closed", name={"vi": "Khắc phục bão số 6"}),
        date(2019, 11, 5): DatedDay("half"),
        date(2019, 11, 6): DatedDay("hours", (Span(time(9), time(10)),)),
    }
    calendar = WorkCalendar(STANDARD_WEEK, days, yearly=national_days)
    assert calendar.spans_on(date(2019, 4, 29)) == (SPAN_MORNING, SPAN_AFTERNOON)
    assert calendar.spans_on(date(2019, 11, 4)) == ()
    assert calendar.spans_on(date(2019, 11, 5)) == (SPAN_MORNING,)
    assert calendar.spans_on(date(2019, 11, 6)) == (Span(time(9), time(10)),)
    assert calendar.is_working_day(date(2019, 11, 5))


def test_a_half_day_keeps_what_opens_before_noon() -> None:
    noon, before = Span(time(12), time(13)), Span(time(11, 30), time(12))
    calendar = WorkCalendar({0: (before, noon)}, {date(2019, 11, 4): DatedDay("half")})
    assert calendar.spans_on(date(2019, 11, 4)) == (before,)


def test_a_swapped_day_is_worked_as_the_week_has_the_day_that_is_off_for_it() -> None:
    monday_mornings = WorkCalendar({**STANDARD_WEEK, 0: (SPAN_MORNING,)}, yearly=national_days)
    assert monday_mornings.spans_on(date(2019, 5, 4)) == (SPAN_MORNING,)
    counter = WorkCalendar({**STANDARD_WEEK, 5: (SPAN_COUNTER,)}, yearly=national_days)
    assert counter.spans_on(date(2019, 5, 4)) == (SPAN_MORNING, SPAN_AFTERNOON)
    saturdays = WorkCalendar({**STANDARD_WEEK, 5: (SPAN_AFTERNOON,)}, yearly=national_days)
    assert saturdays.spans_on(date(2019, 5, 4)) == (SPAN_AFTERNOON,)


def test_a_calendar_answers_for_years_far_apart() -> None:
    calendar = WorkCalendar(STANDARD_WEEK)
    for year in (2019, 1990, 2101, 2019, 1976):
        at = datetime(year, 7, 1, tzinfo=LOCAL)
        assert calendar.next_opening(at).year == year
    for year in (1975, 2200):
        with pytest.raises(NeverOpens):
            calendar.next_opening(datetime(year, 7, 1, tzinfo=LOCAL))


def test_local_minutes_are_those_of_the_time_zone_data() -> None:
    for year in range(1976, 2100):
        for month in (1, 7):
            at = datetime(year, month, 1, 12, 34, tzinfo=LOCAL)
            assert moment_of(minute_of(at)) == at
            assert minute_of(at) % 1440 == 12 * 60 + 34


def test_the_days_off_and_the_swapped_days_of_2019_and_2026_are_those_of_the_dispatches() -> None:
    for year in (2019, 2026):
        weekdays_off = {
            day for day, dated in national_days(year).items() if dated.reason != "worked" and day.weekday() < 5
        }
        worked = {day: dated.like for day, dated in national_days(year).items() if dated.reason == "worked"}
        assert weekdays_off == {day for day in OFF if day.year == year}
        assert worked == {day: off for day, off in WORKED.items() if day.year == year}


def test_a_swap_over_new_year_is_known_in_both_years() -> None:
    assert national_days(2018)[date(2018, 12, 31)].like == date(2019, 1, 5)
    assert national_days(2014)[date(2014, 12, 27)].like == date(2015, 1, 2)
    assert national_days(2015)[date(2015, 1, 2)].like == date(2014, 12, 27)


def test_holidays_have_their_names_in_both_languages() -> None:
    for year in (2019, 2026):
        for dated in national_days(year).values():
            if dated.reason == "holiday":
                assert dated.name is not None
                assert dated.name["vi"]
                assert dated.name["en"] != dated.name["vi"]


def test_after_the_last_known_year_the_week_alone_holds() -> None:
    assert national_days(2099)
    assert not national_days(2100)


def test_kinds_are_written_as_the_database_keeps_them() -> None:
    assert [kind.value for kind in Kind] == ["work", "counter"]
