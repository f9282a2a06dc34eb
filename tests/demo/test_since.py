"""What changed between the played year and these days: today's counter shows cases, steps and norms."""

from datetime import date

import pytest

from motcua.catalogue.district import publish_district
from motcua.catalogue.kept import catalogue
from motcua.catalogue.models import Norm
from motcua.catalogue.offer import offer
from motcua.demo.since import FROM, NORMS, change_since
from motcua.demo.stage import FOUNDED_AT, FOUNDED_ON
from motcua.journal.by import SYSTEM
from motcua.journal.models import Entry
from motcua.organisation.establish import NewUnit, establish
from motcua.organisation.tree import tree

pytestmark = pytest.mark.django_db
FOUNDING = {"by": SYSTEM, "at": FOUNDED_AT, "recorded_at": FOUNDED_AT, "from_day": FOUNDED_ON}


def test_limits_by_case_and_norms_come_after_the_year_and_only_once() -> None:
    new = [NewUnit(code, f"Đơn vị {code}", "office", "district") for code in sorted({row[0] for row in NORMS})]
    units = establish(new, ground="DECISION", **FOUNDING)
    offer(units, publish_district(**FOUNDING).values(), **FOUNDING)
    change_since(tree())
    known = catalogue()
    office = tree().by_code("801.05", FROM)
    assert office is not None
    before = known.offered("1.012784", office.unit, date(2025, 12, 31))
    now = known.offered("1.012784", office.unit, FROM)
    assert before is not None and now is not None
    assert (before.cases, before.steps) == ([], {})
    assert [terms.limit_value for *_which, terms in now.cases] == [12, 22]
    assert now.steps["leader"].value == 2
    norm = known.norm("1.012784", office.unit, FROM)
    assert norm is not None and norm.value == 10
    assert Norm.objects.count() == len(NORMS)
    entries = Entry.objects.count()
    change_since(tree())
    assert Entry.objects.count() == entries
