"""Whenever the clock stands: for whom, how it goes on, who lets it stand a second time, and what is refused.

The rules in words: docs/rules/clock.md. Day one is Monday, 7 January 2019; 15 calendar days from then end on
Tuesday the 22nd.
"""

from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction

from motcua.catalogue.pausing import HOW
from motcua.dossiers.ending import Document, decide, refuse, return_result, stop, withdraw
from motcua.dossiers.grounds import ground_for
from motcua.dossiers.letters import sign_letters
from motcua.dossiers.models import ClosedPeriod, Dossier, Pause, Stretch
from motcua.dossiers.passing import hand_over, move
from motcua.dossiers.receive import draft, receive
from motcua.dossiers.refusals import Done
from motcua.dossiers.standing import Standing, standing
from motcua.dossiers.states import State
from motcua.dossiers.timeline import entries_of, happenings
from motcua.dossiers.waiting import OUTSIDE, ask_for_payment, ask_for_supplement, resume, wait_for
from motcua.journal.models import Entry
from motcua.moments import LOCAL, local_day
from motcua.people.actor import Actor
from motcua.worktime.impossible import NoZone
from motcua.worktime.limits import Cause
from tests.cast import GROUND, Cast, at, reread, succeeded
from tests.pages import table, tables, words

PAGE = Path(__file__).parents[2] / "docs/rules/clock.md"
NAIVE = datetime(2019, 1, 9, 9)  # noqa: DTZ001 -- what is refused


def act(function: Any, dossier: Dossier, who: Actor, when: datetime, **given: Any) -> Done:
    return function([dossier.pk], by=who, at=when, recorded_at=when, ground=GROUND, **given)


def in_hand(cast: Cast, procedure: str = "15-calendar") -> Dossier:
    """Received on Monday at eight, in the office's inbox at nine."""
    dossier = cast.received(procedure=procedure)
    succeeded(act(move, dossier, cast.hoa, at(7, 9), to=cast.inbox))
    return reread(dossier)


def kept(dossier: Dossier) -> tuple[Any, ...]:
    """All that an act could have changed."""
    return (
        list(Dossier.objects.filter(pk=dossier.pk).values()),
        list(Pause.objects.filter(dossier=dossier).order_by("since").values()),
        list(Stretch.objects.filter(dossier=dossier.pk).order_by("seq").values()),
        Entry.objects.count(),
    )


BEGIN: dict[str, tuple[Any, dict[str, Any]]] = {
    "ask_for_supplement": (ask_for_supplement, {"missing": "Đơn"}),
    "ask_for_payment": (ask_for_payment, {"note": "Tiền sử dụng đất"}),
    "wait_for": (wait_for, {"note": "Phiếu chuyển thông tin"}),
}
CAUSES = {words(row["code"])[0]: row for row in table(PAGE, "What it may wait for")}


def begun(cast: Cast, dossier: Dossier, cause: str, when: datetime) -> Done:
    """The act that lets the clock stand for a cause."""
    name = words(CAUSES[cause]["act"])[0]
    function, given = BEGIN[name]
    return act(function, dossier, cast.an, when, **given, **({"cause": cause} if name == "wait_for" else {}))


def moment(cell: str) -> datetime:
    """Tue 08/01/2019 08:00."""
    found = datetime.strptime(cell, "%a %d/%m/%Y %H:%M").replace(tzinfo=LOCAL)
    assert f"{found:%a}" == cell[:3], cell
    return found


def test_the_page_names_every_cause_and_every_way_to_go_on() -> None:
    assert set(CAUSES) == {cause.value for cause in Cause}
    assert {cause for cause, row in CAUSES.items() if row["act"] == "`wait_for`"} == {c.value for c in OUTSIDE}
    assert tuple(words(row["in the version"])[0] for row in table(PAGE, "How it goes on")) == HOW


@pytest.mark.parametrize("cause", CAUSES)
def test_it_waits_in_the_state_that_the_page_names_where_the_version_names_the_cause(
    cast: Cast, cause: str
) -> None:
    is_law = "always" in CAUSES[cause]["stops the clock"]
    silent = in_hand(cast, "8-hours")
    assert (begun(cast, silent, cause, at(8)).refusal is None) == is_law
    dossier = in_hand(cast)
    if cause == Cause.POLICE:  # this version does not name the police
        assert begun(cast, dossier, cause, at(8)).refusal
        return
    succeeded(begun(cast, dossier, cause, at(8)))
    assert reread(dossier).state == int(CAUSES[cause]["state"])


