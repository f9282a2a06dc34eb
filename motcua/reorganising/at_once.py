"""A decision on units from its lines to its schedule in one go: all of it, or nothing that would be in the way."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from motcua.journal.by import By
from motcua.reorganising.acts import (
    Decided,
    leave_finding,
    rehearse_reorganisation,
    schedule,
    unresolved,
    write_reorganisation,
)
from motcua.reorganising.findings import Finding
from motcua.reorganising.lines import Line
from motcua.reorganising.models import Reorganisation
from motcua.reorganising.rehearse import Rehearsal


@dataclass(frozen=True, slots=True)
class Done:
    """What a decision would do or will do; `open` are the findings that block it and that nobody has decided."""

    rehearsal: Rehearsal
    open: tuple[Finding, ...]
    is_scheduled: bool


def restructure(
    decided: Decided,
    lines: Sequence[Line],
    *,
    on: date,
    by: By,
    at: datetime,
    ground: str,
    fallback: str = "",
    leave: str = "",
    dry_run: bool = False,
) -> Done:
    """Write a decision, rehearse it and schedule it, each by its act, in one transaction.

    With `leave` what blocks is left for that reason. Nothing is kept with `dry_run`, nor where something blocks.
    Raises NotPossible with every line that is wrong, NotNow.
    """
    with transaction.atomic():
        made = write_reorganisation(decided, lines, on=on, fallback=fallback, by=by, at=at, ground=ground)
        found = rehearse_reorganisation(made.pk, at)
        blocking = tuple(each for each in found.findings if each.is_blocking)
        if blocking and leave:
            leave_finding(made.pk, [each.key for each in blocking], leave, by=by, at=at, ground=ground)
        left_open = tuple(unresolved(Reorganisation.objects.get(pk=made.pk)))
        schedules = not dry_run and not left_open
        if schedules:
            schedule(made.pk, by=by, at=at, ground=ground)
        else:
            transaction.set_rollback(True)
    return Done(found, left_open, schedules)
