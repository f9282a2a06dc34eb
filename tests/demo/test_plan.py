"""The plan of the year: pure, so that it can be asked about any seed without a database."""

import re
from collections import Counter, defaultdict
from datetime import date, time
from itertools import pairwise
from pathlib import Path

import pytest

from motcua.catalogue.district import rows
from motcua.demo import choices
from motcua.demo.cases import Clock, NotEnough, offered_by_district
from motcua.demo.choices import PUBLISHED, Totals
from motcua.demo.district import COMMUNES, FIELD_OFFICES, MERGED, MERGED_ON, OFFICES
from motcua.demo.hours import Hours
from motcua.demo.officers import duties
from motcua.demo.plan import Plan, plan_year
from motcua.worktime.due import classify, due_at
from motcua.worktime.limits import Pause
from motcua.worktime.national import standard_calendar

CALENDAR = standard_calendar()
PAGE = Path(__file__).resolve().parents[2] / "docs" / "rules" / "demo.md"


def planned(seed: int, totals: Totals = PUBLISHED) -> Plan:
    return plan_year(offered_by_district(rows()), CALENDAR, seed, totals)


@pytest.fixture(scope="module", params=[2019, 7])
def plan(request: pytest.FixtureRequest) -> Plan:
    return planned(request.param)


def reckoned(plan: Plan) -> Counter[str]:
    """The columns of all cases, reckoned anew from the acts alone."""
    found: Counter[str] = Counter()
    for case, acts in zip(plan.cases, plan.lives, strict=True):
        moments = {act.kind.partition("_")[0]: plan.hours.moment(act.second) for act in acts}
        ended = next((moments[kind] for kind in ("decide", "withdraw", "stop") if kind in moments), None)
        pauses = [Pause(moments["ask"], moments.get("resume"), "supplement")] if "ask" in moments else []
        due = due_at(moments["receive"], case.limit, CALENDAR, pauses)
        if ended is None:
            found["open"] += 1
        elif "withdraw" in moments:
            found["on_time"] += 1
        else:
            found[classify(ended, due, case.limit)] += 1
    return found


def test_the_published_totals_come_out_whatever_the_seed(plan: Plan) -> None:
    assert reckoned(plan) == {"early": 6909, "on_time": 4976, "late": 183, "open": 983}
    assert len(plan.cases) == 13_051
    first = plan.hours.from_day(choices.BEGINS) * plan.hours.per_day
    assert sum(case.received < first for case in plan.cases) == PUBLISHED.carried_over > 0


def test_the_same_seed_gives_the_same_year_and_another_another() -> None:
    small = PUBLISHED.scaled(0.2)
    first, again, other = planned(1, small), planned(1, small), planned(2, small)
    assert first.lives == again.lives
    assert first.lives != other.lives
    assert reckoned(first) == reckoned(other)


def test_every_procedure_and_every_field_occurs_among_what_is_handled(plan: Plan) -> None:
    assert len({case.offered.code for case in plan.cases}) == 274
    assert len({case.offered.field for case in plan.cases}) == 43


def test_what_was_carried_over_had_not_ended_before_the_year(plan: Plan) -> None:
    first = plan.hours.from_day(choices.BEGINS) * plan.hours.per_day
    for case, acts in zip(plan.cases, plan.lives, strict=True):
        if case.received < first and case.ended is not None:
            assert all(act.second >= first for act in acts if act.kind in ("decide", "withdraw", "stop"))


def test_officers_act_in_opening_hours_only(plan: Plan) -> None:
    seconds = {act.second for acts in plan.lives for act in acts} | {r.refused for r in plan.requests}
    assert all(CALENDAR.opening(plan.hours.moment(second)) for second in seconds)
    days = {plan.hours.moment(second).date() for second in seconds}
    assert date(2019, 5, 4) in days, "a Saturday worked by decision"
    assert not {date(2019, 2, 5), date(2019, 4, 15), date(2019, 4, 29), date(2019, 9, 2)} & days


def test_nobody_does_two_things_at_one_instant(plan: Plan) -> None:
    times = Counter((act.officer, act.second) for acts in plan.lives for act in acts if act.officer)
    times.update((request.officer, request.refused) for request in plan.requests)
    assert max(times.values()) == 1


MOST = {
    "receive": choices.MOST_RECEPTIONS,
    "return": choices.MOST_RETURNS,
    "take": choices.MOST_HANDLED,
    "decide": choices.MOST_SIGNED,
}
ONE_DUTY = {"ask_supplement": "take", "ask_fee": "take", "resume": "take", "submit": "take", "stop": "decide"}


def test_nobody_does_more_in_a_day_than_one_can(plan: Plan) -> None:
    loads: Counter[tuple[str, int, str]] = Counter()
    for acts in plan.lives:
        for act in acts:
            duty = ONE_DUTY.get(act.kind, act.kind)
            if duty in MOST:
                loads[act.officer, plan.hours.day(act.second), duty] += 1
    for (_officer, _day, duty), many in loads.items():
        assert many <= MOST[duty]


