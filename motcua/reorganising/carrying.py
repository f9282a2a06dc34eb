"""What a plan makes of units, posts and offers is written down: an entry a unit and a person, their rows beside it.

A whole country has tens of thousands of each, so that rows without an entry of their own go past the ORM.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from psycopg.types.range import DateRange

from motcua.journal import revision
from motcua.journal.ids import uuid7
from motcua.journal.literal import array
from motcua.journal.statement import rows
from motcua.journal.write import Batch
from motcua.organisation.models import Decision, Unit
from motcua.organisation.tree import Place
from motcua.people.models import Account
from motcua.reorganising.plan import Plan
from motcua.reorganising.staffing import Going, by_account

AT_ONCE = 2_000

TERM = {
    "id": "uuid", "unit_id": "uuid", "valid": "daterange", "kind": "text", "level": "text", "parent_id": "uuid",
    "code": "text", "name": "text", "number_prefix": "text", "contact": "text", "area_km2": "numeric",
}  # fmt: skip
SUCCESSION = {
    "id": "uuid", "before_id": "uuid", "after_id": "uuid", '"on"': "date", "decision_id": "uuid", "share": "text",
}  # fmt: skip
POST = {
    "id": "uuid", "account_id": "uuid", "unit_id": "uuid", "function": "text", "title": "text",
    "valid": "daterange", "decision_id": "uuid",
}  # fmt: skip


def insert(table: str, columns: Mapping[str, str], values: Sequence[Sequence[Any]]) -> None:
    """Insert rows, given as the values of these columns (names with their types), in one statement."""
    if values:
        sources = ", ".join(f"${n}::{kind}[]" for n, kind in enumerate(columns.values(), start=1))
        names = ", ".join(columns)
        sql = f"INSERT INTO {table} ({names}) SELECT * FROM unnest({sources})"  # noqa: S608 -- our own names
        rows(sql, [array(each) for each in zip(*values, strict=True)])


def carry_units(plan: Plan, decision: Decision, batch: Batch) -> int:
    """End, change and begin units, each with its entry; returns how many. Writes the batch.

    Terms end before others begin: no statement sees two units with one code.
    """
    said: dict[str, Any] = {"decision": str(decision), "on": plan.on}
    touched = {*plan.ends, *plan.changes}
    locked = Unit.objects.select_for_update().filter(pk__in=list(touched)).order_by("pk")
    known = {unit.pk: unit for unit in locked}
    was = {unit: (contact, area) for unit, contact, area in rows(KEPT, [array(plan.changes), plan.eve])}
    rows(END_TERMS, [array(touched), plan.on, plan.eve])
    terms = []
    for unit in plan.ends:
        after = [each.to for each in plan.transfers.get(unit, ())]
        batch.record(known[unit], "end_unit", said | {"successors": after})
    for unit, place in plan.changes.items():
        now = {"name": place.name, "code": place.code, "level": place.level, "kind": place.kind}
        batch.record(known[unit], "change_unit", said | now | {"parent": place.parent})
        terms.append(_term(plan, place, was[unit]))
    for id, place in plan.begins.items():
        begun = {"code": place.code, "name": place.name, "from": plan.on}
        batch.create(Unit(id=id), "establish_unit", begun)
        terms.append(_term(plan, place, ("", None)))
    batch.write()
    insert("organisation_term", TERM, terms)
    insert("organisation_succession", SUCCESSION, list(_successions(plan, decision.pk)))
    return len(touched) + len(plan.begins)


KEPT = """
SELECT unit_id, contact, area_km2 FROM organisation_term WHERE unit_id = ANY($1::uuid[]) AND valid @> $2::date
"""
END_TERMS = """
UPDATE organisation_term SET valid = daterange(lower(valid), $2::date)
WHERE unit_id = ANY($1::uuid[]) AND valid @> $3::date
"""


def _term(plan: Plan, place: Place, was: tuple[str, Any]) -> tuple[Any, ...]:
    line, (contact, area) = plan.areas.get(place.unit), was
    return (
        uuid7(), place.unit, DateRange(plan.on, place.upper), place.kind, place.level, place.parent, place.code,
        place.name, place.number_prefix, (line.contact if line else "") or contact,
        (line.area if line else None) or area,
    )  # fmt: skip


def _successions(plan: Plan, decision: UUID) -> Iterable[tuple[Any, ...]]:
    for unit, several in plan.transfers.items():
        for to, share in {each.to: each.share for each in reversed(several)}.items():
            yield uuid7(), unit, to, plan.on, decision, str(share)


def carry_posts(
    found: Iterable[Going],
    on: date,
    decision: Decision,
    new_batch: Callable[[], Batch],
    told: Callable[[int, int], None],
) -> None:
    """End posts with their unit and let them begin where its work goes on, an entry a person."""
    people = list(by_account(found).items())
    for start in range(0, len(people), AT_ONCE):
        moving, batch = dict(people[start : start + AT_ONCE]), new_batch()
        accounts = Account.objects.select_for_update().filter(pk__in=list(moving)).order_by("pk")
        for account in accounts.only("seq", "head"):
            posts = [
                {"post": each.post.id, "function": each.post.function, "from": each.post.unit, "to": each.to}
                for each in moving[account.pk]
            ]
            batch.record(account, "move_posts", {"decision": str(decision), "posts": posts}, retention="staff")
        batch.write()
        _move([going for several in moving.values() for going in several], on, decision.pk)
        told(start + len(moving), len(people))


def _move(found: Sequence[Going], on: date, decision: UUID) -> None:
    """A post held before the day ends; one that was to begin later begins with the unit that goes on."""
    begun = [each for each in found if each.post.since < on]
    to_come = [each for each in found if each.post.since >= on and each.to is not None and not each.is_held]
    rows(END_POSTS, [array(each.post.id for each in begun), on])
    rows(MOVE_POSTS, [array(each.post.id for each in to_come), array(each.to for each in to_come)])
    new = [
        (uuid7(), p.account, each.to, p.function, p.title, DateRange(on, p.until), decision)
        for each in begun
        if each.to is not None and not each.is_held
        for p in (each.post,)
    ]
    insert("people_post", POST, new)


END_POSTS = "UPDATE people_post SET valid = daterange(lower(valid), $2::date) WHERE id = ANY($1::uuid[])"
MOVE_POSTS = """
UPDATE people_post p SET unit_id = v.unit FROM unnest($1::uuid[], $2::uuid[]) AS v (id, unit) WHERE p.id = v.id
"""


def carry_offers(plan: Plan) -> int:
    """What a unit that ends offered, those offer who go on with its work; twice offered is offered once."""
    pairs = [(unit, each.to) for unit, several in plan.transfers.items() if unit in plan.ends for each in several]
    [(added,)] = rows(OFFERS, [array(a for a, _b in pairs), array(b for _a, b in pairs), plan.on])
    rows(END_OFFERS, [array(plan.ends), plan.on])
    revision.bump("catalogue")
    return int(added)


OFFERS = """
WITH pairs AS (SELECT * FROM unnest($1::uuid[], $2::uuid[]) AS p(before, after)),
added AS (
    INSERT INTO catalogue_offer (id, unit_id, version_id, valid)
    SELECT DISTINCT ON (p.after, o.version_id) uuidv7(), p.after, o.version_id,
           daterange(greatest(lower(o.valid), $3::date), upper(o.valid))
    FROM pairs p JOIN catalogue_offer o ON o.unit_id = p.before
    WHERE (upper(o.valid) IS NULL OR upper(o.valid) > $3::date)
      AND NOT EXISTS (
          SELECT 1 FROM catalogue_offer k WHERE k.unit_id = p.after AND k.version_id = o.version_id
          AND k.valid && daterange(greatest(lower(o.valid), $3::date), upper(o.valid)))
    ORDER BY p.after, o.version_id, upper(o.valid) DESC NULLS FIRST
    RETURNING 1
)
SELECT count(*) FROM added
"""
END_OFFERS = """
UPDATE catalogue_offer SET valid = daterange(lower(valid), $2::date)
WHERE unit_id = ANY($1::uuid[]) AND lower(valid) < $2::date AND (upper(valid) IS NULL OR upper(valid) > $2::date)
"""
