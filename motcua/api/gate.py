"""What holds for every address of the API: its language, JSON in and out, known parameters, never HTML."""

import functools
from collections.abc import Callable, Collection, Mapping
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from motcua.api.invalid import unknown_parameter
from motcua.api.problems import Problem, answer, not_found, of
from motcua.desk.language import KNOWN

View = Callable[..., HttpResponse]
READING = ("GET", "HEAD")


def gate(view: View, parameters: Mapping[str, Collection[str]]) -> View:
    """A view of the API as it stands in the routes. `parameters` are those of its addresses, by method.

    Signing in by a session is not asked for and does not count: a token says who asks.
    """

    @csrf_exempt  # a browser sends no token by itself
    @login_not_required
    @functools.wraps(view)
    def gated(request: HttpRequest, *args: Any, **given: Any) -> HttpResponse:
        with translation.override(language_of(request)):
            try:
                response = _asked(view, parameters, request, *args, **given)
            except Exception as error:
                response = answer(of(error))
            response.headers.setdefault("Content-Language", translation.get_language() or "vi")
        patch_vary_headers(response, ("Authorization", "Accept-Language"))
        return response

    return gated


def nothing_here(request: HttpRequest, rest: str = "") -> HttpResponse:
    """Whatever stands under /api/ and is no address of ours."""
    raise not_found()


def language_of(request: HttpRequest) -> str:
    """Vietnamese, unless the header Accept-Language puts English before it."""
    given = request.headers.get("Accept-Language", "")[:200]
    wanted: list[tuple[float, str]] = []
    for part in given.split(","):
        name, _semicolon, rest = part.partition(";")
        code = name.strip().lower().partition("-")[0]
        if code in KNOWN:
            wanted.append((_quality(rest), code))
    best = max(wanted, key=lambda each: each[0], default=(0.0, ""))
    return best[1] if best[0] > 0 else "vi"


def _asked(
    view: View, parameters: Mapping[str, Collection[str]], request: HttpRequest, *args: Any, **given: Any
) -> HttpResponse:
    _refuse_what_cannot_be_said(request)
    method = "GET" if request.method == "HEAD" else str(request.method)
    known = parameters.get(method)
    if known is not None:
        unknown = [name for name in request.GET if name not in known]
        if unknown:
            raise Problem(
                "invalid",
                _("Mend what is named and send it again."),
                errors=[unknown_parameter(name) for name in unknown[:20]],
            )
    request.method = method  # an answer to HEAD is the one to GET; the server leaves its body out
    response = view(request, *args, **given)
    if isinstance(response, HttpResponseNotAllowed):
        allowed = sorted({*parameters, *(["HEAD"] if "GET" in parameters else [])})
        raise Problem(
            "method-not-allowed",
            _("This address takes %(methods)s.") % {"methods": ", ".join(allowed)},
            headers={"Allow": ", ".join(allowed)},
        )
    return response


def _refuse_what_cannot_be_said(request: HttpRequest) -> None:
    accepted = request.headers.get("Accept", "")
    if accepted and not any(request.accepts(kind) for kind in ("application/json", "application/problem+json")):
        raise Problem("not-acceptable", _("Ask for application/json, or leave the header Accept out."))
    if request.method == "POST" and request.body and request.content_type != "application/json":
        raise Problem("media-type", _("Send the body as application/json in UTF-8."))


def _quality(rest: str) -> float:
    name, _equals, value = rest.strip().partition("=")
    try:
        return float(value) if name.strip() == "q" else 1.0
    except ValueError:
        return 0.0
