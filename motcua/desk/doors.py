"""Acts as resources: each route takes a form, calls one act, and sends the reader back to the dossier.

A refusal is a page with its sentence (409), a form that cannot be read one with its field named (422); what was
typed stays. The statements of an act: session, account, dossier, posts, begin, lock, write, commit.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from motcua.desk.doings import DOINGS
from motcua.desk.dossier import door_response, dossier_response
from motcua.desk.finding import dossier_id
from motcua.desk.now import now
from motcua.desk.rows import rows, shown
from motcua.desk.seeother import SeeOther as SeeOther
from motcua.desk.seeother import onward_path
from motcua.dossiers import ending, letters, passing, waiting
from motcua.dossiers.acting import Holder
from motcua.dossiers.drafts import Proposal
from motcua.dossiers.ending import Document
from motcua.dossiers.grounds import ground_for
from motcua.dossiers.models import Dossier
from motcua.dossiers.refusals import Done
from motcua.dossiers.visible import visible_to
from motcua.fees.reception import receive_filed_and_charge
from motcua.moments import local_day
from motcua.people.actor import Actor
from motcua.people.models import Account, Function

Who = dict[str, Any]  # by, at, ground, expected
Typed = dict[str, Any]
Ids = Sequence[UUID]
Perform = Callable[[Ids, Typed, Who], Done]
View = Callable[[HttpRequest, str], HttpResponse]


def door(act: str, ground: str, perform: Perform) -> View:
    """The view of an act: find what may be seen, read the form, act, and say what came of it."""

    @require_http_methods(["GET", "HEAD", "POST"])
    def view(request: HttpRequest, ref: str) -> HttpResponse:
        assert isinstance(request.user, Account)  # noqa: S101 -- nobody else comes here
        if request.method != "POST":  # back from signing in, after a session that ended over the form
            return SeeOther(f"{reverse('dossier', args=[ref])}?do={act}")
        at = timezone.now()
        dossier = dossier_id(request.user, ref, local_day(at))
        form = DOINGS[act].new_form(_given(request))
        if "_look" in request.POST:  # what was typed before the session ended, to be looked at again
            return dossier_response(request, ref, typed=(act, form))
        if not form.is_valid():
            return _again(request, ref, act, form, 422)
        who = _who(request.user, dossier, form.cleaned_data["seen"], at, ground_of(act, ground, form.cleaned_data))
        refusal = perform([dossier], form.cleaned_data, who).refusal
        if refusal is not None:
            return _again(request, ref, act, form, 409, str(refusal))
        return _done(request, ref, dossier, act)

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


def ground_of(act: str, ground: str, typed: dict[str, Any]) -> str:
    """A dossier that was stopped is resumed on the ground of the decision that is named."""
    return "reopen" if act == "resume" and typed.get("decision") else ground


def _given(request: HttpRequest) -> QueryDict:
    """What was sent; a button of a list gives in its address what it would ask for on the dossier's page."""
    given = request.GET.copy()
    for name in request.POST:
        given.setlist(name, request.POST.getlist(name))
    return given


def _done(request: HttpRequest, ref: str, dossier: UUID, act: str) -> HttpResponse:
    """To the dossier, to where the form asked to go on, or for a list the dossier's row as it is now."""
    if act == "receive":  # to its receipt, as from the counter; what was filed had no number to be called by
        receipt = reverse("receipt", args=[dossier])
        return HttpResponse(headers={"HX-Redirect": receipt}) if "row" in request.GET else SeeOther(receipt)
    if "row" in request.GET:
        return row_response(request, dossier, str(DOINGS[act].done))
    path = onward_path(request)
    if path and act != "refuse":  # the slip is printed on the dossier's page
        messages.success(request, f"{ref}: {DOINGS[act].done}")
        return SeeOther(path)
    return SeeOther(f"{reverse('dossier', args=[ref])}?done={act}")


def row_response(request: HttpRequest, dossier: UUID, said: str = "", refused: str = "") -> HttpResponse:
    """One row of a list as it is now, with what was just done to it or why it was not."""
    assert isinstance(request.user, Account)  # noqa: S101 -- nobody else comes here
    present = now()
    found = shown(visible_to(Dossier.objects.filter(pk=dossier), request.user, few=True))
    row = next(iter(rows(found, Actor.of(request.user, present.day), present)), None)
    context = {"row": row, "id": dossier, "said": said, "refused": refused}
    return render(request, "desk/_row.html", context, status=409 if refused else 200)


