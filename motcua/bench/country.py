"""The old country for the bench of its restructuring: units of the real tables, people at every desk, offers."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from random import Random
from typing import Any
from uuid import UUID

import psycopg
from django.db import connection

from motcua.bench.inbox_names import Names
from motcua.bench.inbox_town import Hand, Offered, Place
from motcua.catalogue.district import publish_district, rows
from motcua.catalogue.offer import offer
from motcua.journal.by import SYSTEM
from motcua.moments import LOCAL
from motcua.organisation.models import Unit
from motcua.people.admit import NewAccount, NewPost, admit
from motcua.people.models import Account, Function, Post
from motcua.reorganising.lines import Line, Operation
from motcua.reorganising.national.country import desk_of, found_country, old_units
from motcua.reorganising.national.tables import MAIN, PART, WHOLE, Before, Tables

FOUNDED_ON = date(2024, 1, 1)
AT_ONCE = 6_000
OFFERED = 10
HAMLETS = 9  # each commune has hamlets "Ấp 1" to "Ấp 9", as the addresses of the bench say


@dataclass(frozen=True, slots=True)
class Country:
    """The places where dossiers go, by the code of their commune; and those whose people a new commune gets."""

    places: Mapping[str, Place]
    lent: Sequence[Line]


def areas(tables: Tables) -> dict[tuple[str, str], list[str]]:
    """Which hamlets of a divided commune lie in which part: two in each part, the others in the main part."""
    found: dict[tuple[str, str], list[str]] = {}
    parts: Counter[str] = Counter()
    for way in tables.went:
        if way.extent == PART:
            last = HAMLETS - 2 * parts[way.old_code]
            found[way.old_code, way.new_commune_code] = [f"Ấp {last}", f"Ấp {last - 1}"]
            parts[way.old_code] += 1
    return found


def found(tables: Tables, seed: int) -> Country:
    """Found the old country, admit its officers, publish and offer procedures."""
    at = datetime.combine(FOUNDED_ON, time(8), LOCAL)
    with connection.cursor() as cursor:
        cursor.execute("SELECT journal_open_month(%s)", [at.astimezone(UTC).date()])
    old = list(old_units(tables))
    units = found_country(old, by=SYSTEM, at=at, ground="DECISION", from_day=FOUNDED_ON, recorded_at=at)
    orphans = dict(_orphans(tables))
    hands = _admitted(list(_people(tables, units, set(orphans.values()), Names(Random(seed)))), at)  # noqa: S311
    offered = _offered([units[_code(row)] for row in tables.before], at)
    prefixes = {unit.code: unit.prefix for unit in old}
    places = {_code(row): _place(row, prefixes[_code(row)], units, hands, offered) for row in tables.before}
    return Country(places, list(_lent(orphans)))


def _code(row: Before) -> str:
    return row.commune_code or row.district_code


def _orphans(tables: Tables) -> Iterator[tuple[str, str]]:
    """New communes made of parts alone, where nobody comes along; and an old one that lends people to each."""
    inherits = {way.new_commune_code for way in tables.went if way.extent in (WHOLE, MAIN)}
    seen = set(inherits)
    for way in tables.went:
        if way.new_commune_code not in seen:
            seen.add(way.new_commune_code)
            yield way.new_commune_code, way.old_code


def _lent(orphans: Mapping[str, str]) -> Iterator[Line]:
    for new, old in orphans.items():
        for source, code, who in ((desk_of(old), desk_of(new), ("r",)), (old, new, ("h", "l"))):
            yield Line(0, Operation.POST, source=source, code=code, values=tuple(f"{w}2.{old}" for w in who))


def _people(tables: Tables, units: Mapping[str, Unit], lending: set[str], names: Names) -> Iterator[NewAccount]:
    """Who receives and returns at each desk, who handles and who leads its commune; who watches each province."""
    f = Function

    def new(username: str, unit: Unit, *functions: Function) -> NewAccount:
        posts = [NewPost(unit, function) for function in functions]
        return NewAccount(username, names.person()[0], posts, password_hash="!")  # noqa: S106 -- nobody signs in

    for code in {row.province_code: None for row in tables.before}:
        yield new(f"l.{code}", units[code], f.LEADER)
        yield new(f"c.{code}", units[code], f.CONTROL)
    for code in (_code(row) for row in tables.before):
        for number in ("", "2") if code in lending else ("",):
            yield new(f"r{number}.{code}", units[desk_of(code)], f.RECEIVING, f.RETURNING)
            yield new(f"h{number}.{code}", units[code], f.HANDLING)
            yield new(f"l{number}.{code}", units[code], f.LEADER)


def _admitted(people: Sequence[NewAccount], at: datetime) -> dict[tuple[UUID, str], list[Hand]]:
    """Their accounts with their posts; hands by unit and function."""
    accounts: list[Account] = []
    for start in range(0, len(people), AT_ONCE):
        accounts += admit(
            people[start : start + AT_ONCE],
            by=SYSTEM,
            at=at,
            ground="DECISION",
            from_day=FOUNDED_ON,
            recorded_at=at,
        )
    hands: dict[tuple[UUID, str], list[Hand]] = {}
    posts = Post.objects.filter(account__in=[a.pk for a in accounts]).order_by("pk")
    for one, account, unit, function in posts.values_list("pk", "account", "unit", "function"):
        hands.setdefault((unit, function), []).append((str(account), str(one), str(unit)))
    return hands


def _offered(units: list[Unit], at: datetime) -> list[Offered]:
    """A few procedures that every commune offers, each at the counter."""
    acting: dict[str, Any] = {"by": SYSTEM, "at": at, "recorded_at": at, "from_day": FOUNDED_ON}
    versions = publish_district(**acting)
    chosen = [r for r in rows() if r.at_commune and any(t.channel == "counter" for t in r.terms)]
    chosen = sorted(chosen, key=lambda row: ("at_once" not in row.marks, row.code))
    at_once = [row for row in chosen if "at_once" in row.marks][: OFFERED // 3]
    chosen = at_once + [row for row in chosen if "at_once" not in row.marks][: OFFERED - len(at_once)]
    offer(units, [versions[row.code] for row in chosen], **acting)
    found = []
    for rank, row in enumerate(chosen):
        version = versions[row.code]
        limit = next(t.limit for t in row.terms if t.channel == "counter")
        marks = "at_once" in row.marks, "no_document" not in row.marks
        procedure = str(version.procedure_id), str(version.pk), row.code
        found.append(Offered(*procedure, *marks, limit, 1 / (rank + 2)))
    return found


def _place(
    row: Before,
    prefix: str,
    units: Mapping[str, Unit],
    hands: Mapping[tuple[UUID, str], list[Hand]],
    offered: list[Offered],
) -> Place:
    code = _code(row)
    unit, desk = units[code], units[desk_of(code)]
    number = int("".join(filter(str.isdigit, code)) or 1)
    busy = 1 + number % 7  # some are busier than others
    name = row.commune or row.district
    above = f"{row.district}, {row.province}" if row.commune else row.province
    receivers, handlers = hands[desk.pk, Function.RECEIVING], hands[unit.pk, Function.HANDLING]
    leaders = hands[unit.pk, Function.LEADER]
    return Place(str(unit.pk), str(desk.pk), prefix, name, busy, offered, receivers, handlers, leaders, above)


def count(admin: str) -> None:
    """The daily counts that the acts would have left behind, out of the stretches."""
    with psycopg.connect(admin) as database:
        database.execute(COUNTS)
    with psycopg.connect(admin, autocommit=True) as database:
        database.execute("VACUUM (ANALYZE) dossier_daily_count")


COUNTS = """
WITH turns AS (
    SELECT s.dossier_id, (s.from_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date AS day, s.due_on, s.ended_at, s.ended_as,
           lag(s.due_on) OVER w AS was_due, lag(s.ended_at) OVER w AS was_ended, s.seq = 1 AS is_first
    FROM dossier_stretch s WINDOW w AS (PARTITION BY s.dossier_id ORDER BY s.seq)
), changes AS (
    SELECT dossier_id, 'received' AS kind, day, 1 AS n FROM turns WHERE is_first
    UNION ALL
    SELECT dossier_id, 'overdue', greatest(day, due_on), 1 FROM turns
    WHERE due_on IS NOT NULL AND ended_at IS NULL AND was_due IS DISTINCT FROM due_on
    UNION ALL
    SELECT dossier_id, 'overdue', greatest(day, was_due), -1 FROM turns
    WHERE was_due IS NOT NULL AND was_ended IS NULL AND (was_due IS DISTINCT FROM due_on OR ended_at IS NOT NULL)
    UNION ALL
    SELECT dossier_id, ended_as, day, 1 FROM turns WHERE ended_at IS NOT NULL AND was_ended IS NULL
)
INSERT INTO dossier_daily_count (axis, day, unit_id, procedure_id, channel, kind, n)
SELECT axis, c.day, d.deciding_unit_id, d.procedure_id, d.channel, c.kind, sum(c.n)
FROM changes c JOIN dossier d ON d.id = c.dossier_id CROSS JOIN (VALUES ('happened'), ('recorded')) AS a (axis)
GROUP BY 1, 2, 3, 4, 5, 6 HAVING sum(c.n) <> 0
"""
