"""A clock that stands for money goes on by itself when the last of it is paid or waived."""

from datetime import datetime

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


def go_on(held: Purse) -> bool:
    """Let a dossier's clock go on where nothing is owed any more that it stands for. Did it?

    A clock that stands for a payment goes on when all is paid that falls due while the dossier is handled; one that
    stands for the tax office or the land registration office when what fell due during that very pause is. Where
    nothing was entered that could be paid, somebody has to let it go on. As the system, in the transaction of the
    payment, on its ground; from the moment of payment, or of what happened to the dossier last if that is later.
    """
    pause = Pause.objects.filter(dossier=held.dossier.pk, until=None, why__in=FOR_MONEY).first()
    if pause is None:
        return False
    meanwhile = list(Due.objects.of(held.dossier.pk).filter(when=WhenDue.MEANWHILE))
    concerned = [due for due in meanwhile if pause.why == Cause.FEE.value or due.pause == pause.pk]
    if not concerned or any(due.balance > 0 for due in concerned):
        return False
    at = max(held.at, held.dossier.last_at)
    return _resumed(held, at) or _resumed(held, timezone.now())


def _resumed(held: Purse, at: datetime) -> bool:
    recorded = max(at, held.batch.recorded_at)
    done = waiting.resume([held.dossier.pk], by=SYSTEM_ACTOR, at=at, ground=PAID, recorded_at=recorded)
    return done.refusal is None
