"""Forms that outlived their sign-in: what was typed is still there after signing in again, and nothing was done.

Two ways lead here: a form is posted by nobody (the session is over), or by somebody with the token of an earlier
sign-in (he signed in again in another tab). What was posted travels, signed and compressed, in a hidden field of
the sign-in form, and is then shown with two ways on: send it now, or look at it in its form. The server keeps none
of it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from allauth.account.forms import LoginForm
from allauth.account.views import LoginView
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.core import signing
from django.forms import Field, Form
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import Resolver404, resolve, reverse
from django.utils.decorators import method_decorator

SALT = "motcua.desk.kept"
LARGEST = 200_000  # characters of names and values
KEPT_FOR = 24 * 3600  # seconds
SECRET = re.compile("password", re.IGNORECASE)
NOT_TYPED = {"csrfmiddlewaretoken", "seen", "id", "next"}
# These show a form with what was typed, and do nothing, when they are sent `_look`.
UNDERSTAND_LOOK = {"motcua.desk.doors", "motcua.desk.counter", "motcua.desk.copies"}


@dataclass(frozen=True, slots=True)
class Kept:
    """A form as it was posted: where to, and its fields in order, without its token."""

    path: str
    fields: list[tuple[str, str]]

    def lines(self) -> list[tuple[str, str]]:
        """What a person typed or chose, with the words of its field where a form of ours has it."""
        known = dict(_fields())
        found = [(name, _shown(known.get(name), value)) for name, value in self.fields if name not in NOT_TYPED]
        return [
            (str(getattr(known.get(name), "label", None) or ""), value)
            for name, value in found
            if value and not name.startswith("_")
        ]

    def can_be_looked_at(self) -> bool:
        """Does the address show the form again without acting?"""
        try:
            return resolve(urlsplit(self.path).path).func.__module__ in UNDERSTAND_LOOK
        except Resolver404:
            return False


def keep(request: HttpRequest) -> str:
    """What was posted, signed; empty where it may not be kept: passwords, files, more than 200,000 characters."""
    fields = [
        (name, value)
        for name, values in request.POST.lists()
        for value in values
        if name != "csrfmiddlewaretoken" and isinstance(value, str)
    ]
    if request.FILES or any(SECRET.search(name) for name, _ in fields):
        return ""
    if sum(len(name) + len(value) for name, value in fields) > LARGEST:
        return ""
    return signing.dumps([request.get_full_path(), fields], salt=SALT, compress=True)


def read(kept: str) -> Kept | None:
    """What was kept, if we kept it, within the last day."""
    try:
        path, fields = signing.loads(kept, salt=SALT, max_age=KEPT_FOR)
    except signing.BadSignature:
        return None
    return Kept(path, [(name, value) for name, value in fields])


class SignedIn(LoginRequiredMiddleware):
    """Every page asks to sign in, unless it says otherwise; what nobody has posted is kept meanwhile."""

    def handle_no_permission(self, request: HttpRequest, view_func: Any) -> HttpResponseBase:
        """GET leads to the sign-in page; POST answers with it (401), carrying what was posted."""
        if request.method == "POST" and not request.path.startswith("/api/"):
            return sign_in_page(request, keep(request))
        response: HttpResponseBase = super().handle_no_permission(request, view_func)
        return response


@method_decorator(login_not_required, name="dispatch")
class SignIn(LoginView):
    """The sign-in page of allauth; behind it waits what was kept."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Somebody who has signed in elsewhere meanwhile goes on at once."""
        kept = read(request.POST.get("kept", "")) if request.user.is_authenticated else None
        response: HttpResponseBase = (
            kept_page(request, kept) if kept else super().dispatch(request, *args, **kwargs)
        )
        return response

    def get_context_data(self, **given: Any) -> dict[str, Any]:
        """A wrong password loses nothing either."""
        kept = self.request.POST.get("kept", "")
        context: dict[str, Any] = super().get_context_data(**given)
        return context | {"kept": kept if kept and read(kept) else ""}

    def form_valid(self, form: Form) -> HttpResponse:
        response: HttpResponse = super().form_valid(form)
        kept = read(self.request.POST.get("kept", ""))
        if kept is not None and self.request.user.is_authenticated:
            return kept_page(self.request, kept)
        return response


def sign_in_page(request: HttpRequest, kept: str) -> HttpResponse:
    """The sign-in page in answer to a form that nobody posted: 401, since nothing was done."""
    context = {"form": LoginForm(request=request), "kept": kept, "posted": True, "next": request.get_full_path()}
    response = render(request, "account/login.html", context, status=401)
    if "HX-Request" in request.headers:  # it asked for a part of a page; this is a whole one
        response.headers["HX-Retarget"], response.headers["HX-Reswap"] = "body", "innerHTML"
    return response


def kept_page(request: HttpRequest, kept: Kept, status: int = 200) -> HttpResponse:
    """What was typed, and the two ways on. Its form has the token of the present sign-in."""
    context = {"kept": kept, "lines": kept.lines(), "looks": kept.can_be_looked_at()}
    response = render(request, "desk/kept.html", context, status=status)
    if "HX-Request" in request.headers:
        response.headers["HX-Retarget"], response.headers["HX-Reswap"] = "body", "innerHTML"
    return response


def stale(request: HttpRequest) -> HttpResponse | None:
    """The answer to a form of our own pages whose token is of an earlier sign-in; None for any other form.

    A form from elsewhere, or from nobody knows where, is refused as it always was.
    """
    if not _is_ours(request) or request.method != "POST" or request.path.startswith("/api/"):
        return None
    if request.path == reverse("account_login"):
        return _stale_sign_in(request)
    kept = keep(request)
    if not request.user.is_authenticated:
        return sign_in_page(request, kept)
    found = read(kept)
    return kept_page(request, found, status=403) if found else None


def _stale_sign_in(request: HttpRequest) -> HttpResponse:
    """A sign-in page that has lain open too long: signed in meanwhile, or to be signed in by a fresh one."""
    text = request.POST.get("kept", "")
    kept = read(text)
    if request.user.is_authenticated:
        return kept_page(request, kept) if kept else HttpResponseRedirect(settings.LOGIN_REDIRECT_URL)
    return sign_in_page(request, text if kept else "")


def _is_ours(request: HttpRequest) -> bool:
    """Does the browser say that the form stood on a page of ours?"""
    here = f"{request.scheme}://{request.get_host()}"
    if origin := request.headers.get("Origin"):
        return origin == here or origin in settings.CSRF_TRUSTED_ORIGINS
    came = urlsplit(request.headers.get("Referer", ""))
    return f"{came.scheme}://{came.netloc}" == here


def _fields(kind: type[Form] = Form) -> Iterator[tuple[str, Field]]:
    """The fields of every form of the desk by name."""
    for each in kind.__subclasses__():
        if each.__module__.startswith("motcua.desk"):
            yield from ((name, field) for name, field in each.base_fields.items() if field.label)
        yield from _fields(each)


def _shown(field: Field | None, value: str) -> str:
    """A value as a person reads it: a choice by its words; ids and blanks not at all."""
    try:
        UUID(value)
    except ValueError:
        words = {str(key): str(word) for key, word in getattr(field, "choices", ())}
        return words.get(value, value).strip()
    return ""
