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
    """A decision about days: its number, what it laid down, and what stood there before.

    `days` and `before` hold rows of DayDecision by day; a day that is missing in `before` had none.
    """

    number = models.CharField(max_length=60, unique=True)
    calendar = models.ForeignKey(Calendar, null=True, on_delete=models.PROTECT, related_name="+")
    days = models.JSONField()
    before = models.JSONField()
    entered_at = models.DateTimeField()
    taken_back_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "worktime_calendar_decision"

    def __str__(self) -> str:
        return self.number

    @property
    def first_and_last(self) -> tuple[date, date]:
        """The first and the last day that it touches, of which no due moment before or after depends."""
        days = [date.fromisoformat(day) for row in (self.days, self.before) for day in row]
        swapped = [row["swapped_with"] for row in (*self.days.values(), *self.before.values())]
        days += [date.fromisoformat(day) for day in swapped if day]
        return min(days), max(days)
