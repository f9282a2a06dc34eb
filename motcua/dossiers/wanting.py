"""Which dossiers will not make it and want a letter of apology now, and the morning's job that drafts it.

The rule, with its law and its reasons: docs/rules/letters.md.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from uuid import UUID

from django.db.models import Exists, OuterRef, Q

from motcua.catalogue.kept import VersionFacts, catalogue
from motcua.dossiers.acting import WORLD_SQL, World, world
from motcua.dossiers.grounds import ground_for
from motcua.dossiers.letters import MOST_DAYS, Letter, draft_letters, last_day_to_sign
from motcua.dossiers.models import Dossier, Stretch
from motcua.dossiers.promise import latest_letter_before
from motcua.dossiers.refusals import Done, Refusal
from motcua.dossiers.states import OPEN
from motcua.journal.statement import rows
from motcua.moments import LOCAL, local_day
from motcua.people.actor import SYSTEM_ACTOR
from motcua.people.models import Function
from motcua.worktime.calendar import WorkCalendar
from motcua.worktime.due import due_at
from motcua.worktime.limits import Limit, LimitUnit
from motcua.worktime.promise import working_days_between

# In which order the steps of an internal process follow each other; handling ends with the leader's.
STEPS = (Function.RECEIVING, Function.HANDLING, Function.LEADER)

# Limits of up to so many days ask for so many working days more: our choice, since the law names none.
ASKED = ((5, 1), (15, 3))
ASKED_OF_LONG_ONES = 5

SIX = time(6)

# So many dossiers are locked and written at once: a clerk's own act waits for no more than these.
AT_ONCE = 1_000

SHOWN = (
    "seq",
    "number",
    "version",
    "deciding_unit",
    "holder_function",
    "limit_value",
    "limit_unit",
    "cutoff",
    "received_on",
    "due_at",
)


class Because(StrEnum):
    """Why a dossier wants a letter."""

    LATE = "late"
    """Its legal due moment is past."""
    PAST = "past"
    """The last day on which a letter is in time is past, and no leader has it for decision."""
    LAST_DAY = "last_day"
    """That day is today, and no leader has it for decision."""
    STEPS = "steps"
    """The steps after the one at which it stands need more time than is left, if it were passed on at once."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A dossier that wants a letter: why, until when one is in time, and how many working days to ask for."""

    dossier: UUID
    seq: int
    number: str
    due_at: datetime
    last_day: date
    because: Because
    days: int


def morning_of(at: datetime) -> datetime:
    """The moment as which a run of the job looks at things: 06:00 of the day, whenever later that it runs."""
    return min(at, datetime.combine(local_day(at), SIX, LOCAL))


def wanting(at: datetime) -> list[Wanted]:
    """The open dossiers that want a letter at a moment and have no draft yet, soonest due first.

    Two statements, however many dossiers there are. What lies so far behind that no letter could promise a day to
    come (`MOST_DAYS`) is left out: it is a finding of its own.
    """
    [present] = rows(f"SELECT {WORLD_SQL}", [])
    known = world(*present)
    facts = catalogue(known.catalogue).versions
    found = [
        _wanted(dossier, known, facts.get(dossier.version_id), at) for dossier in _candidates(at, known, facts)
    ]
    return sorted((each for each in found if each is not None), key=lambda each: (each.due_at, each.dossier))


def draft_wanted(
    wanted: Iterable[Wanted], at: datetime, *, recorded_at: datetime | None = None, at_once: int = AT_ONCE
) -> Done:
    """Draft the letters that are wanted, as the system, in sets; what has moved on meanwhile is refused."""
    everything = list(wanted)
    done: list[UUID] = []
    refused: dict[UUID, Refusal] = {}
    for start in range(0, len(everything), at_once):
        together = everything[start : start + at_once]
        drafted = draft_letters(
            [each.dossier for each in together],
            days={each.dossier: each.days for each in together},
            by=SYSTEM_ACTOR,
            at=at,
            recorded_at=recorded_at,
            ground=ground_for("draft_letter", local_day(at)),
            expected={each.dossier: each.seq for each in together},
        )
        done += drafted.done
        refused |= drafted.refused
    return Done(tuple(done), refused)


