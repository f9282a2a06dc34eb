"""Receipts of money: numbered without gaps, written together with the payment or not at all."""

import json
import threading
from typing import Any

import pytest
from django.db import IntegrityError, connections, transaction

from motcua.cashier.books import close_book, open_book
from motcua.cashier.models import MoneyReceipt, ReceiptBook
from motcua.cashier.receiving import cancel_receipt
from motcua.dossiers.refusals import Done
from motcua.fees.kinds import Means
from motcua.fees.models import Due, Payment
from motcua.fees.owed import sums_of
from motcua.journal.ids import uuid7
from motcua.journal.models import Detail, Entry
from motcua.journal.verify import verify
from tests.cashier.conftest import MoneyDesk, numbers_of
from tests.cashier.test_statements import brought
from tests.cast import GROUND, at, succeeded


def nothing_was_written(money_desk: MoneyDesk) -> bool:
    book = ReceiptBook.objects.get(pk=money_desk.book.pk)
    return not MoneyReceipt.objects.exists() and not Payment.objects.exists() and book.next == 1


def code(done: Done) -> str:
    assert done.refusal is not None
    assert str(done.refusal).endswith((".", "?", "!"))
    return done.refusal.code


def test_money_and_its_receipt_are_one_act(money_desk: MoneyDesk) -> None:
    dossier = money_desk.owing(150_000, 20_000)
    receipt = money_desk.received(dossier, 170_000)
    assert (receipt.written, receipt.amount, receipt.means) == ("0000001", 170_000, "cash")
    assert receipt.payer == "Nguyễn Thị Lan"
    assert [(line["kind"], line["amount"]) for line in receipt.lines] == [("fee", "150000"), ("charge", "20000")]
    assert sums_of(dossier.pk).balance == 0
    payment = Payment.objects.get(pk=receipt.payment)
    assert (payment.receipt, payment.account_id) == ("AA-18P 0000001", money_desk.giang.account)
    entry = Entry.objects.get(subject_id=receipt.pk)
    said = json.loads(Detail.objects.get(entry=entry.id).content)
    assert (entry.act, said["amount"], said["number"]) == ("receive_money", "170000", 1)


def test_of_several_dues_those_that_are_chosen_are_paid(money_desk: MoneyDesk) -> None:
    dossier = money_desk.owing(150_000, 20_000)
    second = Due.objects.of(dossier.pk).get(name="Lệ phí 1")
    receipt = money_desk.received(dossier, 20_000, dues=[second.pk])
    assert [line["name"] for line in receipt.lines] == ["Lệ phí 1"]
    assert sums_of(dossier.pk).balance == 150_000


def test_numbers_follow_one_another_and_a_refused_one_leaves_no_gap(money_desk: MoneyDesk) -> None:
    dossier = money_desk.owing(50_000)
    assert code(money_desk.receive(dossier, 50_001)) == "too_much"
    money_desk.received(dossier, 20_000)
    assert code(money_desk.receive(dossier, 40_000)) == "too_much"
    money_desk.received(dossier, 30_000)
    assert numbers_of(money_desk.book.pk) == [1, 2]


def test_what_is_broken_off_gives_its_number_back(money_desk: MoneyDesk) -> None:
    dossier = money_desk.owing(50_000)
    with transaction.atomic():
        money_desk.received(dossier, 50_000)
        transaction.set_rollback(True)
    assert nothing_was_written(money_desk)
    assert money_desk.received(dossier, 50_000).number == 1


@pytest.mark.parametrize(("amount", "why"), [(0, "no_amount"), (-20_000, "no_amount"), (10_000_000_001, "absurd")])
def test_absurd_amounts_are_refused_and_write_nothing(money_desk: MoneyDesk, amount: int, why: str) -> None:
    assert code(money_desk.receive(money_desk.owing(50_000), amount)) == why
    assert nothing_was_written(money_desk)


def test_the_same_form_sent_twice_is_received_once(money_desk: MoneyDesk) -> None:
    dossier, form = money_desk.owing(50_000), uuid7()
    money_desk.received(dossier, 20_000, receipt=form)
    again = money_desk.receive(dossier, 20_000, receipt=form)
    assert code(again) == "sent_twice"
    assert "0000001" in str(again.refusal)
    assert numbers_of(money_desk.book.pk) == [1]


def test_the_same_transfer_twice_is_received_once(money_desk: MoneyDesk) -> None:
    dossier = money_desk.owing(50_000)
    money_desk.received(dossier, 20_000, means=Means.TRANSFER, reference="FT19007")
    assert code(money_desk.receive(dossier, 20_000, means=Means.TRANSFER, reference="FT19007")) == "paid_twice"
    assert numbers_of(money_desk.book.pk) == [1]


def test_the_desk_takes_cash_and_no_transfers_and_strangers_take_nothing(money_desk: MoneyDesk) -> None:
    dossier, cast = money_desk.owing(50_000), money_desk.cast
    assert code(money_desk.receive(dossier, 50_000, who=cast.hoa, means=Means.TRANSFER)) == "only_cash"
    assert code(money_desk.receive(dossier, 50_000, who=cast.an)) == "not_collecting"
    assert code(money_desk.receive(dossier, 50_000, who=cast.dung)) == "not_collecting"
    assert nothing_was_written(money_desk)
    assert money_desk.received(dossier, 50_000, who=cast.hoa).account_id == cast.hoa.account


