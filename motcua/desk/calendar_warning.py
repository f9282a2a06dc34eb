"""From October on a warning stands while next year's calendar is not confirmed, for who has to see to it."""

from functools import lru_cache

from django.utils.translation import gettext as _

from motcua.desk.now import Now
from motcua.people.actor import Actor
from motcua.people.models import Function
from motcua.worktime.years import WARNED_FROM_MONTH, confirmation

WARNED = frozenset({Function.ADMINISTRATOR, Function.CONTROL})


def warning(actor: Actor, present: Now) -> str | None:
    """That next year is not confirmed, from October on, for administrators and control officers; else None.

    Who holds no such post costs nothing; for the others one small statement whenever a calendar has changed.
    """
    if present.day.month < WARNED_FROM_MONTH or not any(post.function in WARNED for post in actor.posts):
        return None
    year = present.day.year + 1
    if _is_confirmed(year, present.worktime):
        return None
    words = _("The calendar of %(year)s is not confirmed yet, and due moments of next year rest on it.")
    return words % {"year": str(year)}


@lru_cache(maxsize=8)
def _is_confirmed(year: int, _revision: int) -> bool:
    return confirmation(year) is not None
