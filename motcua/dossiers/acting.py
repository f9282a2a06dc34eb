"""What every act on dossiers does: lock the set, check each, write once.

`Acting` reads and locks a set of dossiers in one statement, hands them out one by one, keeps the refusals, and
writes rows, stretches, tasks, count deltas and journal entries in one statement.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any, TypeVar
from uuid import UUID

from django.db import transaction
from django.db.models import Model
from django.db.models.base import ModelState

from motcua.dossiers import meanwhile
from motcua.dossiers.counts import Tally
from motcua.dossiers.models import Dossier, Pause, Stretch, Task
from motcua.dossiers.promise import Counts, rule_on
from motcua.dossiers.refusals import Done, Refusal
from motcua.dossiers.states import MOVES, State
from motcua.journal import revision
from motcua.journal.by import By
from motcua.journal.ids import first_of, uuid7
from motcua.journal.literal import array
from motcua.journal.statement import rows
from motcua.journal.write import Batch
from motcua.moments import LOCAL, local_day
from motcua.organisation.tree import Tree, tree
from motcua.people.actor import Actor
from motcua.worktime import due as worktime_due
from motcua.worktime.calendar import WorkCalendar
from motcua.worktime.impossible import NoZone
from motcua.worktime.limits import Pause as ClockPause
from motcua.worktime.load import calendar_for
from motcua.worktime.promise import working_days_after

When = datetime | Mapping[UUID, datetime]
Row = TypeVar("Row", bound=Model)

# A clock may run a little ahead of ours; anything more is a wrong date.
AHEAD = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Holder:
    """Where a dossier lies: a unit, a function there, perhaps one person."""

    unit: UUID | None
    function: str = ""
    account: UUID | None = None


NOBODY = Holder(None)


@dataclass(frozen=True, slots=True)
class World:
    """What is in force, as the statement that locked the dossiers saw it."""

    tree: Tree
    calendars: int
    catalogue: int
    closed_until: date | None
    promises: int = 0

    def calendar(self, unit: UUID, day: date) -> WorkCalendar:
        return calendar_for(self.tree.path(unit, day), self.calendars)


WORLD_SQL = f"{revision.ALL}, (SELECT max(until) FROM dossier_closed_period)"  # noqa: S608


def world(revisions_json: str, closed_until: date | None) -> World:
    """The world from the two columns of WORLD_SQL."""
    revisions = json.loads(revisions_json)
    return World(
        tree(revisions.get("organisation", 0)),
        revisions.get("worktime", 0),
        revisions.get("catalogue", 0),
        closed_until,
        revisions.get("promise", 0),
    )


def moment_of(when: When, dossier: UUID) -> datetime:
    """The moment of an act on one dossier. Raises NoZone for one without a zone."""
    return with_zone(when if isinstance(when, datetime) else when[dossier])


def with_zone(moment: datetime) -> datetime:
    """The moment, if it can be said when that was. Raises NoZone for one without a zone."""
    if moment.tzinfo is None:
        raise NoZone("no_zone", moment=f"{moment:%H:%M %d/%m/%Y}")
    return moment


def _made(model: type[Row], values: Iterable[tuple[str, Any]], *, is_new: bool = False) -> Row:
    """A row as a model with all its columns given by name: what `from_db` makes, at a third of the cost."""
    made: Row = object.__new__(model)
    made._state = ModelState()
    made._state.adding, made._state.db = is_new, None if is_new else "default"
    made.__dict__.update(values)
    return made


class Hands:
    """Locks and writes for an act, each when it is asked. `motcua.dossiers.ahead` does the next set's meanwhile.

    `names` are the columns that it reads, in their order.
    """

    @property
    def names(self) -> Sequence[str]:
        """All of a dossier's columns."""
        return _NAMES

    def lock(self, ids: list[UUID]) -> list[tuple[Any, ...]]:
        """The rows of dossiers, locked until the end of the transaction."""
        return rows(LOCK, [array(ids)])

    def write(self, batch: Batch) -> None:
        """Write what the act changes."""
        batch.write()


