"""Why this due day? The steps from receipt to due, as the page unfolds them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from motcua.catalogue.wording import in_words as in_words_of
from motcua.desk.chips import in_words
from motcua.desk.now import Now
from motcua.dossiers.explain import clock_pauses, due_if_resumed
from motcua.dossiers.models import Dossier
from motcua.worktime.calendar import NeverOpens
from motcua.worktime.due import due, due_at
from motcua.worktime.limits import Limit, Step
from motcua.worktime.load import NoCalendar, calendar_for
from motcua.worktime.promise import working_days_after
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
    """A pause: since when, until when, why, what was said, and whether the limit begins anew after it."""

    since: datetime
    until: datetime | None
    why: str
    note: str
    anew: bool = False


@dataclass(frozen=True, slots=True)
class Why:
    """The explanation of a due moment; `due_at` is None while the clock stands."""

    limit: str
    due_at: datetime | None
    lines: list[Line]
    pauses: list[Stood]
    passed: bool  # an act ended the dossier, which keeps the due moment it had then
    if_resumed: datetime | None = None  # while the clock stands: when it would be due if that ended now
    extended_to: datetime | None = None  # the promise of the letter
    extension: int = 0  # the working days that the letter asked for
    norm: str = ""
    norm_due_at: datetime | None = None


def why(dossier: Dossier, present: Now) -> Why | None:
    """Explain the due moment of a received dossier; None where the calendars have nothing to reckon with.

    As `motcua.dossiers.explain` has it, without where its time went.
    """
    assert dossier.received_at is not None  # noqa: S101 -- nothing else is explained
    stood = sorted(dossier.pauses.all(), key=lambda pause: pause.since)
    try:
        calendar = calendar_for(present.units.path(dossier.deciding_unit_id, dossier.received_on), present.worktime)
        pauses = clock_pauses(stood)
        reckoned = due(dossier.received_at, dossier.limit, calendar, pauses)
        resumed, norm = due_if_resumed(dossier, pauses, calendar, present.at), dossier.norm
        norm_due = due_at(dossier.received_at, norm, calendar, pauses) if norm is not None else None
        days = dossier.extension
        promised = working_days_after(reckoned.at, days, calendar) if days and reckoned.at else None
    except (NoCalendar, NeverOpens):
        return None
    language = "en" if (get_language() or "").startswith("en") else "vi"
    told = [Stood(p.since, p.until, cause_in_words(p.why, language), p.note, p.anew) for p in stood]
    return Why(
        limit_in_words(dossier.limit),
        reckoned.at,
        list(lines_of(reckoned.steps, language)),
        told,
        dossier.ended_at is not None,
        resumed,
        promised,
        days or 0,
        limit_in_words(norm) if norm is not None else "",
        norm_due,
    )


def limit_in_words(limit: Limit) -> str:
    """A limit as it is published: 5 working days; within the day; with its cutoff where it has one."""
    words = in_words_of(limit)
    if limit.cutoff:
        words = _("%(limit)s; what comes after %(cutoff)s counts from the next opening") % {
            "limit": words,
            "cutoff": f"{limit.cutoff:%H:%M}",
        }
    return words


def lines_of(steps: Sequence[Step], language: str) -> Iterator[Line]:
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
