"""Accounts that money comes to, and what the bank says came: statements and their lines."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from motcua.dossiers.models import Dossier, loose
from motcua.journal.ids import uuid7
from motcua.journal.models import Subject
from motcua.organisation.models import Unit
from motcua.people.models import Account


class CollectingAccount(Subject):
    """The bank account to which fees of a unit, and of those below it, are paid from a day on.

    `mapping` says how the bank's statements are to be read, as it was last given.
    """

    unit = loose(Unit)
    bank = models.CharField(max_length=6, help_text=_("BIN of the bank"))
    bank_name = models.CharField(max_length=120, blank=True)
    number = models.CharField(max_length=19)
    holder = models.CharField(max_length=200)
    valid = DateRangeField(help_text=_("local days, the last one excluded"))
    mapping = models.JSONField(default=dict)

    class Meta:
        db_table = "cashier_account"
        constraints = (
            ExclusionConstraint(
                name="one_collecting_account_a_day",
                expressions=[("unit", RangeOperators.EQUAL), ("valid", RangeOperators.OVERLAPS)],
            ),
            models.CheckConstraint(condition=Q(valid__isempty=False), name="an_account_for_a_day"),
        )

    def __str__(self) -> str:
        return f"{self.number} {self.bank_name or self.bank}"


class StatementState(models.TextChoices):
    """How far the reading of a statement is."""

    WAITING = "waiting", _("waits for the worker")
    RUNNING = "running", _("is being read")
    DONE = "done", _("read")
    STOPPED = "stopped", _("stopped; what was entered stays")
    FAILED = "failed", _("failed; what was entered stays")


class BankStatement(models.Model):
    """A statement that was brought in, and how far its reading is. `content` goes when it is done."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    collecting = models.ForeignKey(CollectingAccount, on_delete=models.PROTECT, related_name="statements")
    file_name = models.CharField(max_length=200)
    content = models.BinaryField(null=True)
    mapping = models.JSONField(default=dict)
    brought_at = models.DateTimeField()
    account = loose(Account, null=True)
    state = models.CharField(max_length=8, choices=StatementState, default=StatementState.WAITING)
    lines = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    matched = models.PositiveIntegerField(default=0)
    waiting = models.PositiveIntegerField(default=0)
    known = models.PositiveIntegerField(default=0, help_text=_("lines that were brought in before"))
    outgoing = models.PositiveIntegerField(default=0)
    heard_at = models.DateTimeField(null=True)
    stop_asked = models.BooleanField(default=False)
    sentence = models.TextField(blank=True)

    class Meta:
        db_table = "cashier_statement"

    def __str__(self) -> str:
        return self.file_name


class LineState(models.TextChoices):
    """What became of money that the bank says came."""

    WAITING = "waiting", _("waits to be assigned")
    MATCHED = "matched", _("entered for a dossier")
    ASIDE = "aside", _("set aside")


class WhyWaiting(models.TextChoices):
    """Why a line could not be entered by itself."""

    NO_NUMBER = "no_number", _("its purpose names no dossier")
    SEVERAL = "several", _("its purpose names several dossiers")
    NOTHING_OWED = "nothing_owed", _("the dossier owes nothing")
    OTHER_AMOUNT = "other_amount", _("the dossier owes another amount")
    NO_BOOK = "no_book", _("no book of receipts is open")
    REFUSED = "refused", _("it could not be entered for the dossier")
    CANCELLED = "cancelled", _("its receipt was cancelled")


class BankLine(Subject):
    """Money that the bank says came. Known by reference, day and amount: brought in again, it is the same."""

    collecting = models.ForeignKey(CollectingAccount, on_delete=models.PROTECT, related_name="bank_lines")
    statement = models.ForeignKey(BankStatement, on_delete=models.PROTECT, related_name="bank_lines")
    reference = models.CharField(max_length=80)
    on = models.DateField(help_text=_("day on which the bank booked it"))
    amount = models.BigIntegerField(help_text=_("in đồng"))
    purpose = models.CharField(max_length=500)
    payer = models.CharField(max_length=200, blank=True)
    state = models.CharField(max_length=8, choices=LineState, default=LineState.WAITING)
    why = models.CharField(max_length=14, choices=WhyWaiting, blank=True)
    dossier = loose(Dossier, null=True)
    receipt = models.UUIDField(null=True)
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        db_table = "cashier_bank_line"
        constraints = (
            models.UniqueConstraint(fields=["collecting", "reference", "on", "amount"], name="a_bank_line_once"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="money_that_came"),
        )
        indexes = (
            models.Index(
                fields=["collecting", "on", "id"], condition=Q(state="waiting"), name="bank_line_that_waits"
            ),
        )

    def __str__(self) -> str:
        return f"{self.reference} {self.on:%d/%m/%Y}"
