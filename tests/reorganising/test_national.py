"""The restructuring of 1 July 2025: the real tables, as units and as lines that make a plan without a problem."""

from collections import Counter
from datetime import date
from functools import cache
from importlib.resources import files
from uuid import UUID

from motcua.journal.ids import uuid7
from motcua.organisation.models import Share
from motcua.organisation.tree import Place, Tree
from motcua.reorganising.files import parse
from motcua.reorganising.lines import Rule
from motcua.reorganising.making import plan_of
from motcua.reorganising.national.country import desk_of, old_units
from motcua.reorganising.national.decision import as_csv, lines_of_decision
from motcua.reorganising.national.tables import MAIN, ON, WHOLE, Tables, tables
from motcua.reorganising.plan import Plan

KINDS, LEVELS = ("administration", "one_stop"), ("province", "district", "commune")


def on_paper(given: Tables, areas: dict[tuple[str, str], list[str]] | None = None) -> tuple[Plan, dict[str, UUID]]:
    """The plan of the lines on the old map, which stands in memory only."""
    known: dict[str, UUID] = {}
    before = Tree(1)
    for unit in old_units(given):
        one = known[unit.code] = uuid7()
        above = known[unit.parent] if unit.parent else None
        place = Place(one, date(2024, 1, 1), None, above, unit.code, unit.name, unit.kind, unit.level, unit.prefix)
        before.places[one], before.codes[unit.code] = [place], [place]
    return plan_of(before, ON, lines_of_decision(given, areas), KINDS, LEVELS), known


@cache
def country() -> tuple[Plan, dict[str, UUID]]:
    return on_paper(tables())


def test_the_old_country_has_63_provinces_696_districts_10035_communes_and_a_desk_in_each_place() -> None:
    units = list(old_units(tables()))
    counts = Counter((unit.kind, unit.level) for unit in units)
    assert counts == {
        ("administration", "province"): 63,
        ("administration", "district"): 696,
        ("administration", "commune"): 10_035,
        ("one_stop", "commune"): 10_035,
        ("one_stop", "district"): 5,  # islands without communes
    }
    prefixes = [unit.prefix for unit in units if unit.kind == "administration"]
    assert all(prefixes) and len(set(prefixes)) == len(prefixes)
    assert len({unit.code for unit in units}) == len(units)


def test_the_whole_country_goes_from_63_provinces_to_34_and_3321_communes_without_a_problem() -> None:
    plan, known = country()
    assert plan.problems == []
    after = Counter((place.kind, place.level) for place in plan.after().values())
    assert after == {
        ("administration", "province"): 34,
        ("administration", "commune"): 3_321,
        ("one_stop", "commune"): 3_321,
    }
    codes = {unit: place.code for unit, place in plan.after().items()}
    for way in tables().went:
        unit, desk = known[way.old_code], known[desk_of(way.old_code)]
        if way.extent in (WHOLE, MAIN):
            assert codes[plan.goes_to(unit) or unit] == way.new_commune_code
            assert codes[plan.goes_to(desk) or desk] == desk_of(way.new_commune_code), "its desk goes where it goes"
        else:
            assert way.new_commune_code in {codes[each.to] for each in plan.transfers[unit]}
    divided = {way.old_code for way in tables().went if way.extent == MAIN}
    main = {code for code in divided if [t.share for t in plan.transfers[known[code]]].count(Share.MAIN) == 1}
    assert main == divided and len(divided) == 471


def test_every_province_of_the_new_map_is_found_under_its_own_name() -> None:
    plan, known = country()
    names = {p.code: p.name for p in plan.after().values() if p.level == "province"}
    assert names == {row.province_code: row.province for row in tables().since}
    for row in tables().before:
        new = plan.place(plan.goes_to(known[row.province_code]) or known[row.province_code])
        district = plan.place(plan.goes_to(known[row.district_code]) or known[row.district_code])
        assert new is not None and district is not None
        assert new.code in names
        assert row.commune_code == "" or district == new, "what lies with a district goes to the new province"


def test_one_province_alone_is_whole() -> None:
    plan, _known = on_paper(tables().of("96"))
    assert plan.problems == []
    assert Counter(p.level for p in plan.after().values()) == {"province": 1, "commune": 2 * 64}


def test_a_part_of_a_divided_commune_gets_the_hamlets_that_are_named() -> None:
    part = next(way for way in tables().went if way.extent == "part")
    plan, known = on_paper(tables(), {(part.old_code, part.new_commune_code): ["Thôn 4", "Thôn 5"]})
    for code in (part.old_code, desk_of(part.old_code)):
        [by_area] = [each for each in plan.transfers[known[code]] if each.rule == Rule.AREA]
        assert by_area.values == ("Thôn 4", "Thôn 5")


def test_the_lines_survive_their_file() -> None:
    lines = lines_of_decision(tables().of("96"), {})
    assert parse(as_csv(lines).encode()) == lines


def test_the_tables_are_carried_with_their_licence() -> None:
    folder = files("motcua.reorganising") / "data"
    notice = (folder / "NOTICE").read_text("utf-8")
    assert "MIT License" in notice and "Copyright (c) 2025" in notice
    assert sum(len(each.read_bytes()) for each in folder.iterdir()) < 200_000
