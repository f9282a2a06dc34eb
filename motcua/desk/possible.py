"""What can be done with a dossier now, by this person: the page offers these acts and no others.

It mirrors the checks of the acts themselves, which decide; tests/desk/test_possible.py holds the two together.
"""

from collections.abc import Iterator
from datetime import date

from motcua.catalogue.kept import VersionFacts
from motcua.dossiers.models import Dossier
from motcua.dossiers.states import MOVES, WAITING, State
from motcua.organisation.tree import Tree
from motcua.people.actor import Actor
from motcua.people.models import Function

# The first of these that is possible is the page's main button.
MAIN = ("take", "return", "decide", "move", "resume")

_AT_WORK = (State.RECEIVED, State.IN_PROCESS)


def possible(dossier: Dossier, actor: Actor, version: VersionFacts, units: Tree, day: date) -> tuple[str, ...]:
    """The acts that the actor's posts and the table of moves allow on a day, in the order of the page."""
    return tuple(_possible(dossier, actor, version, units, day))


def main_act(acts: tuple[str, ...], dossier: Dossier) -> str | None:
    """The act that comes next for this person: a leader decides what was sent to leaders, others pass it on."""
    order = list(MAIN)
    if dossier.holder_function != Function.LEADER and dossier.state != State.RECEIVED:
        order.remove("decide")
    return next((act for act in order if act in acts), None)


def _possible(dossier: Dossier, actor: Actor, version: VersionFacts, units: Tree, day: date) -> Iterator[str]:
    state, moves = State(dossier.state), MOVES[State(dossier.state)]

    def may(functions: set[str], unit: object) -> bool:
        return unit is not None and actor.acts_for(functions, unit, units, day) is not None  # type: ignore[arg-type]

    at_step = may({dossier.holder_function}, dossier.holder_unit_id)
    holds = at_step and dossier.holder_account_id in (None, actor.account)
    leads = may({Function.LEADER}, dossier.deciding_unit_id)
    desk = may({Function.RECEIVING, Function.RETURNING}, dossier.received_unit_id)
    if state in _AT_WORK and at_step and dossier.holder_account_id is None:
        yield "take"
    if State.RETURNED in moves and desk:
        yield "return"
    if State.DECIDED in moves and leads and (state != State.RECEIVED or version.at_once):
        yield "decide"
    if state in _AT_WORK and holds:
        yield "move"
    if State.SUPPLEMENT in moves and (holds if dossier.supplements_asked == 0 else leads):
        yield "supplement"
    if state in WAITING and (at_step or may({Function.RECEIVING}, dossier.received_unit_id)):
        yield "resume"
    if state == State.STOPPED and leads:
        yield "resume"
    if State.WITHDRAWN in moves and desk:
        yield "withdraw"
    if State.STOPPED in moves and leads:
        yield "stop"
