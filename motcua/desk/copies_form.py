"""A line as the clerk types it: who brings what, how many pages, how many copies; and the intake made of it."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from motcua.desk.copies_offered import AtOnce
from motcua.desk.forms import FILL_IN, Id, Text
from motcua.dossiers.acting import Holder
from motcua.dossiers.books import Book, Line
from motcua.dossiers.intake import Intake, Person
from motcua.fees.quote import NotCounted, Quote, Rule, count
from motcua.people import cards
from motcua.people.known import find, same_name
from motcua.people.models import Function, IdentifierKind

# What people mostly bring; anything else is typed. Official words, in whichever language the page is read.
KINDS = (
    "CCCD",
    "Giấy khai sinh",
    "Giấy chứng nhận kết hôn",
    "Bằng tốt nghiệp",
    "Bảng điểm, học bạ",
    "Chứng chỉ",
    "Giấy chứng nhận quyền sử dụng đất",
    "Giấy phép lái xe",
    "Giấy đăng ký xe",
    "Giấy chứng nhận đăng ký kinh doanh",
    "Hộ chiếu",
    "Sổ hộ khẩu",
    "Quyết định",
    "Hợp đồng",
)
PAPERS = "Giấy tờ"
# Digits that a count can have at all; what is more is no slip that a form should spell out.
LONGEST_COUNT = 12


class Count(forms.CharField):
    """A whole number as it is typed; what is none is said in one sentence."""

    def to_python(self, value: Any) -> int | None:
        """The number, or None for an empty field."""
        text = (super().to_python(value) or "").strip()
        if not text:
            return None
        if not text.lstrip("-").isascii() or not text.lstrip("-").isdigit() or len(text) > LONGEST_COUNT:
            raise forms.ValidationError(_("Write a whole number in digits, such as 3."))
        return int(text)


def _count(label: Any, **given: Any) -> Count:
    widget = forms.TextInput({"inputmode": "numeric", "autocomplete": "off", "maxlength": LONGEST_COUNT, "size": 4})
    return Count(label=label, required=False, widget=widget, **given)


class Copy(forms.Form):
    """A line. The id is the browser's: sent twice, entered once."""

    id = Id(label=gettext_lazy("Identifier of the form"), widget=forms.HiddenInput)
    card = forms.CharField(required=False, max_length=4 * cards.LONGEST, widget=forms.HiddenInput)
    name = Text(
        label=gettext_lazy("Name, or scan the card"),
        max_length=cards.LONGEST,
        widget=forms.TextInput({"autocomplete": "off", "autofocus": True, "spellcheck": "false"}),
        error_messages={"required": gettext_lazy("Type the name of who brings it, or scan the card.")},
    )
    pages = _count(gettext_lazy("Number of pages"))
    copies = _count(gettext_lazy("Number of copies"), initial="1")
    what = Text(
        label=gettext_lazy("What is certified"),
        max_length=200,
        required=False,
        initial=PAPERS,
        widget=forms.TextInput({"list": "copies-kinds", "autocomplete": "off"}),
    )

    def __init__(self, *args: Any, chosen: AtOnce, **given: Any) -> None:
        super().__init__(*args, auto_id="copies-%s", **given)
        self.chosen = chosen
        self.quote: Quote | None = None
        self.person: Person | None = None
        if not chosen.is_copies:
            del self.fields["pages"], self.fields["copies"]
            self.fields["what"].label = _("What it is about")
            self.fields["what"].initial = ""
            del self.fields["what"].widget.attrs["list"]

    def clean(self) -> dict[str, Any]:
        """The applicant as the card or the name has him, and the fee of the pages and copies."""
        cleaned = super().clean() or {}
        self.person = self._person(cleaned)
        if self.chosen.rule is not None:
            for name in ("pages", "copies"):
                self._check(name, cleaned.get(name), self.chosen.rule)
            if not {"pages", "copies"} & set(self.errors):
                self.quote = count(self.chosen.rule, cleaned["pages"], cleaned["copies"])
        return cleaned

    def _check(self, name: str, given: int | None, rule: Rule) -> None:
        """Each number for itself, so that two wrong ones are both named."""
        if name in self.errors:
            return
        if given is None:
            self.add_error(name, FILL_IN)
            return
        try:
            count(rule, **({"pages": 1, "copies": 1} | {name: given}))
        except NotCounted as refused:
            self.add_error(name, str(refused))

    def _person(self, cleaned: dict[str, Any]) -> Person | None:
        name = cleaned.get("name", "")
        code = name if cards.is_code(name) else cleaned.get("card", "")
        if not name:
            return None
        if not code:
            if len(name) > 200:
                said = Text.default_error_messages["max_length"] % {"limit_value": 200, "show_value": len(name)}
                self.add_error("name", said)
            return Person(name)
        try:
            return person_of(cards.read(code))
        except cards.Unreadable as unreadable:
            self.add_error("name", str(unreadable))
            return None

    @property
    def problems(self) -> Sequence[tuple[str, str]]:
        """What is wrong, in the order of the fields: the field's label and one sentence each."""
        return [(str(self[name].label), str(self.errors[name][0])) for name in self.fields if name in self.errors]

    def intake(self, desk: UUID) -> Intake:
        """What is received at a desk: it goes at once to the leader of the unit that decides."""
        assert self.person is not None  # noqa: S101 -- of a form that was found right
        typed, line = self.cleaned_data, None
        if self.quote is not None:
            what = typed["what"] or PAPERS
            line = Line(Book.COPIES, what, typed["pages"], typed["copies"], self.quote.total)
        return Intake(
            id=typed["id"],
            procedure=self.chosen.code,
            applicant=self.person,
            received_unit=desk,
            deciding_unit=self.chosen.unit,
            subject=line.what if line else typed["what"],
            papers=(),
            lies_with=Holder(self.chosen.unit, Function.LEADER),
            line=line,
        )


def person_of(card: cards.Card) -> Person:
    """Who a card says he is; one who is on record under its number and name is taken as he is."""
    numbers = [(IdentifierKind.PERSONAL_ID.value, card.number)]
    if card.old_number:
        numbers.append((IdentifierKind.OLD_ID.value, card.old_number))
    same = next((k for k in find(numbers=numbers[:1]) if same_name(k.name, card.name)), None)
    return Person(
        card.name,
        id=same.id if same else None,
        identifiers=tuple(numbers),
        address=card.address,
        born_on=card.born_on,
    )
