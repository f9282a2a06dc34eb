"""The money desk's things: accounts that money comes to, books of receipts, receipts, cash counts, bank lines."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Func, Q, QuerySet, Value
from django.utils.translation import gettext_lazy as _

from motcua.cashier.statements import (
    BankLine,
    BankStatement,
    CollectingAccount,
    LineState,
    StatementState,
    WhyWaiting,
)
from motcua.dossiers.models import Dossier, loose
from motcua.fees.kinds import Means
from motcua.journal.models import Subject
from motcua.organisation.models import Unit
from motcua.people.models import Account

__all__ = [
    "BankLine",
    "BankStatement",
    "CashCount",
    "CollectingAccount",
    "LineState",
    "MoneyReceipt",
    "ReceiptBook",
    "StatementState",
    "WhyWaiting",
]


class ReceiptBook(Subject):
    """A book of receipts of money: its numbers are given one after the other, none is left out.

    Its row is the queue: who takes a number locks it. Used up when `next` is beyond `last`.
    Source: NĐ 123/2020/NĐ-CP, chapter III; before it TT 303/2016/TT-BTC.
    """

    unit = loose(Unit)
    form = models.CharField(max_length=20, help_text=_("code of the form, such as 01BLP3-001"))
    symbol = models.CharField(max_length=20, help_text=_("such as AA-26P"))
    first = models.PositiveIntegerField()
    last = models.PositiveIntegerField()
    next = models.PositiveIntegerField(help_text=_("the next number to be given"))
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    closed_for = models.CharField(max_length=300, blank=True)

    class Meta:
        db_table = "cashier_receipt_book"
        constraints = (
            models.CheckConstraint(condition=Q(first__gte=1, first__lte=F("last")), name="a_book_of_numbers"),
            models.CheckConstraint(
                condition=Q(next__gte=F("first"), next__lte=F("last") + 1), name="next_within_the_book"
            ),
            ExclusionConstraint(
                name="a_number_in_one_book",
                expressions=[
                    ("unit", RangeOperators.EQUAL),
                    ("form", RangeOperators.EQUAL),
                    ("symbol", RangeOperators.EQUAL),
                    (
                        Func(F("first"), F("last"), Value("[]"), function="int4range"),
                        RangeOperators.OVERLAPS,
                    ),
                ],
            ),
        )

    def __str__(self) -> str:
        return f"{self.form} {self.symbol} {self.first:07d}–{self.last:07d}"

    @property
    def is_used_up(self) -> bool:
        """Has its last number been given?"""
        return self.next > self.last

    @property
    def left(self) -> int:
        """How many numbers are left."""
        return self.last - self.next + 1


class MoneyReceiptQuerySet(QuerySet["MoneyReceipt"]):
    def good(self) -> "MoneyReceiptQuerySet":
        """Those that were not cancelled."""
        return self.filter(cancelled_at=None)


class MoneyReceipt(Subject):
    """Biên lai: that money was received for a dossier, under a number of a book. Cancelled, it keeps its number.

    `lines` says for what, as it was then: `{"due", "name", "kind", "amount"}`, amounts as text.
    """

    book = models.ForeignKey(ReceiptBook, on_delete=models.PROTECT, related_name="receipts")
    number = models.PositiveIntegerField()
    dossier = loose(Dossier, index=True)
    payment = models.UUIDField(unique=True, help_text=_("the payment that it confirms"))
    amount = models.BigIntegerField(help_text=_("in đồng"))
    means = models.CharField(max_length=8, choices=Means)
    payer = models.CharField(max_length=200)
    payer_address = models.CharField(max_length=400, blank=True)
    lines = models.JSONField(default=list)
    at = models.DateTimeField()
    on = models.DateField(help_text=_("local day"))
    account = loose(Account, null=True)
    unit = loose(Unit)
    cancelled_at = models.DateTimeField(null=True)
    cancelled_by = loose(Account, null=True)
    cancelled_for = models.CharField(max_length=300, blank=True)

    objects = MoneyReceiptQuerySet.as_manager()

    class Meta:
        db_table = "cashier_receipt"
        constraints = (
            models.UniqueConstraint(fields=["book", "number"], name="one_receipt_a_number"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="a_receipt_of_something"),
        )
        indexes = (
            models.Index(fields=["account", "on"], name="receipt_of_a_hand"),
            models.Index(fields=["unit", "on"], name="receipt_of_a_unit"),
        )

    def __str__(self) -> str:
        return self.written

    @property
    def written(self) -> str:
        """Its number as it is printed: seven digits at least."""
        return f"{self.number:07d}"


class CashCount(Subject):
    """What a cashier had in the drawer at the end of a day, against what should be there. Written once.

    `pieces` says how many notes and coins of each value were counted.
    """

    account = loose(Account)
    unit = loose(Unit)
    on = models.DateField(help_text=_("local day"))
    expected = models.BigIntegerField(help_text=_("in đồng"))
    counted = models.BigIntegerField(help_text=_("in đồng"))
    pieces = models.JSONField(default=dict)
    reason = models.CharField(max_length=300, blank=True, help_text=_("why the two differ"))
    closed_at = models.DateTimeField()

    class Meta:
        db_table = "cashier_cash_count"
        constraints = (
            models.UniqueConstraint(fields=["account", "on"], name="one_cash_count_a_day"),
            models.CheckConstraint(condition=Q(counted=F("expected")) | ~Q(reason=""), name="a_reasoned_count"),
        )

    @property
    def difference(self) -> int:
        """What is too much in the drawer; below zero what is missing. In đồng."""
        return self.counted - self.expected
