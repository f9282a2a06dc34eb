"""Money in the demo's year: owed on reception, paid, waived, cancelled, in books without gaps."""

from collections import Counter

from motcua.cashier.models import BankLine, LineState, MoneyReceipt, ReceiptBook
from motcua.demo.money import CANCELLED, ON_GROUND
from motcua.fees.kinds import Means
from motcua.fees.models import Due
from motcua.journal.models import Entry
from tests.demo.played import Played


def test_part_of_the_year_owes_on_reception_and_is_settled_in_every_way(played_demo: Played) -> None:
    dues = list(Due.objects.all())
    assert 50 < len(dues) < 400
    assert not Due.objects.still_owed().exists(), "nobody owes the year anything"
    assert {due.waived == due.amount for due in dues} == {True, False}
    waived = Entry.objects.filter(subject_type=Due.subject_type(), act="waive")
    assert waived.count() == sum(due.waived > 0 for due in dues) > 3
    assert all(due.exemption == ON_GROUND for due in dues if due.waived)
    by_means = Counter(MoneyReceipt.objects.values_list("means", flat=True))
    assert by_means[Means.CASH] > by_means[Means.TRANSFER] > 5
    assert BankLine.objects.filter(state=LineState.MATCHED).count() == by_means[Means.TRANSFER]
    cancelled = MoneyReceipt.objects.exclude(cancelled_at=None)
    assert set(cancelled.values_list("cancelled_for", flat=True)) == {CANCELLED}


def test_its_books_have_no_gaps_and_follow_the_time(played_demo: Played) -> None:
    for book in ReceiptBook.objects.all():
        rows = list(book.receipts.order_by("number").values_list("number", "on"))
        assert [number for number, _on in rows] == list(range(book.first, book.next))
        assert [on for _number, on in rows] == sorted(on for _number, on in rows)
