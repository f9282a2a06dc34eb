"""What every page shows of the administration."""

from datetime import UTC, datetime

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from motcua.moments import local_day
from motcua.organisation.tree import Tree, tree
from motcua.people.models import Function, Post


def administration(request: HttpRequest) -> dict[str, object]:
    """The name of the administration (the setting's, else that of the top unit), and whether the reader receives.

    Asked for only where a page prints them.
    """
    return {
        "administration": SimpleLazyObject(_name),
        "receives": SimpleLazyObject(lambda: _receives(request)),
    }


def _receives(request: HttpRequest) -> bool:
    """Has he a post today that receives dossiers? Then the way there is shown."""
    today = local_day(datetime.now(UTC))
    return Post.objects.filter(account=request.user, function=Function.RECEIVING).held_on(today).exists()


def _name() -> str:
    given = getattr(settings, "ADMINISTRATION_NAME", "")
    return given or top_unit_name(tree())


def top_unit_name(units: Tree) -> str:
    """The name of the unit in force today that most others stand below; empty before there is one."""
    day = local_day(datetime.now(UTC))
    tops: dict[str, int] = {}
    for unit in units.places:
        if units.on(unit, day) is not None:
            top = units.on(units.path(unit, day)[-1], day)
            if top is not None:
                tops[top.name] = tops.get(top.name, 0) + 1
    return max(tops, key=lambda name: tops[name], default="")
