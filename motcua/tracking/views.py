"""The public page: number and code, then the dossier's way. Nobody signs in, and nothing here changes a dossier."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from motcua.desk.finding import ref_of
from motcua.desk.now import now
from motcua.desk.panels import on_tracking
from motcua.dossiers.models import Dossier
from motcua.tracking.attempt import Answer, attempt, still_latest
from motcua.tracking.guessing import client_address
from motcua.tracking.owed import owed_by
from motcua.tracking.story import story_of

COOKIE = "motcua_tracking"
SALT = "motcua.tracking"
LASTS = timedelta(minutes=30)


class SeeOther(HttpResponseRedirect):
    """303: look there now."""

    status_code = 303


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def tracking(request: HttpRequest) -> HttpResponse:
    """GET /tracking/ asks for number and code; POST tries them."""
    if request.method != "POST":
        number, again = request.GET.get("number", "")[:60], "again" in request.GET
        said = _("Type the code of your receipt once more; it opens this page for 30 minutes.") if again else ""
        return render(request, "tracking/tracking.html", {"number": number, "said": said})
    number, code = request.POST.get("number", "")[:60], request.POST.get("code", "")[:40]
    answer = attempt(number, code, client=client_address(request.META), at=datetime.now(UTC))
    if answer.printed is not None and answer.dossier is not None:
        return _open(answer.printed, answer.dossier)
    return _refused(request, number, answer)


def _open(printed: UUID, dossier: UUID) -> HttpResponse:
    """To the dossier's page, with a cookie that is good for it alone."""
    number = Dossier.objects.filter(pk=dossier).values_list("number", flat=True).first()
    address = reverse("tracked", args=[ref_of(number, dossier)])
    response = SeeOther(address)
    response.set_signed_cookie(
        COOKIE,
        str(printed),
        salt=SALT,
        max_age=LASTS,
        path=address,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return response


def _refused(request: HttpRequest, number: str, answer: Answer) -> HttpResponse:
    """One answer for whatever was wrong; 429 where somebody has to wait."""
    wrong = _(
        "Number and code do not belong together. Check both against the receipt printed last: an earlier one's "
        "code is no longer valid."
    )
    context = {"number": number, "wrong": wrong, "wait": _wait(answer.wait)}
    response = render(request, "tracking/tracking.html", context, status=429 if answer.wait else 422)
    if answer.wait:
        response.headers["Retry-After"] = str(answer.wait)
    return response


def _wait(seconds: int) -> str:
    """How long to wait, in a sentence; nothing for no time."""
    if not seconds:
        return ""
    if seconds < 60:
        words = ngettext("%(n)s second", "%(n)s seconds", seconds) % {"n": seconds}
    else:
        minutes = -(-seconds // 60)
        words = ngettext("%(n)s minute", "%(n)s minutes", minutes) % {"n": minutes}
    return _("There were several wrong tries. Please wait %(time)s before the next one.") % {"time": words}


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def tracked(request: HttpRequest, ref: str) -> HttpResponse:
    """GET /tracking/<number>/: the dossier's way, for who has typed its code within the last 30 minutes.

    POST is for what parts above ask of the applicant there.
    """
    dossier = opened(request, ref)
    if dossier is None:
        return SeeOther(f"{reverse('tracking')}?{urlencode({'number': ref, 'again': 1})}")
    asked = on_tracking(request, dossier)
    answer = next((each.answer for each in asked if each.answer is not None), None)
    if answer is not None:
        return answer
    present = now()
    context = {
        "dossier": dossier,
        "asked": asked,
        "story": story_of(dossier, present),
        "code": dossier.procedure.code,
        "telephone": settings.TELEPHONE,
        "owed": owed_by(dossier, present),
    }
    status = max((each.status for each in asked), default=200)
    return render(request, "tracking/tracked.html", context, status=status)


def opened(request: HttpRequest, ref: str) -> Dossier | None:
    """The dossier that the cookie opens, if it is the one of the address and its code is still the last."""
    kept = request.get_signed_cookie(COOKIE, default=None, salt=SALT, max_age=LASTS)
    printed = still_latest(UUID(kept)) if kept else None
    if printed is None:
        return None
    dossier = Dossier.objects.select_related("version", "procedure", "applicant").get(pk=printed.dossier_id)
    return dossier if ref_of(dossier.number, dossier.pk) == ref else None
