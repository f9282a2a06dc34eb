"""The life of a dossier through the acts."""

from datetime import timedelta

import pytest

from motcua.dossiers.ending import Document, decide, refuse, return_result, stop, withdraw
from motcua.dossiers.models import CountDelta, Dossier, Pause, Stretch, Task
from motcua.dossiers.passing import hand_over, move, take
from motcua.dossiers.receive import draft, receive, receive_drafts
from motcua.dossiers.states import Outcome, State
from motcua.dossiers.waiting import ask_for_payment, ask_for_supplement, resume
from motcua.moments import local_day
from tests.cast import GROUND, Cast, at, reread, succeeded


def act(function, dossier, who, when, **given):
    return function([dossier.pk], by=who, at=when, recorded_at=when, ground=GROUND, **given)


def decided(cast: Cast, dossier: Dossier, when=None) -> Dossier:
    """Through the whole house: office inbox, taken by An, to the leader, granted."""
    when = when or at(7, 9)
    succeeded(act(move, dossier, cast.hoa, when, to=cast.inbox))
    succeeded(act(take, dossier, cast.an, when + timedelta(minutes=10)))
    succeeded(act(move, dossier, cast.an, when + timedelta(minutes=20), to=cast.leader))
    document = {dossier.pk: Document("12/QĐ", local_day(when))}
    done = act(
        decide,
        dossier,
        cast.chi,
        when + timedelta(minutes=30),
        outcome=Outcome.GRANTED,
        documents=document,
    )
    succeeded(done)
    return reread(dossier)


def test_a_received_dossier_has_number_clock_papers_and_a_place(cast: Cast) -> None:
    dossier = cast.received()
    assert dossier.number == "000.00.28.H39-190107-0001"
    assert dossier.state == State.RECEIVED
    assert dossier.due_at == at(14, 8)
    assert (dossier.holder_unit_id, dossier.holder_function) == (cast.desk.pk, "receiving")
    assert list(dossier.papers.order_by("position").values_list("name", flat=True)) == [
        "Tờ khai",
        "Bản sao giấy tờ tùy thân",
    ]
    assert Task.objects.get(dossier=dossier).closed_at is None


def test_a_dossier_goes_from_the_desk_through_the_office_back_to_the_citizen(cast: Cast) -> None:
    dossier = decided(cast, cast.received())
    assert (dossier.state, dossier.ended_as) == (State.DECIDED, "early")
    assert (dossier.holder_unit_id, dossier.holder_function) == (cast.desk.pk, "returning")
    succeeded(act(return_result, dossier, cast.hoa, at(8, 9)))
    dossier = reread(dossier)
    assert dossier.state == State.RETURNED
    assert dossier.ended_at == at(7, 9, 30)
    assert dossier.returned_at == at(8, 9)
    assert not Task.objects.filter(dossier=dossier, closed_at=None).exists()
    assert Stretch.objects.filter(dossier=dossier).count() == 6


def test_the_clock_stands_while_the_applicant_owes_a_paper(cast: Cast) -> None:
    dossier = cast.received()
    succeeded(act(move, dossier, cast.hoa, at(7, 9), to=cast.inbox))
    succeeded(act(take, dossier, cast.an, at(7, 10)))
    succeeded(act(ask_for_supplement, dossier, cast.an, at(8, 8), missing="Giấy khai sinh cũ"))
    waiting = reread(dossier)
    assert (waiting.state, waiting.due_at) == (State.SUPPLEMENT, None)
    succeeded(act(resume, dossier, cast.an, at(10, 8)))
    assert reread(dossier).due_at == at(16, 8)
    pause = Pause.objects.get(dossier=dossier)
    assert (pause.since, pause.until) == (at(8, 8), at(10, 8))


def test_a_second_supplement_needs_a_leaders_consent(cast: Cast) -> None:
    dossier = cast.received()
    succeeded(act(move, dossier, cast.hoa, at(7, 9), to=cast.inbox))
    succeeded(act(take, dossier, cast.an, at(7, 10)))
    succeeded(act(ask_for_supplement, dossier, cast.an, at(8, 8), missing="Đơn"))
    succeeded(act(resume, dossier, cast.an, at(9, 8)))
    refused = act(ask_for_supplement, dossier, cast.an, at(9, 9), missing="Đơn nữa")
    assert refused.refusal and refused.refusal.code == "consent"
    again = {"missing": "Đơn nữa", "reason": "Mẫu đơn đổi ngày 08/01", "basis": "Thông tư mới"}
    succeeded(act(ask_for_supplement, dossier, cast.chi, at(9, 9), **again))
    assert reread(dossier).supplements_asked == 2


