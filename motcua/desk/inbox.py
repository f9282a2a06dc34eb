"""The desk: what lies with me and with my unit, soonest due first, with what can be done in place."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.core.paginator import Page
from django.db.models import Count, F, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import URLPattern
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from motcua.desk.listing import Filters, filters, paged
from motcua.desk.live import answer
from motcua.desk.now import Now, now
from motcua.desk.rows import for_many, rows, shown
from motcua.desk.units import Offered, in_order
from motcua.dossiers.models import Dossier
from motcua.dossiers.search import search
from motcua.dossiers.standing import is_due_today, is_open, is_overdue, is_waiting
from motcua.dossiers.states import State
from motcua.dossiers.visible import SEES_BELOW, units_seen_by
from motcua.people.actor import Actor
from motcua.people.models import Account, Function

# So many days a returned result stands under "returned lately".
LATELY = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads the desk: the account, its posts today, and the present."""

    account: Account
    actor: Actor
    present: Now

    def here(self) -> Q:
        """What lies with the units that the reader's posts reach, or in his own hands."""
        units = units_seen_by(self.account, self.present.day)
        return Q(holder_unit__in=units) | Q(holder_account=self.account)

    def mine(self) -> Q:
        """What lies in his hands, and what lies untaken with a function that he holds."""
        units, day = self.present.units, self.present.day
        rule = Q(holder_account=self.account)
        for post in self.actor.posts:
            own = [post.unit, *(u for u in _taken_over(post.unit, units.predecessors, day))]
            rule |= Q(holder_account=None, holder_unit__in=own, holder_function=post.function)
        return rule


@dataclass(frozen=True, slots=True)
class View:
    """A part of the desk: its name in addresses, its words, and what lies in it of what lies here."""

    name: str
    label: Any
    rule: Callable[[Reader], Q]
    empty: Any


VIEWS = {
    view.name: view
    for view in (
        View(
            "mine",
            _("My work"),
            lambda reader: is_open() & reader.mine(),
            _("Nothing waits for you. What is moved to a function of yours or handed to you shows here."),
        ),
        View(
            "unit",
            _("My unit"),
            lambda reader: is_open(),
            _("Nothing lies with your units. What is received there or moved to them shows here."),
        ),
        View(
            "untaken",
            _("Not taken yet"),
            lambda reader: is_open() & Q(holder_account=None),
            _("Everything that lies with your units is in somebody's hands."),
        ),
        View(
            "today",
            _("Due today"),
            lambda reader: is_due_today(reader.present.at),
            _("Nothing that lies with your units is due today."),
        ),
        View(
            "overdue",
            _("Overdue"),
            lambda reader: is_overdue(reader.present.at),
            _("Nothing that lies with your units is overdue."),
        ),
        View(
            "waiting",
            _("Waiting for the applicant"),
            lambda reader: is_waiting(),
            _("No applicant owes your units anything. What a supplement was asked for shows here."),
        ),
        View(
            "decide",
            _("For decision"),
            lambda reader: is_open() & Q(holder_function=Function.LEADER),
            _("Nothing waits for a decision. What officers send up to their leaders shows here."),
        ),
        View(
            "return",
            _("To be returned"),
            lambda reader: Q(state=State.DECIDED),
            _("No result waits for its owner. What is decided shows here at the desk that received it."),
        ),
        View(
            "returned",
            _("Returned lately"),
            lambda reader: Q(state=State.RETURNED, returned_at__gte=reader.present.at - LATELY),
            _("No result was handed out in the last seven days."),
        ),
    )
}


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """GET /?view=…&unit=CODE&procedure=CODE&q=…&page=…; with part=lines only what changes on it."""
    assert isinstance(request.user, Account)  # noqa: S101 -- nobody else comes here
    present = now()
    reader = Reader(request.user, Actor.of(request.user, present.day), present)
    view = VIEWS.get(request.GET.get("view", ""), VIEWS["mine"])
    given = filters(request, present)
    counts = counted(reader)
    page = lying(reader, view, given, request.GET.get("page"), None if given else counts[view.name])
    context = {
        "here": view.name if view.name in ("mine", "unit") else "desk",
        "view": view,
        "rail": [(each, counts[each.name], given.address(view=each.name)) for each in VIEWS.values()],
        "counts": counts,
        "page": page,
        "rows": rows(page.object_list, reader.actor, present),
        "filters": given,
        "units": _choosable(reader) if request.GET.get("part") != "lines" else (),
        "procedure": given.procedure,
        "many": for_many(reader.actor),
        "kept": given.address(view=view.name) + "&",
        "next": f"/?{given.address(view=view.name, page=page.number if page.number > 1 else None)}",
    }
    context["live"] = f"{context['next']}&part=lines"
    if request.GET.get("part") == "lines":
        return answer(request, render_to_string("desk/_desk.html", context, request))
    return render(request, "desk/home.html", context)


def counted(reader: Reader) -> dict[str, int]:
    """How many dossiers lie in each view. Two statements: what lies here, and what has left it."""
    heaps = {name: Count("pk", filter=view.rule(reader)) for name, view in VIEWS.items() if name != "returned"}
    counts: dict[str, int] = _here(reader).aggregate(**heaps)
    return counts | {"returned": _returned(reader).count()}


def lying(reader: Reader, view: View, given: Filters, page: str | None, count: int | None) -> Page:
    """A page of a view, soonest due first; what has no due moment comes last, what was returned latest first."""
    if view.name == "returned":
        found, order = _returned(reader), (F("returned_at").desc(), "-id")
    else:
        found, order = _here(reader).filter(view.rule(reader)), (F("due_at").asc(nulls_last=True), "id")
    found = search(given.narrow(found, held=view.name != "returned"), given.query)
    return paged(shown(found).order_by(*order), page, count)


def _here(reader: Reader) -> Any:
    return Dossier.objects.filter(reader.here()).visible_to(reader.account, reader.present.day)


def _returned(reader: Reader) -> Any:
    units = units_seen_by(reader.account, reader.present.day)
    left = Dossier.objects.filter(VIEWS["returned"].rule(reader))
    return left.filter(Q(received_unit__in=units) | Q(deciding_unit__in=units)).visible_to(
        reader.account, reader.present.day
    )


def _taken_over(unit: UUID, predecessors: dict[UUID, list[tuple[UUID, Any]]], day: Any) -> set[UUID]:
    """The units whose work a unit has taken over by a day, and those that they had taken over before."""
    found: set[UUID] = set()
    open_ends = [unit]
    while open_ends:
        for before, on in predecessors.get(open_ends.pop(), ()):
            if on <= day and before not in found:
                found.add(before)
                open_ends.append(before)
    return found


def _choosable(reader: Reader) -> list[Offered]:
    """The units to narrow the desk to: those of the reader's posts, and right below where he sees below."""
    present = reader.present
    own = {post.unit for post in reader.actor.posts}
    above = {post.unit for post in reader.actor.posts if post.function in SEES_BELOW}
    for unit in present.units.places if above else ():
        place = present.units.on(unit, present.day)
        if place is not None and place.parent in above:
            own.add(unit)
    return in_order(own, present.units, present.day)


urlpatterns: list[URLPattern] = []
