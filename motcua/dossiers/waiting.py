"""Ask for a supplement or a payment, and resume: the clock of a dossier stands and goes on."""

from collections.abc import Iterable, Mapping
from uuid import UUID

from motcua.dossiers.acting import Acting, Holder, When
from motcua.dossiers.models import Dossier, Pause, Reopening
from motcua.dossiers.passing import holds
from motcua.dossiers.refusals import Done
from motcua.dossiers.states import WAITING, State
from motcua.journal.by import By
from motcua.journal.ids import uuid7
from motcua.moments import local_day
from motcua.people.actor import Actor
from motcua.people.models import Function
from motcua.text import nfc

STANDING = WAITING | {State.STOPPED, State.COORDINATION}


def ask_for_supplement(
    dossiers: Iterable[UUID],
    *,
    missing: str,
    by: Actor,
    at: When,
    ground: str,
    recorded_at: When | None = None,
    expected: Mapping[UUID, int] | None = None,
) -> Done:
    """Stop the clock of dossiers until their applicants bring what is missing (form 02).

    Asked once by law (NĐ 118/2025); a second time needs a leader's post in the deciding unit (our rule).
    """
    with Acting(
        dossiers,
        act="ask_for_supplement",
        by=by,
        at=at,
        ground=ground,
        recorded_at=recorded_at,
        expected=expected,
    ) as acting:
        for dossier in acting:
            if not acting.may_move(dossier, State.SUPPLEMENT) or not _says_why(acting, dossier, missing):
                continue
            post = _may_ask(acting, dossier)
            if post is not None:
                _pause(acting, dossier, post, State.SUPPLEMENT, "supplement", missing)
    return acting.done


def ask_for_payment(
    dossiers: Iterable[UUID],
    *,
    note: str,
    by: Actor,
    at: When,
    ground: str,
    recorded_at: When | None = None,
    expected: Mapping[UUID, int] | None = None,
) -> Done:
    """Stop the clock until a financial duty is paid, where the procedure's version lets it stand for that."""
    from motcua.catalogue.models import Version

    with Acting(
        dossiers, act="ask_for_payment", by=by, at=at, ground=ground, recorded_at=recorded_at, expected=expected
    ) as acting:
        pausing = set(Version.objects.filter(pauses_for_fee=True).values_list("pk", flat=True))
        for dossier in acting:
            if dossier.version_id not in pausing:
                acting.refuse(dossier, "move", state=State(dossier.state).label)
            elif acting.may_move(dossier, State.FEE_DUE):
                post = holds(acting, dossier)
                if post is not None:
                    _pause(acting, dossier, post, State.FEE_DUE, "fee", note)
    return acting.done


def resume(
    dossiers: Iterable[UUID],
    *,
    by: Actor,
    at: When,
    ground: str,
    decision: str = "",
    recorded_at: When | None = None,
    expected: Mapping[UUID, int] | None = None,
) -> Done:
    """Let the clock go on: what was missing has come, what was owed is paid.

    A stopped dossier is resumed by a decision whose number is given; the time that it was stopped does not count.
    """
    with Acting(
        dossiers, act="resume", by=by, at=at, ground=ground, recorded_at=recorded_at, expected=expected
    ) as acting:
        for dossier in acting:
            to = State.IN_PROCESS if dossier.received_at else State.NEW
            if not acting.may_move(dossier, to):
                continue
            if dossier.state not in STANDING:  # the table lets others move on too, but not by resuming
                acting.refuse(dossier, "move", state=State(dossier.state).label)
            elif dossier.state == State.STOPPED:
                _reopen(acting, dossier, decision)
            else:
                _go_on(acting, dossier, to)
    return acting.done


def _pause(acting: Acting, dossier: Dossier, post: By, state: State, why: str, note: str) -> None:
    at = acting.moment(dossier)
    acting.batch.insert(Pause(id=uuid7(at), dossier_id=dossier.pk, since=at, why=why, note=nfc(note)))
    columns = {"supplements_asked": dossier.supplements_asked + 1} if state == State.SUPPLEMENT else {}
    acting.change(dossier, post, {"missing": nfc(note)}, state=state, due_at=None, **columns)


def _go_on(acting: Acting, dossier: Dossier, to: State) -> None:
    # Who holds it, or the desk that received it: that is where applicants bring what was missing.
    day, at_desk = local_day(acting.moment(dossier)), dossier.received_unit_id
    post = acting.by.acts_for({Function.RECEIVING}, at_desk, acting.world.tree, day) or acting.post(
        dossier, {dossier.holder_function}, dossier.holder_unit_id
    )
    if post is None:
        return
    pauses = acting.pauses(dossier)
    for pause in pauses:
        if pause.until is None:
            pause.until = acting.moment(dossier)
            acting.batch.update(Pause, pause.pk, until=pause.until)
    due = acting.due_at(dossier, pauses) if dossier.received_at else None
    acting.change(dossier, post, {}, state=to, due_at=due)


def _reopen(acting: Acting, dossier: Dossier, decision: str) -> None:
    if not decision.strip():
        acting.refuse(dossier, "needs_decision")
        return
    post = acting.post(dossier, {Function.LEADER}, dossier.deciding_unit_id)
    if post is None or dossier.ended_at is None or dossier.ended_on is None:
        return
    at = acting.moment(dossier)
    stopped = Pause(
        id=uuid7(at), dossier_id=dossier.pk, since=dossier.ended_at, until=at, why="stopped", note=decision
    )
    acting.batch.insert(stopped)
    acting.batch.insert(
        Reopening(
            dossier_id=dossier.pk,
            unit_id=dossier.deciding_unit_id,
            procedure_id=dossier.procedure_id,
            channel=dossier.channel,
            ended_as=dossier.ended_as,
            ended_on=dossier.ended_on,
            ended_recorded_on=dossier.ended_recorded_on,
            happened_on=local_day(at),
            recorded_on=local_day(acting.recorded(dossier)),
        )
    )
    pauses = acting.pauses(dossier)
    for pause in pauses:
        if pause.until is None:  # it waited for its applicant when it was stopped
            pause.until = dossier.ended_at
            acting.batch.update(Pause, pause.pk, until=pause.until)
    due = acting.due_at(dossier, [*pauses, stopped])
    acting.change(
        dossier,
        post,
        {"decision": decision},
        state=State.IN_PROCESS,
        holder=Holder(dossier.deciding_unit_id, Function.HANDLING),
        due_at=due,
        ended_at=None,
        ended_on=None,
        ended_recorded_on=None,
        ended_as="",
    )


def _may_ask(acting: Acting, dossier: Dossier) -> By | None:
    if dossier.supplements_asked == 0:
        return holds(acting, dossier)
    day = local_day(acting.moment(dossier))
    post = acting.by.acts_for({Function.LEADER}, dossier.deciding_unit_id, acting.world.tree, day)
    if post is None:
        acting.refuse(dossier, "consent")
    return post


def _says_why(acting: Acting, dossier: Dossier, why: str) -> bool:
    if why.strip():
        return True
    acting.refuse(dossier, "reason")
    return False
