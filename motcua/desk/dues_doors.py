"""Acts on a dossier's money as routes: each takes a form, calls one act and goes back to the dossier's page.

A refusal is the page with its sentence (409), a form that cannot be read the page with its field named (422).
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from motcua.cashier.models import MoneyReceipt
from motcua.desk import dues_quote
from motcua.desk.dossier import dossier_response
from motcua.desk.dues_forms import FORMS, WaiveForm
from motcua.desk.finding import dossier_id
from motcua.desk.now import now
from motcua.desk.seeother import SeeOther
from motcua.dossiers.books import lines_of
from motcua.dossiers.models import Dossier
from motcua.dossiers.refusals import Done
from motcua.fees.entering import chargeable
from motcua.fees.forgiving import refund, waive
from motcua.fees.kinds import FeeKind, Means, WhenDue
from motcua.fees.owed import Due, Payment
from motcua.fees.paying import Owed, cancel_payment, owe, pay
from motcua.fees.refusals import refusal
from motcua.moments import local_day
from motcua.people.actor import Actor
from motcua.people.models import Account

GROUND = "LUAT-97-2015"
Who = dict[str, Any]
Act = Callable[[Dossier, dict[str, Any], Who], Done]

SAID = {
    "pay": _("The payment is entered."),
    "owe": _("What is owed is entered."),
    "schedule": _("What the schedule charges is entered as owed."),
    "waive": _("The waiver is entered."),
    "refund": _("Entered: the money was given back."),
    "cancel": _("The payment is cancelled; what it paid is owed again."),
}
NOT_SET_YET = _("the provincial council has not set the amount yet")
NOT_STATED = _("it states none")


def door(name: str, act: Act) -> Callable[..., HttpResponse]:
    """The view of an act on the money of a dossier that the reader may see."""

    @require_http_methods(["GET", "HEAD", "POST"])
    def view(request: HttpRequest, ref: str, **given: Any) -> HttpResponse:
        assert isinstance(request.user, Account)  # noqa: S101 -- nobody else comes here
        if request.method != "POST":  # back from signing in, after a session that ended over the form
            return SeeOther(reverse("dossier", args=[ref]) + "#dues")
        at = timezone.now()
        found = dossier_id(request.user, ref, local_day(at))
        dossier = Dossier.objects.select_related("procedure__field").get(pk=found)
        form = _form(name, request, dossier)
        if form is not None and not form.is_valid():
            return _again(request, ref, name, form, 422)
        typed = (form.cleaned_data if form is not None else {}) | given
        done = act(dossier, typed, _who(request.user, at))
        if done.refusal is not None:
            return _again(request, ref, name, form, 409, str(done.refusal))
        messages.success(request, SAID[name])
        return SeeOther(reverse("dossier", args=[ref]) + "#dues")

    view.__name__ = f"dues_{name}"
    return view


def _who(account: Account, at: datetime) -> Who:
    return {"by": Actor.of(account, local_day(at)), "at": at, "ground": GROUND}


def _form(name: str, request: HttpRequest, dossier: Dossier) -> forms.Form | None:
    kind = FORMS.get(name)
    if kind is None:
        return None
    form = kind(request.POST, auto_id=f"{name}-due-%s")
    return form.among(dues_quote.exemption_choices(dossier, now())) if isinstance(form, WaiveForm) else form


def _again(
    request: HttpRequest, ref: str, name: str, form: forms.Form | None, status: int, refused: str = ""
) -> HttpResponse:
    """The dossier's page with what was wrong; what was typed stays."""
    if form is not None and name != "cancel":
        request.dues_typed = {name: form}
    elif form is not None and not refused:
        refused = " ".join(str(error) for errors in form.errors.values() for error in errors)
    return dossier_response(request, ref, refused=refused, status=status)


def _pay(dossier: Dossier, typed: dict[str, Any], who: Who) -> Done:
    how = {"receipt": typed["receipt"], "payment": typed["payment"]}
    return pay(dossier.pk, None, typed["amount"], means=Means.TRANSFER, **how, **who)


def _owe(dossier: Dossier, typed: dict[str, Any], who: Who) -> Done:
    given = Owed(typed["name"], FeeKind(typed["kind"]), typed["amount"], WhenDue(typed["when"]), typed["basis"])
    return owe(dossier.pk, [given], key=typed["key"], **who)


def _schedule(dossier: Dossier, typed: dict[str, Any], who: Who) -> Done:
    """What the schedule charges, once: where something is owed already it is not entered again."""
    lines = dues_quote.unentered(
        dossier, list(Due.objects.of(dossier.pk)), now(), lines_of([dossier.pk]).get(dossier.pk)
    )
    owed = chargeable(lines or ())
    if not owed:
        if lines == []:
            return Done((), {dossier.pk: refusal("owed_already", number=dossier.number or dossier.pk)})
        why = NOT_SET_YET if lines and any(not line.is_known for line in lines) else NOT_STATED
        return Done((), {dossier.pk: refusal("nothing_charged", number=dossier.number or dossier.pk, why=why)})
    return owe(dossier.pk, owed, once=True, **who)


def _waive(dossier: Dossier, typed: dict[str, Any], who: Who) -> Done:
    exemption = dues_quote.exemption_of(dossier, typed["exemption"], who["at"]) if typed["exemption"] else ""
    still = Due.objects.of(dossier.pk).still_owed().exists()
    chosen = None if still else list(Due.objects.of(dossier.pk).values_list("pk", flat=True))
    return waive(dossier.pk, chosen, typed["amount"], reason=typed["reason"], exemption=exemption, **who)


def _refund(dossier: Dossier, typed: dict[str, Any], who: Who) -> Done:
    how = {name: typed[name] for name in ("means", "reason", "still_owed", "payment")}
    return refund(dossier.pk, None, typed["amount"], **how, **who)


def _cancel(dossier: Dossier, typed: dict[str, Any], who: Who) -> Done:
    payment: UUID = typed["payment"]
    if not Payment.objects.filter(pk=payment, dossier=dossier.pk).exists():
        raise Http404
    if MoneyReceipt.objects.filter(payment=payment).exists():
        return Done((), {dossier.pk: refusal("has_receipt", number=dossier.number or dossier.pk)})
    return cancel_payment(payment, reason=typed["reason"], **who)


urlpatterns = [
    path("dossiers/<ref:ref>/dues/", door("owe", _owe), name="dues_owe"),
    path("dossiers/<ref:ref>/dues/schedule/", door("schedule", _schedule), name="dues_schedule"),
    path("dossiers/<ref:ref>/dues/payments/", door("pay", _pay), name="dues_pay"),
    path("dossiers/<ref:ref>/dues/waivers/", door("waive", _waive), name="dues_waive"),
    path("dossiers/<ref:ref>/dues/refunds/", door("refund", _refund), name="dues_refund"),
    path("dossiers/<ref:ref>/dues/payments/<uuid:payment>/", door("cancel", _cancel), name="dues_cancel"),
]
