"""The money desk: what is to be collected, and receiving it in a few keys."""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from motcua.cashier.accounts import handled_by
from motcua.cashier.models import BankLine, LineState, MoneyReceipt
from motcua.cashier.qr import account_of, payload_of, picture
from motcua.cashier.receiving import owed_by, receive_money
from motcua.cashier.vietqr import NotEncodable
from motcua.cashier.who import KEEPS_BOOKS, collecting_post, desks_of, ground_on
from motcua.desk import cashier_receipts
from motcua.desk.cashier_list import Owing, find, owing_at
from motcua.desk.dues_forms import Amount
from motcua.desk.finding import NoDossier, named, ref_of
from motcua.desk.forms import Choice, Id, Text
from motcua.desk.headers import policy
from motcua.desk.listing import LONGEST_SCAN
from motcua.desk.now import Now, now
from motcua.desk.seeother import SeeOther
from motcua.dossiers.models import Dossier
from motcua.dossiers.visible import visible_to
from motcua.fees.kinds import FeeKind, Means
from motcua.fees.owed import Due
from motcua.journal import reading
from motcua.journal.ids import uuid7
from motcua.people.actor import Actor
from motcua.people.models import Account

MEANS = [(Means.CASH.value, Means.CASH.label), (Means.TRANSFER.value, Means.TRANSFER.label)]


class Receiving(forms.Form):
    """What is paid of a dossier, how, and by whom. The id is the sender's: sent twice, received once."""

    receipt = Id(widget=forms.HiddenInput)
    dossier = Id(widget=forms.HiddenInput)
    due = forms.MultipleChoiceField(required=False)
    part = Amount(label=gettext_lazy("Amount, if only a part is paid"), required=False)
    given = Amount(label=gettext_lazy("Given by the payer"), required=False)
    means = Choice(label=gettext_lazy("Paid"), choices=MEANS, widget=forms.RadioSelect)
    payer = Text(label=gettext_lazy("Paid by, if not by the applicant"), max_length=200, required=False)

    def among(self, dues: list[Due]) -> "Receiving":
        """The form for the dues that are still owed."""
        self.fields["due"].choices = [(str(due.pk), due.name) for due in dues]
        return self


@dataclass
class Open:
    """A dossier whose money is received now."""

    dossier: Dossier
    dues: list[Due]
    form: Receiving
    chosen: set[str] = field(default_factory=set)
    transfers: bool = False
    qr: str = ""

    @property
    def total(self) -> int:
        """What the chosen dues come to, in đồng."""
        return sum(due.balance for due in self.dues if str(due.pk) in self.chosen)

    @property
    def rows(self) -> list[tuple[Due, str, bool]]:
        """Each due with its kind in words, and whether it is chosen."""
        return [(due, str(FeeKind(due.kind).label), str(due.pk) in self.chosen) for due in self.dues]


def reader(request: HttpRequest) -> tuple[Now, Actor, list[UUID]]:
    """The present, who reads, and the desks at which he takes money. PermissionDenied for who takes none."""
    assert isinstance(request.user, Account)  # noqa: S101 -- nobody else comes here
    present = now()
    actor = Actor.of(request.user, present.day)
    desks = desks_of(actor, present.units, present.day)
    if not desks:
        raise PermissionDenied
    return present, actor, desks


@require_http_methods(["GET", "HEAD", "POST"])
def cashier(request: HttpRequest) -> HttpResponse:
    """GET /cashier/?q=… or ?d=<number>; POST receives and leads to the receipt."""
    present, actor, desks = reader(request)
    if request.method == "POST":
        return _receive(request, present, actor, desks)
    ref, query = request.GET.get("d", ""), request.GET.get("q", "")[:LONGEST_SCAN].strip()
    if ref:
        found = named(request, ref).select_related("applicant", "procedure").first()
        if found is None:
            raise NoDossier(ref)
        return _page(request, present, actor, desks, opened=found)
    if query:
        assert isinstance(request.user, Account)  # noqa: S101 -- nobody else comes here
        opened, rows = find(query, request.user, present, desks)
        return _page(request, present, actor, desks, opened=opened, rows=rows, query=query)
    return _page(request, present, actor, desks)