@pytest.mark.parametrize(
    "row", tables(PAGE, "How it goes on")[1], ids=lambda row: f"{row['waits for']} {row['to']}"
)
def test_a_worked_example_of_the_page(cast: Cast, row: dict[str, str]) -> None:
    dossier, cause = in_hand(cast), words(row["waits for"])[0]
    assert dossier.due_at == at(22)
    succeeded(begun(cast, dossier, cause, moment(row["from"])))
    assert Pause.objects.get(dossier=dossier).anew == (words(row["goes on"])[0] == "anew")
    succeeded(act(resume, dossier, cast.an, moment(row["to"])))
    assert reread(dossier).due_at == moment(row["due"])


def test_while_another_body_has_to_act_the_clock_stands_and_the_dossier_stays_where_it_is(cast: Cast) -> None:
    dossier = in_hand(cast)
    succeeded(act(wait_for, dossier, cast.an, at(8), cause="tax", note="Phiếu chuyển thông tin số 12"))
    waiting = reread(dossier)
    assert (waiting.state, waiting.due_at, waiting.due_on) == (State.IN_PROCESS, None, None)
    assert (waiting.holder_unit_id, waiting.holder_function) == (cast.office.pk, "handling")
    assert standing(waiting, at(31)) is Standing.WAITING
    pause = Pause.objects.get(dossier=dossier)
    assert (pause.since, pause.until, pause.why) == (at(8), None, "tax")
    assert (pause.note, pause.anew) == ("Phiếu chuyển thông tin số 12", False)


def test_the_answer_of_another_body_lets_the_limit_go_on_with_what_was_left(cast: Cast) -> None:
    dossier = in_hand(cast)
    succeeded(act(wait_for, dossier, cast.an, at(8), cause="tax", note="Phiếu số 12"))
    succeeded(act(resume, dossier, cast.an, at(10)))
    assert (reread(dossier).state, reread(dossier).due_at) == (State.IN_PROCESS, at(24))


def test_where_the_version_says_so_the_limit_begins_anew(cast: Cast) -> None:
    dossier = in_hand(cast)
    succeeded(act(wait_for, dossier, cast.an, at(9, 9), cause="land", note="Trích lục bản đồ"))
    assert Pause.objects.get(dossier=dossier).anew
    succeeded(act(resume, dossier, cast.an, at(14, 9)))
    assert reread(dossier).due_at == at(29, 9)


@pytest.mark.parametrize("how", [wait_for, ask_for_payment])
def test_what_the_version_does_not_name_does_not_stop_the_clock(cast: Cast, how: Any) -> None:
    dossier = in_hand(cast, "5-days")
    before, given = kept(dossier), {"cause": "tax"} if how is wait_for else {}
    done = act(how, dossier, cast.an, at(8), note="Thuế", **given)
    assert done.refusal and done.refusal.code == "clock_goes_on"
    assert kept(dossier) == before


def test_only_another_body_is_waited_for(cast: Cast) -> None:
    dossier = in_hand(cast)
    for cause in ("supplement", "fee", "the weather"):
        with pytest.raises(ValueError, match=cause):
            act(wait_for, dossier, cast.an, at(8), cause=cause, note="Chờ")
    silent = act(wait_for, dossier, cast.an, at(8), cause="tax", note="  ")
    assert silent.refusal and silent.refusal.code == "reason"


def test_what_waits_for_another_body_is_passed_on_and_its_clock_stands_all_the_same(cast: Cast) -> None:
    dossier = in_hand(cast)
    succeeded(act(wait_for, dossier, cast.an, at(8), cause="tax", note="Phiếu số 12"))
    succeeded(act(hand_over, dossier, cast.an, at(9), to=cast.accounts["binh"].pk))
    succeeded(act(move, dossier, cast.binh, at(9, 10), to=cast.leader))
    assert reread(dossier).due_at is None
    succeeded(act(resume, dossier, cast.chi, at(10)))
    assert reread(dossier).due_at == at(24)


def test_the_desk_takes_the_answer_too(cast: Cast) -> None:
    dossier = in_hand(cast)
    succeeded(act(wait_for, dossier, cast.an, at(8), cause="tax", note="Phiếu số 12"))
    succeeded(act(resume, dossier, cast.hoa, at(10)))
    assert reread(dossier).due_at == at(24)


