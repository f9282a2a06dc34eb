"""What stands behind a figure of a decision on units: dossiers that the reader may see, people with their posts."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from motcua.desk.listing import PAGE, paged
from motcua.desk.now import Now, now
from motcua.desk.reorganisation_page import name_of, told
from motcua.desk.reorganisation_rights import reader, reads
from motcua.desk.reorganisations import found
from motcua.desk.rows import rows, shown
from motcua.dossiers.models import Dossier, DossierQuerySet
from motcua.journal.literal import array
from motcua.people.actor import Actor
from motcua.people.models import Account, Function
from motcua.reorganising.models import Handed
from motcua.reorganising.opening import OF_DOSSIERS, OF_PEOPLE, dossiers_of, posts_of
from motcua.reorganising.problems import NotPossible


@require_safe
def opened(request: HttpRequest, id: UUID) -> HttpResponse:
    """GET /units/decisions/<id>/opened/<key>/: what a finding of the last rehearsal counts, as it is now."""
    present, actor, _by = reader(request)
    made = found(id)
    finding = next((each for each in told(made) if each.finding.key == request.GET.get("finding", "")), None)
    if finding is None or finding.finding.kind not in OF_DOSSIERS | OF_PEOPLE:
        raise Http404(id)
    context: dict[str, Any] = {
        "here": "units",
        "made": made,
        "title": finding.sentence,
        "back": reverse("reorganisation", args=[id]) + "#rehearsal",
        "kept": f"finding={finding.finding.key}&",
        "rehearsed": finding.n,
    }
    try:
        if finding.finding.kind in OF_PEOPLE:
            context["people"] = _people(posts_of(made, finding.finding))
        else:
            ids = dossiers_of(made, finding.finding)
            context |= _listed(request, among(ids), actor, present) | {"count": len(ids)}
    except NotPossible as problem:
        context["refused"] = str(problem)
    return render(request, "desk/reorganisation_opened.html", context)


@require_safe
def handed(request: HttpRequest, id: UUID) -> HttpResponse:
    """GET …/handed/?row=…&before=ID&after=ID&function=…: what passed on by a decision in force.

    Whoever has such a dossier in his inbox may look, not leaders only: what he may not see is not listed.
    """
    assert isinstance(request.user, Account)  # noqa: S101 -- nobody else comes here
    present = now()
    actor, made = Actor.of(request.user, present.day), found(id)
    asked = {name: request.GET[name] for name in ("before", "after", "row", "function") if request.GET.get(name)}
    passed = Handed.objects.filter(reorganisation=id)
    try:
        passed = passed.filter(**{name: UUID(asked[name]) for name in ("before", "after") if name in asked})
        passed = passed.filter(row=int(asked["row"])) if "row" in asked else passed
        passed = passed.filter(function=asked["function"]) if "function" in asked else passed
    except ValueError as problem:
        raise Http404(id) from problem
    dossiers = Dossier.objects.filter(pk__in=passed.values("dossier"))
    said = {str(name): name_of(present, UUID(asked[name])) for name in ("before", "after") if name in asked}
    context = {
        "here": "units",
        "made": made,
        "title": _title(asked, said),
        "back": reverse("reorganisation", args=[id]) if reads(actor) else reverse("home"),
        "kept": "".join(f"{name}={value}&" for name, value in asked.items()),
        "count": passed.count(),
        "is_uncovered": asked.get("row") == "0",
        "passed": True,
        **_listed(request, dossiers, actor, present),
    }
    return render(request, "desk/reorganisation_opened.html", context)


def among(ids: list[UUID]) -> Any:
    """The dossiers with some ids, however many."""
    return Dossier.objects.extra(where=['"dossier"."id" = ANY(%s::uuid[])'], params=[array(ids)])


def _listed(request: HttpRequest, dossiers: DossierQuerySet, actor: Actor, present: Now) -> dict[str, Any]:
    """A page of dossiers through the one filter for rights, soonest due first."""
    seen = dossiers.visible_to(request.user, present.day)
    page = paged(shown(seen).order_by("due_at", "pk"), request.GET.get("page"))
    return {"page": page, "rows": rows(page.object_list, actor, present), "most": PAGE}


def _title(asked: Mapping[str, str], said: Mapping[str, str]) -> str:
    if asked.get("row") == "0":
        return _("What no row covered")
    if "before" in said and "after" in said:
        return _("From %(before)s to %(after)s") % said
    return _("What passed on")


def _people(posts: list[Any]) -> list[dict[str, Any]]:
    names = dict(Account.objects.filter(pk__in={post.account for post in posts}).values_list("pk", "name"))
    known = set(Function)
    listed = [
        {
            "name": names.get(post.account, "—"),
            "function": Function(post.function).label if post.function in known else post.function,
            "title": post.title,
            "before": post.before,
            "after": post.after,
        }
        for post in posts
    ]
    return sorted(listed, key=lambda each: (str(each["name"]), str(each["function"])))


urlpatterns: list[URLPattern] = [
    path("units/decisions/<uuid:id>/opened/", opened, name="reorganisation_opened"),
    path("units/decisions/<uuid:id>/handed/", handed, name="reorganisation_handed"),
]
