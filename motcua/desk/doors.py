"""Acts as resources: each route takes a form, calls one act, and sends the reader back to the dossier.

A refusal is a page with its sentence (409), a form that cannot be read one with its field named (422); what was
typed stays. The statements of an act: session, account, dossier, posts, begin, lock, write, commit.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from motcua.desk.dossier import DOINGS, dossier_response
from motcua.desk.finding import dossier_id
from motcua.dossiers import ending, passing, waiting
from motcua.dossiers.acting import Holder
from motcua.dossiers.ending import Document
from motcua.dossiers.grounds import ground_for
from motcua.dossiers.refusals import Done
from motcua.moments import local_day
from motcua.people.actor import Actor
from motcua.people.models import Account

Who = dict[str, Any]  # by, at, ground, expected
Perform = Callable[[UUID, dict[str, Any], Who], Done]
View = Callable[[HttpRequest, str], HttpResponse]


class SeeOther(HttpResponseRedirect):
    """303: what was sent is done, and what to look at now stands elsewhere."""

    status_code = 303


def door(act: str, ground: str, perform: Perform) -> View:
    """The view of an act: find what may be seen, read the form, act, and say what came of it."""

    @require_http_methods(["GET", "HEAD", "POST"])
    def view(request: HttpRequest, ref: str) -> HttpResponse:
        assert isinstance(request.user, Account)  # noqa: S101 -- nobody else comes here
        if request.method != "POST":  # back from signing in, after a session that ended over the form
            return SeeOther(reverse("dossier", args=[ref]))
        at = timezone.now()
        dossier = dossier_id(request.user, ref, local_day(at))
        form = DOINGS[act].new_form(request.POST)
        if not form.is_valid():
            return _again(request, ref, act, form, 422)
        who = _who(request.user, dossier, form.cleaned_data["seen"], at, _ground(act, ground, form.cleaned_data))
        refusal = perform(dossier, form.cleaned_data, who).refusal
        if refusal is not None:
            return _again(request, ref, act, form, 409, str(refusal))
        return SeeOther(f"{reverse('dossier', args=[ref])}?done={act}")

    view.__name__ = act
    return view


def _who(account: Account, dossier: UUID, seen: int, at: datetime, act: str) -> Who:
    day = local_day(at)
    return {
        "by": Actor.of(account, day),
        "at": at,
        "ground": ground_for(act, day),
        "expected": {dossier: seen},
    }


def _ground(act: str, ground: str, typed: dict[str, Any]) -> str:
    """A dossier that was stopped is resumed on the ground of the decision that is named."""
    return "reopen" if act == "resume" and typed.get("decision") else ground


def _again(
    request: HttpRequest, ref: str, act: str, form: forms.Form, status: int, refused: str = ""
) -> HttpResponse:
    return dossier_response(request, ref, refused=refused, typed=(act, form), status=status)


def _move(dossier: UUID, typed: dict[str, Any], who: Who) -> Done:
    to = Holder(typed["unit"], typed["function"])
    return passing.move([dossier], to=to, note=typed["note"], **who)


def _decide(dossier: UUID, typed: dict[str, Any], who: Who) -> Done:
    documents = {dossier: Document(typed["number"], typed["on"])} if typed["number"] else {}
    outcome, reason = typed["outcome"], typed["reason"]
    return ending.decide([dossier], outcome=outcome, documents=documents, reason=reason, **who)


take = door("take", "take", lambda dossier, typed, who: passing.take([dossier], **who))
move = door("move", "move", _move)
decide = door("decide", "decide", _decide)
return_result = door(
    "return", "return", lambda dossier, typed, who: ending.return_result([dossier], to=typed["to"], **who)
)
supplement = door(
    "supplement",
    "ask_for_supplement",
    lambda dossier, typed, who: waiting.ask_for_supplement([dossier], missing=typed["missing"], **who),
)
resume = door(
    "resume",
    "resume",
    lambda dossier, typed, who: waiting.resume([dossier], decision=typed["decision"], **who),
)
withdraw = door(
    "withdraw",
    "withdraw",
    lambda dossier, typed, who: ending.withdraw([dossier], reason=typed["reason"], **who),
)
stop = door("stop", "stop", lambda dossier, typed, who: ending.stop([dossier], reason=typed["reason"], **who))
