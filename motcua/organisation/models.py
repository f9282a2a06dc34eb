"""Units as they are in force from a day to a day, what followed what, and the decisions that carry it."""

from datetime import date

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from motcua.journal.ids import uuid7
from motcua.journal.models import Subject


class Decision(Subject):
    """The act of an authority that carries a change: quyết định, nghị quyết."""

    number = models.CharField(max_length=80)
    authority = models.CharField(max_length=200)
    issued_on = models.DateField()
    title = models.TextField(blank=True)

    class Meta:
        db_table = "organisation_decision"
        constraints = (
            models.UniqueConstraint(fields=["number", "authority", "issued_on"], name="one_decision_a_number"),
        )

    def __str__(self) -> str:
        return f"{self.number} ({self.authority}, {self.issued_on:%d/%m/%Y})"


class Level(models.TextChoices):
    """The level of government that a unit belongs to."""

    PROVINCE = "province", _("Province")
    DISTRICT = "district", _("District")
    COMMUNE = "commune", _("Commune")


class Kind(models.TextChoices):
    """What a unit is."""

    ADMINISTRATION = "administration", _("People's committee")
    OFFICE = "office", _("Specialised office")
    ONE_STOP = "one_stop", _("One-stop desk")
    PUBLIC_SERVICE = "public_service", _("Public service unit")


class Unit(Subject):
    """A body of the administration. What it is called and where it belongs stands in its terms, by day."""

    class Meta:
        db_table = "organisation_unit"

    @classmethod
    def by_code(cls, code: str, day: date) -> "Unit | None":
        """The unit that bears an official code on a day."""
        return cls.objects.filter(terms__code=code, terms__valid__contains=day).first()

    def term_on(self, day: date) -> "Term | None":
        return self.terms.filter(valid__contains=day).first()


class TermQuerySet(QuerySet["Term"]):
    def in_force_on(self, day: date) -> "TermQuerySet":
        return self.filter(valid__contains=day)


class Term(models.Model):
    """A unit's kind, level, parent, code and name, in force from a day to a day.

    The number prefix is the agency code in dossier numbers (`000.00.28.H39`); an office without one of its own
    numbers in its parent's book.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="terms")
    valid = DateRangeField()
    kind = models.CharField(max_length=20, choices=Kind)
    level = models.CharField(max_length=20, choices=Level)
    parent = models.ForeignKey(Unit, null=True, on_delete=models.PROTECT, related_name="+")
    code = models.CharField(max_length=40)
    name = models.CharField(max_length=200)
    number_prefix = models.CharField(max_length=40, blank=True)

    objects = TermQuerySet.as_manager()

    class Meta:
        db_table = "organisation_term"
        constraints = (
            ExclusionConstraint(
                name="one_term_of_a_unit_a_day",
                expressions=[("unit", RangeOperators.EQUAL), ("valid", RangeOperators.OVERLAPS)],
            ),
            ExclusionConstraint(
                name="one_unit_of_a_code_a_day",
                expressions=[("code", RangeOperators.EQUAL), ("valid", RangeOperators.OVERLAPS)],
            ),
            models.CheckConstraint(condition=Q(valid__isempty=False), name="a_term_lasts_a_day"),
        )

    def __str__(self) -> str:
        return self.name


class Succession(models.Model):
    """What took over a unit's work from a day on, by which decision. A small relation that queries join."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    before = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="successions")
    after = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="preceded_by")
    on = models.DateField()
    decision = models.ForeignKey(Decision, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        db_table = "organisation_succession"
        constraints = (
            models.UniqueConstraint(fields=["before", "after", "on"], name="one_succession_a_day"),
            models.CheckConstraint(condition=~Q(before=models.F("after")), name="a_unit_does_not_succeed_itself"),
        )


class Reach(models.Model):
    """Which units a unit reaches on a day: itself (depth 0), those below it, and those that it succeeds.

    A projection of terms and successions, rewritten by every act that changes them. Rights and reports join it.
    """

    id = models.BigAutoField(primary_key=True)
    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="+")
    reaches = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="+")
    depth = models.SmallIntegerField()
    by_succession = models.BooleanField(default=False)
    valid = DateRangeField()

    class Meta:
        db_table = "organisation_reach"
        indexes = (
            models.Index(fields=["unit", "reaches"], name="reach_of_unit"),
            models.Index(fields=["reaches"], name="reached_by"),
        )
