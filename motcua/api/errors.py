"""What goes wrong before or beside the routes: under /api/ a problem in JSON, elsewhere the desk's page."""

import sys
from collections.abc import Callable
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.translation import gettext as _

from motcua.api import problems
from motcua.api.gate import language_of
from motcua.api.problems import Problem, answer, of
from motcua.desk import errors as desk

BELOW = "/api/"


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400, such as for a host that is not ours; 413."""
    return _answered(request, _bad(exception), lambda: desk.bad_request(request, exception))


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404."""
    return _answered(request, problems.not_found, lambda: desk.not_found(request, exception))


def failed(request: HttpRequest) -> HttpResponse:
    """500, and 503 where the database does not answer."""
    problem = sys.exc_info()[1]
    error = problem if isinstance(problem, Exception) else RuntimeError()
    return _answered(request, lambda: of(error), lambda: desk.failed(request))


def _bad(exception: Exception | None) -> Callable[[], Problem]:
    def made() -> Problem:
        if isinstance(exception, RequestDataTooBig):
            return of(exception)
        return Problem("bad-request", _("The address or the host is not as this program knows them."))

    return made


def _answered(request: HttpRequest, made: Callable[[], Problem], page: Callable[[], Any]) -> HttpResponse:
    if not request.path.startswith(BELOW):
        found: HttpResponse = page()
        return found
    with translation.override(language_of(request)):
        response = answer(made())
        response.headers["Content-Language"] = translation.get_language() or "vi"
    return response
