"""A decision changes days of a calendar, under its number; taken back, the days are what they were before."""

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from motcua.journal import revision
from motcua.journal.by import By
from motcua.journal.write import Batch
from motcua.text import nfc
from motcua.worktime.decide import Decided, decide_days
from motcua.worktime.load import REVISION
from motcua.worktime.models import Calendar, CalendarDecision, DayDecision

SENTENCES = {
    "no_number": gettext_noop("Give the number of the decision, such as 12/QĐ-UBND."),
    "no_days": gettext_noop("Name at least one day that the decision changes."),
    "twice": gettext_noop("Decision %(number)s is entered already. Take it back first if it was wrong."),
    "unknown": gettext_noop("No decision %(number)s is entered. Check its number."),
    "taken_back": gettext_noop("Decision %(number)s has been taken back already. Nothing was changed."),
    "later": gettext_noop("A later decision changed %(day)s again. Take that one back before %(number)s."),
}


class NotDecided(ValueError):
    """Why a decision was not entered or not taken back, in the reader's language."""

    def __init__(self, code: str, **params: Any) -> None:
        super().__init__(code)
        self.code, self.params = code, params

    def __str__(self) -> str:
        return _(SENTENCES[self.code]) % self.params


@transaction.atomic
def decide_calendar(
    number: str,
    days: Sequence[Decided],
    *,
    calendar: Calendar | None = None,
    by: By,
    at: datetime,
    ground: str,
) -> CalendarDecision:
    """Enter a decision about days of one calendar, or of all. Raises NotDecided.

    Due moments follow by an act of their own (`motcua.dossiers.reproject`).
    """
    number = nfc(number).strip()
    if not number:
        raise NotDecided("no_number")
    if not days:
        raise NotDecided("no_days")
    if CalendarDecision.objects.select_for_update().filter(number=number, taken_back_at=None).exists():
        raise NotDecided("twice", number=number)
    before = _rows(calendar, [decided.day for decided in days])
    decide_days(days, calendar=calendar, by=by, at=at, ground=ground)
    after = _rows(calendar, [decided.day for decided in days])
    batch = Batch(by=by, at=at, ground=ground)
    # A number that was taken back may be entered anew, corrected: it goes on in the chain it has.
    made = CalendarDecision.objects.select_for_update().filter(number=number).first()
    said = {"number": number, "days": after}
    columns: dict[str, Any] = {"days": after, "before": before, "entered_at": at, "taken_back_at": None}
    columns["calendar_id"] = calendar.pk if calendar else None
    if made is None:
        made = CalendarDecision(number=number, **columns)
        batch.create(made, "decide_calendar", said)
    else:
        batch.record(made, "decide_calendar", said, **columns)
    batch.write()
    return made


@transaction.atomic
def take_back(number: str, *, by: By, at: datetime, ground: str) -> CalendarDecision:
    """Take a decision back: its days are what they were before it. Raises NotDecided.

    A day that a later decision has changed again stands in the way: that one goes first.
    """
    number = nfc(number).strip()
    made = CalendarDecision.objects.select_for_update().filter(number=number).first()
    if made is None:
        raise NotDecided("unknown", number=number)
    if made.taken_back_at is not None:
        raise NotDecided("taken_back", number=number)
    days = [date.fromisoformat(day) for day in made.days]
    now = _rows(made.calendar, days)
    for day in days:
        if now.get(day.isoformat()) != made.days[day.isoformat()]:
            raise NotDecided("later", day=f"{day:%d/%m/%Y}", number=number)
    DayDecision.objects.filter(calendar=made.calendar, day__in=days).delete()
    DayDecision.objects.bulk_create(
        DayDecision(calendar=made.calendar, day=date.fromisoformat(day), recorded_at=datetime.now(UTC), **row)
        for day, row in made.before.items()
    )
    batch = Batch(by=by, at=at, ground=ground)
    batch.record(made, "take_back_calendar", {"number": number, "days": made.before}, taken_back_at=at)
    batch.write()
    revision.bump(REVISION)
    return made


def _rows(calendar: Calendar | None, days: Iterable[date]) -> dict[str, dict[str, Any]]:
    """What is decided for days, as it is kept beside a decision."""
    return {
        row.day.isoformat(): {
            "kind": str(row.kind),
            "spans": row.spans,
            "swapped_with": row.swapped_with.isoformat() if row.swapped_with else None,
            "name": row.name,
            "source": row.source,
        }
        for row in DayDecision.objects.filter(calendar=calendar, day__in=list(days)).order_by("day")
    }
