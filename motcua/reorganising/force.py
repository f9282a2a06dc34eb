"""A decision on units takes force: units, posts, offers and open dossiers in one transaction, or nothing of it.

Whoever reads meanwhile sees the old map until it is done, and the new one after that. When program or database die
on the way, nothing has begun, and the next minute tries again.
"""

from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, time
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from motcua.dossiers.reproject import closed_until
from motcua.dossiers.succeeding import NOT_YET_RECEIVED, Passed, succeed
from motcua.journal.by import SYSTEM
from motcua.journal.statement import rows
from motcua.journal.write import Batch
from motcua.moments import LOCAL
from motcua.organisation import reach
from motcua.organisation.models import UnitKind, UnitLevel
from motcua.organisation.tree import tree
from motcua.people.actor import SYSTEM_ACTOR
from motcua.reorganising.carrying import carry_offers, carry_posts, carry_units, insert
from motcua.reorganising.lines import Operation, read_lines
from motcua.reorganising.making import plan_of
from motcua.reorganising.models import Reorganisation, Stage
from motcua.reorganising.plan import Plan
from motcua.reorganising.problems import NotPossible, Problem
from motcua.reorganising.sharing import Hand, Sharing, held_by
from motcua.reorganising.staffing import Going, along, goings, holders
from motcua.staff.changing import follow_units

GROUND = "DECISION"

Told = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Result:
    """What taking force did: how many units ended, began and changed, posts went along, dossiers moved.

    `left` are the dossiers that no line covered and that lie with the fallback; `refused` those that could not be
    moved at all, each with the sentence.
    """

    ended: int
    begun: int
    changed: int
    posts: int
    offers: int
    moved: int
    left: int
    refused: dict[str, str]


def plan_for(reorganisation: Reorganisation) -> Plan:
    """The plan of a reorganisation on the organisation as it is now."""
    lines = read_lines(reorganisation.lines)
    kinds = UnitKind.objects.values_list("code", flat=True)
    levels = UnitLevel.objects.values_list("code", flat=True)
    plan = plan_of(tree(), reorganisation.on, lines, kinds, levels)
    until = closed_until()
    if until is not None and reorganisation.on <= until:
        plan.problems.insert(0, Problem("closed", 0, {"until": f"{until:%d/%m/%Y}"}))
    plan.problems += _strangers(plan)
    return plan


def _strangers(plan: Plan) -> Iterator[Problem]:
    """Lines that move people who are not there."""
    if not plan.posts:
        return
    known = holders({unit for unit, _username in plan.posts}, plan.on)
    for line in plan.lines:
        if line.operation == Operation.POST:
            unit = next((u for u, place in plan.old.items() if place.code == line.source), None)
            for username in line.values:
                if unit and (unit, username) in plan.posts and (unit, username) not in known:
                    yield Problem("unknown_account", line.row, {"username": username, "code": line.source})


def take_force(id: UUID, *, recorded_at: datetime | None = None, told: Told | None = None) -> Result | None:
    """Let a scheduled decision take force, once; None if it is not scheduled (any more).

    `at` is the first moment of its day. `recorded_at` is now, unless the past is played. `told` hears of each step
    how many of how many are done, and may raise to stop: then nothing has happened. Raises NotPossible where the
    organisation has changed so that the lines do not hold any more.
    """
    with transaction.atomic():
        reorganisation = Reorganisation.objects.select_for_update().get(pk=id)
        if reorganisation.stage != Stage.SCHEDULED:
            return None
        # Two decisions of one day follow each other: the plan of the second begins where the first has ended.
        with_lock("SELECT pg_advisory_xact_lock(hashtext('reorganising'))")
        plan = plan_for(reorganisation)
        if plan.problems:
            raise NotPossible(plan.problems)
        force = _Force(reorganisation, plan, recorded_at or datetime.now(UTC), told or (lambda *_args: None))
        return force.all()


def with_lock(sql: str) -> None:
    rows(sql, [])


