"""Guidance: who was sent home, with what was missing; recorded from the counter, and taken up again there."""

from django.core.paginator import Paginator
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from motcua.catalogue.models import Procedure
from motcua.desk.counter_forms import Guided, given, lacking
from motcua.desk.counter_screen import Screen, desks_of
from motcua.desk.doors import SeeOther
from motcua.desk.now import now
from motcua.dossiers.grounds import ground_for
from motcua.dossiers.guide import Guidance, guide
from motcua.moments import local_day
from motcua.people.actor import Actor
from motcua.people.models import Account

PAGE = 50


@require_http_methods(["GET", "HEAD", "POST"])
def guidance(request: HttpRequest) -> HttpResponse:
    """GET /guidance/ lists those of one's units, newest first; POST records one from the counter's form."""
    if request.method == "POST":
        return _guided(request)
    assert isinstance(request.user, Account)  # noqa: S101 -- nobody else comes here
    present = now()
    found = Guidance.objects.visible_to(request.user).order_by(F("at").desc(), "-id")
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    names = dict(Procedure.objects.filter(pk__in=[g.procedure_id for g in page]).values_list("pk", "name"))
    lines = [
        {
            "id": each.pk,
            "at": each.at,
            "name": each.name,
            "phone": each.phone,
            "missing": each.missing,
            "procedure": names.get(each.procedure_id, ""),
            "unit": present.unit_name(each.unit_id),
        }
        for each in page
    ]
    context = {
        "here": "guidance",
        "page": page,
        "lines": lines,
        "receives": bool(desks_of(request.user, present)),
        "is_recorded": request.GET.get("done") == "guide",
    }
    return render(request, "desk/guidance.html", context)


def _guided(request: HttpRequest) -> HttpResponse:
    """What is missing: the papers that are not ticked, a line each, then what was typed."""
    assert isinstance(request.user, Account)  # noqa: S101 -- nobody else comes here
    data = request.POST.copy()
    missing = lacking(given(data) or [])
    form = Guided(data)
    if missing:
        form.fields["missing"].required = False
    if not form.is_valid():
        return Screen(request, now(), form=form).page(status=422)
    typed, at = form.cleaned_data, timezone.now()
    day = local_day(at)
    procedure = Procedure.objects.filter(code=typed["procedure"]).values_list("pk", flat=True).first()
    done = guide(
        unit=typed["received_unit"],
        missing="\n".join(part for part in (*missing, typed["missing"]) if part),
        by=Actor.of(request.user, day),
        at=at,
        ground=ground_for("guide", day),
        procedure=procedure,
        name=typed["applicant_name"],
        phone=typed["phone"],
        id=typed["id"],
    )
    if done.refusal is not None:
        return Screen(request, now(), form=form, refused=str(done.refusal)).page(status=409)
    return SeeOther(f"{reverse('guidance')}?done=guide")


urlpatterns: list[URLPattern] = [path("guidance/", guidance, name="guidance")]
