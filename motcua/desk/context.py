"""What every page shows: the administration, and where its reader may go from here."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext_lazy as _

from motcua.desk.now import REVISIONS
from motcua.journal.statement import rows
from motcua.moments import local_day
from motcua.organisation.tree import Tree, tree
from motcua.people.actor import Actor
from motcua.people.models import Account, Function

DESK = frozenset({Function.RECEIVING})
RETURNING = frozenset({Function.RECEIVING, Function.RETURNING})
MONEY = frozenset({Function.CASHIER, Function.RECEIVING})
LEADING = frozenset({Function.LEADER})
LETTERS = frozenset({Function.HANDLING, Function.LEADER})
TELLING = frozenset(
    {Function.RECEIVING, Function.RETURNING, Function.HANDLING, Function.CONTROL, Function.ADMINISTRATOR}
)
OVERSEEING = frozenset({Function.LEADER, Function.CONTROL})
KEEPING = frozenset({Function.ADMINISTRATOR, Function.CONTROL})
# The ways of every day first: who has many sees those at the top, the rest behind "More" (see Ways).
# Route, parameters, key, words in the dialog of keys, words at the top, functions that use it (none: everybody).
WAYS: tuple[tuple[str, str, str, Any, Any, frozenset[Function]], ...] = (
    ("home", "", "g i", _("My work"), _("My work"), frozenset()),
    ("home", "?view=unit", "g d", _("My unit's work"), _("My unit"), frozenset()),
    ("counter", "", "n", _("Receive at the counter"), _("Receive"), DESK),
    ("copies", "", "g c", _("Certified copies"), _("Copies"), DESK),
    ("leading", "", "g l", _("What waits for my decision"), _("For decision"), LEADING),
    ("returns", "", "g t", _("Return results"), _("Returns"), RETURNING),
    ("cashier", "", "g m", _("Take money"), _("Money"), MONEY),
    ("letters", "", "g x", _("Letters of apology"), _("Letters"), LETTERS),
    ("watch", "", "g w", _("Morning watch"), _("Watch"), OVERSEEING),
    ("time", "", "g v", _("Where the time goes"), _("Time"), OVERSEEING),
    ("report", "", "g r", _("Report"), _("Report"), frozenset()),
    ("guidance", "", "g g", _("Guidance of who is sent home"), _("Guidance"), DESK),
    ("notices", "", "g n", _("Notices to applicants"), _("Notices"), TELLING),
    ("calendar", "", "g y", _("Calendar of the year"), _("Calendar"), KEEPING),
    ("staff", "", "g s", _("Staff register"), _("Staff"), OVERSEEING | KEEPING),
    ("units", "", "g u", _("Units and decisions on them"), _("Units"), OVERSEEING | KEEPING),
    ("form_versions", "", "g f", _("Forms"), _("Forms"), frozenset({Function.ADMINISTRATOR})),
    ("fees", "", "g k", _("Fees and accounts"), _("Fees"), frozenset({Function.ADMINISTRATOR})),
)
# One line on a screen of 1366 holds so many beside the search and the name.
MOST_AT_TOP = 7


@dataclass(frozen=True, slots=True)
class Way:
    """A page that the reader's posts give him a use for."""

    href: str
    key: str
    label: Any
    short: Any
    is_here: bool

    @property
    def keys(self) -> list[str]:
        """The keys one after the other."""
        return self.key.split()


@dataclass(frozen=True, slots=True)
class Ways:
    """Where the reader may go: those of every day at the top, and those behind "More".

    All stand at the top if there are at most MOST_AT_TOP; else "More" takes the place of the last.
    """

    all: list[Way]

    def __iter__(self) -> Iterator[Way]:
        return iter(self.all)

    @property
    def first(self) -> list[Way]:
        """Those at the top."""
        return self.all if len(self.all) <= MOST_AT_TOP else self.all[: MOST_AT_TOP - 1]

    @property
    def more(self) -> list[Way]:
        """Those behind "More": none, or at least two."""
        return self.all[len(self.first) :]

    @property
    def folded_here(self) -> Way | None:
        """The page that stands open, if its way is behind "More"."""
        return next((way for way in self.more if way.is_here), None)


def administration(request: HttpRequest) -> dict[str, object]:
    """The name of the administration (the setting's, else that of the top unit), and where the reader may go.

    Asked for only where a page prints them. The posts came with the account, so his ways cost no statement.
    """
    return {
        "administration": SimpleLazyObject(_name),
        "ways": SimpleLazyObject(lambda: Ways(list(_ways(request)))),
        "receives": SimpleLazyObject(lambda: Function.RECEIVING in _functions(request)),
    }


def _functions(request: HttpRequest) -> set[str]:
    if not isinstance(request.user, Account):
        return set()
    actor = Actor.of(request.user, local_day(datetime.now(UTC)))
    return {post.function for post in actor.posts}


def _ways(request: HttpRequest) -> Iterator[Way]:
    held = _functions(request)
    view = request.GET.get("view", "mine") if request.path == "/" else ""
    for name, question, key, label, short, functions in WAYS:
        href = _address(name)
        if href and (not functions or held & functions):
            is_here = view == ("unit" if question else "mine") if href == "/" else request.path.startswith(href)
            yield Way(href + question, key, label, short, is_here)


def _address(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


def _name() -> str:
    given = getattr(settings, "ADMINISTRATION_NAME", "")
    if given:
        return str(given)
    numbers = dict(rows(REVISIONS, []))
    return _top_name(numbers.get("organisation", 0), local_day(datetime.now(UTC)))


@lru_cache(maxsize=4)
def _top_name(revision: int, _day: date) -> str:
    return top_unit_name(tree(revision))


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
