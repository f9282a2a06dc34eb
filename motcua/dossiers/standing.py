"""How a dossier stands against its due moment now, as lists ask for it and as its chip shows it.

Limits in days compare days, limits in hours compare moments (docs/rules/deadlines.md): on its due day a dossier
with a limit in days is due today, whatever the hour, and not overdue yet.
"""

from datetime import datetime, time
from enum import StrEnum

from django.db.models import Q

from motcua.dossiers.models import Dossier
from motcua.dossiers.states import OPEN, WAITING
from motcua.moments import LOCAL, local_day
from motcua.worktime.limits import LimitUnit


class Standing(StrEnum):
    """Where a dossier stands: still open, ended in a column of the report, or outside of all that."""

    IN_TIME = "in_time"
    DUE_TODAY = "due_today"
    OVERDUE = "overdue"
    WAITING = "waiting"
    EARLY = "early"
    ON_TIME = "on_time"
    LATE = "late"
    UNCOUNTED = "uncounted"


def is_open() -> Q:
    """Received and not ended: somebody has to act on it, or its applicant has."""
    return Q(state__in=OPEN)


def is_waiting() -> Q:
    """Its clock stands: for a supplement, a payment, or another body that it waits for."""
    return Q(state__in=WAITING) | Q(state__in=OPEN, received_at__isnull=False, due_at=None)


def is_overdue(at: datetime) -> Q:
    """Open, with a due moment that is past: the moment for a limit in hours, the whole due day for one in days.

    The moment that counts: of one that counts by its extended promise, the due day is later than that of `due_at`.
    """
    hour, today = Q(limit_unit=LimitUnit.HOUR.value), local_day(at)
    by_law = Q(extended_to=None) | Q(due_at__gte=datetime.combine(today, time(), LOCAL))
    of_today = Q(due_on=today, due_at__lt=at) & (by_law | Q(extended_to__lt=at))
    return Q(state__in=OPEN) & (Q(due_on__lt=today) | (hour & of_today))


def is_due_today(at: datetime) -> Q:
    """Open, due on this local day and not overdue yet."""
    return Q(state__in=OPEN, due_on=local_day(at)) & ~is_overdue(at)


def standing(dossier: Dossier, at: datetime) -> Standing:
    """Where the dossier stands at a moment that is not before its last act."""
    if dossier.ended_as:
        return Standing(dossier.ended_as)
    counts = dossier.counts_at
    if dossier.state in WAITING or (dossier.state in OPEN and dossier.received_at and counts is None):
        return Standing.WAITING
    if dossier.state not in OPEN or counts is None or dossier.due_on is None:
        return Standing.UNCOUNTED
    today = local_day(at)
    by_hours = dossier.limit_unit == LimitUnit.HOUR
    if (counts < at) if by_hours else (dossier.due_on < today):
        return Standing.OVERDUE
    return Standing.DUE_TODAY if dossier.due_on == today else Standing.IN_TIME
