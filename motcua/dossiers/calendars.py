"""Change a calendar and move what follows from it, as one change: entered or taken back whole, or only tried."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from motcua.dossiers.reproject import Moved, closed_until, concerned, reproject
from motcua.journal.by import By
from motcua.people.actor import Actor
from motcua.worktime.calendar import NeverOpens
from motcua.worktime.changes import decide_calendar, take_back
from motcua.worktime.decide import Decided
from motcua.worktime.models import Calendar, CalendarDecision

SENTENCES = {
    "closed": gettext_noop(
        "The report up to %(until)s is submitted, and %(day)s lies in it. Name days after %(until)s."
    ),
    "never_opens": gettext_noop("With this decision the office would never open again. Leave it days to work."),
}


class NotPossible(ValueError):
    """Why a calendar cannot be changed so, in the reader's language."""

    def __init__(self, code: str, **params: Any) -> None:
        super().__init__(code)
        self.code, self.params = code, params

    def __str__(self) -> str:
        return _(SENTENCES[self.code]) % self.params


class _OnlyTried(Exception):
    """Undoes a change that was only tried."""


@dataclass(frozen=True, slots=True)
class Change:
    """One change: by whom, when, on what ground, and whether it is only tried."""

    by: Actor
    at: datetime
    ground: str
    dry_run: bool = False

    def decide(self, number: str, days: Sequence[Decided], calendar: Calendar | None = None) -> Moved:
        """Enter a decision and move the open due moments. Raises NotDecided, NotPossible."""
        _open(min((d.day for d in days), default=date.max))
        return self._whole(
            lambda: decide_calendar(
                number, days, calendar=calendar, by=self._writer, at=self.at, ground=self.ground
            )
        )

    def take_back(self, number: str) -> Moved:
        """Take a decision back and move the open due moments to where they would have been. The same errors."""
        found = CalendarDecision.objects.filter(number=number).first()
        if found is not None:
            _open(found.first_and_last[0])
        return self._whole(lambda: take_back(number, by=self._writer, at=self.at, ground=self.ground))

    @property
    def _writer(self) -> By:
        return By(self.by.account)

    def _whole(self, change: Any) -> Moved:
        counted = Moved()
        try:
            with transaction.atomic():
                made = change()
                first, last = made.first_and_last
                system = Actor(self.by.account, is_system=True, name=self.by.name)
                ids = concerned(first, last)
                reproject(ids, decision=made.number, by=system, at=self.at, ground=self.ground, counted=counted)
                if self.dry_run:
                    raise _OnlyTried
        except _OnlyTried:
            pass
        except NeverOpens as problem:
            raise NotPossible("never_opens") from problem
        return counted


def _open(day: date) -> None:
    until = closed_until()
    if until is not None and day <= until:
        raise NotPossible("closed", until=f"{until:%d/%m/%Y}", day=f"{day:%d/%m/%Y}")
