"""The letter of a dossier as its page shows it: drafted or signed, what it promises, whether it is in time."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from motcua.desk.now import Now, now
from motcua.dossiers.letters import Letter, last_day_to_sign, letters_of
from motcua.dossiers.models import Dossier
from motcua.dossiers.wanting import days_to_ask
from motcua.moments import local_day
from motcua.people.actor import Actor
from motcua.people.models import Account
from motcua.printing.models import StatutoryForm
from motcua.printing.print_form import latest_printing, may_print
from motcua.worktime.calendar import NeverOpens, WorkCalendar
from motcua.worktime.load import NoCalendar, calendar_for
from motcua.worktime.promise import working_days_after, working_days_between


@dataclass(frozen=True, slots=True)
class Shown:
    """A letter with what a reader needs beside it.

    `last_day` is the last one on which a draft is in time, `is_in_time` whether it was signed by then or still can
    be, `until` what it promises or would; `is_past` says that the day a draft asks for is past already.
    """

    letter: Letter
    is_signed: bool
    last_day: date | None = None
    is_in_time: bool = True
    until: datetime | None = None
    is_past: bool = False
    may_print: bool = False
    printing: UUID | None = None

    @property
    def reason(self) -> str:
        """Why the result is late, as the applicant reads it."""
        return self.letter.reason


def letter_of(dossier: Dossier, present: Now | None = None, reader: Account | None = None) -> Shown | None:
    """The letter of a dossier, signed or drafted; None without one, and for a draft that is needed no more.

    For a reader, with whether his posts let him print it, and its latest printing.
    """
    letter = letters_of([dossier.pk]).get(dossier.pk)
    if letter is None or (letter.signed_at is None and dossier.has_ended):
        return None
    present = present or now()
    if letter.signed_at is None:
        return drafted(letter, dossier, present)
    printing = latest_printing(dossier.pk, StatutoryForm.LETTER)
    actor = Actor.of(reader, present.day) if reader is not None else None
    return Shown(
        letter,
        is_signed=True,
        is_in_time=bool(letter.in_time),
        until=letter.until,
        may_print=actor is not None and may_print(dossier, actor, present.units, present.at, StatutoryForm.LETTER),
        printing=printing.pk if printing else None,
    )


def drafted(letter: Letter, dossier: Dossier, present: Now, promises: int | None = None) -> Shown:
    """A draft as pages show it. While the clock stands there is nothing to promise, and no last day.

    `promises` is the revision of the rules, for a list that has read it once.
    """
    calendar = _calendar(dossier, present)
    if dossier.due_at is None or calendar is None:
        return Shown(letter, is_signed=False)
    try:
        last_day = last_day_to_sign(dossier, calendar, promises)
        until = working_days_after(dossier.due_at, letter.days, calendar)
    except NeverOpens:
        return Shown(letter, is_signed=False)
    return Shown(letter, False, last_day, present.day <= last_day, until, until <= present.at)


def asked_for(dossier: Dossier, present: Now, drafted: Shown | None) -> dict[str, Any]:
    """What the form of a letter begins with: days and reason of the draft, else the days a morning asks for."""
    if drafted is not None:
        return {"days": drafted.letter.days, "reason": drafted.reason}
    days, calendar = days_to_ask(dossier.limit), _calendar(dossier, present)
    if calendar is not None and dossier.due_at is not None:
        days += working_days_between(local_day(dossier.due_at), present.day, calendar)
    return {"days": days}


def _calendar(dossier: Dossier, present: Now) -> WorkCalendar | None:
    """The calendar by which it is due."""
    if dossier.received_on is None:
        return None
    try:
        path = present.units.path(dossier.deciding_unit_id, dossier.received_on)
        return calendar_for(path, present.worktime)
    except NoCalendar:
        return None
