"""Official mailboxes, what the mail server counted of them by month, and what counts as regular use."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from motcua.journal.ids import uuid7
from motcua.journal.models import Subject
from motcua.organisation.models import Unit


class Mailbox(Subject):
    """An official mailbox: of somebody, or of his unit as a whole, from a day to a day."""

    address = models.CharField(max_length=254)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    member = models.ForeignKey("staff.StaffMember", null=True, on_delete=models.PROTECT, related_name="mailboxes")
    valid = DateRangeField()

    class Meta:
        db_table = "staff_mailbox"
        constraints = (
            ExclusionConstraint(
                name="one_mailbox_of_an_address_a_day",
                expressions=[("address", RangeOperators.EQUAL), ("valid", RangeOperators.OVERLAPS)],
            ),
            models.CheckConstraint(condition=Q(valid__isempty=False), name="a_mailbox_lasts_a_day"),
        )

    def __str__(self) -> str:
        return self.address


class StaffFileKind(models.TextChoices):
    """What a file holds that was uploaded."""

    REGISTER = "register", _("Staff register")
    MAIL = "mail", _("Statistics of the mail server")


class StaffFile(Subject):
    """A file that was uploaded: kept until it is entered or left; afterwards only its name and who brought it."""

    kind = models.CharField(max_length=10, choices=StaffFileKind)
    file_name = models.CharField(max_length=200)
    content = models.BinaryField(null=True)
    month = models.DateField(null=True, help_text="first day of the month that statistics are of")
    brought_at = models.DateTimeField()
    account = models.UUIDField(null=True)
    entered_at = models.DateTimeField(null=True)
    rows = models.PositiveIntegerField(default=0)

    class Meta:
        db_table = "staff_file"


class MailboxUse(models.Model):
    """How much a mailbox was used in a month, as the mail server says. The last file of a month counts."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    mailbox = models.ForeignKey(Mailbox, on_delete=models.PROTECT, related_name="uses")
    file = models.ForeignKey(StaffFile, on_delete=models.PROTECT, related_name="uses")
    month = models.DateField(help_text="its first day")
    sent = models.PositiveIntegerField()
    received = models.PositiveIntegerField()
    logins = models.PositiveIntegerField()
    recorded_at = models.DateTimeField()

    class Meta:
        db_table = "staff_mailbox_use"
        constraints = (models.UniqueConstraint(fields=["mailbox", "file"], name="a_mailbox_once_a_file"),)
        indexes = (models.Index(fields=["month", "mailbox", "recorded_at"], name="staff_use_of_month"),)


class RegularUse(Subject):
    """What "regular use" of a mailbox means from a day on: so many messages sent, or log-ins, within a month.

    One of the two suffices; what is not named is not asked.
    """

    sent = models.PositiveIntegerField(null=True)
    logins = models.PositiveIntegerField(null=True)
    legal_basis = models.CharField(max_length=300)
    valid = DateRangeField()

    class Meta:
        db_table = "staff_regular_use"
        constraints = (
            ExclusionConstraint(name="one_regular_use_a_day", expressions=[("valid", RangeOperators.OVERLAPS)]),
            models.CheckConstraint(
                condition=Q(sent__isnull=False) | Q(logins__isnull=False), name="regular_use_asks_something"
            ),
        )
