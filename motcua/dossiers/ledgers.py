"""The ledgers of many dossiers at once: two statements, however many there are, and nothing kept."""

import json
from collections.abc import Iterable
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from motcua.dossiers.ledger import Held, Use, use
from motcua.journal.literal import array
from motcua.journal.statement import rows
from motcua.organisation.tree import Tree, tree
from motcua.worktime.calendar import WorkCalendar
from motcua.worktime.load import calendar_for, current_revision
from motcua.worktime.minutes import OFFSET, minute_of


class Clock(NamedTuple):
    """What the ledger of a received dossier starts from."""

    id: UUID
    deciding_unit: UUID
    received_on: date
    received_at: datetime
    ended_at: datetime | None


class Gone(NamedTuple):
    """Where the time of one dossier went, with the cause of each pause in `use.stood`."""

    use: Use
    causes: tuple[str, ...]


def ledgers(
    clocks: Iterable[Clock], at: datetime, units: Tree | None = None, revision: int | None = None
) -> dict[UUID, Gone]:
    """Where the time of each dossier went, from receipt to its end, or to a moment; as `ledger` shares it out.

    `units` and `revision` are the organisation and the calendars' revision where the caller has read them already.
    Raises NoCalendar, NeverOpens.
    """
    clocks = list(clocks)
    ids = array(clock.id for clock in clocks)
    known = _Calendars(units or tree(), current_revision() if revision is None else revision)
    held, stood = dict(rows(HELD, [ids])), dict(rows(STOOD, [ids]))
    names: dict[str | None, UUID | None] = {None: None}
    found = {}
    for clock in clocks:
        since = minute_of(clock.received_at)
        until = max(since, minute_of(clock.ended_at or at))
        lay = [Held(minute, _unit(unit, names), function) for minute, unit, function in _read(held.get(clock.id))]
        pauses = _read(stood.get(clock.id))
        calendar = known.of(clock.deciding_unit, clock.received_on)
        went = use(
            since, until, lay, [(begins, ends) for begins, ends, _why in pauses], calendar, clock.deciding_unit
        )
        found[clock.id] = Gone(went, tuple(why for _begins, _ends, why in pauses))
    return found


class _Calendars:
    """The calendars of units on days, each asked for once."""

    def __init__(self, units: Tree, revision: int) -> None:
        self.units, self.revision = units, revision
        self.known: dict[tuple[UUID, date], WorkCalendar] = {}

    def of(self, unit: UUID, day: date) -> WorkCalendar:
        calendar = self.known.get((unit, day))
        if calendar is None:
            calendar = self.known[unit, day] = calendar_for(self.units.path(unit, day), self.revision)
        return calendar


def _read(text: str | None) -> list[list]:
    return json.loads(text) if text else []


def _unit(text: str | None, names: dict[str | None, UUID | None]) -> UUID | None:
    if text not in names:
        names[text] = UUID(text)
    return names[text]


# Minutes are counted by the database, and each dossier is one row: reading tens of thousands of moments costs more
# than all that is reckoned with them.
_FROM, _SINCE, _UNTIL = (
    f"floor(extract(epoch FROM {column}) / 60)::bigint + {OFFSET}" for column in ("from_at", "since", "until")
)
HELD = f"""
SELECT dossier_id, json_agg(json_build_array({_FROM}, holder_unit_id, holder_function) ORDER BY seq)::text
FROM dossier_stretch WHERE dossier_id = ANY($1::uuid[]) GROUP BY dossier_id
"""  # noqa: S608
STOOD = f"""
SELECT dossier_id, json_agg(json_build_array({_SINCE}, {_UNTIL}, why) ORDER BY since)::text
FROM dossier_pause WHERE dossier_id = ANY($1::uuid[]) GROUP BY dossier_id
"""  # noqa: S608
