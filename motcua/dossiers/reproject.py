"""A calendar changed: every open due moment that follows from it is reckoned anew and moved by an act.

Closed dossiers keep the due moment that they ended with; a dossier that waits has none, and gets it by the calendar
as it stands when it is resumed. Reports that are submitted are never touched: a decision about their days is
refused before this is asked.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from functools import lru_cache
from uuid import UUID

from django.db.models import Max

from motcua.dossiers.acting import Acting, Hands
from motcua.dossiers.in_sets import Told, in_sets
from motcua.dossiers.models import ClosedPeriod
from motcua.dossiers.promise import REVISION as PROMISE
from motcua.dossiers.promise import Counts, rule_on
from motcua.dossiers.refusals import Done
from motcua.dossiers.states import OPEN
from motcua.journal import revision
from motcua.journal.literal import array
from motcua.journal.statement import rows
from motcua.moments import LOCAL, local_day
from motcua.organisation.tree import Tree, tree
from motcua.people.actor import Actor
from motcua.worktime.altered import Days
from motcua.worktime.calendar import WorkCalendar
from motcua.worktime.due import due_at
from motcua.worktime.limits import Limit, LimitUnit, Pause
from motcua.worktime.load import calendars
from motcua.worktime.promise import working_days_after


@dataclass
class Moved:
    """What a change of the calendar does to the open dossiers.

    `open_dossiers` are those whose due moment depends on the days that change; `moved` of them get another one,
    `become_late` and `saved` count by the due moment that counts. `closed_periods` are the submitted reports whose
    days are named, which are never touched. The ids are those of the dossiers behind the figures.
    """

    open_dossiers: int = 0
    moved: int = 0
    become_late: int = 0
    saved: int = 0
    closed_periods: list[dict[str, str]] = field(default_factory=list)
    moved_ids: list[UUID] = field(default_factory=list)
    late_ids: list[UUID] = field(default_factory=list)
    saved_ids: list[UUID] = field(default_factory=list)

    @property
    def figures(self) -> dict[str, int]:
        """The four figures, as they are kept beside a decision."""
        names = ("open_dossiers", "moved", "become_late", "saved")
        return {name: getattr(self, name) for name in names}

    def count(self, shift: "Shift") -> None:
        """Count a dossier that gets another due moment."""
        self.moved += 1
        self.moved_ids.append(shift.id)
        if shift.becomes_late:
            self.become_late += 1
            self.late_ids.append(shift.id)
        if shift.is_saved:
            self.saved += 1
            self.saved_ids.append(shift.id)


@dataclass(frozen=True, slots=True)
class Shift:
    """An open dossier with the due moment that it gets; `at` is when that happens, not before its last act."""

    id: UUID
    at: datetime
    becomes_late: bool
    is_saved: bool


def closed_until() -> date | None:
    """The last day of the last submitted report; nothing on it or before it changes any more."""
    found: date | None = ClosedPeriod.objects.aggregate(last=Max("until"))["last"]
    return found


def closed_periods(days: Sequence[date]) -> list[dict[str, str]]:
    """The submitted reports in whose period one of the days lies: until when, and why it is closed."""
    first = min(days, default=date.max)
    ends = ClosedPeriod.objects.filter(until__gte=first).order_by("until").values_list("until", "why")
    found, named = [], sorted(days)
    for until, why in ends:
        if any(day <= until for day in named):
            found.append({"until": until.isoformat(), "why": why})
            named = [day for day in named if day > until]
    return found


def shifts(altered: Mapping[UUID | None, Days], at: datetime, counted: Moved) -> Iterator[Shift]:
    """The open dossiers whose due moment follows from altered days and is another one now; nothing is locked.

    `altered` names the calendars that changed, by their unit, with the first and the last day that did; `counted`
    gathers the figures. Of each calendar's days those matter that lie between receipt and due moment, the dossier's
    calendar is that of its deciding unit on the day of receipt.
    """
    if not altered:
        return
    known = _Known(tree(), calendars(), revision.current(PROMISE))
    first, last = min(days[0] for days in altered.values()), max(days[1] for days in altered.values())
    units = _units_under(set(altered), known.tree)
    params = [array(map(int, OPEN)), min(last, date(9999, 1, 1)), datetime.combine(first, time(), LOCAL), units]
    for id, unit, received_on, received_at, value, kind, cutoff, due, extended, days, last_at, pauses in rows(
        CLOCKS, params
    ):
        owner = known.owner(unit, received_on)
        span = altered.get(owner)
        if span is None or received_on > span[1] or local_day(extended or due) < span[0]:
            continue
        counted.open_dossiers += 1
        limit, calendar = _limit(value, kind, cutoff), known.calendars[owner]
        fresh = due_at(received_at, limit, calendar, _pauses(pauses))
        promise = working_days_after(fresh, days, calendar) if fresh and days else None
        if fresh is None or (fresh, promise) == (due, extended):
            continue
        by_promise = days and rule_on(received_on, known.promises).counts == Counts.EXTENDED_TO
        old, new = (extended, promise) if by_promise else (due, fresh)
        late = _late(kind, old or due, at), _late(kind, new or fresh, at)
        shift = Shift(id, max(at, last_at), late == (False, True), late == (True, False))
        counted.count(shift)
        yield shift


CLOCKS = """
SELECT d.id, d.deciding_unit_id, d.received_on, d.received_at, d.limit_value, d.limit_unit, d.cutoff, d.due_at,
       d.extended_to, d.extension, d.last_at,
       (SELECT jsonb_agg(jsonb_build_array(p.since, p.until, p.why, p.anew) ORDER BY p.since)
        FROM dossier_pause p WHERE p.dossier_id = d.id)
