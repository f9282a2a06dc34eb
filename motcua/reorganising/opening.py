"""What stands behind a figure of a rehearsal: the dossiers and the posts that it counts, as things are now."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from uuid import UUID

from motcua.reorganising.findings import Finding
from motcua.reorganising.force import plan_for
from motcua.reorganising.models import Reorganisation
from motcua.reorganising.plan import Plan
from motcua.reorganising.problems import NotPossible
from motcua.reorganising.rehearse import offers
from motcua.reorganising.sharing import Hand, Held, Sharing, held_by
from motcua.reorganising.staffing import Going, along, goings

OF_DOSSIERS = frozenset(
    {
        "moves",
        "stays",
        "nobody_goes_on",
        "to_fallback",
        "nobody",
        "out_of_hands",
        "calendar",
        "not_offered",
    }
)
OF_PEOPLE = frozenset({"gains", "loses"})


@dataclass(frozen=True, slots=True)
class Post:
    """A post that goes along, or that nobody holds any more: whose, where it is and where it will be."""

    account: UUID
    function: str
    title: str
    before: str
    after: str


def dossiers_of(reorganisation: Reorganisation, finding: Finding) -> list[UUID]:
    """The open dossiers that a finding counts, by id; only the units that it names are looked at.

    Raises NotPossible where the lines do not hold any more.
    """
    plan, part = _plans(reorganisation, finding)
    lacking = _not_offered(plan, finding.after) if finding.kind == "not_offered" else frozenset()
    sharing = Sharing(plan, _coded(plan, reorganisation.fallback), along(goings(part)))
    return [
        held.id
        for held in held_by(part)
        if _is_meant(finding, plan, held, sharing.hand(held))
        and (finding.kind != "not_offered" or held.procedure in lacking)
    ]


def posts_of(reorganisation: Reorganisation, finding: Finding) -> list[Post]:
    """The posts of the people that a finding counts. Raises NotPossible where the lines do not hold any more."""
    plan, part = _plans(reorganisation, finding)
    return [
        Post(each.post.account, each.post.function, each.post.title, finding.before_name, finding.after_name)
        for each in goings(part)
        if plan.old[each.post.unit].code == finding.before and _goes_there(plan, each, finding)
    ]


def _goes_there(plan: Plan, going: Going, finding: Finding) -> bool:
    if finding.kind == "loses":
        return going.to is None
    return going.to is not None and _code(plan, going.to) == finding.after


def _is_meant(finding: Finding, plan: Plan, held: Held, hand: Hand | None) -> bool:
    if finding.before and plan.old[held.unit].code != finding.before:
        return False
    if hand is None:
        return finding.kind == "nobody_goes_on"
    if hand.row is None:
        return finding.kind == "stays"
    if finding.kind in ("stays", "nobody_goes_on") or _code(plan, hand.to.unit) != finding.after:
        return False
    if finding.function and hand.to.function != finding.function:
        return False
    if finding.kind in ("moves", "to_fallback"):
        return (hand.row == 0) == (finding.kind == "to_fallback")
    return finding.kind != "out_of_hands" or (held.account is not None and hand.to.account is None)


def _plans(reorganisation: Reorganisation, finding: Finding) -> tuple[Plan, Plan]:
    """The whole plan, and what of it concerns a finding: the same plan for fewer units."""
    plan = plan_for(reorganisation)
    if plan.problems:
        raise NotPossible(plan.problems)
    meant = set(_units(plan, finding))
    part = replace(
        plan,
        ends={unit: row for unit, row in plan.ends.items() if unit in meant},
        transfers={unit: several for unit, several in plan.transfers.items() if unit in meant},
        posts={key: to for key, to in plan.posts.items() if key[0] in meant},
    )
    return plan, part


def _units(plan: Plan, finding: Finding) -> Iterator[UUID]:
    """The units whose work goes elsewhere and which a finding may count: that before, or all that go to that after.

    What no line covers goes to the fallback, from any of them.
    """
    for unit in {*plan.concerned(), *(unit for unit, _name in plan.posts)}:
        if finding.before:
            if plan.old[unit].code == finding.before:
                yield unit
        elif any(_code(plan, each.to) == finding.after for each in plan.transfers.get(unit, ())):
            yield unit


def _not_offered(plan: Plan, code: str) -> frozenset[str]:
    """The procedures of open dossiers that a unit takes over and will not offer."""
    unit = _coded(plan, code)
    if unit is None:
        return frozenset()
    offered, gained = offers(plan)
    there = set[str]().union(*(gained.get(u, set()) | offered.get(u, set()) for u in plan.path(unit)))
    before = {each for each, several in plan.transfers.items() if any(t.to == unit for t in several)}
    held = held_by(replace(plan, ends={}, transfers={u: plan.transfers[u] for u in before}))
    return frozenset({each.procedure for each in held} - there)


def _coded(plan: Plan, code: str) -> UUID | None:
    """The unit that bears a code on the new map."""
    return next((unit for unit, place in plan.after().items() if place.code == code), None) if code else None


def _code(plan: Plan, unit: UUID | None) -> str:
    place = plan.place(unit) if unit else None
    return place.code if place else ""