def _again(
    request: HttpRequest, ref: str, act: str, form: forms.Form, status: int, refused: str = ""
) -> HttpResponse:
    """The form once more, with what was wrong: on the dossier's page, or over the list that it was opened from."""
    if "row" not in request.GET:
        return dossier_response(request, ref, refused=refused, typed=(act, form), status=status)
    if "asked" not in request.GET:
        assert isinstance(request.user, Account)  # noqa: S101 -- nobody else comes here
        dossier = dossier_id(request.user, ref, local_day(timezone.now()))
        return row_response(
            request, dossier, refused=refused or " ".join(e for es in form.errors.values() for e in es)
        )
    answer = door_response(request, ref, act, refused=refused, form=form, status=status)
    answer.headers["HX-Retarget"], answer.headers["HX-Reswap"] = "#asked", "innerHTML"
    return answer


def _receive(dossiers: Ids, typed: Typed, who: Who) -> Done:
    return receive_filed_and_charge(dossiers, **who)


def _refuse(dossiers: Ids, typed: Typed, who: Who) -> Done:
    return ending.refuse(dossiers, reason=typed["why"], **who)


def _take(dossiers: Ids, typed: Typed, who: Who) -> Done:
    return passing.take(dossiers, **who)


def _move(dossiers: Ids, typed: Typed, who: Who) -> Done:
    """Only what goes up carries a draft."""
    to, outcome = Holder(typed["unit"], typed["function"]), typed["draft_outcome"]
    draft = Proposal(outcome, typed["draft_text"]) if outcome and to.function == Function.LEADER else None
    return passing.move(dossiers, to=to, note=typed["note"], draft=draft, **who)


def _decide(dossiers: Ids, typed: Typed, who: Who) -> Done:
    """Without a number each gets the next one of its book. One number is for one document, not for many."""
    documents = {d: Document(typed["number"], typed["on"]) for d in dossiers[:1]} if typed["number"] else {}
    outcome, reason = typed["outcome"], typed["reason"]
    return ending.decide(dossiers, outcome=outcome, documents=documents, reason=reason, from_book=True, **who)


def _agree(dossiers: Ids, typed: Typed, who: Who) -> Done:
    return ending.agree(dossiers, **who)


def _send_back(dossiers: Ids, typed: Typed, who: Who) -> Done:
    return passing.send_back(dossiers, reason=typed["reason"], **who)


def _return(dossiers: Ids, typed: Typed, who: Who) -> Done:
    return ending.return_result(dossiers, to=typed["to"], **who)


def _supplement(dossiers: Ids, typed: Typed, who: Who) -> Done:
    again = {"reason": typed["reason"], "basis": typed["basis"]}
    return waiting.ask_for_supplement(dossiers, missing=typed["missing"], **again, **who)


def _payment(dossiers: Ids, typed: Typed, who: Who) -> Done:
    return waiting.ask_for_payment(dossiers, note=typed["owed"], **who)


def _wait(dossiers: Ids, typed: Typed, who: Who) -> Done:
    return waiting.wait_for(dossiers, cause=typed["cause"], note=typed["asked"], **who)


def _resume(dossiers: Ids, typed: Typed, who: Who) -> Done:
    return waiting.resume(dossiers, decision=typed["decision"], **who)


def _letter(dossiers: Ids, typed: Typed, who: Who) -> Done:
    return letters.draft_letters(dossiers, days=typed["days"], reason=typed["reason"], **who)


def _sign_letter(dossiers: Ids, typed: Typed, who: Who) -> Done:
    return letters.sign_letters(dossiers, days=typed["days"], reason=typed["reason"], **who)


def _withdraw(dossiers: Ids, typed: Typed, who: Who) -> Done:
    return ending.withdraw(dossiers, reason=typed["reason"], **who)


def _stop(dossiers: Ids, typed: Typed, who: Who) -> Done:
    return ending.stop(dossiers, reason=typed["reason"], **who)


# Each act by its name: the ground that it rests on, and how it is done to a set with what was typed.
PERFORMED: dict[str, tuple[str, Perform]] = {
    "receive": ("receive", _receive),
    "refuse": ("refuse", _refuse),
    "take": ("take", _take),
    "move": ("move", _move),
    "decide": ("decide", _decide),
    "agree": ("decide", _agree),
    "send_back": ("send_back", _send_back),
    "return": ("return", _return),
    "supplement": ("ask_for_supplement", _supplement),
    "wait": ("wait_for", _wait),
    "payment": ("ask_for_payment", _payment),
    "resume": ("resume", _resume),
    "letter": ("draft_letter", _letter),
    "sign_letter": ("sign_letter", _sign_letter),
    "withdraw": ("withdraw", _withdraw),
    "stop": ("stop", _stop),
}
receive, refuse, take, move, decide, agree, send_back, return_result, supplement, wait, payment, *_rest = (
    door(act, *how) for act, how in PERFORMED.items()
)
resume, letter, sign_letter, withdraw, stop = _rest
