"""What waits for somebody: the views of the desk, a page of each, and how many are in each.

Two circles. *Mine* is what is in my hands, and what nobody has taken yet that lies with a function of mine, in a
unit where that post counts (its own and those whose work it took over). *My unit's* is what lies with a unit that
my posts give sight of, or in my hands. Both lie within what `visible_to` allows, and every page passes that filter
all the same. Rules: docs/rules/who-may.md; how it is kept fast: docs/decisions/inbox.md.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.db import connection

from motcua.dossiers.search import holds_words, words_of
from motcua.dossiers.seen import visible_among
from motcua.dossiers.states import OPEN, WAITING, State
from motcua.dossiers.visible import unit_ids_seen_by
from motcua.moments import LOCAL, local_day
from motcua.organisation.tree import Tree, tree
from motcua.people.actor import Actor
from motcua.people.models import Account, Function

# What was handed out longer ago than this is found by search; the view shows what somebody may still ask about.
RETURNED_WITHIN = timedelta(days=7)
FEW_UNITS = 24


class View(StrEnum):
    """A view of the desk, by its name in addresses."""

    MINE = "mine"
    """Open, and in my hands or in the inbox of one of my functions."""
    UNIT = "unit"
    """Open, and with one of my units or in my hands."""
    UNTAKEN = "untaken"
    """Of my unit's: in nobody's hands yet, and its clock runs."""
    TODAY = "today"
    """Of my unit's: due today and not overdue yet."""
    OVERDUE = "overdue"
    """Of my unit's: past its due moment."""
    WAITING = "waiting"
    """Of my unit's: the clock stands until the applicant has brought or paid something."""
    DECIDE = "decide"
    """Lies with a leader of a unit that a leader's post of mine reaches, in no other leader's hands."""
    FILED = "filed"
    """Filed online or kept unfinished at one of my units, and not received yet."""
    TO_RETURN = "to_return"
    """Decided, and its result lies with one of my units."""
    RETURNED = "returned"
    """Handed out by one of my units within the last seven days."""


def page(
    actor: Actor,
    account: Account,
    view: View,
    at: datetime,
    *,
    unit: UUID | None = None,
    procedure: UUID | None = None,
    overdue: bool = False,
    query: str = "",
    offset: int = 0,
    limit: int = 50,
) -> list[UUID]:
    """The ids of a page of a view at a moment, in order.

    Soonest due first, what has no due moment last; returned ones by when they were handed out, latest first.
    Narrowed to what lies with one unit, to one procedure, to what is overdue, to what holds every word of a query.
    """
    desk = _Desk.of(actor, account, at)
    narrow = ["true"]
    rule, words = holds_words(words_of(query), "d")
    params = (
        desk.params | words | {"procedure": procedure, "most": offset + limit, "offset": offset, "limit": limit}
    )
    narrow += [rule] if words else []
    units = [unit] if unit is not None and unit in desk.units else desk.units if unit is None else []
    if procedure is not None:
        are_few = not words and len(units) <= FEW_UNITS and (overdue or view in (View.OVERDUE, View.TODAY))
        one_by_one = are_few and view != View.RETURNED
        narrow.append(_OF_PROCEDURE if one_by_one else "d.procedure_id = %(procedure)s")
    joined = "JOIN dossier d ON d.id = s.dossier_id" if narrow[1:] not in ([], [_OF_PROCEDURE]) else ""
    statement = _NARROWED_PAGE if words else _PAGE
    if view == View.RETURNED:
        statement = _RETURNED_PAGE.format(joined=joined.replace("s.", "t."), narrow=" AND ".join(narrow))
        params["units"] = [] if overdue else units
    else:
        narrow += [_OVERDUE] if overdue else []
        narrow += ["s.holder_unit_id = %(unit)s"] if unit is not None else []
        params["unit"], params["units"] = unit, units
        statement = statement.format(joined=joined, rule=desk.rule(view), narrow=" AND ".join(narrow))
    ids = [one for (one,) in _ask(statement, params)]
    visible = visible_among(account, local_day(at), ids)
    return [one for one in ids if one in visible]