class _Force:
    def __init__(self, reorganisation: Reorganisation, plan: Plan, recorded_at: datetime, told: Told) -> None:
        self.reorganisation, self.plan, self.recorded_at, self.told = reorganisation, plan, recorded_at, told
        self.decision = reorganisation.decision
        self.on = reorganisation.on
        self.at = datetime.combine(self.on, time(), LOCAL)

    def all(self) -> Result:
        going = goings(self.plan)
        units = carry_units(self.plan, self.decision, self._batch())
        self.told("units", units, units)
        carry_posts(going, self.on, self.decision, self._batch, lambda n, of: self.told("posts", n, of))
        self._staff()
        offers = carry_offers(self.plan)
        reach.rebuild()
        moved, left, refused = self._dossiers(going)
        result = Result(
            len(self.plan.ends),
            len(self.plan.begins),
            len(self.plan.changes),
            sum(each.to is not None for each in going),
            offers,
            moved,
            left,
            refused,
        )
        batch = self._batch()
        done = asdict(result)
        batch.record(
            self.reorganisation,
            "take_force",
            {"decision": str(self.decision), **done},
            stage=Stage.IN_FORCE,
            in_force_at=self.recorded_at,
            result=done,
            stuck="",
        )
        batch.write()
        return result

    def _batch(self) -> Batch:
        return Batch(by=SYSTEM, at=self.at, ground=GROUND, recorded_at=self.recorded_at)

    def _staff(self) -> None:
        """Who stands in the staff register of a unit that ends stands in that of its main part from the day on."""
        after = {unit: to for unit in self.plan.ends if (to := self.plan.goes_to(unit)) is not None}
        how: dict[str, Any] = {"by": SYSTEM_ACTOR, "at": self.at, "ground": GROUND, "recorded_at": self.recorded_at}
        follow_units(after, on=self.on, decision=str(self.decision), **how)

    def _dossiers(self, going: list[Going]) -> tuple[int, int, dict[str, str]]:
        place = tree().by_code(self.reorganisation.fallback, self.on) if self.reorganisation.fallback else None
        sharing = Sharing(self.plan, place.unit if place else None, along(going))
        passed: dict[UUID, Passed] = {}
        handed: list[Hand] = []
        refused: dict[str, str] = {}
        for held in held_by(self.plan):
            hand = sharing.hand(held)
            if hand is None:
                refused[held.number or str(held.id)] = _("Nobody goes on with it, and no fallback is named.")
            elif hand.row is not None:
                passed[held.id] = self._passed(sharing, hand)
                handed.append(hand)
        done = succeed(
            passed,
            decision=str(self.decision),
            by=SYSTEM_ACTOR,
            at=self.at,
            ground=GROUND,
            recorded_at=self.recorded_at,
            told=lambda n, of: self.told("dossiers", n, of),
        )
        moved = set(done.done)
        handed = [each for each in handed if each.held.id in moved]
        insert("reorganisation_handed", HANDED, [self._handed(each) for each in handed])
        refused |= {str(id): str(refusal) for id, refusal in done.refused.items()}
        return len(moved), sum(each.row == 0 for each in handed), refused

    def _passed(self, sharing: Sharing, hand: Hand) -> Passed:
        held, to = hand.held, hand.to.unit
        assert to is not None  # noqa: S101 -- a hand has a unit
        at = max(self.at, held.last_at)
        if held.state not in NOT_YET_RECEIVED:
            return Passed(hand.to, at)
        receives, decides = (sharing.in_its_place(unit, held, to) for unit in (held.receiving, held.deciding))
        return Passed(hand.to, at, receives, decides)

    def _handed(self, hand: Hand) -> tuple[Any, ...]:
        held = hand.held
        return self.reorganisation.pk, held.id, held.unit, hand.to.unit, held.function, hand.row


HANDED = {
    "reorganisation_id": "uuid", "dossier": "uuid", "before": "uuid", "after": "uuid", "function": "text",
    "row": "integer",
}  # fmt: skip
