"""What was printed: a statutory form of a dossier, each time that it left the printer."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from motcua.dossiers.models import Dossier, loose
from motcua.journal.models import Subject
from motcua.people.models import Account


class StatutoryForm(models.TextChoices):
    """The forms of the circular on the one-stop mechanism; the others join as they are built."""

    RECEIPT = "receipt", _("Receipt and appointment for the result")
    LETTER = "letter", _("Letter of apology and request for more time")


class PrintedForm(Subject):
    """One printing of a form. Its text is composed from the dossier's record whenever it is looked at."""

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="printed_forms")
    form = models.CharField(max_length=20, choices=StatutoryForm)
    form_set = models.CharField(max_length=20, help_text=_("code of the set that was in force"))
    printing = models.PositiveSmallIntegerField(help_text=_("1 is the first; each one more prints it again"))
    address = models.CharField(max_length=200, help_text=_("of this installation, as its QR code says it"))
    at = models.DateTimeField()
    account = loose(Account, null=True)

    class Meta:
        db_table = "printing_printed_form"
        constraints = (
            models.UniqueConstraint(fields=["dossier", "form", "printing"], name="one_printing_a_number"),
        )