def counts(actor: Actor, account: Account, at: datetime, *, unit: UUID | None = None) -> dict[View, int]:
    """How many dossiers each view holds at a moment, exact to the last act; with a unit, of what lies with it.

    Two statements, however many dossiers there are.
    """
    desk = _Desk.of(actor, account, at)
    views = [view for view in View if view != View.RETURNED]
    sums = ", ".join(f"count(*) FILTER (WHERE {desk.rule(view)})" for view in views)
    units = desk.units if unit is None else [unit] if unit in desk.units else []
    only = "true" if unit is None else "s.holder_unit_id = %(unit)s"
    [found] = _ask(_COUNTS.format(sums=sums, only=only), desk.params | {"units": units, "unit": unit})
    return dict(zip([*views, View.RETURNED], found, strict=True))


@dataclass(frozen=True, slots=True)
class _Desk:
    """What an actor's posts cover on a day, and the views' rules in SQL over a dossier's present stretch `s`."""

    units: list[UUID]
    params: dict[str, Any]
    functions: int

    @classmethod
    def of(cls, actor: Actor, account: Account, at: datetime) -> "_Desk":
        if not (account.is_authenticated and account.is_active):
            return cls([], {"me": None, "led": [], **_moments(at)}, 0)
        day, units = local_day(at), tree()
        params: dict[str, Any] = {"me": account.pk, "led": units_led_by(actor, units, day), **_moments(at)}
        inboxes = inboxes_of(actor, units, day)
        for n, (function, own) in enumerate(inboxes):
            params |= {f"function{n}": function, f"own{n}": own}
        return cls(unit_ids_seen_by(account, day), params, len(inboxes))

    def rule(self, view: View) -> str:
        """The condition of a view, given that the dossier lies with one of the units or in my hands."""
        if view == View.MINE:
            inboxes = " OR ".join(
                f"(s.holder_function = %(function{n})s AND s.holder_unit_id = ANY(%(own{n})s))"
                for n in range(self.functions)
            )
            untaken = f"s.holder_account_id IS NULL AND ({inboxes or False})"
            return f"{_OPEN} AND (s.holder_account_id = %(me)s OR ({untaken}))"
        return _RULES[view]


def _moments(at: datetime) -> dict[str, datetime]:
    midnight = datetime.combine(local_day(at), time(), LOCAL)
    return {"at": at, "today": midnight, "tomorrow": midnight + timedelta(days=1), "since": at - RETURNED_WITHIN}


