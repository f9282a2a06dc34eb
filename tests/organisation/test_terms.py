"""Units in force from a day to a day: what they were stays, and who stands above whom is asked by day."""

from datetime import date
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from psycopg.types.range import DateRange

from motcua.journal.by import SYSTEM
from motcua.journal.models import Entry
from motcua.organisation.establish import NewUnit, NotPossible, end, establish, rename
from motcua.organisation.models import Decision, Reach, Succession, Term, Unit
from motcua.organisation.tree import tree
from tests.cast import at

FIRST = date(2018, 1, 1)
MERGER = date(2019, 7, 1)
EVE = date(2019, 6, 30)
ACT: dict[str, Any] = {"by": SYSTEM, "at": at(FIRST), "ground": "DECISION"}

pytestmark = pytest.mark.django_db


def unit(code: str, parent: Unit | None = None, from_day: date = FIRST) -> Unit:
    new = NewUnit(code, f"Xã {code}", "administration", "commune", parent)
    [made] = establish([new], from_day=from_day, **ACT)
    return made


def reached(by: Unit, day: date, depth: int | None = None) -> set[Unit]:
    rows = Reach.objects.filter(unit=by, valid__contains=day)
    if depth is not None:
        rows = rows.filter(depth=depth)
    return set(Unit.objects.filter(pk__in=rows.values("reaches")))


def test_no_two_units_bear_one_code_on_a_day() -> None:
    unit("27898")
    with pytest.raises(IntegrityError), transaction.atomic():
        unit("27898", from_day=MERGER)


def test_a_code_may_be_borne_by_another_once_its_unit_has_ended() -> None:
    before = unit("27898")
    end(before, on=MERGER, **ACT)
    after = unit("27898", from_day=MERGER)
    assert Unit.by_code("27898", EVE) == before
    assert Unit.by_code("27898", MERGER) == after


def test_the_database_refuses_two_terms_of_a_unit_on_a_day() -> None:
    one = unit("27898")
    with pytest.raises(IntegrityError), transaction.atomic():
        Term.objects.create(
            unit=one, valid=DateRange(EVE, MERGER), kind="office", level="commune", code="x", name="Xã X"
        )


def test_the_database_refuses_a_term_of_no_day() -> None:
    one = unit("27898")
    with pytest.raises(DatabaseError), transaction.atomic():
        Term.objects.filter(unit=one).update(valid=DateRange(FIRST, FIRST))


def test_a_new_name_or_code_leaves_the_past_as_it_was() -> None:
    one = unit("27898")
    rename(one, on=MERGER, name="Phường Đông Thành", code="27899", **ACT)
    before, after = one.term_on(EVE), one.term_on(MERGER)
    assert before and (before.name, before.code) == ("Xã 27898", "27898")
    assert after and (after.name, after.code) == ("Phường Đông Thành", "27899")
    assert Unit.by_code("27898", MERGER) is None
    last = tree().latest(one.pk)
    assert last and last.name == "Phường Đông Thành"


def test_what_is_not_in_force_is_neither_renamed_nor_ended_again() -> None:
    one = unit("27898")
    with pytest.raises(NotPossible):
        rename(one, on=FIRST, name="Xã khác", **ACT)
    end(one, on=MERGER, **ACT)
    for again in (MERGER, date(2020, 1, 1)):
        with pytest.raises(NotPossible):
            end(one, on=again, **ACT)


def test_the_path_upwards_is_that_of_the_day() -> None:
    province, district = unit("80"), unit("801")
    commune = unit("27898", district)
    rename(district, on=date(2018, 6, 1), parent=province, **ACT)
    rename(commune, on=MERGER, parent=province, **ACT)
    units = tree()
    assert units.path(commune.pk, date(2018, 5, 31)) == (commune.pk, district.pk)
    assert units.path(commune.pk, EVE) == (commune.pk, district.pk, province.pk)
    assert units.path(commune.pk, MERGER) == (commune.pk, province.pk)
    assert units.path(commune.pk, date(2017, 1, 1)) == (commune.pk,)


