"""Receive: a dossier gets its number, its clock and its place in the inbox of the desk that received it."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from motcua.catalogue.kept import NoCase, Terms, UnknownCase, VersionFacts, catalogue
from motcua.dossiers import books, counts, numbers
from motcua.dossiers.acting import (
    AHEAD,
    WORLD_SQL,
    Acting,
    Holder,
    When,
    World,
    open_task,
    said_of,
    stretch_of,
    with_zone,
    world,
)
from motcua.dossiers.intake import GivenPaper, Intake, Person
from motcua.dossiers.models import Dossier, DossierPaper
from motcua.dossiers.refusals import Done, Refusal
from motcua.dossiers.states import MOVES, State
from motcua.journal.by import By
from motcua.journal.ids import uuid7
from motcua.journal.literal import array
from motcua.journal.statement import rows
from motcua.journal.write import Batch
from motcua.moments import local_day
from motcua.people.actor import Actor
from motcua.people.models import Applicant, Function, Identifier
from motcua.text import fold, nfc
from motcua.worktime.due import due_at
from motcua.worktime.limits import Limit, LimitUnit

DRAFT_SQL = f"""
SELECT {WORLD_SQL},
       (SELECT jsonb_agg(jsonb_build_array(id, state, number)) FROM dossier WHERE id = ANY($1::uuid[]))
