"""The desk: what lies with me and with my unit, soonest due first, with what can be done in place."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import URLPattern
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from motcua.desk.calendar_warning import warning
from motcua.desk.listing import PAGE, Filters, Lying, filters, page_asked
from motcua.desk.live import answer
from motcua.desk.now import Now, now
from motcua.desk.reorganisation_left import left
from motcua.desk.rows import for_many, rows, shown
from motcua.desk.units import Offered, in_order
from motcua.dossiers import inbox
from motcua.dossiers.inbox import View
from motcua.dossiers.models import Dossier
from motcua.dossiers.visible import SEES_BELOW
from motcua.people.actor import Actor
from motcua.people.models import Account


@dataclass(frozen=True, slots=True)
class Shown:
    """A view as the desk shows it: its name in addresses, its words, and what its empty page says."""

    name: str
    view: View
    label: Any
    empty: Any


VIEWS = {
    shown.name: shown
    for shown in (
        Shown(
            "mine",
            View.MINE,
            _("My work"),
            _("Nothing waits for you. What is moved to a function of yours or handed to you shows here."),
        ),
        Shown(
            "unit",
            View.UNIT,
            _("My unit"),
            _("Nothing lies with your units. What is received there or moved to them shows here."),
        ),
        Shown(
            "untaken",
            View.UNTAKEN,
            _("Not taken yet"),
            _("Everything that lies with your units is in somebody's hands."),
        ),
        Shown("today", View.TODAY, _("Due today"), _("Nothing that lies with your units is due today.")),
        Shown("overdue", View.OVERDUE, _("Overdue"), _("Nothing that lies with your units is overdue.")),
        Shown(
            "waiting",
            View.WAITING,
            _("The clock stands"),
            _("Nothing of your units waits for a supplement, a payment or another body. What does shows here."),
        ),
        Shown(
            "decide",
            View.DECIDE,
            _("For decision"),
            _("Nothing waits for your decision. What officers send up to their leaders shows here."),
        ),
        Shown(
            "filed",
            View.FILED,
            _("Not received yet"),
            _("Nothing waits to be received. What is filed online or kept unfinished with your units shows here."),
        ),
        Shown(
            "return",
            View.TO_RETURN,
            _("To be returned"),
            _("No result waits for its owner. What is decided shows here at the desk that received it."),
        ),
        Shown(
            "returned",
            View.RETURNED,
            _("Returned lately"),
            _("Your units have handed out no result in the last thirty days."),
        ),
    )
}


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """GET /?view=…&unit=CODE&procedure=CODE&q=…&page=…; with part=lines only what changes on it."""
    assert isinstance(request.user, Account)  # noqa: S101 -- nobody else comes here
    present = now()
    actor = Actor.of(request.user, present.day)
    view = VIEWS.get(request.GET.get("view", ""), VIEWS["mine"])
    given = filters(request, present)
    lying = lie(request.user, actor, present, view, given, page_asked(request))
    is_part = request.GET.get("part") == "lines"
    here = given.address(view=view.name, page=lying.number if lying.number > 1 else None)
    context = {
        "view": view,
        "rail": rail(request.user, actor, present, given),
        "lying": lying,
        "filters": given,
        "units": () if is_part else choosable(actor, present),
        "many": for_many(actor),
        "kept": given.address(view=view.name),
        "next": f"/?{here}",
        "live": f"/?{here}&part=lines",
        "calendar_warning": None if is_part else warning(actor, present),
        "reorganised_left": () if is_part else left(request.user, actor, present),
    }
    if is_part:
        return answer(request, render_to_string("desk/_desk.html", context, request))
    return render(request, "desk/home.html", context)


def lie(account: Account, actor: Actor, present: Now, view: Shown, given: Filters, page: int) -> Lying:
    """A page of a view for a reader: which lie there, in order, then what a row shows of them."""
    ids = inbox.page(
        actor,
        account,
        view.view,
        present.at,
        unit=given.unit.unit if given.unit else None,
        procedure=given.procedure.procedure if given.procedure else None,
        query=given.query,
        offset=(page - 1) * PAGE,
        limit=PAGE + 1,
    )
    found = {dossier.pk: dossier for dossier in shown(Dossier.objects.filter(pk__in=ids[:PAGE]))}
    in_their_order = [found[pk] for pk in ids[:PAGE] if pk in found]
    return Lying(page, rows(in_their_order, actor, present), len(ids) > PAGE)


def rail(account: Account, actor: Actor, present: Now, given: Filters) -> list[tuple[Shown, int, str]]:
    """Each view with how many lie in it and its address; narrowed to a unit, it counts and leads to that unit's."""
    counts = inbox.counts(actor, account, present.at, unit=given.unit.unit if given.unit else None)
    unit = Filters("", given.unit, None)
    return [(each, counts[each.view], unit.address(view=each.name)) for each in VIEWS.values()]


def choosable(actor: Actor, present: Now) -> list[Offered]:
    """The units to narrow the desk to: those of the reader's posts, and right below where he sees below."""
    units = {post.unit for post in actor.posts}
    above = {post.unit for post in actor.posts if post.function in SEES_BELOW}
    for unit in present.units.places if above else ():
        place = present.units.on(unit, present.day)
        if place is not None and place.parent in above:
            units.add(unit)
    return in_order(units, present.units, present.day)


urlpatterns: list[URLPattern] = []
