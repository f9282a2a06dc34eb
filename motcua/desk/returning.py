"""Results that wait, oldest first, and handing them out: by the receipt, or by the card of who lost it."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_safe

from motcua.desk import handing_out, live
from motcua.desk.finding import NoDossier, named
from motcua.desk.forms import Choice, Text
from motcua.desk.handing_out import Found, find, results, waiting_at
from motcua.desk.listing import paged
from motcua.desk.now import Now, now
from motcua.desk.seeother import SeeOther
from motcua.dossiers.ending import return_result
from motcua.dossiers.grounds import ground_for
from motcua.dossiers.models import Dossier
from motcua.dossiers.refusals import Done, Refusal
from motcua.dossiers.visible import visible_to
from motcua.journal import reading
from motcua.people import cards
from motcua.people.actor import Actor
from motcua.people.models import Account, Identifier

TAKERS = [
    ("applicant", gettext_lazy("The applicant")),
    ("holder", gettext_lazy("Whose matter it is")),
    ("other", gettext_lazy("Somebody else")),
]


class HandingOut(forms.Form):
    """Who takes a result. Somebody else has a name, and a right that another gave him or that the law gives him."""

    taker = Choice(label=gettext_lazy("Who takes it"), choices=TAKERS)
    name = Text(label=gettext_lazy("Full name of who takes it"), max_length=120)
    number = Text(label=gettext_lazy("His identity number"), max_length=40, required=False)
    authority = Text(
        label=gettext_lazy("Authorised by"),
        max_length=200,
        help_text=gettext_lazy("such as: authorisation of 05/11/2019, spouse, introduction letter number 12"),
    )

    def __init__(self, *args: Any, **given: Any) -> None:
        """Only somebody else is named, and by what right he takes it."""
        super().__init__(*args, **given)
        if self.is_bound and self.data.get("taker") != "other":
            self.fields["name"].required = self.fields["authority"].required = False

    @property
    def said(self) -> str:
        """Who takes it, as the entry keeps him."""
        name, number = self.cleaned_data["name"], self.cleaned_data["number"]
        return f"{name} ({number})" if number else str(name)


@require_safe
def returns(request: HttpRequest) -> HttpResponse:
    """GET /returns/?q=…, ?d=… or ?page=…"""
    assert isinstance(request.user, Account)  # noqa: S101 -- nobody else comes here
    present, found, ref = now(), None, request.GET.get("d", "")
    query = request.GET.get("q", "")[: cards.LONGEST + 1]
    if ref:
        found = handing_out.of(named(request, ref), request.user, present)
        if not found.results and not found.others:
            raise NoDossier(ref)
    elif query.strip():
        found = find(query, request.user, present)
    return _page(request, present, found, query=query.strip())


def _page(
    request: HttpRequest, present: Now, found: Found | None, *, query: str = "", status: int = 200, **more: Any
) -> HttpResponse:
    assert isinstance(request.user, Account)  # noqa: S101 -- nobody else comes here
    context: dict[str, Any] = {"here": "returns", "scanned": query, "found": found, "refused": []}
    if found is None:
        context |= _list(request, present)
    elif found.opened:
        context |= _opened(found, request.user, present)
    return render(request, "desk/returns.html", context | more, status=status)


def _opened(found: Found, account: Account, present: Now) -> dict[str, Any]:
    """What the panel shows. Opening one dossier is written down; several of one person are a list."""
    shown = found.results
    if len(shown) == 1:
        reading.note(account.pk, "dossier", shown[0].dossier.pk, door="desk", at=present.at)
    applicants = [each.dossier.applicant for each in shown]
    one = applicants[0] if len({person.name for person in applicants}) == 1 else None
    holders = {d.holder_applicant.name if d.holder_applicant else "" for d in (each.dossier for each in shown)}
    numbers = Identifier.objects.filter(applicant__in=[person.pk for person in applicants]).order_by(
        "kind", "value"
    )
    return {
        "open": shown,
        "applicant": one,
        "holder": next(iter(holders)) if len(holders) == 1 else "",
        "numbers": dict.fromkeys((number.get_kind_display(), number.value) for number in numbers),
        "form": HandingOut(auto_id="taker-%s"),
    }


def _list(request: HttpRequest, present: Now) -> dict[str, Any]:
    assert isinstance(request.user, Account)  # noqa: S101 -- nobody else comes here
    page = paged(waiting_at(request.user, present), request.GET.get("page"))
    this = reverse("returns") + (f"?page={page.number}" if page.number > 1 else "")
    turned = "all" in request.GET
    return {
        "page": page,
        "results": results(page.object_list, present),
        "all": turned,
        "this": this,
        "live": "" if turned else reverse("returns_list") + (f"?page={page.number}" if page.number > 1 else ""),
        "kept": "",
    }


@require_safe
def returns_list(request: HttpRequest) -> HttpResponse:
    """GET /returns/list/?page=…: the list alone, for a page that follows it."""
    context = _list(request, now())
    return live.answer(request, render_to_string("desk/_returns_list.html", context, request))


@require_http_methods(["GET", "HEAD", "POST"])
def hand_out(request: HttpRequest) -> HttpResponse:
    """POST /returns/out/: hand out what is named in `d` (id:sequence number), then back to the scan field."""
    assert isinstance(request.user, Account)  # noqa: S101 -- nobody else comes here
    if request.method != "POST":  # back from signing in, after a session that ended over the form
        return SeeOther(reverse("returns"))
    present, form = now(), HandingOut(request.POST, auto_id="taker-%s")
    expected = _named(request.POST.getlist("d"))
    seen = visible_to(Dossier.objects.filter(pk__in=expected), request.user, present.day, few=True)
    chosen = list(seen.select_related("holder_applicant"))
    if not chosen:
        nothing = _("Choose at least one result that you may hand out.")
        return _page(request, present, None, status=422, refused=[nothing])
    if not form.is_valid():
        found = handing_out.of(seen, request.user, present)
        return _page(request, present, found, status=422, form=form)
    done = _return(form, chosen, expected, request.user)
    if done.refused:
        return _refused(request, present, done, form)
    if len(chosen) == 1:
        messages.success(request, _("Handed out: %(number)s.") % {"number": chosen[0].number})
    else:
        n = len(chosen)
        messages.success(request, ngettext("%(n)s result handed out.", "%(n)s results handed out.", n) % {"n": n})
    return SeeOther(reverse("returns"))


def _return(form: HandingOut, chosen: Iterable[Dossier], expected: dict[UUID, int], account: Account) -> Done:
    at = timezone.now()
    day = timezone.localdate(at)
    to: dict[UUID, str] = {}
    typed = form.cleaned_data
    for dossier in chosen:
        if typed["taker"] == "holder" and dossier.holder_applicant is not None:
            to[dossier.pk] = dossier.holder_applicant.name
        elif typed["taker"] == "other":
            to[dossier.pk] = form.said
    return return_result(
        [dossier.pk for dossier in chosen],
        to=to,
        authority=typed["authority"] if typed["taker"] == "other" else "",
        by=Actor.of(account, day),
        at=at,
        ground=ground_for("return", day),
        expected=expected,
    )


def _refused(request: HttpRequest, present: Now, done: Done, form: HandingOut) -> HttpResponse:
    """What was refused, each with its sentence, and what of it can still be handed out; what was typed stays."""
    assert isinstance(request.user, Account)  # noqa: S101 -- nobody else comes here
    rest = visible_to(Dossier.objects.filter(pk__in=done.refused), request.user, present.day, few=True)
    found = handing_out.of(rest, request.user, present)
    refused: list[Refusal | str] = list(done.refused.values())
    if done.done:
        n = len(done.done)
        messages.success(request, ngettext("%(n)s result handed out.", "%(n)s results handed out.", n) % {"n": n})
    return _page(request, present, found, status=409, refused=refused, form=form)


def _named(given: list[str]) -> dict[UUID, int]:
    """The dossiers that a form names, with the sequence numbers that its sender saw."""
    found: dict[UUID, int] = {}
    for each in given:
        pk, _colon, seen = each.partition(":")
        try:
            found[UUID(pk)] = int(seen)
        except ValueError:
            continue
    return found


urlpatterns: list[URLPattern] = [
    path("returns/", returns, name="returns"),
    path("returns/list/", returns_list, name="returns_list"),
    path("returns/out/", hand_out, name="hand_out"),
]
