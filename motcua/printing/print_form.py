"""Print a statutory form: which set, the how manieth printing, by whom. What it says is composed in receipt.py."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

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

NO_NUMBER = gettext_noop("This dossier has no number yet: a receipt is given when it is received.")


class NotNumbered(Refusal):
    """A dossier that was never received has no receipt."""

    def __str__(self) -> str:
        return _(NO_NUMBER)


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

    The set in force on the day of receipt is used, also when it is printed again after the law has changed. Each
    printing has a reading code of its own, and the latest one's alone is good. Refused: a dossier that was not
    received, an actor who neither receives nor returns where it was received. Source: TT 01/2018/TT-VPCP,
    TT 03/2025/TT-VPCP, form 01.
    """
    wanted = sorted(set(dossiers))
    printed: list[PrintedForm] = []
    refused: dict[UUID, Refusal] = {}
    with transaction.atomic(savepoint=False):
        batch = Batch(by=By(by.account), at=at, ground=ground, recorded_at=recorded_at)
        # The dossier's row is the queue: two who print at once get two numbers.
        found = {d.pk: d for d in Dossier.objects.select_for_update().filter(pk__in=wanted).order_by("pk")}
        before = _printings(found, form)
        units = tree()
        for pk in wanted:
            dossier = found.get(pk)
            answer = Refusal("unknown") if dossier is None else _post(dossier, by, units, at)
            if isinstance(answer, Refusal):
                refused[pk] = answer
                continue
            assert dossier is not None and dossier.received_on is not None  # noqa: S101 -- checked by _post
            each = PrintedForm(
                id=uuid7(at),
                dossier_id=pk,
                form=form,
                form_set=set_on(dossier.received_on, form).code,
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


def _post(dossier: Dossier, by: Actor, units: Tree, at: datetime) -> By | Refusal:
    """The post from which the actor may print, or why not."""
    if dossier.number is None or dossier.received_on is None:
        return NotNumbered("no_number")
    day = local_day(at)
    for unit in (dossier.received_unit_id, dossier.helped_unit_id):
        post = by.acts_for(PRINTS, unit, units, day)
        if post is not None:
            return post
    place = units.latest(dossier.received_unit_id)
    return Refusal("not_yours", {"number": dossier.number, "holder": place.name if place else "—"})


def may_print(dossier: Dossier, by: Actor, units: Tree, at: datetime) -> bool:
    """Would printing be allowed? For pages, which offer only what can be done."""
    return not isinstance(_post(dossier, by, units, at), Refusal)


def latest_printing(dossier: UUID, form: StatutoryForm) -> PrintedForm | None:
    """The printing whose reading code is good."""
    return PrintedForm.objects.filter(dossier=dossier, form=form).order_by("-printing").first()


def _printings(dossiers: Mapping[UUID, Dossier], form: StatutoryForm) -> dict[UUID, int]:
    """How often the form was printed, by dossier."""
    rows = PrintedForm.objects.filter(dossier__in=list(dossiers), form=form).values_list("dossier")
    return dict(rows.annotate(most=Max("printing")).values_list("dossier", "most"))
