"""The forms by which a decision on units is written: what it is, its day, its lines one by one or as a file."""

from collections.abc import Iterable
from pathlib import PurePath
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from motcua.desk.chart_tree import Words
from motcua.desk.forms import Choice, Day, Text
from motcua.reorganising.acts import LARGEST_FILE
from motcua.reorganising.files import NotAFile, parse
from motcua.reorganising.lines import COLUMNS, SEPARATOR, Line, Operation, Rule, read_line

OPERATIONS: dict[str, Any] = {
    Operation.CREATE: _("Create a unit"),
    Operation.CONSOLIDATE: _("Consolidate into a new unit"),
    Operation.ABSORB: _("Absorb into a unit that is there"),
    Operation.DIVIDE: _("Divide: the old unit ends"),
    Operation.SEPARATE: _("Separate: the old unit goes on"),
    Operation.RENAME: _("Rename"),
    Operation.CHANGE: _("Change level, kind or parent"),
    Operation.DISSOLVE: _("Dissolve"),
    Operation.POST: _("Move people elsewhere"),
    Operation.COVERS: _("Every unit of a level needs a row"),
}
RULES: dict[str, Any] = {
    Rule.MAIN: _("the main part: what no other row names"),
    Rule.AREA: _("by the applicant's address"),
    Rule.FIELD: _("by field of procedures"),
    Rule.PROCEDURE: _("by procedure"),
    Rule.HAND: _("these dossiers by number"),
}
# What each operation asks for; the page hides the rest where the browser runs scripts.
ASKED: dict[str, str] = {
    Operation.CREATE: "code name kind level parent prefix contact area_km2",
    Operation.CONSOLIDATE: "source code",
    Operation.ABSORB: "source code",
    Operation.DIVIDE: "source code rule values",
    Operation.SEPARATE: "source code rule values",
    Operation.RENAME: "source code name prefix",
    Operation.CHANGE: "source level kind parent contact",
    Operation.DISSOLVE: "source code",
    Operation.POST: "source code values",
    Operation.COVERS: "level parent",
}
LARGEST_LINES = 10_000_000


class Terms(forms.Form):
    """From which day a decision is in force, and where goes what no row covers."""

    on = Day(label=_("In force from"))
    fallback = Text(
        label=_("Unit that takes what no row covers"),
        max_length=40,
        required=False,
        help_text=_("Its code from that day on."),
    )


class LinesFile(forms.Form):
    """The rows of a decision as a file."""

    rows = forms.FileField(
        label=_("Rows as a file"),
        help_text=_("CSV in UTF-8 or JSON, at most 10 MB."),
        error_messages={"required": _("Choose a file."), "empty": _("The file is empty.")},
    )

    def clean_rows(self) -> list[Line]:
        """The lines in the file; why it cannot be read is said at the field."""
        sent = self.cleaned_data["rows"]
        if sent is None:
            return []
        if sent.size > LARGEST_LINES:
            raise forms.ValidationError(_("The file is larger than 10 MB. Send a smaller one."))
        try:
            return parse(sent.read(), PurePath(sent.name).suffix.lower())
        except NotAFile as problem:
            raise forms.ValidationError(str(problem)) from problem


class Writing(Terms, LinesFile):
    """A new decision: as it is cited, its day, and its rows if they are in a file."""

    number = Text(label=_("Number of the decision"), max_length=80)
    authority = Text(label=_("Authority that issued it"), max_length=200)
    issued_on = Day(label=_("Issued on"))
    title = Text(label=_("Title of the decision"), max_length=500, required=False)
    signed = forms.FileField(
        label=_("The decision as signed"),
        required=False,
        help_text=_("A file of at most 20 MB."),
        error_messages={"empty": _("The file is empty.")},
    )
    field_order = ("number", "authority", "issued_on", "title", "on", "fallback", "signed", "rows")

    def __init__(self, *given: Any, **options: Any) -> None:
        super().__init__(*given, **options)
        self.fields["rows"].required = False
        self.fields["rows"].help_text = _(
            "CSV in UTF-8 or JSON, at most 10 MB. Rows can be written on the next page too."
        )

    def clean_signed(self) -> Any:
        """Not larger than what is kept."""
        sent = self.cleaned_data["signed"]
        if sent is not None and sent.size > LARGEST_FILE:
            raise forms.ValidationError(_("The file is larger than 20 MB. Send a smaller one."))
        return sent


class LineForm(forms.Form):
    """One row, typed. Whether it can be as it is is said at the row, beside what was typed."""

    operation = Choice(label=_("What happens"), choices=list(OPERATIONS.items()))
    source = Text(label=_("Code until the day before"), max_length=40, required=False)
    code = Text(label=_("Code from the day on"), max_length=40, required=False)
    name = Text(label=_("Name"), max_length=200, required=False)
    kind = Choice(label=_("Kind"), choices=(), required=False)
    level = Choice(label=_("Level"), choices=(), required=False)
    parent = Text(label=_("Code of the unit above"), max_length=40, required=False)
    prefix = Text(label=_("Prefix of dossier numbers"), max_length=40, required=False)
    contact = Text(label=_("Contact"), max_length=200, required=False)
    area_km2 = Text(label=_("Area in km²"), max_length=20, required=False)
    rule = Choice(label=_("Which dossiers"), choices=[("", "—"), *RULES.items()], required=False)
    values = Text(
        label=_("Addresses, codes, numbers or sign-in names"),
        max_length=20_000,
        required=False,
        help_text=_("Several are separated by |"),
    )

    def __init__(self, words: Words, data: Any = None, *, line: Line | None = None) -> None:
        initial = {name: getattr(line, name) for name in COLUMNS} if line else {}
        if line:
            initial["values"] = SEPARATOR.join(line.values)
        super().__init__(data, initial=initial)
        self.fields["kind"].choices = [("", "—"), *words.kinds.items()]
        self.fields["level"].choices = [("", "—"), *words.levels.items()]
        for name, field in self.fields.items():
            field.widget.attrs["data-for"] = " ".join(
                each for each, asked in ASKED.items() if name in asked.split()
            )
        # What a file brought and the list does not have stays to be mended.
        for name, kept in (
            ("operation", OPERATIONS),
            ("kind", words.kinds),
            ("level", words.levels),
            ("rule", RULES),
        ):
            given = getattr(line, name, "")
            if given and given not in kept:
                self.fields[name].choices = [*self.fields[name].choices, (given, given)]

    def line(self, row: int) -> Line:
        """The row as typed, with what its operation asks for and no more."""
        asked = ASKED[self.cleaned_data["operation"]].split()
        typed = {name: self.cleaned_data[name] for name in asked}
        return read_line(row, typed | {"operation": self.cleaned_data["operation"]})


def next_row(lines: Iterable[Line]) -> int:
    """The number that a new row gets; the first below the headings of a file is 2, and so it is here."""
    return max((line.row for line in lines), default=1) + 1
