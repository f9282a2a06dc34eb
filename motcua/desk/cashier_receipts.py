"""A receipt of money as its page shows it: printed, once more each time, and cancelled with its reason."""

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from motcua.cashier.models import MoneyReceipt
from motcua.cashier.receiving import cancel_receipt
from motcua.cashier.who import desks_of, ground_on
from motcua.desk.finding import address
from motcua.desk.now import Now, now
from motcua.desk.seeother import SeeOther
from motcua.dossiers.models import Dossier
from motcua.dossiers.visible import visible_to
from motcua.fees.kinds import FeeKind
from motcua.people.actor import Actor
from motcua.people.models import Account
from motcua.printing.models import StatutoryForm
from motcua.printing.print_form import latest_printing, may_print, print_form


@require_http_methods(["GET", "HEAD", "POST"])
def money_receipt(request: HttpRequest, receipt: UUID) -> HttpResponse:
    """GET /cashier/receipts/<id>/ shows a receipt of money; POST prints it, once more each time."""
    present, actor, row = _receipt(request, receipt)
    if request.method == "POST":
        done = print_form(
            [row.dossier_id],
            form=StatutoryForm.MONEY,
            occasion=str(row.pk),
            address=settings.PUBLIC_ADDRESS or request.build_absolute_uri("/").rstrip("/"),
            by=actor,
            at=present.at,
            ground=ground_on(present.day),
        )
        if done.refusal is None:
            return SeeOther(reverse("printed", args=[done.done[0]]))
        return _receipt_page(request, row, present, actor, refused=str(done.refusal), status=409)
    return _receipt_page(request, row, present, actor)


@require_http_methods(["GET", "HEAD", "POST"])
def money_receipt_cancellation(request: HttpRequest, receipt: UUID) -> HttpResponse:
    """POST /cashier/receipts/<id>/cancellation/: crossed out with its reason."""
    present, actor, row = _receipt(request, receipt)
    here = reverse("money_receipt", args=[receipt])
    if request.method != "POST":
        return SeeOther(here)
    reason = request.POST.get("reason", "")
    done = cancel_receipt(receipt, reason=reason, by=actor, at=present.at, ground=ground_on(present.day))
    if done.refusal is not None:
        return _receipt_page(request, row, present, actor, refused=str(done.refusal), status=409)
    messages.success(request, _("Receipt %(receipt)s is cancelled; the dossier owes again.") % {"receipt": row})
    return SeeOther(here)


def _receipt(request: HttpRequest, receipt: UUID) -> tuple[Now, Actor, MoneyReceipt]:
    """A receipt of a dossier that the reader may see. Http404 for any other."""
    assert isinstance(request.user, Account)  # noqa: S101 -- nobody else comes here
    present = now()
    row = MoneyReceipt.objects.select_related("book").filter(pk=receipt).first()
    seen = (
        row and visible_to(Dossier.objects.filter(pk=row.dossier_id), request.user, present.day, few=True).exists()
    )
    if row is None or not seen:
        raise Http404(receipt)
    return present, Actor.of(request.user, present.day), row


def _receipt_page(
    request: HttpRequest, row: MoneyReceipt, present: Now, actor: Actor, *, refused: str = "", status: int = 200
) -> HttpResponse:
    dossier = Dossier.objects.select_related("applicant", "procedure").get(pk=row.dossier_id)
    given = request.GET.get("given", "")
    change = int(given) - row.amount if given.isascii() and given.isdigit() and len(given) < 13 else 0
    people = {row.account_id, row.cancelled_by_id}
    names = dict(Account.objects.filter(pk__in=people).values_list("pk", "name"))
    lines = [(x["name"], str(FeeKind(x["kind"]).label), int(x["amount"])) for x in row.lines]
    context = {
        "here": "cashier",
        "receipt": row,
        "lines": lines,
        "dossier": dossier,
        "page_of": address(dossier),
        "who": names.get(row.account_id, _("The system")),
        "cancelled_by": names.get(row.cancelled_by_id, ""),
        "change": number_format(change) if change > 0 else "",
        "may_print": may_print(dossier, actor, present.units, present.at, StatutoryForm.MONEY),
        "printed": latest_printing(dossier.pk, StatutoryForm.MONEY, str(row.pk)),
        "takes_money": bool(desks_of(actor, present.units, present.day)),
        "refused": refused,
    }
    return render(request, "desk/cashier_receipt.html", context, status=status)


urlpatterns: list[URLPattern] = [
    path("cashier/receipts/<uuid:receipt>/", money_receipt, name="money_receipt"),
    path(
        "cashier/receipts/<uuid:receipt>/cancellation/",
        money_receipt_cancellation,
        name="money_receipt_cancellation",
    ),
]
