"""The rehearsal: what a decision would do on its day, before it does anything.

It reads the same plan that will take force. Each finding says what happens to how much and in which unit; some
block until a person decides them, or decides to leave them.
"""

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from motcua.dossiers.acting import Holder
from motcua.journal import revision
from motcua.journal.literal import array
from motcua.journal.statement import rows
from motcua.people.models import Function
from motcua.reorganising.findings import Finding
from motcua.reorganising.force import plan_for
from motcua.reorganising.models import Reorganisation
from motcua.reorganising.plan import Plan
from motcua.reorganising.problems import NotPossible
from motcua.reorganising.sharing import Sharing, held_by
from motcua.reorganising.staffing import Going, along, goings
from motcua.worktime.load import calendars


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """The figures of a rehearsal and its findings, blocking ones first; `fingerprint` says what it rests on."""

    figures: Mapping[str, int]
    findings: tuple[Finding, ...]
    fingerprint: str

    def stored(self) -> dict[str, Any]:
        return {"figures": dict(self.figures), "findings": [each.stored() for each in self.findings]}


Told = Callable[[int], None]
# So many dossiers are looked at between two words about how far it is.
TOLD_EVERY = 2_000

Check = Callable[[Plan, Reorganisation], Iterable[Finding]]
_checks: list[Check] = []


def rehearses(check: Check) -> Check:
    """Register what a part above has to say about a plan: receipt books, own forms, bank accounts."""
    if check not in _checks:
        _checks.append(check)
    return check


def fingerprint(reorganisation: Reorganisation) -> str:
    """What a rehearsal is reckoned from but the open dossiers, which move all day: lines, units, posts, offers."""
    [(posts,)] = rows("SELECT count(*) || ' ' || coalesce(max(id::text), '') FROM people_post", [])
    said = [
        reorganisation.on.isoformat(),
        reorganisation.fallback,
        json.dumps(reorganisation.lines, sort_keys=True),
        revision.current("organisation"),
        revision.current("catalogue"),
        posts,
    ]
    return hashlib.sha256(json.dumps(said).encode()).hexdigest()


def rehearse(reorganisation: Reorganisation, told: Told | None = None) -> Rehearsal:
    """Rehearse a decision. Raises NotPossible where its lines are wrong: then there is nothing to rehearse.

    `told` hears now and then how many open dossiers it has looked at.
    """
    plan = plan_for(reorganisation)
    if plan.problems:
        raise NotPossible(plan.problems)
    going = goings(plan)
    made = _Rehearsing(plan, reorganisation, going, told)
    findings = sorted(made.findings(), key=lambda each: (not each.is_blocking, each.kind, str(each.before)))
    return Rehearsal(made.figures, tuple(findings), fingerprint(reorganisation))


