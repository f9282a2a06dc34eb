"""What waits for a leader's decision, with draft and history: agree or send back, one or many."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from motcua.desk import forms as desk_forms
from motcua.desk import live
from motcua.desk.finding import NoDossier, dossier_id, named
from motcua.desk.leading import (
    Line,
    Waiting,
    all_waiting_for,
    counted,
    lines,
    opened,
    soonest_due,
    waiting_for,
)
from motcua.desk.listing import PAGE, paged
from motcua.desk.now import Now, now
from motcua.desk.seeother import SeeOther
from motcua.dossiers import ending, passing
from motcua.dossiers.grounds import ground_for
from motcua.dossiers.models import Dossier
from motcua.dossiers.refusals import Done
from motcua.dossiers.states import State
from motcua.moments import local_day
from motcua.people.actor import Actor
from motcua.people.models import Account

COPIES = "copies"
Perform = Callable[[UUID, dict[str, Any], dict[str, Any]], Done]  # dossier, what was typed, who acts when


@require_safe
def leading(request: HttpRequest) -> HttpResponse:
    """GET /leading/?d=…&page=…, and ?group=copies for certified copies."""
    return leading_response(request, request.GET.get("d", ""))


def leading_response(
    request: HttpRequest, ref: str, *, refused: str = "", form: forms.Form | None = None, status: int = 200
) -> HttpResponse:
    """The page with one dossier open: the one that is named, else the one that is due first."""
    assert isinstance(request.user, Account)  # noqa: S101 -- nobody else comes here
    present, account = now(), request.user
    context = _list(request, present) | {"here": "leading", "refused": refused}
    shown: list[Line] = context["lines"]
    if context["copies"]:
        return render(request, "desk/leading_copies.html", context, status=status)
    line = _chosen(request, ref, shown, present)
    context |= {
        "chosen": bool(ref) and line is not None,
        "gone": _gone(request, ref, present) if ref and line is None and not refused else "",
    }
    line = line or next(iter(shown), None)
    if line is not None:
        context |= {"open": opened(line, account, present), "open_ref": line.ref, "then": _after(line, shown)}
        context["form"] = form or desk_forms.Reasoned(auto_id="send_back-%s")
    context["live"] = "" if context["all"] else _live(context["open_ref"] if line else "", context["page"].number)
    return render(request, "desk/leading.html", context, status=status)


@require_safe
def leading_list(request: HttpRequest) -> HttpResponse:
    """GET /leading/list/?d=…&page=…: the list and the two numbers alone, for a page that follows them."""
    assert isinstance(request.user, Account)  # noqa: S101 -- nobody else comes here
    present = now()
    context = _list(request, present)
    ref = request.GET.get("d", "")
    context |= {"open_ref": ref, "live": _live(ref, context["page"].number)}
    return live.answer(request, render_to_string("desk/_leading_follows.html", context, request))


def _list(request: HttpRequest, present: Now) -> dict[str, Any]:
    """A page of the group that the address asks for, with the numbers of both."""
    assert isinstance(request.user, Account)  # noqa: S101 -- nobody else comes here
    copies, few = request.GET.get("group") == COPIES, None
    if not request.GET.get("page"):
        few = all_waiting_for(request.user, present, PAGE)
    if few is not None:  # all of it is here: nothing has to be counted
        of_group = [dossier for dossier in few if dossier.is_copy == copies]
        others = len(few) - len(of_group)
        count = Waiting(*((others, len(of_group)) if copies else (len(of_group), others)))
        page = Paginator(of_group, PAGE).get_page(1)
    else:
        waiting = waiting_for(request.user, present)
        count = counted(waiting)
        number = count.copies if copies else count.decisions
        page = paged(soonest_due(waiting.filter(is_copy=copies)), request.GET.get("page"), number)
    group, turned = (COPIES if copies else ""), "all" in request.GET
    return {
        "count": count,
        "copies": copies,
        "page": page,
        "lines": lines(page.object_list, present),
        "all": copies != turned,  # copies are all picked at first; what has to be read is not
        "everything": _address(group=group, page=page.number, all="" if turned else "1"),
        "kept": f"group={COPIES}&" if copies else "",
        "this": _address(group=group, page=page.number),
        "at_page": f"?page={page.number}" if page.number > 1 else "",
    }


def _live(ref: str, page: int) -> str:
    return _address("leading_list", d=ref, page=page)


def _chosen(request: HttpRequest, ref: str, shown: list[Line], present: Now) -> Line | None:
    """The line that an address names, also where it stands on another page of the list."""
    assert isinstance(request.user, Account)  # noqa: S101 -- nobody else comes here
    if not ref:
        return None
    here = next((line for line in shown if ref in (line.ref, str(line.dossier.pk))), None)
    if here is not None:
        return here
    elsewhere = soonest_due(waiting_for(request.user, present)).filter(pk__in=named(request, ref).values("pk"))
    return next(iter(lines(elsewhere[:1], present)), None)


def _gone(request: HttpRequest, ref: str, present: Now) -> str:
    """One sentence on a dossier that does not wait here any more. Raises NoDossier for what may not be seen."""
    dossier = named(request, ref).first()
    if dossier is None:
        raise NoDossier(ref)
    return _("Dossier %(number)s does not wait for you now: it is “%(state)s” and lies with %(unit)s.") % {
        "number": dossier.number or dossier.pk,
        "state": State(dossier.state).label,
        "unit": present.unit_name(dossier.holder_unit_id),
    }


def _after(line: Line, shown: list[Line]) -> str:
    """What is opened once this one is done: the one below it, else the one above."""
    refs = [each.ref for each in shown]
    if line.ref not in refs:
        return ""
    at = refs.index(line.ref)
    rest = refs[at + 1 : at + 2] or refs[max(at - 1, 0) : at]
    return rest[0] if rest else ""


def _address(route: str = "leading", **given: object) -> str:
    """An address of this page with what is worth naming."""
    query = urlencode({key: value for key, value in given.items() if value and (key, value) != ("page", 1)})
    return f"{reverse(route)}?{query}" if query else reverse(route)


def door(act: str, form_of: type[desk_forms.Act], perform: Perform, said: Callable[[Dossier], str]) -> Any:
    """The view of one act on the open dossier: afterwards the next one is open."""

    @require_http_methods(["GET", "HEAD", "POST"])
    def view(request: HttpRequest, ref: str) -> HttpResponse:
        assert isinstance(request.user, Account)  # noqa: S101 -- nobody else comes here
        if request.method != "POST":  # back from signing in, after a session that ended over the form
            return SeeOther(_address(d=ref))
        at = timezone.now()
        day = local_day(at)
        dossier = dossier_id(request.user, ref, day)
        form = form_of(request.POST, auto_id=f"{act}-%s")
        if not form.is_valid():
            typed = form if "reason" in form.fields else None
            unreadable = "" if form.errors.keys() <= {"reason"} else str(form.errors["seen"][0])
            return leading_response(request, ref, form=typed, refused=unreadable, status=422)
        who = {
            "by": Actor.of(request.user, day),
            "at": at,
            "ground": ground_for("decide" if act == "agree" else act, day),
            "expected": {dossier: form.cleaned_data["seen"]},
        }
        refusal = perform(dossier, form.cleaned_data, who).refusal
        if refusal is not None:
            typed = form if "reason" in form.fields else None
            return leading_response(request, ref, form=typed, refused=str(refusal), status=409)
        messages.success(request, said(Dossier.objects.get(pk=dossier)))
        return SeeOther(_address(d=_then(request), page=request.GET.get("page")))

    view.__name__ = act
    return view


def _then(request: HttpRequest) -> str:
    """What the page said comes next, if it still waits; else whatever is due first."""
    assert isinstance(request.user, Account)  # noqa: S101 -- nobody else comes here
    ref = request.POST.get("then", "")
    if ref and waiting_for(request.user, now()).filter(pk__in=named(request, ref).values("pk")).exists():
        return ref
    return ""


def _agreed(dossier: Dossier) -> str:
    if not dossier.outcome_number:
        return _("Agreed: %(number)s.") % {"number": dossier.number}
    return _("Agreed: %(number)s, document %(document)s.") % {
        "number": dossier.number,
        "document": dossier.outcome_number,
    }


def _sent_back(dossier: Dossier) -> str:
    return _("Sent back: %(number)s.") % {"number": dossier.number}


agree = door("agree", desk_forms.Act, lambda dossier, typed, who: ending.agree([dossier], **who), _agreed)
send_back = door(
    "send_back",
    desk_forms.Reasoned,
    lambda dossier, typed, who: passing.send_back([dossier], reason=typed["reason"], **who),
    _sent_back,
)

urlpatterns: list[URLPattern] = [
    path("leading/", leading, name="leading"),
    path("leading/list/", leading_list, name="leading_list"),
    path("leading/<ref:ref>/agree/", agree, name="leading_agree"),
    path("leading/<ref:ref>/send-back/", send_back, name="leading_send_back"),
]
