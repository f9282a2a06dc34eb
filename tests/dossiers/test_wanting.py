"""What the morning drafts: docs/rules/letters.md says which dossiers want a letter, and this plays it."""

import io
import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from croniter import croniter
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from motcua.catalogue.content import Content, Draft
from motcua.catalogue.offer import offer
from motcua.catalogue.publish import publish_versions
from motcua.command import Refusal
from motcua.dossiers import tasks
from motcua.dossiers.acting import Holder
from motcua.dossiers.letters import Letter, draft_letters, last_day_to_sign
from motcua.dossiers.models import Dossier
from motcua.dossiers.passing import move, send_back
from motcua.dossiers.promise import Counts, PromiseRule
from motcua.dossiers.wanting import days_to_ask, draft_wanted, morning_of, wanting
from motcua.journal import revision
from motcua.journal.by import SYSTEM
from motcua.moments import LOCAL
from motcua.worktime.limits import Limit, LimitUnit
from motcua.worktime.load import calendar_for
from tests.cast import BEGINNING, Cast, at, reread, succeeded
from tests.catalogued import CONTENTS
from tests.dossiers.test_letters import act, decided_rule, in_hand, signed
from tests.pages import table

PAGE = Path(__file__).parents[2] / "docs/rules/letters.md"


def found(day: int | date, hour: int = 6) -> dict[Any, str]:
    return {each.dossier: each.because.value for each in wanting(at(day, hour))}


def because(day: int | date, hour: int = 6) -> list[str]:
    return [each.because.value for each in wanting(at(day, hour))]


def with_leader(cast: Cast, **given: Any) -> Dossier:
    dossier = in_hand(cast, **given)
    succeeded(act(move, dossier, cast.an, at(8), to=cast.leader))
    return reread(dossier)


def with_steps(cast: Cast, value: int, unit: LimitUnit = LimitUnit.WORKING_DAY) -> str:
    """A procedure of ten working days, of which the leader may take so many."""
    recorded: dict[str, Any] = {"by": SYSTEM, "at": at(BEGINNING), "from_day": BEGINNING, "ground": "ND63-2010"}
    steps = (("handling", Limit(6, LimitUnit.WORKING_DAY)), ("leader", Limit(value, unit)))
    terms = tuple(type(t)(t.channel, Limit(10, LimitUnit.WORKING_DAY)) for t in CONTENTS["5-days"].terms)
    content = Content("Cấp lại giấy phép", terms=terms, steps=steps)
    published = publish_versions([Draft(code="stepped", field="Hộ tịch", content=content)], **recorded)
    offer([cast.office], published.versions.values(), **recorded)
    return "stepped"


@pytest.mark.parametrize("row", table(PAGE, "The morning, played"), ids=lambda row: row["case"])
def test_the_page_says_which_morning_drafts_what(cast: Cast, row: dict[str, str]) -> None:
    procedure, stands = row["procedure"].strip("`"), row["stands with"]
    dossier = in_hand(cast, procedure=procedure)
    if stands == "leader":
        succeeded(act(move, dossier, cast.an, at(7, 10), to=cast.leader))
    mornings: dict[str, tuple[int, int]] = {}
    for n in range(8, 26):
        for each in wanting(at(n, 6)):
            mornings.setdefault(each.because.value, (n, each.days))
        if mornings:
            break
    [(why, (day, days))] = mornings.items()
    assert (f"{date(2019, 1, day):%a} {day}", f"`{why}`", str(days)) == (
        row["first morning"],
        row["because"],
        row["asks for"],
    )


def test_what_lies_with_the_leader_is_left_to_him_until_it_is_late(cast: Cast) -> None:
    with_leader(cast)
    assert [because(day) for day in (11, 14, 15)] == [[], [], ["late"]]


def test_what_waits_for_its_applicant_wants_none(cast: Cast) -> None:
    from motcua.dossiers.waiting import ask_for_supplement

    dossier = in_hand(cast)
    succeeded(act(ask_for_supplement, dossier, cast.an, at(9), missing="Đơn"))
    assert because(18) == []


def test_what_has_ended_wants_none(cast: Cast) -> None:
    from motcua.dossiers.ending import withdraw

    dossier = in_hand(cast)
    succeeded(act(withdraw, dossier, cast.hoa, at(9), reason="Rút"))
    assert because(18) == []


def test_the_second_run_of_a_morning_finds_nothing_new(cast: Cast) -> None:
    in_hand(cast)
    in_hand(cast, procedure="8-hours")
    morning = at(11, 6)
    first = draft_wanted(wanting(morning), morning, recorded_at=morning)
    assert len(first.done) == 2 and not first.refused
    assert wanting(morning) == []
    assert draft_wanted(wanting(at(18, 6)), at(18, 6), recorded_at=at(18, 6)).done == ()


