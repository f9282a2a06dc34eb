"""What dossiers owe, what is paid, waived and given back: docs/rules/fees.md."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, transaction
from django.utils.translation import override

from motcua.dossiers.acting import Holder
from motcua.dossiers.models import Dossier, Pause
from motcua.dossiers.passing import move, take
from motcua.dossiers.refusals import Done
from motcua.dossiers.states import State
from motcua.dossiers.waiting import ask_for_payment, wait_for
from motcua.fees.forgiving import refund, waive
from motcua.fees.kinds import DueState, FeeKind, WhenDue
from motcua.fees.owed import Due, Payment, Sums, sums, sums_of
from motcua.fees.paying import Owed, cancel_payment, owe, pay
from motcua.journal.models import Entry
from motcua.people.actor import SYSTEM_ACTOR, Actor
from motcua.worktime.impossible import NoZone
from tests.cast import Cast, at, reread, succeeded

MONEY = "LUAT-97-2015"
FEE = Owed("Phí thẩm định", FeeKind.FEE, 100_000)
LEVY = Owed("Tiền sử dụng đất", FeeKind.LAND, 30_000_000, WhenDue.MEANWHILE)
LATER = Owed("Lệ phí cấp giấy phép xây dựng", FeeKind.CHARGE, 75_000, WhenDue.RETURN)


def given(who: Actor, day: int = 8, hour: int = 9) -> dict[str, Any]:
    return {"by": who, "at": at(day, hour), "recorded_at": at(day, hour), "ground": MONEY}


def owing(cast: Cast, *owed: Owed, **intake: Any) -> tuple[Dossier, list[UUID]]:
    """A dossier that Hoa received, and what it owes since an hour later."""
    dossier = cast.received(**intake)
    done = succeeded(owe(dossier.pk, owed or (FEE,), **given(cast.hoa, 7)))
    return dossier, list(done.done)


def said(done: Done) -> str:
    with override("en"):
        assert done.refusal is not None and not done.done
        return str(done.refusal)


def test_what_is_owed_is_paid_and_each_act_has_its_entry(cast: Cast, giang: Actor) -> None:
    dossier, [due] = owing(cast)
    assert sums_of(dossier.pk) == Sums(owed=100_000)
    [payment] = succeeded(pay(dossier.pk, [due], 100_000, means="cash", receipt="0000017", **given(giang))).done
    row = Due.objects.get(pk=due)
    assert (row.state, row.balance, row.paid) == (DueState.PAID, 0, 100_000)
    money = Payment.objects.get(pk=payment)
    assert (money.amount, money.receipt, money.account_id, money.unit_id) == (
        100_000,
        "0000017",
        giang.account,
        cast.desk.pk,
    )
    acts = dict(Entry.objects.filter(subject_id__in=[due, payment]).values_list("subject_id", "act"))
    assert acts[payment] == "pay"
    assert list(Entry.objects.filter(subject_id=due).order_by("seq").values_list("act", flat=True)) == [
        "owe",
        "pay",
    ]


def test_a_part_is_paid_and_then_the_rest_the_oldest_first(cast: Cast, giang: Actor) -> None:
    dossier, [fee, later] = owing(cast, FEE, LATER)
    succeeded(pay(dossier.pk, None, 120_000, means="transfer", reference="FT1", **given(giang)))
    states = {due.pk: (due.state, due.balance) for due in Due.objects.of(dossier.pk)}
    assert states == {fee: (DueState.PAID, 0), later: (DueState.PART, 55_000)}
    succeeded(pay(dossier.pk, [later], 55_000, means="cash", **given(giang, hour=10)))
    assert sums_of(dossier.pk).balance == 0 == sums(Due.objects.of(dossier.pk)).balance


def test_nothing_is_paid_twice(cast: Cast, giang: Actor) -> None:
    dossier, [due] = owing(cast)
    key = uuid4()
    succeeded(pay(dossier.pk, None, 40_000, means="online", reference="R-1", payment=key, **given(giang)))
    for again in ({"payment": key}, {"reference": "R-1"}):
        assert "was entered at 09:00 08/01/2019 already" in said(
            pay(dossier.pk, None, 40_000, means="online", **again, **given(giang, hour=10))
        )
    succeeded(pay(dossier.pk, None, 60_000, means="cash", **given(giang)))
    assert "owes nothing any more: 100.000 đ are paid" in said(
        pay(dossier.pk, [due], 1, means="cash", **given(giang))
    )
    assert Payment.objects.count() == 2


@pytest.mark.parametrize(
    ("amount", "sentence"),
    [
        (0, "Give an amount of 1 đồng or more"),
        (-5_000, "-5.000 đ cannot be paid"),
        (100_001, "owes 100.000 đ; 100.001 đ is more"),
        (10_000_000_001, "10.000.000.001 đ is more than can be right (10.000.000.000 đ at most)"),
    ],
)
def test_an_amount_that_cannot_be_is_refused_with_one_sentence(
    cast: Cast, giang: Actor, amount: int, sentence: str
) -> None:
    dossier, [due] = owing(cast)
    assert sentence in said(pay(dossier.pk, [due], amount, means="cash", **given(giang)))
    assert sums_of(dossier.pk) == Sums(owed=100_000) and not Payment.objects.exists()


def test_money_is_never_a_float(cast: Cast, giang: Actor) -> None:
    dossier, [due] = owing(cast)
    with pytest.raises(TypeError):
        pay(dossier.pk, [due], 100_000.0, means="cash", **given(giang))  # type: ignore[arg-type]


@pytest.mark.parametrize("amount", [0, -1, 10_000_000_001])
def test_an_absurd_due_is_refused(cast: Cast, amount: int) -> None:
    dossier = cast.received()
    assert said(owe(dossier.pk, [Owed("Phí", FeeKind.FEE, amount)], **given(cast.hoa)))
    assert "has a name" in said(owe(dossier.pk, [Owed(" ", FeeKind.FEE, 5)], **given(cast.hoa)))
    assert not Due.objects.exists()


def test_refused_are_strangers_other_dossiers_and_moments_to_come(cast: Cast, giang: Actor) -> None:
    dossier, [due] = owing(cast)
    _other, [others] = owing(cast)
    how: dict[str, Any] = {"means": "cash"}
    assert "Your posts do not allow this act" in said(pay(dossier.pk, [due], 1, **how, **given(cast.dung)))
    assert "Your posts do not allow this act" in said(pay(dossier.pk, [due], 1, **how, **given(cast.an)))
    assert "is not owed by dossier" in said(pay(dossier.pk, [others], 1, **how, **given(giang)))
    assert "does not exist" in said(pay(uuid4(), None, 1, **how, **given(giang)))
    to_come = datetime.now(UTC) + timedelta(days=1)
    assert "future" in said(pay(dossier.pk, [due], 1, **how, by=giang, at=to_come, ground=MONEY))
    with pytest.raises(NoZone):
        pay(dossier.pk, [due], 1, **how, by=giang, at=datetime(2019, 1, 8), ground=MONEY)  # noqa: DTZ001 -- naive on purpose
    assert "owes nothing." in said(pay(cast.received().pk, None, 1, **how, **given(giang)))


def test_a_leader_waives_with_a_reason_and_nobody_else_does(cast: Cast, giang: Actor) -> None:
    dossier, [due] = owing(cast)
    assert "Your posts" in said(waive(dossier.pk, None, reason="Hộ nghèo", **given(giang)))
    assert "needs a reason" in said(waive(dossier.pk, None, reason=" ", **given(cast.chi)))
    assert "100.000 đ can still be waived" in said(
        waive(dossier.pk, [due], 100_001, reason="Hộ nghèo", **given(cast.chi))
    )
    ground = "Luật Hộ tịch, Điều 11"
    succeeded(waive(dossier.pk, [due], 50_000, reason="Hộ nghèo", exemption=ground, **given(cast.chi)))
    row = Due.objects.get(pk=due)
    assert (row.state, row.balance, row.exemption) == (DueState.PART, 50_000, ground)
    succeeded(waive(dossier.pk, None, reason="Hộ nghèo", **given(cast.chi)))
    assert Due.objects.get(pk=due).state == DueState.WAIVED
    assert "0 đ can still be waived" in said(waive(dossier.pk, None, reason="Hộ nghèo", **given(cast.chi)))


def test_what_was_waived_after_it_was_paid_has_to_be_given_back(cast: Cast, giang: Actor) -> None:
    dossier, [due] = owing(cast)
    succeeded(pay(dossier.pk, [due], 100_000, means="cash", **given(giang)))
    succeeded(waive(dossier.pk, [due], reason="Hộ nghèo", **given(cast.chi, hour=10)))
    assert (Due.objects.get(pk=due).state, sums_of(dossier.pk).balance) == (DueState.OVER, -100_000)
    succeeded(refund(dossier.pk, None, 100_000, means="cash", reason="Hộ nghèo", **given(cast.chi, hour=11)))
    assert sums_of(dossier.pk) == Sums(100_000, 100_000, 100_000, 100_000)
    assert Due.objects.get(pk=due).state == DueState.REFUNDED


def test_money_given_back_is_owed_no_more_unless_it_still_is(cast: Cast, giang: Actor) -> None:
    dossier, [due] = owing(cast)
    back: dict[str, Any] = {"means": "cash", "reason": "Rút hồ sơ"}
    succeeded(pay(dossier.pk, [due], 100_000, means="cash", **given(giang)))
    assert "100.000 đ were paid" in said(refund(dossier.pk, None, 100_001, **back, **given(cast.chi)))
    assert "Your posts" in said(refund(dossier.pk, None, 1, **back, **given(giang)))
    succeeded(refund(dossier.pk, None, 60_000, **back, **given(cast.chi)))
    assert sums_of(dossier.pk) == Sums(100_000, 60_000, 100_000, 60_000)
    succeeded(refund(dossier.pk, None, 40_000, still_owed=True, **back, **given(cast.chi)))
    assert sums_of(dossier.pk).balance == 40_000
    succeeded(pay(dossier.pk, None, 40_000, means="transfer", **given(giang)))
    assert sorted(p.amount for p in Payment.objects.all()) == [-60_000, -40_000, 40_000, 100_000]


def test_a_payment_entered_wrongly_is_cancelled_once_and_owed_again(cast: Cast, giang: Actor) -> None:
    dossier, _dues = owing(cast, FEE, LATER)
    [payment] = succeeded(pay(dossier.pk, None, 175_000, means="cash", **given(giang))).done
    assert "needs a reason" in said(cancel_payment(payment, reason="", **given(giang)))
    [undone] = succeeded(cancel_payment(payment, reason="Nhầm hồ sơ", **given(giang, hour=10))).done
    assert (Payment.objects.get(pk=undone).amount, Payment.objects.get(pk=undone).cancels_id) == (-175_000, payment)
    assert sums_of(dossier.pk) == Sums(owed=175_000)
    assert "cancelled already" in said(cancel_payment(payment, reason="Nhầm", **given(giang, hour=11)))
    assert "no such payment" in said(cancel_payment(undone, reason="Nhầm", **given(giang, hour=11)))
    [other] = succeeded(pay(dossier.pk, None, 175_000, means="cash", **given(giang, hour=11))).done
    succeeded(refund(dossier.pk, None, 1, means="cash", reason="Thu thừa", **given(cast.chi, hour=12)))
    assert "given back already" in said(cancel_payment(other, reason="Nhầm", **given(giang, hour=13)))


def test_what_is_over_owes_nothing_new(cast: Cast) -> None:
    dossier = cast.received()
    Dossier.objects.filter(pk=dossier.pk).update(state=State.WITHDRAWN)
    assert "nothing new is owed" in said(owe(dossier.pk, [FEE], **given(cast.hoa)))


@pytest.mark.parametrize("column", ["waived", "paid", "refunded"])
def test_the_database_too_refuses_impossible_sums(cast: Cast, column: str) -> None:
    _dossier, [due] = owing(cast)
    with pytest.raises(IntegrityError), transaction.atomic():
        Due.objects.filter(pk=due).update(**{column: 100_001})


def standing(cast: Cast, stop: Any, **how: Any) -> Dossier:
    """A dossier in An's hands since Monday whose clock stands since Tuesday at eight."""
    dossier = cast.received(procedure="15-calendar")
    monday = {"at": at(7, 10), "recorded_at": at(7, 10), "ground": "OFFICE"}
    succeeded(move([dossier.pk], to=Holder(cast.office.pk, "handling"), by=cast.hoa, **monday))
    succeeded(take([dossier.pk], by=cast.an, **monday))
    tuesday = {"at": at(8), "recorded_at": at(8), "ground": "OFFICE"}
    succeeded(stop([dossier.pk], by=cast.an, **tuesday, **how))
    return reread(dossier)


