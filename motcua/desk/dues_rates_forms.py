"""What an administrator types about fees: a resolution, a circular's rate, an exemption, an account."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from motcua.catalogue.limiting import Channel
from motcua.catalogue.models import ChannelTerms, Field, Procedure
from motcua.desk.dues_forms import Amount
from motcua.desk.forms import Choice, Day, Text
from motcua.fees.kinds import FeeKind, Per, WhenDue
from motcua.text import fold

EVERY = ("", gettext_lazy("all"))


def known_procedure(code: str) -> str:
    """A code that a procedure bears. Raises ValidationError."""
    if not Procedure.objects.filter(code=code).exists():
        raise forms.ValidationError(_("There is no procedure “%(code)s”. Give its national code.") % {"code": code})
    return code


def known_fee(procedure: str, name: str) -> str:
    """The name of a fee as the catalogue writes it for a procedure. Raises ValidationError for none of its fees;
    where the catalogue names none, any name stands."""
    terms = ChannelTerms.objects.filter(version__procedure__code=procedure).order_by("-version__valid")
    names = dict.fromkeys(fee.get("name") or "" for row in terms for fee in row.fees)
    found = next((each for each in names if fold(each) == fold(name)), None)
    if found is None and any(names):
        said = _("Procedure %(code)s has no fee “%(fee)s”. Its fees are: %(fees)s.")
        raise forms.ValidationError(
            said % {"code": procedure, "fee": name, "fees": "; ".join(each for each in names if each)}
        )
    return found or name


class RateForm(forms.Form):
    """What a rate is of, how much it is, and from when it holds."""

    kind = ""
    procedure = Text(label=gettext_lazy("Procedure, by its national code"), max_length=60)
    fee = Text(
        label=gettext_lazy("Name of the fee"),
        max_length=300,
        required=False,
        help_text=gettext_lazy("As the catalogue writes it; left empty it is every fee of the procedure."),
    )
    amount = Amount(label=gettext_lazy("Amount, đ"))
    per = Choice(label=gettext_lazy("For each"), choices=Per.choices, initial=Per.DOSSIER)
    when = Choice(label=gettext_lazy("Collected"), choices=WhenDue.choices, initial=WhenDue.RECEIPT)
    channel = Choice(label=gettext_lazy("Channel"), choices=[EVERY, *Channel.choices], required=False)
    case = Text(label=gettext_lazy("Case, by its code"), max_length=40, required=False)
    from_day = Day(label=gettext_lazy("From this day on"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        # Two of them stand on one page: each label has to find its own field.
        super().__init__(*args, **({"auto_id": f"{self.kind}_%s"} | kwargs))

    def clean_procedure(self) -> str:
        """A procedure of the catalogue."""
        return known_procedure(self.cleaned_data["procedure"])

    def clean(self) -> dict[str, Any]:
        """A fee of that procedure."""
        cleaned = super().clean() or {}
        if cleaned.get("procedure") and cleaned.get("fee"):
            try:
                cleaned["fee"] = known_fee(cleaned["procedure"], cleaned["fee"])
            except forms.ValidationError as wrong:
                self.add_error("fee", wrong)
        return cleaned


class ResolutionForm(RateForm):
    """A resolution of the provincial council; several of its lines are entered one after the other."""

    kind = "council"
    resolution = Text(label=gettext_lazy("Number of the resolution"), max_length=200)
    field_order = ("resolution", "from_day", "procedure", "fee", "amount", "per", "when", "channel", "case")


class CircularForm(RateForm):
    """A circular's rate by copy or case."""

    kind = "unit"
    legal_basis = Text(label=gettext_lazy("Circular and article"), max_length=200)
    field_order = ("legal_basis", "from_day", "procedure", "fee", "amount", "per", "when", "channel", "case")


class ExemptionForm(forms.Form):
    """Who pays less or nothing, of what, and on what ground."""

    kind = "exemption"
    code = Text(label=gettext_lazy("Short code"), max_length=40)
    name = Text(label=gettext_lazy("Who is exempt"), max_length=300)
    legal_basis = Text(label=gettext_lazy("The article that exempts"), max_length=300)
    share = forms.IntegerField(label=gettext_lazy("Percent that is not paid"), initial=100)
    from_day = Day(label=gettext_lazy("From this day on"))
    field = Choice(label=gettext_lazy("Field of procedures"), required=False)
    fee_kind = Choice(label=gettext_lazy("Kind of fee"), choices=[EVERY, *FeeKind.choices], required=False)
    procedures = Text(
        label=gettext_lazy("Procedures, by their codes"),
        max_length=1000,
        required=False,
        help_text=gettext_lazy("Several by commas; left empty it is all of the field."),
    )

    def __init__(self, *args: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        names = Field.objects.order_by("name").values_list("name", flat=True)
        self.fields["field"].choices = [EVERY, *((name, name) for name in names)]

    def clean_procedures(self) -> list[str]:
        """Codes of procedures of the catalogue."""
        codes = [each for part in self.cleaned_data["procedures"].split(",") if (each := part.strip())]
        return [known_procedure(code) for code in codes]


class AccountForm(forms.Form):
    """The bank account to which a unit's fees are paid."""

    kind = "account"
    unit = Choice(label=gettext_lazy("Unit"))
    bank = Text(label=gettext_lazy("BIN of the bank, six digits"), max_length=6)
    bank_name = Text(label=gettext_lazy("Name of the bank"), max_length=120, required=False)
    number = Text(label=gettext_lazy("Account number"), max_length=19)
    holder = Text(label=gettext_lazy("Holder, as the bank writes it"), max_length=200)
    from_day = Day(label=gettext_lazy("From this day on"))

    def among(self, units: Sequence[tuple[str, str]]) -> "AccountForm":
        """The form for the units whose accounts the reader lays down."""
        self.fields["unit"].choices = list(units)
        return self
