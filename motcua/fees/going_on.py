"""A clock that stands for money goes on by itself when the last of it is paid or waived."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.utils import timezone

from motcua.dossiers import waiting
from motcua.dossiers.models import Pause
from motcua.fees.kinds import WhenDue
from motcua.fees.locking import Purse
from motcua.fees.owed import Due
from motcua.people.actor import SYSTEM_ACTOR
from motcua.worktime.limits import Cause

PAID = "PAYMENT"  # the ground on which the clock goes on
FOR_MONEY = (Cause.FEE.value, Cause.TAX.value, Cause.LAND.value)


def go_on(purses: Iterable[Purse]) -> None:
    """Let the clocks of dossiers go on where nothing is owed any more that they stand for.

    A clock that stands for a payment goes on when all is paid that falls due while the dossier is handled; one that
    stands for the tax office or the land registration office when what fell due during that very pause is. Where
    nothing was entered that could be paid, somebody has to let it go on. As the system, in the transaction of the
    payment, on its ground; from the moment of payment, or of what happened to the dossier last if that is later.
    """
    held = {purse.dossier.pk: purse for purse in purses}
    standing = list(Pause.objects.filter(dossier__in=list(held), until=None, why__in=FOR_MONEY))
    if not standing:
        return
    meanwhile: dict[UUID, list[Due]] = {}
    for due in Due.objects.filter(dossier__in=[p.dossier_id for p in standing], when=WhenDue.MEANWHILE):
        meanwhile.setdefault(due.dossier_id, []).append(due)
    free = [held[p.dossier_id] for p in standing if _is_met(p, meanwhile.get(p.dossier_id, []))]
    left = _resumed(free, {purse.dossier.pk: max(purse.at, purse.dossier.last_at) for purse in free})
    now = timezone.now()
    _resumed([held[pk] for pk in left], dict.fromkeys(left, now))


def _is_met(pause: Pause, meanwhile: Sequence[Due]) -> bool:
    concerned = [due for due in meanwhile if pause.why == Cause.FEE.value or due.pause == pause.pk]
    return bool(concerned) and all(due.balance <= 0 for due in concerned)


def _resumed(purses: Sequence[Purse], at: Mapping[UUID, datetime]) -> list[UUID]:
    """Let clocks go on; returns the dossiers that refused."""
    if not purses:
        return []
    recorded = {purse.dossier.pk: max(at[purse.dossier.pk], purse.batch.recorded_at) for purse in purses}
    done = waiting.resume(list(at), by=SYSTEM_ACTOR, at=at, ground=PAID, recorded_at=recorded)
    return list(done.refused)
