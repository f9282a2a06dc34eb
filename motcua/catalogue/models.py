"""The catalogue: fields, procedures, their versions in force from a day, and who offers them.

Everything here that a decree can change belongs to a version and stands still once it is published: a dossier
pins the version that it was received under (NĐ 63/2010, Điều 8 names the parts of a procedure).
"""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Deferrable, Q
from django.utils.translation import gettext_lazy as _

from motcua.catalogue.limiting import LIMIT_UNITS, Channel, ChannelTerms, LimitCase, Norm, StepLimit
from motcua.catalogue.pausing import pauses_by_law
from motcua.catalogue.queries import FieldQuery, OfferQuery, ProcedureQuery, VersionQuery
from motcua.journal.ids import uuid7
from motcua.journal.models import Subject

__all__ = [
    "LIMIT_UNITS",
    "Channel",
    "ChannelTerms",
    "Field",
    "LegalBasis",
    "LimitCase",
    "Norm",
    "Offer",
    "Paper",
    "Procedure",
    "StepLimit",
    "Version",
]


class Field(Subject):
    """A field (lĩnh vực): the group by which procedures are reported."""

    code = models.TextField(unique=True, verbose_name=_("code"))
    name = models.TextField(unique=True, verbose_name=_("name"))
    search_key = models.TextField(editable=False)

    objects = FieldQuery.as_manager()

    class Meta:
        indexes = (GinIndex(fields=["search_key"], opclasses=["gin_trgm_ops"], name="field_search_key"),)

    def __str__(self) -> str:
        return self.name


class Procedure(Subject):
    """An administrative procedure (TTHC) under its national code; what it asks stands in its versions.

    `name` and `search_key` are those of the version published last: an officer looks for what it is called now.
    """

    code = models.TextField(unique=True, verbose_name=_("code"))
    name = models.TextField(verbose_name=_("name"))
    field = models.ForeignKey(Field, on_delete=models.PROTECT, related_name="procedures", verbose_name=_("field"))
    ministry = models.TextField(blank=True, verbose_name=_("ministry"))
    kind = models.TextField(blank=True, verbose_name=_("kind"))
    level = models.JSONField(default=list, verbose_name=_("levels"))
    search_key = models.TextField(editable=False)

    objects = ProcedureQuery.as_manager()

    class Meta:
        indexes = (GinIndex(fields=["search_key"], opclasses=["gin_trgm_ops"], name="procedure_search_key"),)

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class Version(Subject):
    """What a procedure asks from a day on, as one decision publishes it. Only `valid` ever changes: it ends."""

    procedure = models.ForeignKey(Procedure, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField(help_text=_("1, 2, 3 … in the order of publication"))
    name = models.TextField(verbose_name=_("name"))
    decision = models.TextField(blank=True, verbose_name=_("decision"))
    valid = DateRangeField(verbose_name=_("in force"), help_text=_("local days, the last one excluded"))
    audience = models.JSONField(default=list, verbose_name=_("who may ask"))
    result_name = models.TextField(blank=True, verbose_name=_("result"))
    result_code = models.TextField(blank=True)
    gives_document = models.BooleanField(default=True, help_text=_("the decision has a number and a date"))
    at_once = models.BooleanField(default=False, help_text=_("returned while you wait, without a receipt"))
    pauses = models.JSONField(
        default=pauses_by_law, help_text=_("what stops the clock, and how the limit goes on: continue or anew")
    )

    objects = VersionQuery.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["procedure", "number"], name="one_version_of_a_number"),
            # Checked at the end of the statement: one statement ends a version and begins the next.
            ExclusionConstraint(
                name="one_version_in_force_a_day",
                expressions=[("procedure", RangeOperators.EQUAL), ("valid", RangeOperators.OVERLAPS)],
                deferrable=Deferrable.IMMEDIATE,
            ),
            models.CheckConstraint(
                condition=Q(valid__isempty=False) & Q(valid__startswith__isnull=False),
                name="version_in_force_from_a_day",
            ),
        )

    def __str__(self) -> str:
        return f"{self.procedure.code} v{self.number}"


class Paper(models.Model):
    """A line of the checklist (thành phần hồ sơ)."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="papers")
    position = models.PositiveIntegerField()
    name = models.TextField()
    originals = models.PositiveIntegerField(default=0)
    copies = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ("position",)
        constraints = (models.UniqueConstraint(fields=["version", "position"], name="one_paper_a_position"),)

    def __str__(self) -> str:
        return self.name


class LegalBasis(models.Model):
    """A text that a version rests on, by its number ("123/2015/NĐ-CP")."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="legal_bases")
    number = models.TextField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["version", "number"], name="one_basis_a_version"),)

    def __str__(self) -> str:
        return self.number


class Offer(models.Model):
    """A unit offers a version from a day on: people may hand in for it there."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    unit = models.ForeignKey("organisation.Unit", on_delete=models.PROTECT, related_name="offers")
    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="offers")
    valid = DateRangeField(help_text=_("local days, the last one excluded"))

    objects = OfferQuery.as_manager()

    class Meta:
        constraints = (
            ExclusionConstraint(
                name="one_offer_a_day",
                expressions=[
                    ("unit", RangeOperators.EQUAL),
                    ("version", RangeOperators.EQUAL),
                    ("valid", RangeOperators.OVERLAPS),
                ],
                deferrable=Deferrable.IMMEDIATE,
            ),
            models.CheckConstraint(
                condition=Q(valid__isempty=False) & Q(valid__startswith__isnull=False),
                name="offer_from_a_day",
            ),
        )

    def __str__(self) -> str:
        return f"{self.unit_id} offers {self.version_id}"