def test_a_used_up_book_gives_no_number_and_the_next_goes_on(money_desk: MoneyDesk) -> None:
    ReceiptBook.objects.filter(pk=money_desk.book.pk).update(next=100)
    dossier = money_desk.owing(50_000)
    assert money_desk.received(dossier, 10_000).number == 100
    assert code(money_desk.receive(dossier, 10_000)) == "no_book"
    assert code(money_desk.receive(dossier, 10_000, book=money_desk.book.pk)) == "book_used_up"
    assert sums_of(dossier.pk).balance == 40_000
    opened = succeeded(money_desk.open_book(501, 600)).done[0]
    receipt = money_desk.received(dossier, 10_000)
    assert (receipt.book_id, receipt.number) == (opened, 501)


def test_a_closed_book_gives_no_number(money_desk: MoneyDesk) -> None:
    who: dict[str, Any] = {"by": money_desk.giang, "at": at(7, 9), "ground": GROUND}
    assert code(close_book(money_desk.book.pk, reason=" ", **who)) == "no_reason"
    succeeded(close_book(money_desk.book.pk, reason="Hết năm", **who))
    assert code(close_book(money_desk.book.pk, reason="Hết năm", **who)) == "book_closed"
    dossier = money_desk.owing(50_000)
    assert code(money_desk.receive(dossier, 50_000)) == "no_book"
    assert code(money_desk.receive(dossier, 50_000, book=money_desk.book.pk)) == "book_closed"
    assert code(money_desk.receive(dossier, 50_000, book=uuid7())) == "no_such_book"


def test_a_number_stands_in_one_book_only(money_desk: MoneyDesk) -> None:
    assert code(money_desk.open_book(100, 200, symbol="aa-18p")) == "book_twice"
    succeeded(money_desk.open_book(101, 200, symbol="AA-18P"))
    for first, last in ((0, 10), (20, 10), (1, 2_000_000), (-5, 5)):
        assert code(money_desk.open_book(first, last)) == "no_numbers"
    assert code(money_desk.open_book(1, 10, symbol="")) == "no_form"


def test_who_keeps_no_books_opens_none(money_desk: MoneyDesk) -> None:
    opened = open_book(
        money_desk.cast.desk.pk,
        form="01BLP3-001",
        symbol="AA-20P",
        first=1,
        last=2,
        by=money_desk.cast.hoa,
        at=at(),
        ground=GROUND,
    )
    assert code(opened) == "not_your_book"


def test_a_cancelled_receipt_keeps_its_number_and_the_dossier_owes_again(money_desk: MoneyDesk) -> None:
    dossier = money_desk.owing(50_000)
    first = money_desk.received(dossier, 50_000)
    who: dict[str, Any] = {"by": money_desk.giang, "at": at(7, 10), "ground": GROUND}
    assert code(cancel_receipt(first.pk, reason="", **who)) == "no_reason"
    succeeded(cancel_receipt(first.pk, reason="Ghi sai tên người nộp", **who))
    first.refresh_from_db()
    assert (first.number, first.cancelled_for) == (1, "Ghi sai tên người nộp")
    assert sums_of(dossier.pk).balance == 50_000
    assert code(cancel_receipt(first.pk, reason="nữa", **who)) == "cancelled_already"
    assert money_desk.received(dossier, 50_000).number == 2
    assert verify().ok


def test_nobody_cancels_what_he_did_not_take_or_keep(money_desk: MoneyDesk) -> None:
    receipt = money_desk.received(money_desk.owing(50_000), 50_000)
    for who in (money_desk.cast.hoa, money_desk.cast.an, money_desk.cast.dung):
        done = cancel_receipt(receipt.pk, reason="Sai", by=who, at=at(7, 10), ground=GROUND)
        assert code(done) == "no_such_receipt"
    succeeded(cancel_receipt(receipt.pk, reason="Sai", by=money_desk.khanh, at=at(7, 10), ground=GROUND))


def test_the_database_refuses_a_number_a_second_time(money_desk: MoneyDesk) -> None:
    receipt = money_desk.received(money_desk.owing(50_000), 50_000)
    receipt.pk, receipt.payment = uuid7(), uuid7()
    with pytest.raises(IntegrityError), transaction.atomic():
        receipt.save(force_insert=True)


def test_two_cashiers_at_once_share_one_book_without_gaps(fresh_money_desk: MoneyDesk) -> None:
    """Each with a connection of his own, while a statement is read; some of what they do is refused, some is broken
    off; one book runs out."""
    desk = fresh_money_desk
    ReceiptBook.objects.filter(pk=desk.book.pk).update(last=15)
    second = succeeded(desk.open_book(1, 100)).done[0]
    owing = [[desk.owing(100_000) for _n in range(12)] for _who in range(2)]
    lines = [f"FT{n};08/01/2019;;1.000;{desk.owing(1_000)};" for n in range(8)]
    start, errors, refused = threading.Barrier(3), [], []

    def cashier(number: int) -> None:
        try:
            start.wait()
            who = (desk.giang, desk.khanh)[number]
            for n, dossier in enumerate(owing[number]):
                if n % 4 == 3:
                    with transaction.atomic():
                        desk.received(dossier, 10_000, who=who)
                        transaction.set_rollback(True)
                if n % 3 == 2:
                    refused.append(desk.receive(dossier, 100_001, who=who))
                succeeded(desk.receive(dossier, 100_000, who=who))
        except BaseException as error:
            errors.append(error)
        finally:
            connections.close_all()

    def reader() -> None:
        try:
            start.wait()
            assert brought(desk, *lines).matched == 8
        except BaseException as error:
            errors.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=cashier, args=(n,)) for n in range(2)] + [threading.Thread(target=reader)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert not errors
    assert len(refused) == 8
    assert numbers_of(desk.book.pk) == list(range(1, 16))
    assert numbers_of(second) == list(range(1, 18))
    assert Payment.objects.count() == 32
    assert verify().ok