def days_to_ask(limit: Limit) -> int:
    """The working days that a letter asks for unless somebody says otherwise: 1 for a limit in hours or of up to 5
    days, 3 for one of up to 15, else 5."""
    if limit.unit is LimitUnit.HOUR:
        return 1
    return next((days for most, days in ASKED if limit.value <= most), ASKED_OF_LONG_ONES)


def _candidates(at: datetime, known: World, facts: Mapping[UUID, VersionFacts]) -> Iterator[Dossier]:
    """The open dossiers without a letter whose last day can have come, or whose versions have limits of steps."""
    # Seven days for a working day, and some more: enough for an office that opens once a week, and for Tết.
    until = at + timedelta(days=7 * (latest_letter_before(known.promises) + 3))
    stepped = [version for version, each in facts.items() if each.steps]
    here = Stretch.objects.filter(to_at=None, holder_unit__isnull=False, state__in=OPEN, due_at__isnull=False)
    dossiers = Dossier.objects.filter(
        ~Exists(Letter.objects.filter(dossier=OuterRef("pk"))),
        Q(due_at__lt=until) | Q(version__in=stepped),
        pk__in=here.values("dossier"),
        state__in=OPEN,
        received_on__isnull=False,
        due_at__isnull=False,
        extension=None,
    )
    return dossiers.only(*SHOWN).iterator(chunk_size=AT_ONCE)


def _wanted(dossier: Dossier, known: World, facts: VersionFacts | None, at: datetime) -> Wanted | None:
    assert dossier.received_on is not None and dossier.due_at is not None  # noqa: S101 -- asked for
    calendar = known.calendar(dossier.deciding_unit_id, dossier.received_on)
    last_day = last_day_to_sign(dossier, calendar, known.promises)
    because = _because(dossier, facts, calendar, last_day, at)
    if because is None:
        return None
    days = days_to_ask(dossier.limit)
    if because is Because.LATE:  # the promise is for a day to come
        days += working_days_between(local_day(dossier.due_at), local_day(at), calendar)
    if days > MOST_DAYS:
        return None
    return Wanted(dossier.pk, dossier.seq, dossier.number or "", dossier.due_at, last_day, because, days)


def _because(
    dossier: Dossier, facts: VersionFacts | None, calendar: WorkCalendar, last_day: date, at: datetime
) -> Because | None:
    assert dossier.received_on is not None and dossier.due_at is not None  # noqa: S101 -- asked for
    today, due_day = local_day(at), local_day(dossier.due_at)
    if dossier.due_at < at if dossier.limit.unit is LimitUnit.HOUR else due_day < today:
        return Because.LATE
    # Of what came in yesterday nobody knows yet that it will be late, however short its limit is.
    if calendar.nth_working_day_after(dossier.received_on, 1) >= today:
        return None
    if dossier.holder_function != Function.LEADER and today >= last_day:
        return Because.LAST_DAY if today == last_day else Because.PAST
    return Because.STEPS if facts and _steps_run_over(dossier, facts.steps, calendar, at) else None


def _steps_run_over(dossier: Dossier, steps: Mapping[str, Limit], calendar: WorkCalendar, at: datetime) -> bool:
    """Passed on at once, would the limits of the steps that are left lead beyond the due moment?"""
    assert dossier.due_at is not None  # noqa: S101 -- asked for
    if not steps or dossier.holder_function not in STEPS:
        return False
    left = [steps[f] for f in STEPS[STEPS.index(Function(dossier.holder_function)) + 1 :] if f in steps]
    done = at
    for limit in left:
        reached = due_at(done, limit, calendar)
        assert reached is not None  # noqa: S101 -- nothing stands
        done = reached
    if dossier.limit.unit is LimitUnit.HOUR:
        return done > dossier.due_at
    return local_day(done) > local_day(dossier.due_at)