class Acting:
    """One act of one actor on a set of dossiers. Use as a context inside an act function:

    with Acting(ids, act="take", by=by, at=at, ground=ground) as acting:
        for dossier in acting: …acting.refuse(…) or acting.change(…)
    return acting.done

    `expected` names the sequence number that the actor saw; a dossier that has moved on is refused and told why.
    """

    def __init__(
        self,
        dossiers: Iterable[UUID],
        *,
        act: str,
        by: Actor,
        at: When,
        ground: str,
        recorded_at: When | None = None,
        expected: Mapping[UUID, int] | None = None,
        hands: Hands | None = None,
    ) -> None:
        self.ids = sorted(set(dossiers))
        self.hands = hands or Hands()
        self.act, self.by, self.at, self.ground = act, by, at, ground
        self.now = datetime.now(UTC)
        self.recorded_at = recorded_at or self.now
        self.expected = expected or {}
        self.refused: dict[UUID, Refusal] = {}
        self.changed: list[UUID] = []
        self.tally = Tally()
        self._atomic = transaction.atomic(savepoint=False)

    def __enter__(self) -> "Acting":
        self._atomic.__enter__()
        try:
            first = moment_of(self.at, self.ids[0]) if self.ids else self.now
            self.batch = Batch(by=By(self.by.account), at=first, ground=self.ground)
            self._dossiers = self._lock()
        except BaseException as error:
            self._atomic.__exit__(type(error), error, error.__traceback__)
            raise
        return self

    def __exit__(self, *error: Any) -> None:
        if error[0] is None:
            try:
                self.batch.insert_many(self.tally.rows())
                self.hands.write(self.batch)
            except BaseException as problem:
                self._atomic.__exit__(type(problem), problem, problem.__traceback__)
                raise
        self._atomic.__exit__(*error)

    def _lock(self) -> list[Dossier]:
        found_rows = self.hands.lock(self.ids)
        if not found_rows:
            self.world = World(tree(), 0, 0, None)
        else:
            self.world = world(*found_rows[0][:2])
        self._pauses = {row[3]: json.loads(row[2]) if row[2] else () for row in found_rows}
        found = [_made(Dossier, zip(self.hands.names, row[3:-1], strict=True)) for row in found_rows]
        # Of a row that changed while its lock was waited for, the statement saw the pauses as they were before.
        seen = {row[3]: row[-1] for row in found_rows}
        moved_on = [dossier.pk for dossier in found if dossier.seq != seen[dossier.pk]]
        if moved_on:
            self._pauses |= dict.fromkeys(moved_on, ())
            self._pauses |= {pk: json.loads(pauses) for pk, pauses in rows(_PAUSES, [array(moved_on)])}
        for missing in set(self.ids) - {d.pk for d in found}:
            self.refused[missing] = Refusal("unknown")
        return found

    def __iter__(self) -> Iterator[Dossier]:
        """The dossiers that may be acted on at all: not moved on since they were seen, not before what happened."""
        for dossier in self._dossiers:
            at = moment_of(self.at, dossier.pk)
            seen = self.expected.get(dossier.pk)
            if seen is not None and seen != dossier.seq:
                self.refused[dossier.pk] = meanwhile.refusal(dossier, seen, self.act, self.by)
            elif at < dossier.last_at or self._recorded_before(dossier):
                last = dossier.last_at.astimezone(LOCAL)
                self.refuse(dossier, "before_last", last=f"{last:%H:%M %d/%m/%Y}")
            elif at > self.recorded(dossier) + AHEAD:
                self.refuse(dossier, "in_future")
            elif self.world.closed_until and local_day(at) <= self.world.closed_until:
                self.refuse(dossier, "period_closed", until=f"{self.world.closed_until:%d/%m/%Y}")
            else:
                yield dossier

    def _recorded_before(self, dossier: Dossier) -> bool:
        """Would this entry be written down before the one it follows? Its stretch's id holds when that was."""
        return (
            dossier.stretch is not None and first_of(self.recorded(dossier)).int >> 80 < dossier.stretch.int >> 80
        )

    def recorded(self, dossier: Dossier) -> datetime:
        return moment_of(self.recorded_at, dossier.pk)

    def moment(self, dossier: Dossier) -> datetime:
        return moment_of(self.at, dossier.pk)

    def refuse(self, dossier: Dossier, code: str, **params: Any) -> None:
        params.setdefault("number", dossier.number or dossier.pk)
        self.refused[dossier.pk] = Refusal(code, params)

    def may_move(self, dossier: Dossier, to: State) -> bool:
        """Is the move in the table? If not, the dossier is refused."""
        if to in MOVES[State(dossier.state)]:
            return True
        self.refuse(dossier, "move", state=State(dossier.state).label)
        return False

    def post(self, dossier: Dossier, functions: Iterable[str], unit: UUID | None) -> By | None:
        """The post from which the actor may act for a unit; without one the dossier is refused.

        For a unit that has ended, whoever does its work now may act; of several, the one that holds the dossier.
        """
        day = local_day(self.moment(dossier))
        if unit is not None:
            unit = self.world.tree.standing_for(unit, day, dossier.holder_unit_id)
        found = self.by.acts_for(functions, unit, self.world.tree, day) if unit else None
        if found is None:
            place = self.world.tree.latest(dossier.holder_unit_id) if dossier.holder_unit_id else None
            self.refuse(dossier, "not_yours", holder=place.name if place else "—")
        return found

    def at_desk(self, dossier: Dossier) -> UUID:
        """The unit in force that does the work of the desk which received it: results are handed out there."""
        day = local_day(self.moment(dossier))
        return self.world.tree.standing_for(dossier.received_unit_id, day, dossier.holder_unit_id)

    def decides(self, dossier: Dossier) -> UUID:
        """The unit in force that does the work of the one which was to decide the dossier."""
        day = local_day(self.moment(dossier))
        return self.world.tree.standing_for(dossier.deciding_unit_id, day, dossier.holder_unit_id)

    def pauses(self, dossier: Dossier) -> list[Pause]:
        return [
            Pause(
                id=UUID(row["id"]),
                dossier_id=dossier.pk,
                since=datetime.fromisoformat(row["since"]),
                until=datetime.fromisoformat(row["until"]) if row["until"] else None,
                why=row["why"],
                anew=row["anew"],
            )
            for row in self._pauses[dossier.pk]
        ]

    def waits(self, dossier: Dossier) -> bool:
        """Does its clock stand?"""
        return any(row["until"] is None for row in self._pauses[dossier.pk])

    def end_pause(self, dossier: Dossier, at: datetime) -> list[Pause]:
        """Let the pause that lasts end at a moment; the dossier's pauses after that."""
        pauses = self.pauses(dossier)
        for pause in pauses:
            if pause.until is None:
                pause.until = at
                self.batch.update(Pause, pause.pk, until=at)
        return pauses

    def due_at(self, dossier: Dossier, pauses: Iterable[Pause]) -> datetime | None:
        """When the dossier is due with these pauses, by the calendar of the unit that decides."""
        assert dossier.received_at is not None and dossier.received_on is not None  # noqa: S101 -- received only
        calendar = self.world.calendar(dossier.deciding_unit_id, dossier.received_on)
        stood = tuple(ClockPause(p.since, p.until, p.why, p.anew) for p in pauses)
        return worktime_due.due_at(dossier.received_at, dossier.limit, calendar, stood)

    def promised(
        self, dossier: Dossier, due: datetime | None, days: int | None
    ) -> tuple[datetime | None, datetime | None]:
        """The promise after an extension by so many working days, and which due moment counts."""
        if due is None or days is None:
            return None, due
        assert dossier.received_on is not None  # noqa: S101 -- nothing else is due
        calendar = self.world.calendar(dossier.deciding_unit_id, dossier.received_on)
        extended = working_days_after(due, days, calendar)
        rule = rule_on(dossier.received_on, self.world.promises)
        return extended, extended if rule.counts == Counts.EXTENDED_TO else due

    def change(
        self,
        dossier: Dossier,
        by: By,
        detail: dict[str, Any],
        *,
        state: State | None = None,
        holder: Holder | None = None,
        **columns: Any,
    ) -> None:
        """Write one dossier's change: row, entry, stretch, task, count deltas."""
        at, recorded = self.moment(dossier), self.recorded(dossier)
        before = (dossier.due_on, bool(dossier.ended_at), dossier.ended_as)
        new_state = dossier.state if state is None else state
        if holder is not None:
            columns |= self._pass(dossier, holder, at)
        if "due_at" in columns or "extension" in columns:
            days = columns.get("extension", dossier.extension)
            extended, counts = self.promised(dossier, columns.get("due_at", dossier.due_at), days)
            columns["due_on"] = local_day(counts) if counts else None
            if days is not None:
                columns["extended_to"] = extended
        stretch = uuid7(recorded)
        self.batch.update(Stretch, dossier.stretch, to_at=at, recorded_to=recorded)
        columns |= {"state": new_state, "stretch": stretch, "last_at": at}
        said = said_of(dossier, columns)
        self.batch.record(dossier, self.act, detail | said, at=at, recorded_at=recorded, by=by, **columns)
        self.batch.insert(stretch_of(dossier, at, recorded))
        self.tally.add(dossier, before, local_day(at), local_day(recorded))
        self.changed.append(dossier.pk)

    def _pass(self, dossier: Dossier, holder: Holder, at: datetime) -> dict[str, Any]:
        """Close the open task and open the next, unless the same task only got a person."""
        same_step = (holder.unit, holder.function) == (dossier.holder_unit_id, dossier.holder_function)
        if same_step and dossier.task and dossier.holder_account_id is None and holder.account:
            self.batch.update(Task, dossier.task, account_id=holder.account, taken_at=at)
            task: UUID | None = dossier.task
        else:
            if dossier.task:
                self.batch.update(Task, dossier.task, closed_at=at)
            task = None
            if holder.unit is not None:
                opened = open_task(dossier, holder, at)
                self.batch.insert(opened)
                task = opened.pk
        return {
            "task": task,
            "holder_unit_id": holder.unit,
            "holder_function": holder.function,
            "holder_account_id": holder.account,
        }

    @property
    def done(self) -> Done:
        return Done(tuple(self.changed), self.refused)


