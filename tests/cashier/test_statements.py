"""Bank statements: each line once, entered by the number in its purpose."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest

from motcua.cashier import matching
from motcua.cashier.assigning import assign_line, bring_back_line, match_again, set_aside_line
from motcua.cashier.bringing import NotBrought, bring_statement, read_through, stop
from motcua.cashier.matching import Clerk
from motcua.cashier.models import BankLine, BankStatement, LineState, MoneyReceipt, ReceiptBook
from motcua.cashier.naming import squashed
from motcua.cashier.receiving import cancel_receipt
from motcua.cashier.table import Unreadable
from motcua.dossiers.models import Dossier
from motcua.dossiers.refusals import Done
from motcua.fees.models import Payment
from motcua.fees.owed import sums_of
from motcua.journal.models import Entry
from motcua.journal.verify import verify
from tests.cashier.conftest import MoneyDesk
from tests.cashier.sheets import MAPPING, csv_of
from tests.cast import GROUND, at, succeeded


def brought(money_desk: MoneyDesk, *lines: str, who: Any = None, when: datetime | None = None) -> BankStatement:
    by, moment = who or money_desk.giang, when or at(8, 9)
    content = csv_of(*lines).encode()
    kept = bring_statement(money_desk.account, content, "sao kê.csv", MAPPING, by=by, at=moment, ground=GROUND)
    read_through(kept, Clerk(by, moment, GROUND))
    return kept


def code(done: Done) -> str:
    assert done.refusal is not None
    return done.refusal.code


def test_a_line_is_entered_for_the_dossier_that_it_names_where_the_amount_is_owed(
    money_desk: MoneyDesk,
) -> None:
    desk = money_desk
    dossier = desk.owing(150_000, 20_000)
    kept = brought(desk, f"FT1;08/01/2019;;170.000;Nop phi {squashed(str(dossier))};TRAN THI HOA")
    assert (kept.state, kept.lines, kept.matched, kept.waiting, kept.known) == ("done", 1, 1, 0, 0)
    receipt = MoneyReceipt.objects.get()
    assert (receipt.amount, receipt.means, receipt.payer) == (170_000, "transfer", "TRAN THI HOA")
    line = BankLine.objects.get()
    assert (line.state, line.receipt, line.dossier_id) == ("matched", receipt.pk, dossier.pk)
    acts = list(Entry.objects.filter(subject_id=line.pk).order_by("seq").values_list("act", flat=True))
    assert acts == ["enter_bank_line", "match_bank_line"]
    assert sums_of(dossier.pk).balance == 0
    assert verify().ok


def test_one_due_alone_is_paid_by_its_amount(money_desk: MoneyDesk) -> None:
    dossier = money_desk.owing(150_000, 20_000)
    brought(money_desk, f"FT1;08/01/2019;;20.000;{dossier};")
    assert [line["name"] for line in MoneyReceipt.objects.get().lines] == ["Lệ phí 1"]


def test_the_same_file_twice_changes_nothing(money_desk: MoneyDesk) -> None:
    desk = money_desk
    paid = desk.owing(150_000)
    lines = (
        f"FT1;08/01/2019;;150.000;{paid};",
        "FT2;08/01/2019;;150.000;khong ghi gi;",
        f"FT3;08/01/2019;;99.000;{desk.owing(50_000)};",
    )
    brought(desk, *lines)
    before = (Entry.objects.count(), Payment.objects.count(), BankLine.objects.count())
    again = brought(desk, *lines, when=at(8, 10))
    assert (Entry.objects.count(), Payment.objects.count(), BankLine.objects.count()) == before
    assert (again.lines, again.known, again.matched, again.waiting) == (3, 3, 0, 0)


def test_a_line_that_stands_twice_in_a_file_is_one(money_desk: MoneyDesk) -> None:
    line = f"FT1;08/01/2019;;150.000;{money_desk.owing(150_000)};"
    kept = brought(money_desk, line, line)
    assert (kept.matched, kept.known, BankLine.objects.count()) == (1, 1, 1)


@pytest.mark.parametrize(
    ("purpose", "why"),
    [
        (lambda desk: "tien nha", "no_number"),
        (lambda desk: "000.00.28.H39-190107-9999", "no_number"),
        (lambda desk: f"{desk.owing(50_000)} va {desk.owing(50_000)}", "several"),
        (lambda desk: str(desk.cast.received()), "nothing_owed"),
        (lambda desk: str(desk.owing(49_000)), "other_amount"),
    ],
)
def test_what_is_not_clear_waits_and_says_why(
    money_desk: MoneyDesk, purpose: Callable[[MoneyDesk], str], why: str
) -> None:
    kept = brought(money_desk, f"FT1;08/01/2019;;50.000;{purpose(money_desk)};")
    line = BankLine.objects.get()
    assert (kept.waiting, line.state, line.why) == (1, "waiting", why)
    assert not MoneyReceipt.objects.exists()


def test_without_a_book_lines_wait_and_are_entered_once_it_is_open(money_desk: MoneyDesk) -> None:
    desk = money_desk
    ReceiptBook.objects.filter(pk=desk.book.pk).update(next=101)
    dossier = desk.owing(50_000)
    brought(desk, f"FT1;08/01/2019;;50.000;{dossier};")
    assert BankLine.objects.get().why == "no_book"
    succeeded(desk.open_book(1, 10))
    tried = match_again([desk.cast.district.pk], by=desk.giang, at=at(8, 10), ground=GROUND)
    assert (tried.matched, tried.waiting) == (1, 0)
    assert sums_of(dossier.pk).balance == 0


def test_an_officer_assigns_what_waits(money_desk: MoneyDesk) -> None:
    desk = money_desk
    brought(desk, "FT1;08/01/2019;;50.000;nop phi cho con;")
    line, dossier = BankLine.objects.get(), desk.owing(80_000)
    who: dict[str, Any] = {"at": at(8, 11), "ground": GROUND}
    for stranger in (desk.cast.hoa, desk.cast.dung):
        assert code(assign_line(line.pk, dossier.pk, by=stranger, **who)) == "not_your_line"
    too_much = assign_line(line.pk, desk.owing(20_000).pk, by=desk.giang, **who)
    assert code(too_much) == "too_much"
    succeeded(assign_line(line.pk, dossier.pk, by=desk.giang, **who))
    assert sums_of(dossier.pk).balance == 30_000
    assert code(assign_line(line.pk, dossier.pk, by=desk.giang, **who)) == "line_done"
    assert MoneyReceipt.objects.count() == 1


def test_what_is_for_no_dossier_is_set_aside_with_its_reason(money_desk: MoneyDesk) -> None:
    desk = money_desk
    brought(desk, "FT1;08/01/2019;;1.234;Lai tien gui;")
    line = BankLine.objects.get()
    who: dict[str, Any] = {"by": desk.giang, "at": at(8, 11), "ground": GROUND}
    assert code(set_aside_line(line.pk, reason="  ", **who)) == "no_reason"
    succeeded(set_aside_line(line.pk, reason="Lãi tiền gửi", **who))
    line.refresh_from_db()
    assert (line.state, line.note) == (LineState.ASIDE, "Lãi tiền gửi")
    assert code(set_aside_line(line.pk, reason="Lãi", **who)) == "line_done"
    succeeded(bring_back_line(line.pk, **who))
    assert code(bring_back_line(line.pk, **who)) == "line_waits"


def test_a_cancelled_receipt_lets_its_line_wait_and_it_can_be_assigned_again(money_desk: MoneyDesk) -> None:
    desk = money_desk
    wrong = desk.owing(50_000)
    brought(desk, f"FT1;08/01/2019;;50.000;{wrong};")
    who: dict[str, Any] = {"by": desk.giang, "at": at(8, 11), "ground": GROUND}
    succeeded(cancel_receipt(MoneyReceipt.objects.get().pk, reason="Chuyển nhầm hồ sơ", **who))
    line = BankLine.objects.get()
    assert (line.state, line.why, line.receipt) == ("waiting", "cancelled", None)
    succeeded(assign_line(line.pk, wrong.pk, **who))
    assert sums_of(wrong.pk).balance == 0


def test_who_is_no_cashier_of_the_account_brings_nothing_in(money_desk: MoneyDesk) -> None:
    with pytest.raises(NotBrought):
        brought(money_desk, "FT1;08/01/2019;;50.000;x;", who=money_desk.cast.hoa)
    assert not BankStatement.objects.exists()


def test_a_broken_file_writes_nothing(money_desk: MoneyDesk) -> None:
    dossier = money_desk.owing(50_000)
    with pytest.raises(Unreadable):
        brought(money_desk, f"FT1;08/01/2019;;50.000;{dossier};", "FT2;08/01/2019;;-1;x;")
    assert not BankStatement.objects.exists() and not BankLine.objects.exists()
    assert sums_of(dossier.pk).balance == 50_000


def test_stopped_it_goes_on_when_it_is_brought_in_again(
    money_desk: MoneyDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(matching, "TOGETHER", 20)
    desk = money_desk
    dossiers: list[Dossier] = [desk.owing(1_000) for _n in range(30)]
    lines = [f"FT{n};08/01/2019;;1.000;{d};" for n, d in enumerate(dossiers)]
    content = csv_of(*lines).encode()
    who: dict[str, Any] = {"by": desk.giang, "at": at(8, 9), "ground": GROUND}
    kept = bring_statement(desk.account, content, "a.csv", MAPPING, **who)
    read_through(kept, Clerk(desk.giang, at(8, 9), GROUND), lambda done, of: stop(kept.pk))
    assert kept.state == "stopped"
    entered = Payment.objects.count()
    assert 0 < entered < 30
    again = brought(desk, *lines, when=at(8, 10))
    assert (again.matched, Payment.objects.count()) == (30 - entered, 30)
