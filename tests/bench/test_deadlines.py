"""`motcua bench deadlines` measures the clock, lets a clerk check it, and asks others what they would say."""

import json
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

import pytest
from django.core.management import call_command

from motcua.bench import deadline_peers, deadlines
from motcua.bench.clerk import Clerk
from motcua.bench.deadline_questions import FIRST, LAST, LIMITS, Question, question
from motcua.command import Refusal
from motcua.worktime.limits import Limit, LimitUnit
from motcua.worktime.minutes import minute_of, moment_of
from motcua.worktime.national import standard_calendar
from tests.worktime import oracle
from tests.worktime.offices import OFFICES, naive

PEERS = {
    "businesstimedelta",
    "pandas CustomBusinessHour",
    "pandas CustomBusinessDay",
    "workalendar",
    "numpy.busday_offset",
}


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(deadlines, "SINGLE", 2_000)
    monkeypatch.setattr(deadlines, "BULK", 20_000)
    monkeypatch.setattr(deadlines, "PASSES", 1)
    monkeypatch.setattr(deadline_peers, "ASKED", 60)


def test_the_bench_finds_no_wrong_answer_and_prints_what_was_asked_for(
    few: None, capsys: pytest.CaptureFixture[str]
) -> None:
    options: dict[str, Any] = {"questions": 200, "dossiers": 0, "format": "json", "quiet": True, "lang": "en"}
    call_command("bench", "deadlines", **options)
    found = json.loads(capsys.readouterr().out)
    assert (found["checked"], found["wrong"]) == (200, 0)
    assert found["single_per_second"] > 10_000
    assert found["bulk_per_second"] > 10_000
    assert found["single_with_pauses_per_second"] > 500
    assert found["calendar_change_per_second"] is None, "no dossiers were asked for"
    assert set(found["peers"]) == PEERS
    for name, peer in found["peers"].items():
        assert peer["per_second"] > 0, name
        assert 0.5 < peer["agrees_on"] <= 1, name
        assert peer["question"].endswith("?")
        assert {"pauses", "why"} <= set(peer["cannot_say"]), name
    assert "days worked in place of others" in found["peers"]["numpy.busday_offset"]["cannot_say"]


def test_a_wrong_answer_is_told_with_its_question(few: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(deadlines, "due_at", lambda at, *rest: at + timedelta(days=1))
    found = deadlines._checked(5, lambda done: None)
    assert found["wrong"] == 5
    assert len(found["wrong_first"]) == deadlines.SHOWN


def test_numbers_that_make_no_sense_are_refused_with_a_sentence() -> None:
    for options in ({"questions": 0}, {"dossiers": -1}, {"dossiers": 10_000_000}):
        with pytest.raises(Refusal, match="questions"):
            call_command("bench", "deadlines", quiet=True, lang="en", **options)


def test_what_is_missing_is_named_and_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(deadline_peers, "find_spec", lambda name: None if name == "pandas" else object())
    assert deadline_peers.missing() == ["pandas"]
    assert set(deadline_peers.peers(Random(1), 5)) == {name for name in PEERS if "pandas" not in name}


def test_others_are_told_of_the_days_off_and_of_those_worked_in_their_place() -> None:
    given = deadline_peers.Given.of(standard_calendar())
    assert {date(2019, 2, 4), date(2019, 4, 29), date(2018, 12, 31)} <= set(given.off)
    assert {date(2019, 5, 4), date(2019, 1, 5)} <= set(given.worked)
    assert not set(given.off) & set(given.worked)


def test_the_clerk_of_the_bench_agrees_with_the_clerk_of_the_tests() -> None:
    rng = Random(7)
    for office, calendar in OFFICES.values():
        clerk = Clerk(calendar)
        for _ in range(40):
            asked = question(rng, may_pause=True)
            shift = date(2019, 1, 2) - asked.received_at.date()
            if asked.limit.value > 10:
                continue
            moved = _moved(asked, shift)
            told = [(naive(p.since), naive(p.until) if p.until else None, p.anew) for p in moved.pauses]
            limit, at = moved.limit, moved.received_at
            expected = oracle.due(office, naive(at), limit.value, limit.unit.value, limit.cutoff, told)
            found = clerk.due(minute_of(at), limit, moved.pauses)
            assert (naive(moment_of(found)) if found is not None else None) == expected, moved


def _moved(asked: Question, by: timedelta) -> Question:
    """The same question in the year whose days off the tests know."""

    def later(at: datetime) -> datetime:
        return at + by

    pauses = tuple(
        type(p)(later(p.since), later(p.until) if p.until else None, p.why, p.anew) for p in asked.pauses
    )
    return Question(later(asked.received_at), asked.limit, pauses)


def test_every_kind_of_limit_and_every_year_is_asked_about() -> None:
    rng = Random(1)
    asked = [question(rng, may_pause=True) for _ in range(2_000)]
    assert {q.limit for q in asked} == set(LIMITS)
    assert {limit.unit for limit in LIMITS} == set(LimitUnit)
    assert any(limit.cutoff for limit in LIMITS)
    assert Limit(0, LimitUnit.WORKING_DAY) in LIMITS
    assert {q.received_at.year for q in asked} == set(range(FIRST.year, LAST.year))
    pauses = [pause for q in asked for pause in q.pauses]
    assert {pause.anew for pause in pauses} == {True, False}
    assert any(pause.until is None for pause in pauses)
