"""The forms by which a calendar is decided about: days off, a swap, hours of a day, hours of the week; a year."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from motcua.desk.forms import Choice, Day, Text
from motcua.dossiers.calendar_work import Order
from motcua.dossiers.calendars import NotPossible
from motcua.worktime.changes import LONGEST_NUMBER, NotDecided
from motcua.worktime.decide import Decided
from motcua.worktime.load import week_from
from motcua.worktime.models import Calendar, DayKind
from motcua.worktime.written import Unreadable, days_of, spans_of, week_of, week_text

ALL, OWN = "all", "own"
Scopes = Sequence[tuple[str, Any]]


class Deciding(forms.Form):
    """What every decision has: its number, for whom it holds, what the days are called."""

    kind = ""
    title: Any = ""
    # Where a problem with the days stands, in the form at hand.
    days_field = "days"

    number = Text(label=_("Number of the decision"), max_length=LONGEST_NUMBER)
    scope = Choice(label=_("Holds for"), choices=())
    name = Text(label=_("What it is called or why"), max_length=200, required=False)

    def __init__(self, row: Calendar, scopes: Scopes, data: Any = None) -> None:
        super().__init__(data, auto_id=f"{self.kind}_%s")
        self.row = row
        self.fields["scope"].choices = list(scopes)
        if len(scopes) == 1:
            self.fields["scope"].initial = scopes[0][0]

    @property
    def calendar(self) -> Any:
        """The id of the calendar that is decided about; None for all."""
        return self.row.pk if self.cleaned_data["scope"] == OWN else None

    def days(self) -> tuple[Decided, ...]:
        """The days decided, as typed."""
        raise NotImplementedError

    def order(self) -> Order:
        """What is ordered by the form as it was filled in."""
        return Order(self.kind, self.cleaned_data["number"], self.calendar, self.days())

    def decided(self, day: date, kind: DayKind, **more: Any) -> Decided:
        """A day under the decision's number and name."""
        typed = self.cleaned_data
        return Decided(day, kind, typed["name"], typed["number"], **more)

    def refuse(self, problem: NotDecided | NotPossible) -> None:
        """Say beside the field, where there is one, why the decision cannot be entered."""
        field = self.days_field if problem.field == "days" else problem.field
        self.add_error(field if field in self.fields else None, str(problem))


class Off(Deciding):
    """Days off, or worked in the morning only."""

    kind, title = "off", _("Days off")
    which = Text(
        label=_("Days"),
        max_length=2000,
        help_text=_("Such as 11/01/2027, or 14/01/2027-16/01/2027; several by commas."),
    )
    part = Choice(
        label=_("How much"), choices=[(DayKind.OFF, _("the whole day")), (DayKind.HALF, _("the afternoon"))]
    )
    days_field = "which"
    field_order = ("number", "which", "part", "name", "scope")

    def clean_which(self) -> list[date]:
        """The days."""
        return _read(days_of, self.cleaned_data["which"])

    def days(self) -> tuple[Decided, ...]:
        """Each day typed, off or half."""
        kind = DayKind(self.cleaned_data["part"])
        return tuple(self.decided(day, kind) for day in self.cleaned_data["which"])


class Swap(Deciding):
    """One day is worked for another, which is off."""

    kind, title = "swap", _("Swap of two days")
    off = Day(label=_("Day off"))
    worked = Day(label=_("Worked for it"))
    days_field = "worked"
    field_order = ("number", "off", "worked", "name", "scope")

    def days(self) -> tuple[Decided, ...]:
        """Both days, each with the other."""
        worked, off = self.cleaned_data["worked"], self.cleaned_data["off"]
        return (
            self.decided(worked, DayKind.WORK, swapped_with=off),
            self.decided(off, DayKind.OFF, swapped_with=worked),
        )


class Hours(Deciding):
    """A day with hours of its own."""

    kind, title = "hours", _("Hours of one day")
    day = Day(label=_("Day"))
    hours = Text(
        label=_("Hours"),
        max_length=200,
        help_text=_("Such as 07:30-11:30, 13:00-16:00; a star where only a counter opens."),
    )
    days_field = "day"
    field_order = ("number", "day", "hours", "name", "scope")

    def clean_hours(self) -> Any:
        """The spans."""
        return _read(spans_of, self.cleaned_data["hours"])

    def days(self) -> tuple[Decided, ...]:
        """The day with its hours."""
        return (self.decided(self.cleaned_data["day"], DayKind.SPANS, spans=self.cleaned_data["hours"]),)


class WholeWeek(Deciding):
    """Other hours of the week from a day on, for the calendar of the page."""

    kind, title = "week", _("Hours of the week")
    name = None  # type: ignore[assignment]
    since = Day(label=_("From this day on"))
    week = Text(
        label=_("Hours by weekday"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("A line such as 2-6: 07:30-11:30, 13:30-17:00. Monday is 2, Sunday 8, what is missing is off."),
    )
    days_field = "since"
    field_order = ("number", "since", "week", "scope")

    def __init__(self, row: Calendar, scopes: Scopes, data: Any = None) -> None:
        default = (ALL, _("units without a calendar of their own"))
        scopes = [each if each[0] == OWN else default for each in scopes if (each[0] == OWN) == bool(row.unit_id)]
        super().__init__(row, scopes, data)
        latest = max(row.weeks.all(), key=lambda week: week.valid.lower or date.min, default=None)
        self.fields["week"].initial = week_text(week_from(latest.spans)) if latest else ""

    def clean_week(self) -> Any:
        """The spans by weekday."""
        return _read(week_of, self.cleaned_data["week"])

    def order(self) -> Order:
        """The week, for the calendar of the page whichever scope it has."""
        typed = self.cleaned_data
        return Order(self.kind, typed["number"], self.row.pk, week=typed["week"], from_day=typed["since"])


class Confirming(forms.Form):
    """A year is confirmed by a decision."""

    decision = Text(label=_("Number of the decision"), max_length=LONGEST_NUMBER)
    scope = Choice(label=_("Holds for"), choices=())

    def __init__(self, scopes: Scopes, data: Any = None) -> None:
        super().__init__(data, auto_id="confirm_%s")
        self.fields["scope"].choices = list(scopes)


FORMS: dict[str, type[Deciding]] = {form.kind: form for form in (Off, Swap, Hours, WholeWeek)}


def _read(reader: Any, text: str) -> Any:
    try:
        return reader(text)
    except Unreadable as problem:
        raise forms.ValidationError(str(problem)) from problem
