"""When a limit is used up, and why. The rules in words: `docs/rules/deadlines.md`."""

from collections.abc import Sequence
from datetime import datetime
from typing import Literal

from motcua.moments import local_day
from motcua.worktime.calendar import WorkCalendar
from motcua.worktime.limits import Due, Limit, LimitUnit, Pause
from motcua.worktime.many import due_many
from motcua.worktime.minutes import minute_of, moment_of
from motcua.worktime.reckoning import reckon
from motcua.worktime.steps import steps
from motcua.worktime.unpaused import unpaused

__all__ = ["classify", "due", "due_at", "due_many", "is_late"]

Timeliness = Literal["early", "on_time", "late"]


def due_at(
    received_at: datetime, limit: Limit, calendar: WorkCalendar, pauses: Sequence[Pause] = ()
) -> datetime | None:
    """Return when the limit is used up, in local time; None while a pause lasts.

    Moments are cut to the minute first. Raises NoZone for a moment without one, NeverOpens for a calendar
    without a day to be due on.
    """
    if not pauses:
        return unpaused(received_at, limit, calendar)
    found = reckon(received_at, limit, calendar, pauses)
    return moment_of(found.due) if found.waits_since is None else None


def due(received_at: datetime, limit: Limit, calendar: WorkCalendar, pauses: Sequence[Pause] = ()) -> Due:
    """Return when the limit is used up, with the steps that lead there from receipt.

    The same computation as `due_at`, and the same errors.
    """
    found = reckon(received_at, limit, calendar, pauses)
    at = moment_of(found.due) if found.waits_since is None else None
    deemed = found.earlier[0].deemed if found.earlier else found.deemed
    return Due(at, moment_of(deemed), steps(found, limit, calendar))


def classify(ended_at: datetime, due_at: datetime | None, limit: Limit) -> Timeliness:
    """Return whether handling ended early, on time or late.

    Limits in days compare the local day on which handling ended with the due day; limits in hours compare
    moments, to the minute. What has no due moment, because it waits, is on time.
    """
    if due_at is None:
        return "on_time"
    if limit.unit is LimitUnit.HOUR:
        ended, last = minute_of(ended_at), minute_of(due_at)
    else:
        ended, last = local_day(ended_at).toordinal(), local_day(due_at).toordinal()
    return "early" if ended < last else "on_time" if ended == last else "late"


def is_late(ended_at: datetime, due_at: datetime | None, limit: Limit) -> bool:
    """Return whether handling ended after it was due, as `classify` compares."""
    return classify(ended_at, due_at, limit) == "late"