def test_a_signed_letter_ends_it_also_once_the_promise_is_past(cast: Cast) -> None:
    signed(cast, in_hand(cast))
    assert because(30) == []


def test_what_is_late_asks_for_enough_days_to_promise_a_day_to_come(cast: Cast) -> None:
    dossier = in_hand(cast)
    [wanted] = wanting(at(21, 6))
    assert wanted.days == 1 + 5
    draft_wanted([wanted], at(21, 6), recorded_at=at(21, 6))
    letter = signed(cast, dossier, at(21, 10), days=wanted.days)
    assert letter.extended_to == at(22)


def test_so_late_that_no_letter_reaches_a_day_to_come_it_is_left_to_the_watch(cast: Cast) -> None:
    in_hand(cast)
    assert because(date(2019, 4, 8)) == ["late"]
    assert because(date(2019, 6, 3)) == []


def test_what_moved_on_between_looking_and_drafting_is_left_alone(cast: Cast) -> None:
    dossier, morning = in_hand(cast), at(11, 6)
    wanted = wanting(morning)
    succeeded(act(draft_letters, dossier, cast.an, morning, days=4, reason="Chờ xác minh"))
    done = draft_wanted(wanted, morning, recorded_at=morning)
    assert [refusal.code for refusal in done.refused.values()] == ["meanwhile"]
    assert Letter.objects.get().days == 4


def test_a_rule_of_three_days_before_drafts_two_days_earlier(cast: Cast) -> None:
    decided_rule(Counts.DUE_AT, before=3)
    in_hand(cast)
    assert [because(day) for day in (8, 9, 10)] == [[], ["last_day"], ["past"]]


def test_steps_that_take_longer_than_is_left_want_a_letter_early(cast: Cast) -> None:
    dossier = in_hand(cast, procedure=with_steps(cast, 4))
    assert dossier.due_at == at(21)
    mornings = {day: because(day) for day in (14, 15, 16, 17, 18)}
    # From Wednesday on four working days for the leader end on Tuesday the 22nd.
    assert mornings == {14: [], 15: [], 16: ["steps"], 17: ["steps"], 18: ["last_day"]}


def test_steps_in_hours_are_compared_by_the_day_of_a_limit_in_days(cast: Cast) -> None:
    in_hand(cast, procedure=with_steps(cast, 30, LimitUnit.HOUR))
    # Thirty hours are four days of seven and a half: from Wednesday morning to Monday's close, the due day.
    assert [because(day) for day in (15, 16, 17)] == [[], [], ["steps"]]


def test_what_lies_at_a_place_outside_the_steps_is_not_judged_by_them(cast: Cast) -> None:
    dossier = in_hand(cast, procedure=with_steps(cast, 9))
    succeeded(act(move, dossier, cast.an, at(8), to=Holder(cast.office.pk, "records")))
    assert because(16) == []


def test_the_days_asked_for_grow_with_the_limit() -> None:
    asked = {value: days_to_ask(Limit(value, LimitUnit.WORKING_DAY)) for value in (0, 1, 5, 6, 15, 16, 90)}
    assert asked == {0: 1, 1: 1, 5: 1, 6: 3, 15: 3, 16: 5, 90: 5}
    assert days_to_ask(Limit(200, LimitUnit.HOUR)) == 1


def test_many_are_found_and_drafted_by_as_many_statements_as_few(cast: Cast) -> None:
    from motcua.dossiers.receive import receive

    intakes = [cast.intake() for _ in range(30)]
    succeeded(receive(intakes, by=cast.hoa, at=at(), ground="OFFICE", recorded_at=at()))
    morning = at(11, 6)
    wanting(morning)  # calendars and catalogue are in memory from now on
    with CaptureQueriesContext(connection) as looked:
        wanted = wanting(morning)
    assert (len(wanted), len(looked.captured_queries)) == (30, 1)
    with CaptureQueriesContext(connection) as few:
        draft_wanted(wanted[:2], morning, recorded_at=morning)
    with CaptureQueriesContext(connection) as many:
        draft_wanted(wanted[2:], morning, recorded_at=morning)
    assert len(many) <= len(few)
    with CaptureQueriesContext(connection) as none:
        draft_wanted([], morning)
    assert not none.captured_queries


