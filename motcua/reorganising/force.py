"""A decision on units takes force: units, posts, offers and open dossiers in one transaction, or nothing of it.

Whoever reads meanwhile sees the old map until it is done, and the new one after that. When program or database die
on the way, nothing has begun, and the next minute tries again.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, time
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from psycopg.types.range import DateRange

from motcua.dossiers.reproject import closed_until
from motcua.dossiers.succeeding import Passed, succeed
from motcua.journal import revision
from motcua.journal.by import SYSTEM
from motcua.journal.literal import array
from motcua.journal.statement import rows
from motcua.journal.write import Batch
from motcua.moments import LOCAL
from motcua.organisation import reach
from motcua.organisation.models import Succession, Term, Unit, UnitKind, UnitLevel
from motcua.organisation.tree import Place, tree
from motcua.people.actor import SYSTEM_ACTOR
from motcua.people.models import Account, Post
from motcua.reorganising.lines import Operation, read_lines
from motcua.reorganising.making import plan_of
from motcua.reorganising.models import Handed, Reorganisation, Stage
from motcua.reorganising.plan import Plan
from motcua.reorganising.problems import NotPossible, Problem
from motcua.reorganising.sharing import Hand, Sharing, held_by
from motcua.reorganising.staffing import Going, along, by_account, goings

GROUND = "DECISION"
AT_ONCE = 2_000

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
    known = {(going.post.unit, going.post.username) for going in goings(plan)}
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
        self._units()
        self._posts(going)
        offers = self._offers()
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

    def _units(self) -> None:
        """Terms end before others begin: no statement sees two units with one code."""
        plan, decision = self.plan, {"decision": str(self.decision), "on": self.on}
        touched = sorted({*plan.ends, *plan.changes})
        known = {unit.pk: unit for unit in Unit.objects.select_for_update().filter(pk__in=touched).order_by("pk")}
        terms = {
            term.unit_id: term for term in Term.objects.filter(unit__in=touched, valid__contains=self.plan.eve)
        }
        rows(
            "UPDATE organisation_term SET valid = daterange(lower(valid), $2::date) WHERE id = ANY($1::uuid[])",
            [array(term.pk for term in terms.values()), self.on],
        )
        batch = self._batch()
        for unit in plan.ends:
            after = [each.to for each in plan.transfers.get(unit, ())]
            batch.record(known[unit], "end_unit", decision | {"successors": after})
        for unit, place in plan.changes.items():
            said = {"name": place.name, "code": place.code, "level": place.level, "kind": place.kind}
            batch.record(known[unit], "change_unit", decision | said | {"parent": place.parent})
            batch.insert(self._term(unit, place, terms[unit]))
        for id, place in plan.begins.items():
            new = Unit(id=id)
            batch.create(new, "establish_unit", {"code": place.code, "name": place.name, "from": self.on})
            batch.insert(self._term(id, place, None))
        for unit, several in plan.transfers.items():
            for to, share in {each.to: each.share for each in reversed(several)}.items():
                batch.insert(
                    Succession(before_id=unit, after_id=to, on=self.on, decision=self.decision, share=share)
                )
        batch.write()
        self.told("units", len(touched) + len(plan.begins), len(touched) + len(plan.begins))

    def _term(self, unit: UUID, place: Place, was: Term | None) -> Term:
        line = self.plan.areas.get(unit)
        return Term(
            unit_id=unit,
            valid=DateRange(self.on, place.upper),
            kind=place.kind,
            level=place.level,
            parent_id=place.parent,
            code=place.code,
            name=place.name,
            number_prefix=place.number_prefix,
            contact=(line.contact if line else "") or (was.contact if was else ""),
            area_km2=(line.area if line else None) or (was.area_km2 if was else None),
        )

    def _posts(self, found: list[Going]) -> None:
        """Posts end with their unit and begin where its work goes on, an entry a person."""
        people = sorted(by_account(found).items())
        for start in range(0, len(people), AT_ONCE):
            some = dict(people[start : start + AT_ONCE])
            accounts = Account.objects.select_for_update().filter(pk__in=list(some)).order_by("pk")
            batch = self._batch()
            for account in accounts:
                self._moved(batch, account, some[account.pk])
            batch.write()
            self.told("posts", start + len(some), len(people))

    def _moved(self, batch: Batch, account: Account, several: "Sequence[Going]") -> None:
        said = [
            {"post": each.post.id, "function": each.post.function, "from": each.post.unit, "to": each.to}
            for each in several
        ]
        batch.record(account, "move_posts", {"decision": str(self.decision), "posts": said}, retention="staff")
        for each in several:
            post = each.post
            if post.since < self.on:
                batch.update(Post, post.id, valid=DateRange(post.since, self.on))
            elif each.to is not None and not each.is_held:
                batch.update(Post, post.id, unit=each.to)
                continue
            if each.to is None or each.is_held:
                continue
            batch.insert(
                Post(
                    account_id=post.account,
                    unit_id=each.to,
                    function=post.function,
                    title=post.title,
                    valid=DateRange(max(post.since, self.on), post.until),
                    decision=self.decision,
                )
            )

    def _offers(self) -> int:
        """What a unit that ends offered, those offer who go on with its work; twice offered is offered once."""
        pairs = [
            (unit, each.to)
            for unit, several in self.plan.transfers.items()
            if unit in self.plan.ends
            for each in several
        ]
        [(added,)] = rows(OFFERS, [array(a for a, _b in pairs), array(b for _a, b in pairs), self.on])
        rows(
            "UPDATE catalogue_offer SET valid = daterange(lower(valid), $2::date) "
            "WHERE unit_id = ANY($1::uuid[]) AND lower(valid) < $2::date "
            "AND (upper(valid) IS NULL OR upper(valid) > $2::date)",
            [array(self.plan.ends), self.on],
        )
        revision.bump("catalogue")
        return int(added)

    def _dossiers(self, going: list[Going]) -> tuple[int, int, dict[str, str]]:
        place = tree().by_code(self.reorganisation.fallback, self.on) if self.reorganisation.fallback else None
        sharing = Sharing(self.plan, place.unit if place else None, along(going))
        passed: dict[UUID, Passed] = {}
        handed: list[Handed] = []
        refused: dict[str, str] = {}
        for held in held_by(self.plan):
            hand = sharing.hand(held)
            if hand is None:
                refused[held.number or str(held.id)] = _("Nobody goes on with it, and no fallback is named.")
            elif hand.row is not None:
                passed[held.id] = self._passed(sharing, hand)
                handed.append(self._handed(hand))
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
        Handed.objects.bulk_create((each for each in handed if each.dossier in moved), batch_size=AT_ONCE)
        refused |= {str(id): str(refusal) for id, refusal in done.refused.items()}
        return len(moved), sum(each.row == 0 for each in handed if each.dossier in moved), refused

    def _passed(self, sharing: Sharing, hand: Hand) -> Passed:
        held, to = hand.held, hand.to.unit
        assert to is not None  # noqa: S101 -- a hand has a unit
        return Passed(
            hand.to,
            max(self.at, held.last_at),
            sharing.in_its_place(held.receiving, held, to),
            sharing.in_its_place(held.deciding, held, to),
        )

    def _handed(self, hand: Hand) -> Handed:
        held = hand.held
        return Handed(
            reorganisation=self.reorganisation,
            dossier=held.id,
            before=held.unit,
            after=hand.to.unit,
            function=held.function,
            row=hand.row or 0,
        )


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
