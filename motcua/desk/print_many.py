"""Print one form of each of the selected dossiers into one PDF: a few at once, more by the worker."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from motcua.desk.live import answer
from motcua.desk.many import NothingToDo, chosen
from motcua.desk.now import now
from motcua.desk.seeother import SeeOther, onward_path
from motcua.dossiers.models import Dossier
from motcua.journal import reading
from motcua.people.actor import Actor
from motcua.people.models import Account
from motcua.printing.forms import FORMS
from motcua.printing.many import print_many
from motcua.printing.models import PrintState, PrintWork, StatutoryForm
from motcua.printing.print_work import begin, is_silent, stop

# So many are printed while the page is waited for: half a second.
AT_ONCE = 20


@require_http_methods(["GET", "HEAD", "POST"])
def print_selected(request: HttpRequest) -> HttpResponse:
    """POST /prints/many/ with d=<id>:<seq> for each asks which form; with `form` it prints. GET: the desk."""
    assert isinstance(request.user, Account)  # noqa: S101 -- nobody else comes here
    if request.method != "POST":
        return SeeOther(reverse("home"))
    context: dict[str, Any] = {
        "next": onward_path(request) or "/",
        "forms": [(f, StatutoryForm(f).label) for f in FORMS],
    }
    try:
        ids = list(chosen(request.POST.getlist("d")))
    except NothingToDo as problem:
        return render(request, "desk/print_many.html", {**context, "problem": str(problem)}, status=422)
    present = now()
    seen = set(
        Dossier.objects.filter(pk__in=ids).visible_to(request.user, present.day).values_list("pk", flat=True)
    )
    ids = [each for each in ids if each in seen]
    context |= {"chosen": request.POST.getlist("d"), "n": len(ids), "at_once": AT_ONCE}
    form = request.POST.get("form", "")
    if form not in FORMS or not ids:
        return render(request, "desk/print_many.html", context)
    kind = StatutoryForm(form)
    address = settings.PUBLIC_ADDRESS or request.build_absolute_uri("/").rstrip("/")
    if len(ids) > AT_ONCE:
        work = begin(ids, kind, address, request.user.pk, present.at)
        return SeeOther(f"{reverse('print_work', args=[work.pk])}?{urlencode({'next': context['next']})}")
    actor, ground = Actor.of(request.user, present.day), FORMS[kind].ground_on(present.day)
    found = print_many(ids, kind, address=address, by=actor, at=present.at, ground=ground)
    for each in ids:
        reading.note(request.user.pk, "dossier", each, door="print", at=present.at)
    if not found.pdf:
        refused = _refused([(str(pk), str(why)) for pk, why in found.refused.items()])
        return render(request, "desk/print_many.html", {**context, "refused": refused, "form": form}, status=409)
    return _file(found.pdf, form)


@require_http_methods(["GET", "HEAD", "POST"])
def print_work(request: HttpRequest, work: UUID) -> HttpResponse:
    """GET says how far a printing is, with part=1 only that; POST asks for it to stop. Its orderer's alone."""
    row = _work(request, work)
    onward = onward_path(request) or "/"
    here = f"{reverse('print_work', args=[work])}?{urlencode({'next': onward})}"
    if request.method == "POST":
        stop(work)
        return SeeOther(here)
    silent = is_silent(row, timezone.now())
    context = {
        "work": row,
        "form": StatutoryForm(row.form).label,
        "counts_lines": row.book_id is not None,
        "is_silent": silent,
        "goes_on": row.state in (PrintState.WAITING, PrintState.RUNNING) and not silent,
        "has_file": row.state == PrintState.DONE and PrintWork.objects.filter(pk=work, pdf__isnull=False).exists(),
        "share": 100 * row.done // row.wanted if row.wanted else 0,
        "refused": _refused(row.refused),
        "address": here,
        "live": f"{here}&part=1",
        "onward": onward,
    }
    if "part" in request.GET:
        return answer(request, render_to_string("desk/_print_work.html", context, request))
    return render(request, "desk/print_work.html", context)


@require_safe
def print_work_file(request: HttpRequest, work: UUID) -> HttpResponse:
    """GET /prints/many/<id>.pdf: the file, as long as it is kept; its orderer's alone."""
    row = _work(request, work)
    pdf = PrintWork.objects.filter(pk=row.pk).values_list("pdf", flat=True).first()
    if not pdf:
        raise Http404(work)
    return _file(bytes(pdf), row.form)


def _work(request: HttpRequest, work: UUID) -> PrintWork:
    assert isinstance(request.user, Account)  # noqa: S101 -- nobody else comes here
    row = PrintWork.objects.defer("pdf", "dossiers").filter(pk=work, account=request.user.pk).first()
    if row is None:
        raise Http404(work)
    return row


def _refused(rows: list[Any]) -> list[tuple[str, str]]:
    numbers = {
        str(pk): n for pk, n in Dossier.objects.filter(pk__in=[r[0] for r in rows]).values_list("pk", "number")
    }
    return [(numbers.get(pk) or _("without a number"), why) for pk, why in rows]


def _file(pdf: bytes, form: str) -> HttpResponse:
    response = HttpResponse(pdf, content_type="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="{form}.pdf"'
    return response


urlpatterns: list[URLPattern] = [
    path("prints/many/", print_selected, name="print_selected"),
    path("prints/many/<uuid:work>/", print_work, name="print_work"),
    path("prints/many/<uuid:work>.pdf", print_work_file, name="print_work_file"),
]
