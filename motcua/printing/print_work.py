"""Many forms as they are ordered on the screen: carried through by the worker, while a page shows how far it is.

Stopped, what was printed by then stays in the record; its sheets are not kept.
"""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.utils.translation import gettext as _

from motcua.dossiers.grounds import ground_for
from motcua.dossiers.models import Dossier
from motcua.moments import local_day
from motcua.people.actor import Actor
from motcua.people.models import Account
from motcua.printing.many import print_many
from motcua.printing.models import PrintState, PrintWork, StatutoryForm

# Who says nothing for so long has ended: the worker was stopped.
SILENT = timedelta(minutes=3)
# How long a file waits for its orderer. The printings stay; the paper has left the office by then.
KEPT = timedelta(hours=12)


class Stopped(Exception):
    """Somebody asked for the printing to be stopped."""


def begin(dossiers: Sequence[UUID], form: StatutoryForm, address: str, account: UUID, at: datetime) -> PrintWork:
    """Hand many dossiers to the worker; the row tells how far it is."""
    from motcua.printing.tasks import print_forms

    ids = [str(each) for each in dossiers]
    work = PrintWork.objects.create(
        form=form, dossiers=ids, address=address, account_id=account, asked_at=at, wanted=len(ids)
    )
    print_forms.defer(work=str(work.pk))
    return work


def stop(work: UUID) -> None:
    """Ask for a printing to be stopped; one that has not begun never does."""
    PrintWork.objects.filter(pk=work, state=PrintState.WAITING).update(state=PrintState.STOPPED, stop_asked=True)
    PrintWork.objects.filter(pk=work, state=PrintState.RUNNING).update(stop_asked=True)


def carry_through(work: UUID) -> None:
    """Print what was ordered, once, and say in its row what came of it. Rights are those of the orderer now."""
    now = datetime.now(UTC)
    begun = PrintWork.objects.filter(pk=work, state=PrintState.WAITING)
    if not begun.update(state=PrintState.RUNNING, heard_at=now):
        return
    row = PrintWork.objects.get(pk=work)
    account, form, day = Account.objects.get(pk=row.account_id), StatutoryForm(row.form), local_day(now)
    ids = [UUID(each) for each in row.dossiers]
    seen = set(Dossier.objects.filter(pk__in=ids).visible_to(account, day).values_list("pk", flat=True))

    def told(done: int, of: int) -> None:
        rows = PrintWork.objects.filter(pk=work)
        rows.update(done=done, heard_at=datetime.now(UTC))
        if rows.filter(stop_asked=True).exists():
            raise Stopped

    try:
        found = print_many(
            [each for each in ids if each in seen],
            form,
            address=row.address,
            by=Actor.of(account, day),
            at=now,
            ground=ground_for("receive", day),
            told=told,
        )
    except Stopped:
        _ended(work, PrintState.STOPPED)
    except BaseException:
        _ended(work, PrintState.FAILED, sentence=_("Something went wrong on our side. Try again."))
        raise
    else:
        refused = [[str(pk), str(why)] for pk, why in found.refused.items()]
        _ended(work, PrintState.DONE, done=len(found.done), refused=refused, pdf=found.pdf or None)


def forget(now: datetime) -> int:
    """Delete the files of printings that were ordered long ago. Returns how many."""
    old = PrintWork.objects.filter(asked_at__lt=now - KEPT, pdf__isnull=False)
    return old.update(pdf=None)


def is_silent(work: PrintWork, now: datetime) -> bool:
    """Has whoever carries it through said nothing for so long that he must have ended?"""
    return work.state == PrintState.RUNNING and work.heard_at is not None and now - work.heard_at > SILENT


def _ended(work: UUID, state: PrintState, **columns: object) -> None:
    PrintWork.objects.filter(pk=work).update(state=state, heard_at=datetime.now(UTC), **columns)
