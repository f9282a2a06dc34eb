"""What can be printed of a dossier: the forms that have an occasion, as its page offers them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from motcua.desk.now import Now
from motcua.dossiers.models import Dossier
from motcua.people.actor import Actor
from motcua.people.models import Account
from motcua.printing.forms import FORMS
from motcua.printing.models import PrintedForm, StatutoryForm
from motcua.printing.occasions import Occasion
from motcua.printing.print_form import may_print
from motcua.printing.sets import NoForm, set_on


@dataclass(frozen=True, slots=True)
class Offer:
    """A form of a dossier: of which occasion, whether the reader may print it, and how it was printed last.

    Where the dossier has the form more than once, its own number stands beside the name, else its day.
    """

    form: str
    label: str
    occasion: str
    day: date | None
    may_print: bool
    latest: PrintedForm | None

    @property
    def times(self) -> str:
        """How often it was printed."""
        if self.latest is None or self.latest.printing == 1:
            return _("printed once") if self.latest else ""
        return _("printed %(n)s times") % {"n": self.latest.printing}


def offers(dossier: Dossier, account: Account, present: Now) -> list[Offer]:
    """The forms that have an occasion, in the order of the circular; what the reader can neither print nor look at
    is left out. One query, and one for each form that the dossier's row says it can have."""
    actor = Actor.of(account, present.day)
    printings = PrintedForm.objects.filter(dossier=dossier.pk).order_by("printing")
    latest = {(each.form, each.occasion): each for each in printings}
    return [
        offer
        for form in FORMS
        for offer in _of_form(dossier, StatutoryForm(form), actor, present, latest)
        if offer.may_print or offer.latest
    ]


def _of_form(
    dossier: Dossier,
    form: StatutoryForm,
    actor: Actor,
    present: Now,
    latest: dict[tuple[str, str], PrintedForm],
) -> Iterator[Offer]:
    if not FORMS[form].may_have(dossier):
        return
    may = may_print(dossier, actor, present.units, present.at, form)
    found = [
        each for each in FORMS[form].occasions({dossier.pk: dossier}).get(dossier.pk, []) if _exists(form, each)
    ]
    for each in found:
        day = each.day if len(found) > 1 and not each.number else None
        label = _("%(form)s No. %(number)s") % {"form": form.label, "number": each.number}
        latest_one = latest.get((form, each.key))
        yield Offer(form, label if each.number else str(form.label), each.key, day, may, latest_one)


def _exists(form: str, occasion: Occasion) -> bool:
    """Had a circular in force that day this form?"""
    try:
        set_on(occasion.day, form)
    except NoForm:
        return False
    return True
