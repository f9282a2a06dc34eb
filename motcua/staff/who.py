"""Who sees the staff data of which units, and who keeps it."""

from datetime import date
from uuid import UUID

from django.db.models import QuerySet

from motcua.journal.by import By
from motcua.organisation.models import Reach
from motcua.organisation.tree import Tree
from motcua.people.actor import Actor
from motcua.people.models import Account, Function, Post
from motcua.staff.mail import Mailbox
from motcua.staff.models import StaffMember

SEES = frozenset({Function.LEADER, Function.CONTROL, Function.ADMINISTRATOR})
KEEPS = frozenset({Function.ADMINISTRATOR})
# On whose ground the register is kept: the law in force on the day.
NEW_LAW = date(2025, 7, 1)


def ground_on(day: date) -> str:
    """The code of the ground on which the staff register rests on a day."""
    return "LUAT-80-2025" if day >= NEW_LAW else "LUAT-22-2008"


def _reached(account: Account, day: date, functions: frozenset[Function]) -> QuerySet[Reach]:
    posts = Post.objects.filter(account=account, function__in=functions).held_on(day)
    # What a unit was while it was in force stays with those above it: its reach has begun, and may have ended.
    return Reach.objects.filter(unit__in=posts.values("unit"), valid__startswith__lte=day)


def units_seen_by(account: Account, day: date) -> set[UUID]:
    """The units whose staff data an account may read on a day.

    Leaders, control officers and administrators read that of their own unit, of those below it and of those whose
    work it took over. Nobody else reads any.
    """
    if not (account.is_authenticated and account.is_active):
        return set()
    return set(_reached(account, day, SEES).values_list("reaches", flat=True))


def units_kept_by(account: Account, day: date) -> set[UUID]:
    """The units whose staff data an account keeps on a day: those that its administrator's posts reach."""
    if not (account.is_authenticated and account.is_active):
        return set()
    return set(_reached(account, day, KEEPS).values_list("reaches", flat=True))


def keeping_post(by: Actor, unit: UUID, units: Tree, day: date) -> By | None:
    """The administrator's post from which somebody keeps a unit's register, or None."""
    found = by.acts_for(KEEPS, unit, units, day)
    if found is not None or by.is_system:
        return found
    # A unit that has ended stands below nobody today; those above it when it was in force keep what it left.
    place = units.latest(unit)
    if place is None or place.upper is None or place.upper > day or place.parent is None:
        return None
    return by.acts_for(KEEPS, place.parent, units, day)


def members_seen_by(account: Account, day: date) -> QuerySet[StaffMember]:
    """Those in the register whom an account may read: who holds or held something in a unit that it reaches."""
    return StaffMember.objects.filter(assignments__unit__in=units_seen_by(account, day)).distinct()


def mailboxes_seen_by(account: Account, day: date) -> QuerySet[Mailbox]:
    """The mailboxes of the units whose staff data an account may read."""
    return Mailbox.objects.filter(unit__in=units_seen_by(account, day))
