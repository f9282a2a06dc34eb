"""People in the organisation: who holds what, which standard asks what of him, his leave."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import Q

from motcua.journal.ids import uuid7
from motcua.journal.models import Subject
from motcua.organisation.models import Unit
from motcua.people.models import Account
from motcua.staff.dated import Dated
from motcua.staff.equipment import EquipmentCount, EquipmentPer, EquipmentStandard
from motcua.staff.mail import Mailbox, MailboxUse, RegularUse, StaffFile, StaffFileKind

__all__ = [
    "Assignment",
    "EquipmentCount",
    "EquipmentPer",
    "EquipmentStandard",
    "Leave",
    "LeaveKind",
    "Mailbox",
    "MailboxUse",
    "Qualification",
    "QualificationRank",
    "RegularUse",
    "StaffFile",
    "StaffFileKind",
    "StaffKind",
    "StaffMember",
    "Standard",
]


class StaffKind(Subject, Dated):
    """What somebody is in law: cadre, civil servant, public employee, non-specialised. The law names them."""

    place = models.PositiveSmallIntegerField(default=0, help_text="its place in lists")

    class Meta:
        db_table = "staff_kind"
        constraints = (
            ExclusionConstraint(
                name="one_staff_kind_a_day",
                expressions=[("code", RangeOperators.EQUAL), ("valid", RangeOperators.OVERLAPS)],
            ),
        )


class LeaveKind(Subject, Dated):
    """Why somebody is away: annual leave, illness, maternity, training and the like."""

    class Meta:
        db_table = "staff_leave_kind"
        constraints = (
            ExclusionConstraint(
                name="one_leave_kind_a_day",
                expressions=[("code", RangeOperators.EQUAL), ("valid", RangeOperators.OVERLAPS)],
            ),
        )


class QualificationRank(Subject, Dated):
    """A level of training; a higher rank meets whatever asks for a lower one."""

    rank = models.PositiveSmallIntegerField()

    class Meta:
        db_table = "staff_qualification_rank"
        constraints = (
            ExclusionConstraint(
                name="one_qualification_rank_a_day",
                expressions=[("code", RangeOperators.EQUAL), ("valid", RangeOperators.OVERLAPS)],
            ),
        )


class Standard(Subject):
    """The professional standard of a kind of staff at a level of government, from a day to a day: the least rank.

    An empty level holds where no standard names the level. Nobody meets or misses a standard that is not on record.
    """

    kind = models.CharField(max_length=40)
    level = models.CharField(max_length=20, blank=True)
    rank = models.CharField(max_length=40, help_text="code of the least rank")
    legal_basis = models.CharField(max_length=300)
    valid = DateRangeField()

    class Meta:
        db_table = "staff_standard"
        constraints = (
            ExclusionConstraint(
                name="one_standard_a_day",
                expressions=[
                    ("kind", RangeOperators.EQUAL),
                    ("level", RangeOperators.EQUAL),
                    ("valid", RangeOperators.OVERLAPS),
                ],
            ),
            models.CheckConstraint(condition=Q(valid__isempty=False), name="a_standard_lasts_a_day"),
        )


class StaffMember(Subject):
    """Somebody in the staff register; many have no sign-in. Personal data: read through the filter of `seen`."""

    number = models.CharField(max_length=40, unique=True, help_text="under which the register knows him")
    name = models.CharField(max_length=120)
    born_on = models.DateField(null=True)
    account = models.OneToOneField(Account, null=True, on_delete=models.PROTECT, related_name="staff_member")
    search_key = models.TextField(help_text="number and name, folded")

    class Meta:
        db_table = "staff_member"
        indexes = (GinIndex(OpClass("search_key", name="gin_trgm_ops"), name="staff_member_search"),)

    def __str__(self) -> str:
        return self.name


class Assignment(models.Model):
    """What somebody is in which unit from a day to a day. One is his main one; others are beside it.

    A person counts once: in the unit and kind of the main one.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    member = models.ForeignKey(StaffMember, on_delete=models.PROTECT, related_name="assignments")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=40, help_text="code of a kind of staff")
    title = models.CharField(max_length=120)
    beside = models.BooleanField(default=False, help_text="held beside the main one: kiêm nhiệm")
    decision = models.CharField(max_length=80, blank=True)
    valid = DateRangeField()

    class Meta:
        db_table = "staff_assignment"
        constraints = (
            ExclusionConstraint(
                name="one_main_assignment_a_day",
                expressions=[("member", RangeOperators.EQUAL), ("valid", RangeOperators.OVERLAPS)],
                condition=Q(beside=False),
            ),
            models.CheckConstraint(condition=Q(valid__isempty=False), name="an_assignment_lasts_a_day"),
        )


class Qualification(models.Model):
    """The evidence for a standard: a diploma, since when it is held, whether it fits the work."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    member = models.ForeignKey(StaffMember, on_delete=models.PROTECT, related_name="qualifications")
    rank = models.CharField(max_length=40, help_text="code of a rank")
    subject = models.CharField(max_length=200, blank=True)
    issuer = models.CharField(max_length=200, blank=True)
    since = models.DateField()
    fits = models.BooleanField(default=True, help_text="what was studied fits the work of the post")

    class Meta:
        db_table = "staff_qualification"
        constraints = (
            models.UniqueConstraint(fields=["member", "rank", "subject", "since"], name="a_qualification_once"),
        )


class Leave(models.Model):
    """Somebody is away from a day to a day, and why."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    member = models.ForeignKey(StaffMember, on_delete=models.PROTECT, related_name="leaves")
    kind = models.CharField(max_length=40, help_text="code of a kind of leave")
    valid = DateRangeField()
    decision = models.CharField(max_length=80, blank=True)

    class Meta:
        db_table = "staff_leave"
        constraints = (
            ExclusionConstraint(
                name="one_leave_a_day",
                expressions=[("member", RangeOperators.EQUAL), ("valid", RangeOperators.OVERLAPS)],
            ),
            models.CheckConstraint(condition=Q(valid__isempty=False), name="a_leave_lasts_a_day"),
        )
