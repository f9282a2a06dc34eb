"""A calendar changed: every open due moment that follows from it is reckoned anew and moved by an act.

Closed dossiers keep the due moment that they ended with; a dossier that waits has none, and gets it by the calendar
as it stands when it is resumed. Reports that are submitted are never touched: a decision about their days is
refused before this is asked.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Max

from motcua.dossiers.acting import Acting
from motcua.dossiers.models import ClosedPeriod, Dossier
from motcua.dossiers.refusals import Done, Refusal
from motcua.dossiers.states import OPEN
from motcua.moments import local_day
from motcua.people.actor import Actor
from motcua.worktime.limits import LimitUnit

# So many dossiers are locked and written at once: a clerk's own act waits for no more than these.
AT_ONCE = 2_000


@dataclass
class Moved:
    """What a change of the calendar does to the open dossiers: how many there are, how many move, which way."""

    open_dossiers: int = 0
    moved: int = 0
    become_late: int = 0
    saved: int = 0


def closed_until() -> date | None:
    """The last day of the last submitted report; nothing on it or before it changes any more."""
    found: date | None = ClosedPeriod.objects.aggregate(last=Max("until"))["last"]
    return found


def concerned(first: date, last: date) -> list[UUID]:
    """The open dossiers whose due moment may depend on the days from first to last, in the order of their ids.

    Those received by the last of them and due on the first or later.
    """
    found = Dossier.objects.filter(state__in=OPEN, due_on__gte=first, received_on__lte=last)
    return list(found.order_by("pk").values_list("pk", flat=True))


def reproject(
    dossiers: Sequence[UUID],
    *,
    decision: str,
    by: Actor,
    at: datetime,
    ground: str,
    recorded_at: datetime | None = None,
    counted: Moved | None = None,
) -> Done:
    """Move the due moments of open dossiers to what their calendars say now; those that stay are left alone.

    `decision` is the number of what changed the calendar; `counted` gathers how many moved, and how many of them
    become late by it or are saved from it.
    """
    counted = counted if counted is not None else Moved()
    done: list[UUID] = []
    refused: dict[UUID, Refusal] = {}
    for start in range(0, len(dossiers), AT_ONCE):
        with Acting(
            dossiers[start : start + AT_ONCE],
            act="reproject",
            by=by,
            at=at,
            ground=ground,
            recorded_at=recorded_at,
        ) as acting:
            for dossier in acting:
                counted.open_dossiers += 1
                due = acting.due_at(dossier, acting.pauses(dossier)) if dossier.state in OPEN else dossier.due_at
                if dossier.due_at is None or due is None or due == dossier.due_at:
                    continue
                post = acting.post(dossier, (), dossier.deciding_unit_id)
                if post is None:
                    continue
                late = _late(dossier, dossier.due_at, at), _late(dossier, due, at)
                counted.moved += 1
                counted.become_late += late == (False, True)
                counted.saved += late == (True, False)
                acting.change(dossier, post, {"decision": decision, "was_due": dossier.due_at}, due_at=due)
        done += acting.done.done
        refused |= acting.done.refused
    return Done(tuple(done), refused)


def _late(dossier: Dossier, due: datetime, at: datetime) -> bool:
    """Is a due moment past, as limits compare: moments for hours, days for days?"""
    if dossier.limit_unit == LimitUnit.HOUR:
        return due < at
    return local_day(due) < local_day(at)
