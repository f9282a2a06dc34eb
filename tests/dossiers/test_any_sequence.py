"""Whatever is done in whatever order: lawful moves, one holder, whole stretches, whole chains, true counts."""

from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest
from django.db.models import Sum
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from motcua.dossiers.counts import fold
from motcua.dossiers.ending import Document, decide, refuse, return_result, stop, withdraw
from motcua.dossiers.explain import explain
from motcua.dossiers.letters import draft_letters, sign_letters
from motcua.dossiers.models import CountDelta, DailyCount, Dossier, Pause, Stretch, Task
from motcua.dossiers.passing import hand_over, move, take
from motcua.dossiers.receive import draft, receive, receive_drafts
from motcua.dossiers.states import ENDED, MOVES, WAITING, State
from motcua.dossiers.stretches import rebuilt
from motcua.dossiers.waiting import ask_for_payment, ask_for_supplement, resume, wait_for
from motcua.journal.verify import verify
from motcua.moments import local_day
from tests.cast import GROUND, Cast, at, build_cast

PROCEDURES = st.sampled_from(["5-days", "at-once", "8-hours", "15-calendar"])
STEPS = st.sampled_from([0, 1, 45, 60 * 5, 60 * 24, 60 * 24 * 4])
# Most acts are done by who has the dossier in hand, or nothing would ever come of them; some by anybody.
WHO = st.sampled_from([None, None, None, None, "hoa", "an", "binh", "chi", "dung", "em"])
HANDS = {"receiving": "hoa", "returning": "hoa", "handling": "an", "leader": "chi"}
MOST = 5
PICK = st.integers(0, MOST - 1)


