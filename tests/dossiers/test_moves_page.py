"""The page docs/rules/moves.md says what the code does: its tables are compared with it, and every act is tried."""

from collections.abc import Callable
from itertools import chain
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction

from motcua.catalogue.models import Version
from motcua.dossiers import ending, letters, passing, receive, waiting
from motcua.dossiers.acting import Holder
from motcua.dossiers.books import Book, Line
from motcua.dossiers.ending import Document
from motcua.dossiers.models import Dossier
from motcua.dossiers.refusals import SENTENCES, Done
from motcua.dossiers.states import MOVES, State
from motcua.journal import revision
from motcua.moments import local_day
from motcua.people.actor import SYSTEM_ACTOR
from tests.cast import GROUND, Cast, at, reread, succeeded
from tests.pages import numbers, table, words

PAGE = Path(__file__).parents[2] / "docs/rules/moves.md"
STATES = table(PAGE, "States")
ACTS = {words(row["act"])[0]: row for row in table(PAGE, "Acts")}

BY = {"by": SYSTEM_ACTOR, "ground": GROUND}
LATER = {**BY, "at": at(9), "recorded_at": at(9)}


def test_the_page_holds_the_table_of_moves() -> None:
    assert {State(int(row["code"])): frozenset(map(State, numbers(row["may become"]))) for row in STATES} == MOVES


def test_the_page_calls_the_states_what_the_screens_call_them() -> None:
    from django.utils import translation

    with translation.override("en"):
        assert {int(row["code"]): row["state"] for row in STATES} == {s.value: str(s.label).lower() for s in State}


def test_the_page_names_every_refusal() -> None:
    named = chain.from_iterable(words(row["code"]) for row in table(PAGE, "What refuses an act"))
    assert sorted(named) == sorted(SENTENCES)


def _act(name: str) -> Callable[[Cast, Dossier], Done]:
    """The act as the system itself does it, with everything that it asks for."""

    def perform(cast: Cast, dossier: Dossier) -> Done:
        modules = (receive, passing, waiting, ending, letters)
        function = next(getattr(module, name) for module in modules if hasattr(module, name))
        document = {dossier.pk: Document("1/QĐ", local_day(at(9)))}
        given: dict[str, Any] = {
            "move": {"to": cast.inbox},
            "hand_over": {"to": None},
            "ask_for_supplement": {"missing": "Đơn"},
            "ask_for_payment": {"note": "Thuế"},
            "wait_for": {"cause": "tax", "note": "Phiếu chuyển thông tin"},
            "draft_letters": {"days": 3},
            "sign_letters": {"days": 3, "reason": "Chờ xác minh"},
            "resume": {"decision": "1/QĐ"},
            "decide": {"outcome": "granted", "documents": document},
        }.get(name, {})
        if name in ("refuse", "withdraw", "stop", "send_back"):
            given = {"reason": "Vì thế"}
        return function([dossier.pk], **given, **LATER)

    return perform


def _in_state(cast: Cast, state: State, procedure: str, *, waits: bool = False) -> Dossier:
    """A dossier that came into the state by acts; no act leads to waiting for coordination yet. One that `waits`
    for another body stays in process."""
    line = Line(Book.COPIES, "Giấy khai sinh", pages=1, copies=2)
    intake = cast.intake(procedure=procedure, lies_with=cast.leader, line=line)
    early = {**BY, "at": at(), "recorded_at": at()}
    if state in (State.DRAFT, State.NEW, State.COORDINATION, State.REFUSED):
        succeeded(receive.draft([intake], filed=state != State.DRAFT, **early))
        if state == State.REFUSED:
            succeeded(ending.refuse([intake.id], reason="Sai nơi", **early))
        if state == State.COORDINATION:
            Dossier.objects.filter(pk=intake.id).update(state=state)
        return reread(intake.id)
    one = [intake.id]
    succeeded(receive.receive([intake], **early))
    if state != State.RECEIVED:
        succeeded(passing.move(one, to=Holder(cast.office.pk, "leader"), **early))
    document = {intake.id: Document("1/QĐ", local_day(at()))}
    for on_the_way, how in (
        ({State.SUPPLEMENT}, lambda: waiting.ask_for_supplement(one, missing="Đơn", **early)),
        ({State.FEE_DUE}, lambda: waiting.ask_for_payment(one, note="Thuế", **early)),
        ({State.WITHDRAWN}, lambda: ending.withdraw(one, reason="Rút", **early)),
        ({State.STOPPED}, lambda: ending.stop(one, reason="Dừng", **early)),
        (
            {State.DECIDED, State.RETURNED},
            lambda: ending.decide(one, outcome="granted", documents=document, **early),
        ),
        ({State.RETURNED}, lambda: ending.return_result(one, **early)),
    ):
        if state in on_the_way:
            succeeded(how())
    if waits:
        succeeded(waiting.wait_for(one, cause="tax", note="Phiếu chuyển thông tin", **early))
    return reread(intake.id)


