"""How long it may take: the limits of a version by channel, case and step, and a unit's own shorter norm."""

from datetime import date

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import Deferrable, Q
from django.utils.translation import gettext_lazy as _

from motcua.journal.ids import uuid7
from motcua.journal.models import Subject
from motcua.worktime.limits import Limit, LimitUnit


class Channel(models.TextChoices):
    """The door by which a dossier comes in (national list KenhThucHien: 1 counter, 2 online, 3 post)."""

    COUNTER = "counter", _("at the counter")
    ONLINE = "online", _("online")
    POST = "post", _("by post")


LIMIT_UNITS = {
    LimitUnit.WORKING_DAY: _("working days"),
    LimitUnit.CALENDAR_DAY: _("calendar days"),
    LimitUnit.HOUR: _("working hours"),
}
UNIT_CHOICES = [(unit.value, label) for unit, label in LIMIT_UNITS.items()]
KNOWN_UNIT = Q(limit_unit__in=[unit.value for unit in LimitUnit])
NO_HOURS = Q(limit_unit=LimitUnit.HOUR.value, limit_value=0)


class ChannelTerms(models.Model):
    """How long it may take, and what it costs, by one channel.

    `fees` lists `{"name", "amount", "note"}`: amount in đồng; 0 is free by law; null is set by the provincial
    council and is never shown as free. An empty list means that the catalogue states nothing about fees.
    `cutoff` is the local time after which a dossier counts as received at the next opening.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    version = models.ForeignKey("catalogue.Version", on_delete=models.PROTECT, related_name="terms")
    channel = models.TextField(choices=Channel.choices)
    limit_value = models.PositiveIntegerField()
    limit_unit = models.TextField(choices=UNIT_CHOICES)
    cutoff = models.TimeField(null=True)
    fees = models.JSONField(default=list)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["version", "channel"], name="one_terms_a_channel"),
            models.CheckConstraint(condition=Q(channel__in=Channel.values), name="terms_of_a_known_channel"),
            models.CheckConstraint(condition=KNOWN_UNIT, name="terms_in_a_known_unit"),
            models.CheckConstraint(condition=~NO_HOURS, name="no_limit_of_no_hours"),
        )

    def __str__(self) -> str:
        return f"{self.channel}: {self.limit_value} {self.limit_unit}"

    @property
    def limit(self) -> Limit:
        """The limit as work time reckons with it."""
        return Limit(self.limit_value, LimitUnit(self.limit_unit), self.cutoff)


class LimitCase(models.Model):
    """A limit of its own within a version: for a kind of case (a kind of parcel), from a quantity on, or both.

    An empty `channel` holds for all of them. A row has a `code` and its `name`, or a `quantity_from` above 1, or
    both; `VersionFacts.terms_for` says which of several holds.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    version = models.ForeignKey("catalogue.Version", on_delete=models.PROTECT, related_name="cases")
    position = models.PositiveIntegerField()
    channel = models.TextField(blank=True, choices=Channel.choices)
    code = models.TextField(blank=True)
    name = models.TextField(blank=True)
    quantity_from = models.PositiveIntegerField(default=1)
    limit_value = models.PositiveIntegerField()
    limit_unit = models.TextField(choices=UNIT_CHOICES)
    cutoff = models.TimeField(null=True)

    class Meta:
        ordering = ("position",)
        constraints = (
            models.UniqueConstraint(
                fields=["version", "channel", "code", "quantity_from"], name="one_limit_a_case_and_quantity"
            ),
            models.CheckConstraint(condition=Q(channel__in=["", *Channel.values]), name="case_of_a_known_channel"),
            models.CheckConstraint(
                condition=Q(quantity_from__gt=1) | (Q(quantity_from=1) & ~Q(code="")), name="case_of_something"
            ),
            models.CheckConstraint(condition=KNOWN_UNIT, name="case_in_a_known_unit"),
            models.CheckConstraint(condition=~NO_HOURS, name="no_case_of_no_hours"),
        )

    def __str__(self) -> str:
        return f"{self.code or '—'} ≥{self.quantity_from}: {self.limit_value} {self.limit_unit}"

    @property
    def limit(self) -> Limit:
        """The limit as work time reckons with it."""
        return Limit(self.limit_value, LimitUnit(self.limit_unit), self.cutoff)


class StepLimit(models.Model):
    """How long one step of the internal process may take: what lies with a function."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    version = models.ForeignKey("catalogue.Version", on_delete=models.PROTECT, related_name="step_limits")
    function = models.TextField(help_text=_("of motcua.people: receiving, handling, leader …"))
    limit_value = models.PositiveIntegerField()
    limit_unit = models.TextField(choices=UNIT_CHOICES)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["version", "function"], name="one_limit_a_step"),
            models.CheckConstraint(condition=KNOWN_UNIT, name="step_in_a_known_unit"),
            models.CheckConstraint(condition=~NO_HOURS, name="no_step_of_no_hours"),
        )

    def __str__(self) -> str:
        return f"{self.function}: {self.limit_value} {self.limit_unit}"

    @property
    def limit(self) -> Limit:
        """The limit as work time reckons with it."""
        return Limit(self.limit_value, LimitUnit(self.limit_unit))


class Norm(Subject):
    """A unit's own shorter limit for a procedure, in force from a day; the legal limit stays beside it.

    One that is taken back before its first day has an empty range: it was never in force.
    """

    unit = models.ForeignKey("organisation.Unit", on_delete=models.PROTECT, related_name="norms")
    procedure = models.ForeignKey("catalogue.Procedure", on_delete=models.PROTECT, related_name="norms")
    valid = DateRangeField(help_text=_("local days, the last one excluded"))
    limit_value = models.PositiveIntegerField()
    limit_unit = models.TextField(choices=UNIT_CHOICES)
    decision = models.TextField(help_text=_("number of the unit's decision"))

    class Meta:
        constraints = (
            # Checked at the end of the statement: one statement ends a norm and begins the next.
            ExclusionConstraint(
                name="one_norm_a_day",
                expressions=[
                    ("unit", RangeOperators.EQUAL),
                    ("procedure", RangeOperators.EQUAL),
                    ("valid", RangeOperators.OVERLAPS),
                ],
                deferrable=Deferrable.IMMEDIATE,
            ),
            models.CheckConstraint(
                condition=Q(valid__isempty=True) | Q(valid__startswith__isnull=False), name="norm_from_a_day"
            ),
            models.CheckConstraint(condition=KNOWN_UNIT, name="norm_in_a_known_unit"),
            models.CheckConstraint(condition=~NO_HOURS, name="no_norm_of_no_hours"),
        )

    def __str__(self) -> str:
        return f"{self.unit_id} {self.procedure_id}: {self.limit_value} {self.limit_unit}"

    @property
    def limit(self) -> Limit:
        """The limit as work time reckons with it."""
        return Limit(self.limit_value, LimitUnit(self.limit_unit))

    def is_in_force_on(self, day: date) -> bool:
        """Does it hold on a day?"""
        return day in self.valid