FROM dossier d
WHERE d.state = ANY($1::smallint[]) AND d.due_at IS NOT NULL AND d.received_on <= $2::date
  AND (d.due_at >= $3::timestamptz OR d.extended_to >= $3::timestamptz)
  AND ($4::uuid[] IS NULL OR d.deciding_unit_id = ANY($4::uuid[]))
ORDER BY d.id
"""


@dataclass(slots=True)
class _Known:
    """Organisation, calendars and rules of promises, as the change left them."""

    tree: Tree
    calendars: Mapping[UUID | None, WorkCalendar]
    promises: int
    owners: dict[tuple[UUID, date], UUID | None] = field(default_factory=dict)

    def owner(self, unit: UUID, day: date) -> UUID | None:
        """The unit whose calendar a unit keeps on a day; None for the administration's default."""
        if (unit, day) not in self.owners:
            path = self.tree.path(unit, day)
            self.owners[unit, day] = next((step for step in path if step in self.calendars), None)
        return self.owners[unit, day]


def _units_under(owners: set[UUID | None], units: Tree) -> str | None:
    """The units that may keep one of these calendars, ever, as an array; None for any unit: the default changed."""
    if None in owners:
        return None
    below: dict[UUID, set[UUID]] = {}
    for unit, places in units.places.items():
        for place in places:
            if place.parent is not None:
                below.setdefault(place.parent, set()).add(unit)
    found = {owner for owner in owners if owner is not None}
    fresh = set(found)
    while fresh:
        fresh = {child for unit in fresh for child in below.get(unit, ())} - found
        found |= fresh
    return array(sorted(found))


@lru_cache(maxsize=1024)
def _limit(value: int | None, kind: str, cutoff: time | None) -> Limit:
    return Limit(value or 0, LimitUnit(kind), cutoff)


def _pauses(found: str | None) -> tuple[Pause, ...]:
    def moment(text: str | None) -> datetime | None:
        return datetime.fromisoformat(text) if text else None

    told = json.loads(found) if found else ()
    return tuple(Pause(moment(s), moment(u), why, anew) for s, u, why, anew in told)  # type: ignore[arg-type]


def reproject(
    dossiers: Mapping[UUID, datetime],
    *,
    decision: str,
    by: Actor,
    at: datetime,
    ground: str,
    recorded_at: datetime | None = None,
    told: Told | None = None,
) -> Done:
    """Move the due moments of open dossiers to what their calendars say now; those that stay are left alone.

    `dossiers` names them with the moment of the act on each; `decision` is the number of what changed the calendar.
    `told` hears how many of how many are done, and may raise to stop: then nothing is changed.
    """

    def act(these: Mapping[UUID, datetime], hands: Hands) -> Done:
        return _moved(these, decision=decision, by=by, ground=ground, recorded_at=recorded_at, hands=hands)

    return in_sets(dossiers, act, at=at, told=told)


def _moved(
    dossiers: Mapping[UUID, datetime],
    *,
    decision: str,
    by: Actor,
    ground: str,
    recorded_at: datetime | None,
    hands: Hands | None = None,
) -> Done:
    with Acting(
        dossiers, act="reproject", by=by, at=dossiers, ground=ground, recorded_at=recorded_at, hands=hands
    ) as acting:
        for dossier in acting:
            if dossier.state not in OPEN or dossier.due_at is None:
                continue
            due = acting.due_at(dossier, acting.pauses(dossier))
            extended, _counts = acting.promised(dossier, due, dossier.extension)
            if due is None or (due, extended) == (dossier.due_at, dossier.extended_to):
                continue
            post = acting.post(dossier, (), dossier.deciding_unit_id)
            if post is None:
                continue
            acting.change(dossier, post, {"decision": decision, "was_due": dossier.due_at}, due_at=due)
    return acting.done


def _late(kind: str, due: datetime, at: datetime) -> bool:
    """Is a due moment past, as limits compare: moments for hours, days for days?"""
    if kind == LimitUnit.HOUR:
        return due < at
    return local_day(due) < local_day(at)
