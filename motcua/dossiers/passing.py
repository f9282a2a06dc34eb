"""Take, move, hand over: a dossier goes from hand to hand and always lies with somebody."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from motcua.dossiers.acting import Acting, Holder, When
from motcua.dossiers.drafts import Draft, Proposal
from motcua.dossiers.models import Dossier, Task
from motcua.dossiers.refusals import Done
from motcua.dossiers.states import State
from motcua.journal.by import By
from motcua.journal.ids import uuid7
from motcua.moments import local_day
from motcua.people.actor import Actor
from motcua.people.models import Account, Function
from motcua.text import nfc


def take(
    dossiers: Iterable[UUID],
    *,
    by: Actor,
    at: When,
    ground: str,
    recorded_at: When | None = None,
    expected: Mapping[UUID, int] | None = None,
) -> Done:
    """Take dossiers out of the inbox of one's unit and function: from now on they are in this person's hands."""
    with Acting(
        dossiers, act="take", by=by, at=at, ground=ground, recorded_at=recorded_at, expected=expected
    ) as acting:
        for dossier in acting:
            if not _goes_on(acting, dossier):
                continue
            if dossier.holder_account_id is not None:
                acting.refuse(dossier, "taken", who=_name(dossier.holder_account_id))
                continue
            post = acting.post(dossier, {dossier.holder_function}, dossier.holder_unit_id)
            if post is None:
                continue
            holder = Holder(dossier.holder_unit_id, dossier.holder_function, by.account)
            acting.change(dossier, post, {}, state=State.IN_PROCESS, holder=holder)
    return acting.done


def move(
    dossiers: Iterable[UUID],
    *,
    to: Holder,
    by: Actor,
    at: When,
    ground: str,
    note: str = "",
    draft: Proposal | None = None,
    recorded_at: When | None = None,
    expected: Mapping[UUID, int] | None = None,
) -> Done:
    """Send dossiers on to their next step: a function in a unit, perhaps a person there (form 06's rows).

    What goes up to a leader carries a draft of its outcome, to which he can agree.
    """
    with Acting(
        dossiers, act="move", by=by, at=at, ground=ground, recorded_at=recorded_at, expected=expected
    ) as acting:
        for dossier in acting:
            if not _goes_on(acting, dossier) or not _in_force(acting, dossier, to):
                continue
            post = holds(acting, dossier)
            if post is not None and _may_hold(acting, dossier, to):
                said = _said(note)
                if draft is not None:
                    said["draft"] = {"outcome": str(draft.outcome), "text": nfc(draft.text)}
                    acting.batch.insert(_draft(dossier, draft, acting))
                acting.change(dossier, post, said, state=State.IN_PROCESS, holder=to)
    return acting.done


def send_back(
    dossiers: Iterable[UUID],
    *,
    reason: str,
    by: Actor,
    at: When,
    ground: str,
    recorded_at: When | None = None,
    expected: Mapping[UUID, int] | None = None,
) -> Done:
    """Send dossiers from a leader's inbox back to who sent them up, with the reason.

    To the person if he still could go on with it, else into the inbox of his function; what came straight from the
    counter goes back there.
    """
    with Acting(
        dossiers, act="send_back", by=by, at=at, ground=ground, recorded_at=recorded_at, expected=expected
    ) as acting:
        below = _sent_up_by(acting.ids)
        for dossier in acting:
            if not _goes_on(acting, dossier):
                continue
            if dossier.holder_function != Function.LEADER:
                acting.refuse(dossier, "not_up")
            elif not reason.strip():
                acting.refuse(dossier, "reason")
            else:
                post = holds(acting, dossier)
                if post is not None:
                    to = _back_to(acting, dossier, below.get(dossier.pk))
                    acting.change(dossier, post, {"reason": nfc(reason)}, state=State.IN_PROCESS, holder=to)
    return acting.done


def hand_over(
    dossiers: Iterable[UUID],
    *,
    to: UUID | None,
    by: Actor,
    at: When,
    ground: str,
    note: str = "",
    recorded_at: When | None = None,
    expected: Mapping[UUID, int] | None = None,
) -> Done:
    """Give dossiers to a colleague at the same step, or (to None) back into the unit's inbox."""
    with Acting(
        dossiers, act="hand_over", by=by, at=at, ground=ground, recorded_at=recorded_at, expected=expected
    ) as acting:
        for dossier in acting:
            if not acting.may_move(dossier, State(dossier.state)):
                continue
            post = holds(acting, dossier)
            holder = Holder(dossier.holder_unit_id, dossier.holder_function, to)
            if post is not None and _may_hold(acting, dossier, holder):
                acting.change(dossier, post, _said(note), holder=holder)
    return acting.done


def holds(acting: Acting, dossier: Dossier) -> By | None:
    """The post of the one who holds a dossier; nobody else may pass it on."""
    if (
        dossier.holder_account_id is not None
        and not acting.by.is_system
        and dossier.holder_account_id != acting.by.account
    ):
        acting.refuse(dossier, "taken", who=_name(dossier.holder_account_id))
        return None
    return acting.post(dossier, {dossier.holder_function}, dossier.holder_unit_id)


def _goes_on(acting: Acting, dossier: Dossier) -> bool:
    """Only what is received or in process goes on: one that waits is resumed first, and its clock with it."""
    if dossier.state in (State.RECEIVED, State.IN_PROCESS):
        return True
    acting.refuse(dossier, "move", state=State(dossier.state).label)
    return False


def _sent_up_by(dossiers: Iterable[UUID]) -> dict[UUID, Holder]:
    """With whom each dossier lay last before it went to a leader."""
    tasks = Task.objects.filter(dossier__in=list(dossiers), closed_at__isnull=False).exclude(
        function=Function.LEADER
    )
    last = tasks.order_by("dossier", "-closed_at", "-id").distinct("dossier")
    return {t.dossier_id: Holder(t.unit_id, t.function, t.account_id) for t in last}


def _back_to(acting: Acting, dossier: Dossier, below: Holder | None) -> Holder:
    day = local_day(acting.moment(dossier))
    if below is None or below.unit is None or acting.world.tree.on(below.unit, day) is None:
        return Holder(acting.at_desk(dossier), Function.RECEIVING)
    if below.account is not None:
        account = Account.objects.filter(pk=below.account, is_active=True).first()
        tree = acting.world.tree
        if account and Actor.of(account, day).acts_for({below.function}, below.unit, tree, day):
            return below
    return Holder(below.unit, below.function)


def _draft(dossier: Dossier, draft: Proposal, acting: Acting) -> Draft:
    at = acting.moment(dossier)
    return Draft(
        id=uuid7(at),
        dossier_id=dossier.pk,
        outcome=draft.outcome,
        text=nfc(draft.text),
        number=nfc(draft.number),
        account_id=acting.by.account,
        at=at,
    )


def _may_hold(acting: Acting, dossier: Dossier, to: Holder) -> bool:
    """A dossier is given to a person only if his posts let him go on with it; else nobody could."""
    if to.account is None or to.unit is None:
        return True
    day = local_day(acting.moment(dossier))
    account = Account.objects.filter(pk=to.account, is_active=True).first()
    if account and Actor.of(account, day).acts_for({to.function}, to.unit, acting.world.tree, day):
        return True
    place = acting.world.tree.on(to.unit, day)
    acting.refuse(dossier, "no_post", who=account.name if account else "—", unit=place.name if place else "—")
    return False


def _in_force(acting: Acting, dossier: Dossier, to: Holder) -> bool:
    day = local_day(acting.moment(dossier))
    if to.unit is not None and acting.world.tree.on(to.unit, day) is not None:
        return True
    place = acting.world.tree.latest(to.unit) if to.unit else None
    acting.refuse(dossier, "unit_closed", unit=place.name if place else "—", day=f"{day:%d/%m/%Y}")
    return False


def _said(note: str) -> dict[str, Any]:
    return {"note": note} if note else {}


def _name(account: UUID) -> str:
    return Account.objects.filter(pk=account).values_list("name", flat=True).first() or "—"