def test_decided_while_it_waits_the_pause_ends_with_the_decision(cast: Cast) -> None:
    dossier = in_hand(cast)
    succeeded(act(wait_for, dossier, cast.an, at(8), cause="tax", note="Phiếu số 12"))
    document = {dossier.pk: Document("1/QĐ", date(2019, 1, 25))}
    succeeded(act(decide, dossier, cast.chi, at(25), outcome="granted", documents=document))
    ended = reread(dossier)
    assert Pause.objects.get(dossier=dossier).until == at(25)
    assert (ended.due_at, ended.ended_as) == (at(date(2019, 2, 11)), "early")


def test_stopped_while_it_waits_it_is_resumed_by_a_decision_and_nothing_counts_twice(cast: Cast) -> None:
    dossier = in_hand(cast)
    succeeded(act(wait_for, dossier, cast.an, at(8), cause="tax", note="Phiếu số 12"))
    succeeded(act(stop, dossier, cast.chi, at(9), reason="Tranh chấp"))
    assert reread(dossier).ended_as == "on_time"
    succeeded(act(resume, dossier, cast.chi, at(11), decision="15/QĐ-UBND"))
    stood = list(Pause.objects.filter(dossier=dossier).order_by("since").values_list("why", "since", "until"))
    assert stood == [("tax", at(8), at(9)), ("stopped", at(9), at(11))]
    assert reread(dossier).due_at == at(25)


def test_a_second_supplement_says_why_only_now_and_on_what_ground(cast: Cast) -> None:
    dossier = in_hand(cast)
    succeeded(act(ask_for_supplement, dossier, cast.an, at(8), missing="Đơn"))
    succeeded(act(resume, dossier, cast.an, at(9)))
    for given in ({}, {"reason": "Luật mới"}, {"basis": "Điều 5"}, {"reason": " ", "basis": " "}):
        refused = act(ask_for_supplement, dossier, cast.chi, at(9, 9), missing="Bản đồ", **given)
        assert refused.refusal and refused.refusal.code == "second", given
    given = {"reason": "Quy hoạch đổi ngày 08/01", "basis": "Điều 21 Luật Đất đai"}
    by_an = act(ask_for_supplement, dossier, cast.an, at(9, 9), missing="Bản đồ", **given)
    assert by_an.refusal and by_an.refusal.code == "consent"
    succeeded(act(ask_for_supplement, dossier, cast.chi, at(9, 9), missing="Bản đồ", **given))
    assert reread(dossier).supplements_asked == 2
    second = Pause.objects.get(dossier=dossier, until=None)
    assert (second.reason, second.basis) == (given["reason"], given["basis"])
    told = happenings(entries_of(dossier.pk))[-1].sentence
    assert all(said in told for said in ("Bản đồ", *given.values()))


def test_the_first_time_nothing_is_kept_but_what_is_missing(cast: Cast) -> None:
    dossier = in_hand(cast)
    given = {"reason": "Không cần", "basis": "Không cần"}
    succeeded(act(ask_for_supplement, dossier, cast.an, at(8), missing="Đơn", **given))
    pause = Pause.objects.get(dossier=dossier)
    assert (pause.note, pause.reason, pause.basis) == ("Đơn", "", "")


def test_two_pauses_never_lie_over_each_other(cast: Cast) -> None:
    for first in ("tax", "supplement", "fee"):
        dossier = in_hand(cast)
        begin = {
            "tax": lambda d: act(wait_for, d, cast.an, at(8), cause="tax", note="Phiếu số 12"),
            "supplement": lambda d: act(ask_for_supplement, d, cast.an, at(8), missing="Đơn"),
            "fee": lambda d: act(ask_for_payment, d, cast.an, at(8), note="Thuế trước bạ"),
        }[first]
        succeeded(begin(dossier))
        before = kept(dossier)
        for function, given in (
            (wait_for, {"cause": "land", "note": "Trích lục"}),
            (wait_for, {"cause": "tax", "note": "Phiếu số 13"}),
            (ask_for_supplement, {"missing": "Đơn"}),
            (ask_for_payment, {"note": "Thuế trước bạ"}),
        ):
            refusal = act(function, dossier, cast.an, at(9), **given).refusal
            assert refusal and refusal.code == ("stands" if first == "tax" else "move"), (first, given)
        assert kept(dossier) == before