SCENES = [(state, False) for state in State] + [(State.IN_PROCESS, True)]
MAY_BE_REFUSED = {"move", "not_yours", "outcome_document", "stands", "waits", "not_open"}


@pytest.mark.parametrize("name", [n for n in ACTS if n not in ("draft", "receive")])
def test_an_act_is_possible_in_the_states_that_the_page_names_and_in_no_other(cast: Cast, name: str) -> None:
    # Paid land matters may wait for money, and only what people wait for is decided at the counter.
    pauses = dict.fromkeys(("supplement", "fee", "tax"), "continue")
    Version.objects.filter(pk=cast.versions["at-once"].pk).update(pauses=pauses)
    revision.bump("catalogue")
    found: set[int] = set()
    become: set[int] = set()
    for state, waits in SCENES:
        with transaction.atomic():
            dossier = _in_state(cast, state, "at-once", waits=waits)
            assert dossier.state == state
            done = _act(name)(cast, dossier)
            if done.refusal is None:
                found.add(state.value)
                after = State(reread(dossier).state)
                become.add(after.value)
                assert after == state or after in MOVES[state]
            else:
                assert done.refusal.code in MAY_BE_REFUSED, done.refusal
                assert reread(dossier).seq == dossier.seq
            transaction.set_rollback(True)
    assert found == set(numbers(ACTS[name]["from"]))
    assert become == set(numbers(ACTS[name]["to"]))


def test_one_that_waits_is_not_taken_or_moved_past_its_clock(cast: Cast) -> None:
    dossier = cast.received()
    succeeded(waiting.ask_for_supplement([dossier.pk], missing="Đơn", **LATER))
    for act in (
        lambda: passing.take([dossier.pk], **LATER),
        lambda: passing.move([dossier.pk], to=cast.inbox, **LATER),
    ):
        refusal = act().refusal
        assert refusal and refusal.code == "move"
    assert reread(dossier).state == State.SUPPLEMENT


def test_a_draft_is_received_or_refused_but_not_resumed(cast: Cast) -> None:
    intake = cast.intake()
    succeeded(receive.draft([intake], **{**BY, "at": at(), "recorded_at": at()}))
    refusal = waiting.resume([intake.id], **LATER).refusal
    assert refusal and refusal.code == "move"


def test_a_dossier_is_given_only_to_somebody_who_can_go_on_with_it(cast: Cast) -> None:
    dossier = cast.received()
    succeeded(passing.move([dossier.pk], to=cast.inbox, **LATER))
    stranger = cast.accounts["dung"].pk
    by_an = {**LATER, "by": cast.an}
    for done in (
        passing.hand_over([dossier.pk], to=stranger, **by_an),
        passing.move([dossier.pk], to=Holder(cast.office.pk, "handling", stranger), **by_an),
    ):
        assert done.refusal and done.refusal.code == "no_post" and "Đỗ Dũng" in str(done.refusal)
    succeeded(passing.hand_over([dossier.pk], to=cast.accounts["binh"].pk, **by_an))
