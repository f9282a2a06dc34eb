"""What was printed: a statutory form of a dossier, each time that it left the printer."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from motcua.catalogue.models import Field
from motcua.dossiers.models import Dossier, loose
from motcua.journal.ids import uuid7
from motcua.journal.models import Subject
from motcua.organisation.models import Unit
from motcua.people.models import Account


class StatutoryForm(models.TextChoices):
    """The forms of the circular on the one-stop mechanism, and what else leaves the desk on paper."""

    RECEIPT = "receipt", _("Receipt and appointment for the result")
    SUPPLEMENT = "supplement", _("Request for a supplement")
    REFUSAL = "refusal", _("Refusal to receive")
    LETTER = "letter", _("Letter of apology and request for more time")
    STOPPED = "stopped", _("Notice that handling stops")
    CONTROL = "control", _("Control slip")
    REGISTER = "register", _("Register of dossiers")
    HANDED_OUT = "handed_out", _("Record of handing out the result")
    MONEY = "money", _("Receipt of fees and charges")
    CERTIFIED = "certified", _("Words of certification of a copy")
    EXTRACT = "extract", _("Copy of an extract")
    CONFIRMATION = "confirmation", _("Certificate of confirmation")


class FormVersion(Subject):
    """An administration's own version of a form, printed from a day on instead of the circular's.

    It replaces the form of one set: once another circular is in force, it is printed no more for what happens then.
    """

    form = models.CharField(max_length=20, choices=StatutoryForm)
    form_set = models.CharField(max_length=20, help_text=_("code of the set whose form it replaces"))
    unit = loose(Unit, null=True)
    number = models.PositiveSmallIntegerField(help_text=_("counts the versions of the form of the unit"))
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, help_text=_("the last day; empty until another follows"))
    source = models.TextField(help_text=_("in Typst"))
    decision = models.CharField(max_length=60, help_text=_("number of the decision that introduces it"))
    at = models.DateTimeField()
    account = loose(Account, null=True)

    class Meta:
        db_table = "printing_form_version"
        constraints = (
            models.UniqueConstraint(
                fields=["form", "form_set", "unit", "number"], nulls_distinct=False, name="one_version_a_number"
            ),
        )


class PrintedForm(Subject):
    """One printing of a form. Its text is composed from the dossier's record whenever it is looked at."""

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="printed_forms")
    form = models.CharField(max_length=20, choices=StatutoryForm)
    form_set = models.CharField(max_length=20, help_text=_("code of the set that was in force"))
    version = models.ForeignKey(
        FormVersion, on_delete=models.PROTECT, null=True, related_name="+", help_text=_("null: the circular's own")
    )
    occasion = models.CharField(
        max_length=40,
        blank=True,
        default="",
        db_default="",
        help_text=_("which one, where a dossier can have several: the pause, the receipt of money"),
    )
    printing = models.PositiveSmallIntegerField(help_text=_("1 is the first; each one more prints it again"))
    address = models.CharField(max_length=200, help_text=_("of this installation, as its QR code says it"))
    at = models.DateTimeField()
    account = loose(Account, null=True)

    class Meta:
        db_table = "printing_printed_form"
        constraints = (
            models.UniqueConstraint(
                fields=["dossier", "form", "occasion", "printing"], name="one_printing_a_number"
            ),
        )


class PrintedBook(Subject):
    """One printing of the register book of a unit, a year and a field (None: all fields); form 07, once form 06."""

    unit = loose(Unit)
    year = models.PositiveSmallIntegerField()
    field = loose(Field, null=True)
    form_set = models.CharField(max_length=20, help_text=_("code of the set that was in force"))
    version = models.ForeignKey(
        FormVersion, on_delete=models.PROTECT, null=True, related_name="+", help_text=_("null: the circular's own")
    )
    lines = models.PositiveIntegerField(null=True, help_text=_("null: printed before they were counted"))
    printing = models.PositiveSmallIntegerField(help_text=_("1 is the first; each one more prints it again"))
    address = models.CharField(max_length=200, help_text=_("of this installation, as its QR code says it"))
    at = models.DateTimeField()
    account = loose(Account, null=True)

    class Meta:
        db_table = "printing_printed_book"
        constraints = (
            models.UniqueConstraint(
                fields=["unit", "year", "field", "printing"], nulls_distinct=False, name="one_printing_of_a_book"
            ),
        )


class PrintState(models.TextChoices):
    """How far the printing of many forms is."""

    WAITING = "waiting", _("Waiting to begin")
    RUNNING = "running", _("Under way")
    DONE = "done", _("Done")
    STOPPED = "stopped", _("Stopped")
    FAILED = "failed", _("Not done")


class PrintWork(models.Model):
    """Many forms, or a long register book, that the worker puts into one file: who ordered what, how far it is.

    Counted are forms, of a book lines. The file waits for its orderer for some hours, then it is deleted; the
    printings stay.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    form = models.CharField(max_length=20, choices=StatutoryForm)
    dossiers = models.JSONField(default=list, help_text=_("ids, in the order of the sheets"))
    book = models.ForeignKey(
        PrintedBook, on_delete=models.PROTECT, null=True, related_name="+", help_text=_("null: forms of dossiers")
    )
    address = models.CharField(max_length=200)
    account = loose(Account)
    asked_at = models.DateTimeField()
    heard_at = models.DateTimeField(null=True)
    wanted = models.PositiveIntegerField()
    done = models.PositiveIntegerField(default=0)
    state = models.CharField(max_length=8, choices=PrintState, default=PrintState.WAITING)
    refused = models.JSONField(default=list)
    sentence = models.TextField(blank=True)
    stop_asked = models.BooleanField(default=False)
    pdf = models.BinaryField(null=True)

    class Meta:
        db_table = "printing_print_work"
        indexes = (models.Index(fields=["asked_at"], name="print_work_asked"),)
