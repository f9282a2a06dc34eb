"""What a dossier owes and what was paid: whole đồng, changed by the acts in `motcua.fees.paying` only."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeVar
from uuid import UUID

from django.db import models
from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from motcua.dossiers.models import Dossier, loose
from motcua.fees.kinds import MOST_AMOUNT, DueState, FeeKind, Means, WhenDue
from motcua.journal.ids import uuid7
from motcua.journal.models import Subject
from motcua.organisation.models import Unit
from motcua.people.models import Account

BALANCE = F("amount") - F("waived") - F("paid") + F("refunded")
Row = TypeVar("Row", bound=models.Model)


class DueQuerySet(QuerySet["Due"]):
    def of(self, dossier: UUID) -> "DueQuerySet":
        """The dues of a dossier in the order in which they fell due."""
        return self.filter(dossier=dossier).order_by("place")

    def still_owed(self) -> "DueQuerySet":
        """What is neither paid nor waived in full."""
        return self.filter(amount__gt=F("waived") + F("paid") - F("refunded"))


class Due(Subject):
    """One fee, charge or duty of a dossier: what is owed, since when, and what became of it. All in whole đồng.

    `basis` says by what it is owed; `exemption` on what ground it was waived, in whole or in part. `pause` is the
    pause in which it fell due: paying the last due of a pause lets the clock go on.
    """

    dossier = loose(Dossier, index=True)
    name = models.CharField(max_length=300)
    kind = models.CharField(max_length=8, choices=FeeKind)
    when = models.CharField(max_length=10, choices=WhenDue)
    amount = models.BigIntegerField()
    waived = models.BigIntegerField(default=0)
    paid = models.BigIntegerField(default=0)
    refunded = models.BigIntegerField(default=0)
    quantity = models.PositiveIntegerField(default=1)
    place = models.PositiveIntegerField(default=0, help_text=_("1, 2, 3 … among the dues of its dossier"))
    owed_at = models.DateTimeField()
    basis = models.CharField(max_length=300, blank=True)
    exemption = models.CharField(max_length=700, blank=True)
    pause = models.UUIDField(null=True)

    objects = DueQuerySet.as_manager()

    class Meta:
        db_table = "fee_due"
        constraints = (
            models.CheckConstraint(condition=Q(amount__gt=0, amount__lte=MOST_AMOUNT), name="a_payable_due"),
            models.CheckConstraint(condition=Q(waived__gte=0, waived__lte=F("amount")), name="waived_of_a_due"),
            models.CheckConstraint(
                condition=Q(refunded__gte=0, refunded__lte=F("paid"), paid__lte=F("amount") + F("refunded")),
                name="paid_of_a_due",
            ),
        )

    def __str__(self) -> str:
        return f"{self.name}: {self.amount}"

    @property
    def balance(self) -> int:
        """What is still owed; below zero what has to be given back."""
        return self.amount - self.waived - self.paid + self.refunded

    @property
    def kept(self) -> int:
        """What was paid and not given back."""
        return self.paid - self.refunded

    @property
    def state(self) -> DueState:
        """What became of it."""
        if self.balance > 0:
            return DueState.PART if self.kept or self.waived else DueState.OPEN
        if self.balance < 0:
            return DueState.OVER
        if self.kept:
            return DueState.PAID
        return DueState.REFUNDED if self.refunded else DueState.WAIVED


class Payment(Subject):
    """Money that came in, or below zero that was given back: how, when, into whose hands, on which receipt.

    `reference` is what the bank or the payment platform calls it; once a dossier. `cancels` is the payment that was
    entered wrongly and that this one takes back.
    """

    dossier = loose(Dossier, index=True)
    amount = models.BigIntegerField(help_text=_("in đồng; below zero what was given back"))
    means = models.CharField(max_length=8, choices=Means)
    receipt = models.CharField(max_length=60, blank=True, help_text=_("number of the receipt of money"))
    reference = models.CharField(max_length=120, blank=True)
    reason = models.TextField(blank=True)
    paid_at = models.DateTimeField()
    account = loose(Account, null=True)
    unit = loose(Unit, null=True)
    cancels = models.OneToOneField("self", null=True, on_delete=models.PROTECT, related_name="cancelled_by")

    class Meta:
        db_table = "fee_payment"
        constraints = (
            models.UniqueConstraint(
                fields=["dossier", "reference"], condition=~Q(reference=""), name="one_payment_a_reference"
            ),
            models.CheckConstraint(condition=~Q(amount=0), name="a_payment_of_something"),
        )
        indexes = (models.Index(fields=["account", "paid_at"], name="payment_into_hands"),)

    def __str__(self) -> str:
        return self.receipt or str(self.pk)


class PaymentShare(models.Model):
    """How much of a payment went to which due."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    payment = models.ForeignKey(Payment, on_delete=models.PROTECT, related_name="shares")
    due = models.ForeignKey(Due, on_delete=models.PROTECT, related_name="shares")
    amount = models.BigIntegerField()

    class Meta:
        db_table = "fee_payment_share"


class OnlineRequest(Subject):
    """A request to the payment platform: so much for a dossier's dues; what it answered, and when."""

    dossier = loose(Dossier, index=True)
    dues = models.JSONField(default=list, help_text=_("ids of the dues that it is for"))
    amount = models.BigIntegerField()
    asked_at = models.DateTimeField()
    code = models.CharField(max_length=10, blank=True, help_text=_("of the platform's answer; 00: paid"))
    answered_at = models.DateTimeField(null=True)
    problem = models.CharField(max_length=500, blank=True, help_text=_("why money that came was not entered"))

    class Meta:
        db_table = "fee_online_request"


@dataclass(frozen=True, slots=True)
class Sums:
    """What a dossier owes in all: owed − waived − paid + refunded is still to be paid. In whole đồng."""

    owed: int = 0
    waived: int = 0
    paid: int = 0
    refunded: int = 0

    @property
    def balance(self) -> int:
        """Still to be paid; below zero: to be given back."""
        return self.owed - self.waived - self.paid + self.refunded


def sums(dues: Iterable[Due]) -> Sums:
    """The sums over dues."""
    rows = list(dues)
    return Sums(*(sum(getattr(due, name) for due in rows) for name in ("amount", "waived", "paid", "refunded")))


def sums_of(dossier: UUID) -> Sums:
    """The sums on a dossier, in one statement."""
    names = ("amount", "waived", "paid", "refunded")
    found = Due.objects.filter(dossier=dossier).aggregate(**{f"sum_{n}": models.Sum(n) for n in names})
    return Sums(*(int(found[f"sum_{name}"] or 0) for name in names))
