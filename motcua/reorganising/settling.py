"""What reaches a unit after it has ended goes on to whoever does its work: nothing lies where nobody is.

On the day of a decision somebody may receive a dossier while it takes force; later one is entered that was handed
in before. Both lie with a unit that is no more, until the next minute.
"""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from motcua.dossiers.acting import Holder
from motcua.dossiers.succeeding import Passed, succeed
from motcua.journal.literal import array
from motcua.journal.statement import rows
from motcua.moments import local_day
from motcua.organisation.models import Succession
from motcua.organisation.tree import tree
from motcua.people.actor import SYSTEM_ACTOR
from motcua.reorganising.sharing import OPEN_STATES

GROUND = "DECISION"

LEFT_BEHIND = """
SELECT d.id, s.holder_unit_id, s.holder_function, d.last_at
FROM dossier_stretch s JOIN dossier d ON d.id = s.dossier_id
WHERE s.to_at IS NULL AND s.holder_unit_id = ANY($1::uuid[]) AND d.state = ANY($2::smallint[])
ORDER BY d.id
"""


def settle(at: datetime, recorded_at: datetime | None = None) -> int:
    """Pass on what lies with units that have ended, to those with their main part; how many that were."""
    units, today = tree(), local_day(at)
    after = {
        unit: to
        for unit in units.successors
        if units.on(unit, today) is None and (to := units.standing_for(unit, today)) != unit
    }
    left: dict[UUID, dict[UUID, Passed]] = {}
    for id, unit, function, last_at in rows(LEFT_BEHIND, [array(after), array(OPEN_STATES)]):
        to = after[unit]
        left.setdefault(unit, {})[id] = Passed(Holder(to, function), max(at, last_at), to, to)
    moved = 0
    for unit, passed in left.items():
        last = Succession.objects.filter(before=unit).select_related("decision").order_by("-on").first()
        decision = str(last.decision) if last and last.decision else ""
        with transaction.atomic():
            done = succeed(
                passed, decision=decision, by=SYSTEM_ACTOR, at=at, ground=GROUND, recorded_at=recorded_at
            )
        moved += len(done.done)
    return moved