def _ask(statement: str, params: dict[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
        return cursor.fetchall()


def _states(*states: State) -> str:
    return f"s.state IN ({', '.join(str(int(state)) for state in sorted(states))})"


_OPEN = _states(*OPEN)
_AT_WORK = _states(State.RECEIVED, State.IN_PROCESS)
# A limit in days is overdue after its day, one in hours after its minute; only what is due today has to be asked.
_BY_THE_HOUR = "(SELECT h.limit_unit FROM dossier h WHERE h.id = s.dossier_id) = 'hour'"
_OVERDUE = f"{_OPEN} AND s.due_at < %(at)s AND (s.due_at < %(today)s OR {_BY_THE_HOUR})"
# What is overdue or due today is little: each is asked for its procedure. The planner, who takes it for much, would
# read all dossiers of the procedure.
_OF_PROCEDURE = "(SELECT p.procedure_id FROM dossier p WHERE p.id = s.dossier_id) = %(procedure)s"
_RULES = {
    View.UNIT: _OPEN,
    View.UNTAKEN: f"{_AT_WORK} AND s.holder_account_id IS NULL",
    View.TODAY: (
        f"{_OPEN} AND s.due_at >= %(today)s AND s.due_at < %(tomorrow)s "
        f"AND NOT (s.due_at < %(at)s AND {_BY_THE_HOUR})"
    ),
    View.OVERDUE: _OVERDUE,
    # One that was received and has no due moment waits, be it for another body while it is in process.
    View.WAITING: f"({_states(*WAITING)} OR ({_OPEN} AND s.due_at IS NULL))",
    View.DECIDE: (
        f"{_AT_WORK} AND s.holder_function = 'leader' AND s.holder_unit_id = ANY(%(led)s) "
        "AND (s.holder_account_id IS NULL OR s.holder_account_id = %(me)s)"
    ),
    View.FILED: _states(State.DRAFT, State.NEW, State.COORDINATION),
    View.TO_RETURN: _states(State.DECIDED),
}

# What lies with somebody is its present stretch. Each unit is asked by itself, so that its index gives the order.
_PAGE = """
SELECT dossier_id FROM (
    (
        SELECT s.dossier_id, s.due_at FROM dossier_stretch s {joined}
        WHERE s.to_at IS NULL AND s.holder_account_id = %(me)s AND {rule} AND {narrow}
        ORDER BY s.due_at, s.dossier_id LIMIT %(most)s
    ) UNION ALL (
        SELECT each.dossier_id, each.due_at FROM unnest(%(units)s::uuid[]) AS own (unit), LATERAL (
            SELECT s.dossier_id, s.due_at FROM dossier_stretch s {joined}
            WHERE s.to_at IS NULL AND s.holder_unit_id = own.unit AND {rule} AND {narrow}
              AND s.holder_account_id IS DISTINCT FROM %(me)s
            ORDER BY s.due_at, s.dossier_id LIMIT %(most)s
        ) each
    )
) found ORDER BY due_at, dossier_id LIMIT %(limit)s OFFSET %(offset)s
"""
# Where words are looked for, the planner says which is less: what lies there, or what holds them.
_NARROWED_PAGE = """
SELECT dossier_id FROM (
    SELECT s.dossier_id, s.due_at FROM dossier_stretch s {joined}
    WHERE s.to_at IS NULL AND s.holder_account_id = %(me)s AND {rule} AND {narrow}
    UNION ALL
    SELECT s.dossier_id, s.due_at FROM dossier_stretch s {joined}
    WHERE s.to_at IS NULL AND s.holder_unit_id = ANY(%(units)s) AND {rule} AND {narrow}
      AND s.holder_account_id IS DISTINCT FROM %(me)s
) found ORDER BY due_at, dossier_id LIMIT %(limit)s OFFSET %(offset)s
"""
# A result that was handed out is a task of returning that was closed.
_RETURNED_PAGE = """
SELECT dossier_id FROM unnest(%(units)s::uuid[]) AS own (unit), LATERAL (
    SELECT t.dossier_id, t.closed_at FROM dossier_task t {joined}
    WHERE t.unit_id = own.unit AND t.function = 'returning' AND t.closed_at > %(since)s AND t.closed_at <= %(at)s
      AND {narrow}
    ORDER BY t.closed_at DESC, t.dossier_id DESC LIMIT %(most)s
) each ORDER BY closed_at DESC, dossier_id DESC LIMIT %(limit)s OFFSET %(offset)s
"""
_COUNTS = """
WITH s AS (
    SELECT s.dossier_id, s.state, s.due_at, s.holder_unit_id, s.holder_function, s.holder_account_id
    FROM dossier_stretch s WHERE s.to_at IS NULL AND s.holder_account_id = %(me)s AND {only}
    UNION ALL
    SELECT s.dossier_id, s.state, s.due_at, s.holder_unit_id, s.holder_function, s.holder_account_id
    FROM dossier_stretch s WHERE s.to_at IS NULL AND s.holder_unit_id = ANY(%(units)s)
      AND s.holder_account_id IS DISTINCT FROM %(me)s
)
SELECT {sums}, (
    SELECT count(*) FROM dossier_task t WHERE t.unit_id = ANY(%(units)s) AND t.function = 'returning'
      AND t.closed_at > %(since)s AND t.closed_at <= %(at)s
) FROM s
"""


def inboxes_of(actor: Actor, units: Tree, day: date) -> list[tuple[str, list[UUID]]]:
    """The functions of an actor's posts, each with the units where such a post counts: its own and inherited."""
    found: dict[str, set[UUID]] = {}
    for post in actor.posts:
        found.setdefault(post.function, set()).update(_stood_for(post.unit, units, day))
    return [(function, sorted(own)) for function, own in sorted(found.items())]


def units_led_by(actor: Actor, units: Tree, day: date) -> list[UUID]:
    """The units that an actor's posts as a leader reach: their own, inherited ones, and all below."""
    led: set[UUID] = set()
    for post in actor.posts:
        if post.function == Function.LEADER:
            led |= _stood_for(post.unit, units, day)
    below = {unit for unit in units.places if led.intersection(units.path(unit, day))} if led else set()
    return sorted(led | below)


def _stood_for(unit: UUID, units: Tree, day: date) -> set[UUID]:
    """A unit and all whose work it has taken over by a day."""
    found, ahead = {unit}, [unit]
    while ahead:
        for before, on in units.predecessors.get(ahead.pop(), ()):
            if on <= day and before not in found:
                found.add(before)
                ahead.append(before)
    return found
