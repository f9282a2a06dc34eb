"""Units as they are in force from a day to a day, what followed what, and the decisions that carry it."""

from datetime import date
from enum import StrEnum

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


class DecisionFile(models.Model):
    """The decision as it was signed: a file of at most 20 MB, kept with its SHA-256."""

    decision = models.OneToOneField(Decision, primary_key=True, on_delete=models.PROTECT, related_name="file")
    name = models.CharField(max_length=200)
    content = models.BinaryField()
    sha256 = models.BinaryField()

    class Meta:
        db_table = "organisation_decision_file"


class UnitLevel(models.Model):
    """A level of government that a unit belongs to: data, so that a law can add one or let one end.

    `rank` counts from the top: 10 for a province, 20 for a district, 30 for a commune, 40 for a hamlet.
    """

    code = models.CharField(max_length=20, primary_key=True)
    name = models.CharField(max_length=80)
    name_en = models.CharField(max_length=80)
    rank = models.PositiveSmallIntegerField()

    class Meta:
        db_table = "organisation_level"

    def __str__(self) -> str:
        return self.name


class UnitKind(models.Model):
    """What a unit is: data as well. What the program itself asks for stands in `Kind`."""

    code = models.CharField(max_length=20, primary_key=True)
    name = models.CharField(max_length=80)
    name_en = models.CharField(max_length=80)

    class Meta:
        db_table = "organisation_kind"

    def __str__(self) -> str:
        return self.name


class Level(StrEnum):
    """The levels that the program brings along."""

    PROVINCE = "province"
    DISTRICT = "district"
    COMMUNE = "commune"
    HAMLET = "hamlet"


class Kind(StrEnum):
    """The kinds that the program asks for by name: whose desk it is, who heads a letter."""

    ADMINISTRATION = "administration"
    OFFICE = "office"
    ONE_STOP = "one_stop"
    PUBLIC_SERVICE = "public_service"
    SCHOOL = "school"
    HAMLET = "hamlet"


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
    """A unit's kind, level, parent, code, name, area (km²) and contact, in force from a day to a day.

    The number prefix is the agency code in dossier numbers (`000.00.28.H39`); an office without one of its own
    numbers in its parent's book.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="terms")
    valid = DateRangeField()
    kind = models.CharField(max_length=20)
    level = models.CharField(max_length=20)
    parent = models.ForeignKey(Unit, null=True, on_delete=models.PROTECT, related_name="+")
    code = models.CharField(max_length=40)
    name = models.CharField(max_length=200)
    number_prefix = models.CharField(max_length=40, blank=True)
    contact = models.CharField(max_length=200, blank=True, default="", db_default="")
    area_km2 = models.DecimalField(max_digits=10, decimal_places=2, null=True)

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


class Share(models.TextChoices):
    """How much of a unit's work went to another."""

    WHOLE = "whole", _("The whole")
    MAIN = "main", _("The main part")
    PART = "part", _("A part")
    OFF = "off", _("Given off by a unit that goes on")


class Succession(models.Model):
    """What took over a unit's work from a day on, by which decision. A small relation that queries join.

    Of a divided unit each successor reaches what it was, and the one with the main part stands for it where no
    rule says more. What a unit gave off while it goes on is no succession for rights: it keeps what it closed.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    before = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="successions")
    after = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="preceded_by")
    on = models.DateField()
    decision = models.ForeignKey(Decision, null=True, on_delete=models.PROTECT, related_name="+")
    share = models.CharField(max_length=8, choices=Share, default=Share.WHOLE, db_default=Share.WHOLE.value)

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
