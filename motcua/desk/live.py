"""What follows others without reloading: parts of pages asked for anew, and who else looks at a dossier.

The browser's side is static/desk/live.js; why it asks instead of being told stands in docs/decisions/live.md.
"""

import hashlib
import re

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.template.loader import render_to_string
from django.urls import URLPattern, path, reverse
from django.views.decorators.http import require_http_methods

from motcua.desk.doors import SeeOther
from motcua.desk.finding import dossier_id
from motcua.desk.now import now
from motcua.desk.presence import leave, look
from motcua.desk.pulse import mark
from motcua.people.models import Account

# A form's token is masked anew for every answer; it says nothing about what is shown.
_TOKEN = re.compile(r'(?<=name="csrfmiddlewaretoken" value=")[A-Za-z0-9]+')


def answer(request: HttpRequest, html: str) -> HttpResponse:
    """A part of a page under a mark of its content; 304 without a body where the asker has just that.

    Nobody but the asking page keeps it: the mark lives in the script's own memory, and the answer is `no-store` as
    every page is, for it may hold personal data.
    """
    content = hashlib.sha256(_TOKEN.sub("", html).encode()).hexdigest()[:20]
    known = request.headers.get("If-None-Match", "").removeprefix("W/").strip('"').partition(".")[0]
    response = HttpResponseNotModified() if known == content else HttpResponse(html)
    response.headers["ETag"] = mark(request, content)
    response.headers["Cache-Control"] = "private, no-store"
    return response


@require_http_methods(["GET", "HEAD", "POST"])
def presence(request: HttpRequest, ref: str) -> HttpResponse:
    """GET notes that I look and answers who else does; POST says that I have left.

    Somebody who opens the address himself is led to the dossier: what is answered is a part of that page.
    """
    assert isinstance(request.user, Account)  # noqa: S101 -- nobody else comes here
    present = now()
    dossier = dossier_id(request.user, ref, present.day)
    if request.method == "POST":
        leave(dossier, request.user.pk)
        return HttpResponse(status=204)
    if "X-Live" not in request.headers:
        return SeeOther(reverse("dossier", args=[ref]))
    context = {"others": look(dossier, request.user.pk, present), "ref": ref}
    return answer(request, render_to_string("desk/_presence.html", context, request))


presence.is_told = True  # who looks is no act

urlpatterns: list[URLPattern] = [
    path("dossiers/<ref:ref>/presence/", presence, name="presence"),
]
