"""The receipt of a dossier: its page after reception, printing it and every other form, and the printed file."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from motcua.desk.chips import chip
from motcua.desk.doors import SeeOther
from motcua.desk.dossier import dossier_response, where
from motcua.desk.dues import panel
from motcua.desk.finding import NoDossier, dossier_id, named, ref_of
from motcua.desk.headers import policy
from motcua.desk.now import Now, now
from motcua.dossiers.grounds import ground_for
from motcua.dossiers.models import Dossier
from motcua.dossiers.visible import visible_to
from motcua.journal import reading
from motcua.people.actor import Actor
from motcua.people.models import Account
from motcua.printing.forms import FORMS
from motcua.printing.models import PrintedForm, StatutoryForm
from motcua.printing.print_form import latest_printing, may_print, print_form
from motcua.printing.render import pdf_of
from motcua.printing.vietnamese import short

# What the page's own script asks with; it shows the file itself instead of being led to it.
SCRIPT = "X-Printing"


@require_http_methods(["GET", "HEAD", "POST"])
def receipt(request: HttpRequest, ref: str) -> HttpResponse:
    """GET /dossiers/<number>/receipt/ is the page after reception; POST prints, once more each time."""
    present = now()
    if request.method == "POST":
        return _print(request, ref, present)
    return _page(request, ref, present)


@require_safe
def printed(request: HttpRequest, print_id: UUID) -> HttpResponse:
    """GET /prints/<id>.pdf: the printed form again, for who may see its dossier. Looking prints nothing anew."""
    assert isinstance(request.user, Account)  # noqa: S101 -- nobody else comes here
    found = PrintedForm.objects.filter(pk=print_id).select_related("dossier").first()
    if found is None or not _sees(request.user, found.dossier_id):
        raise Http404
    reading.note(request.user.pk, "dossier", found.dossier_id, door="print", at=now().at)
    response = HttpResponse(pdf_of(found), content_type="application/pdf")
    name = f"{found.form}-{ref_of(found.dossier.number, found.dossier_id)}-{found.printing}.pdf"
    response.headers["Content-Disposition"] = f'inline; filename="{name}"'
    response.headers["Content-Security-Policy"] = policy(frame_ancestors="'self'", object_src="'self'")
    response.headers["X-Frame-Options"] = "SAMEORIGIN"
    return response


@require_http_methods(["GET", "HEAD", "POST"])
def print_out(request: HttpRequest, ref: str, form: str) -> HttpResponse:
    """POST /dossiers/<number>/forms/<form>/ prints, once more each time; GET leads to what was printed last.

    `occasion` says of which one (a supplement, a receipt of money), the latest else.
    """
    assert isinstance(request.user, Account)  # noqa: S101 -- nobody else comes here
    if form not in FORMS:
        raise Http404
    present = now()
    dossier = dossier_id(request.user, ref, present.day)
    if request.method != "POST":
        return SeeOther(_last(dossier, form, request.GET.get("occasion")) or reverse("dossier", args=[ref]))
    done = print_form(
        [dossier],
        form=StatutoryForm(form),
        occasion=request.POST.get("occasion") or None,
        address=settings.PUBLIC_ADDRESS or request.build_absolute_uri("/").rstrip("/"),
        by=Actor.of(request.user, present.day),
        at=present.at,
        ground=FORMS[form].ground_on(present.day),
    )
    if done.refusal is not None:
        return dossier_response(request, ref, refused=str(done.refusal), status=409)
    return SeeOther(reverse("printed", args=[done.done[0]]))


def _last(dossier: UUID, form: str, occasion: str | None) -> str | None:
    """The address of the latest printing."""
    wanted: dict[str, Any] = {"occasion": occasion} if occasion is not None else {}
    found = PrintedForm.objects.filter(dossier=dossier, form=form, **wanted).order_by("-at", "-printing").first()
    return reverse("printed", args=[found.pk]) if found else None


def _sees(account: Account, dossier: UUID) -> bool:
    return visible_to(Dossier.objects.filter(pk=dossier), account, few=True).exists()


def _print(request: HttpRequest, ref: str, present: Now) -> HttpResponse:
    assert isinstance(request.user, Account)  # noqa: S101 -- nobody else comes here
    done = print_form(
        [dossier_id(request.user, ref, present.day)],
        form=StatutoryForm.RECEIPT,
        address=settings.PUBLIC_ADDRESS or request.build_absolute_uri("/").rstrip("/"),
        by=Actor.of(request.user, present.day),
        at=present.at,
        # The receipt is part of receiving: the same article asks for both.
        ground=ground_for("receive", present.day),
    )
    if done.refusal is not None:
        return _page(request, ref, present, refused=str(done.refusal), status=409)
    address = reverse("printed", args=[done.done[0]])
    if SCRIPT in request.headers:
        return HttpResponse(status=201, headers={"Location": address})
    return SeeOther(address)


def _page(request: HttpRequest, ref: str, present: Now, *, refused: str = "", status: int = 200) -> HttpResponse:
    assert isinstance(request.user, Account)  # noqa: S101 -- nobody else comes here
    related = ("applicant", "holder_applicant", "version", "procedure")
    dossier = named(request, ref).select_related(*related).first()
    if dossier is None:
        raise NoDossier(ref)
    reading.note(request.user.pk, "dossier", dossier.pk, door="desk", at=present.at)
    latest = latest_printing(dossier.pk, StatutoryForm.RECEIPT)
    context = {
        "dossier": dossier,
        "ref": ref_of(dossier.number, dossier.pk),
        "chip": chip(dossier, present),
        "papers": [p for p in dossier.papers.order_by("position") if p.given_originals or p.given_copies],
        "may_print": may_print(dossier, Actor.of(request.user, present.day), present.units, present.at),
        "latest": latest,
        "printed_by": _who(latest),
        "comes_next": _comes_next(dossier, present),
        "dues": panel(dossier, present, request),
        "refused": refused,
    }
    response = render(request, "desk/receipt.html", context, status=status)
    response.headers["Content-Security-Policy"] = policy(frame_src="'self'")
    return response


def _comes_next(dossier: Dossier, present: Now) -> str:
    """What happens to the dossier now, in one sentence."""
    if dossier.ended_at is not None:
        return _("Handling has ended.")
    if dossier.holder_unit_id is None:
        return ""
    return _("The dossier lies with %(where)s now.") % {"where": where(dossier, present)}


def _who(latest: PrintedForm | None) -> str:
    """Who printed it last, and when."""
    if latest is None:
        return ""
    name: Any = Account.objects.filter(pk=latest.account_id).values_list("name", flat=True).first()
    return f"{name or _('The system')}, {_at(latest.at)}"


def _at(moment: datetime) -> str:
    return short(moment)


urlpatterns: list[URLPattern] = [
    path("dossiers/<ref:ref>/receipt/", receipt, name="receipt"),
    path("dossiers/<ref:ref>/forms/<slug:form>/", print_out, name="print_form"),
    path("prints/<uuid:print_id>.pdf", printed, name="printed"),
]
