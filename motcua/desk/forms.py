"""What people type into the desk's forms: read, checked and said back in their language.

Text is kept as NFC. Whether an act is allowed is the act's to say; a form only knows what can be read at all.
"""

from collections.abc import Collection
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from motcua.catalogue.models import Channel
from motcua.dossiers.letters import MOST_DAYS
from motcua.dossiers.states import Outcome
from motcua.moments import local_day
from motcua.people.models import ApplicantKind, Function
from motcua.text import nfc
from motcua.worktime.limits import Cause

LONGEST_NOTE = 4000
# Control officers and administrators look at dossiers; nobody sends one to them to be handled.
HANDLED_BY = [choice for choice in Function.choices if choice[0] not in (Function.CONTROL, Function.ADMINISTRATOR)]
# The bodies that a dossier may wait for while it stays in process.
OUTSIDE = [
    (Cause.TAX.value, _("the tax office")),
    (Cause.LAND.value, _("the land registration office")),
    (Cause.POLICE.value, _("the police")),
]
# What desks mostly answer to what they do not receive (form 03 of TT 01/2018 and TT 03/2025).
WHY_NOT_RECEIVED = [
    ("competence", _("This body has no competence for the matter")),
    ("incomplete", _("The dossier lacks papers that the procedure asks for")),
    ("invalid", _("The declaration or papers are not valid, or contradict each other")),
    ("conditions", _("The conditions that the law lays down for the procedure are not met")),
    ("twice", _("The same dossier was filed already and is being handled")),
]


FILL_IN = _("Fill this in.")
CHOOSE = _("Choose one from the list.")


class Text(forms.CharField):
    """Text as it is stored: composed, without NUL, outer blanks removed."""

    default_error_messages = {
        "required": FILL_IN,
        "max_length": _("Shorten this to %(limit_value)d characters; it has %(show_value)d."),
    }

    def to_python(self, value: Any) -> str:
        """The text as NFC; a whole page of decomposed letters is counted as it will be stored."""
        return nfc(super().to_python(value) or "")


class Day(forms.DateField):
    """A local day as people write it here, whatever language their browser speaks: 05/11/2019."""

    widget = forms.DateInput({"placeholder": _("dd/mm/yyyy"), "maxlength": 10, "size": 11}, "%d/%m/%Y")
    default_error_messages = {
        "required": FILL_IN,
        "invalid": _("This is no day of the calendar. Write it as day/month/year, such as 05/11/2019."),
    }


class Choice(forms.ChoiceField):
    """One of a fixed list."""

    default_error_messages = {"required": CHOOSE, "invalid_choice": CHOOSE}


class Id(forms.UUIDField):
    """The id of something that the page offered."""

    default_error_messages = {"required": CHOOSE, "invalid": CHOOSE}


def note(label: Any, *, required: bool = True) -> Text:
    """A field for a few sentences."""
    return Text(label=label, max_length=LONGEST_NOTE, required=required, widget=forms.Textarea(attrs={"rows": 3}))


class Act(forms.Form):
    """What every act sends: the sequence number that the sender saw. It tells a repeat from a second act."""

    seen = forms.IntegerField(
        label=_("Entry number seen"),
        min_value=0,
        widget=forms.HiddenInput,
        error_messages=dict.fromkeys(
            ("required", "invalid", "min_value"), _("The form is incomplete. Load the dossier again and repeat.")
        ),
    )


class Receive(Act):
    """What was filed gets its number and its clock."""


class Refuse(Act):
    """Why what was filed is not received: a common reason, more words, or both. It is printed on form 03."""

    common = Choice(
        label=_("Why it is not received"),
        choices=[("", _("another reason, written below")), *WHY_NOT_RECEIVED],
        required=False,
    )
    reason = note(_("What the applicant should know beside it, or another reason"), required=False)

    def clean(self) -> dict[str, Any]:
        """One reason of both; it is written as forms are, in Vietnamese, whatever language its writer reads."""
        cleaned = super().clean() or {}
        if cleaned.get("common") == "" and not cleaned.get("reason") and "reason" not in self.errors:
            self.add_error("reason", _("Choose a reason above, or write it here: the applicant gets it on paper."))
        with override("vi"):
            chosen = str(dict(WHY_NOT_RECEIVED).get(cleaned.get("common", ""), ""))
        cleaned["why"] = "\n".join(filter(None, (chosen, cleaned.get("reason"))))
        return cleaned


class Take(Act):
    """Take it in hand."""


class Move(Act):
    """Send it on to a function in a unit; what goes up to a leader carries the draft of an outcome."""

    unit = Id(label=_("To which unit"))
    function = Choice(label=_("To whom there"), choices=HANDLED_BY)
    draft_outcome = Choice(
        label=_("Proposed outcome"), choices=[("", _("no proposal")), *Outcome.choices], required=False
    )
    draft_text = note(_("Text of the draft; the reason, unless granted"), required=False)
    note = note(_("Note"), required=False)

    def clean(self) -> dict[str, Any]:
        """A draft has an outcome, and one that does not grant has its reason: a leader could not agree to it."""
        cleaned = super().clean() or {}
        outcome, text = cleaned.get("draft_outcome"), cleaned.get("draft_text")
        if text and not outcome and "draft_outcome" not in self.errors:
            self.add_error("draft_outcome", _("Choose the outcome that this text is drafted for."))
        if outcome not in ("", None, Outcome.GRANTED) and not text and "draft_text" not in self.errors:
            self.add_error("draft_text", _("Give the reason: an outcome that does not grant needs one."))
        return cleaned


