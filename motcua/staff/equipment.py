"""What a one-stop desk should have by its standard, and what was counted there."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.utils.translation import gettext_lazy as _

from motcua.journal.models import Subject
from motcua.organisation.models import Unit
from motcua.staff.dated import Dated


class EquipmentPer(models.TextChoices):
    """For each of what a standard asks for its quantity."""

    DESK = "desk", _("for the desk")
    OFFICER = "officer", _("for each receiving officer")


class EquipmentStandard(Subject, Dated):
    """What a desk of a level should have, from a day to a day: how many, for the desk or each receiving officer."""

    level = models.CharField(max_length=20, blank=True, help_text="empty: at every level")
    quantity = models.PositiveIntegerField()
    per = models.CharField(max_length=10, choices=EquipmentPer, default=EquipmentPer.DESK)
    unit_of = models.CharField(max_length=20, blank=True, help_text="m² and the like")
    place = models.PositiveSmallIntegerField(default=0)

    class Meta:
        db_table = "staff_equipment_standard"
        constraints = (
            ExclusionConstraint(
                name="one_equipment_standard_a_day",
                expressions=[
                    ("code", RangeOperators.EQUAL),
                    ("level", RangeOperators.EQUAL),
                    ("valid", RangeOperators.OVERLAPS),
                ],
            ),
        )


class EquipmentCount(Subject):
    """How many of a thing were counted at a desk on a day; the last count up to a day is what the desk has then."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    code = models.CharField(max_length=40, help_text="code of the standard's line")
    quantity = models.PositiveIntegerField()
    counted_on = models.DateField()
    note = models.CharField(max_length=300, blank=True)
    recorded_at = models.DateTimeField()

    class Meta:
        db_table = "staff_equipment_count"
        indexes = (models.Index(fields=["unit", "code", "counted_on"], name="staff_counted_at"),)