def test_what_is_returned_while_people_wait_is_decided_from_the_counter(cast: Cast) -> None:
    dossier = cast.received(procedure="at-once")
    succeeded(act(decide, dossier, cast.chi, at(7, 8, 10), outcome="granted"))
    assert reread(dossier).ended_as == "on_time"


def test_a_dossier_in_steps_is_not_decided_from_the_counter(cast: Cast) -> None:
    dossier = cast.received()
    done = act(decide, dossier, cast.chi, at(7, 9), outcome="granted")
    assert done.refusal and done.refusal.code == "move"


def test_an_outcome_carries_its_document_and_a_refusal_its_reason(cast: Cast) -> None:
    dossier = cast.received()
    succeeded(act(move, dossier, cast.hoa, at(7, 9), to=cast.leader))
    without = act(decide, dossier, cast.chi, at(7, 10), outcome="granted")
    assert without.refusal and without.refusal.code == "outcome_document"
    document = {dossier.pk: Document("1/TB", local_day(at()))}
    silent = act(decide, dossier, cast.chi, at(7, 10), outcome="refused", documents=document)
    assert silent.refusal and silent.refusal.code == "reason"


@pytest.mark.parametrize("who", ["hoa", "an", "dung", "em"])
def test_only_a_leader_of_the_deciding_unit_decides(cast: Cast, who: str) -> None:
    dossier = cast.received()
    succeeded(act(move, dossier, cast.hoa, at(7, 9), to=cast.leader))
    document = {dossier.pk: Document("1/QĐ", local_day(at()))}
    done = act(decide, dossier, getattr(cast, who), at(7, 10), outcome="granted", documents=document)
    assert done.refusal and done.refusal.code == "not_yours"


def test_a_withdrawn_dossier_is_on_time_and_a_stopped_one_is_judged_by_its_day(cast: Cast) -> None:
    withdrawn, stopped = cast.received(), cast.received()
    succeeded(act(withdraw, withdrawn, cast.hoa, at(25), reason="Công dân xin rút"))
    succeeded(act(stop, stopped, cast.chi, at(25), reason="Hết thời hạn bổ sung"))
    assert (reread(withdrawn).ended_as, reread(stopped).ended_as) == ("on_time", "late")


def test_one_that_waits_when_it_is_stopped_is_on_time(cast: Cast) -> None:
    dossier = cast.received()
    succeeded(act(ask_for_supplement, dossier, cast.hoa, at(8), missing="Đơn"))
    succeeded(act(stop, dossier, cast.chi, at(31), reason="Không bổ sung"))
    assert reread(dossier).ended_as == "on_time"


def test_a_stopped_dossier_is_resumed_only_by_a_decision(cast: Cast) -> None:
    dossier = cast.received()
    succeeded(act(stop, dossier, cast.chi, at(8), reason="Tranh chấp"))
    silent = act(resume, dossier, cast.chi, at(10))
    assert silent.refusal and silent.refusal.code == "needs_decision"
    succeeded(act(resume, dossier, cast.chi, at(10), decision="15/QĐ-UBND"))
    again = reread(dossier)
    assert (again.state, again.ended_at, again.ended_as) == (State.IN_PROCESS, None, "")
    assert again.due_at == at(16, 8)


def test_a_payment_stops_the_clock_only_where_the_version_says_so(cast: Cast) -> None:
    plain, paid = cast.received(), cast.received(procedure="15-calendar")
    done = act(ask_for_payment, plain, cast.hoa, at(8), note="Thuế trước bạ")
    assert done.refusal and done.refusal.code == "clock_goes_on"
    succeeded(act(ask_for_payment, paid, cast.hoa, at(8), note="Thuế trước bạ"))
    assert reread(paid).due_at is None


def test_what_was_filed_and_cannot_be_received_is_refused_without_a_number(cast: Cast) -> None:
    intake = cast.intake(channel="online")
    succeeded(draft([intake], by=cast.hoa, at=at(), recorded_at=at(), ground=GROUND, filed=True))
    dossier = reread(intake.id)
    assert (dossier.state, dossier.number) == (State.NEW, None)
    succeeded(act(refuse, dossier, cast.hoa, at(7, 9), reason="Không thuộc thẩm quyền"))
    dossier = reread(dossier)
    assert (dossier.state, dossier.number, dossier.received_at) == (State.REFUSED, None, None)
    assert not CountDelta.objects.filter(kind="received").exists()


