"""People go along: what becomes of the posts held in units that end."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from motcua.journal.literal import array
from motcua.journal.statement import rows
from motcua.reorganising.plan import Plan

# Every post of the units that end, and what its holders hold in the units that go on: nothing is given twice.
POSTS = """
SELECT p.id, p.account_id, a.username, p.unit_id, p.function, p.title, lower(p.valid), upper(p.valid)
FROM people_post p JOIN people_account a ON a.id = p.account_id
WHERE p.unit_id = ANY($1::uuid[]) AND (upper(p.valid) IS NULL OR upper(p.valid) > $2::date)
ORDER BY p.account_id, p.function, p.id
"""


@dataclass(frozen=True, slots=True)
class HeldPost:
    id: UUID
    account: UUID
    username: str
    unit: UUID
    function: str
    title: str
    since: date
    until: date | None


@dataclass(frozen=True, slots=True)
class Going:
    """A post that ends with its unit, and the unit where its holder does the same from the day on.

    `to` is None where nobody goes on with the unit's work; `is_held` where he holds the same post there already.
    """

    post: HeldPost
    to: UUID | None
    is_held: bool = False


def goings(plan: Plan) -> list[Going]:
    """What becomes of the posts of units that end, and of those that a line moves out of a unit that goes on."""
    concerned = set(plan.ends) | {unit for unit, _name in plan.posts}
    targets = {each.to for several in plan.transfers.values() for each in several} | set(plan.posts.values())
    everywhere = concerned | targets
    if not concerned:
        return []
    held = [HeldPost(*row) for row in rows(POSTS, [array(everywhere), plan.on])]
    there = {(post.account, post.unit, post.function) for post in held if post.unit not in plan.ends}
    found = []
    for post in held:
        named = plan.posts.get((post.unit, post.username))
        if post.unit not in plan.ends and named is None:
            continue
        to = named or plan.goes_to(post.unit)
        if to is None:
            found.append(Going(post, None))
            continue
        key = (post.account, to, post.function)
        found.append(Going(post, to, key in there))
        there.add(key)
    return found


def holders(units: Iterable[UUID], day: date) -> set[tuple[UUID, str]]:
    """Who holds a post in units, on a day or from a later one on: by unit and sign-in name."""
    return {(post.unit, post.username) for post in (HeldPost(*row) for row in rows(POSTS, [array(units), day]))}


def along(found: Iterable[Going]) -> dict[UUID, set[tuple[UUID, str]]]:
    """By account, the units and functions that its posts go along to."""
    there: dict[UUID, set[tuple[UUID, str]]] = {}
    for going in found:
        if going.to is not None:
            there.setdefault(going.post.account, set()).add((going.to, going.post.function))
    return there


def by_account(found: Iterable[Going]) -> Mapping[UUID, Sequence[Going]]:
    """The goings of each account, in order."""
    grouped: dict[UUID, list[Going]] = {}
    for going in found:
        grouped.setdefault(going.post.account, []).append(going)
    return grouped
