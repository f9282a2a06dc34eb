"""What has to be true after the country was restructured, each looked up by a way of its own."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

from django.db import connection

from motcua.bench.sight import Sight
from motcua.dossiers.inbox import View, page
from motcua.dossiers.models import Dossier
from motcua.dossiers.states import OPEN
from motcua.journal.verify import verify
from motcua.organisation.models import Unit
from motcua.organisation.tree import tree
from motcua.people.actor import Actor
from motcua.people.models import Account, Post
from motcua.reorganising.national.tables import MAIN, ON, WHOLE, Tables
from motcua.reports.frame import By, Frame
from motcua.reports.layouts import LAYOUTS
from motcua.reports.report import report

EVE = ON - timedelta(days=1)
OFFICERS, DOSSIERS, INBOXES = 40, 150, 30
Figures = Mapping[str, Mapping[str, int]]


@dataclass(frozen=True, slots=True)
class Found:
    """An invariant: does it hold, and over how many things was it looked at?"""

    holds: bool
    checked: int


def asked(sql: str, params: list[Any] | None = None) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params or [])
        return cursor.fetchall()


def past(before: datetime) -> list[tuple[Any, ...]]:
    """The SHA-256 of all rows of ended dossiers, and of all entries recorded before a moment, day by day."""
    found: list[tuple[Any, ...]] = []
    for statement in (ENDED_ROWS, ENTRIES_BEFORE):
        found += asked(statement, [before])
    return found


ENDED_ROWS = """
SELECT 'dossier', d.ended_on, count(*),
       sha256(string_agg(sha256(convert_to(d::text, 'UTF8')), ''::bytea ORDER BY d.id))::text
FROM dossier d WHERE d.ended_at IS NOT NULL AND d.ended_recorded_on < %s::timestamptz GROUP BY d.ended_on ORDER BY 2
"""
ENTRIES_BEFORE = """
SELECT 'entry', e.recorded_at::date, count(*),
       sha256(string_agg(sha256(convert_to(e::text || coalesce(d::text, ''), 'UTF8')), ''::bytea
                         ORDER BY e.id))::text
