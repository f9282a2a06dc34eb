"""What procedures cost, as dated data: by the page, by the copy or case, by resolution, and who is exempt.

What the catalogue itself states stands in its channel terms; these rows say what it cannot: rates by quantity, what
the provincial council has set, and exemptions. What dossiers owe stands in `motcua.fees.owed`.
"""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from motcua.catalogue.limiting import Channel
from motcua.fees.kinds import MOST_AMOUNT, FeeKind, Per, WhenDue
from motcua.fees.owed import Due, OnlineRequest, Payment, PaymentShare
from motcua.journal.models import Subject

__all__ = [
    "CouncilFee",
    "Due",
    "Exemption",
    "OnlineRequest",
    "PageFee",
    "Payment",
    "PaymentShare",
    "UnitFee",
]

OF_ONE_FEE = [
    (name, RangeOperators.EQUAL) for name in ("procedure", "fee", "channel", "case")
]  # what a rate is of; two that overlap in time would contradict each other


class PageFee(models.Model):
    """What a procedure charges for a copy by its pages, from a day to a day. Source: TT 226/2016/TT-BTC art. 4."""

    id = models.BigAutoField(primary_key=True)
    procedure = models.CharField(max_length=60, help_text=_("national code of the procedure"))
    valid = DateRangeField()
    first_pages = models.PositiveSmallIntegerField(help_text=_("so many pages of a copy cost the first rate"))
    first_rate = models.PositiveIntegerField(help_text=_("in đồng"))
    further_rate = models.PositiveIntegerField(help_text=_("in đồng"))
    most = models.PositiveIntegerField(null=True, help_text=_("in đồng, for a copy however long"))
    legal_basis = models.CharField(max_length=200)

    class Meta:
        db_table = "fee_by_page"
        constraints = (
            ExclusionConstraint(
                name="one_page_fee_a_day",
                expressions=[("procedure", RangeOperators.EQUAL), ("valid", RangeOperators.OVERLAPS)],
            ),
            models.CheckConstraint(condition=Q(valid__isempty=False), name="a_page_fee_lasts_a_day"),
        )


class Rate(models.Model):
    """An amount for a fee of a procedure, by what it is counted, from a day to a day.

    `fee` is its name as the catalogue writes it; empty in a resolution: whatever the catalogue leaves to the
    council. An empty `channel` or `case` holds for all of them; of several that fit, the most particular holds.
    """

    procedure = models.CharField(max_length=60, help_text=_("national code of the procedure"))
    fee = models.CharField(max_length=300, blank=True, help_text=_("name of the fee, as the catalogue writes it"))
    channel = models.CharField(max_length=8, choices=Channel, blank=True)
    case = models.CharField(max_length=40, blank=True)
    per = models.CharField(max_length=8, choices=Per, default=Per.DOSSIER)
    when = models.CharField(max_length=10, choices=WhenDue, default=WhenDue.RECEIPT)
    amount = models.BigIntegerField(help_text=_("in đồng"))
    valid = DateRangeField(help_text=_("local days, the last one excluded"))

    class Meta:
        abstract = True


class UnitFee(Subject, Rate):
    """What a circular charges for each copy, case or item of a procedure."""

    legal_basis = models.CharField(max_length=200)

    class Meta:
        db_table = "fee_by_unit"
        constraints = (
            ExclusionConstraint(
                name="one_unit_fee_a_day", expressions=[*OF_ONE_FEE, ("valid", RangeOperators.OVERLAPS)]
            ),
            models.CheckConstraint(condition=Q(amount__gte=0, amount__lte=MOST_AMOUNT), name="a_payable_unit_fee"),
            models.CheckConstraint(condition=Q(valid__isempty=False), name="a_unit_fee_lasts_a_day"),
        )

    def __str__(self) -> str:
        return f"{self.procedure} {self.fee}: {self.amount} ({self.legal_basis})"


class CouncilFee(Subject, Rate):
    """What a resolution of the provincial council sets for a fee of a procedure, from a day on.

    Until there is one the fee is "set by the provincial council": a value of its own, never 0.
    Source: Luật Phí và lệ phí 97/2015/QH13, art. 4 and 21.
    """

    resolution = models.CharField(max_length=200, help_text=_("number of the council's resolution"))

    class Meta:
        db_table = "fee_by_council"
        constraints = (
            ExclusionConstraint(
                name="one_council_fee_a_day", expressions=[*OF_ONE_FEE, ("valid", RangeOperators.OVERLAPS)]
            ),
            models.CheckConstraint(
                condition=Q(amount__gte=0, amount__lte=MOST_AMOUNT), name="a_payable_council_fee"
            ),
        )

    def __str__(self) -> str:
        return f"{self.procedure} {self.fee}: {self.amount} ({self.resolution})"


class Exemption(Subject):
    """Who pays less or nothing, of which fees, on what ground, from a day on. Source: Luật Phí và lệ phí, art. 10.

    An empty `field`, `kind`, `fee` or list of procedures holds for all of them.
    """

    code = models.CharField(max_length=40)
    name = models.CharField(max_length=300)
    ground = models.CharField(max_length=300, help_text=_("the article that exempts"))
    share = models.PositiveSmallIntegerField(help_text=_("percent that is not paid; 100: free"))
    procedures = models.JSONField(default=list, help_text=_("national codes; none: all"))
    field = models.CharField(max_length=200, blank=True, help_text=_("name of the field of procedures"))
    kind = models.CharField(max_length=8, choices=FeeKind, blank=True)
    fee = models.CharField(max_length=300, blank=True)
    valid = DateRangeField(help_text=_("local days, the last one excluded"))

    class Meta:
        db_table = "fee_exemption"
        constraints = (
            ExclusionConstraint(
                name="one_exemption_a_code_and_day",
                expressions=[("code", RangeOperators.EQUAL), ("valid", RangeOperators.OVERLAPS)],
            ),
            models.CheckConstraint(condition=Q(share__gte=1, share__lte=100), name="an_exemption_of_a_share"),
        )

    def __str__(self) -> str:
        return f"{self.code}: {self.name}"
