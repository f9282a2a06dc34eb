"""How a bank's statements are read, as fields that a cashier can fill in with the file open beside her."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from motcua.cashier.mapping import DATES, DELIMITERS, ENCODINGS, NEEDED, StatementMapping
from motcua.desk.forms import Choice, Text

EXAMPLE = {"columns": {"reference": "Số CT", "date": "Ngày GD", "amount": "Ghi có", "purpose": "Nội dung"}}
# Decimal mark and mark of thousands, and a sum that is written with them.
NUMBERS = [
    (",.", "1.234.567,89"),
    (".,", "1,234,567.89"),
    (", ", "1 234 567,89"),
    (". ", "1 234 567.89"),
    (".'", "1'234'567.89"),
    (",", "1234567,89"),
    (".", "1234567.89"),
]
BY_ITSELF = _("found by itself")
COLUMNS = ("date", "amount", "purpose", "reference", "payer", "debit")
MARKS = ("day_form", "number_form", "encoding", "delimiter", "signed")


def _title(label: Any) -> Text:
    return Text(label=label, max_length=200, required=False)


class Reading(forms.Form):
    """The titles of the columns as they stand in the file, and how days and sums are written in it.

    `mapping` is the same in one JSON text, as another office hands it over; it goes before the fields.
    """

    date = _title(_("Column of the day"))
    amount = _title(_("Column of money that came in"))
    purpose = _title(_("Column of the purpose"))
    reference = _title(_("Column of the bank’s number"))
    payer = _title(_("Column of the payer"))
    debit = _title(_("Column of money that went out"))
    day_form = Choice(
        label=_("Days are written"),
        choices=[(form, f"{date(2026, 12, 31):{form}}") for form in DATES],
        required=False,
    )
    number_form = Choice(label=_("Sums are written"), choices=NUMBERS, required=False)
    encoding = Choice(label=_("Encoding"), choices=[(x, x) for x in ENCODINGS], required=False)
    delimiter = Choice(label=_("Between columns"), choices=[(x, x) for x in DELIMITERS], required=False)
    signed = forms.BooleanField(label=_("Money that went out is below zero in the column above"), required=False)
    mapping = Text(
        label=_("As JSON, in place of the fields"),
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5, "spellcheck": "false"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # A JSON text says all; without one the columns that every statement needs have to be named.
        for name in NEEDED:
            self.fields[name].required = not self.data.get("mapping")
        tab = _("tab")
        self.fields["encoding"].choices = [(x, BY_ITSELF if x == "auto" else x.upper()) for x in ENCODINGS]
        self.fields["delimiter"].choices = [
            (x, BY_ITSELF if x == "auto" else tab if x == "\t" else x) for x in DELIMITERS
        ]

    def columns(self) -> Iterator[Any]:
        """The fields of the columns."""
        return (self[name] for name in COLUMNS)

    def marks(self) -> Iterator[Any]:
        """The fields of how things are written."""
        return (self[name] for name in MARKS)

    def read(self, account: str = "") -> StatementMapping:
        """The mapping that was typed; `account` is the number of the account that was kept with it.

        Raises BadMapping.
        """
        typed = self.cleaned_data
        if typed["mapping"]:
            return StatementMapping.read(typed["mapping"])
        marks = typed["number_form"] or ",."
        given = {
            "columns": {name: typed[name] for name in COLUMNS},
            "account": account,
            "date": typed["day_form"] or DATES[0],
            "decimal": marks[:1],
            "thousands": marks[1:],
            "encoding": typed["encoding"] or "auto",
            "delimiter": typed["delimiter"] or "auto",
            "signed": typed["signed"],
        }
        return StatementMapping.of(given)


def initial_of(kept: dict[str, Any]) -> dict[str, Any]:
    """What the fields show for a mapping that was kept; an example where none was."""
    given: dict[str, Any] = kept or EXAMPLE
    usual = StatementMapping(given["columns"])
    marks = given.get("decimal", usual.decimal) + given.get("thousands", usual.thousands)
    return {
        **given["columns"],
        "day_form": given.get("date", usual.date),
        "number_form": marks if marks in dict(NUMBERS) else ",.",
        "encoding": given.get("encoding", "auto"),
        "delimiter": given.get("delimiter", "auto"),
        "signed": given.get("signed", False),
    }