def test_what_stands_already_says_for_whom(cast: Cast) -> None:
    dossier = in_hand(cast)
    succeeded(act(wait_for, dossier, cast.an, at(8), cause="tax", note="Phiếu số 12"))
    refusal = act(ask_for_supplement, dossier, cast.an, at(9), missing="Đơn").refusal
    assert refusal and "chờ cơ quan thuế" in str(refusal)


def test_a_pause_does_not_end_before_it_began(cast: Cast) -> None:
    dossier = in_hand(cast)
    succeeded(act(wait_for, dossier, cast.an, at(9), cause="tax", note="Phiếu số 12"))
    before = kept(dossier)
    refusal = act(resume, dossier, cast.an, at(8, 23)).refusal
    assert refusal and refusal.code == "before_last" and "08:00 09/01/2019" in str(refusal)
    assert kept(dossier) == before
    succeeded(act(resume, dossier, cast.an, at(9)))  # a pause of no length moves nothing
    assert reread(dossier).due_at == at(22)


def test_an_act_sent_twice_is_done_once(cast: Cast) -> None:
    dossier = in_hand(cast)
    seen = {dossier.pk: dossier.seq}
    waits = {"cause": "tax", "note": "Phiếu số 12", "expected": seen}
    succeeded(act(wait_for, dossier, cast.an, at(8), **waits))
    before = kept(dossier)
    again = act(wait_for, dossier, cast.an, at(8, 9), **waits).refusal
    assert again and again.code == "twice"
    assert kept(dossier) == before
    seen = {dossier.pk: reread(dossier).seq}
    succeeded(act(resume, dossier, cast.an, at(10), expected=seen))
    before = kept(dossier)
    for given, code in (({"expected": seen}, "twice"), ({}, "move")):
        refusal = act(resume, dossier, cast.an, at(10, 9), **given).refusal
        assert refusal and refusal.code == code
    assert kept(dossier) == before


def test_nothing_stands_or_goes_on_in_a_period_whose_report_is_submitted(cast: Cast) -> None:
    waiting, going = in_hand(cast), in_hand(cast)
    succeeded(act(wait_for, waiting, cast.an, at(8), cause="tax", note="Phiếu số 12"))
    ClosedPeriod.objects.create(until=local_day(at(31)), why="Báo cáo tháng 1")
    before = kept(waiting), kept(going)
    for dossier, function, given in (
        (waiting, resume, {}),
        (going, wait_for, {"cause": "tax", "note": "Phiếu số 13"}),
        (going, ask_for_supplement, {"missing": "Đơn"}),
        (going, ask_for_payment, {"note": "Thuế"}),
    ):
        refusal = act(function, dossier, cast.an, at(15), **given).refusal
        assert refusal and refusal.code == "period_closed" and "31/01/2019" in str(refusal)
    assert (kept(waiting), kept(going)) == before
    after = at(date(2019, 2, 1))
    succeeded(act(resume, waiting, cast.an, after))


def test_a_moment_without_a_zone_is_a_sentence_and_nothing_is_written(cast: Cast) -> None:
    dossier = in_hand(cast)
    succeeded(act(wait_for, dossier, cast.an, at(8), cause="tax", note="Phiếu số 12"))
    before = kept(dossier)
    who: dict[str, Any] = {"by": cast.an, "ground": GROUND}
    for times in ({"at": NAIVE}, {"at": NAIVE, "recorded_at": NAIVE}, {"at": at(9), "recorded_at": NAIVE}):
        with pytest.raises(NoZone, match="09:00 09/01/2019"), transaction.atomic():
            resume([dossier.pk], **who, **times)
        intake = cast.intake()
        with pytest.raises(NoZone), transaction.atomic():
            receive([intake], **{**who, "by": cast.hoa}, **times)
        assert not Dossier.objects.filter(pk=intake.id).exists()
    assert kept(dossier) == before


def test_of_many_those_that_cannot_wait_say_so_and_the_others_do(cast: Cast) -> None:
    free, standing_still, plain = in_hand(cast), in_hand(cast), in_hand(cast, "5-days")
    succeeded(act(wait_for, standing_still, cast.an, at(8), cause="land", note="Trích lục"))
    done = wait_for(
        [free.pk, standing_still.pk, plain.pk],
        cause="tax",
        note="Phiếu số 12",
        by=cast.an,
        at=at(9),
        recorded_at=at(9),
        ground=GROUND,
    )
    assert done.done == (free.pk,)
    assert {key: refusal.code for key, refusal in done.refused.items()} == {
        standing_still.pk: "stands",
        plain.pk: "clock_goes_on",
    }


