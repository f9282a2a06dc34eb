"""The cash count of a day: docs/rules/cashier.md."""

import threading
from datetime import date
from typing import Any

import pytest
from django.db import connections

from motcua.cashier.counting import count_cash, expected_of
from motcua.cashier.models import CashCount
from motcua.cashier.receiving import cancel_receipt
from motcua.dossiers.refusals import Done
from motcua.fees.forgiving import refund
from motcua.fees.kinds import Means
from motcua.fees.paying import pay
from motcua.people.actor import SYSTEM_ACTOR
from tests.cashier.conftest import MoneyDesk
from tests.cast import GROUND, MONDAY, at, succeeded


def counted(money_desk: MoneyDesk, pieces: dict[int, int], day: date = MONDAY, **given: Any) -> Done:
    facts: dict[str, Any] = {"by": money_desk.giang, "at": at(7, 17), "ground": GROUND}
    return count_cash(day, pieces, **(facts | given))


def code(done: Done) -> str:
    assert done.refusal is not None
    assert str(done.refusal).endswith(".")
    return done.refusal.code


def test_the_drawer_holds_the_cash_of_ones_own_receipts(money_desk: MoneyDesk) -> None:
    money_desk.received(money_desk.owing(150_000), 150_000)
    money_desk.received(money_desk.owing(70_000), 70_000, means=Means.TRANSFER)
    money_desk.received(money_desk.owing(20_000), 20_000, who=money_desk.khanh)
    money_desk.received(money_desk.owing(30_000), 30_000, at=at(8, 9))
    done = succeeded(counted(money_desk, {100_000: 1, 50_000: 1}))
    row = CashCount.objects.get(pk=done.done[0])
    assert (row.expected, row.counted, row.difference) == (150_000, 150_000, 0)
    assert row.pieces == {"100000": 1, "50000": 1}


def test_cancelled_receipts_and_money_given_back_are_not_in_the_drawer(money_desk: MoneyDesk) -> None:
    kept, wrong = money_desk.owing(150_000), money_desk.owing(40_000)
    money_desk.received(kept, 150_000)
    cancelled = money_desk.received(wrong, 40_000)
    who: dict[str, Any] = {"by": money_desk.giang, "at": at(7, 10), "ground": GROUND}
    succeeded(cancel_receipt(cancelled.pk, reason="Sai tên", **who))
    assert money_desk.giang.account is not None
    assert expected_of(money_desk.giang.account, MONDAY).total == 150_000


def test_cash_entered_without_a_receipt_of_ours_is_shown_apart(money_desk: MoneyDesk) -> None:
    money_desk.received(money_desk.owing(150_000), 150_000)
    loose = money_desk.owing(9_000)
    succeeded(pay(loose.pk, None, 9_000, means=Means.CASH, by=money_desk.giang, at=at(7, 9), ground=GROUND))
    assert money_desk.giang.account is not None
    expected = expected_of(money_desk.giang.account, MONDAY)
    assert (expected.receipts, expected.others, expected.total) == (150_000, 9_000, 159_000)


def test_what_the_leader_gives_back_is_not_taken_from_the_cashiers_drawer(money_desk: MoneyDesk) -> None:
    dossier = money_desk.owing(150_000)
    money_desk.received(dossier, 150_000)
    given: dict[str, Any] = {"means": Means.CASH, "reason": "Nộp thừa", "at": at(7, 11), "ground": GROUND}
    succeeded(refund(dossier.pk, None, 50_000, by=money_desk.cast.chi, **given))
    assert money_desk.giang.account is not None
    assert expected_of(money_desk.giang.account, MONDAY).total == 150_000


def test_the_day_is_the_local_one(money_desk: MoneyDesk) -> None:
    """Half an hour past midnight belongs to Tuesday, in UTC it is still Monday."""
    money_desk.received(money_desk.owing(30_000), 30_000, at=at(8, 0, 30))
    assert money_desk.giang.account is not None
    assert expected_of(money_desk.giang.account, MONDAY).total == 0
    assert expected_of(money_desk.giang.account, date(2019, 1, 8)).total == 30_000


def test_a_difference_needs_its_reason(money_desk: MoneyDesk) -> None:
    money_desk.received(money_desk.owing(150_000), 150_000)
    assert code(counted(money_desk, {100_000: 1})) == "differs"
    assert not CashCount.objects.exists()
    done = succeeded(counted(money_desk, {100_000: 1}, reason="Trả nhầm tiền thừa"))
    assert CashCount.objects.get(pk=done.done[0]).difference == -50_000


@pytest.mark.parametrize(
    ("pieces", "given", "why"),
    [
        ({30_000: 1}, {}, "no_such_piece"),
        ({50_000: -1}, {}, "pieces_few"),
        ({50_000: 1_000_000}, {}, "pieces_few"),
        ({}, {"day": date(2019, 1, 8)}, "day_to_come"),
        ({}, {"by": SYSTEM_ACTOR}, "no_person"),
    ],
)
def test_what_cannot_be_counted_is_refused(
    money_desk: MoneyDesk, pieces: dict[int, int], given: dict[str, Any], why: str
) -> None:
    assert code(counted(money_desk, pieces, **given)) == why
    assert not CashCount.objects.exists()


def test_who_takes_no_cash_counts_none(money_desk: MoneyDesk) -> None:
    assert code(counted(money_desk, {}, by=money_desk.cast.an)) == "no_cash_post"


def test_a_closed_day_takes_no_more_cash_of_that_hand(money_desk: MoneyDesk) -> None:
    dossier = money_desk.owing(90_000)
    first = money_desk.received(dossier, 10_000)
    succeeded(counted(money_desk, {10_000: 1}))
    assert code(counted(money_desk, {10_000: 1})) == "counted_twice"
    assert code(money_desk.receive(dossier, 20_000, at=at(7, 17, 30))) == "day_closed"
    cancelled = cancel_receipt(first.pk, reason="Sai", by=money_desk.giang, at=at(7, 18), ground=GROUND)
    assert code(cancelled) == "counted_already"
    money_desk.received(dossier, 20_000, means=Means.TRANSFER, at=at(7, 17, 30))
    money_desk.received(dossier, 20_000, who=money_desk.khanh, at=at(7, 17, 30))
    money_desk.received(dossier, 20_000, at=at(8, 8))


def test_money_that_comes_while_the_day_is_closed_is_counted_or_refused(fresh_money_desk: MoneyDesk) -> None:
    """One hand receives while it closes: never is there cash of a closed day that was not expected."""
    desk = fresh_money_desk
    owing = [desk.owing(1_000) for _n in range(20)]
    start, errors = threading.Barrier(2), []

    def work(receives: bool) -> None:
        try:
            start.wait()
            if receives:
                for dossier in owing:
                    desk.receive(dossier, 1_000)
            else:
                succeeded(counted(desk, {}, reason="Thử"))
        except BaseException as error:
            errors.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=work, args=(receives,)) for receives in (True, False)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert not errors
    assert desk.giang.account is not None
    assert CashCount.objects.get().expected == expected_of(desk.giang.account, MONDAY).total
