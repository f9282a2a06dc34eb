"""Limits that differ by case, quantity and step, and what stops the clock: data of the version."""

from dataclasses import replace
from datetime import time
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.utils import translation

from motcua.catalogue.checking import fault
from motcua.catalogue.content import Case, Content, content_of
from motcua.catalogue.kept import NoCase, Terms, UnknownCase, VersionFacts, catalogue
from motcua.catalogue.lengths import is_longer
from motcua.catalogue.models import LimitCase, Version
from motcua.journal.models import Detail, Entry
from motcua.worktime.limits import Limit, LimitUnit, NoSuchLimit
from tests.catalogue.acts import BIRTH, MARCH, draft, publish, version, working_days


def days(value: int) -> Limit:
    return Limit(value, LimitUnit.WORKING_DAY)


def hours(value: int) -> Limit:
    return Limit(value, LimitUnit.HOUR)


URBAN, RURAL = Case(days(12), "urban", "Đất ở đô thị"), Case(days(22), "rural", "Đất nông nghiệp")
TEN = Case(days(7), quantity_from=10)


def facts(*cases: Case, **given: Any) -> VersionFacts:
    """A published version as acts know it."""
    made = version(draft(days=5, cases=cases, **given))
    return catalogue().by_id(made.pk)


def days_for(known: VersionFacts, *which: Any) -> int:
    terms = known.terms_for(*which)
    assert isinstance(terms, Terms)
    return terms.limit_value


@pytest.mark.django_db
def test_a_version_without_cases_asks_for_none_and_keeps_the_limit_of_its_channel() -> None:
    known = facts()
    assert known.terms_for("counter") == known.terms["counter"]
    assert known.terms_for("post") is None
    assert (known.case_names("counter"), known.counts("counter")) == ([], False)


@pytest.mark.django_db
def test_the_case_decides_the_limit_and_has_to_be_named() -> None:
    known = facts(URBAN, RURAL)
    assert (days_for(known, "counter", "urban"), days_for(known, "counter", "rural")) == (12, 22)
    with pytest.raises(NoCase) as nothing_named:
        known.terms_for("counter")
    assert nothing_named.value.cases == [("urban", "Đất ở đô thị"), ("rural", "Đất nông nghiệp")]


@pytest.mark.django_db
def test_a_case_that_the_version_does_not_have_is_refused_with_what_can_be_chosen() -> None:
    with pytest.raises(UnknownCase) as unknown:
        facts(URBAN).terms_for("counter", "lunar")
    assert unknown.value.cases == [("urban", "Đất ở đô thị")]


@pytest.mark.django_db
def test_a_version_without_cases_has_no_case_to_name() -> None:
    with pytest.raises(UnknownCase) as unknown:
        facts().terms_for("counter", "urban")
    assert unknown.value.cases == []


@pytest.mark.django_db
def test_from_a_quantity_on_another_limit_holds() -> None:
    known = facts(Case(days(2), quantity_from=10), Case(days(3), quantity_from=100))
    got = [days_for(known, "counter", "", quantity) for quantity in (1, 9, 10, 99, 100)]
    assert got == [5, 5, 2, 2, 3]
    assert known.counts("counter")


@pytest.mark.django_db
def test_the_most_particular_limit_holds() -> None:
    known = facts(TEN, URBAN, RURAL, replace(URBAN, limit=days(15), quantity_from=5))
    assert days_for(known, "counter", "urban", 4) == 12  # the case alone
    assert days_for(known, "counter", "urban", 20) == 15  # the case and its quantity
    assert days_for(known, "counter", "rural", 20) == 22  # the case before the quantity alone


@pytest.mark.django_db
def test_a_case_without_a_row_for_the_quantity_falls_back_to_the_quantity_then_to_the_channel() -> None:
    known = facts(replace(URBAN, quantity_from=20), TEN)
    got = [days_for(known, "counter", "urban", quantity) for quantity in (1, 10, 20)]
    assert got == [5, 7, 12]


@pytest.mark.django_db
def test_a_case_may_be_of_one_channel_and_a_channels_own_row_stands_before_the_one_for_all() -> None:
    both = (working_days(5), working_days(4, "online"))
    known = facts(replace(URBAN, channel="counter"), TEN, replace(TEN, limit=days(6), channel="online"), terms=both)
    assert (known.case_names("counter"), known.case_names("online")) == ([("urban", "Đất ở đô thị")], [])
    assert days_for(known, "online") == 4
    assert days_for(known, "online", "", 10) == 6


@pytest.mark.django_db
def test_what_is_read_back_are_the_cases_steps_and_pauses_that_were_published() -> None:
    content = draft(
        days=20,
        cases=(replace(URBAN, limit=Limit(12, LimitUnit.WORKING_DAY, time(15))), RURAL, TEN),
        steps=(("handling", days(3)), ("leader", hours(4))),
        pauses=(("supplement", "continue"), ("tax", "anew")),
    ).content
    made = version(replace(draft(), content=content))
    assert content_of(Version.objects.with_content().get(pk=made.pk)) == content
    known = catalogue().by_id(made.pk)
    assert known.steps == {"handling": days(3), "leader": hours(4)}
    assert known.pauses == {"supplement": "continue", "tax": "anew"}
    assert publish(replace(draft(), content=content), from_day=MARCH).unchanged == [BIRTH]