def open_task(dossier: Dossier, holder: Holder, at: datetime) -> Task:
    return Task(
        id=uuid7(at),
        dossier_id=dossier.pk,
        unit_id=holder.unit,
        function=holder.function,
        account_id=holder.account,
        opened_at=at,
        taken_at=at if holder.account else None,
        away=holder.unit not in (dossier.deciding_unit_id, dossier.received_unit_id, dossier.helped_unit_id),
    )


SAID = (
    ("state", "state"),
    ("unit", "holder_unit_id"),
    ("function", "holder_function"),
    ("account", "holder_account_id"),
    ("due_at", "due_at"),
    ("extended_to", "extended_to"),
    ("ended_at", "ended_at"),
    ("ended_as", "ended_as"),
)


def said_of(dossier: Dossier, columns: Mapping[str, Any]) -> dict[str, Any]:
    """What an entry says of the dossier after the act, so that its stretch can be rebuilt from the journal."""
    now: dict[str, Any] = {}
    for name, column in SAID:
        value = columns[column] if column in columns else getattr(dossier, column)
        if value not in (None, ""):
            now[name] = int(value) if name == "state" else value
    if "extended_to" in now and local_day(now["extended_to"]) == columns.get("due_on", dossier.due_on):
        now["counts"] = "extended_to"
    return {"now": now}


