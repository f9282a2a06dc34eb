"""The one filter for rights: which dossiers an account may see on a day.

He sees what his units helped with, received, decide, hold or ever held, and what he himself ever held. A leader's,
a control officer's and an administrator's posts count for the units below theirs; a unit that took over another's
work sees what that one saw. Nothing else gives sight of a dossier. Rules: docs/rules/who-may.md.
"""

from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from motcua.journal.statement import Compiled
from motcua.moments import local_day
from motcua.organisation.models import Reach, Unit
from motcua.people.models import Account, Function, Post

if TYPE_CHECKING:
    from motcua.dossiers.models import DossierQuerySet

SEES_BELOW = (Function.LEADER, Function.CONTROL, Function.ADMINISTRATOR)


def units_seen_by(account: Account, day: date) -> QuerySet[Reach]:
    """The ids of the units that an account's posts reach on a day, as a subquery."""
    posts = Post.objects.filter(account=account).held_on(day)
    below = Reach.objects.filter(unit__in=posts.filter(function__in=SEES_BELOW).values("unit"))
    own = Reach.objects.filter(unit__in=posts.values("unit"), depth=0)
    # A unit below that has ended still has its dossiers: its reach need not be in force today, only have begun.
    return (below | own).filter(valid__startswith__lte=day).values("reaches")


def unit_ids_seen_by(account: Account, day: date) -> list[UUID]:
    """The ids of the units that an account's posts reach on a day: read once, for the questions of one page."""
    if not (account.is_authenticated and account.is_active):
        return []
    return sorted({unit for (unit,) in _seen(account.pk, day)})


_seen = Compiled(lambda account, day: units_seen_by(Account(pk=account), day), UUID(int=1), date(1, 2, 3))


def units_choosable_by(account: Account, day: date) -> QuerySet[Unit]:
    """The units that an account may ask a report for."""
    return Unit.objects.filter(pk__in=units_seen_by(account, day))


def visible_to(
    dossiers: "DossierQuerySet", user: Account, day: date | None = None, *, few: bool = False
) -> "DossierQuerySet":
    """Those of the dossiers that an account may see on a day (today, if none is given).

    With `few`, when one or a handful are looked up, each is asked for its own tasks; a list is better off with the
    tasks at once. The rule is the same.
    """
    from motcua.dossiers.models import Task

    if not user.is_authenticated or not user.is_active:
        return dossiers.none()
    units = units_seen_by(user, day or local_day(timezone.now()))
    if few:
        tasks = Task.objects.filter(Q(unit__in=units) | Q(account=user))
        handled = Q(Exists(tasks.filter(dossier=OuterRef("pk"))))
    else:
        # A task in a unit that the dossier itself names says nothing new: those away from it are few.
        away, own = Task.objects.filter(unit__in=units, away=True), Task.objects.filter(account=user)
        handled = Q(pk__in=away.values("dossier")) | Q(pk__in=own.values("dossier"))
    return dossiers.filter(
        Q(deciding_unit__in=units) | Q(received_unit__in=units) | Q(helped_unit__in=units) | handled
    )
