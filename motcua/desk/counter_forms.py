"""What is typed at the counter, read and checked: who hands in what, whose matter it is, and which papers."""

from collections.abc import Collection, Iterator
from datetime import date
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from motcua.catalogue.kept import VersionFacts
from motcua.catalogue.models import Channel
from motcua.desk.counter_terms import MOST
from motcua.desk.forms import Choice, Day, Id, Text
from motcua.dossiers.intake import GivenPaper
from motcua.moments import local_day
from motcua.people.known import Number, kind_of
from motcua.people.models import ApplicantKind, IdentifierKind
from motcua.text import nfc

HOW_MANY = _("Write a whole number from 1 to 9,999.")
NEW = "new"  # in place of a known applicant's id: the clerk says that it is another person
MOST_PAPERS = 60
MOST_COPIES = 999
BORN_FORMATS = ["%d/%m/%Y", "%d%m%Y", "%d-%m-%Y", "%d.%m.%Y", "%Y-%m-%d"]
# Told by the number itself unless it is chosen; somebody without any paper is known by his name.
KINDS = [("", _("told by the number")), *IdentifierKind.choices]


class Born(Day):
    """A day of birth: also typed without strokes (24121990), never in the future."""

    def __init__(self, **given: Any) -> None:
        super().__init__(input_formats=BORN_FORMATS, **given)

    def clean(self, value: Any) -> Any:
        """The day. Raises ValidationError for one to come and for one that nobody living has."""
        born = super().clean(value)
        if born is not None and not date(1880, 1, 1) <= born <= local_day(timezone.now()):
            raise forms.ValidationError(_("Nobody who comes here was born on this day. Compare with the card."))
        return born


class Quantity(forms.IntegerField):
    """How many are asked for: 1 where nothing is typed."""

    default_error_messages = {"invalid": HOW_MANY, "min_value": HOW_MANY, "max_value": HOW_MANY}

    def __init__(self, **given: Any) -> None:
        super().__init__(min_value=1, max_value=MOST, **given)

    def clean(self, value: Any) -> int:
        """The number. Raises ValidationError for what is none, or is not from 1 to 9,999."""
        return super().clean(value) or 1


