"""Units merge and split: open dossiers pass from a unit that ends to the one which goes on with them, by acts.

Who received a dossier and who was to decide it stays as it was. Who holds it changes, and whoever does the work of
those units now acts for them (`Tree.standing_for`). What was filed and not yet received has no past that counts:
it will be received by the units that are in force.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from motcua.dossiers.acting import Acting, Hands, Holder
from motcua.dossiers.in_sets import Told, in_sets
from motcua.dossiers.models import Dossier
from motcua.dossiers.refusals import Done
from motcua.dossiers.states import ENDED, State
from motcua.journal.by import By
from motcua.people.actor import Actor

NOT_YET_RECEIVED = frozenset({State.NEW, State.COORDINATION})


@dataclass(frozen=True, slots=True)
class Passed:
    """To whom a dossier passes; for one that is filed only, also who is to receive and to decide it."""

    to: Holder
    at: datetime
    receives: UUID | None = None
    decides: UUID | None = None


def succeed(
    dossiers: Mapping[UUID, Passed],
    *,
    decision: str,
    by: Actor,
    at: datetime,
    ground: str,
    recorded_at: datetime | None = None,
    told: Told | None = None,
) -> Done:
    """Pass open dossiers to those who go on with them, as a decision on units says; to be called in a transaction.

    State, limit and due moment stay. A dossier that ended meanwhile is left alone. `told` hears how many of how
    many are done, and may raise to stop.
    """

    def act(these: Mapping[UUID, datetime], hands: Hands) -> Done:
        with Acting(
            these, act="succeed", by=by, at=these, ground=ground, recorded_at=recorded_at, hands=hands
        ) as acting:
            for dossier in acting:
                if dossier.state not in ENDED:
                    _pass_on(acting, dossier, dossiers[dossier.pk], decision)
        return acting.done

    return in_sets({id: passed.at for id, passed in dossiers.items()}, act, at=at, told=told)


def _pass_on(acting: Acting, dossier: Dossier, passed: Passed, decision: str) -> None:
    columns: dict[str, Any] = {}
    if dossier.state in NOT_YET_RECEIVED:
        columns = {
            "received_unit_id": passed.receives or dossier.received_unit_id,
            "deciding_unit_id": passed.decides or dossier.deciding_unit_id,
        }
    said = {"decision": decision, "from_unit": dossier.holder_unit_id}
    by = By(acting.by.account, None, passed.to.unit)
    acting.change(dossier, by, said, holder=passed.to, **columns)
