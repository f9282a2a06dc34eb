"""Print a statutory form: which set, the how manieth printing, by whom.

What it says is composed in receipt.py and letter.py.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from motcua.dossiers.letters import Letter
from motcua.dossiers.models import Dossier
from motcua.dossiers.refusals import Done, Refusal
from motcua.journal.by import By
from motcua.journal.ids import uuid7
from motcua.journal.write import Batch
from motcua.moments import local_day
from motcua.organisation.tree import Tree, tree
from motcua.people.actor import Actor
from motcua.people.models import Function
from motcua.printing.models import PrintedForm, StatutoryForm
from motcua.printing.sets import set_on

# Who gives a receipt out: those who receive at the desk, and those who are asked for a lost one when they return.
PRINTS = frozenset({Function.RECEIVING, Function.RETURNING})
# Who sends a letter out, beside the desk that hands it over: who wrote it, signed it, or keeps the seal.
SENDS = frozenset({Function.HANDLING, Function.LEADER, Function.RECORDS})

NO_NUMBER = gettext_noop("This dossier has no number yet: a receipt is given when it is received.")
NOT_SIGNED = gettext_noop(
    "No letter of dossier %(number)s is signed yet. It is printed once the head has signed it."
)


class NotNumbered(Refusal):
    """A dossier that was never received has no receipt."""

    def __str__(self) -> str:
        return _(NO_NUMBER)


class NotSigned(Refusal):
    """A dossier without a signed letter has none to print."""

    def __str__(self) -> str:
        return _(NOT_SIGNED) % self.params


def print_form(
    dossiers: Iterable[UUID],
    *,
    form: StatutoryForm,
    address: str,
    by: Actor,
    at: datetime,
    ground: str,
    recorded_at: datetime | None = None,
) -> Done:
    """Print a form of dossiers. `done` holds the ids of the printings; refusals are by dossier.

    The set in force on the day of receipt is used, of a letter on the day on which it was signed, also when it is
    printed again after the law has changed. Each printing of a receipt has a reading code of its own, and the
    latest one's alone is good. Refused: a dossier that was not received; a letter that is not signed; an actor who
    neither receives nor returns where it was received nor, for a letter, handles, leads or keeps the records where
    it is decided. Source: TT 01/2018/TT-VPCP, TT 03/2025/TT-VPCP, forms 01 and 04.
    """
    wanted = sorted(set(dossiers))
    printed: list[PrintedForm] = []
    refused: dict[UUID, Refusal] = {}
    with transaction.atomic(savepoint=False):
        batch = Batch(by=By(by.account), at=at, ground=ground, recorded_at=recorded_at)
        # The dossier's row is the queue: two who print at once get two numbers.
        found = {d.pk: d for d in Dossier.objects.select_for_update().filter(pk__in=wanted).order_by("pk")}
        before = _printings(found, form)
        of_the_day = _days(found, form)
        units = tree()
        for pk in wanted:
            dossier = found.get(pk)
            answer = Refusal("unknown") if dossier is None else _post(dossier, form, by, units, at)
            if dossier is not None and not isinstance(answer, Refusal) and pk not in of_the_day:
                answer = NotSigned("not_signed", {"number": dossier.number})
            if isinstance(answer, Refusal):
                refused[pk] = answer
                continue
            each = PrintedForm(
                id=uuid7(at),
                dossier_id=pk,
                form=form,
                form_set=set_on(of_the_day[pk], form).code,
                printing=before.get(pk, 0) + 1,
                address=address,
                at=at,
                account_id=by.account,
            )
            said = {"dossier": pk, "form": form, "set": each.form_set, "printing": each.printing}
            batch.create(each, "print_form", said, by=answer)
            printed.append(each)
        batch.write()
    return Done(tuple(each.pk for each in printed), refused)


def _post(dossier: Dossier, form: StatutoryForm, by: Actor, units: Tree, at: datetime) -> By | Refusal:
    """The post from which the actor may print, or why not."""
    if dossier.number is None or dossier.received_on is None:
        return NotNumbered("no_number")
    day = local_day(at)
    for unit in (dossier.received_unit_id, dossier.helped_unit_id):
        post = by.acts_for(PRINTS, unit, units, day)
        if post is not None:
            return post
    if form == StatutoryForm.LETTER:
        post = by.acts_for(SENDS, dossier.deciding_unit_id, units, day)
        if post is not None:
            return post
    place = units.latest(dossier.received_unit_id)
    return Refusal("not_yours", {"number": dossier.number, "holder": place.name if place else "—"})


def may_print(
    dossier: Dossier, by: Actor, units: Tree, at: datetime, form: StatutoryForm = StatutoryForm.RECEIPT
) -> bool:
    """Would his posts let him print it? For pages, which offer only what can be done."""
    return not isinstance(_post(dossier, form, by, units, at), Refusal)


def latest_printing(dossier: UUID, form: StatutoryForm) -> PrintedForm | None:
    """The printing whose reading code is good."""
    return PrintedForm.objects.filter(dossier=dossier, form=form).order_by("-printing").first()


def _days(dossiers: Mapping[UUID, Dossier], form: StatutoryForm) -> dict[UUID, date]:
    """The day that says which set a form is printed on; without one there is nothing to print."""
    if form == StatutoryForm.RECEIPT:
        return {pk: d.received_on for pk, d in dossiers.items() if d.received_on is not None}
    signed = Letter.objects.filter(dossier__in=list(dossiers)).exclude(signed_at=None)
    return {pk: local_day(at) for pk, at in signed.values_list("dossier", "signed_at") if at is not None}


def _printings(dossiers: Mapping[UUID, Dossier], form: StatutoryForm) -> dict[UUID, int]:
    """How often the form was printed, by dossier."""
    rows = PrintedForm.objects.filter(dossier__in=list(dossiers), form=form).values_list("dossier")
    return dict(rows.annotate(most=Max("printing")).values_list("dossier", "most"))
