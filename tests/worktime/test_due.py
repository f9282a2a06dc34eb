"""The due moment: the rules against a slow second opinion, and what holds for every calendar."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from django.utils.translation import override
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from motcua.moments import LOCAL, local_day
from motcua.worktime.calendar import Kind, NeverOpens, Span, WorkCalendar, refuse_without_work
from motcua.worktime.due import classify, due, due_at, due_many, is_late
from motcua.worktime.impossible import NobodyWorks, NoSuchLimit, NoSuchPause, NoZone
from motcua.worktime.limits import Cause, Limit, LimitUnit, Pause
from motcua.worktime.minutes import minute_of, moment_of
from motcua.worktime.national import standard_calendar
from motcua.worktime.reckoning import reckon
from tests.thorough import cases
from tests.worktime import oracle
from tests.worktime.offices import OFFICES, SPAN_COUNTER, SPAN_MORNING, limits, local, moments, naive, offices
from tests.worktime.oracle import Office

pytestmark = pytest.mark.thorough

WD, CD, HOUR = LimitUnit.WORKING_DAY, LimitUnit.CALENDAR_DAY, LimitUnit.HOUR


@pytest.fixture
def in_english() -> Iterator[None]:
    with override("en"):
        yield


@st.composite
def pauses(draw: st.DrawFn, may_last: bool = True) -> list[Pause]:
    """Pauses in any order: apart, touching, overlapping, within a minute; now and then one that lasts.

    After some the limit goes on, after others it begins anew.
    """
    made: list[Pause] = []
    for since in draw(st.lists(moments(18), max_size=4)):
        touches = draw(st.booleans())
        if made and touches and made[-1].until:
            since = made[-1].until
        length = draw(st.one_of(st.integers(0, 600), st.integers(0, 6 * 86400)))
        until = since + timedelta(seconds=length)
        lasts = may_last and draw(st.integers(0, 11)) == 0
        why, anew = draw(st.sampled_from(["supplement", "fee"])), draw(st.booleans())
        made.append(Pause(since, None if lasts else until, why, anew))
    return draw(st.permutations(made))


def intervals(of: list[Pause]) -> list[oracle.Interval]:
    return [(naive(p.since), naive(p.until) if p.until else None, p.anew) for p in of]


def expected(office: Office, at: datetime, limit: Limit, of: list[Pause]) -> datetime | None:
    found = oracle.due(office, naive(at), limit.value, limit.unit.value, limit.cutoff, intervals(of))
    return found.replace(tzinfo=LOCAL) if found else None


@settings(max_examples=cases(300), deadline=None)
@given(offices(), moments(), limits(), pauses())
def test_the_due_moment_is_what_a_clerk_finds_who_counts_minute_by_minute(
    pair: tuple[Office, WorkCalendar], at: datetime, limit: Limit, of: list[Pause]
) -> None:
    office, calendar = pair
    assert due_at(at, limit, calendar, of) == expected(office, at, limit, of)
    found = due(at, limit, calendar, of)
    assert found.at == due_at(at, limit, calendar, of)
    assert naive(found.deemed_at) == office.deemed(naive(at).replace(second=0), limit.cutoff)


@settings(max_examples=cases(300), deadline=None)
@given(offices(), moments(), limits(), pauses())
def test_the_steps_run_from_receipt_to_due_without_a_gap_and_count_every_minute_of_work_outside_pauses(
    pair: tuple[Office, WorkCalendar], at: datetime, limit: Limit, of: list[Pause]
) -> None:
    office, calendar = pair
    found = due(at, limit, calendar, of)
    cut = at.replace(second=0, microsecond=0)
    lasting = [p.since.replace(second=0, microsecond=0) for p in of if p.until is None]
    begun = [step.until for step in found.steps if step.why in ("waiting", "after_cutoff")]
    end = found.at or max(min(lasting), found.deemed_at, *begun)
    assert [step.since for step in found.steps] == [cut, *(step.until for step in found.steps)][: len(found.steps)]
    assert (found.steps[-1].until if found.steps else cut) == end
    for step in found.steps:
        length = (step.until - step.since) // timedelta(minutes=1)
        assert length > 0
        assert step.minutes in (0, length)
        assert step.why
    if found.at is not None:
        told = intervals(of)
        runs = oracle.runs(office, naive(at), limit.value, limit.unit.value, limit.cutoff, told)
        minutes = [oracle.worked_minutes(office, run.start, run.end, told) for run in runs]
        assert sum(step.minutes for step in found.steps) == sum(minutes)
        assert [s.why for s in found.steps if s.params.get("anew")].count("pause") == len(runs) - 1
        if limit.unit is HOUR:
            assert minutes[-1] == limit.value * 60


@settings(max_examples=cases(100), deadline=None)
@given(offices(), st.lists(moments(60), min_size=1, max_size=30), limits())
def test_many_are_due_when_each_of_them_is(
    pair: tuple[Office, WorkCalendar], ats: list[datetime], limit: Limit
) -> None:
    _, calendar = pair
    stamps = np.array([np.datetime64(int(at.timestamp()) // 60, "m") for at in ats])
    found = [due_at(at, limit, calendar) for at in ats]
    each = [np.datetime64(int(at.timestamp()) // 60, "m") for at in found if at is not None]
    assert due_many(stamps, limit, calendar).tolist() == np.array(each).tolist()


@settings(max_examples=cases(300), deadline=None)
@given(offices(), moments(60), limits())
def test_what_never_waited_is_due_as_the_whole_reckoning_has_it(
    pair: tuple[Office, WorkCalendar], at: datetime, limit: Limit
) -> None:
    assert due_at(at, limit, pair[1]) == moment_of(reckon(at, limit, pair[1]).due)


def test_an_office_that_closes_at_midnight_has_due_moments_at_midnight() -> None:
    late = WorkCalendar(dict.fromkeys(range(5), (Span(time(20), time(0)),)))
    midnight = local(2019, 11, 5, 0, 0)
    for at, limit in ((local(2019, 11, 4, 21), Limit(0, WD)), (local(2019, 11, 4, 20), Limit(4, HOUR))):
        assert due_at(at, limit, late) == due(at, limit, late).at == midnight
        stamp = np.array([np.datetime64(int(at.timestamp()) // 60, "m")])
        assert due_many(stamp, limit, late)[0] == np.datetime64(int(midnight.timestamp()) // 60, "m")


@settings(max_examples=cases(100), deadline=None)
@given(offices(), moments(), moments(), limits())
def test_what_is_received_later_is_due_on_no_earlier_day(
    pair: tuple[Office, WorkCalendar], one: datetime, other: datetime, limit: Limit
) -> None:
    first, second = (due_at(at, limit, pair[1]) for at in sorted((one, other)))
    assert first is not None
    assert second is not None
    assert local_day(first) <= local_day(second)
    if limit.unit is HOUR:
        assert first <= second


@settings(max_examples=cases(300), deadline=None)
@given(offices(), moments(), limits(), pauses(may_last=False))
def test_a_limit_in_days_is_due_on_a_working_day_and_a_pause_never_makes_it_earlier(
    pair: tuple[Office, WorkCalendar], at: datetime, limit: Limit, of: list[Pause]
) -> None:
    calendar = pair[1]
    with_pauses, without = due_at(at, limit, calendar, of), due_at(at, limit, calendar)
    assert with_pauses is not None
    assert without is not None
    assert calendar.is_working_day(local_day(with_pauses))
    assert with_pauses >= without or limit.unit is not HOUR
    assert local_day(with_pauses) >= local_day(without)


@settings(max_examples=cases(100), deadline=None)
@given(offices(), moments(), limits(), moments(), moments(), moments())
def test_a_pause_told_in_two_touching_pieces_counts_as_one(
    pair: tuple[Office, WorkCalendar], at: datetime, limit: Limit, a: datetime, b: datetime, c: datetime
) -> None:
    a, b, c = sorted((a, b, c))
    whole, pieces = [Pause(a, c, "tax")], [Pause(b, c, "tax"), Pause(a, b, "land")]
    assert due_at(at, limit, pair[1], whole) == due_at(at, limit, pair[1], pieces)


@settings(max_examples=cases(200), deadline=None)
@given(offices(), moments(), limits(), moments(), moments(), pauses(may_last=False))
def test_a_limit_that_begins_anew_is_that_of_a_dossier_received_when_the_pause_ended(
    pair: tuple[Office, WorkCalendar], at: datetime, limit: Limit, a: datetime, b: datetime, later: list[Pause]
) -> None:
    calendar = pair[1]
    since, until = (moment.replace(second=0) for moment in sorted((a, b)))
    unpaused = due(at, limit, calendar)
    assert unpaused.at is not None
    assume(max(since, unpaused.deemed_at) < until)
    assume(since < unpaused.at.replace(hour=0, minute=0))
    after = [pause for pause in later if pause.since >= until]
    again = due_at(at, limit, calendar, [*after, Pause(since, until, "tax", anew=True)])
    assert again == due_at(until, limit, calendar, after)


def test_what_a_counter_receives_after_the_days_work_is_due_within_the_next_working_day() -> None:
    evening = Span(time(11, 30), time(18), Kind.COUNTER)
    calendar = WorkCalendar(dict.fromkeys(range(5), (SPAN_MORNING, evening)))
    for hour, day in ((time(11, 29), 4), (time(11, 30), 5), (time(17, 59), 5)):
        at = datetime.combine(date(2019, 11, 4), hour, LOCAL)
        for limit in (Limit(0, WD), Limit(0, CD)):
            assert due_at(at, limit, calendar) == local(2019, 11, day, 11, 30)
            stamp = np.array([np.datetime64(int(at.timestamp()) // 60, "m")])
            assert due_many(stamp, limit, calendar)[0] == stamp[0] + (local(2019, 11, day, 11, 30) - at)


def test_a_pause_that_ends_when_the_dossier_counts_as_received_is_no_step() -> None:
    pause = Pause(local(2019, 11, 4, 6, 30), local(2019, 11, 4, 7, 30), "fee")
    told = due(local(2019, 11, 4, 6, 0), Limit(2, HOUR), standard_calendar(), [pause])
    assert [step.why for step in told.steps] == ["waiting", "opening"]


def test_many_leave_unknown_moments_unknown() -> None:
    stamps = np.array(["NaT", "2019-11-04T00:30"], dtype="datetime64[m]")
    found = due_many(stamps, Limit(1, WD), standard_calendar())
    assert np.isnat(found[0])
    assert found[1] == np.datetime64("2019-11-05T00:30")
    assert due_many(stamps[:0], Limit(1, WD), standard_calendar()).size == 0


def test_the_zone_of_a_moment_makes_no_difference() -> None:
    for text in ("2019-11-04T11:00:00+00:00", "2019-11-04T18:00:00+07:00", "2019-11-05T00:45:00+13:45"):
        at = datetime.fromisoformat(text)
        assert due_at(at, Limit(1, WD), standard_calendar()) == local(2019, 11, 6, 7, 30)
        assert due_at(at, Limit(1, WD), standard_calendar(), [Pause(at, at, "tax")]) == local(2019, 11, 6, 7, 30)


def test_a_zone_with_summer_time_is_read_as_it_stood_at_that_moment() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    # 27 October 2019: 02:30 came twice. Both are Sunday morning here, and one hour apart.
    first = datetime(2019, 10, 27, 2, 30, tzinfo=berlin)
    assert [minute_of(first.replace(fold=fold)) for fold in (0, 1)] == [
        minute_of(local(2019, 10, 27, 7, 30)),
        minute_of(local(2019, 10, 27, 8, 30)),
    ]
    assert due_at(datetime(2019, 7, 1, 4, 0, tzinfo=berlin), Limit(1, HOUR), standard_calendar()) == local(
        2019, 7, 1, 10, 0
    )


@pytest.mark.usefixtures("in_english")
def test_a_moment_without_a_zone_is_refused() -> None:
    naive_moment = datetime(2019, 11, 4, 8)  # noqa: DTZ001
    for call in (due_at, due):
        with pytest.raises(NoZone):
            call(naive_moment, Limit(1, WD), standard_calendar())
    for since, until in ((naive_moment, None), (naive_moment, local(2019, 11, 5, 8)), (naive_moment,) * 2):
        with pytest.raises(NoZone):
            Pause(since, until, "tax")
    with pytest.raises(NoZone) as refused:
        Pause(local(2019, 11, 4, 7), naive_moment, "tax")
    assert str(refused.value).startswith("The moment 08:00 04/11/2019 has no time zone.")


def test_nothing_falls_due_where_nobody_ever_works() -> None:
    counter_only = WorkCalendar({5: (SPAN_COUNTER,)})
    for limit in (Limit(1, WD), Limit(0, WD), Limit(1, CD), Limit(1, HOUR)):
        with pytest.raises(NeverOpens):
            due_at(local(2190, 11, 4, 8), limit, counter_only)
        with pytest.raises(NeverOpens):
            due_many(np.array(["2190-11-04T01:00"], dtype="datetime64[m]"), limit, counter_only)


def test_a_limit_may_reach_far_beyond_the_years_that_were_asked_for_first() -> None:
    once_a_week = WorkCalendar({0: (SPAN_MORNING,)})
    found = due_at(local(2019, 11, 4, 8), Limit(1000, WD), once_a_week)
    assert found == local(2019, 11, 4, 8) + timedelta(weeks=1000)


@pytest.mark.usefixtures("in_english")
def test_a_limit_of_no_hours_less_than_nothing_or_ten_thousand_does_not_exist() -> None:
    refused_limits = [(0, HOUR, "no_hours"), *((-1, unit, "negative") for unit in LimitUnit)]
    refused_limits += [(10_000, unit, "too_long") for unit in LimitUnit]
    for value, unit, code in refused_limits:
        with pytest.raises(NoSuchLimit) as refused:
            Limit(value, unit)
        assert refused.value.code == code
        assert str(refused.value).endswith(".")
        assert "does not exist" in str(refused.value)
    assert Limit(9_999, CD).value == 9_999


@pytest.mark.usefixtures("in_english")
def test_a_pause_that_ends_before_it_begins_is_refused_with_both_moments() -> None:
    with pytest.raises(NoSuchPause) as refused:
        Pause(local(2019, 11, 5, 8), local(2019, 11, 4, 9), "tax")
    assert str(refused.value) == "The pause ends at 09:00 04/11/2019, before it begins at 08:00 05/11/2019."


@pytest.mark.usefixtures("in_english")
def test_a_week_without_hours_of_work_is_refused() -> None:
    for week in ({}, {0: ()}, {5: (SPAN_COUNTER,)}):
        with pytest.raises(NobodyWorks, match="never works"):
            refuse_without_work(week)
    refuse_without_work({5: (SPAN_COUNTER,), 6: (SPAN_MORNING,)})


def test_what_a_version_may_name_as_the_cause_of_a_pause() -> None:
    assert [*Cause] == ["supplement", "fee", "tax", "land", "police"]


def test_a_pause_that_begins_anew_is_admitted_as_any_other_by_what_was_left_when_it_began() -> None:
    received, calendar = local(2019, 11, 4, 8), standard_calendar()
    on_the_due_day = Pause(local(2019, 11, 5, 16), local(2019, 11, 7, 10), "tax", anew=True)
    the_day_after = Pause(local(2019, 11, 6, 7), local(2019, 11, 7, 10), "tax", anew=True)
    assert due_at(received, Limit(1, WD), calendar, [on_the_due_day]) == local(2019, 11, 8, 10)
    assert due_at(received, Limit(1, WD), calendar, [the_day_after]) == local(2019, 11, 5, 8)
    used_up = Pause(local(2019, 11, 4, 10), local(2019, 11, 4, 11), "tax", anew=True)
    a_minute_before = Pause(local(2019, 11, 4, 9, 59), local(2019, 11, 4, 11), "tax", anew=True)
    assert due_at(received, Limit(2, HOUR), calendar, [used_up]) == local(2019, 11, 4, 10)
    assert due_at(received, Limit(2, HOUR), calendar, [a_minute_before]) == local(2019, 11, 4, 15)


def test_a_pause_within_another_begins_the_limit_anew_and_the_rest_of_the_other_still_stands() -> None:
    outer = Pause(local(2019, 11, 4, 10), local(2019, 11, 8, 10), "supplement")
    inner = Pause(local(2019, 11, 5, 9), local(2019, 11, 6, 9), "tax", anew=True)
    told = due(local(2019, 11, 4, 8), Limit(2, WD), standard_calendar(), [outer, inner])
    # Received anew on Wednesday 6 at 09:00; Thursday and Friday stand; Monday and Tuesday count.
    assert told.at == local(2019, 11, 12, 9)
    stood = [(step.since.day, step.until.day) for step in told.steps if step.why == "pause"]
    assert stood == [(4, 5), (5, 6), (6, 8)]


def test_while_a_pause_lasts_nothing_begins_anew_that_had_not_ended_before_it() -> None:
    again = Pause(local(2019, 11, 5, 9), local(2019, 11, 7, 9), "tax", anew=True)
    lasts = Pause(local(2019, 11, 6, 9), None, "supplement")
    told = due(local(2019, 11, 4, 8), Limit(2, WD), standard_calendar(), [again, lasts])
    assert told.at is None
    assert not any(step.params.get("anew") for step in told.steps)
    assert told.steps[-1].until == local(2019, 11, 6, 9)


def test_limits_in_days_compare_days() -> None:
    limit, due_moment = Limit(1, WD), local(2019, 11, 5, 7, 30)
    assert classify(local(2019, 11, 5, 16, 59), due_moment, limit) == "on_time"
    assert classify(local(2019, 11, 4, 16, 59), due_moment, limit) == "early"
    assert classify(local(2019, 11, 6, 0, 0), due_moment, limit) == "late"
    assert is_late(local(2019, 11, 6, 0, 0), due_moment, limit)


def test_limits_in_hours_compare_moments_to_the_minute() -> None:
    limit, due_moment = Limit(2, HOUR), local(2019, 11, 5, 9, 30)
    assert classify(local(2019, 11, 5, 9, 30, 59), due_moment, limit) == "on_time"
    assert classify(local(2019, 11, 5, 9, 29, 59), due_moment, limit) == "early"
    assert classify(local(2019, 11, 5, 9, 31), due_moment, limit) == "late"


def test_what_waits_for_somebody_else_is_not_late() -> None:
    assert classify(local(2030, 1, 1, 8), None, Limit(1, WD)) == "on_time"


def test_every_office_of_the_table_agrees_with_the_clerk_over_two_years() -> None:
    for office, calendar in OFFICES.values():
        for year in (2019, 2026):
            for day in range(0, 360, 3):
                at = local(year, 1, 3, 9, 10) + timedelta(days=day, hours=day % 11)
                for limit in (Limit(3, WD, time(15)), Limit(10, CD), Limit(5, HOUR)):
                    assert due_at(at, limit, calendar) == expected(office, at, limit, []), (at, limit)