class Decision(Act):
    """The outcome, with number and date of its document; without a number it gets the next one of the book."""

    outcome = Choice(label=_("Outcome"), choices=Outcome.choices)
    reason = note(_("Reason, unless granted"), required=False)
    number = Text(
        label=_("Number of the document"),
        max_length=60,
        required=False,
        help_text=_("Left empty, it is the next of the book, dated today."),
    )
    on = Day(label=_("Date of the document"), required=False)

    def clean(self) -> dict[str, Any]:
        """A document has a number and a date; a number out of the book bears the day of the decision."""
        cleaned = super().clean() or {}
        number, on = cleaned.get("number"), cleaned.get("on")
        if number and not on and "on" not in self.errors:
            self.add_error("on", _("Give the date of the document beside its number."))
        if on and on != local_day(timezone.now()) and not number and "number" not in self.errors:
            self.add_error("number", _("Give the number of the document beside its date."))
        return cleaned


class Agree(Act):
    """Decide as the draft proposes."""


class SendBack(Act):
    """Back to who sent it up, with the reason."""

    reason = note(_("What has to be changed"))


class Return(Act):
    """The result goes out."""

    to = Text(label=_("Handed to, if not to the applicant"), max_length=200, required=False)


class Supplement(Act):
    """What is missing; asked again (`again`), also why it was not asked the first time and what allows it."""

    missing = note(_("What is missing"))
    reason = note(_("Why it was not asked the first time"), required=False)
    basis = Text(
        label=_("On what ground it is asked again"),
        max_length=200,
        required=False,
        help_text=_("An article of the law, or the number of a document."),
    )
    again = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        """By law a supplement is asked for once; what is asked again says why, and on what ground."""
        cleaned = super().clean() or {}
        if cleaned.get("again"):
            for name in ("reason", "basis"):
                if not cleaned.get(name) and name not in self.errors:
                    self.add_error(name, FILL_IN)
        return cleaned


class Payment(Act):
    """What is owed, and to whom."""

    owed = note(_("What is to be paid, and where"))


class Wait(Act):
    """Another body has to act first: which one, and what was asked of whom."""

    cause = Choice(label=_("Who has to act first"), choices=OUTSIDE)
    asked = note(_("What was asked of whom, by which letter"))

    def among(self, causes: Collection[str]) -> "Wait":
        """The form with the bodies for which the procedure lets the clock stand, and no others."""
        self.fields["cause"].choices = [choice for choice in OUTSIDE if choice[0] in causes]
        return self


class Resume(Act):
    """The clock goes on; a stopped dossier names the decision."""

    decision = Text(label=_("Number of the decision"), max_length=200, required=False)


class Letter(Act):
    """The letter that apologises: how many working days more, and why."""

    days = forms.IntegerField(
        label=_("Working days asked for beyond the due day"),
        min_value=1,
        max_value=MOST_DAYS,
        error_messages={
            "required": FILL_IN,
            "invalid": _("Give the working days as a whole number."),
            "min_value": _("Ask for %(limit_value)s working day or more."),
            "max_value": _("Ask for %(limit_value)s working days at most."),
        },
    )
    reason = note(_("Why it will not be ready in time, as the applicant reads it"))


class Reasoned(Act):
    """A withdrawal or a stop, with its reason."""

    reason = note(_("Reason"))


class Reception(forms.Form):
    """What comes over the counter. The id is the sender's: sent twice, received once."""

    id = Id(label=_("Identifier of the form"), widget=forms.HiddenInput)
    procedure = Text(label=_("Procedure"), max_length=60, widget=forms.HiddenInput)
    deciding_unit = Id(label=_("Deciding unit"), widget=forms.HiddenInput)
    received_unit = Id(label=_("Receiving unit"), widget=forms.HiddenInput)
    applicant_name = Text(label=_("Full name of the applicant"), max_length=200)
    applicant_kind = Choice(
        label=_("The applicant is"), choices=ApplicantKind.choices, required=False, initial=ApplicantKind.PERSON
    )
    identifier = Text(label=_("Personal identification or enterprise number"), max_length=40, required=False)
    address = Text(label=_("Address"), max_length=400, required=False)
    phone = Text(label=_("Telephone"), max_length=20, required=False)
    email = forms.EmailField(
        label=_("E-mail"),
        required=False,
        max_length=254,
        error_messages={"invalid": _("Write the address as name@place, or leave it empty.")},
    )
    channel = Choice(label=_("Came in"), choices=Channel.choices, required=False, initial=Channel.COUNTER)
    return_channel = Choice(
        label=_("Result goes out"), choices=Channel.choices, required=False, initial=Channel.COUNTER
    )
    subject = Text(label=_("What it is about"), max_length=500, required=False)

    def offering(self, channels: Collection[str]) -> "Reception":
        """The form with the channels that the procedure takes and no others, so that none is refused later."""
        offered = [choice for choice in Channel.choices if choice[0] in channels]
        self.fields["channel"].choices = offered
        self.fields["channel"].initial = offered[0][0] if offered else None
        return self
