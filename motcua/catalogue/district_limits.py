"""Limits by case and by step for some procedures of the district's table, in force from a later day than the rest.

The tables are motcua/catalogue/data/district_cases.csv and district_steps.csv; docs/rules/catalogue.md says where
their facts are from.
"""

import csv
from dataclasses import replace
from datetime import date, datetime
from functools import cache

from motcua.catalogue.cells import whole_limit
from motcua.catalogue.content import Case, Draft, content_of
from motcua.catalogue.district import FILE
from motcua.catalogue.models import Version
from motcua.catalogue.publish import GROUND, publish_versions
from motcua.journal.by import By
from motcua.worktime.limits import Limit

CASES = FILE.with_name("district_cases.csv")
STEPS = FILE.with_name("district_steps.csv")


@cache
def cases() -> dict[str, tuple[Case, ...]]:
    """The cases of each procedure that knows some, in the order of the table."""
    found: dict[str, list[Case]] = {}
    with CASES.open(encoding="utf-8", newline="") as file:
        for line in csv.DictReader(file):
            found.setdefault(line["code"], []).append(Case(whole_limit(line["limit"]), line["case"], line["name"]))
    return {code: tuple(each) for code, each in found.items()}


@cache
def steps() -> dict[str, tuple[tuple[str, Limit], ...]]:
    """The limits of steps of each procedure that sets some."""
    found: dict[str, list[tuple[str, Limit]]] = {}
    with STEPS.open(encoding="utf-8", newline="") as file:
        for line in csv.DictReader(file):
            found.setdefault(line["code"], []).append((line["function"], whole_limit(line["limit"])))
    return {code: tuple(each) for code, each in found.items()}


def publish_district_limits(
    *,
    by: By,
    at: datetime,
    from_day: date,
    ground: str = GROUND,
    recorded_at: datetime | None = None,
) -> dict[str, Version]:
    """Put limits by case and step in force from a day on, all else as it is that day; returns the versions by code.

    What is not in force that day is left out. Raises ValueError where another version began on that very day.
    """
    codes = {*cases(), *steps()}
    standing = Version.objects.in_force_on(from_day).filter(procedure__code__in=codes).with_content()
    drafts = []
    for version in standing.order_by("procedure__code"):
        of = version.procedure
        content = replace(content_of(version), cases=cases().get(of.code, ()), steps=steps().get(of.code, ()))
        drafts.append(
            Draft(of.code, of.field.name, content, ministry=of.ministry, kind=of.kind, level=tuple(of.level))
        )
    done = publish_versions(drafts, from_day=from_day, by=by, at=at, ground=ground, recorded_at=recorded_at)
    if done.refused:
        raise ValueError(" ".join(done.refused.values()))
    return done.versions
