"""Why this due day? The steps from receipt to due, as the page unfolds them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from motcua.catalogue.models import LIMIT_UNITS
from motcua.desk.chips import in_words
from motcua.desk.now import Now
from motcua.dossiers.explain import clock_pauses
from motcua.dossiers.models import Dossier
from motcua.worktime.calendar import NeverOpens
from motcua.worktime.due import due
from motcua.worktime.limits import Limit, Step
from motcua.worktime.load import NoCalendar, calendar_for
from motcua.worktime.sentences import cause_in_words, sentence


@dataclass(frozen=True, slots=True)
class Line:
    """One interval: whether it counted, for how long, and why."""

    since: datetime
    until: datetime
    counted: str
    why: str

    @property
    def is_one_day(self) -> bool:
        """Is its end on the day of its beginning? Then the page writes the day once."""
        return self.since.date() == self.until.date()


@dataclass(frozen=True, slots=True)
class Stood:
    """A pause: since when, until when, why, and what was said."""

    since: datetime
    until: datetime | None
    why: str
    note: str


@dataclass(frozen=True, slots=True)
class Why:
    """The explanation of a due moment; `due_at` is None while the clock stands."""

    limit: str
    due_at: datetime | None
    lines: list[Line]
    pauses: list[Stood]
    passed: bool  # an act ended the dossier, which keeps the due moment it had then


def why(dossier: Dossier, present: Now) -> Why | None:
    """Explain the due moment of a received dossier; None where the calendars have nothing to reckon with.

    As `motcua.dossiers.explain` has it, without where its time went.
    """
    assert dossier.received_at is not None  # noqa: S101 -- nothing else is explained
    stood = sorted(dossier.pauses.all(), key=lambda pause: pause.since)
    try:
        calendar = calendar_for(present.units.path(dossier.deciding_unit_id, dossier.received_on), present.worktime)
        reckoned = due(dossier.received_at, dossier.limit, calendar, clock_pauses(stood))
    except (NoCalendar, NeverOpens):
        return None
    language = "en" if (get_language() or "").startswith("en") else "vi"
    pauses = [Stood(p.since, p.until, cause_in_words(p.why, language), p.note) for p in stood]
    lines = list(_lines(reckoned.steps, language))
    return Why(limit_in_words(dossier.limit), reckoned.at, lines, pauses, dossier.ended_at is not None)


def limit_in_words(limit: Limit) -> str:
    """A limit as it is published: 5 working days; within the day; with its cutoff where it has one."""
    if limit.value:
        words = _("%(n)s %(unit)s") % {"n": limit.value, "unit": LIMIT_UNITS[limit.unit]}
    else:
        words = _("within the day")
    if limit.cutoff:
        words = _("%(limit)s; what comes after %(cutoff)s counts from the next opening") % {
            "limit": words,
            "cutoff": f"{limit.cutoff:%H:%M}",
        }
    return words


def _lines(steps: tuple[Step, ...], language: str) -> Iterator[Line]:
    """A line for each day that counts and for each reason why time does not; breaks and nights are left out.

    The morning and the afternoon of one day have one reason, and stand in one line.
    """
    told = [step for step in steps if step.why not in ("lunch", "night")]
    for (_day, why, _counts), together in groupby(
        told, lambda s: (s.since.date(), sentence(s, language), s.minutes > 0)
    ):
        pieces = list(together)
        minutes = sum(piece.minutes for piece in pieces)
        yield Line(pieces[0].since, pieces[-1].until, in_words(minutes, 24 * 60) if minutes else "", why)
