"""What was printed: a statutory form of a dossier, each time that it left the printer."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from motcua.catalogue.models import Field
from motcua.dossiers.models import Dossier, loose
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


class PrintedForm(Subject):
    """One printing of a form. Its text is composed from the dossier's record whenever it is looked at."""

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="printed_forms")
    form = models.CharField(max_length=20, choices=StatutoryForm)
    form_set = models.CharField(max_length=20, help_text=_("code of the set that was in force"))
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