def test_the_worker_drafts_at_six_in_the_morning_here_and_looks_again_each_hour() -> None:
    cron = next(
        periodic.cron
        for periodic in tasks.app.periodic_registry.periodic_tasks.values()
        if periodic.task.name.endswith("draft_letters_of_the_morning")
    )
    runs = croniter(cron, datetime(2026, 11, 22, 22, 30, tzinfo=UTC).timestamp())
    hours = [datetime.fromtimestamp(runs.get_next(float), LOCAL) for _ in range(13)]
    assert [f"{hour:%H:%M}" for hour in hours] == [f"{n:02}:00" for n in (*range(6, 18), 6)]


def test_a_run_that_comes_late_looks_at_things_as_at_six() -> None:
    assert [morning_of(at(11, hour)) for hour in (5, 6, 14, 23)] == [at(11, 5), at(11, 6), at(11, 6), at(11, 6)]


def test_what_a_leader_sends_back_on_its_last_day_is_drafted_by_the_next_run(cast: Cast) -> None:
    dossier = with_leader(cast)
    assert wanting(morning_of(at(11, 9))) == []
    succeeded(act(send_back, dossier, cast.chi, at(11, 9, 30), reason="Thiếu chữ ký"))
    assert [each.because for each in wanting(morning_of(at(11, 10)))] == ["last_day"]


def test_the_workers_task_drafts_what_is_wanted_now(cast: Cast) -> None:
    from tests.desk.town import ago

    cast.received(ago(20))
    tasks.draft_letters_of_the_morning(0)
    assert Letter.objects.count() == 1


def say(*arguments: str) -> Any:
    out = io.StringIO()
    call_command("letters", *arguments, "--format", "json", "--quiet", stdout=out)
    return json.loads(out.getvalue())


def test_the_command_tries_drafts_and_lists(cast: Cast) -> None:
    from tests.desk.town import ago

    number = cast.received(ago(20)).number
    tried = say("draft", "--dry-run")
    assert (tried["wanted"], tried["drafted"], tried["letters"][0]["number"]) == (1, 0, number)
    assert not Letter.objects.exists()
    assert say("draft")["drafted"] == 1
    assert say("draft")["wanted"] == 0
    listed = say("list")
    assert [row["number"] for row in listed["drafts"]] == [number]
    assert listed["signed"] == []


def test_the_command_lays_a_rule_down_and_shows_it(cast: Cast) -> None:
    rule = ("--from", "2030-01-01", "--before", "2", "--counts", "extended_to", "--decision", "9/QĐ-UBND")
    made = say("rule", *rule)
    assert made == {
        "from": "2030-01-01", "until": None, "letter_before": 2, "counts": "extended_to", "decision": "9/QĐ-UBND",
    }  # fmt: skip
    assert say("rule")["rules"] == [made]
    with pytest.raises(Refusal, match="01/01/2030"):
        say("rule", *rule)
    with pytest.raises(Refusal, match="--counts"):
        say("rule", "--from", "2031-01-01")
    assert PromiseRule.objects.count() == 1


def test_drafted_in_small_sets_none_is_left_out_or_done_twice(cast: Cast) -> None:
    dossiers = [in_hand(cast, at(7, 8, minute)) for minute in range(7)]
    morning = at(11, 6)
    done = draft_wanted(wanting(morning), morning, recorded_at=morning, at_once=3)
    assert sorted(done.done) == sorted(dossier.pk for dossier in dossiers)
    assert Letter.objects.count() == 7


def test_a_letter_wanted_of_an_office_that_opens_once_a_week_is_found(cast: Cast) -> None:
    from motcua.worktime.models import Calendar, CalendarWeek

    calendar = Calendar.objects.create(name="Thứ hai", unit=cast.office)
    spans = [["07:30", "11:30", "work"], ["13:30", "17:00", "work"]]
    CalendarWeek.objects.create(calendar=calendar, valid=(date(2018, 1, 1), None), spans={"0": spans})
    revision.bump("worktime")
    dossier = in_hand(cast)
    assert dossier.due_at is not None and dossier.due_at.date() > date(2019, 2, 10)
    last = last_day_to_sign(dossier, calendar_for([cast.office.pk]))
    assert (because(last), because(last - timedelta(days=1))) == (["last_day"], [])


def test_without_a_format_the_command_speaks_in_sentences(cast: Cast) -> None:
    from tests.desk.town import ago

    number = cast.received(ago(20)).number
    out = io.StringIO()
    for what in ("draft", "list", "rule"):
        call_command("letters", what, "--quiet", "--lang", "en", stdout=out)
    first, drafted, waiting, listed, signed, ruled = out.getvalue().splitlines()
    assert str(number) in first and "overdue" in first
    assert (drafted, waiting) == ("1 letters drafted.", "Drafts that wait for a signature: 1")
    assert str(number) in listed
    assert (signed, ruled) == ("Signed within 30 days: 0", "Rules that were laid down: 0")
