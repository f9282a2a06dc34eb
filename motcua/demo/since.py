"""What law, council and offices changed between the played year and these days: limits by case, fees, norms."""

from datetime import date, datetime, time, timedelta
from typing import Any

from motcua.catalogue.district_limits import publish_district_limits
from motcua.catalogue.models import Norm, Procedure
from motcua.catalogue.norms import set_norm
from motcua.fees.models import CouncilFee
from motcua.fees.setting import set_council_fee
from motcua.journal.by import SYSTEM
from motcua.moments import LOCAL
from motcua.organisation.models import Unit
from motcua.organisation.tree import Tree
from motcua.worktime.limits import Limit, LimitUnit

FROM = date(2026, 1, 1)
# Who promises to be quicker than the law: a unit's code, a procedure's, working days, and the decision.
NORMS = (
    ("801.05", "1.012784", 10, "03/QĐ-PTNMT"),
    ("27916", "1.004873", 2, "02/QĐ-UBND"),
    ("27898", "1.004884", 3, "05/QĐ-UBND"),
)
# What the provincial council sets for a fee that the law leaves to it: a procedure's code, đồng.
COUNCIL_FEES = (("1.004859", 15_000), ("1.004873", 15_000), ("1.004884", 8_000))
RESOLUTION = "21/2025/NQ-HĐND"


def change_since(units: Tree) -> None:
    """Publish limits by case and step, set council fees and norms, decided on the day before; again, none."""
    at = datetime.combine(FROM - timedelta(days=1), time(9), LOCAL)
    known: dict[str, Any] = {"from_day": FROM, "by": SYSTEM, "at": at, "recorded_at": at}
    if not Procedure.objects.filter(versions__cases__isnull=False).exists():
        publish_district_limits(**known)
    for code, amount in COUNCIL_FEES:
        if not CouncilFee.objects.filter(procedure=code).exists():
            of: dict[str, Any] = {
                "resolution": RESOLUTION,
                "from_day": FROM,
                "by": SYSTEM,
                "at": at,
                "ground": "LUAT-97-2015",
            }
            set_council_fee(code, amount, **of)
    for unit_code, procedure_code, days, decision in NORMS:
        place = units.by_code(unit_code, FROM)
        procedure = Procedure.objects.in_force_on(FROM).filter(code=procedure_code).first()
        if place is None or procedure is None or Norm.objects.filter(unit=place.unit, procedure=procedure).exists():
            continue
        unit, limit = Unit.objects.get(pk=place.unit), Limit(days, LimitUnit.WORKING_DAY)
        set_norm(unit, procedure, limit, decision=decision, ground="DECISION", **known)
