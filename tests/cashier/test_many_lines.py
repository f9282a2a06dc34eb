"""Many lines of a statement at once: in as many statements as few, each for itself."""

from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext

from motcua.cashier.models import BankLine, MoneyReceipt
from motcua.dossiers.states import State
from motcua.dossiers.waiting import wait_for
from motcua.fees.kinds import FeeKind, WhenDue
from motcua.fees.owed import sums_of
from motcua.fees.paying import Owed, owe
from motcua.journal.verify import verify
from tests.cashier.conftest import MoneyDesk, numbers_of
from tests.cashier.test_statements import brought
from tests.cast import GROUND, at, reread, succeeded
from tests.fees.test_dues import standing


def lines_for(desk: MoneyDesk, count: int, begins: int) -> list[str]:
    return [f"FT{begins + n};08/01/2019;;1.000;{desk.owing(1_000)};" for n in range(count)]


def test_forty_lines_take_as_many_statements_as_four(money_desk: MoneyDesk) -> None:
    def statements(lines: list[str]) -> int:
        with CaptureQueriesContext(connection) as captured:
            assert brought(money_desk, *lines).matched == len(lines)
        return len(captured)

    few = statements(lines_for(money_desk, 4, 0))
    assert statements(lines_for(money_desk, 40, 100)) == few <= 40
    assert numbers_of(money_desk.book.pk) == list(range(1, 45))
    assert verify().ok


def test_lines_for_one_dossier_are_entered_one_after_the_other(money_desk: MoneyDesk) -> None:
    """The first pays one due alone, the second what is left, and the third finds nothing owed."""
    dossier, other = money_desk.owing(150_000, 20_000), money_desk.owing(5_000)
    amounts = ("20.000", "150.000", "1.000")
    lines = [f"FT{n};08/01/2019;;{amount};{dossier};" for n, amount in enumerate(amounts)]
    kept = brought(money_desk, *lines, f"FT9;08/01/2019;;4.000;{other};")
    assert (kept.matched, kept.waiting) == (2, 2)
    whys = BankLine.objects.filter(state="waiting").order_by("reference").values_list("why", flat=True)
    assert list(whys) == ["nothing_owed", "other_amount"]
    assert [r.amount for r in MoneyReceipt.objects.order_by("number")] == [20_000, 150_000]


def test_a_book_that_runs_out_in_the_middle_is_followed_by_the_next(money_desk: MoneyDesk) -> None:
    type(money_desk.book).objects.filter(pk=money_desk.book.pk).update(next=99)
    second = succeeded(money_desk.open_book(501, 502)).done[0]
    kept = brought(money_desk, *lines_for(money_desk, 5, 0))
    assert (numbers_of(money_desk.book.pk), numbers_of(second)) == ([99, 100], [501, 502])
    assert (kept.matched, BankLine.objects.get(state="waiting").why) == (4, "no_book")


def test_a_duty_paid_into_the_bank_lets_the_clock_go_on(money_desk: MoneyDesk) -> None:
    cast, levy = money_desk.cast, Owed("Tiền sử dụng đất", FeeKind.LAND, 30_000_000, WhenDue.MEANWHILE)
    waiting = [standing(cast, wait_for, cause="land", note="Phiếu chuyển 12") for _number in range(2)]
    for dossier in waiting:
        nine: dict[str, Any] = {"at": at(8, 9), "recorded_at": at(8, 9), "ground": GROUND}
        succeeded(owe(dossier.pk, [levy], by=cast.an, **nine))
    brought(money_desk, *(f"FT{n};08/01/2019;;30.000.000;{d};" for n, d in enumerate(waiting)), when=at(8, 10))
    for dossier in waiting:
        assert (reread(dossier).due_at is not None, sums_of(dossier.pk).balance) == (True, 0)
        assert reread(dossier).state == State.IN_PROCESS
    assert verify().ok
