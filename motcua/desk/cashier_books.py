"""The books of receipts of one's units: which are open, how many numbers are left; opening and closing them."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from motcua.cashier.books import HIGHEST, close_book, open_book
from motcua.cashier.models import ReceiptBook
from motcua.cashier.who import KEEPS_BOOKS, ground_on
from motcua.desk.cashier import ways
from motcua.desk.forms import Choice, Text
from motcua.desk.now import Now, now
from motcua.desk.seeother import SeeOther
from motcua.dossiers.inbox import inboxes_of
from motcua.people.actor import Actor
from motcua.people.models import Account


class Opening(forms.Form):
    """A book: whose, which form and symbol, from which number to which."""

    unit = Choice(label=gettext_lazy("Unit"))
    form = Text(label=gettext_lazy("Form"), max_length=20, initial="01BLP3-001")
    symbol = Text(label=gettext_lazy("Symbol"), max_length=20)
    first = forms.IntegerField(label=gettext_lazy("First number"), min_value=1, max_value=HIGHEST, initial=1)
    last = forms.IntegerField(label=gettext_lazy("Last number"), min_value=1, max_value=HIGHEST)


@require_http_methods(["GET", "HEAD", "POST"])
def receipt_books(request: HttpRequest) -> HttpResponse:
    """GET /cashier/books/; POST opens a book, or closes the one that `book` names."""
    assert isinstance(request.user, Account)  # noqa: S101 -- nobody else comes here
    present = now()
    actor = Actor.of(request.user, present.day)
    units = _units(actor, present)
    if not units:
        raise PermissionDenied
    form = _opening(units, present, request.POST if "symbol" in request.POST else None)
    if request.method != "POST":
        return _page(request, units, present, actor, form)
    who: dict[str, Any] = {"by": actor, "at": present.at, "ground": ground_on(present.day)}
    if "book" in request.POST:
        try:
            done = close_book(UUID(request.POST["book"]), reason=request.POST.get("reason", ""), **who)
        except ValueError:
            return SeeOther(reverse("receipt_books"))
        said = _("The book is closed.")
    elif form.is_valid():
        typed = form.cleaned_data
        names = ("form", "symbol", "first", "last")
        done = open_book(UUID(typed["unit"]), **{name: typed[name] for name in names}, **who)
        said = _("The book is open.")
    else:
        return _page(request, units, present, actor, form, status=422)
    if done.refusal is not None:
        return _page(request, units, present, actor, form, refused=str(done.refusal), status=409)
    messages.success(request, said)
    return SeeOther(reverse("receipt_books"))


def _units(actor: Actor, present: Now) -> list[UUID]:
    """The units whose books he keeps, and those whose work they took over."""
    found = inboxes_of(actor, present.units, present.day)
    return sorted({u for function, units in found if function in KEEPS_BOOKS for u in units})


def _opening(units: list[UUID], present: Now, data: Any) -> Opening:
    form = Opening(data)
    form.fields["unit"].choices = [(str(unit), present.unit_name(unit)) for unit in units]
    return form


def _page(
    request: HttpRequest,
    units: list[UUID],
    present: Now,
    actor: Actor,
    form: Opening,
    *,
    refused: str = "",
    status: int = 200,
) -> HttpResponse:
    books = ReceiptBook.objects.filter(unit__in=units).order_by("-opened_at", "-id")[:200]
    context = {
        "here": "cashier",
        "books": [(book, present.unit_name(book.unit_id)) for book in books],
        "form": form,
        "refused": refused,
        **ways(actor, present),
    }
    return render(request, "desk/cashier_books.html", context, status=status)


urlpatterns: list[URLPattern] = [path("cashier/books/", receipt_books, name="receipt_books")]
