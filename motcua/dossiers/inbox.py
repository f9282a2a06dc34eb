"""What waits for somebody: the views of the desk, a page of each, and how many are in each.

Two circles. *Mine* is what is in my hands, and what nobody has taken yet that lies with a function of mine, in a
unit where that post counts (its own and those whose work it took over). *My unit's* is what lies with a unit that
my posts give sight of, or in my hands. Both lie within what `visible_to` allows, and every page passes that filter
all the same. Rules: docs/rules/who-may.md; how it is kept fast: docs/decisions/inbox.md.
"""

from datetime import date, datetime, timedelta
from enum import StrEnum
from uuid import UUID

from django.db.models import F, Q

from motcua.dossiers.models import Dossier, DossierQuerySet
from motcua.dossiers.search import search
from motcua.dossiers.standing import is_due_today, is_open, is_overdue, is_waiting
from motcua.dossiers.states import State
from motcua.dossiers.visible import unit_ids_seen_by
from motcua.moments import local_day
from motcua.organisation.tree import Tree, tree
from motcua.people.actor import Actor
from motcua.people.models import Account, Function

# What was handed out longer ago than this is found by search; the view shows what somebody may still ask about.
RETURNED_WITHIN = timedelta(days=30)


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
    TO_RETURN = "to_return"
    """Decided, and its result lies with one of my units."""
    RETURNED = "returned"
    """Handed out by one of my units within the last thirty days."""


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

    Soonest due first, what has no due moment last; results to be returned by when they were decided, oldest first;
    returned ones by when they were handed out, latest first. Narrowed to what lies with one unit, to one procedure,
    to what is overdue, to what holds every word of a query.
    """
    found = Dossier.objects.filter(_rule(actor, account, view, at))
    if unit is not None:
        found = found.filter(received_unit=unit) if view == View.RETURNED else found.filter(holder_unit=unit)
    if procedure is not None:
        found = found.filter(procedure=procedure)
    if overdue:
        found = found.filter(is_overdue(at))
    if query:
        found = search(found, query)
    ordered = _in_order(found.visible_to(account, local_day(at)), view)
    return list(ordered.values_list("pk", flat=True)[offset : offset + limit])


def counts(actor: Actor, account: Account, at: datetime, *, unit: UUID | None = None) -> dict[View, int]:
    """How many dossiers each view holds at a moment, exact to the last act; with a unit, of what lies with it."""
    found = {}
    for view in View:
        held = Dossier.objects.filter(_rule(actor, account, view, at))
        if unit is not None:
            held = held.filter(received_unit=unit) if view == View.RETURNED else held.filter(holder_unit=unit)
        found[view] = held.count()
    return found


def _in_order(found: DossierQuerySet, view: View) -> DossierQuerySet:
    if view == View.TO_RETURN:
        return found.order_by("ended_at", "id")
    if view == View.RETURNED:
        return found.order_by("-returned_at", "-id")
    return found.order_by(F("due_at").asc(nulls_last=True), "id")


def _rule(actor: Actor, account: Account, view: View, at: datetime) -> Q:
    day, units = local_day(at), tree()
    in_my_hands = Q(holder_account=account.pk)
    match view:
        case View.MINE:
            inboxes = Q(pk__in=[])
            for function, own in inboxes_of(actor, units, day):
                inboxes |= Q(holder_function=function, holder_unit__in=own)
            return is_open() & (in_my_hands | (Q(holder_account=None) & inboxes))
        case View.DECIDE:
            led = Q(holder_function=Function.LEADER, holder_unit__in=units_led_by(actor, units, day))
            at_work = Q(state__in=[State.RECEIVED, State.IN_PROCESS])
            return at_work & led & (in_my_hands | Q(holder_account=None))
    seen = unit_ids_seen_by(account, day)
    if view == View.RETURNED:
        since = at - RETURNED_WITHIN
        return Q(state=State.RETURNED, received_unit__in=seen, returned_at__gt=since, returned_at__lte=at)
    circle = Q(holder_unit__in=seen) | in_my_hands
    return (
        circle
        & {
            View.UNIT: is_open(),
            View.UNTAKEN: Q(state__in=[State.RECEIVED, State.IN_PROCESS], holder_account=None),
            View.TODAY: is_due_today(at),
            View.OVERDUE: is_overdue(at),
            View.WAITING: is_waiting(),
            View.TO_RETURN: Q(state=State.DECIDED),
        }[view]
    )


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
