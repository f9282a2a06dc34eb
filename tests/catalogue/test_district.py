"""The table of a district's procedures holds facts: each stands in the national catalogue."""

import json
from dataclasses import replace
from datetime import time
from pathlib import Path

import pytest

from motcua.catalogue.content import content_of
from motcua.catalogue.district import publish_district, rows
from motcua.catalogue.district_limits import cases, publish_district_limits, steps
from motcua.catalogue.models import Field, Procedure, Version
from motcua.catalogue.national import draft_of, read_lines
from motcua.worktime.limits import Limit, LimitUnit
from tests.catalogue.acts import JANUARY, JUNE, KNOWN, MARCH

# The portal's pages give no time for these; the limits are those of the laws named in docs/rules/catalogue.md.
LIMITS_BY_LAW = {
    "2.000815": 0, "2.000884": 0, "2.000942": 0, "2.000927": 0, "2.000992": 0, "2.001008": 0, "2.000635": 0,
    "2.000913": 2, "2.001016": 2, "2.001019": 2, "2.001035": 2, "2.001406": 2, "1.001612": 3, "2.001263": 30,
}  # fmt: skip


def test_there_are_274_procedures_in_43_fields() -> None:
    assert len(rows()) == len({row.code for row in rows()}) == 274
    assert len({row.field for row in rows()}) == 43


def test_every_row_stands_in_the_national_catalogue_with_the_same_limits(national: Path) -> None:
    theirs = {json.loads(row_text)["code"]: row_text for row_text in national.read_text().splitlines()}
    for row in rows():
        [line] = read_lines(theirs[row.code])
        draft = draft_of(line)
        assert draft is not None, line.problems
        assert (row.name, row.field) == (draft.content.name, draft.field)
        assert {"Cấp xã", "Cấp tỉnh"} & set(draft.level), row.code
        ours = {t.channel: Limit(t.limit.value, t.limit.unit) for t in row.terms}
        if draft.content.terms:
            assert ours == {t.channel: t.limit for t in draft.content.terms}, row.code
        else:
            assert {limit.value for limit in ours.values()} == {LIMITS_BY_LAW[row.code]}, row.code


def test_what_is_returned_while_you_wait_is_due_within_the_day_and_received_until_three() -> None:
    waiting = [row for row in rows() if "at_once" in row.marks]
    assert {"2.000815", "2.000884", "2.000635"} <= {row.code for row in waiting}
    for row in waiting:
        assert {t.limit for t in row.terms} == {Limit(0, LimitUnit.WORKING_DAY, time(15))}


def test_no_fee_of_the_provincial_council_is_given_a_number() -> None:
    by_code = {row.code: row for row in rows()}
    assert by_code["1.013225"].terms[0].fees[0].amount is None
    assert by_code["2.000884"].terms[0].fees[0].amount == 10_000
    residence = {t.channel: t.fees[0].amount for t in by_code["1.004222"].terms}
    assert residence == {"counter": 20_000, "online": 10_000}


@pytest.mark.django_db
def test_publishing_the_district_twice_changes_nothing() -> None:
    versions = publish_district(from_day=JANUARY, **KNOWN)
    again = publish_district(from_day=MARCH, **KNOWN)
    assert len(versions) == Procedure.objects.count() == Version.objects.count() == 274
    assert {v.pk for v in versions.values()} == {v.pk for v in again.values()}
    assert Field.objects.count() == 43
    assert versions["2.000815"].at_once
    assert versions["1.012753"].pauses["fee"] == "continue"
    assert not versions["2.001159"].gives_document


def test_every_case_is_a_limit_that_the_national_catalogue_states_for_its_procedure(national: Path) -> None:
    theirs = {json.loads(text)["code"]: json.loads(text)["channels"] for text in national.read_text().splitlines()}
    for code, known in cases().items():
        stated = {(each["time_limit"], each["unit"]) for each in theirs[code]}
        assert {(case.limit.value, case.limit.unit.value) for case in known} == stated, code


@pytest.mark.django_db
def test_limits_by_case_and_step_come_later_and_change_nothing_else() -> None:
    before = publish_district(from_day=JANUARY, **KNOWN)
    later = publish_district_limits(from_day=MARCH, **KNOWN)
    assert later.keys() == {*cases(), *steps()}
    for code, made in later.items():
        was, now = (
            content_of(Version.objects.with_content().get(pk=version.pk)) for version in (before[code], made)
        )
        assert replace(now, cases=(), steps=()) == was
        assert (now.cases, dict(now.steps)) == (cases().get(code, ()), dict(steps()[code]))
    assert publish_district_limits(from_day=JUNE, **KNOWN) == later
    assert publish_district(from_day=JUNE, **KNOWN)["1.012784"] == later["1.012784"]


def test_in_land_matters_the_clock_stands_for_duties_tax_and_the_registry_and_nowhere_else() -> None:
    waiting = {row.code for row in rows() if len(row.pauses) > 1}
    assert len(waiting) == 12
    for row in rows():
        causes = dict(row.pauses)
        assert causes.keys() == ({"supplement", "fee", "tax", "land"} if row.code in waiting else {"supplement"})
        assert row.field == "Đất đai" or row.code not in waiting
