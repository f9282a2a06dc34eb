"""What a procedure costs by the page: dated data, since a circular can change it."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


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
