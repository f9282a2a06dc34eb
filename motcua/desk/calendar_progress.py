"""How far a long change of a calendar is: a page that follows it, and can stop it."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from motcua.desk.live import answer
from motcua.desk.seeother import SeeOther, onward_path
from motcua.dossiers.calendar_work import is_silent, stop
from motcua.people.models import Account
from motcua.worktime.models import CalendarWork, WorkState


@require_http_methods(["GET", "HEAD", "POST"])
def calendar_work(request: HttpRequest, work: UUID) -> HttpResponse:
    """GET says how far it is, with part=1 only that; POST asks for it to be stopped. Its orderer's alone."""
    assert isinstance(request.user, Account)  # noqa: S101 -- nobody else comes here
    row = CalendarWork.objects.filter(pk=work, account=request.user.pk).first()
    if row is None:
        raise Http404(work)
    onward = onward_path(request) or reverse("calendar")
    here = f"{reverse('calendar_work', args=[work])}?next={onward}"
    if request.method == "POST":
        stop(work)
        return SeeOther(here)
    silent = is_silent(row, timezone.now())
    context: dict[str, Any] = {
        "here": "calendar",
        "work": row,
        "number": row.ordered["number"],
        "is_silent": silent,
        "goes_on": row.state in (WorkState.WAITING, WorkState.RUNNING) and not silent,
        "share": 100 * row.done // row.dossiers if row.dossiers else 0,
        "address": here,
        "live": f"{here}&part=1",
        "onward": onward,
    }
    if "part" in request.GET:
        return answer(request, render_to_string("desk/_calendar_work.html", context, request))
    return render(request, "desk/calendar_work.html", context)