def _receive(request: HttpRequest, present: Now, actor: Actor, desks: list[UUID]) -> HttpResponse:
    assert isinstance(request.user, Account)  # noqa: S101 -- nobody else comes here
    form = Receiving(request.POST)
    asked = _id_in(request, "dossier")
    few = visible_to(Dossier.objects.filter(pk=asked), request.user, present.day, few=True)
    dossier = few.select_related("applicant", "procedure").first() if asked else None
    if dossier is None:
        raise NoDossier(request.POST.get("dossier", "")[:40])
    sent = _id_in(request, "receipt")
    if sent and MoneyReceipt.objects.filter(pk=sent, dossier=dossier.pk).exists():
        return SeeOther(reverse("money_receipt", args=[sent]))  # sent twice: what it did stands on its page
    dues = owed_by([dossier.pk]).get(dossier.pk, [])
    form.among(dues)
    if not form.is_valid():
        return _page(request, present, actor, desks, opened=dossier, form=form, status=422)
    typed = form.cleaned_data
    chosen = [due for due in dues if str(due.pk) in typed["due"]]
    amount = typed["part"] if typed["part"] is not None else sum(due.balance for due in chosen)
    if dues and not chosen:
        form.add_error(None, _("Choose at least one of the dues."))
    if typed["given"] is not None and typed["given"] < amount:
        form.add_error("given", _("That is less than what is to be paid."))
    if form.errors:
        return _page(request, present, actor, desks, opened=dossier, form=form, status=422)
    done = receive_money(
        dossier.pk,
        [due.pk for due in chosen] or None,
        max(amount, 1) if not dues else amount,
        means=Means(typed["means"]),
        payer=typed["payer"],
        receipt=typed["receipt"],
        by=actor,
        at=present.at,
        ground=ground_on(present.day),
    )
    if done.refusal is not None:
        why = str(done.refusal)
        return _page(request, present, actor, desks, opened=dossier, form=form, refused=why, status=409)
    given = f"?given={typed['given']}" if typed["given"] else ""
    return SeeOther(reverse("money_receipt", args=[done.done[0]]) + given)


def _id_in(request: HttpRequest, name: str) -> UUID | None:
    try:
        return UUID(request.POST.get(name, ""))
    except ValueError:
        return None


def _page(
    request: HttpRequest,
    present: Now,
    actor: Actor,
    desks: list[UUID],
    *,
    opened: Dossier | None = None,
    rows: list[Owing] | None = None,
    form: Receiving | None = None,
    query: str = "",
    refused: str = "",
    status: int = 200,
) -> HttpResponse:
    assert isinstance(request.user, Account)  # noqa: S101 -- nobody else comes here
    context: dict[str, Any] = {"here": "cashier", "scanned": query, "refused": refused, "searched": bool(query)}
    if opened is not None:
        reading.note(request.user.pk, "dossier", opened.pk, door="cashier", at=present.at)
        context |= {"open": _opened(opened, form, actor, present), "ref": ref_of(opened.number, opened.pk)}
    else:
        context["rows"] = owing_at(request.user, present, desks) if rows is None else rows
    context |= ways(actor, present)
    response = render(request, "desk/cashier.html", context, status=status)
    response.headers["Content-Security-Policy"] = policy(img_src="'self'")
    return response


def _opened(dossier: Dossier, form: Receiving | None, actor: Actor, present: Now) -> Open:
    dues = owed_by([dossier.pk]).get(dossier.pk, [])
    transfers = collecting_post(dossier, actor, Means.TRANSFER, present.units, present.day) is not None
    if form is None:
        form = Receiving(initial={"receipt": uuid7(), "dossier": dossier.pk, "means": Means.CASH.value}).among(dues)
        chosen = {str(due.pk) for due in dues}
    else:
        chosen = set(form.data.getlist("due"))
    if not transfers:
        form.fields["means"].choices = MEANS[:1]
    has_account = bool(dues) and dossier.number and account_of(dossier, present.units, present.day) is not None
    qr = reverse("cashier_qr", args=[ref_of(dossier.number, dossier.pk)]) if has_account else ""
    return Open(dossier, dues, form, chosen, transfers, qr)


def ways(actor: Actor, present: Now) -> dict[str, Any]:
    """Where one may go from the money desk: the count, the bank, the books, each only for whom it is."""
    accounts = handled_by(actor, present.units, present.day)
    waiting = BankLine.objects.filter(collecting__unit__in=list(accounts), state=LineState.WAITING)
    return {
        "handles_bank": bool(accounts),
        "bank_waiting": waiting.count() if accounts else 0,
        "keeps_books": any(post.function in KEEPS_BOOKS for post in actor.posts),
    }


@require_safe
def cashier_qr(request: HttpRequest, ref: str) -> HttpResponse:
    """GET /cashier/qr/<number>.svg: what the dossier still owes, to be paid by a bank's application."""
    present = now()
    dossier = named(request, ref).first()
    account = account_of(dossier, present.units, present.day) if dossier else None
    total = sum(due.balance for due in owed_by([dossier.pk]).get(dossier.pk, [])) if dossier else 0
    if dossier is None or account is None or total < 1:
        raise NoDossier(ref)
    try:
        svg = picture(payload_of(dossier, total, account))
    except NotEncodable as problem:
        raise Http404(str(problem)) from problem
    return HttpResponse(svg, content_type="image/svg+xml")


urlpatterns: list[URLPattern] = [
    path("cashier/", cashier, name="cashier"),
    path("cashier/qr/<ref:ref>.svg", cashier_qr, name="cashier_qr"),
    *cashier_receipts.urlpatterns,
]