class Office(RuleBasedStateMachine):
    """A few dossiers, six people, and every act at any time."""

    cast: Cast

    @initialize()
    def open_the_office(self) -> None:
        from django.db import connection

        self.savepoint = connection.savepoint()
        self.now = at(7, 8)
        self.ids: list[Any] = []
        self.states: dict[Any, int] = {}
        for procedure in ("15-calendar", "15-calendar", "5-days"):
            self.receives(procedure, 0)
        for number in (0, 1):
            self.act(move, number, None, 1, to=self.cast.inbox)

    def teardown(self) -> None:
        from django.db import connection

        if hasattr(self, "savepoint"):
            try:
                self.check_all()
            finally:
                connection.savepoint_rollback(self.savepoint)

    def act(self, function: Any, pick: int, who: str | None, minutes: int, **given: Any) -> None:
        if self.ids:
            self.now += timedelta(minutes=minutes)
            one = self.ids[pick % len(self.ids)]
            by = getattr(self.cast, who or self.hands(one))
            function([one], by=by, at=self.now, recorded_at=self.now, ground=GROUND, **given)

    def hands(self, one: Any) -> str:
        """Who has it in hand, or would take it."""
        dossier = Dossier.objects.get(pk=one)
        accounts = {account.pk: name for name, account in self.cast.accounts.items()}
        return accounts.get(dossier.holder_account_id) or HANDS.get(dossier.holder_function, "chi")

    @precondition(lambda self: len(self.ids) < MOST)
    @rule(procedure=PROCEDURES, minutes=STEPS)
    def receives(self, procedure: str, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)
        intake = self.cast.intake(procedure=procedure)
        if receive([intake], by=self.cast.hoa, at=self.now, recorded_at=self.now, ground=GROUND).done:
            self.ids.append(intake.id)

    @precondition(lambda self: len(self.ids) < MOST)
    @rule(procedure=PROCEDURES)
    def files_online(self, procedure: str) -> None:
        intake = self.cast.intake(procedure=procedure, channel="online")
        if draft([intake], by=self.cast.hoa, at=self.now, recorded_at=self.now, ground=GROUND, filed=True).done:
            self.ids.append(intake.id)

    @rule(pick=PICK, minutes=STEPS)
    def receives_what_was_filed(self, pick: int, minutes: int) -> None:
        self.act(receive_drafts, pick, "hoa", minutes)

    @rule(pick=PICK, who=WHO, minutes=STEPS)
    def takes(self, pick: int, who: str | None, minutes: int) -> None:
        self.act(take, pick, who, minutes)

    @rule(pick=PICK, who=WHO, minutes=STEPS, to=st.sampled_from(["inbox", "leader"]))
    def moves(self, pick: int, who: str | None, minutes: int, to: str) -> None:
        self.act(move, pick, who, minutes, to=getattr(self.cast, to))

    @rule(pick=PICK, who=WHO, minutes=STEPS, to=st.sampled_from(["an", "binh", None]))
    def hands_over(self, pick: int, who: str | None, minutes: int, to: str | None) -> None:
        self.act(hand_over, pick, who, minutes, to=self.cast.accounts[to].pk if to else None)

    @rule(pick=PICK, who=WHO, minutes=STEPS)
    def asks(self, pick: int, who: str | None, minutes: int) -> None:
        self.act(ask_for_supplement, pick, who, minutes, missing="Đơn")

    @rule(pick=PICK, minutes=STEPS, basis=st.sampled_from(["", "Điều 5"]))
    def asks_again(self, pick: int, minutes: int, basis: str) -> None:
        self.act(ask_for_supplement, pick, "chi", minutes, missing="Đơn", reason="Luật mới", basis=basis)

    @rule(pick=PICK, who=WHO, minutes=STEPS, cause=st.sampled_from(["tax", "land"]))
    def waits_for_another_body(self, pick: int, who: str | None, minutes: int, cause: str) -> None:
        self.act(wait_for, pick, who, minutes, cause=cause, note="Phiếu chuyển thông tin")

    @rule(pick=PICK, who=WHO, minutes=STEPS, days=st.sampled_from([0, 2, 20]))
    def drafts_a_letter(self, pick: int, who: str | None, minutes: int, days: int) -> None:
        self.act(draft_letters, pick, who, minutes, days=days)

    @rule(pick=PICK, minutes=STEPS, days=st.sampled_from([None, 2, 20]))
    def signs_a_letter(self, pick: int, minutes: int, days: int | None) -> None:
        self.act(sign_letters, pick, "chi", minutes, days=days, reason="Chờ xác minh")

    @rule(pick=PICK, who=WHO, minutes=STEPS)
    def asks_for_money(self, pick: int, who: str | None, minutes: int) -> None:
        self.act(ask_for_payment, pick, who, minutes, note="Thuế")

    @rule(pick=PICK, who=WHO, minutes=STEPS, decision=st.sampled_from(["", "1/QĐ"]))
    def resumes(self, pick: int, who: str | None, minutes: int, decision: str) -> None:
        waiting = Dossier.objects.filter(pk__in=self.ids, due_at=None) | Dossier.objects.filter(state=State.STOPPED)
        found = [self.ids.index(one) for one in waiting.order_by("pk").values_list("pk", flat=True)]
        self.act(resume, found[pick % len(found)] if found else pick, who, minutes, decision=decision)

    @rule(pick=PICK, minutes=STEPS, outcome=st.sampled_from(["granted", "refused", "returned"]))
    def decides(self, pick: int, minutes: int, outcome: str) -> None:
        documents = {one: Document("1/QĐ", local_day(self.now)) for one in self.ids}
        self.act(decide, pick, "chi", minutes, outcome=outcome, documents=documents, reason="Vì thế")

    @rule(pick=PICK, who=WHO, minutes=STEPS, how=st.sampled_from([return_result, refuse, withdraw, stop]))
    def ends(self, pick: int, who: str | None, minutes: int, how: Any) -> None:
        given = {} if how is return_result else {"reason": "Vì thế"}
        self.act(how, pick, who, minutes, **given)

    @invariant()
    def every_move_is_in_the_table(self) -> None:
        if not hasattr(self, "states"):
            return
        for dossier in Dossier.objects.filter(pk__in=self.ids):
            before = self.states.get(dossier.pk)
            if before is not None and before != dossier.state:
                assert State(dossier.state) in MOVES[State(before)]
            self.states[dossier.pk] = dossier.state

    def check_all(self) -> None:
        for dossier in Dossier.objects.filter(pk__in=self.ids):
            self.check_stretches(dossier)
            self.check_custody(dossier)
            self.check_clock(dossier)
        self.check_counts()
        assert verify().ok

    def check_stretches(self, dossier: Dossier) -> None:
        kept = list(Stretch.objects.filter(dossier=dossier).order_by("seq"))
        for one, following in pairwise(kept):
            assert one.to_at == following.from_at, "no gap and no overlap"
            assert one.recorded_to == following.recorded_from
        assert kept[-1].to_at is None and kept[-1].pk == dossier.stretch
        again = list(rebuilt(dossier.pk))
        assert again == [{name: getattr(s, name) for name in again[0]} for s in kept]

    def check_custody(self, dossier: Dossier) -> None:
        tasks = list(Task.objects.filter(dossier=dossier, closed_at=None))
        over = dossier.state in (State.REFUSED, State.WITHDRAWN, State.STOPPED, State.RETURNED)
        assert len(tasks) == (0 if over else 1), "one holder while it lives, none after"
        for task in tasks:
            assert (task.unit_id, task.function, task.account_id) == (
                dossier.holder_unit_id,
                dossier.holder_function,
                dossier.holder_account_id,
            )

    def check_clock(self, dossier: Dossier) -> None:
        """It stands exactly while a pause lasts; then neither the legal due moment nor the promise stands."""
        pauses = list(Pause.objects.filter(dossier=dossier).order_by("since", "until"))
        assert sum(pause.until is None for pause in pauses) <= 1
        for pause, following in pairwise(pauses):
            assert pause.until is not None and pause.since <= pause.until <= following.since, "they never overlap"
        if dossier.received_at and dossier.state not in ENDED:
            stands = bool(pauses) and pauses[-1].until is None
            assert (dossier.due_at is None) == (dossier.due_on is None) == stands
            assert stands or dossier.state not in WAITING
            assert (dossier.extended_to is None) == (stands or dossier.extension is None)
            if stands or dossier.state in (State.RECEIVED, State.IN_PROCESS):
                found = explain(dossier, self.now)
                assert found.due.at == dossier.due_at and found.extended_to == dossier.extended_to
                assert (found.if_resumed is not None) == stands
        if dossier.state in (State.NEW, State.DRAFT):
            assert not dossier.due_at

    def check_counts(self) -> None:
        received = Dossier.objects.filter(received_at__isnull=False)
        for column in ("early", "on_time", "late"):
            counted = CountDelta.objects.filter(kind=column).aggregate(n=Sum("n"))["n"] or 0
            assert counted == received.filter(ended_as=column).count()
        counted = CountDelta.objects.filter(kind="received").aggregate(n=Sum("n"))["n"] or 0
        assert counted == received.count()
        before = dict(CountDelta.objects.values_list("kind").annotate(n=Sum("n")))
        while fold():
            pass
        assert dict(DailyCount.objects.filter(axis="happened").values_list("kind").annotate(n=Sum("n"))) == before


@pytest.mark.usefixtures("db")
def test_no_sequence_of_acts_breaks_the_record() -> None:
    class ThisOffice(Office):
        cast = build_cast()

    run_state_machine_as_test(
        ThisOffice,
        settings=settings(
            max_examples=30,
            stateful_step_count=40,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
