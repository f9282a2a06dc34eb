"""The page of the morning watch, each list's own page, and the switch of its e-mail."""

from datetime import UTC, datetime
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from motcua.desk.listing import PAGE, page_asked
from motcua.desk.now import Now, now
from motcua.desk.seeother import SeeOther
from motcua.journal.by import By
from motcua.organisation.tree import Place
from motcua.people.actor import Actor
from motcua.people.addresses import set_email
from motcua.people.models import Account
from motcua.supervision.heaps import Heap
from motcua.supervision.models import WatchSetting
from motcua.supervision.scope import Scope, scope_of
from motcua.supervision.watch import Watch, watch
from motcua.supervision.words import WORDS
from motcua.text import nfc

LONGEST_CODE = 40


class MailForm(forms.Form):
    """Whether somebody wants his watch by e-mail, and where to."""

    wanted = forms.BooleanField(required=False, label=gettext_lazy("Send me the watch each working day at 6:30"))
    email = forms.EmailField(
        required=False,
        label=gettext_lazy("E-mail address"),
        widget=forms.EmailInput({"autocomplete": "email", "size": 32}),
    )


@require_safe
def watch_page(request: HttpRequest) -> HttpResponse:
    """GET /watch/?unit=CODE"""
    return _page(request)


def _page(request: HttpRequest, form: MailForm | None = None, status: int = 200) -> HttpResponse:
    assert isinstance(request.user, Account)  # noqa: S101 -- nobody else comes here
    present = now()
    unit = _unit(request, present)
    found = watch(request.user, present, unit=unit)
    setting = WatchSetting.objects.filter(account=request.user).first()
    wanted = setting.wanted if setting else True
    given = {"wanted": wanted and bool(request.user.email), "email": request.user.email}
    context = _context(found, _scope_chosen_from(request.user, present, found), unit) | {
        "lists": [(listed.heap.value, WORDS[listed.heap], listed) for listed in found.lists],
        "form": form or MailForm(initial=given),
        "setting": setting,
        "has_server": bool(settings.SMTP["HOST"]),
    }
    return render(request, "supervision/watch.html", context, status=status)


@require_safe
def watch_list(request: HttpRequest, heap: str) -> HttpResponse:
    """GET /watch/<list>/?unit=CODE&page=…: all dossiers of one list, fifty a page."""
    assert isinstance(request.user, Account)  # noqa: S101 -- nobody else comes here
    if heap not in list(Heap):
        raise Http404(heap)
    present, number = now(), page_asked(request)
    unit, wanted = _unit(request, present), Heap(heap)
    found = watch(request.user, present, unit=unit, heaps=[wanted], most=PAGE, offset=(number - 1) * PAGE)
    if number > 1 and found.is_empty:  # turned further than it goes
        number, found = 1, watch(request.user, present, unit=unit, heaps=[wanted], most=PAGE)
    [listed] = found.lists
    context = _context(found, found.scope, unit) | {
        "heap": wanted.value,
        "words": WORDS[wanted],
        "listed": listed,
        "number": number,
        "previous": number - 1,
        "next": number + 1 if number * PAGE < listed.total else 0,
    }
    return render(request, "supervision/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def watch_mail(request: HttpRequest) -> HttpResponse:
    """POST /watch/mail/: wanted, email. GET leads to the form."""
    assert isinstance(request.user, Account)  # noqa: S101 -- nobody else comes here
    if request.method != "POST":  # back from signing in, after a session that ended over the form
        return SeeOther(f"{reverse('watch')}#mail")
    form = MailForm(request.POST)
    if not form.is_valid():
        return _page(request, form, status=422)
    wanted, email = form.cleaned_data["wanted"], nfc(form.cleaned_data["email"])
    if wanted and not email:
        form.add_error("email", _("Name the address that the watch is to be sent to."))
        return _page(request, form, status=422)
    at = datetime.now(UTC)
    set_email(request.user, email, by=By(request.user.pk), at=at, ground="OFFICE")
    WatchSetting.objects.update_or_create(account=request.user, defaults={"wanted": wanted})
    said = _("The watch comes to %(email)s each working day on which there is something in it.") % {"email": email}
    messages.success(request, said if wanted else _("No e-mail of the watch is sent to you any more."))
    return SeeOther(f"{reverse('watch')}#mail")


def _unit(request: HttpRequest, present: Now) -> Place | None:
    code = nfc(request.GET.get("unit", ""))[:LONGEST_CODE]
    return present.units.by_code(code, present.day) if code else None


def _scope_chosen_from(account: Account, present: Now, found: Watch) -> Scope:
    """All that the account watches, where the page shows one unit of it."""
    whole = scope_of(Actor.of(account, present.day), present)
    return found.scope if whole.roots == found.scope.roots else whole


def _context(found: Watch, whole: Scope, unit: Place | None) -> dict[str, Any]:
    is_narrow = unit is not None and found.scope.roots == (unit.unit,)
    return {
        "here": "watch",
        "watch": found,
        "units": whole.offered(),
        "unit": unit if is_narrow else None,
        "kept": f"unit={unit.code}&" if unit and is_narrow else "",
    }
