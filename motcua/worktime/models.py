"""Calendars as they are kept: weeks in force from a day to a day, and what is decided for single days."""

from datetime import date

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from motcua.journal.ids import uuid7
from motcua.journal.models import Subject
from motcua.organisation.models import Unit


class Calendar(Subject):
    """A calendar of work. A unit without one of its own keeps that of the unit above it; without a unit it is
    the default of the whole administration."""

    name = models.CharField(max_length=200)
    unit = models.ForeignKey(Unit, null=True, on_delete=models.PROTECT, related_name="calendars")

    class Meta:
        db_table = "worktime_calendar"
        constraints = (
            models.UniqueConstraint(fields=["unit"], nulls_distinct=False, name="one_calendar_of_a_unit"),
        )

    def __str__(self) -> str:
        return self.name


class CalendarWeek(models.Model):
    """The openings of a week, in force from a day to a day.

    `spans` is by weekday (Monday is "0"): `{"0": [["07:30", "11:30", "work"], …]}`. The first week of a
    calendar also stands for the days before it, so that old registers can be reckoned.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    calendar = models.ForeignKey(Calendar, on_delete=models.PROTECT, related_name="weeks")
    valid = DateRangeField()
    spans = models.JSONField()

    class Meta:
        db_table = "worktime_week"
        constraints = (
            ExclusionConstraint(
                name="one_week_of_a_calendar_a_day",
                expressions=[("calendar", RangeOperators.EQUAL), ("valid", RangeOperators.OVERLAPS)],
            ),
            models.CheckConstraint(condition=Q(valid__isempty=False), name="a_week_is_in_force_for_a_day"),
        )


class DayKind(models.TextChoices):
    """What a decision says about a day."""

    OFF = "off", _("Day off")
    WORK = "work", _("Worked")
    HALF = "half", _("Morning only")
    SPANS = "spans", _("Hours of its own")


class DayDecision(models.Model):
    """What is decided for one day, above the week and above the public holidays.

    Without a calendar it holds for all of them; one calendar's own decision stands above it. `swapped_with`
    is the day whose work is done on this day, or this day's on that. `spans` as in a week, for `spans` only.
    `source` names the law or decision. What was decided before stands in the journal.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    calendar = models.ForeignKey(Calendar, null=True, on_delete=models.PROTECT, related_name="decisions")
    day = models.DateField()
    kind = models.CharField(max_length=10, choices=DayKind)
    spans = models.JSONField(default=list)
    swapped_with = models.DateField(null=True)
    name = models.CharField(max_length=200)
    source = models.TextField(blank=True)
    recorded_at = models.DateTimeField()

    class Meta:
        db_table = "worktime_day_decision"
        constraints = (
            models.UniqueConstraint(
                fields=["calendar", "day"], nulls_distinct=False, name="one_decision_of_a_calendar_a_day"
            ),
        )

    def __str__(self) -> str:
        return f"{self.day:%d/%m/%Y}: {self.name}"


class CalendarDecision(Subject):
    """A decision about days, or about the openings of the week from a day on: its number, what it laid down, what
    stood there before, and what it moved.

    `days` and `before` hold rows of DayDecision by day; a day that is missing in `before` had none. `weeks` and
    `weeks_before` hold all weeks of the calendar, for a decision about its week only. `moved` holds the figures of
    its last preview that became an act: entered, or taken back.
    """

    number = models.CharField(max_length=60, unique=True)
    calendar = models.ForeignKey(Calendar, null=True, on_delete=models.PROTECT, related_name="+")
    days = models.JSONField()
    before = models.JSONField()
    weeks = models.JSONField(null=True)
    weeks_before = models.JSONField(null=True)
    moved = models.JSONField(default=dict)
    entered_at = models.DateTimeField()
    taken_back_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "worktime_calendar_decision"

    def __str__(self) -> str:
        return self.number

    @property
    def named(self) -> set[date]:
        """The days that it names: those it decides, those it swaps them with, the day from which a week holds."""
        rows = (*self.days.values(), *self.before.values())
        days = [*self.days, *self.before, *(row["swapped_with"] for row in rows if row["swapped_with"])]
        known = {week["from"]: week["spans"] for week in self.weeks_before or ()}
        days += [w["from"] for w in self.weeks or () if w["from"] and known.get(w["from"]) != w["spans"]]
        return {date.fromisoformat(day) for day in days}

    def is_of(self, year: int) -> bool:
        """Does it name a day of a year?"""
        return any(day.year == year for day in self.named)


class CalendarYear(Subject):
    """A year whose days are confirmed by a decision: for one calendar, or for all."""

    year = models.PositiveSmallIntegerField()
    calendar = models.ForeignKey(Calendar, null=True, on_delete=models.PROTECT, related_name="+")
    decision = models.CharField(max_length=60)
    confirmed_at = models.DateTimeField()
    taken_back_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "worktime_calendar_year"
        constraints = (
            models.UniqueConstraint(
                fields=["year", "calendar"], nulls_distinct=False, name="one_confirmation_of_a_year"
            ),
        )

    def __str__(self) -> str:
        return f"{self.year}: {self.decision}"


class WorkState(models.TextChoices):
    """How far a long change of a calendar is."""

    WAITING = "waiting", _("Waiting to begin")
    RUNNING = "running", _("Under way")
    DONE = "done", _("Done")
    STOPPED = "stopped", _("Stopped, nothing was changed")
    FAILED = "failed", _("Not done, nothing was changed")


class CalendarWork(models.Model):
    """A long change of a calendar that the worker carries through: who ordered what, and how far it is.

    `ordered` says what to do, as `motcua.dossiers.calendar_work` writes and reads it. Written beside the change, so
    that others see it before that is committed.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    ordered = models.JSONField()
    account = models.UUIDField()
    asked_at = models.DateTimeField()
    heard_at = models.DateTimeField(null=True)
    dossiers = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    state = models.CharField(max_length=8, choices=WorkState, default=WorkState.WAITING)
    sentence = models.TextField(blank=True)
    stop_asked = models.BooleanField(default=False)

    class Meta:
        db_table = "worktime_calendar_work"
