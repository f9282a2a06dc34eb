"""Change a calendar and move what follows from it, as one change: entered or taken back whole, or only tried."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_noop

from motcua.dossiers.reproject import Moved, Told, closed_periods, closed_until, reproject, shifts
from motcua.journal.by import By
from motcua.moments import local_day
from motcua.organisation.tree import Tree, tree
from motcua.people.actor import SYSTEM_ACTOR, Actor
from motcua.people.models import Function
from motcua.sentence import Sentence
from motcua.worktime.altered import BACK, altered, altered_from
from motcua.worktime.calendar import NeverOpens, Week
from motcua.worktime.changes import checked_number, decide_calendar, decide_week, record_moved, take_back
from motcua.worktime.decide import Decided
from motcua.worktime.impossible import NobodyWorks
from motcua.worktime.load import calendars
from motcua.worktime.models import Calendar, CalendarDecision, CalendarYear
from motcua.worktime.years import confirm_year, unconfirm_year

# What an act that was under way then has surely ended after, in seconds.
SETTLED_AFTER = 60
GROUND = "DECISION"

SENTENCES = {
    "closed": gettext_noop(
        "The report up to %(until)s is submitted, and %(day)s lies in it. Name days after %(until)s."
    ),
    "closed_named": gettext_noop(
        "The decision names days of reports that are submitted, up to %(untils)s. These are never touched: "
        "name later days."
    ),
    "never_opens": gettext_noop("With this decision the office would never open again. Leave it days to work."),
    "nobody_works": gettext_noop("In this week nobody would ever work. Give at least one day hours of work."),
    "not_yours": gettext_noop("Your posts do not let you decide about this calendar. Its administrator may."),
    "moved_on": gettext_noop("The due moment of a dossier could not be moved, so nothing was changed: %(why)s"),
}


class NotPossible(Sentence):
    """Why a calendar cannot be changed so, in the reader's language; `field` names what is wrong."""

    sentences = SENTENCES

    def __init__(self, code: str, **params: Any) -> None:
        super().__init__(code, **params)
        self.field = {"closed": "days", "nobody_works": "week"}.get(code, "")


class _OnlyTried(Exception):
    """Undoes a change that was only tried."""


def deciding_post(actor: Actor, calendar: Calendar | None, units: Tree, day: date) -> By | None:
    """The post from which an actor decides about a calendar: an administrator's, for the unit whose it is.

    What holds for all calendars, and the default of the whole administration, are for an administrator of the unit
    above all others.
    """
    if actor.is_system:
        return By(actor.account)
    unit = calendar.unit_id if calendar is not None and calendar.unit_id else units_top(units, day)
    return actor.acts_for({Function.ADMINISTRATOR}, unit, units, day) if unit else None


def units_top(units: Tree, day: date) -> Any:
    """The unit in force on a day that most others stand below; None before there is one."""
    tops: dict[Any, int] = {}
    for unit in units.places:
        if units.on(unit, day) is not None:
            top = units.path(unit, day)[-1]
            tops[top] = tops.get(top, 0) + 1
    return max(tops, key=lambda unit: (tops[unit], str(unit)), default=None)


