"""Many forms, or a long book, as ordered on the screen: carried through by the worker; a page shows how far it is.

Stopped, what was printed by then stays in the record; its sheets are not kept. Printing rests on the ground of the
form.
"""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from django.utils.translation import gettext as _

from motcua.dossiers.models import Dossier
from motcua.dossiers.visible import unit_ids_seen_by
from motcua.moments import local_day
from motcua.people.actor import Actor
from motcua.people.models import Account
from motcua.printing.book import pdf_of_book
from motcua.printing.checking import NotPrintable
from motcua.printing.forms import FORMS
from motcua.printing.many import Told, print_many
from motcua.printing.models import PrintedBook, PrintState, PrintWork, StatutoryForm
from motcua.printing.register import count

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


def begin_book(book: PrintedBook, account: UUID, at: datetime) -> PrintWork:
    """Hand the file of a printed book to the worker; what the same person ordered already goes on or is kept."""
    from motcua.printing.tasks import print_forms

    ordered = PrintWork.objects.defer("pdf").filter(book=book.pk, account=account).order_by("-asked_at")
    standing = ordered.filter(state__in=(PrintState.WAITING, PrintState.RUNNING))
    for work in (*ordered.filter(state=PrintState.DONE, pdf__isnull=False)[:1], *standing[:1]):
        if not is_silent(work, at):
            return work
    work = PrintWork.objects.create(
        form=StatutoryForm.REGISTER,
        book=book,
        address=book.address,
        account_id=account,
        asked_at=at,
        wanted=count(book),
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
    row = PrintWork.objects.select_related("book__version").get(pk=work)
    account, day = Account.objects.get(pk=row.account_id), local_day(now)

    def told(done: int, of: int) -> None:
        rows = PrintWork.objects.filter(pk=work)
        rows.update(done=done, heard_at=datetime.now(UTC))
        if rows.filter(stop_asked=True).exists():
            raise Stopped

    try:
        columns = _book(row, account, day, told) if row.book else _forms(row, account, now, told)
    except Stopped:
        _ended(work, PrintState.STOPPED)
    except NotPrintable as problem:
        _ended(work, PrintState.FAILED, sentence=str(problem))
    except BaseException:
        _ended(work, PrintState.FAILED, sentence=_("Something went wrong on our side. Try again."))
        raise
    else:
        _ended(work, PrintState.DONE, **columns)


def _forms(row: PrintWork, account: Account, now: datetime, told: Told) -> dict[str, object]:
    form, day = StatutoryForm(row.form), local_day(now)
    ids = [UUID(each) for each in row.dossiers]
    seen = set(Dossier.objects.filter(pk__in=ids).visible_to(account, day).values_list("pk", flat=True))
    found = print_many(
        [each for each in ids if each in seen],
        form,
        address=row.address,
        by=Actor.of(account, day),
        at=now,
        ground=FORMS[form].ground_on(day),
        told=told,
    )
    refused = [[str(pk), str(why)] for pk, why in found.refused.items()]
    return {"done": len(found.done), "refused": refused, "pdf": found.pdf or None}


def _book(row: PrintWork, account: Account, day: date, told: Told) -> dict[str, object]:
    assert row.book is not None  # noqa: S101 -- its caller's
    if row.book.unit_id not in unit_ids_seen_by(account, day):
        return {"done": 0}
    return {"pdf": pdf_of_book(row.book, told), "done": row.wanted}


def forget(now: datetime) -> int:
    """Delete the files of printings that were ordered long ago. Returns how many."""
    old = PrintWork.objects.filter(asked_at__lt=now - KEPT, pdf__isnull=False)
    return old.update(pdf=None)


def is_silent(work: PrintWork, now: datetime) -> bool:
    """Has whoever carries it through said nothing for so long that he must have ended?"""
    return work.state == PrintState.RUNNING and work.heard_at is not None and now - work.heard_at > SILENT


def _ended(work: UUID, state: PrintState, **columns: object) -> None:
    PrintWork.objects.filter(pk=work).update(state=state, heard_at=datetime.now(UTC), **columns)
