"""What the worker does: each minute it looks whether a decision's day has come, and lets it take force."""

import logging
from datetime import UTC, datetime
from uuid import UUID

from procrastinate.contrib.django import app

log = logging.getLogger(__name__)


# Once a minute and not at midnight only: a machine that was off, or that died on the way, goes on by itself.
@app.periodic(cron="* * * * *")
# No lock of the queue: a worker that is killed would hold it for ever. `take_force` lets one in after the other.
@app.task(queueing_lock="reorganising")
def take_force_when_due(timestamp: int) -> None:
    """Let every scheduled decision whose day has come take force, then settle what came late."""
    from motcua.reorganising.acts import due
    from motcua.reorganising.force import take_force
    from motcua.reorganising.models import Reorganisation
    from motcua.reorganising.problems import NotPossible
    from motcua.reorganising.settling import settle

    for id in due():
        try:
            result = take_force(id)
        except NotPossible as problem:
            # It stays scheduled and is shown as stuck: a person has to look at it, and the next minute tries again.
            Reorganisation.objects.filter(pk=id).update(stuck=str(problem))
            log.error("Reorganisation %s cannot take force: %s", id, problem)
            return
        if result is not None:
            log.info("Reorganisation %s is in force: %s dossiers moved", id, result.moved)
    settle(datetime.now(UTC))


@app.task
def rehearse_aside(reorganisation: str, dossiers: int, asked_at: str) -> None:
    """Rehearse a decision that is too large to be waited for; its page says how far it is."""
    from motcua.reorganising.rehearsal_work import carry_through

    carry_through(UUID(reorganisation), dossiers, datetime.fromisoformat(asked_at))