def test_what_was_filed_online_is_received_with_its_number_and_counted_once(cast: Cast) -> None:
    intake = cast.intake(channel="online")
    succeeded(draft([intake], by=cast.hoa, at=at(), ground=GROUND, filed=True))
    succeeded(receive_drafts([intake.id], by=cast.hoa, at=at(7, 10), ground=GROUND))
    dossier = reread(intake.id)
    assert (dossier.state, dossier.due_at) == (State.RECEIVED, at(14, 10))
    assert dossier.number == "000.00.28.H39-190107-0001"
    counted = list(CountDelta.objects.values_list("kind", "n").order_by("kind"))
    assert counted == [("overdue", 1), ("received", 1)]


def test_received_twice_is_received_once(cast: Cast) -> None:
    intake = cast.intake()
    succeeded(receive([intake], by=cast.hoa, at=at(), ground=GROUND))
    again = receive([intake], by=cast.hoa, at=at(), ground=GROUND)
    assert again.refusal and again.refusal.code == "move"
    assert Dossier.objects.count() == 1


def test_the_second_of_two_officers_is_told_what_happened_meanwhile(cast: Cast) -> None:
    dossier = cast.received()
    succeeded(act(move, dossier, cast.hoa, at(7, 9), to=cast.inbox))
    seen = {dossier.pk: reread(dossier).seq}
    succeeded(act(take, dossier, cast.an, at(7, 10), expected=seen))
    late = act(take, dossier, cast.binh, at(7, 10, 1), expected=seen)
    assert late.refusal and late.refusal.code == "meanwhile"
    assert "Lê Văn An" in str(late.refusal) and "10:00 07/01/2019" in str(late.refusal)
    twice = act(take, dossier, cast.an, at(7, 10, 1), expected=seen)
    assert twice.refusal and twice.refusal.code == "twice"


def test_what_one_has_taken_nobody_else_passes_on(cast: Cast) -> None:
    dossier = cast.received()
    succeeded(act(move, dossier, cast.hoa, at(7, 9), to=cast.inbox))
    succeeded(act(take, dossier, cast.an, at(7, 10)))
    done = act(move, dossier, cast.binh, at(7, 11), to=cast.leader)
    assert done.refusal and done.refusal.code == "taken" and "Lê Văn An" in str(done.refusal)
    succeeded(act(hand_over, dossier, cast.an, at(7, 11), to=cast.accounts["binh"].pk))
    succeeded(act(move, dossier, cast.binh, at(7, 12), to=cast.leader))


def test_an_act_over_a_set_does_what_it_can_and_says_why_not_for_the_others(cast: Cast) -> None:
    ready, ended = cast.received(), cast.received()
    succeeded(act(withdraw, ended, cast.hoa, at(7, 9), reason="Rút"))
    done = move(
        [ready.pk, ended.pk], to=cast.inbox, by=cast.hoa, at=at(7, 10), recorded_at=at(7, 10), ground=GROUND
    )
    assert done.done == (ready.pk,)
    assert {key: r.code for key, r in done.refused.items()} == {ended.pk: "move"}


def test_nothing_happens_before_what_happened_or_in_the_future(cast: Cast) -> None:
    dossier = cast.received(at(8))
    early = act(move, dossier, cast.hoa, at(7), to=cast.inbox)
    assert early.refusal and early.refusal.code == "before_last"
    ahead = move([dossier.pk], to=cast.inbox, by=cast.hoa, at=at(9), recorded_at=at(8), ground=GROUND)
    assert ahead.refusal and ahead.refusal.code == "in_future"


def test_nothing_changes_in_a_period_whose_report_is_submitted(cast: Cast) -> None:
    from motcua.dossiers.models import ClosedPeriod

    dossier = cast.received()
    ClosedPeriod.objects.create(until=local_day(at(31)), why="Báo cáo tháng 1")
    done = act(move, dossier, cast.hoa, at(8), to=cast.inbox)
    assert done.refusal and done.refusal.code == "period_closed"
    late = receive([cast.intake()], by=cast.hoa, at=at(8), ground=GROUND)
    assert late.refusal and late.refusal.code == "period_closed"
