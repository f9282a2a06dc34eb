"""Set a unit's norm for a procedure, and end it: a limit of its own, shorter than the legal one beside it.

A unit promises by decision to be quicker than the law asks. The legal limit stays what it is; whether a dossier is
late by law is told by that one alone.
"""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_noop
from psycopg.types.range import DateRange

from motcua.catalogue.lengths import is_longer, longest
from motcua.catalogue.models import Norm, Procedure, Version
from motcua.catalogue.wording import in_words
from motcua.journal import revision
from motcua.journal.by import By
from motcua.journal.write import Batch
from motcua.moments import local_day
from motcua.organisation.models import Unit
from motcua.sentence import Sentence
from motcua.text import nfc
from motcua.worktime.limits import Limit

SENTENCES = {
    "no_decision": gettext_noop("Give the number of the decision that sets the norm, such as 12/QĐ-UBND."),
    "past": gettext_noop(
        "%(day)s is past: dossiers received since then have their norm already. Choose a day from %(today)s on."
    ),
    "not_offered": gettext_noop("The unit does not offer %(procedure)s on %(day)s. It sets no norm for it."),
    "cutoff": gettext_noop("A norm has no time until which is received; that stands in the procedure."),
    "longer": gettext_noop(
        "A norm of %(norm)s is longer than the legal limit of %(procedure)s, %(legal)s. Choose a shorter one."
    ),
    "none": gettext_noop("The unit has no norm for %(procedure)s on %(day)s. There is nothing to end."),
}


class NoNorm(Sentence):
    """Why a norm was not set or not ended, in the reader's language."""

    sentences = SENTENCES


@transaction.atomic
def set_norm(
    unit: Unit,
    procedure: Procedure,
    limit: Limit,
    *,
    from_day: date,
    decision: str,
    by: By,
    at: datetime,
    ground: str,
    recorded_at: datetime | None = None,
) -> Norm:
    """Let a unit keep a shorter limit for a procedure from a day on; returns the norm in force on that day.

    It ends the norm before it, and lasts until one that is decided for later begins. Where one begins on that very
    day it is changed: dossiers pin the norm that they were received under, so that none of them moves. The same
    again writes nothing. Raises NoNorm for a day before that of `at`, for a unit that does not offer the procedure
    that day, and for a norm longer than every legal limit of the version in force; and NoSuchLimit, from `Limit`.
    """
    decision = nfc(decision).strip()
    _check(unit, procedure, limit, from_day, decision, local_day(at))
    batch = Batch(by=by, at=at, ground=ground, recorded_at=recorded_at)
    standing = _standing(unit, procedure)
    before = next((norm for norm in standing if from_day in norm.valid), None)
    columns: dict[str, Any] = {"limit_value": limit.value, "limit_unit": limit.unit.value, "decision": decision}
    if before is not None and all(getattr(before, name) == value for name, value in columns.items()):
        return before
    said = columns | {"unit": unit.pk, "procedure": procedure.code, "from": from_day}
    if before is not None and before.valid.lower == from_day:
        batch.record(before, "set_norm", said, **columns)
        norm = before
    else:
        later = [norm.valid.lower for norm in standing if norm.valid.lower > from_day]
        until = before.valid.upper if before is not None else min(later, default=None)
        if before is not None:
            _end(batch, before, from_day)
        norm = Norm(unit=unit, procedure=procedure, valid=DateRange(from_day, until), **columns)
        batch.create(norm, "set_norm", said | {"until": until})
    batch.write()
    revision.bump("catalogue")
    return norm


@transaction.atomic
def end_norm(
    unit: Unit,
    procedure: Procedure,
    *,
    from_day: date,
    by: By,
    at: datetime,
    ground: str,
    recorded_at: datetime | None = None,
) -> int:
    """From a day on a unit keeps the legal limit alone; one that would begin that day or later is never in force.

    Returns the number of norms that end. Raises NoNorm where there is none, and for a day before that of `at`.
    """
    today = local_day(at)
    if from_day < today:
        raise NoNorm("past", day=f"{from_day:%d/%m/%Y}", today=f"{today:%d/%m/%Y}")
    ending = [n for n in _standing(unit, procedure) if n.valid.upper is None or n.valid.upper > from_day]
    if not ending:
        raise NoNorm("none", procedure=procedure.code, day=f"{from_day:%d/%m/%Y}")
    batch = Batch(by=by, at=at, ground=ground, recorded_at=recorded_at)
    for norm in ending:
        _end(batch, norm, from_day)
    batch.write()
    revision.bump("catalogue")
    return len(ending)


def _check(unit: Unit, procedure: Procedure, limit: Limit, from_day: date, decision: str, today: date) -> None:
    if not decision:
        raise NoNorm("no_decision")
    day = f"{from_day:%d/%m/%Y}"
    if from_day < today:
        raise NoNorm("past", day=day, today=f"{today:%d/%m/%Y}")
    if limit.cutoff is not None:
        raise NoNorm("cutoff")
    offered = Version.objects.offered_by(unit, from_day).filter(procedure=procedure).with_content().first()
    if offered is None:
        raise NoNorm("not_offered", procedure=procedure.code, day=day)
    limits = [part.limit for part in (*offered.terms.all(), *offered.cases.all())]
    if limits and is_longer(limit, longest(limits)):
        raise NoNorm("longer", norm=in_words(limit), procedure=procedure.code, legal=in_words(longest(limits)))


def _standing(unit: Unit, procedure: Procedure) -> list[Norm]:
    """The norms of a unit for a procedure that were ever in force, locked, oldest first.

    The unit's row is locked too: of two who set the first norm at once the second waits.
    """
    Unit.objects.select_for_update().get(pk=unit.pk)
    found = Norm.objects.select_for_update().filter(unit=unit, procedure=procedure, valid__isempty=False)
    return list(found.order_by("valid"))


def _end(batch: Batch, norm: Norm, on: date) -> None:
    begins = norm.valid.lower
    valid = DateRange(begins, on) if begins < on else DateRange(empty=True)
    batch.record(norm, "end_norm", {"on": on}, valid=valid)
