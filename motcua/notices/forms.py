"""What is typed about notices: a call, a choice, a wording, the hours."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from motcua.desk.forms import Choice, Day, Text
from motcua.desk.panels import AtCounter
from motcua.moments import LOCAL, local_day
from motcua.notices.choosing import choose, wanted_by
from motcua.notices.kinds import BY_MACHINE, NoticeEvent
from motcua.notices.refusals import NoticeRefused
from motcua.notices.telling import LONGEST_NOTE
from motcua.people.actor import Actor
from motcua.people.models import Applicant

CHANNELS = [(each.value, each.label) for each in BY_MACHINE]
NONE = "none"
HOUR = {"input_formats": ["%H:%M", "%H.%M", "%Hh%M", "%H"]}
LONGEST_BODY = 20_000


class Clock(forms.TimeField):
    """An hour as people write it here: 07:30."""

    widget = forms.TimeInput({"placeholder": "07:30", "maxlength": 5, "size": 6}, "%H:%M")
    default_error_messages = {
        "required": gettext_lazy("Fill this in."),
        "invalid": gettext_lazy("This is no hour. Write it as hour:minute, such as 07:30."),
    }

    def __init__(self, **given: Any) -> None:
        super().__init__(**HOUR, **given)


class Call(forms.Form):
    """Told by telephone: of what, in a few words, and when if not just now."""

    of = Choice(
        label=gettext_lazy("Of what"),
        choices=[("", gettext_lazy("something else")), *NoticeEvent.choices],
        required=False,
    )
    note = Text(
        label=gettext_lazy("What was told, and to whom"),
        max_length=LONGEST_NOTE,
        widget=forms.Textarea({"rows": 2}),
    )
    on = Day(label=gettext_lazy("Day, if not today"), required=False)
    clock = Clock(label=gettext_lazy("Hour, if not now"), required=False)

    def __init__(self, *args: Any, **given: Any) -> None:
        super().__init__(*args, auto_id="call-%s", **given)

    def at(self) -> datetime:
        """The moment of the call: now, unless a day or an hour is typed. Of an earlier day its hour is needed."""
        day, clock = self.cleaned_data["on"], self.cleaned_data["clock"]
        present = timezone.now()
        if clock is None:
            return present
        return datetime.combine(day or local_day(present), clock, LOCAL)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("on") and cleaned.get("clock") is None and "clock" not in self.errors:
            self.add_error("clock", _("Give the hour of the call too."))
        return cleaned


class Chosen(forms.Form):
    """By which channels an applicant wants to be told, in which language; no channel: not at all."""

    channels = forms.MultipleChoiceField(
        label=gettext_lazy("Channels"), choices=CHANNELS, required=False, widget=forms.CheckboxSelectMultiple
    )
    language = Choice(label=gettext_lazy("Language"), choices=settings.LANGUAGES)

    def __init__(self, *args: Any, **given: Any) -> None:
        super().__init__(*args, auto_id="choice-%s", **given)


class ChosenAtCounter(AtCounter):
    """The same at the counter: two lists, of which nobody need touch one."""

    template_name = "notices/_counter.html"
    prefix = "notice"

    channel = Choice(
        label=gettext_lazy("Notices"),
        choices=[("", gettext_lazy("by what is on record")), *CHANNELS, (NONE, gettext_lazy("none wanted"))],
        required=False,
    )
    language = Choice(
        label=gettext_lazy("Language of the notices"),
        choices=[("", gettext_lazy("as before")), *settings.LANGUAGES],
        required=False,
    )

    def received(self, applicant: UUID, *, by: Actor, at: datetime, ground: str) -> None:
        """Enter the choice, if one was made. Raises ValidationError."""
        if not self.has_changed():
            return
        wanted = wanted_by([Applicant.objects.get(pk=applicant)])[applicant]
        asked = self.cleaned_data["channel"]
        channels = [] if asked == NONE else [asked] if asked else list(wanted.channels)
        if not channels and asked != NONE and not wanted.is_chosen:
            raise forms.ValidationError(
                _("No e-mail address and no telephone is typed: there is nowhere to send notices to."), "channel"
            )
        language = self.cleaned_data["language"] or wanted.language
        try:
            choose(applicant, channels=channels, language=language, by=by, at=at, ground=ground)
        except NoticeRefused as refused:
            raise forms.ValidationError(str(refused), "channel") from refused


class Worded(forms.Form):
    """A wording from a day on. What it may hold, the act says."""

    title = Text(label=gettext_lazy("Subject"), max_length=LONGEST_BODY, required=False)
    body = Text(label=gettext_lazy("Text"), max_length=LONGEST_BODY, required=False, strip=False)
    valid_from = Day(label=gettext_lazy("In force from"))

    def __init__(self, *args: Any, lines: int = 4, has_title: bool = True, **given: Any) -> None:
        super().__init__(*args, **given)
        self.fields["body"].widget = forms.Textarea({"rows": lines, "spellcheck": "true"})
        if not has_title:
            del self.fields["title"]


class Hours(forms.Form):
    """The quiet hours and the rate from a day on."""

    quiet_from = Clock(label=gettext_lazy("Nothing is sent from"))
    quiet_until = Clock(label=gettext_lazy("until"))
    per_minute = forms.IntegerField(
        label=gettext_lazy("Notices in a minute"),
        widget=forms.TextInput({"inputmode": "numeric", "size": 7, "maxlength": 7}),
        error_messages=dict.fromkeys(("required", "invalid"), gettext_lazy("Write a whole number.")),
    )
    valid_from = Day(label=gettext_lazy("In force from"))
