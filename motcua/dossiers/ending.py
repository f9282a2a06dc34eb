"""Decide, return, refuse, withdraw, stop: how a dossier ends, and how its result leaves."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from motcua.catalogue.kept import catalogue
from motcua.dossiers.acting import NOBODY, Acting, Holder, When
from motcua.dossiers.blocks import blocked
from motcua.dossiers.books import Book, lines_of, next_in
from motcua.dossiers.drafts import latest
from motcua.dossiers.endrules import column
from motcua.dossiers.models import Dossier
from motcua.dossiers.refusals import Done
from motcua.dossiers.states import Outcome, State
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
    outcome: Outcome | str | None,
    documents: Mapping[UUID, Document] | None = None,
    reason: str = "",
    from_register: bool = False,
    from_book: bool = False,
    by: Actor,
    at: When,
    ground: str,
    recorded_at: When | None = None,
    expected: Mapping[UUID, int] | None = None,
) -> Done:
    """Decide dossiers: granted, refused, or returned with reasons. Handling ends here, whenever they are collected.

    A leader of the deciding unit decides. The outcome carries its document's number and date unless the procedure
    gives none; a refusal and a return need their reason. What is brought in `from_register` may lack a document
    that its book does not name. With `from_book`, what lacks a number gets one: that of its line in a book, else
    the next of the deciding unit's book of results. An outcome of None agrees to each dossier's draft; what stands
    in a book of its own is granted. A procedure returned while people wait may be decided straight from the
    counter. Source: NĐ 61/2018 art. 19.
    """
    documents = documents or {}
    with Acting(
        dossiers, act="decide", by=by, at=at, ground=ground, recorded_at=recorded_at, expected=expected
    ) as acting:
        facts = catalogue(acting.world.catalogue)
        lines = lines_of(acting.ids) if from_book or outcome is None else {}
        drafts = latest(acting.ids) if outcome is None else {}
        unnumbered: list[tuple[Dossier, By, Outcome, str]] = []
        for dossier in acting:
            version = facts.by_id(dossier.version_id)
            if not acting.may_move(dossier, State.DECIDED):
                continue
            if dossier.state == State.RECEIVED and not version.at_once:
                acting.refuse(dossier, "move", state=State(dossier.state).label)
                continue
            post = acting.post(dossier, {Function.LEADER}, dossier.deciding_unit_id)
            if post is None:
                continue
            line, draft = lines.get(dossier.pk), drafts.get(dossier.pk)
            found = outcome or (draft.outcome if draft else Outcome.GRANTED if line else None)
            why = reason or (draft.text if draft and found != Outcome.GRANTED else "")
            document = documents.get(dossier.pk)
            if document is None and from_book and (line or (draft and draft.number)):
                number = line.number if line else draft.number if draft else ""
                document = Document(number, local_day(acting.moment(dossier)))
            if found is None:
                acting.refuse(dossier, "no_draft")
            elif found != Outcome.GRANTED and not why.strip():
                acting.refuse(dossier, "reason")
            elif (document is not None and document.number.strip()) or not version.gives_document or from_register:
                _decide(acting, dossier, post, Outcome(found), document, why)
            elif from_book:
                unnumbered.append((dossier, post, Outcome(found), why))
            else:
                acting.refuse(dossier, "outcome_document")
        _decide_with_the_next_numbers(acting, unnumbered)
    return acting.done


def agree(
    dossiers: Iterable[UUID],
    *,
    by: Actor,
    at: When,
    ground: str,
    recorded_at: When | None = None,
    expected: Mapping[UUID, int] | None = None,
) -> Done:
    """Decide dossiers as their drafts propose, their documents numbered from the books; refused where none is."""
    return decide(
        dossiers,
        outcome=None,
        from_book=True,
        by=by,
        at=at,
        ground=ground,
        recorded_at=recorded_at,
        expected=expected,
    )


def return_result(
    dossiers: Iterable[UUID],
    *,
    by: Actor,
    at: When,
    ground: str,
    to: str | Mapping[UUID, str] = "",
    authority: str | Mapping[UUID, str] = "",
    recorded_at: When | None = None,
    expected: Mapping[UUID, int] | None = None,
) -> Done:
    """Hand results out, at the counter or by post. Late or not, a result is never held back.

    What is registered for it may: a fee that is collected on return and still owed (motcua.fees).

    `to` is who took it where it was not the applicant himself, `authority` by what right: a mandate, a kinship;
    each one for all or by dossier. Source: NĐ 61/2018 art. 20.
    """
    with Acting(
        dossiers, act="return", by=by, at=at, ground=ground, recorded_at=recorded_at, expected=expected
    ) as acting:
        held_back = blocked("return", acting.ids)
        for dossier in acting:
            if not acting.may_move(dossier, State.RETURNED):
                continue
            post = acting.post(dossier, {Function.RETURNING, Function.RECEIVING}, dossier.received_unit_id)
            if post is not None and dossier.pk in held_back:
                acting.refused[dossier.pk] = held_back[dossier.pk]
            elif post is not None:
                given = {"to": _for(dossier, to), "authority": _for(dossier, authority)}
                said = {key: text for key, text in given.items() if text}
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


def _decide_with_the_next_numbers(acting: Acting, ready: list[tuple[Dossier, By, Outcome, str]]) -> None:
    """Number what has no number yet from the books of the deciding units, then decide it."""
    books: dict[tuple[UUID, int], list[tuple[Dossier, By, Outcome, str]]] = {}
    for row in ready:
        year = local_day(acting.moment(row[0])).year
        books.setdefault((row[0].deciding_unit_id, year), []).append(row)
    for (unit, _year), together in sorted(books.items()):
        day = local_day(acting.moment(together[0][0]))
        for (dossier, post, outcome, why), given in zip(
            together, next_in(Book.RESULTS, unit, day, len(together)), strict=True
        ):
            document = Document(given.number, local_day(acting.moment(dossier)))
            _decide(acting, dossier, post, outcome, document, why)


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
    holder = Holder(acting.at_desk(dossier), Function.RETURNING)
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
    if state == State.DECIDED and acting.waits(dossier):
        due = acting.due_at(dossier, acting.end_pause(dossier, at))
    counts = acting.promised(dossier, due, dossier.extension)[1]
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
        ended_as=column(dossier, state, at, counts).value,
        **columns,
    )


def _reasoned(acting: Acting, dossier: Dossier, reason: str) -> bool:
    if reason.strip():
        return True
    acting.refuse(dossier, "reason")
    return False


def _for(dossier: Dossier, text: str | Mapping[UUID, str]) -> str:
    """What was said of this one, where one text may stand for all."""
    return nfc(text if isinstance(text, str) else text.get(dossier.pk, ""))
