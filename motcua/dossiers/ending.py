"""Decide, return, refuse, withdraw, stop: how a dossier ends, and how its result leaves."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from motcua.catalogue.kept import catalogue
from motcua.dossiers.acting import NOBODY, Acting, Holder, When
from motcua.dossiers.endrules import column
from motcua.dossiers.models import Dossier, Pause
from motcua.dossiers.refusals import Done
from motcua.dossiers.states import WAITING, Outcome, State
from motcua.journal.by import By
from motcua.moments import local_day
from motcua.people.actor import Actor
from motcua.people.models import Function
from motcua.text import nfc


@dataclass(frozen=True, slots=True)
class Document:
    """The document that carries an outcome: its number and its date."""

    number: str
    on: date


def decide(
    dossiers: Iterable[UUID],
    *,
    outcome: Outcome | str,
    documents: Mapping[UUID, Document] | None = None,
    reason: str = "",
    from_register: bool = False,
    by: Actor,
    at: When,
    ground: str,
    recorded_at: When | None = None,
    expected: Mapping[UUID, int] | None = None,
) -> Done:
    """Decide dossiers: granted, refused, or returned with reasons. Handling ends here, whenever they are collected.

    A leader of the deciding unit decides. The outcome carries its document's number and date unless the procedure
    gives none; a refusal and a return need their reason. What is brought in `from_register` may
    lack a document that its book does not name. A procedure returned while people wait may be decided straight from
    the counter. Source: NĐ 61/2018 art. 19.
    """
    documents = documents or {}
    with Acting(
        dossiers, act="decide", by=by, at=at, ground=ground, recorded_at=recorded_at, expected=expected
    ) as acting:
        facts = catalogue(acting.world.catalogue)
        for dossier in acting:
            version = facts.by_id(dossier.version_id)
            if not acting.may_move(dossier, State.DECIDED):
                continue
            if dossier.state == State.RECEIVED and not version.at_once:
                acting.refuse(dossier, "move", state=State(dossier.state).label)
                continue
            post = acting.post(dossier, {Function.LEADER}, dossier.deciding_unit_id)
            document = documents.get(dossier.pk)
            if post is None:
                continue
            if outcome != Outcome.GRANTED and not reason.strip():
                acting.refuse(dossier, "reason")
            elif version.gives_document and not from_register and not (document and document.number.strip()):
                acting.refuse(dossier, "outcome_document")
            else:
                _decide(acting, dossier, post, Outcome(outcome), document, reason)
    return acting.done


def return_result(
    dossiers: Iterable[UUID],
    *,
    by: Actor,
    at: When,
    ground: str,
    to: str | Mapping[UUID, str] = "",
    recorded_at: When | None = None,
    expected: Mapping[UUID, int] | None = None,
) -> Done:
    """Hand results out, at the counter or by post. Late or not, a result is never held back.

    `to` is who signed for it, one for all or by dossier.
    Source: NĐ 61/2018 art. 20.
    """
    with Acting(
        dossiers, act="return", by=by, at=at, ground=ground, recorded_at=recorded_at, expected=expected
    ) as acting:
        for dossier in acting:
            if not acting.may_move(dossier, State.RETURNED):
                continue
            post = acting.post(dossier, {Function.RETURNING, Function.RECEIVING}, dossier.received_unit_id)
            if post is not None:
                who = to if isinstance(to, str) else to.get(dossier.pk, "")
                said = {"to": nfc(who)} if who else {}
                at_moment = acting.moment(dossier)
                acting.change(dossier, post, said, state=State.RETURNED, holder=NOBODY, returned_at=at_moment)
    return acting.done


def refuse(
    dossiers: Iterable[UUID],
    *,
    reason: str,
    by: Actor,
    at: When,
    ground: str,
    recorded_at: When | None = None,
    expected: Mapping[UUID, int] | None = None,
) -> Done:
    """Do not receive what was filed (form 03). It is never counted as received."""
    with Acting(
        dossiers, act="refuse", by=by, at=at, ground=ground, recorded_at=recorded_at, expected=expected
    ) as acting:
        for dossier in acting:
            if not acting.may_move(dossier, State.REFUSED) or not _reasoned(acting, dossier, reason):
                continue
            post = acting.post(dossier, {Function.RECEIVING}, dossier.received_unit_id)
            if post is not None:
                acting.change(dossier, post, {"reason": nfc(reason)}, state=State.REFUSED, holder=NOBODY)
    return acting.done


def withdraw(
    dossiers: Iterable[UUID],
    *,
    reason: str,
    by: Actor,
    at: When,
    ground: str,
    recorded_at: When | None = None,
    expected: Mapping[UUID, int] | None = None,
) -> Done:
    """The applicant takes his dossier back; entered at the desk that received it."""
    with Acting(
        dossiers, act="withdraw", by=by, at=at, ground=ground, recorded_at=recorded_at, expected=expected
    ) as acting:
        for dossier in acting:
            if not acting.may_move(dossier, State.WITHDRAWN) or not _reasoned(acting, dossier, reason):
                continue
            post = acting.post(dossier, {Function.RECEIVING, Function.RETURNING}, dossier.received_unit_id)
            if post is not None:
                _end(acting, dossier, post, State.WITHDRAWN, NOBODY, {"reason": nfc(reason)})
    return acting.done


def stop(
    dossiers: Iterable[UUID],
    *,
    reason: str,
    by: Actor,
    at: When,
    ground: str,
    recorded_at: When | None = None,
    expected: Mapping[UUID, int] | None = None,
) -> Done:
    """Stop handling (form 05), for example when nothing was supplemented in time. Resumed only by a decision."""
    with Acting(
        dossiers, act="stop", by=by, at=at, ground=ground, recorded_at=recorded_at, expected=expected
    ) as acting:
        for dossier in acting:
            if not acting.may_move(dossier, State.STOPPED) or not _reasoned(acting, dossier, reason):
                continue
            post = acting.post(dossier, {Function.LEADER}, dossier.deciding_unit_id)
            if post is not None:
                _end(acting, dossier, post, State.STOPPED, NOBODY, {"reason": nfc(reason)})
    return acting.done


def _decide(
    acting: Acting, dossier: Dossier, post: By, outcome: Outcome, document: Document | None, reason: str
) -> None:
    said: dict[str, Any] = {"outcome": outcome.value}
    columns: dict[str, Any] = {"outcome": outcome.value}
    if document is not None:
        said |= {"document": document.number, "document_on": document.on}
        columns |= {"outcome_number": nfc(document.number), "outcome_on": document.on}
    if reason:
        said["reason"] = nfc(reason)
    holder = Holder(dossier.received_unit_id, Function.RETURNING)
    _end(acting, dossier, post, State.DECIDED, holder, said, **columns)


def _end(
    acting: Acting,
    dossier: Dossier,
    post: By,
    state: State,
    holder: Holder,
    said: dict[str, Any],
    **columns: Any,
) -> None:
    at = acting.moment(dossier)
    if not dossier.received_at:  # withdrawn before it was received: it ends, and counts nowhere
        acting.change(dossier, post, said, state=state, holder=holder)
        return
    due = dossier.due_at
    if state == State.DECIDED and dossier.state in WAITING:
        pauses = acting.pauses(dossier)
        for pause in pauses:
            if pause.until is None:
                pause.until = at
                acting.batch.update(Pause, pause.pk, until=at)
        due = acting.due_at(dossier, pauses)
    recorded_on = local_day(acting.recorded(dossier))
    acting.change(
        dossier,
        post,
        said,
        state=state,
        holder=holder,
        due_at=due,
        ended_at=at,
        ended_on=local_day(at),
        ended_recorded_on=recorded_on,
        ended_as=column(dossier, state, at, due).value,
        **columns,
    )


def _reasoned(acting: Acting, dossier: Dossier, reason: str) -> bool:
    if reason.strip():
        return True
    acting.refuse(dossier, "reason")
    return False
