"""What can be done with a dossier now, by this person: the page offers these acts and no others.

It mirrors the checks of the acts themselves, which decide; tests/desk/test_possible.py holds the two together.
"""

from collections.abc import Iterator
from datetime import date
from uuid import UUID

from motcua.catalogue.kept import VersionFacts
from motcua.dossiers.models import Dossier
from motcua.dossiers.states import MOVES, OPEN, WAITING, State
from motcua.dossiers.waiting import OUTSIDE
from motcua.organisation.tree import Tree
from motcua.people.actor import Actor
from motcua.people.models import Function
from motcua.worktime.limits import Cause

# The first of these that is possible is the page's main button. What lies with a leader is decided, what lies where
# it was received is sent on; nobody need take it first.
MAIN = ("receive", "take", "return", "move", "resume")
MAIN_UP = ("receive", "agree", "decide", "take", "move", "resume")
MAIN_DESK = ("receive", "agree", "decide", "return", "move", "take", "resume")

_AT_WORK = (State.RECEIVED, State.IN_PROCESS)


def possible(
    dossier: Dossier, actor: Actor, version: VersionFacts, units: Tree, day: date, *, proposed: bool = False
) -> tuple[str, ...]:
    """The acts that the actor's posts and the table of moves allow on a day, in the order of the page.

    `proposed` says whether a draft of its outcome exists, or its line in a book, to which a leader can agree.
    """
    return tuple(_possible(dossier, actor, version, units, day, proposed))


def main_act(acts: tuple[str, ...], dossier: Dossier) -> str | None:
    """The act that comes next for this person: a leader decides what was sent to leaders, others pass it on."""
    order = {Function.LEADER.value: MAIN_UP, Function.RECEIVING.value: MAIN_DESK}.get(dossier.holder_function, MAIN)
    if waits(dossier):  # first its clock has to go on
        order = ("resume", *order)
    return next((act for act in order if act in acts), None)


def waits(dossier: Dossier) -> bool:
    """Does its clock stand: for its applicant, or while it is in process for another body?"""
    return dossier.state in WAITING or (dossier.state in _AT_WORK and dossier.due_at is None)


def outside_causes(version: VersionFacts) -> list[str]:
    """The other bodies for which the clock of a version's dossiers may stand."""
    return [cause.value for cause in OUTSIDE if cause in version.pauses]


def only_the_leader_asks(dossier: Dossier, actor: Actor, units: Tree, day: date) -> bool:
    """Could he ask for a supplement, were it not asked for once already? Then he sends it up to the leader."""
    asked = dossier.supplements_asked > 0 and State.SUPPLEMENT in MOVES[State(dossier.state)]
    if not asked or waits(dossier) or dossier.holder_account_id not in (None, actor.account):
        return False
    holder = dossier.holder_unit_id
    if holder is None or actor.acts_for({dossier.holder_function}, holder, units, day) is None:
        return False
    decides = units.standing_for(dossier.deciding_unit_id, day, holder)
    return actor.acts_for({Function.LEADER}, decides, units, day) is None


def may_promise(dossier: Dossier) -> bool:
    """Is it open and due, and was no new day promised yet? Then a letter of apology is possible."""
    return dossier.state in OPEN and dossier.due_at is not None and dossier.extension is None


def next_step(dossier: Dossier, version: VersionFacts, units: Tree, day: date) -> tuple[UUID, Function]:
    """Where a dossier most often goes: from the desk to the office, from the office to its leader, and back.

    What is returned while people wait goes from the desk straight to the leader.
    """
    onward = {
        Function.RECEIVING.value: Function.LEADER if version.at_once else Function.HANDLING,
        Function.HANDLING.value: Function.LEADER,
    }
    decides = units.standing_for(dossier.deciding_unit_id, day, dossier.holder_unit_id)
    return decides, onward.get(dossier.holder_function, Function.HANDLING)


def _possible(
    dossier: Dossier, actor: Actor, version: VersionFacts, units: Tree, day: date, proposed: bool
) -> Iterator[str]:
    state, moves = State(dossier.state), MOVES[State(dossier.state)]

    def may(functions: set[str], unit: UUID | None) -> bool:
        if unit is None:
            return False
        stands = units.standing_for(unit, day, dossier.holder_unit_id)
        return actor.acts_for(functions, stands, units, day) is not None

    at_step = may({dossier.holder_function}, dossier.holder_unit_id)
    holds = at_step and dossier.holder_account_id in (None, actor.account)
    leads = may({Function.LEADER}, dossier.deciding_unit_id)
    desk = may({Function.RECEIVING, Function.RETURNING}, dossier.received_unit_id)
    receives = not dossier.number and may({Function.RECEIVING}, dossier.received_unit_id)
    decides = State.DECIDED in moves and leads and (state != State.RECEIVED or version.at_once)
    if State.RECEIVED in moves and receives:
        yield "receive"
    if State.REFUSED in moves and receives:
        yield "refuse"
    if state in _AT_WORK and at_step and dossier.holder_account_id is None:
        yield "take"
    if State.RETURNED in moves and desk:
        yield "return"
    if decides and proposed:
        yield "agree"
    if decides:
        yield "decide"
    if state in _AT_WORK and holds:
        yield "move"
    if state in _AT_WORK and holds and dossier.holder_function == Function.LEADER:
        yield "send_back"
    stands = waits(dossier)
    if State.SUPPLEMENT in moves and not stands and (holds if dossier.supplements_asked == 0 else leads):
        yield "supplement"
    if state in _AT_WORK and not stands and holds and outside_causes(version):
        yield "wait"
    if State.FEE_DUE in moves and not stands and holds and Cause.FEE in version.pauses:
        yield "payment"
    if stands and (at_step or may({Function.RECEIVING}, dossier.received_unit_id)):
        yield "resume"
    if state == State.STOPPED and leads:
        yield "resume"
    if may_promise(dossier) and holds:
        yield "letter"
    if may_promise(dossier) and leads:
        yield "sign_letter"
    if State.WITHDRAWN in moves and desk:
        yield "withdraw"
    if State.STOPPED in moves and leads:
        yield "stop"
