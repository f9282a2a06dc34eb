"""Print a statutory form: which set, the how manieth printing, by whom.

What it says is composed by the module of the form; which forms there are stands in forms.py.
"""

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
from motcua.printing.forms import FORMS, NO_NUMBER
from motcua.printing.in_force import OwnVersions, unit_of
from motcua.printing.models import PrintedForm, StatutoryForm
from motcua.printing.occasions import Occasion
from motcua.printing.sets import NoForm, set_on

NOT_IN_FORCE = gettext_noop(
    "On %(day)s no circular in force had this form (%(form)s). Tell the applicant by a letter of the agency."
)


class NotNumbered(Refusal):
    """A dossier that was never received has no receipt."""

    def __str__(self) -> str:
        return _(NO_NUMBER)


class NoOccasion(Refusal):
    """Nothing happened that the form could tell: no letter is signed, no supplement was asked for."""

    def __str__(self) -> str:
        which = FORMS[self.params["form"]]
        return _(which.none) % self.params


class NotInForce(Refusal):
    """No set that was in force on the day of the occasion has the form."""

    def __str__(self) -> str:
        return _(NOT_IN_FORCE) % self.params


def print_form(
    dossiers: Iterable[UUID],
    *,
    form: StatutoryForm,
    address: str,
    by: Actor,
    at: datetime,
    ground: str,
    occasion: str | None = None,
    recorded_at: datetime | None = None,
) -> Done:
    """Print a form of dossiers. `done` holds the ids of the printings; refusals are by dossier.

    The set in force on the day of what the form tells is used (of receipt, of a letter's signature, of a stop),
    also when it is printed again after the law has changed; an own version of the office, where one was in force
    on that day (versions.py). `occasion` says of which one, where a dossier has several; the latest else. Each
    printing of a receipt has a reading code of its own; the latest one's is good.
    Refused: a dossier without an occasion for the form; a form that no set of the day had; an actor who neither
    receives nor returns where it was received nor, for what the office sends out, handles, leads or keeps the
    records where it is decided. Source: TT 01/2018/TT-VPCP, TT 03/2025/TT-VPCP.
    """
    wanted = sorted(set(dossiers))
    printed: list[PrintedForm] = []
    refused: dict[UUID, Refusal] = {}
    with transaction.atomic(savepoint=False):
        batch = Batch(by=By(by.account), at=at, ground=ground, recorded_at=recorded_at)
        # The dossier's row is the queue: two who print at once get two numbers.
        locked = Dossier.objects.select_related("version").select_for_update(of=("self",))
        found = {d.pk: d for d in locked.filter(pk__in=wanted).order_by("pk")}
        before = _printings(found, form)
        told = FORMS[form].occasions(found)
        units, own = tree(), OwnVersions.of(form)
        for pk in wanted:
            dossier = found.get(pk)
            answer = Refusal("unknown") if dossier is None else _post(dossier, form, by, units, at)
            found_one = _occasion(told.get(pk, ()), occasion)
            form_set = _set_code(form, found_one) if found_one else ""
            if dossier is not None and not isinstance(answer, Refusal):
                answer = _printable(dossier, form, found_one, form_set) or answer
            if isinstance(answer, Refusal) or found_one is None:
                refused[pk] = answer if isinstance(answer, Refusal) else Refusal("unknown")
                continue
            each = PrintedForm(
                id=uuid7(at),
                dossier_id=pk,
                form=form,
                form_set=form_set,
                version=own.on(form_set, unit_of(dossier, form), found_one.day, units) if dossier else None,
                occasion=found_one.key,
                printing=before.get((pk, found_one.key), 0) + 1,
                address=address,
                at=at,
                account_id=by.account,
            )
            said = {"dossier": pk, "form": form, "set": each.form_set, "printing": each.printing}
            said |= {"occasion": each.occasion} if each.occasion else {}
            said |= {"version": each.version.pk} if each.version else {}
            batch.create(each, "print_form", said, by=answer)
            printed.append(each)
        batch.write()
    return Done(tuple(each.pk for each in printed), refused)


def _post(dossier: Dossier, form: StatutoryForm, by: Actor, units: Tree, at: datetime) -> By | Refusal:
    """The post from which the actor may print, or why not."""
    rules = FORMS[form]
    if rules.none == NO_NUMBER and not rules.may_have(dossier):
        return NotNumbered("no_number")
    day = local_day(at)
    for unit in (dossier.received_unit_id, dossier.helped_unit_id):
        post = by.acts_for(rules.desk, unit, units, day)
        if post is not None:
            return post
    if rules.office:
        post = by.acts_for(rules.office, dossier.deciding_unit_id, units, day)
        if post is not None:
            return post
    place = units.latest(dossier.received_unit_id)
    return Refusal("not_yours", {"number": _number(dossier), "holder": place.name if place else "—"})


def _printable(dossier: Dossier, form: StatutoryForm, occasion: Occasion | None, form_set: str) -> Refusal | None:
    """Why there is nothing to print; None where there is something."""
    if occasion is None:
        code = "not_signed" if form == StatutoryForm.LETTER else "no_occasion"
        return NoOccasion(code, {"number": _number(dossier), "form": form})
    if not form_set:
        return NotInForce("no_form", {"day": f"{occasion.day:%d/%m/%Y}", "form": StatutoryForm(form).label})
    return None


def _occasion(found: Iterable[Occasion], key: str | None) -> Occasion | None:
    """The one that is meant; the latest where none is named."""
    rows = list(found)
    return next((row for row in reversed(rows) if key is None or row.key == key), None)


def _set_code(form: StatutoryForm, occasion: Occasion) -> str:
    try:
        return set_on(occasion.day, form).code
    except NoForm:
        return ""


def _number(dossier: Dossier) -> str:
    return dossier.number or str(dossier.pk)


def may_print(
    dossier: Dossier, by: Actor, units: Tree, at: datetime, form: StatutoryForm = StatutoryForm.RECEIPT
) -> bool:
    """Would his posts let him print it? For pages, which offer only what can be done."""
    return not isinstance(_post(dossier, form, by, units, at), Refusal)


def latest_printing(dossier: UUID, form: StatutoryForm, occasion: str = "") -> PrintedForm | None:
    """The latest printing; of a receipt, the one whose reading code is good."""
    return PrintedForm.objects.filter(dossier=dossier, form=form, occasion=occasion).order_by("-printing").first()


def _printings(dossiers: Mapping[UUID, Dossier], form: StatutoryForm) -> dict[tuple[UUID, str], int]:
    """How often the form was printed, by dossier and occasion."""
    rows = PrintedForm.objects.filter(dossier__in=list(dossiers), form=form).values_list("dossier", "occasion")
    return {(pk, key): most for pk, key, most in rows.annotate(most=Max("printing"))}
