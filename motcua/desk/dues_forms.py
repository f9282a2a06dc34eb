"""What is typed about money on a dossier's page: amounts in whole đồng, as people write them."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from motcua.desk.forms import CHOOSE, FILL_IN, Choice, Text, note
from motcua.fees.kinds import FeeKind, Means, WhenDue


class Amount(forms.Field):
    """Whole đồng as people write them: 150000, 150.000, 150 000 đ."""

    default_error_messages = {
        "required": FILL_IN,
        "invalid": _("Write the amount in whole đồng, such as 150.000."),
    }

    def __init__(self, **given: Any) -> None:
        attrs = {"inputmode": "numeric", "maxlength": 20, "size": 12, "autocomplete": "off"}
        super().__init__(widget=forms.TextInput(attrs), **given)

    def to_python(self, value: Any) -> int | None:
        """The amount; marks of thousands stand between three digits each, or not at all."""
        text = str(value or "").strip().lower()
        for mark in ("đồng", "vnđ", "vnd", "đ", "d"):
            text = text.removesuffix(mark).strip()
        if not text:
            return None
        sign, text = (-1, text[1:]) if text.startswith("-") else (1, text)
        for mark in (".", ",", " ", "\u00a0"):
            if mark in text:
                first, *rest = text.split(mark)
                if not 1 <= len(first) <= 3 or any(len(part) != 3 for part in rest):
                    raise forms.ValidationError(self.error_messages["invalid"])
                text = first + "".join(rest)
                break
        if not (text.isascii() and text.isdigit() and len(text) <= 18):
            raise forms.ValidationError(self.error_messages["invalid"])
        return sign * int(text)


def means() -> Choice:
    """How money changes hands at the desk."""
    return Choice(label=_("How"), choices=[c for c in Means.choices if c[0] != Means.ONLINE], initial=Means.CASH)


class PayForm(forms.Form):
    """Money paid elsewhere, into an account or at the treasury; what is taken here gets a receipt of ours."""

    amount = Amount(label=_("Amount, đ"))
    receipt = Text(label=_("Number of the slip that shows it"), max_length=60, required=False)
    payment = forms.UUIDField(widget=forms.HiddenInput, error_messages={"required": CHOOSE, "invalid": CHOOSE})


class OweForm(forms.Form):
    """Something that the schedule does not charge."""

    name = Text(label=_("What is owed"), max_length=300)
    kind = Choice(label=_("Kind"), choices=FeeKind.choices)
    amount = Amount(label=_("Amount, đ"))
    when = Choice(label=_("Collected"), choices=WhenDue.choices)
    basis = Text(label=_("By which notice or article"), max_length=300, required=False)
    key = forms.UUIDField(required=False, widget=forms.HiddenInput)


class WaiveForm(forms.Form):
    """Less, or nothing, is owed."""

    amount = Amount(label=_("Amount, đ"))
    exemption = forms.ChoiceField(label=_("Exemption"), required=False)
    reason = note(_("Reason"))

    def among(self, choices: Sequence[tuple[str, str]]) -> "WaiveForm":
        """The form with the exemptions that may hold for the procedure."""
        self.fields["exemption"].choices = [("", _("by decision of the leader")), *choices]
        return self


class RefundForm(forms.Form):
    """Money goes back."""

    amount = Amount(label=_("Amount, đ"))
    means = means()
    reason = note(_("Reason"))
    still_owed = forms.BooleanField(label=_("It is still owed: somebody else will pay it"), required=False)
    payment = forms.UUIDField(widget=forms.HiddenInput, error_messages={"required": CHOOSE, "invalid": CHOOSE})


class CancelForm(forms.Form):
    """A payment was entered wrongly."""

    reason = Text(label=_("Reason"), max_length=500)


FORMS: dict[str, type[forms.Form]] = {
    "pay": PayForm,
    "owe": OweForm,
    "waive": WaiveForm,
    "refund": RefundForm,
    "cancel": CancelForm,
}