def stretch_of(dossier: Dossier, at: datetime, recorded: datetime) -> Stretch:
    """The stretch that begins with a dossier's latest entry."""
    columns = {
        "id": dossier.stretch,
        "dossier_id": dossier.pk,
        "seq": dossier.seq,
        "from_at": at,
        "to_at": None,
        "recorded_from": recorded,
        "recorded_to": None,
        "state": dossier.state,
        "holder_unit_id": dossier.holder_unit_id,
        "holder_function": dossier.holder_function,
        "holder_account_id": dossier.holder_account_id,
        "due_at": dossier.counts_at,
        "due_on": dossier.due_on,
        "ended_at": dossier.ended_at,
        "ended_as": dossier.ended_as,
    }
    return _made(Stretch, columns.items(), is_new=True)


_NAMES = [f.attname for f in Dossier._meta.concrete_fields]
_COLUMNS = ", ".join(f'd."{f.column}"' for f in Dossier._meta.concrete_fields)


_AS_JSON = """
jsonb_agg(jsonb_build_object('id', p.id, 'since', p.since, 'until', p.until, 'why', p.why, 'anew', p.anew)
          ORDER BY p.since)
"""
_PAUSES = f"SELECT p.dossier_id, {_AS_JSON} FROM dossier_pause p WHERE p.dossier_id = ANY($1::uuid[]) GROUP BY 1"  # noqa: S608


def lock_sql(columns: str) -> str:
    """The statement that locks dossiers and reads what is in force, their pauses and their columns.

    Its last column is the sequence number as the statement saw it: where a lock was waited for, that of the row is
    a later one.
    """
    return f"""
SELECT {WORLD_SQL},
       (SELECT {_AS_JSON} FROM dossier_pause p WHERE p.dossier_id = d.id),
       {columns},
       (SELECT s.seq FROM dossier s WHERE s.id = d.id)
FROM dossier d WHERE d.id = ANY($1::uuid[]) ORDER BY d.id FOR UPDATE OF d
"""  # noqa: S608


LOCK = lock_sql(_COLUMNS)