@pytest.mark.django_db
def test_the_journal_keeps_the_limits_by_case_and_step_and_what_stops_the_clock() -> None:
    made = version(draft(days=20, cases=(URBAN,), steps=(("leader", hours(4)),)))
    entry = Entry.objects.get(subject_id=made.pk, act="publish_version")
    text = Detail.objects.get(entry=entry.pk).content
    for said in ('"code":"urban"', '"steps":{"leader":{"limit":4,"unit":"hour"}}', '"supplement":"continue"'):
        assert said in text


@pytest.mark.django_db
def test_another_limit_of_a_case_is_another_version() -> None:
    version(draft(days=20, cases=(URBAN,)))
    done = publish(draft(days=20, cases=(replace(URBAN, limit=days(13)),)), from_day=MARCH)
    assert done.changed == [BIRTH]
    cases = LimitCase.objects.order_by("version__number").values_list("version__number", "limit_value")
    assert list(cases) == [(1, 12), (2, 13)]


@pytest.mark.django_db
def test_the_database_refuses_a_case_twice_and_one_that_is_of_nothing() -> None:
    made = version(draft(days=20, cases=(URBAN,)))
    row = {"version": made, "position": 9, "limit_value": 1, "limit_unit": "working_day"}
    with pytest.raises(DatabaseError, match="one_limit_a_case_and_quantity"), transaction.atomic():
        LimitCase(code="urban", name="x", **row).save(force_insert=True)
    with pytest.raises(DatabaseError, match="case_of_something"), transaction.atomic():
        LimitCase(**row).save(force_insert=True)


PAUSES = (("supplement", "continue"),)


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"pauses": (*PAUSES, ("moon", "continue"))}, "moon is not a cause"),
        ({"pauses": (("fee", "backwards"),)}, "backwards is neither"),
        ({"pauses": (("fee", "anew"), ("fee", "continue"))}, "fee stands twice"),
        ({"cases": (URBAN, URBAN)}, "urban stands twice"),
        ({"cases": (TEN, replace(TEN, limit=days(1)))}, "stands twice"),
        ({"cases": (URBAN, replace(URBAN, name="Đất khác", quantity_from=2))}, "two names"),
        ({"cases": (replace(URBAN, name=""),)}, "has no name"),
        ({"cases": (replace(URBAN, code="Đất ở"),)}, "not a code of a case"),
        ({"cases": (Case(days(3)),)}, "needs the code of a case, or a quantity"),
        ({"cases": (replace(URBAN, quantity_from=0),)}, "not of 0"),
        ({"cases": (replace(URBAN, quantity_from=10_000),)}, "not of 10000"),
        ({"cases": (replace(URBAN, channel="post"),)}, "cannot be handed in: by post"),
        ({"steps": (("handling", days(1)), ("handling", days(2)))}, "handling stands twice"),
        ({"steps": (("dancing", days(1)),)}, "dancing is not a step"),
        ({"steps": (("handling", days(6)),)}, "6 working days, longer than the whole procedure: 5 working days"),
    ],
)
@pytest.mark.django_db
def test_limits_that_contradict_each_other_are_refused_in_a_sentence_and_nothing_is_written(
    given: dict[str, Any], says: str
) -> None:
    with translation.override("en"):
        done = publish(draft(days=5, **given))
    assert says in done.refused[BIRTH]
    assert not Version.objects.exists()


@pytest.mark.parametrize("value", [-1, 10_000])
def test_no_limit_is_negative_or_of_ten_thousand_days(value: int) -> None:
    with pytest.raises(NoSuchLimit):
        days(value)


def test_a_step_may_be_as_long_as_the_longest_case_and_no_longer() -> None:
    with translation.override("en"):
        content = Content("x", terms=(working_days(5),), cases=(RURAL,))
        assert fault(replace(content, steps=(("handling", days(22)),))) == ""
        assert "longer" in fault(replace(content, steps=(("handling", days(23)),)))


@pytest.mark.parametrize(
    ("longer", "shorter"),
    [
        (days(2), days(1)),
        (days(1), days(0)),
        (days(1), hours(7)),
        (hours(8), days(1)),  # a standard day opens for seven hours and a half
        (hours(8), days(0)),
        (days(6), Limit(7, LimitUnit.CALENDAR_DAY)),
        (Limit(8, LimitUnit.CALENDAR_DAY), days(5)),
    ],
)
def test_limits_of_different_units_compare_by_standard_days(longer: Limit, shorter: Limit) -> None:
    assert is_longer(longer, shorter)
    assert not is_longer(shorter, longer)


def test_seven_calendar_days_are_five_working_days() -> None:
    week = Limit(7, LimitUnit.CALENDAR_DAY)
    assert not is_longer(week, days(5))
    assert not is_longer(days(5), week)
