"""Ask for a supplement or a payment, wait for another body, resume: the clock of a dossier stands and goes on."""

from collections.abc import Iterable, Mapping
from uuid import UUID

from django.utils.translation import get_language

from motcua.catalogue.kept import catalogue
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
from motcua.worktime.limits import Cause
from motcua.worktime.sentences import cause_in_words

# The bodies that a dossier waits for while it stays in process (docs/rules/clock.md).
OUTSIDE = (Cause.TAX, Cause.LAND, Cause.POLICE)
STANDING = WAITING | {State.STOPPED, State.COORDINATION}


def ask_for_supplement(
    dossiers: Iterable[UUID],
    *,
    missing: str,
    reason: str = "",
    basis: str = "",
    by: Actor,
    at: When,
    ground: str,
    recorded_at: When | None = None,
    expected: Mapping[UUID, int] | None = None,
) -> Done:
    """Stop the clock of dossiers until their applicants bring what is missing (form 02).

    Asked once by law (NĐ 118/2025). A second time is a leader's own act, which is his consent, with the `reason`
    why it was not asked the first time and the `basis` that allows it; it is counted (docs/rules/clock.md).
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
            is_second = dossier.supplements_asked > 0
            post = _may_ask(acting, dossier)
            if post is None:
                continue
            if is_second and not (reason.strip() and basis.strip()):
                acting.refuse(dossier, "second")
                continue
            second = {"reason": nfc(reason).strip(), "basis": nfc(basis).strip()} if is_second else {}
            _pause(acting, dossier, post, State.SUPPLEMENT, Cause.SUPPLEMENT, missing, **second)
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
    with Acting(
        dossiers, act="ask_for_payment", by=by, at=at, ground=ground, recorded_at=recorded_at, expected=expected
    ) as acting:
        for dossier in acting:
            if acting.may_move(dossier, State.FEE_DUE) and _lets_stand(acting, dossier, Cause.FEE):
                post = holds(acting, dossier)
                if post is not None:
                    _pause(acting, dossier, post, State.FEE_DUE, Cause.FEE, note)
    return acting.done


def wait_for(
    dossiers: Iterable[UUID],
    *,
    cause: Cause | str,
    note: str,
    by: Actor,
    at: When,
    ground: str,
    recorded_at: When | None = None,
    expected: Mapping[UUID, int] | None = None,
) -> Done:
    """Let the clock stand while another body has to act (tax, land registration, police), where the procedure's
    version says so. The dossier stays in process, with who holds it; `note` says what was asked of whom.

    Raises ValueError for a cause that is no other body.
    """
    cause = Cause(cause)
    if cause not in OUTSIDE:
        raise ValueError(f"{cause} is no other body")
    with Acting(
        dossiers, act="wait_for", by=by, at=at, ground=ground, recorded_at=recorded_at, expected=expected
    ) as acting:
        for dossier in acting:
            if dossier.state not in (State.RECEIVED, State.IN_PROCESS):
                acting.refuse(dossier, "move", state=State(dossier.state).label)
            elif _lets_stand(acting, dossier, cause) and _says_why(acting, dossier, note):
                post = holds(acting, dossier)
                if post is not None:
                    _pause(acting, dossier, post, State.IN_PROCESS, cause, note)
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
            # The table lets others move on too, but not by resuming.
            if dossier.state not in STANDING and not acting.waits(dossier):
                acting.refuse(dossier, "move", state=State(dossier.state).label)
            elif dossier.state == State.STOPPED:
                _reopen(acting, dossier, decision)
            else:
                _go_on(acting, dossier, to)
    return acting.done


def _pause(acting: Acting, dossier: Dossier, post: By, state: State, why: Cause, note: str, **second: str) -> None:
    """Let the clock stand; refused where it stands already, since two pauses at once would count one time twice."""
    if acting.waits(dossier):
        lasting = next(pause for pause in acting.pauses(dossier) if pause.until is None)
        acting.refuse(dossier, "stands", cause=cause_in_words(lasting.why, get_language() or "vi"))
        return
    at = acting.moment(dossier)
    facts = catalogue(acting.world.catalogue).by_id(dossier.version_id)
    anew = facts.pauses.get(why, "continue") == "anew"
    pause = Pause(id=uuid7(at), dossier_id=dossier.pk, since=at, why=why.value, note=nfc(note), anew=anew, **second)
    acting.batch.insert(pause)
    columns = {"supplements_asked": dossier.supplements_asked + 1} if state == State.SUPPLEMENT else {}
    said = {"missing": nfc(note), "cause": why.value} | ({"anew": True} if anew else {}) | second
    acting.change(dossier, post, said, state=state, due_at=None, **columns)


def _lets_stand(acting: Acting, dossier: Dossier, cause: Cause) -> bool:
    """Does the version let the clock stand for a cause? If not, the dossier is refused."""
    if cause in catalogue(acting.world.catalogue).by_id(dossier.version_id).pauses:
        return True
    acting.refuse(dossier, "clock_goes_on")
    return False


def _go_on(acting: Acting, dossier: Dossier, to: State) -> None:
    # Who holds it, or the desk that received it: that is where applicants bring what was missing.
    day, at_desk = local_day(acting.moment(dossier)), acting.at_desk(dossier)
    post = acting.by.acts_for({Function.RECEIVING}, at_desk, acting.world.tree, day) or acting.post(
        dossier, {dossier.holder_function}, dossier.holder_unit_id
    )
    if post is None:
        return
    pauses = acting.end_pause(dossier, acting.moment(dossier))
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
    pauses = acting.end_pause(dossier, dossier.ended_at)  # it waited for something when it was stopped
    due = acting.due_at(dossier, [*pauses, stopped])
    acting.change(
        dossier,
        post,
        {"decision": decision},
        state=State.IN_PROCESS,
        holder=Holder(acting.decides(dossier), Function.HANDLING),
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
    post = acting.by.acts_for({Function.LEADER}, acting.decides(dossier), acting.world.tree, day)
    if post is None:
        acting.refuse(dossier, "consent")
    return post


def _says_why(acting: Acting, dossier: Dossier, why: str) -> bool:
    if why.strip():
        return True
    acting.refuse(dossier, "reason")
    return False
