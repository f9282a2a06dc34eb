"""A year of a calendar is confirmed by a decision: its holidays, swapped days and days off are what will hold."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q

from motcua.journal import revision
from motcua.journal.by import By
from motcua.journal.write import Batch
from motcua.worktime.changes import NotDecided, checked_number
from motcua.worktime.load import REVISION
from motcua.worktime.models import Calendar, CalendarYear

FIRST_YEAR, LAST_YEAR = 2000, 2099
# From this month on somebody should have confirmed the next year.
WARNED_FROM_MONTH = 10


@transaction.atomic
def confirm_year(
    year: int, *, calendar: Calendar | None = None, decision: str, by: By, at: datetime, ground: str
) -> CalendarYear:
    """Confirm the days of a year, for one calendar or for all, by a decision with its number. Raises NotDecided.

    Source: Bộ luật Lao động art. 112: the days off of a year are announced before it begins.
    """
    decision = checked_number(decision)
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise NotDecided("year", first=FIRST_YEAR, last=LAST_YEAR)
    Calendar.objects.select_for_update().get(unit=None)
    made = CalendarYear.objects.select_for_update().filter(year=year, calendar=calendar).first()
    if made is not None and made.taken_back_at is None:
        raise NotDecided("confirmed", year=str(year), number=made.decision)
    batch = Batch(by=by, at=at, ground=ground)
    said = {"year": year, "decision": decision, "for": "all" if calendar is None else str(calendar.pk)}
    columns: dict[str, Any] = {"decision": decision, "confirmed_at": at, "taken_back_at": None}
    if made is None:
        made = CalendarYear(year=year, calendar=calendar, **columns)
        batch.create(made, "confirm_year", said)
    else:
        batch.record(made, "confirm_year", said, **columns)
    batch.write()
    revision.bump(REVISION)
    return made


@transaction.atomic
def unconfirm_year(
    year: int, *, calendar: Calendar | None = None, by: By, at: datetime, ground: str
) -> CalendarYear:
    """Take the confirmation of a year back. Raises NotDecided where there is none."""
    made = CalendarYear.objects.select_for_update().filter(year=year, calendar=calendar).first()
    if made is None or made.taken_back_at is not None:
        raise NotDecided("not_confirmed", year=str(year))
    batch = Batch(by=by, at=at, ground=ground)
    batch.record(made, "unconfirm_year", {"year": year, "decision": made.decision}, taken_back_at=at)
    batch.write()
    revision.bump(REVISION)
    return made


def confirmation(year: int, calendar: Calendar | None = None) -> CalendarYear | None:
    """The confirmation of a year that stands: the calendar's own, else that for all; None while there is none."""
    wanted = Q(calendar=None) if calendar is None else Q(calendar=None) | Q(calendar=calendar)
    standing = CalendarYear.objects.filter(wanted, year=year, taken_back_at=None)
    return standing.order_by("calendar").first()