def test_a_promise_stands_with_the_clock_and_goes_on_with_it(cast: Cast) -> None:
    dossier = in_hand(cast)
    succeeded(act(sign_letters, dossier, cast.chi, at(8), days=2, reason="Chờ xác minh"))
    assert (reread(dossier).due_at, reread(dossier).extended_to) == (at(22), at(24))
    succeeded(act(wait_for, dossier, cast.an, at(9), cause="tax", note="Phiếu số 12"))
    assert (reread(dossier).due_at, reread(dossier).extended_to) == (None, None)
    succeeded(act(resume, dossier, cast.an, at(11)))
    assert (reread(dossier).due_at, reread(dossier).extended_to) == (at(24), at(28))


# Each act that refuses, stops or resumes: what it is given, and what its line of the history must say.
SAID: dict[str, tuple[str, ...]] = {
    "refuse": ("Sai thẩm quyền",),
    "withdraw": ("Đổi ý",),
    "stop": ("Tranh chấp",),
    "reopen": ("15/QĐ-UBND",),
    "decide": ("Không đủ điều kiện", "1/QĐ"),
    "wait_for": ("Phiếu số 12",),
    "ask_for_payment": ("Tiền sử dụng đất",),
    "resume": (),
    "return": ("Trần Văn Nam",),
}


def _perform(cast: Cast, name: str, when: datetime) -> Dossier:
    """One of these acts, on the ground that the law gives it on that day."""
    day = local_day(when)
    who: dict[str, Any] = {"at": when, "recorded_at": when, "ground": ground_for(name, day)}
    if name == "refuse":
        intake = cast.intake()
        early = when - timedelta(hours=1)
        succeeded(draft([intake], by=cast.hoa, at=early, recorded_at=early, ground=GROUND, filed=True))
        succeeded(refuse([intake.id], reason="Sai thẩm quyền", by=cast.hoa, **who))
        return reread(intake.id)
    dossier = cast.received(when - timedelta(hours=3), procedure="15-calendar")
    one = [dossier.pk]
    early = {"at": when - timedelta(hours=2), "recorded_at": when - timedelta(hours=2), "ground": GROUND}
    succeeded(move(one, to=cast.inbox, by=cast.hoa, **early))
    document = {dossier.pk: Document("1/QĐ", day)}
    outcome: dict[str, Any] = {"outcome": "refused", "documents": document, "reason": "Không đủ điều kiện"}
    if name == "reopen":
        succeeded(stop(one, reason="Tranh chấp", by=cast.chi, **early))
    if name == "resume":
        succeeded(wait_for(one, cause="tax", note="Phiếu số 12", by=cast.an, **early))
    if name == "return":
        succeeded(decide(one, **outcome, by=cast.chi, **early))
    succeeded(
        {
            "withdraw": lambda: withdraw(one, reason="Đổi ý", by=cast.hoa, **who),
            "stop": lambda: stop(one, reason="Tranh chấp", by=cast.chi, **who),
            "reopen": lambda: resume(one, decision="15/QĐ-UBND", by=cast.chi, **who),
            "decide": lambda: decide(one, **outcome, by=cast.chi, **who),
            "wait_for": lambda: wait_for(one, cause="tax", note="Phiếu số 12", by=cast.an, **who),
            "ask_for_payment": lambda: ask_for_payment(one, note="Tiền sử dụng đất", by=cast.an, **who),
            "resume": lambda: resume(one, by=cast.an, **who),
            "return": lambda: return_result(one, to="Trần Văn Nam", by=cast.hoa, **who),
        }[name]()
    )
    return dossier


@pytest.mark.parametrize("day", [date(2025, 6, 30), date(2025, 7, 1)])
def test_the_history_says_on_what_ground_and_why(cast: Cast, day: date) -> None:
    for name, said in SAID.items():
        dossier = _perform(cast, name, at(day, 14))
        last = happenings(entries_of(dossier.pk))[-1]
        assert all(part in last.sentence for part in said), last.sentence
        decree = "Nghị định số 118/2025/NĐ-CP" if day >= date(2025, 7, 1) else "Nghị định số 61/2018/NĐ-CP"
        own = {"withdraw": "Đề nghị của người nộp hồ sơ", "reopen": "Quyết định của cơ quan có thẩm quyền"}
        assert own.get(name, decree) in last.ground, (name, last.ground)