@pytest.mark.parametrize(
    ("stop", "how"),
    [
        (ask_for_payment, {"note": "Tiền sử dụng đất"}),
        (wait_for, {"cause": "tax", "note": "Phiếu chuyển 12"}),
        (wait_for, {"cause": "land", "note": "Phiếu chuyển 12"}),
    ],
)
def test_paying_the_last_duty_lets_the_clock_go_on(
    cast: Cast, giang: Actor, stop: Any, how: dict[str, Any]
) -> None:
    dossier = standing(cast, stop, **how)
    [levy, _tax] = succeeded(
        owe(dossier.pk, [LEVY, Owed("Thuế thu nhập", FeeKind.TAX, 500_000, WhenDue.MEANWHILE)], **given(cast.an, 9))
    ).done
    succeeded(pay(dossier.pk, [levy], 30_000_000, means="transfer", reference="FT1", **given(giang, 10)))
    assert reread(dossier).due_at is None
    succeeded(pay(dossier.pk, None, 500_000, means="transfer", reference="FT2", **given(giang, 11)))
    now = reread(dossier)
    assert (now.state, now.due_at is not None) == (State.IN_PROCESS, True)
    assert Pause.objects.get(dossier=dossier.pk).until == at(11, 9)
    last = Entry.objects.filter(subject_id=dossier.pk).order_by("seq").last()
    assert last is not None
    assert (last.act, last.ground, last.actor, last.moment) == ("resume", "PAYMENT", None, at(11, 9))


