"""A change of a calendar as it is ordered on the screen: tried and done at once, or, where many dossiers move,
carried through by the worker while a page shows how far it is and may stop it. Stopped, nothing is changed."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connections
from django.utils.translation import gettext as _

from motcua.dossiers.calendars import GROUND, Change, NotPossible
from motcua.dossiers.reproject import Moved
from motcua.moments import local_day
from motcua.people.actor import Actor
from motcua.people.models import Account
from motcua.worktime.calendar import Span
from motcua.worktime.changes import NotDecided
from motcua.worktime.decide import Decided
from motcua.worktime.load import spans_from, spans_to, week_from
from motcua.worktime.models import Calendar, CalendarWork, DayKind, WorkState

# So many are moved while the page is waited for.
AT_ONCE = 2_000
# Who says nothing for so long has ended: the worker was stopped, and the database has undone what it did.
SILENT = timedelta(minutes=2)


class Stopped(Exception):
    """Somebody asked for the change to be stopped; what it did is undone."""


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be done to a calendar: days decided, a week from a day on, or a decision taken back."""

    kind: str
    number: str
    calendar: UUID | None = None
    days: tuple[Decided, ...] = ()
    week: dict[int, tuple[Span, ...]] | None = None
    from_day: date | None = None

    def carry_out(self, change: Change) -> Moved:
        """Do it, or try it. Raises NotDecided, NotPossible."""
        if self.kind == "back":
            return change.take_back(self.number)
        calendar = Calendar.objects.get(pk=self.calendar) if self.calendar else None
        if self.kind == "week":
            assert self.from_day is not None  # noqa: S101 -- a week has its day
            whose = calendar or Calendar.objects.get(unit=None)
            return change.decide_week(self.number, self.week or {}, self.from_day, whose)
        return change.decide(self.number, self.days, calendar)

    def stored(self) -> dict[str, Any]:
        """The order as it is kept."""
        return {
            "kind": self.kind,
            "number": self.number,
            "calendar": str(self.calendar) if self.calendar else None,
            "days": [
                {
                    "day": each.day.isoformat(),
                    "kind": str(each.kind),
                    "name": each.name,
                    "swapped_with": each.swapped_with.isoformat() if each.swapped_with else None,
                    "spans": spans_to(each.spans),
                }
                for each in self.days
            ],
            "week": {str(day): spans_to(spans) for day, spans in self.week.items()}
            if self.week is not None
            else None,
            "from": self.from_day.isoformat() if self.from_day else None,
        }

    @classmethod
    def read(cls, kept: dict[str, Any]) -> "Order":
        """The order out of what was kept."""

        def day(text: str | None) -> date | None:
            return date.fromisoformat(text) if text else None

        days = tuple(
            Decided(
                date.fromisoformat(each["day"]),
                DayKind(each["kind"]),
                each["name"],
                kept["number"],
                swapped_with=day(each["swapped_with"]),
                spans=spans_from(each["spans"]),
            )
            for each in kept["days"]
        )
        week = week_from(kept["week"]) if kept["week"] is not None else None
        calendar = UUID(kept["calendar"]) if kept["calendar"] else None
        return cls(kept["kind"], kept["number"], calendar, days, week, day(kept["from"]))


def begin(order: Order, account: UUID, dossiers: int, at: datetime) -> CalendarWork:
    """Hand an order to the worker; the row tells how far it is."""
    from motcua.dossiers.tasks import change_calendar

    work = CalendarWork.objects.create(ordered=order.stored(), account=account, asked_at=at, dossiers=dossiers)
    change_calendar.defer(work=str(work.pk))
    return work


def stop(work: UUID) -> None:
    """Ask for a change to be stopped; one that has not begun never does."""
    waiting = CalendarWork.objects.filter(pk=work, state=WorkState.WAITING)
    waiting.update(state=WorkState.STOPPED, stop_asked=True)
    CalendarWork.objects.filter(pk=work, state=WorkState.RUNNING).update(stop_asked=True)


def carry_through(work: UUID) -> None:
    """Do what was ordered, once, and say in its row what came of it."""
    now = datetime.now(UTC)
    begun = CalendarWork.objects.filter(pk=work, state=WorkState.WAITING)
    if not begun.update(state=WorkState.RUNNING, heard_at=now):
        return
    row = CalendarWork.objects.get(pk=work)
    actor = Actor.of(Account.objects.get(pk=row.account), local_day(now))
    try:
        with _Telling(work) as told:
            moved = Order.read(row.ordered).carry_out(Change(actor, now, GROUND, told=told))
        _ended(work, WorkState.DONE, dossiers=moved.moved, done=moved.moved)
    except Stopped:
        _ended(work, WorkState.STOPPED)
    except (NotDecided, NotPossible) as problem:
        _ended(work, WorkState.FAILED, sentence=str(problem))
    except BaseException:
        _ended(work, WorkState.FAILED, sentence=_("Something went wrong on our side. Try again."))
        raise


def _ended(work: UUID, state: WorkState, **columns: Any) -> None:
    CalendarWork.objects.filter(pk=work).update(state=state, heard_at=datetime.now(UTC), **columns)


class _Telling:
    """Says how far the change is, and hears whether to stop, on a connection beside that of the change: what others
    see of it is committed at once."""

    def __init__(self, work: UUID) -> None:
        self.work, self.aside = work, connections["default"].copy()

    def __enter__(self) -> Callable[[int, int], None]:
        return self.tell

    def __exit__(self, *error: object) -> None:
        self.aside.close()

    def tell(self, done: int, of: int) -> None:
        with self.aside.cursor() as cursor:
            cursor.execute(
                "UPDATE worktime_calendar_work SET done = %s, dossiers = %s, heard_at = now() WHERE id = %s "
                "RETURNING stop_asked",
                [done, of, self.work],
            )
            found = cursor.fetchone()
        if found and found[0]:
            raise Stopped


def is_silent(work: CalendarWork, now: datetime) -> bool:
    """Has whoever carries it through said nothing for so long that he must have ended?"""
    return work.state == WorkState.RUNNING and work.heard_at is not None and now - work.heard_at > SILENT