"""  # noqa: S608


def receive(
    intakes: Iterable[Intake], *, by: Actor, at: datetime, ground: str, recorded_at: datetime | None = None
) -> Done:
    """Receive dossiers: each gets a number, pins the version, limit and papers in force that day, and is due.

    Refused: a procedure that is not in force or not offered by the deciding unit that day, a unit that is not in
    force, an actor who does not receive for the unit, an id that was received already. Source: NĐ 61/2018 art. 17;
    NĐ 118/2025 from 1 July 2025.
    """
    return _Reception(list(intakes), by, at, ground, recorded_at, State.RECEIVED).run()


def draft(
    intakes: Iterable[Intake],
    *,
    by: Actor,
    at: datetime,
    ground: str,
    recorded_at: datetime | None = None,
    filed: bool = False,
) -> Done:
    """Keep dossiers that are not received yet: unfinished (draft) or filed online and waiting (newly filed)."""
    state = State.NEW if filed else State.DRAFT
    return _Reception(list(intakes), by, at, ground, recorded_at, state).run()


class _Reception:
    def __init__(
        self,
        intakes: list[Intake],
        by: Actor,
        at: datetime,
        ground: str,
        recorded_at: datetime | None,
        state: State,
    ) -> None:
        self.by, self.state = by, state
        self.now = datetime.now(UTC)
        self.intakes = [
            replace(i, at=with_zone(i.at or at), recorded_at=with_zone(i.recorded_at or recorded_at or self.now))
            for i in intakes
        ]
        self.batch_args = {"by": By(by.account), "at": at, "ground": ground}
        self.refused: dict[UUID, Refusal] = {}
        self.done: list[UUID] = []
        self.entered: dict[Person, tuple[UUID, str]] = {}

    def run(self) -> Done:
        with transaction.atomic(savepoint=False):
            self.batch = Batch(**self.batch_args)  # type: ignore[arg-type]
            self.world, known = self._read()
            ready = []
            for intake in self.intakes:
                if intake.id in known:
                    self._again(intake, *known[intake.id])
                elif (found := self._check(intake)) is not None:
                    ready.append((intake, *found))
            given = self._numbers([intake for intake, *_ in ready]) if self.state == State.RECEIVED else {}
            lines = books.enter(i for i, *_ in ready) if self.state == State.RECEIVED else {}
            for intake, version, terms, post in ready:
                self._write(intake, version, terms, post, given.get(intake.id))
                if intake.id in lines:
                    self.batch.insert(lines[intake.id])
            self.batch.write()
        return Done(tuple(self.done), self.refused)

    def _read(self) -> tuple[World, dict[UUID, tuple[int, str | None]]]:
        [(revisions, closed_until, known)] = rows(DRAFT_SQL, [array(i.id for i in self.intakes)])
        seen = world(revisions, closed_until)
        self.catalogue = catalogue(seen.catalogue)
        return seen, {UUID(k): (s, n) for k, s, n in json.loads(known or "[]")}

    def _again(self, intake: Intake, state: int, number: str | None) -> None:
        self.refused[intake.id] = Refusal("move", {"number": intake.id, "state": State(state).label})

    def _check(self, intake: Intake) -> tuple[VersionFacts, Terms, By] | None:
        assert intake.at is not None and intake.recorded_at is not None  # noqa: S101 -- filled in above
        day, tree = local_day(intake.at), self.world.tree

        def refuse(code: str, **params: Any) -> None:
            self.refused[intake.id] = Refusal(code, params)

        for unit in {intake.received_unit, intake.deciding_unit, intake.helped_unit or intake.received_unit}:
            if tree.on(unit, day) is None:
                place = tree.latest(unit)
                refuse("unit_closed", unit=place.name if place else unit, day=f"{day:%d/%m/%Y}")
                return None
        number = intake.number or intake.procedure
        if intake.at > intake.recorded_at + AHEAD:
            refuse("in_future", number=number)
            return None
        if self.world.closed_until and day <= self.world.closed_until:
            refuse("period_closed", number=number, until=f"{self.world.closed_until:%d/%m/%Y}")
            return None
        version = self.catalogue.offered(intake.procedure, intake.deciding_unit, day)
        unit_place = tree.on(intake.deciding_unit, day)
        if version is None:
            unit_name = unit_place.name if unit_place else ""
            refuse("no_version", procedure=intake.procedure, unit=unit_name, day=f"{day:%d/%m/%Y}")
            return None
        try:
            # A register that is brought in knows nothing of cases: what it names was received long ago.
            is_known = intake.case or intake.number is None
            terms = version.terms_for(intake.channel, intake.case, intake.quantity) if is_known else None
            terms = terms or version.terms.get(intake.channel)
        except (NoCase, UnknownCase) as problem:
            code, params = case_refusal(problem, intake.procedure)
            refuse(code, **params)
            return None
        if terms is None:
            refuse("no_terms", procedure=intake.procedure)
            return None
        post = self.by.acts_for({Function.RECEIVING}, intake.received_unit, tree, day)
        if post is None:
            received = tree.on(intake.received_unit, day)
            refuse("not_yours", number=number, holder=received.name if received else "—")
            return None
        return version, terms, post

    def _numbers(self, intakes: list[Intake]) -> dict[UUID, str]:
        given = {i.id: i.number for i in intakes if i.number}
        books: dict[tuple[str, Any], list[UUID]] = {}
        for intake in sorted(intakes, key=lambda i: (i.at, i.id)):
            if not intake.number:
                day = local_day(intake.at)  # type: ignore[arg-type]
                prefix = self.world.tree.number_prefix(intake.received_unit, day)
                books.setdefault((prefix, day), []).append(intake.id)
        for (prefix, day), ids in sorted(books.items()):
            given |= dict(zip(ids, numbers.take(prefix, day, len(ids)), strict=True))
        return given

    def _applicant(self, person: Person, intake: Intake, post: By) -> tuple[UUID, str]:
        """The id and the search words of an applicant; a new one is entered with his own first entry."""
        words = fold(" ".join([person.name, *(value for _, value in person.identifiers), person.address]))
        if person.id is not None:
            return person.id, words
        # One person who hands in several dossiers at once is entered once, if a number identifies him.
        known = self.entered.get(person)
        if known is not None:
            return known
        name = nfc(person.name)
        applicant = Applicant(
            id=uuid7(intake.recorded_at),
            kind=person.kind,
            name=name,
            born_on=person.born_on,
            address=nfc(person.address),
            phone=nfc(person.phone),
            email=nfc(person.email),
            search_key=words,
        )
        said = {"name": name, "identifiers": [list(i) for i in person.identifiers]}
        times = {"at": intake.at, "recorded_at": intake.recorded_at, "by": post}
        self.batch.create(applicant, "enter_applicant", said, retention="personal", **times)
        for kind, value in person.identifiers:
            self.batch.insert(Identifier(applicant_id=applicant.pk, kind=kind, value=nfc(value)))
        if person.identifiers:
            self.entered[person] = applicant.pk, words
        return applicant.pk, words

    def _write(self, intake: Intake, version: VersionFacts, terms: Terms, post: By, number: str | None) -> None:
        at, recorded = intake.at, intake.recorded_at
        assert at is not None and recorded is not None  # noqa: S101 -- filled in above
        applicant, words = self._applicant(intake.applicant, intake, post)
        holder_applicant = self._applicant(intake.holder, intake, post)[0] if intake.holder else None
        dossier = Dossier(
            id=intake.id,
            number=number,
            version_id=version.id,
            procedure_id=version.procedure,
            channel=intake.channel,
            return_channel=intake.return_channel,
            applicant_id=applicant,
            holder_applicant_id=holder_applicant,
            mandate=nfc(intake.mandate),
            subject=nfc(intake.subject),
            parent_id=intake.parent,
            case=intake.case,
            quantity=intake.quantity,
            search_key=f"{fold(number or '')} {words}".strip(),
            helped_unit_id=intake.helped_unit or intake.received_unit,
            received_unit_id=intake.received_unit,
            deciding_unit_id=intake.deciding_unit,
            state=self.state,
            stretch=uuid7(recorded),
            last_at=at,
        )
        lie_with(dossier, intake.lies_with or Holder(intake.received_unit, Function.RECEIVING), at, self.batch)
        if self.state == State.RECEIVED:
            norm = self.catalogue.norm(version.code, dossier.deciding_unit_id, local_day(at), legal=terms.limit)
            start_clock(dossier, terms, norm, self.world, at, recorded)
        detail = {
            "number": number,
            "procedure": version.code,
            "version": version.id,
            "channel": intake.channel,
            "applicant": applicant,
        } | said_of(dossier, {})
        if intake.line is not None:
            detail["line"] = intake.line.said
        detail |= intake.said
        act = "receive" if self.state == State.RECEIVED else "draft"
        self.batch.create(dossier, act, detail, at=at, recorded_at=recorded, by=post)
        self.batch.insert(stretch_of(dossier, at, recorded))
        self.batch.insert_many(checklist(dossier, version, intake.papers))
        if self.state == State.RECEIVED:
            self.batch.insert_many(counts.received(dossier, local_day(at), local_day(recorded)))
        self.done.append(dossier.pk)


def lie_with(dossier: Dossier, holder: Holder, at: datetime, batch: Batch) -> None:
    """Put a dossier into an inbox and open the task there."""
    dossier.holder_unit_id, dossier.holder_function, dossier.holder_account_id = (
        holder.unit,
        holder.function,
        holder.account,
    )
    task = open_task(dossier, holder, at)
    dossier.task = task.pk
    batch.insert(task)


CLOCK_COLUMNS = (
    "limit_value",
    "limit_unit",
    "cutoff",
    "norm_value",
    "norm_unit",
    "received_at",
    "received_on",
    "received_recorded_on",
    "due_at",
)


def start_clock(
    dossier: Dossier, terms: Terms, norm: Limit | None, world: World, at: datetime, recorded: datetime
) -> None:
    """Pin the limit by law and the unit's own norm, and say when the dossier is due, by the calendar of the unit
    that decides."""
    dossier.limit_value, dossier.limit_unit, dossier.cutoff = terms.limit_value, terms.limit_unit, terms.cutoff
    if norm is not None:
        dossier.norm_value, dossier.norm_unit = norm.value, norm.unit.value
    dossier.received_at, dossier.received_on = at, local_day(at)
    dossier.received_recorded_on = local_day(recorded)
    calendar = world.calendar(dossier.deciding_unit_id, dossier.received_on)
    limit = Limit(terms.limit_value, LimitUnit(terms.limit_unit), terms.cutoff)
    dossier.due_at = due_at(at, limit, calendar)
    dossier.due_on = local_day(dossier.due_at) if dossier.due_at else None


def case_refusal(problem: "NoCase | UnknownCase", procedure: str) -> tuple[str, dict[str, Any]]:
    """Why a dossier without its case, or with one that does not exist, is refused, and what can be chosen."""
    code = "no_case" if isinstance(problem, NoCase) else "unknown_case"
    return code, {"procedure": procedure, "cases": "; ".join(f"{key} ({name})" for key, name in problem.cases)}


def checklist(
    dossier: Dossier, version: VersionFacts, given: Sequence[GivenPaper] | None
) -> Iterable[DossierPaper]:
    """The rows of the checklist: what was handed in, or everything that the version asks for."""
    if given is None:
        given = [GivenPaper(name, o, c, o, c) for name, o, c in version.papers]
    for position, paper in enumerate(given, start=1):
        yield DossierPaper(
            dossier_id=dossier.pk,
            position=position,
            name=nfc(paper.name)[:1000],
            asked_originals=paper.asked_originals,
            asked_copies=paper.asked_copies,
            given_originals=paper.originals,
            given_copies=paper.copies,
        )


def receive_drafts(
    drafts: Iterable[UUID],
    *,
    by: Actor,
    at: When,
    ground: str,
    recorded_at: When | None = None,
    expected: Mapping[UUID, int] | None = None,
) -> Done:
    """Receive dossiers that were kept as drafts or filed online: now they get their number and their clock."""
    with Acting(
        drafts, act="receive", by=by, at=at, ground=ground, recorded_at=recorded_at, expected=expected
    ) as acting:
        facts = catalogue(acting.world.catalogue)
        for dossier in acting:
            when = acting.moment(dossier)
            if State.RECEIVED not in MOVES[State(dossier.state)] or dossier.number:
                acting.refuse(dossier, "move", state=State(dossier.state).label)
                continue
            post = acting.post(dossier, {Function.RECEIVING}, dossier.received_unit_id)
            if post is None:
                continue
            version = facts.by_id(dossier.version_id)
            day, recorded = local_day(when), acting.recorded(dossier)
            succeeded = _received_by_successors(acting, dossier)
            if facts.offered(version.code, dossier.deciding_unit_id, day) != version:
                acting.refuse(dossier, "no_version", procedure=version.code, unit="", day=f"{day:%d/%m/%Y}")
                continue
            try:
                terms = version.terms_for(dossier.channel, dossier.case, dossier.quantity)
            except (NoCase, UnknownCase) as problem:
                code, params = case_refusal(problem, version.code)
                acting.refuse(dossier, code, **params)
                continue
            if terms is None:
                acting.refuse(dossier, "no_terms", procedure=version.code)
                continue
            prefix = acting.world.tree.number_prefix(dossier.received_unit_id, day)
            number = numbers.take(prefix, day)[0]
            norm = facts.norm(version.code, dossier.deciding_unit_id, day, legal=terms.limit)
            start_clock(dossier, terms, norm, acting.world, when, recorded)
            pinned = {name: getattr(dossier, name) for name in CLOCK_COLUMNS}
            pinned |= {f"{name}_id": unit for name, unit in succeeded.items()}
            dossier.due_on = None  # the deltas of `change` compare with what was before
            acting.change(
                dossier,
                post,
                {"number": number, "procedure": version.code, "version": version.id, "channel": dossier.channel}
                | succeeded,
                state=State.RECEIVED,
                number=number,
                search_key=f"{fold(number)} {dossier.search_key}",
                **pinned,
            )
            for row in counts.received(dossier, day, local_day(recorded)):
                if row.kind == counts.RECEIVED:
                    acting.batch.insert(row)
    return acting.done


def _received_by_successors(acting: Acting, dossier: Dossier) -> dict[str, UUID]:
    """What was filed before units merged is received and will be decided by those that do their work now: nothing
    had been received by the others."""
    now = {"received_unit": acting.at_desk(dossier), "deciding_unit": acting.decides(dossier)}
    changed = {name: unit for name, unit in now.items() if unit != getattr(dossier, f"{name}_id")}
    for name, unit in changed.items():
        setattr(dossier, f"{name}_id", unit)
    return changed