class _Rehearsing:
    def __init__(
        self, plan: Plan, reorganisation: Reorganisation, going: list[Going], told: Told | None = None
    ) -> None:
        self.told = told
        self.plan, self.reorganisation, self.going = plan, reorganisation, going
        place = next((p for p in plan.after().values() if p.code == reorganisation.fallback), None)
        self.fallback = place.unit if place and reorganisation.fallback else None
        self.moves: Counter[tuple[UUID, Holder, int]] = Counter()
        self.stays: Counter[UUID] = Counter()
        self.homeless: Counter[UUID] = Counter()
        self.out_of_hands: Counter[UUID] = Counter()
        self.procedures: Counter[tuple[UUID, str]] = Counter()
        self._share_out()
        self.figures = {
            "units_before": len(plan.old),
            "units_after": len(plan.after()),
            "ended": len(plan.ends),
            "begun": len(plan.begins),
            "changed": len(plan.changes),
            "moved": sum(self.moves.values()),
            "stays": sum(self.stays.values()),
            "uncovered": sum(self.homeless.values())
            + sum(n for (_u, _h, row), n in self.moves.items() if row == 0),
            "posts": len(going),
        }

    def _share_out(self) -> None:
        sharing = Sharing(self.plan, self.fallback, along(self.going))
        for looked_at, held in enumerate(held_by(self.plan)):
            if self.told is not None and looked_at % TOLD_EVERY == 0:
                self.told(looked_at)
            hand = sharing.hand(held)
            if hand is None:
                self.homeless[held.unit] += 1
                continue
            if hand.row is None:
                self.stays[held.unit] += 1
                continue
            to = hand.to.unit
            assert to is not None  # noqa: S101 -- a hand has a unit
            self.moves[held.unit, Holder(to, held.function), hand.row] += 1
            self.out_of_hands[to] += held.account is not None and hand.to.account is None
            self.procedures[to, held.procedure] += 1

    def _finding(
        self,
        kind: str,
        n: int,
        before: UUID | None = None,
        after: UUID | None = None,
        function: str = "",
        **params: str,
    ) -> Finding:
        was = self.plan.old[before] if before else None
        will = self.plan.place(after) if after else None
        return Finding(
            kind,
            n,
            was.code if was else "",
            was.name if was else "",
            will.code if will else "",
            will.name if will else "",
            function,
            params,
        )

    def findings(self) -> Iterator[Finding]:
        yield from self._dossiers()
        yield from self._functions()
        yield from self._people()
        yield from self._calendars()
        yield from self._books()
        yield from self._offered()
        for check in _checks:
            yield from check(self.plan, self.reorganisation)

    def _dossiers(self) -> Iterator[Finding]:
        for (before, to, row), n in self.moves.items():
            yield self._finding("moves" if row else "to_fallback", n, before, to.unit, to.function)
        for before, n in self.stays.items():
            yield self._finding("stays", n, before)
        for before, n in self.homeless.items():
            yield self._finding("nobody_goes_on", n, before)
        for after, n in self.out_of_hands.items():
            if n:
                yield self._finding("out_of_hands", n, after=after)

    def _functions(self) -> Iterator[Finding]:
        """Where dossiers would wait for a function that nobody holds on the new map."""
        wanted: Counter[tuple[UUID, str]] = Counter()
        for (_before, to, _row), n in self.moves.items():
            assert to.unit is not None  # noqa: S101 -- a hand has a unit
            wanted[to.unit, to.function] += n
        held = {(to, function) for pairs in along(self.going).values() for to, function in pairs}
        units = sorted({unit for unit, _function in wanted})
        ending = sorted(self.plan.ends)
        there = rows(THERE, [array(units), array(ending), self.plan.on])
        held |= {(unit, function) for unit, function in there}
        for (unit, function), n in wanted.items():
            if (unit, function) not in held and not self._led(unit, function, held):
                yield self._finding("nobody", n, after=unit, function=function)

    def _led(self, unit: UUID, function: str, held: set[tuple[UUID, str]]) -> bool:
        """A leader's post counts in the units below his."""
        return function == Function.LEADER and any((above, function) in held for above in self.plan.path(unit))

    def _people(self) -> Iterator[Finding]:
        gains, loses = dict[tuple[UUID, UUID], set[UUID]](), dict[UUID, set[UUID]]()
        for going in self.going:
            if going.to is None:
                loses.setdefault(going.post.unit, set()).add(going.post.account)
            else:
                gains.setdefault((going.post.unit, going.to), set()).add(going.post.account)
        for (before, after), people in gains.items():
            yield self._finding("gains", len(people), before, after)
        for before, people in loses.items():
            yield self._finding("loses", len(people), before)

    def _calendars(self) -> Iterator[Finding]:
        """Units whose own calendar is not that of who goes on: what is promised stays, what comes will differ."""
        kept = calendars()

        def owner(path: Iterable[UUID]) -> UUID | None:
            return next((unit for unit in path if unit in kept), None)

        moved: Counter[tuple[UUID, UUID]] = Counter()
        for (before, to, _row), n in self.moves.items():
            assert to.unit is not None  # noqa: S101 -- a hand has a unit
            moved[before, to.unit] += n
        for (before, after), n in moved.items():
            was, will = owner(self.plan.before.path(before, self.plan.eve)), owner(self.plan.path(after))
            if was != will and kept[was] != kept[will]:
                yield self._finding("calendar", n, before, after)

    def _books(self) -> Iterator[Finding]:
        for unit in self.plan.ends:
            prefix = self.plan.old[unit].number_prefix
            if prefix:
                yield self._finding("book_closes", 1, unit, prefix=prefix)
        for unit, place in self.plan.begins.items():
            if place.number_prefix:
                yield self._finding("book_opens", 1, after=unit, prefix=place.number_prefix)
            elif not any((above := self.plan.place(u)) and above.number_prefix for u in self.plan.path(unit)):
                yield self._finding("no_book", 1, after=unit)

    def _offered(self) -> Iterator[Finding]:
        """Offers follow their units; what an open dossier is about and nobody there offers is told."""
        offered, gained = offers(self.plan)
        for after, codes in gained.items():
            n = len(codes - offered.get(after, set()))
            # A unit that begins offers what it takes over: only those that were there gain.
            if n and after not in self.plan.begins:
                yield self._finding("offers", n, after=after)
        lacking: Counter[UUID] = Counter()
        for (after, code), n in self.procedures.items():
            above = set(self.plan.path(after))
            there = set().union(*(gained.get(u, set()) | offered.get(u, set()) for u in above))
            if there and code not in there:
                lacking[after] += n
        for after, n in lacking.items():
            yield self._finding("not_offered", n, after=after)


def offers(plan: Plan) -> tuple[dict[UUID, set[str]], dict[UUID, set[str]]]:
    """By unit, the codes of the procedures that it offered on the eve, and those that it takes over on the day."""
    gained: dict[UUID, set[str]] = {}
    offered = _offered_by(set(plan.concerned()) | {t.to for s in plan.transfers.values() for t in s}, plan.eve)
    for unit, several in plan.transfers.items():
        if unit in plan.ends:
            for each in several:
                gained.setdefault(each.to, set()).update(offered.get(unit, ()))
    return offered, gained


def _offered_by(units: set[UUID], day: date) -> dict[UUID, set[str]]:
    return {unit: set(codes) for unit, codes in rows(OFFERED, [array(units), day])}


OFFERED = """
SELECT o.unit_id, array_agg(p.code::text) FROM catalogue_offer o
JOIN catalogue_version v ON v.id = o.version_id JOIN catalogue_procedure p ON p.id = v.procedure_id
WHERE o.unit_id = ANY($1::uuid[]) AND o.valid @> $2::date GROUP BY o.unit_id
"""


THERE = """
SELECT DISTINCT p.unit_id, p.function FROM people_post p
WHERE p.valid @> $3::date AND NOT p.unit_id = ANY($2::uuid[])
  AND (p.unit_id = ANY($1::uuid[]) OR p.function = 'leader')
"""