def test_a_unit_reaches_those_below_it_on_the_day() -> None:
    province, district = unit("80"), unit("801")
    rename(district, on=date(2018, 6, 1), parent=province, **ACT)
    commune = unit("27898", district)
    rename(commune, on=MERGER, parent=province, **ACT)
    assert reached(district, EVE) == {district, commune}
    assert reached(district, MERGER) == {district}
    assert reached(province, EVE) == {province, district, commune}
    assert reached(province, date(2018, 5, 31)) == {province}
    assert reached(province, MERGER, depth=1) == {district, commune}


def test_after_a_merger_the_heir_reaches_what_its_predecessors_reached() -> None:
    district = unit("801")
    north, south = unit("27898", district), unit("27899", district)
    hamlet = unit("27898.1", north)
    heir = unit("27900", district, from_day=MERGER)
    for ended in (hamlet, north, south):
        end(ended, on=MERGER, successors=[] if ended == hamlet else [heir], **ACT)
    assert reached(heir, EVE) == set()
    assert reached(heir, MERGER) == {heir, north, south, hamlet}
    assert reached(heir, MERGER, depth=0) == {heir, north, south}
    assert reached(district, MERGER) == {district, heir, north, south, hamlet}
    assert reached(north, MERGER) == set()


def test_a_chain_of_mergers_hands_everything_on_from_its_last_day() -> None:
    first = unit("1")
    second = unit("2", from_day=MERGER)
    third = unit("3", from_day=date(2025, 7, 1))
    end(first, on=MERGER, successors=[second], **ACT)
    end(second, on=date(2025, 7, 1), successors=[third], **ACT)
    assert reached(third, date(2025, 7, 1)) == {first, second, third}
    units = tree()
    assert units.stands_for(third.pk, first.pk, date(2025, 7, 1))
    assert not units.stands_for(third.pk, first.pk, date(2025, 6, 30))
    assert not units.stands_for(first.pk, third.pk, date(2025, 7, 1))


def test_a_divided_unit_is_followed_by_several() -> None:
    whole = unit("3")
    parts = [unit("2", from_day=MERGER), unit("4", from_day=MERGER)]
    end(whole, on=MERGER, successors=parts, **ACT)
    for part in parts:
        assert reached(part, MERGER) == {part, whole}
    assert {s.after for s in Succession.objects.filter(before=whole, on=MERGER)} == set(parts)


def test_a_unit_does_not_follow_itself() -> None:
    one = unit("1")
    with pytest.raises(IntegrityError), transaction.atomic():
        end(one, on=MERGER, successors=[one], **ACT)


def test_each_act_on_a_unit_is_an_entry_of_its_own_and_a_decision_has_one_too() -> None:
    decision = Decision(number="1682/NQ-UBTVQH15", authority="UBTVQH", issued_on=date(2025, 6, 16))
    new = NewUnit("27898", "Xã Đông Thành", "administration", "commune")
    [one] = establish([new], from_day=FIRST, decision=decision, **ACT)
    rename(one, on=MERGER, name="Xã Đức Huệ", **ACT)
    end(one, on=date(2025, 7, 1), **ACT)
    acts = Entry.objects.filter(subject_id=one.pk).order_by("seq").values_list("act", flat=True)
    assert list(acts) == ["establish_unit", "change_unit", "end_unit"]
    assert Entry.objects.get(subject_id=decision.pk).act == "issue_decision"


def test_what_a_process_keeps_of_the_tree_is_read_anew_after_every_act() -> None:
    one = unit("27898")
    assert tree().by_code("27898", MERGER)
    rename(one, on=MERGER, code="27899", **ACT)
    assert tree().by_code("27898", MERGER) is None
    place = tree().by_code("27899", MERGER)
    assert place and place.unit == one.pk
