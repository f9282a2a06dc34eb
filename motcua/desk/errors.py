"""Pages for what went wrong: one sentence that says what to do, and never a traceback.

They ask the database nothing: it may be what went wrong.
"""

import sys

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from motcua.desk.kept import stale


def page(request: HttpRequest, status: int, title: str, sentence: str, **more: object) -> HttpResponse:
    """An error page: a title, a sentence that says what to do, and a way on."""
    context = {"title": title, "sentence": sentence, "status": status, **more}
    return render(request, "desk/error.html", context, status=status)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400, and 413 for a form that is too large."""
    if isinstance(exception, TooManyFieldsSent):
        return page(
            request,
            413,
            _("Too many at once"),
            _("More was selected than goes at once. Nothing was changed: go back and select fewer."),
        )
    if isinstance(exception, RequestDataTooBig):
        return page(
            request,
            413,
            _("Too much text"),
            _("What was sent is larger than a form may be (2 MB). Nothing was kept: go back and shorten the text."),
        )
    return page(
        request,
        400,
        _("The request was not understood"),
        _("The address or the form is not as this program makes them. Go back to the start and try from there."),
    )


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403."""
    return page(
        request,
        403,
        _("This is not open to you"),
        _("Your posts do not allow this. Ask the administrator of your office if they should."),
    )


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 for a form that does not come from a page of ours; one of ours that is of an earlier sign-in is kept."""
    return stale(request) or page(
        request,
        403,
        _("The page was too old"),
        _("Nothing was changed. Go back, load the page again and send the form once more."),
    )


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404, also for what exists and may not be seen."""
    return page(
        request,
        404,
        _("Nothing is to be found here"),
        _("It does not exist, or your posts do not let you see it. Check the number, or search for a part of it."),
        query=getattr(exception, "query", ""),
        searching=True,
    )


def failed(request: HttpRequest) -> HttpResponse:
    """500, and 503 where the database does not answer."""
    problem = sys.exc_info()[1]
    if isinstance(problem, OperationalError | InterfaceError):
        response = page(
            request,
            503,
            _("The database does not answer"),
            _("Nothing was changed. Wait a minute and try again; if it lasts, tell the administrator."),
        )
        response.headers["Retry-After"] = "30"
        return response
    return page(
        request,
        500,
        _("Something went wrong on our side"),
        _("Nothing was changed. Try again; if it happens again, tell the administrator what you did and when."),
    )
