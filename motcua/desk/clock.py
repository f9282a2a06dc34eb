"""How the clock of a dossier stands: what it waits for, and each limit apart, with how it stands against it.

The legal limit is the one that counts; beside it stand the promise of a letter, the unit's own shorter norm and the
limit of the present step. Rules: docs/rules/clock.md.
"""

from collections.abc import Callable, Iterator, Sequence
from copy import copy
from dataclasses import dataclass, replace
from datetime import datetime

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from motcua.desk.chips import Chip, chip
from motcua.desk.now import Now
from motcua.desk.why import limit_in_words
from motcua.dossiers.endrules import column
from motcua.dossiers.explain import clock_pauses
from motcua.dossiers.models import Dossier, Pause, Task
from motcua.dossiers.states import State
from motcua.moments import local_day
from motcua.people.models import Function
from motcua.worktime.calendar import NeverOpens, WorkCalendar
from motcua.worktime.due import due_at
from motcua.worktime.limits import Limit
from motcua.worktime.limits import Pause as ClockPause
from motcua.worktime.load import NoCalendar, calendar_for
from motcua.worktime.minutes import DAY, number_of
from motcua.worktime.promise import working_days_after
from motcua.worktime.sentences import cause_in_words


@dataclass(frozen=True, slots=True)
class Waits:
    """Why the clock stands: for whom, since when, how many working days; `anew` says how the limit goes on."""

    cause: str
    since: datetime
    days: int
    note: str
    anew: bool


@dataclass(frozen=True, slots=True)
class Against:
    """One limit: what it is, how long, when it is used up, how the dossier stands against it.

    While the clock stands `at` is when it would be used up if the pause ended now (`is_supposed`).
    """

    name: str
    limit: str
    at: datetime | None
    is_supposed: bool
    chip: Chip


@dataclass(frozen=True, slots=True)
class Clock:
    """What the page says of the clock: a line for what it waits for, one for each limit, the legal one first."""

    waits: Waits | None
    limits: Sequence[Against]

    @property
    def is_told(self) -> bool:
        """Is there more to say than the due day, which stands above it already?"""
        return self.waits is not None or len(self.limits) > 1


Reckoned = Callable[[Limit, datetime], datetime | None]


def clock_of(dossier: Dossier, present: Now) -> Clock | None:
    """How the clock of a dossier stands now; None for one that was never received, or without a calendar.

    Its pauses are those that were read along with it; a statement more where its step has a limit of its own.
    All is reckoned by the calendar by which it is due, as that stands now.
    """
    if dossier.received_at is None or dossier.received_on is None:
        return None
    pauses = sorted(dossier.pauses.all(), key=lambda pause: pause.since)
    lasting = next((p for p in pauses if p.until is None and not dossier.has_ended), None)
    stood = _ended_now(clock_pauses(pauses), present.at) if lasting else clock_pauses(pauses)
    try:
        path = present.units.path(dossier.deciding_unit_id, dossier.received_on)
        calendar = calendar_for(path, present.worktime)
        limits = list(_limits(dossier, present, stood, calendar, is_supposed=lasting is not None))
        return Clock(_waits(lasting, present, calendar) if lasting else None, limits)
    except (NoCalendar, NeverOpens):
        return None


def _ended_now(pauses: Sequence[ClockPause], at: datetime) -> list[ClockPause]:
    """The pauses as they would be if the one that lasts ended at a moment."""
    return [replace(p, until=max(at, p.since)) if p.until is None else p for p in pauses]


def _waits(pause: Pause, present: Now, calendar: WorkCalendar) -> Waits:
    cause = cause_in_words(pause.why, "en" if (get_language() or "").startswith("en") else "vi")
    since, today = number_of(local_day(pause.since)), number_of(present.day)
    table = calendar.table(since * DAY, max(since, today) * DAY)
    days = table.upto[max(since, today) - table.first] - table.upto[since - table.first]
    return Waits(cause, pause.since, days, pause.note, pause.anew)


def _limits(
    dossier: Dossier, present: Now, pauses: Sequence[ClockPause], calendar: WorkCalendar, *, is_supposed: bool
) -> Iterator[Against]:
    assert dossier.received_at is not None  # noqa: S101 -- asked before

    def reckoned(limit: Limit, since: datetime) -> datetime | None:
        return due_at(since, limit, calendar, pauses)

    def against(name: str, limit: Limit, at: datetime | None, words: str = "") -> Against:
        shown = _chip(dossier, limit, None if is_supposed else at, present)
        return Against(name, words or limit_in_words(replace(limit, cutoff=None)), at, is_supposed, shown)

    legal = reckoned(dossier.limit, dossier.received_at) if is_supposed else dossier.due_at
    yield against(_("By law"), dossier.limit, legal)
    if dossier.extension is not None and legal is not None:
        words = ngettext("%(n)s working day more", "%(n)s working days more", dossier.extension)
        promised = working_days_after(legal, dossier.extension, calendar)
        yield against(_("Promised anew"), dossier.limit, promised, words % {"n": dossier.extension})
    if dossier.norm is not None:
        yield against(_("Norm of the unit"), dossier.norm, reckoned(dossier.norm, dossier.received_at))
    yield from _step(dossier, present, reckoned, is_supposed=is_supposed)


def _step(dossier: Dossier, present: Now, reckoned: Reckoned, *, is_supposed: bool) -> Iterator[Against]:
    """The limit of the step at which it lies, where the version gives it one."""
    version = present.catalogue().versions.get(dossier.version_id)
    limit = version.steps.get(dossier.holder_function) if version is not None else None
    began = _step_began(dossier) if limit is not None and dossier.task else None
    if limit is None or began is None:
        return
    at = reckoned(limit, began)
    here = copy(dossier)  # a step goes on after the decision: the result has to be handed out
    here.state, here.ended_at, here.ended_as = State.IN_PROCESS, None, ""
    name = _("This step: %(function)s") % {"function": Function(dossier.holder_function).label}
    yield Against(
        name,
        limit_in_words(limit),
        at,
        is_supposed,
        _chip(here, limit, None if is_supposed else at, present),
    )


def _step_began(dossier: Dossier) -> datetime | None:
    """Since when it has lain at its step: who hands it to a colleague there begins nothing anew."""
    began: datetime | None = None
    tasks = Task.objects.filter(dossier=dossier.pk).order_by("-opened_at", "-id")
    for unit, function, opened, closed in tasks.values_list("unit", "function", "opened_at", "closed_at"):
        here = (unit, function) == (dossier.holder_unit_id, dossier.holder_function)
        if not here or (began is not None and closed != began):
            break
        began = opened
    return began


def _chip(dossier: Dossier, limit: Limit, due: datetime | None, present: Now) -> Chip:
    """How a dossier stands against a limit, by the rules for the legal one: it stands in for that."""
    other = copy(dossier)
    other.limit_value, other.limit_unit, other.cutoff = limit.value, limit.unit.value, limit.cutoff
    other.due_at, other.due_on, other.extended_to = due, local_day(due) if due else None, None
    if other.ended_at is not None:
        ended = State.DECIDED if other.state == State.RETURNED else State(other.state)
        other.ended_as = column(other, ended, other.ended_at, due).value
    return chip(other, present)
