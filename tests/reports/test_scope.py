"""Which units a report covers: by code, with those below, as they stood at its end, and only what one may see."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from motcua.dossiers.models import Dossier
from motcua.journal.by import SYSTEM
from motcua.organisation.establish import end, rename
from motcua.organisation.models import Unit
from motcua.reports.behind import behind, some_behind
from motcua.reports.frame import By, Frame, UnknownUnit
from motcua.reports.layouts import FORM_06A
from motcua.reports.report import report
from tests.cast import Cast, at
from tests.reports.story import play

FIRST, LAST = date(2019, 1, 1), date(2019, 12, 31)
SUMMER = date(2019, 7, 1)
ACT = {"by": SYSTEM, "at": at(SUMMER), "ground": "DECISION", "recorded_at": at(SUMMER)}


def handled(**asked: object) -> int:
    """How many dossiers were to be handled; counted and listed, which must agree."""
    frame = Frame.of(FIRST, LAST, **asked)  # type: ignore[arg-type]
    n = report(FORM_06A, frame).total["received.total"]
    assert n == behind(FORM_06A.cells["received.total"], frame).count()
    return n


@pytest.fixture
def two(cast: Cast) -> Cast:
    """One dossier that the district's office decides, two next door."""
    play(cast, "received 7/1; taken 8/1; decided 11/1")
    for _ in range(2):
        cast.received(deciding_unit=cast.commune.pk, procedure="15-calendar")
    return cast


def test_a_unit_counts_with_those_below_it(two: Cast) -> None:
    assert (handled(), handled(unit="801"), handled(unit="801.02"), handled(unit="27899")) == (3, 1, 1, 2)
    assert handled(unit="801.01") == 0, "the desk received it, the office decides"


def test_a_code_that_nobody_bears_is_refused_in_a_sentence(two: Cast) -> None:
    with pytest.raises(UnknownUnit, match=r"801\.99"):
        handled(unit="801.99")


def test_a_unit_that_has_ended_is_found_by_its_last_code_and_stays_with_those_above_it(two: Cast) -> None:
    end(two.office, on=SUMMER, **ACT)
    assert handled(unit="801.02") == 1
    assert handled(unit="801") == 1, "the district's year keeps what its office did"
    [row] = report(FORM_06A, Frame.of(FIRST, LAST, unit="801"), By.UNIT).rows
    assert (row.key, row.name) == ("801.02", "Phòng Tư pháp")


def test_a_successor_does_not_count_what_was_decided_before_it(two: Cast) -> None:
    end(two.office, on=SUMMER, successors=[two.commune], **ACT)
    assert (handled(unit="27899"), handled(unit="801.02")) == (2, 1)


def test_units_are_named_and_placed_as_on_the_last_day(two: Cast) -> None:
    rename(two.commune, on=SUMMER, code="27900", name="UBND xã Mỹ Bình mới", parent=two.district, **ACT)
    assert (handled(unit="801"), handled(unit="27900"), handled(unit="27899")) == (3, 2, 2)
    named = {row.key: row.name for row in report(FORM_06A, Frame.of(FIRST, LAST), By.UNIT).rows}
    assert named == {"801.02": "Phòng Tư pháp", "27900": "UBND xã Mỹ Bình mới"}
    spring = Frame.of(FIRST, SUMMER - timedelta(days=1), unit="801")
    assert report(FORM_06A, spring).total["received.total"] == 1, "the commune was not the district's then"


def test_a_row_opens_into_its_own_dossiers(two: Cast) -> None:
    frame = Frame.of(FIRST, LAST)
    for by in By:
        for row in report(FORM_06A, frame, by).rows:
            part = replace(frame, part=(by, row.id))
            assert report(FORM_06A, part).total == row.cells
            for cell, figure in FORM_06A.cells.items():
                assert behind(figure, part).count() == row.cells[cell]


def test_an_officer_is_shown_the_figures_of_units_that_he_may_see(two: Cast) -> None:
    people = two.accounts
    assert handled(user=people["an"]) == 1, "his office"
    assert handled(user=people["dung"]) == 2, "his commune"
    assert handled(user=people["em"]) == 1, "the district with its office"
    assert handled(user=people["em"], unit="801") == 1


def test_a_unit_that_one_may_not_see_does_not_exist(two: Cast) -> None:
    for name, code in (("an", "801"), ("an", "27899"), ("em", "27899"), ("dung", "801.02")):
        with pytest.raises(UnknownUnit):
            handled(user=two.accounts[name], unit=code)


def test_who_is_dismissed_is_shown_nothing(two: Cast) -> None:
    an = two.accounts["an"]
    an.is_active = False
    assert handled(user=an) == 0
    with pytest.raises(UnknownUnit):
        handled(user=an, unit="801.02")


def test_a_dossier_seen_for_having_received_it_is_not_counted_as_one_s_unit_s(two: Cast) -> None:
    hoa = two.accounts["hoa"]
    assert Dossier.objects.visible_to(hoa).exists()
    assert handled(user=hoa) == 0, "her desk decides nothing"
    assert Unit.objects.count() == 4


def test_a_question_costs_few_statements_however_many_dossiers(
    two: Cast, django_assert_max_num_queries: object
) -> None:
    Frame.of(FIRST, LAST, unit="801")
    for by, most in ((None, 2), (By.UNIT, 3), (By.PROCEDURE, 4), (By.FIELD, 3)):
        with django_assert_max_num_queries(most):  # type: ignore[operator]
            report(FORM_06A, Frame.of(FIRST, LAST, unit="801"), by)


def test_a_page_of_them_is_what_the_filter_for_rights_leaves(two: Cast) -> None:
    for who, account in two.accounts.items():
        for unit in (None, "801", "27899"):
            try:
                frame = Frame.of(FIRST, LAST, user=account, unit=unit)
            except UnknownUnit:
                continue
            for figure in FORM_06A.cells.values():
                shown = some_behind(figure, frame, 0, 50)
                assert [each.pk for each in shown] == list(behind(figure, frame).values_list("pk", flat=True)), who
                assert some_behind(figure, frame, 1, 1) == shown[1:2]