def test_at_the_window_each_person_has_his_minutes(plan: Plan) -> None:
    windows = defaultdict(list)
    for acts in plan.lives:
        for act in acts:
            if act.kind in ("receive", "return"):
                windows[act.officer, act.second // choices.AT_THE_WINDOW].append(act)
    assert max(map(len, windows.values())) == 1


def test_each_kind_of_end_has_the_acts_that_it_needs(plan: Plan) -> None:
    for case, acts in zip(plan.cases, plan.lives, strict=True):
        kinds = [act.kind for act in acts]
        assert [act.stage for act in acts] == sorted({act.stage for act in acts})
        assert all(a.second < b.second for a, b in pairwise(acts) if a.kind != "file")
        assert "receive" in kinds
        if not case.in_steps:
            assert kinds == ["receive", "decide", "return"]
            assert len({plan.hours.day(act.second) for act in acts}) == 1
        elif case.end in ("early", "on_time", "late"):
            assert {"send", "take", "submit", "decide"} <= set(kinds)
        elif case.end == "stopped":
            assert kinds[-2:] == ["ask_supplement", "stop"]
        elif case.end == "withdrawn":
            assert kinds[-1] == "withdraw"
        else:
            assert not {"decide", "withdraw", "stop", "return"} & set(kinds)


def test_numbers_of_results_follow_the_order_of_signing_in_each_unit_and_year(plan: Plan) -> None:
    """Two offices that merged number in one book from that day on."""
    books = defaultdict(list)
    for case, acts in zip(plan.cases, plan.lives, strict=True):
        for act in acts:
            if act.kind == "decide" and case.document:
                day = plan.hours.moment(act.second).date()
                unit = "merged" if case.unit in MERGED and day >= MERGED_ON else case.unit
                books[unit, day.year].append((act.second, int(case.document.partition("/")[0])))
    for signed in books.values():
        assert [number for _second, number in sorted(signed)] == list(range(1, len(signed) + 1))


def test_supplements_pauses_refusals_and_withdrawals_all_happen(plan: Plan) -> None:
    kinds = Counter(act.kind for acts in plan.lives for act in acts)
    outcomes = Counter(case.outcome for case in plan.cases)
    assert kinds["ask_supplement"] > 200 and kinds["ask_fee"] > 50 and kinds["resume"] > 200
    assert kinds["withdraw"] > 20 and kinds["stop"] > 10
    assert outcomes["refused"] > 50 and outcomes["returned"] > 50
    assert len(plan.requests) > 10
    assert {case.channel for case in plan.cases} == {"counter", "online", "post"}


def test_a_year_for_which_there_is_no_room_is_refused_with_a_reason() -> None:
    with pytest.raises(NotEnough, match="procedures"):
        planned(1, Totals(10, 50, 30, 2, 8))
    with pytest.raises(NotEnough, match="should be"):
        planned(1, Totals(50, 100, 100, 1000, 100))


def test_a_wait_moves_the_due_day_and_one_unanswered_leaves_none(plan: Plan) -> None:
    clock = Clock(plan.hours, CALENDAR)
    waiting = [case for case in plan.cases if case.wait]
    assert any(case.wait.answered is None for case in waiting)
    for case in waiting:
        due, wait = case.due, case.wait
        assert (due is None) == (wait.answered is None)
        case.wait = None
        clock.set_due(case)
        assert due is None or due >= case.due
        case.wait, case.due = wait, due


def test_the_line_of_seconds_skips_nights_weekends_and_holidays() -> None:
    hours = Hours(CALENDAR, date(2019, 1, 31), date(2019, 2, 12))
    assert hours.days == [date(2019, 1, 31), date(2019, 2, 1), date(2019, 2, 11), date(2019, 2, 12)]
    assert hours.per_day == 7.5 * 3600
    assert hours.moment(0).time() == time(7, 30)
    assert hours.moment(4 * 3600).time() == time(13, 30)
    assert hours.at(1, time(13, 30)) == hours.per_day + 4 * 3600
    assert hours.at(1, time(12)) == hours.at(1, time(13, 30))


def test_every_field_of_the_district_has_an_office_and_every_office_its_people() -> None:
    assert {row.field for row in rows() if row.at_district} == set(FIELD_OFFICES)
    assert set(FIELD_OFFICES.values()) <= {office.key for office in OFFICES}
    functions = defaultdict(set)
    for duty in duties():
        for unit, function, _title in duty.posts:
            functions[unit].add(str(function))
    for office in OFFICES:
        assert functions[office.key] >= {"handling", "leader", "control"}
    for commune in COMMUNES:
        assert functions[commune.key] >= {"receiving", "handling", "leader", "returning", "cashier", "records"}
    assert functions["huyen"] >= {"receiving", "returning", "cashier"}
    assert functions[""] >= {"leader", "control", "records", "administrator"}


def test_the_page_tells_every_choice_as_it_is() -> None:
    page = PAGE.read_text()
    told = dict(re.findall(r"^\| `([A-Z_]+)` \| ([0-9.]+) \|", page, re.MULTILINE))
    own = {name: value for name, value in vars(choices).items() if name.isupper()}
    plain = {name: value for name, value in own.items() if isinstance(value, int | float)}
    assert {name: float(value) for name, value in told.items()} == plain
    assert all(f"`{name}`" in page for name in own)
    shares = dict(re.findall(r"^\| ([^`|]+?) \| ([0-9]+) \|", page, re.MULTILINE))
    assert {name: int(share) for name, share in shares.items()} == {**choices.PROCEDURES, **choices.FIELDS}
