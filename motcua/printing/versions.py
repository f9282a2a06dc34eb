"""An administration's own versions of forms: put in force from a day on, printed instead of the circular's.

Docs: docs/rules/form-versions.md.
"""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from motcua.dossiers.calendars import units_top
from motcua.journal.by import By
from motcua.journal.ids import uuid7
from motcua.journal.write import Batch
from motcua.moments import local_day
from motcua.organisation.tree import Tree, tree
from motcua.people.actor import Actor
from motcua.people.models import Function
from motcua.printing.checking import Problem, problems_of
from motcua.printing.forms import FORMS
from motcua.printing.models import FormVersion, StatutoryForm
from motcua.printing.samples import past_samples, sample_of
from motcua.printing.sets import NoForm, set_on
from motcua.text import nfc

# How far ahead a decision may reach; a year of four other figures is a slip of the pen.
MOST_AHEAD = timedelta(days=3 * 366)

NOT_YOURS = gettext_noop(
    "Only an administrator of the unit puts forms in force; for all units, one of the highest."
)
PAST = gettext_noop("A form is in force from today at the earliest: what was printed before stays as it was.")
FAR = gettext_noop("The day is more than three years ahead.")
NO_SET = gettext_noop("No circular that is in force on %(day)s has this form.")
NO_DECISION = gettext_noop("Give the number of the decision that introduces the form, such as 12/QĐ-UBND.")
LONG_DECISION = gettext_noop("The number of the decision has more than 60 letters.")
MEANWHILE = gettext_noop("Somebody else put a version of this form in force at the same moment. Try again.")
NOT_BEFORE = gettext_noop("The form is in force from %(day)s; it cannot end before that day.")
ENDED = gettext_noop("The form is out of force already.")


class NotPutInForce(ValueError):
    """A version is not put in force, or not taken out of it: `problems` are sentences, `field` is to blame."""

    def __init__(self, problems: Iterable[Problem | str], field: str = "") -> None:
        self.problems = [p if isinstance(p, Problem) else Problem(p) for p in problems]
        self.field = field
        super().__init__(" ".join(str(each) for each in self.problems))


def own_forms() -> list[StatutoryForm]:
    """The forms of which there can be own versions: those of a dossier, and the register book."""
    return [form for form in StatutoryForm if form in FORMS or form == StatutoryForm.REGISTER]


def put_in_force(
    form: StatutoryForm,
    *,
    unit: UUID | None,
    valid_from: date,
    source: str,
    decision: str,
    by: Actor,
    at: datetime,
    ground: str,
    recorded_at: datetime | None = None,
    standards: tuple[str, ...] = ("a-2a", "ua-1"),
) -> FormVersion:
    """Print a form of a unit and those below it (None: of all units) by this text for what happens from a day on.

    It is checked on the program's sample and on the last dossiers of which the form was printed. The version of the
    nearest unit counts, the one with the latest first day. With the next circular it ends. Raises NotPutInForce:
    who is no administrator of the unit, a day before today, no decision, a text that cannot be printed.
    Source: TT 01/2018/TT-VPCP, TT 03/2025/TT-VPCP, which leave additions to the administrations.
    """
    units, today = tree(), local_day(at)
    post = deciding_post(by, unit, units, today)
    if post is None:
        raise NotPutInForce([_(NOT_YOURS)])
    number = nfc(decision).strip()
    form_set = _checked(form, valid_from, number, today)
    found = problems_of(source, [sample_of(form), *past_samples(form, unit)], standards)
    if found:
        raise NotPutInForce(found, "source")
    try:
        with transaction.atomic():
            batch = Batch(by=post, at=at, ground=ground, recorded_at=recorded_at)
            before = FormVersion.objects.filter(form=form, form_set=form_set, unit=unit).values_list(
                "number", flat=True
            )
            version = FormVersion(
                id=uuid7(at),
                form=form,
                form_set=form_set,
                unit_id=unit,
                number=max(before, default=0) + 1,
                valid_from=valid_from,
                source=source,
                decision=number,
                at=at,
                account_id=by.account,
            )
            said = {
                "form": form,
                "set": form_set,
                "unit": unit,
                "number": version.number,
                "from": valid_from,
                "decision": number,
                "source": source,
            }
            batch.create(version, "put_in_force", said)
            batch.write()
    except IntegrityError:
        raise NotPutInForce([_(MEANWHILE)]) from None
    return version


def take_out_of_force(
    version: UUID, *, last: date, by: Actor, at: datetime, ground: str, recorded_at: datetime | None = None
) -> FormVersion:
    """Print the circular's form again for what happens after a day, the version's last. What was printed stays.

    Raises NotPutInForce: who is no administrator of its unit, a day before yesterday or before its first, a version
    that ended. FormVersion.DoesNotExist where there is none.
    """
    today = local_day(at)
    with transaction.atomic():
        row = FormVersion.objects.select_for_update().get(pk=version)
        post = deciding_post(by, row.unit_id, tree(), today)
        if post is None:
            raise NotPutInForce([_(NOT_YOURS)])
        if row.valid_until is not None:
            raise NotPutInForce([_(ENDED)], "last")
        if last < today - timedelta(days=1):
            raise NotPutInForce([_(PAST)], "last")
        if last < row.valid_from - timedelta(days=1):
            raise NotPutInForce([_(NOT_BEFORE) % {"day": f"{row.valid_from:%d/%m/%Y}"}], "last")
        batch = Batch(by=post, at=at, ground=ground, recorded_at=recorded_at)
        batch.record(row, "take_out_of_force", {"last": last}, valid_until=last)
        batch.write()
    return row


def deciding_post(actor: Actor, unit: UUID | None, units: Tree, day: date) -> By | None:
    """The post from which an actor decides about forms: an administrator's, of the unit or above it.

    For all units it is one of the unit above all others.
    """
    if actor.is_system:
        return By(actor.account)
    of = unit or units_top(units, day)
    return actor.acts_for({Function.ADMINISTRATOR}, of, units, day) if of else None


def _checked(form: StatutoryForm, valid_from: date, decision: str, today: date) -> str:
    """The code of the set whose form is replaced. Raises NotPutInForce."""
    if form not in own_forms():
        raise NotPutInForce([_(NO_SET) % {"day": f"{valid_from:%d/%m/%Y}"}], "form")
    if not decision:
        raise NotPutInForce([_(NO_DECISION)], "decision")
    if len(decision) > 60:
        raise NotPutInForce([_(LONG_DECISION)], "decision")
    if valid_from < today:
        raise NotPutInForce([_(PAST)], "valid_from")
    if valid_from > today + MOST_AHEAD:
        raise NotPutInForce([_(FAR)], "valid_from")
    try:
        return set_on(valid_from, form).code
    except NoForm:
        raise NotPutInForce([_(NO_SET) % {"day": f"{valid_from:%d/%m/%Y}"}], "valid_from") from None