FROM journal_entry e LEFT JOIN journal_detail d ON d.entry = e.id
WHERE e.recorded_at < %s GROUP BY 2 ORDER BY 2
"""


def past_unchanged(before: list[tuple[Any, ...]], at: datetime) -> Found:
    """Every row of an ended dossier and every entry written before the day is what it was."""
    return Found(past(at) == before, sum(row[2] for row in before))


def one_unit_one_inbox(at: datetime) -> Found:
    """Every open dossier lies with one unit in force, in one task, in one inbox that somebody owns.

    The inbox is that of a person, who holds the function in that unit, or of a function there that somebody holds;
    what officers open shows just these.
    """
    [(many, wrong)] = asked(HOLDERS, [ON, list(OPEN)])
    shown = _inboxes(at)
    return Found(wrong == 0 and all(shown), many)


HOLDERS = """
SELECT count(*), count(*) FILTER (WHERE NOT (
    (SELECT count(*) FROM organisation_term t WHERE t.unit_id = d.holder_unit_id AND t.valid @> p.day) = 1
    AND (SELECT count(*) FROM dossier_stretch s WHERE s.dossier_id = d.id AND s.to_at IS NULL) = 1
    AND (SELECT count(*) FROM dossier_task t WHERE t.dossier_id = d.id AND t.closed_at IS NULL) = 1
    AND EXISTS (SELECT 1 FROM dossier_stretch s WHERE s.id = d.stretch AND s.dossier_id = d.id
        AND s.holder_unit_id = d.holder_unit_id AND s.holder_function = d.holder_function
        AND s.holder_account_id IS NOT DISTINCT FROM d.holder_account_id)
    AND EXISTS (SELECT 1 FROM dossier_task t WHERE t.id = d.task AND t.closed_at IS NULL
        AND t.unit_id = d.holder_unit_id AND t.function = d.holder_function
        AND t.account_id IS NOT DISTINCT FROM d.holder_account_id)
    AND EXISTS (SELECT 1 FROM people_post o WHERE o.valid @> p.day AND o.unit_id = d.holder_unit_id
        AND o.function = d.holder_function AND (d.holder_account_id IS NULL OR o.account_id = d.holder_account_id))
)) FROM dossier d, (SELECT %s::date AS day) p WHERE d.state = ANY(%s)
"""


def _inboxes(at: datetime) -> list[bool]:
    """Of some inboxes with something in: does each of its officers see exactly what lies there?"""
    held = asked(
        "SELECT holder_unit_id, holder_function, array_agg(id) FROM dossier WHERE state = ANY(%s) "
        "AND holder_account_id IS NULL GROUP BY 1, 2 ORDER BY md5(holder_unit_id::text || holder_function) "
        "LIMIT %s",
        [list(OPEN), INBOXES],
    )
    found = []
    for unit, function, ids in held:
        people = Post.objects.held_on(ON).filter(unit=unit, function=function)
        for account in Account.objects.filter(pk__in=people.values("account")):
            opened = page(Actor.of(account, ON), account, View.MINE, at, limit=10_000)
            shown = Dossier.objects.filter(pk__in=opened, holder_unit=unit, holder_function=function)
            untaken = shown.filter(holder_account=None).values_list("pk", flat=True)
            found.append(sorted(untaken) == sorted(ids) and len(opened) == len(set(opened)))
    return found


def no_excess_right(rng: Random) -> Found:
    """Of sampled officers and dossiers: each sees what the slow rule says, nothing more, and nothing less."""
    sight, checked = Sight(ON), 0
    functions = ("receiving", "handling", "leader", "control")
    people: list[UUID] = []
    for function in functions:
        one = Post.objects.held_on(ON).filter(function=function)
        known = list(one.order_by("account_id").values_list("account", flat=True))
        people += rng.sample(known, min(len(known), OFFICERS // len(functions)))
    everywhere = [row[0] for row in asked("SELECT id FROM dossier ORDER BY md5(id::text) LIMIT %s", [DOSSIERS])]
    for account in Account.objects.filter(pk__in=people):
        own = Dossier.objects.visible_to(account, ON).order_by("pk").values_list("pk", flat=True)[: DOSSIERS // 3]
        sample = {*everywhere, *own}
        seen = set(Dossier.objects.filter(pk__in=sample).visible_to(account, ON).values_list("pk", flat=True))
        if seen != sight.seen_by(account, sample):
            return Found(False, checked)
        checked += len(sample)
    return Found(True, checked)


def by_unit(first: date, on_map: date | None = None) -> tuple[Mapping[str, int], dict[UUID, Mapping[str, int]]]:
    """06a of all days up to the eve: nationwide, and by unit of a map."""
    made = report(LAYOUTS["06a"], Frame.of(first, EVE, on_map=on_map), By.UNIT)
    return made.total, {row.id: row.cells for row in made.rows}


def totals_equal(
    tables: Tables, first: date, before: tuple[Mapping[str, int], dict[UUID, Mapping[str, int]]]
) -> Found:
    """06a is the same nationwide before and after, on the old map and the new one; and so are its provinces.

    The provinces are added up from the units by the tables, not by the reports' own reach; one of each map is also
    asked for as a whole.
    """
    total, rows = by_unit(first)
    new_total, new_rows = by_unit(first, ON)
    old_of, new_of = _provinces(tables)
    codes = {unit: place.code for unit, (place, *_) in tree().places.items()}
    after = {u: p.code for u in new_rows if (p := tree().on(u, ON))}
    old_sums = _sums({codes[unit]: cells for unit, cells in rows.items()}, old_of)
    expected = _sums({codes[unit]: cells for unit, cells in rows.items()}, new_of)
    belongs = {row.commune_code: row.province_code for row in tables.since}
    new_sums = _sums({after[unit]: cells for unit, cells in new_rows.items()}, belongs)
    were = _sums({codes[unit]: cells for unit, cells in before[1].items()}, old_of)
    asked_old = {code: report(LAYOUTS["06a"], Frame.of(first, EVE, unit=code)).total for code in sorted(were)[:3]}
    asked_new = {
        code: report(LAYOUTS["06a"], Frame.of(first, EVE, unit=code, on_map=ON)).total
        for code in sorted(new_sums)[-3:]
    }
    holds = (
        dict(before[0]) == dict(total) == dict(new_total)
        and were == old_sums
        and expected == new_sums
        and all(dict(cells) == were[code] for code, cells in asked_old.items())
        and all(dict(cells) == new_sums[code] for code, cells in asked_new.items())
        and sum(total.values()) > 0
    )
    return Found(holds, len(total) * (3 + len(were) + len(new_sums)))


def _provinces(tables: Tables) -> tuple[dict[str, str], dict[str, str]]:
    """By old commune: the province that it was in, and that of the commune which stands for it."""
    belongs = {row.commune_code: row.province_code for row in tables.since}
    old = {row.commune_code or row.district_code: row.province_code for row in tables.before}
    new = {w.old_code: belongs[w.new_commune_code] for w in tables.went if w.extent in (WHOLE, MAIN)}
    return old, new


def _sums(cells: Mapping[str, Mapping[str, int]], belongs: Mapping[str, str]) -> dict[str, dict[str, int]]:
    sums: dict[str, Counter[str]] = {}
    for code, counts in cells.items():
        sums.setdefault(belongs[code], Counter()).update(counts)
    return {code: dict(each) for code, each in sums.items()}


def old_codes_resolve(tables: Tables, rng: Random) -> Found:
    """Every old code finds the unit of that time and, from it, the one in force; old numbers find their dossier."""
    units, checked = tree(), 0
    expected = {w.old_code: w.new_commune_code for w in tables.went if w.extent in (WHOLE, MAIN)}
    belongs = {row.commune_code: row.province_code for row in tables.since}
    for row in tables.before:
        new = expected[row.commune_code or row.district_code]
        for code, wanted in (
            (row.commune_code or row.district_code, new),
            (row.district_code, belongs[new] if row.commune_code else new),
            (row.province_code, belongs[new]),
        ):
            place = units.by_code(code, EVE)
            if place is None:
                return Found(False, checked)
            was = Unit.by_code(code, EVE) if rng.random() < 0.01 else None
            now = units.on(units.standing_for(place.unit, ON), ON)
            if now is None or now.code != wanted or (was is not None and was.pk != place.unit):
                return Found(False, checked)
            checked += 1
    numbers = asked("SELECT id, number FROM dossier WHERE number IS NOT NULL ORDER BY md5(id::text) LIMIT 200")
    found = all(Dossier.objects.get(number=number).pk == one for one, number in numbers)
    return Found(found, checked + len(numbers))


def journal_verifies() -> Found:
    """The whole journal, every hash and every chain."""
    verdict = verify()
    return Found(verdict.ok, verdict.entries)


def moved_by_an_act_each(moved: int) -> Found:
    """Each open dossier that moved has one entry of its own for it, and none has two."""
    [(entries, subjects)] = asked(
        "SELECT count(*), count(DISTINCT subject_id) FROM journal_entry WHERE act = 'succeed'"
    )
    return Found(entries == subjects == moved, entries)
