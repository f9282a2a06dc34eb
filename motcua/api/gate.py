"""What holds for every address of the API: its language, JSON in and out, known parameters, never HTML."""

import functools
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from motcua.api.invalid import unknown_parameter
from motcua.api.problems import Problem, answer, not_found, of
from motcua.desk.language import KNOWN

View = Callable[..., HttpResponse]


@dataclass(frozen=True, slots=True)
class Asks:
    """What a method of an address takes: parameters, and a token, if it is not open to everybody."""

    parameters: frozenset[str] = frozenset()
    bearer: Callable[[HttpRequest], Any] | None = None


def gate(view: View, methods: Mapping[str, Asks] | None) -> View:
    """A view of the API as it stands in the routes, with what its methods take; None: there is nothing here.

    Signing in by a session is not asked for and does not count: a token says who asks.
    """

    @csrf_exempt  # a browser sends no token by itself
    @login_not_required
    @functools.wraps(view)
    def gated(request: HttpRequest, *args: Any, **given: Any) -> HttpResponse:
        method = request.method
        with translation.override(language_of(request)):
            try:
                if methods is not None:
                    _check(request, methods)
                response = view(request, *args, **given)
            except Exception as error:
                response = answer(of(error))
            response.headers.setdefault("Content-Language", translation.get_language() or "vi")
        request.method = method  # of an answer to HEAD the server leaves the body out
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


def _check(request: HttpRequest, methods: Mapping[str, Asks]) -> None:
    """Raise a problem for a method, a token, a form of answer or a parameter that this address does not take."""
    if request.method == "HEAD":
        request.method = "GET"  # answered as GET is
    asks = methods.get(str(request.method))
    if asks is None:
        allowed = ", ".join(sorted({*methods, *(["HEAD"] if "GET" in methods else [])}))
        raise Problem(
            "method-not-allowed",
            _("This address takes %(methods)s.") % {"methods": allowed},
            headers={"Allow": allowed},
        )
    if asks.bearer is not None:
        asks.bearer(request)
    accepted = request.headers.get("Accept", "")
    if accepted and not any(request.accepts(kind) for kind in ("application/json", "application/problem+json")):
        raise Problem("not-acceptable", _("Ask for application/json, or leave the header Accept out."))
    unknown = [name for name in request.GET if name not in asks.parameters]
    if unknown:
        errors = [unknown_parameter(name) for name in unknown[:20]]
        raise Problem("invalid", _("Mend what is named and send it again."), errors=errors)


def _quality(rest: str) -> float:
    name, _equals, value = rest.strip().partition("=")
    try:
        return float(value) if name.strip() == "q" else 1.0
    except ValueError:
        return 0.0
