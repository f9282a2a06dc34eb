"""Units come into being, change what they are called, end, and are followed by others: each by an act."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _
from psycopg.types.range import DateRange

from motcua.journal.by import By
from motcua.journal.write import Batch
from motcua.organisation import reach
from motcua.organisation.models import Decision, Succession, Term, Unit


class NotPossible(ValueError):
    """An act on units that the rules do not allow; the message says what to do."""


@dataclass(frozen=True, slots=True)
class NewUnit:
    """What a unit is from its first day."""

    code: str
    name: str
    kind: str
    level: str
    parent: Unit | None = None
    number_prefix: str = ""


@transaction.atomic
def establish(
    units: Sequence[NewUnit],
    *,
    by: By,
    at: datetime,
    ground: str,
    from_day: date,
    decision: Decision | None = None,
    recorded_at: datetime | None = None,
) -> list[Unit]:
    """Create units, in force from a day on. The database refuses a code that another unit bears then."""
    batch = Batch(by=by, at=at, ground=ground, recorded_at=recorded_at)
    made = []
    for new in units:
        unit = Unit()
        batch.create(unit, "establish_unit", {"code": new.code, "name": new.name, "from": from_day})
        batch.insert(
            Term(
                unit=unit,
                valid=(from_day, None),
                kind=new.kind,
                level=new.level,
                parent=new.parent,
                code=new.code,
                name=new.name,
                number_prefix=new.number_prefix,
            )
        )
        made.append(unit)
    if decision is not None:
        batch.create(decision, "issue_decision", {"number": decision.number, "authority": decision.authority})
    batch.write()
    reach.rebuild()
    return made


@transaction.atomic
def end(
    unit: Unit,
    *,
    on: date,
    successors: Sequence[Unit] = (),
    by: By,
    at: datetime,
    ground: str,
    decision: Decision | None = None,
    recorded_at: datetime | None = None,
) -> None:
    """End a unit: `on` is the first day on which it is no more. Its successors reach what it was."""
    unit = Unit.objects.select_for_update().get(pk=unit.pk)
    term = unit.terms.order_by("-valid").first()
    if term is None or term.valid.upper is not None or on <= term.valid.lower:
        raise NotPossible(_("The unit is not in force on %(day)s. Choose a later day.") % {"day": on})
    batch = Batch(by=by, at=at, ground=ground, recorded_at=recorded_at)
    batch.record(unit, "end_unit", {"on": on, "successors": [s.pk for s in successors]})
    batch.update(Term, term.pk, valid=DateRange(term.valid.lower, on))
    for after in successors:
        batch.insert(Succession(before=unit, after=after, on=on, decision=decision))
    batch.write()
    reach.rebuild()


@transaction.atomic
def rename(
    unit: Unit,
    *,
    on: date,
    name: str | None = None,
    code: str | None = None,
    parent: Unit | None = None,
    number_prefix: str | None = None,
    by: By,
    at: datetime,
    ground: str,
    recorded_at: datetime | None = None,
) -> None:
    """From a day on the unit bears another name, code or number prefix or stands elsewhere; what it was stays."""
    unit = Unit.objects.select_for_update().get(pk=unit.pk)
    term = unit.terms.order_by("-valid").first()
    if term is None or term.valid.upper is not None or on <= term.valid.lower:
        raise NotPossible(_("The unit is not in force on %(day)s. Choose a later day.") % {"day": on})
    batch = Batch(by=by, at=at, ground=ground, recorded_at=recorded_at)
    changes = {
        "name": name,
        "code": code,
        "parent": parent.pk if parent else None,
        "number_prefix": number_prefix,
    }
    batch.record(unit, "change_unit", {"on": on, **{k: v for k, v in changes.items() if v is not None}})
    # The old term has to end before the new one begins: two statements, since one would see both at once.
    Term.objects.filter(pk=term.pk).update(valid=DateRange(term.valid.lower, on))
    batch.insert(
        Term(
            unit=unit,
            valid=DateRange(on, None),
            kind=term.kind,
            level=term.level,
            parent=parent or term.parent,
            code=code or term.code,
            name=name or term.name,
            number_prefix=term.number_prefix if number_prefix is None else number_prefix,
        )
    )
    batch.write()
    reach.rebuild()
