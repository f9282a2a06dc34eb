"""What is wrong with a decision is named with its row and its reason, and nothing is planned by halves."""

from datetime import date
from typing import Any
from uuid import UUID, uuid4

import pytest

from motcua.organisation.tree import Place, Tree
from motcua.reorganising.making import plan_of
from motcua.reorganising.plan import Plan
from motcua.reorganising.problems import SENTENCES
from tests.reorganising.worked import lines

ON = date(2025, 7, 1)
LONG_AGO = date(2000, 1, 1)
KINDS, LEVELS = ("administration", "office", "one_stop"), ("province", "district", "commune")
# code, name, kind, level, parent, prefix
UNITS = (
    ("80", "Tỉnh", "administration", "province", "", "H39"),
    ("801", "Huyện", "administration", "district", "80", "28"),
    ("801.1", "Phòng Tư pháp", "office", "district", "801", ""),
    ("1", "Xã Một", "administration", "commune", "801", "01"),
    ("1.1", "Một cửa xã Một", "one_stop", "commune", "1", ""),
    ("2", "Xã Hai", "administration", "commune", "801", "02"),
    ("2.1", "Một cửa xã Hai", "one_stop", "commune", "2", ""),
    ("3", "Xã Ba", "administration", "commune", "801", "03"),
)
NEW = "create code=9 name=Xã+Chín kind=administration level=commune parent=801"


def old_map(*ended: tuple[str, date]) -> Tree:
    ids: dict[str, UUID] = {code: uuid4() for code, *_rest in UNITS}
    made = Tree(0)
    for code, name, kind, level, parent, prefix in UNITS:
        upper = dict(ended).get(code)
        place = Place(ids[code], LONG_AGO, upper, ids.get(parent), code, name, kind, level, prefix)
        made.places[place.unit] = [place]
        made.codes[code] = [place]
    return made


def planned(*rows: str, before: Tree | None = None) -> Plan:
    return plan_of(before or old_map(), ON, lines(*rows), KINDS, LEVELS)


def code_of(plan: Plan, unit: UUID | None) -> str:
    place = plan.place(unit) if unit else None
    return place.code if place else "—"


WRONG: dict[str, tuple[tuple[str, ...], int, dict[str, Any]]] = {
    "no_lines": ((), 0, {}),
    "operation": (("merge source=1 code=2",), 2, {"operation": "merge"}),
    "rule": (("divide source=1 code=2 rule=half",), 2, {"rule": "half"}),
    "empty": (("absorb source=1",), 2, {"column": "code"}),
    "kind": (("create code=9 name=X kind=bank level=commune",), 2, {"kind": "bank"}),
    "level": (("create code=9 name=X kind=office level=moon",), 2, {"level": "moon"}),
    "area": ((NEW + " area_km2=-4",), 2, {"area": "-4"}),
    "long": ((NEW + " contact=" + "0" * 201,), 2, {"column": "contact", "n": 201, "most": 200}),
    "source": (("absorb source=77 code=2",), 2, {"code": "77", "day": "30/06/2025"}),
    "target": (("absorb source=1 code=77",), 2, {"code": "77", "day": "01/07/2025"}),
    "target_ends": (("absorb source=1 code=2", "absorb source=2 code=3"), 2, {"code": "2", "other": 3}),
    "target_new": ((NEW, "absorb source=1 code=9"), 3, {"code": "9", "other": 2}),
    "target_old": (("consolidate source=1 code=2",), 2, {"code": "2"}),
    "twice": (("absorb source=1 code=2", "absorb source=1 code=3"), 3, {"code": "1", "other": 2}),
    "created_twice": ((NEW, NEW), 3, {"code": "9", "other": 2}),
    "code": (("create code=2 name=X kind=office level=commune parent=801",), 2, {"code": "2", "name": "Xã Hai"}),
    "prefix": ((NEW + " prefix=02",), 2, {"prefix": "02", "name": "Xã Hai"}),
    "parent": (("create code=9 name=X kind=office level=commune parent=66",), 2, {"code": "66"}),
    "cycle": (("change source=801 parent=1",), 2, {"code": "801"}),
    "itself": (("absorb source=1 code=1",), 2, {"code": "1"}),
    "no_main": (("divide source=1 code=2 rule=area values=Ấp+1",), 2, {"code": "1"}),
    "two_mains": (
        ("divide source=1 code=2 rule=main", "divide source=1 code=3 rule=main"),
        3,
        {"code": "1", "other": 2},
    ),
    "no_values": (
        ("divide source=1 code=2 rule=main", "divide source=1 code=3 rule=area"),
        3,
        {"rule": "area"},
    ),
    "uncovered": (("absorb source=1 code=2", "covers level=commune parent=801"), 3, {"code": "3", "name": "Xã Ba"}),
    "below": (("dissolve source=1",), 2, {"code": "1", "child": "1.1"}),
}
# Told by the acts, which know the closed periods, the other decisions and the accounts.
ELSEWHERE = {"closed", "past", "other", "unknown_account", "ends_later"}


@pytest.mark.parametrize("problem", WRONG)
def test_each_mistake_is_named_with_its_row_and_reason(problem: str) -> None:
    rows, row, params = WRONG[problem]
    found = {each.code: each for each in planned(*rows).problems}
    assert problem in found, [str(each) for each in found.values()]
    assert found[problem].row == row
    assert params.items() <= dict(found[problem].params).items()
    sentence = str(found[problem])
    assert "%(" not in sentence
    assert sentence.endswith(".")


def test_every_sentence_has_its_mistake() -> None:
    assert set(WRONG) | ELSEWHERE == set(SENTENCES)


def test_a_unit_that_another_decision_has_ended_is_named() -> None:
    plan = planned("absorb source=1 code=2", before=old_map(("1", ON)))
    assert [each.code for each in plan.problems] == ["ends_later"]


def test_a_code_ends_and_begins_on_one_day() -> None:
    again = "create code=1 name=Xã+Một+mới kind=administration level=commune parent=801"
    plan = planned(again, "consolidate source=1 code=1", "consolidate source=2 code=1")
    assert not plan.problems
    [new] = plan.begins.values()
    assert {code_of(plan, plan.goes_to(unit)) for unit in plan.ends if plan.old[unit].level == "commune"} >= {"1"}
    assert new.name == "Xã Một mới"


def test_desks_below_merged_communes_become_one() -> None:
    plan = planned(NEW, "consolidate source=1 code=9", "consolidate source=2 code=9")
    desks = [place for place in plan.after().values() if place.kind == "one_stop"]
    assert [(desk.code, code_of(plan, desk.parent)) for desk in desks] == [("1.1", "9")]
    [ended] = [unit for unit in plan.ends if plan.old[unit].code == "2.1"]
    assert plan.goes_to(ended) == desks[0].unit


def test_an_office_goes_on_below_the_successor_and_communes_with_it() -> None:
    plan = planned("absorb source=801 code=80")
    below = {place.code for place in plan.after().values() if code_of(plan, place.parent) == "80"}
    assert below == {"801.1", "1", "2", "3"}
    assert not plan.problems