def test_waiving_the_last_duty_lets_it_go_on_too(cast: Cast) -> None:
    dossier = standing(cast, ask_for_payment, note="Tiền sử dụng đất")
    succeeded(owe(dossier.pk, [LEVY], **given(cast.an, 9)))
    succeeded(waive(dossier.pk, None, reason="Hộ nghèo", **given(cast.chi, 10)))
    assert reread(dossier).state == State.IN_PROCESS


def test_a_clock_that_stands_for_another_reason_stays(cast: Cast, giang: Actor) -> None:
    dossier = cast.received(procedure="15-calendar")
    succeeded(owe(dossier.pk, [LEVY, FEE], **given(cast.hoa, 7)))
    succeeded(wait_for([dossier.pk], cause="tax", note="Phiếu chuyển 12", **given(cast.hoa, 8)))
    succeeded(pay(dossier.pk, None, 30_100_000, means="transfer", **given(giang, 9)))
    assert reread(dossier).due_at is None, "the tax office has not answered yet: nothing fell due in this pause"


def test_a_fee_on_receipt_lets_no_clock_go_on(cast: Cast, giang: Actor) -> None:
    dossier = standing(cast, ask_for_payment, note="Tiền sử dụng đất")
    succeeded(owe(dossier.pk, [FEE], **given(cast.an, 9)))
    succeeded(pay(dossier.pk, None, 100_000, means="cash", **given(giang, 10)))
    assert reread(dossier).state == State.FEE_DUE


def test_the_system_pays_in_for_the_platform(cast: Cast) -> None:
    dossier, _dues = owing(cast)
    succeeded(pay(dossier.pk, None, 100_000, means="online", reference="R-7", **given(SYSTEM_ACTOR)))
    assert Payment.objects.get().account_id is None
