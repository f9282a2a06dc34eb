"""The four lists of the morning watch, each as one condition on open dossiers. Rules: docs/rules/supervision.md."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Case, Count, Exists, F, OuterRef, Q, Subquery, Value, When, Window

from motcua.desk.now import Now
from motcua.dossiers.letters import Letter
from motcua.dossiers.models import Dossier, Task
from motcua.dossiers.standing import is_overdue
from motcua.dossiers.states import OPEN, State
from motcua.journal.literal import array
from motcua.moments import LOCAL
from motcua.people.models import Account, Function
from motcua.supervision.days import each_by_its_own, next_working_days, worked_ago
from motcua.supervision.scope import Scope
from motcua.supervision.staff import Staff

# Nobody has taken it for longer than this, in minutes of work: a whole working day, after which it has lost one of
# the days that its limit counts although somebody reads the inbox every day.
UNTAKEN_AFTER = 8 * 60
# What lies with leaders is decided and not taken first, and they sign between other duties: a day more.
UNDECIDED_AFTER = 2 * UNTAKEN_AFTER
# By law a supplement is asked for once (NĐ 118/2025).
ASKED_TWICE = 2


class Heap(StrEnum):
    """A list of the watch, by its name in addresses; in the order of the page."""

    DUE = "due"
    """Due, or promised by letter, today or on the next working day of its deciding unit, and not overdue yet."""
    LATE = "late"
    """Past the due moment that counts, without a signed letter whose promise still holds."""
    TWICE = "twice"
    """A supplement was asked for twice or more often."""
    NOBODY = "nobody"
    """In an inbox that nobody reads, in the hands of somebody who has left, or untaken for too long."""


@dataclass(frozen=True, slots=True)
class Inboxes:
    """Where open dossiers of a scope lie although nobody goes on with them there today."""

    unread: frozenset[tuple[str, UUID]]
    left: frozenset[tuple[str, UUID, UUID]]

    def is_unread(self, dossier: Dossier) -> bool:
        """Does it lie with a function that nobody holds in its unit?"""
        return (dossier.holder_function, dossier.holder_unit_id) in self.unread

    def is_left(self, dossier: Dossier) -> bool:
        """Is it in the hands of somebody who does not hold that post any more?"""
        return (dossier.holder_function, dossier.holder_unit_id, dossier.holder_account_id) in self.left

    def rule(self) -> Q:
        """The condition of those that lie so."""
        found = Q(pk__in=())
        for function, units in _gathered(self.unread).items():
            found |= Q(holder_account=None, holder_function=function, holder_unit__in=units)
        for (function, unit), accounts in _gathered(((f, u), a) for f, u, a in self.left).items():
            found |= Q(holder_function=function, holder_unit=unit, holder_account__in=accounts)
        return found


class Lying(NamedTuple):
    """An open dossier and where it lies."""

    dossier: UUID
    function: str
    unit: UUID
    account: UUID | None


def open_in(scope: Scope, account: Account) -> list[Lying]:
    """The open dossiers that lie with a scope's units or that they decide, as far as an account may see them.

    One statement. What is asked of them afterwards is asked of these alone, by their ids.
    """
    concerned = Q(holder_unit__in=scope.ids()) | Q(deciding_unit__in=scope.ids())
    found = Dossier.objects.filter(concerned, state__in=OPEN).extra(where=[_LIES_SOMEWHERE])  # noqa: S610 -- a constant
    columns = ("pk", "holder_function", "holder_unit", "holder_account")
    return [Lying(*row) for row in found.visible_to(account, scope.present.day).values_list(*columns)]


# The planner takes the open ones for many and would read every dossier that ever was.
_LIES_SOMEWHERE = f"""dossier.id = ANY(ARRAY(
    SELECT s.dossier_id FROM dossier_stretch s
    WHERE s.to_at IS NULL AND s.holder_unit_id IS NOT NULL AND s.state IN ({", ".join(str(int(s)) for s in OPEN)})
))"""  # noqa: S608


def inboxes(lying: Iterable[Lying], present: Now) -> Inboxes:
    """Which of the inboxes where dossiers lie nobody reads on the day. One statement."""
    places = {(lies.function, lies.unit, lies.account) for lies in lying}
    staff = Staff.of({unit for _, unit, _ in places}, present)
    reading = {(f, unit): {who.account for who in staff.reading(f, unit)} for f, unit, _ in places}
    return Inboxes(
        frozenset((f, unit) for f, unit, account in places if account is None and not reading[f, unit]),
        frozenset((f, unit, a) for f, unit, a in places if a is not None and a not in reading[f, unit]),
    )


def rule(heap: Heap, scope: Scope, places: Inboxes) -> Q:
    """The condition of a list, for open dossiers."""
    present = scope.present
    match heap:
        case Heap.DUE:
            ahead = next_working_days(present.units.places, present)
            soon = each_by_its_own("deciding_unit", ahead, lambda until: _due_by(until, present))
            return soon & ~is_overdue(present.at) | each_by_its_own(
                "deciding_unit", ahead, lambda until: _promised_by(until, present)
            )
        case Heap.LATE:
            signed = Letter.objects.filter(dossier=OuterRef("pk"), signed_at__isnull=False)
            broken = Q(extended_to__lt=_midnight(present.day))
            return is_overdue(present.at) & (~Q(Exists(signed)) | broken)
        case Heap.TWICE:
            return Q(supplements_asked__gte=ASKED_TWICE)
        case Heap.NOBODY:
            at_work = Q(holder_account=None, state__in=(State.RECEIVED, State.IN_PROCESS), due_at__isnull=False)
            up = Q(holder_function=Function.LEADER)
            too_long = (~up & _lain_for(UNTAKEN_AFTER, scope)) | (up & _lain_for(UNDECIDED_AFTER, scope))
            return places.rule() | (at_work & too_long)


def of_heap(
    heap: Heap, scope: Scope, lying: Iterable[Lying], places: Inboxes, *, most: int, offset: int = 0
) -> tuple[int, list[Dossier]]:
    """How many dossiers a list holds in all, and some of them, most urgent first. One statement."""
    task = Task.objects.filter(pk=OuterRef("task"))
    ids = array(lies.dossier for lies in lying)
    those = Dossier.objects.extra(where=["dossier.id = ANY(%s::uuid[])"], params=[ids])
    found = those.annotate(lies_since=Subquery(task.values("opened_at")[:1]))
    found = found.filter(rule(heap, scope, places), state__in=OPEN).annotate(in_all=Window(Count("pk")))
    rows: list[Any] = list(
        found.select_related("holder_account").order_by(*_order(heap, places), "id")[offset : offset + most]
    )
    return (rows[0].in_all if rows else 0), rows


def _order(heap: Heap, places: Inboxes) -> list[Any]:
    if heap == Heap.TWICE:
        return ["-supplements_asked", F("due_at").asc(nulls_last=True)]
    if heap == Heap.NOBODY:
        return [Case(When(places.rule(), then=Value(0)), default=Value(1)), "lies_since"]
    return ["due_on", "due_at"]


def _lain_for(minutes: int, scope: Scope) -> Q:
    """Has it lain there for more than so many minutes of work of the unit where it lies?"""
    since = worked_ago(scope.present.units.places, scope.present, minutes)
    return each_by_its_own("holder_unit", since, lambda at: Q(lies_since__lt=at))


def _due_by(until: date, present: Now) -> Q:
    return Q(due_on__gte=present.day, due_on__lte=until)


def _promised_by(until: date, present: Now) -> Q:
    return Q(extended_to__gte=_midnight(present.day), extended_to__lt=_midnight(until + timedelta(days=1)))


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), LOCAL)


def _gathered(pairs: Iterable[tuple[Any, Any]]) -> dict[Any, list[Any]]:
    found: dict[Any, list[Any]] = {}
    for key, value in pairs:
        found.setdefault(key, []).append(value)
    return found