@dataclass(frozen=True, slots=True)
class Change:
    """One change: by whom, when, on what ground, whether it is only tried; `told` hears how far it is.

    A change is one transaction: whoever reads meanwhile sees the calendar and the due moments as they were, then
    both as they are.
    """

    by: Actor
    at: datetime
    ground: str
    dry_run: bool = False
    told: Told | None = None

    def decide(self, number: str, days: Sequence[Decided], calendar: Calendar | None = None) -> Moved:
        """Enter a decision about days and move the open due moments. Raises NotDecided, NotPossible."""

        def change(writer: By) -> CalendarDecision:
            return decide_calendar(number, days, calendar=calendar, by=writer, at=self.at, ground=self.ground)

        return self._whole(change, calendar, [d.day for d in days])

    def decide_week(self, number: str, week: Week, from_day: date, calendar: Calendar) -> Moved:
        """Enter a decision about the openings of a week and move the open due moments. The same errors."""

        def change(writer: By) -> CalendarDecision:
            return decide_week(number, week, from_day, calendar=calendar, by=writer, at=self.at, ground=self.ground)

        return self._whole(change, calendar, [from_day])

    def take_back(self, number: str) -> Moved:
        """Take a decision back and move the open due moments to where they would have been. The same errors."""
        standing = CalendarDecision.objects.filter(number=checked_number(number), taken_back_at=None)
        found = standing.select_related("calendar").first()

        def change(writer: By) -> CalendarDecision:
            return take_back(number, by=writer, at=self.at, ground=self.ground)

        stands = found is not None and found.taken_back_at is None
        return self._whole(
            change, found.calendar if found else None, sorted(found.named) if found and stands else []
        )

    def confirm(self, year: int, decision: str, calendar: Calendar | None = None) -> CalendarYear:
        """Confirm a year of a calendar, or of all. Raises NotDecided, NotPossible."""
        writer = self._writer(calendar)
        return confirm_year(year, calendar=calendar, decision=decision, by=writer, at=self.at, ground=self.ground)

    def unconfirm(self, year: int, calendar: Calendar | None = None) -> CalendarYear:
        """Take the confirmation of a year back. Raises NotDecided, NotPossible."""
        writer = self._writer(calendar)
        return unconfirm_year(year, calendar=calendar, by=writer, at=self.at, ground=self.ground)

    def _writer(self, calendar: Calendar | None) -> By:
        found = deciding_post(self.by, calendar, tree(), local_day(self.at))
        if found is None:
            raise NotPossible("not_yours")
        return found

    def _whole(
        self, change: Callable[[By], CalendarDecision], calendar: Calendar | None, named: Sequence[date]
    ) -> Moved:
        writer, moved = self._writer(calendar), Moved(closed_periods=closed_periods(named))
        if moved.closed_periods and not self.dry_run:
            raise _closed(named)
        try:
            with transaction.atomic():
                # One change of calendars at a time: the next one sees what this one leaves.
                Calendar.objects.select_for_update().get(unit=None)
                before = calendars()
                made = change(writer)
                found = {s.id: s.at for s in shifts(_altered(made, before), self.at, moved)}
                if self.dry_run:
                    raise _OnlyTried
                self._move(found, made)
                settle_later(made)
                record_moved(made, moved.figures, by=By(self.by.account), at=self.at, ground=self.ground)
        except _OnlyTried:
            pass
        except NeverOpens as problem:
            raise NotPossible("never_opens") from problem
        except NobodyWorks as problem:
            raise NotPossible("nobody_works") from problem
        return moved

    def _move(self, found: dict[Any, datetime], made: CalendarDecision) -> None:
        """The due moments are moved by the system, on the ground of the decision that a person has entered."""
        system = Actor(self.by.account, is_system=True, name=self.by.name)
        done = reproject(found, decision=made.number, by=system, at=self.at, ground=self.ground, told=self.told)
        if done.refusal is not None:
            raise NotPossible("moved_on", why=str(done.refusal))


def _altered(made: CalendarDecision, before: Any) -> dict[Any, tuple[date, date]]:
    """Which calendars a decision, just entered or taken back, has altered, from when to when."""
    after = calendars()
    if made.weeks is None:
        return altered(before, after, made.named)
    owner = made.calendar.unit_id if made.calendar else None
    return altered_from({owner: before[owner]}, {owner: after[owner]}, min(made.named))


def settle_later(made: CalendarDecision) -> None:
    """Have the worker look once more, when all that was under way while the decision was entered has ended."""
    from motcua.dossiers.tasks import settle_calendar

    settle_calendar.configure(schedule_in={"seconds": SETTLED_AFTER}).defer(decision=str(made.pk))


@transaction.atomic
def settle(decision: UUID, at: datetime) -> Moved:
    """Move the due moments that acts reckoned by the calendar before a decision, while that was being entered.

    Nobody waits for a change of a calendar: a dossier that is received or resumed meanwhile is reckoned by what was
    committed then. There is hardly ever one; those that are right already are left alone.
    """
    made, moved = CalendarDecision.objects.get(pk=decision), Moved()
    first, last = min(made.named), max(made.named)
    days = (first - BACK, date.max) if made.weeks is not None else (first, last)
    found = {s.id: s.at for s in shifts(dict.fromkeys(calendars(), days), at, moved)}
    reproject(found, decision=made.number, by=SYSTEM_ACTOR, at=at, ground=GROUND)
    return moved


def closed_sentence(moved: Moved) -> str:
    """Why a decision that was tried cannot become an act: the submitted reports whose days it names."""
    untils = ", ".join(f"{date.fromisoformat(period['until']):%d/%m/%Y}" for period in moved.closed_periods)
    return str(NotPossible("closed_named", untils=untils))


def _closed(named: Sequence[date]) -> NotPossible:
    until = closed_until() or date.max
    day = next(day for day in sorted(named) if day <= until)
    return NotPossible("closed", until=f"{until:%d/%m/%Y}", day=f"{day:%d/%m/%Y}")