class Reception(forms.Form):
    """What comes over the counter. The id is the sender's: sent twice, received once."""

    id = Id(label=_("Identifier of the form"), widget=forms.HiddenInput)
    procedure = Text(label=_("Procedure"), max_length=60, widget=forms.HiddenInput)
    deciding_unit = Id(label=_("Deciding unit"), widget=forms.HiddenInput)
    received_unit = Id(label=_("Receiving unit"), widget=forms.HiddenInput)
    helped_unit = Id(label=_("Helped at"), required=False)
    applicant = Text(label=_("Known applicant"), max_length=40, required=False, widget=forms.HiddenInput)
    old_number = Text(label=_("Old number"), max_length=12, required=False, widget=forms.HiddenInput)
    card = Text(label=_("Scan the card, or type its number"), max_length=20_000, required=False)
    applicant_name = Text(label=_("Full name of the applicant"), max_length=200)
    identifier = Text(label=_("Identity number"), max_length=40, required=False)
    identifier_kind = Choice(label=_("Kind of number"), choices=KINDS, required=False)
    born_on = Born(label=_("Born on"), required=False)
    address = Text(label=_("Address"), max_length=400, required=False)
    phone = Text(label=_("Telephone"), max_length=20, required=False)
    email = forms.EmailField(
        label=_("E-mail"),
        required=False,
        max_length=254,
        error_messages={"invalid": _("Write the address as name@place, or leave it empty.")},
    )
    subject = Text(label=_("What it is about"), max_length=500, required=False)
    case = Text(label=_("Which case"), max_length=40, required=False)
    quantity = Quantity(label=_("How many"), required=False)
    channel = Choice(label=_("Came in"), choices=Channel.choices, required=False, initial=Channel.COUNTER)
    return_channel = Choice(
        label=_("Result goes out"), choices=Channel.choices, required=False, initial=Channel.COUNTER
    )
    holder_name = Text(label=_("Whose matter it is, if another's"), max_length=200, required=False)
    holder_born_on = Born(label=_("Born on"), required=False)
    mandate = Text(label=_("By what right the applicant acts"), max_length=200, required=False)
    missing = Text(
        label=_("What else is missing"),
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        self.version: VersionFacts | None = None
        for name, attributes in ATTRIBUTES.items():
            self.fields[name].widget.attrs.update(attributes)

    def of(self, version: VersionFacts | None) -> "Reception":
        """The form for a version: the case that decides its limit has to be chosen, if it knows cases."""
        self.version = version
        return self

    def offering(self, channels: Collection[str]) -> "Reception":
        """The form with the channels that the procedure takes and no others, so that none is refused later."""
        offered = [choice for choice in Channel.choices if choice[0] in channels]
        self.fields["channel"].choices = offered
        self.fields["channel"].initial = offered[0][0] if offered else None
        return self

    def clean_identifier(self) -> str:
        """The number as it is kept: without blanks, letters large."""
        return "".join(self.cleaned_data["identifier"].split()).upper()

    def clean(self) -> dict[str, Any]:
        """A number has the shape of its kind; who it is about has a name."""
        cleaned = super().clean() or {}
        number, chosen = cleaned.get("identifier", ""), cleaned.get("identifier_kind", "")
        shape = kind_of(number)
        if number and not chosen and not shape:
            self.add_error("identifier", NO_KIND)
        elif number and chosen != shape and chosen in (IdentifierKind.PERSONAL_ID, IdentifierKind.OLD_ID):
            self.add_error("identifier", DIGITS[chosen])
        if cleaned.get("holder_born_on") and not cleaned.get("holder_name"):
            self.add_error("holder_name", _("Give the name of the person whose matter it is."))
        self._choose_case(cleaned)
        cleaned["numbers"] = numbers(number, chosen or shape, cleaned.get("old_number", ""))
        return cleaned

    def _choose_case(self, cleaned: dict[str, Any]) -> None:
        """A case among those of the version on this channel; what has none keeps none from a page that had some."""
        if self.version is None or "channel" not in cleaned:
            return
        names = dict(self.version.case_names(cleaned["channel"] or Channel.COUNTER))
        if not names:
            cleaned["case"] = ""
        elif cleaned.get("case") not in names:
            self.add_error("case", _("The limit depends on the case. Choose it, so that the due day is right."))


class Guided(Reception):
    """The same form, sent home: name, procedure and numbers may be missing, and are not checked."""

    def __init__(self, *args: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        for name, each in self.fields.items():
            each.required = name in ("id", "received_unit", "missing")
        for name in (
            "born_on",
            "email",
            "holder_name",
            "holder_born_on",
            "identifier_kind",
            "deciding_unit",
            "quantity",
        ):
            self.fields[name] = Text(required=False, widget=self.fields[name].widget, label=self.fields[name].label)

    def clean(self) -> dict[str, Any]:
        """Nothing that was typed for a reception is judged."""
        return self.cleaned_data


UNJUDGED = ("born_on", "email", "holder_name", "holder_born_on", "identifier_kind", "deciding_unit", "quantity")
NO_KIND = _(
    "A personal number has 12 digits, an old card's 9, an enterprise's 10 or 13. Correct it, or choose its kind."
)
DIGITS = {
    IdentifierKind.PERSONAL_ID: _("A personal identification number has 12 digits. Compare with the card."),
    IdentifierKind.OLD_ID: _("The number of an old identity card has 9 digits. Compare with the card."),
}
ATTRIBUTES: dict[str, dict[str, Any]] = {
    "card": {"autocomplete": "off", "spellcheck": "false", "maxlength": 2000},
    "applicant_name": {"autocomplete": "off", "spellcheck": "false"},
    "identifier": {"autocomplete": "off", "spellcheck": "false", "inputmode": "text"},
    "address": {"autocomplete": "off"},
    "phone": {"autocomplete": "off", "inputmode": "tel"},
    "email": {"autocomplete": "off"},
    "born_on": {"autocomplete": "off", "inputmode": "numeric"},
    "holder_name": {"autocomplete": "off"},
    "holder_born_on": {"autocomplete": "off", "inputmode": "numeric"},
}


def numbers(number: str, kind: str, old: str = "") -> tuple[Number, ...]:
    """The identifiers that a form gives: the number typed, and the old one that a card told beside it."""
    found = [(str(kind), number)] if number and kind else []
    if old and kind_of(old) == IdentifierKind.OLD_ID:
        found.append((IdentifierKind.OLD_ID.value, old))
    return tuple(dict.fromkeys(found))


def applicant_kind(typed: dict[str, Any]) -> ApplicantKind:
    """An organisation has an enterprise number, or is said to have one; everybody else is a person."""
    kind = typed.get("identifier_kind") or kind_of(typed.get("identifier", ""))
    return ApplicantKind.ORGANISATION if kind == IdentifierKind.ENTERPRISE_ID else ApplicantKind.PERSON


def asked(version: VersionFacts) -> Iterator[GivenPaper]:
    """The checklist as it is offered: everything handed in, as often as it is asked for.

    Where the catalogue gives no number, one original stands for "handed in".
    """
    for name, originals, copies in version.papers:
        yield GivenPaper(nfc(name), originals or (0 if copies else 1), copies, originals, copies)


def given(data: QueryDict) -> list[GivenPaper] | None:
    """The checklist as it was filled in; None where a form sends none: then everything was handed in.

    A row is `paper` (its name), `asked` ("1/0": what the page said is asked for), `originals`, `copies`; `given`
    lists the places of the rows that were handed in.
    """
    names = data.getlist("paper")[:MOST_PAPERS]
    if not names:
        return None
    handed = set(data.getlist("given"))
    found = []
    for place, name in enumerate(nfc(each)[:1000] for each in names):
        if not name:
            continue
        counts = [_count(data.getlist(each), place) for each in ("originals", "copies")]
        if str(place) not in handed:
            counts = [0, 0]
        asked_for = [*_at(data.getlist("asked"), place).split("/"), "", ""][:2]
        found.append(GivenPaper(name, *counts, *(_count([each], 0) for each in asked_for)))
    return found


def lacking(papers: list[GivenPaper]) -> list[str]:
    """The names of the papers of which nothing was handed in."""
    return [paper.name for paper in papers if not paper.originals and not paper.copies]


def _count(values: list[str], place: int) -> int:
    """How many of a row; what is no number counts as none, and nobody hands in a thousand."""
    text = _at(values, place)
    return min(int(text), MOST_COPIES) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def _at(values: list[str], place: int) -> str:
    return values[place].strip() if place < len(values) else ""
