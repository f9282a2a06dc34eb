"""What went wrong, as problem+json (RFC 9457): a kind, a title, a sentence that says what to do, and its place."""

import json
import logging
from collections.abc import Mapping, Sequence
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from ninja.errors import HttpError, ValidationError

from motcua.api.invalid import errors_of

logger = logging.getLogger("motcua.api")

CONTENT_TYPE = "application/problem+json"
# Where a kind is explained: the documentation page has a part for each.
TYPES = "/api/v1/docs/#problem-"

# Kind: status and title.
KINDS: dict[str, tuple[int, Any]] = {
    "bad-request": (400, gettext_lazy("The request was not understood")),
    "bad-cursor": (400, gettext_lazy("The cursor is not one of ours")),
    "key-missing": (400, gettext_lazy("The idempotency key is missing")),
    "unauthorized": (401, gettext_lazy("No valid token")),
    "scope-missing": (403, gettext_lazy("The token does not reach this far")),
    "not-found": (404, gettext_lazy("Nothing is to be found here")),
    "method-not-allowed": (405, gettext_lazy("This method is not possible here")),
    "not-acceptable": (406, gettext_lazy("Only JSON can be had here")),
    "refused": (409, gettext_lazy("The act was refused")),
    "moved-on": (412, gettext_lazy("The dossier has moved on")),
    "too-large": (413, gettext_lazy("Too much was sent")),
    "media-type": (415, gettext_lazy("Only JSON is read here")),
    "invalid": (422, gettext_lazy("Some values are not accepted")),
    "key-reused": (422, gettext_lazy("The idempotency key was used for another request")),
    "version-missing": (428, gettext_lazy("Say which version you saw")),
    "failed": (500, gettext_lazy("Something went wrong on our side")),
    "database": (503, gettext_lazy("The database does not answer")),
}


class Problem(Exception):
    """A request that is answered with a problem. `more` are members of its own, such as the refusal's code."""

    def __init__(
        self,
        kind: str,
        detail: str,
        *,
        headers: Mapping[str, str] | None = None,
        errors: Sequence[Mapping[str, Any]] = (),
        **more: Any,
    ) -> None:
        super().__init__(kind, detail)
        self.kind, self.detail = kind, detail
        self.headers = dict(headers or {})
        self.errors, self.more = list(errors), more

    @property
    def status(self) -> int:
        return KINDS[self.kind][0]

    @property
    def document(self) -> dict[str, Any]:
        """The members that are sent."""
        found = {
            "type": TYPES + self.kind,
            "title": str(KINDS[self.kind][1]),
            "status": self.status,
            "detail": self.detail,
            **self.more,
        }
        return found | {"errors": self.errors} if self.errors else found


def answer(problem: Problem) -> HttpResponse:
    """The problem as it goes out."""
    response = HttpResponse(
        json.dumps(problem.document, ensure_ascii=False), content_type=CONTENT_TYPE, status=problem.status
    )
    for name, value in problem.headers.items():
        response.headers[name] = value
    return response


def invalid(pointer: str, detail: str) -> Problem:
    """One value of the body that can be read and means nothing, such as the code of no unit."""
    return Problem(
        "invalid", _("Mend what is named and send it again."), errors=[{"pointer": pointer, "detail": detail}]
    )


def not_found() -> Problem:
    return Problem("not-found", _("It does not exist, or this token does not let you see it. Check the address."))


def of(error: Exception) -> Problem:
    """The problem that an exception stands for. What nobody foresaw is logged and said in one sentence."""
    if isinstance(error, Problem):
        return error
    if isinstance(error, ValidationError):
        return Problem("invalid", _("Mend what is named and send it again."), errors=errors_of(error.errors))
    if isinstance(error, RequestDataTooBig):
        return Problem("too-large", _("A request may hold 2 MB. Send less at a time."))
    if isinstance(error, HttpError):  # raised by the framework for one reason only: the body cannot be read
        if isinstance(error.__cause__, Problem):
            return error.__cause__
        return Problem("bad-request", _("The body is not JSON that can be read (RFC 8259, UTF-8)."))
    if isinstance(error, Http404):
        return not_found()
    if isinstance(error, OperationalError | InterfaceError):
        sentence = _("Nothing was changed. Wait a minute and try again; if it lasts, tell the administrator.")
        return Problem("database", sentence, headers={"Retry-After": "30"})
    logger.error("A request of the API failed", exc_info=error)
    return Problem(
        "failed",
        _("Nothing was changed. Try again; if it happens again, tell the administrator what you did and when."),
    )


def on_exception(request: HttpRequest, error: Any) -> HttpResponse:
    """The framework's handler of exceptions."""
    return answer(of(error))
