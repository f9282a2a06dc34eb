"""One's own cash of a day: its receipts, what should be in the drawer, counting it and closing the day."""

from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from motcua.cashier.counting import MOST_PIECES, PIECES, count_cash, expected_of, value_of
from motcua.cashier.models import CashCount, MoneyReceipt
from motcua.cashier.who import ground_on
from motcua.desk.cashier import reader, ways
from motcua.desk.finding import address_of, ref_of
from motcua.desk.forms import Text
from motcua.desk.now import Now
from motcua.desk.seeother import SeeOther
from motcua.dossiers.models import Dossier
from motcua.people.actor import Actor


class Counting(forms.Form):
    """How many pieces of each value lie in the drawer; nothing typed is none."""

    reason = Text(label=gettext_lazy("Why the two differ"), max_length=300, required=False)

    def __init__(self, *args: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        for piece in PIECES:
            self.fields[f"p{piece}"] = forms.IntegerField(
                required=False,
                min_value=0,
                max_value=MOST_PIECES,
                error_messages={
                    "invalid": _("Give the number of pieces as a whole number."),
                    "min_value": _("Give the number of pieces as a whole number."),
                    "max_value": _("That is more than a drawer holds."),
                },
            )

    @property
    def pieces(self) -> dict[int, int]:
        """What was counted, by value."""
        return {piece: self.cleaned_data[f"p{piece}"] or 0 for piece in PIECES}


@require_http_methods(["GET", "HEAD", "POST"])
def cash_count(request: HttpRequest) -> HttpResponse:
    """GET /cashier/count/?day=YYYY-MM-DD; POST counts and closes the day."""
    present, actor, _desks = reader(request)
    day = _day(request, present)
    if request.method != "POST":
        return _page(request, day, present, actor)
    form = Counting(request.POST)
    if not form.is_valid():
        return _page(request, day, present, actor, form=form, status=422)
    typed: dict[str, Any] = {"reason": form.cleaned_data["reason"], "ground": ground_on(present.day)}
    done = count_cash(day, form.pieces, by=actor, at=present.at, **typed)
    if done.refusal is not None:
        return _page(request, day, present, actor, form=form, refused=str(done.refusal), status=409)
    messages.success(request, _("The cash of %(day)s is counted and closed.") % {"day": f"{day:%d/%m/%Y}"})
    return SeeOther(f"{reverse('cash_count')}?day={day.isoformat()}")


def _day(request: HttpRequest, present: Now) -> date:
    """The day that is asked for: today, unless the address or the form names an earlier one."""
    try:
        asked = date.fromisoformat(request.POST.get("day") or request.GET.get("day") or "")
    except ValueError:
        return present.day
    return min(asked, present.day)


def _page(
    request: HttpRequest,
    day: date,
    present: Now,
    actor: Actor,
    *,
    form: Counting | None = None,
    refused: str = "",
    status: int = 200,
) -> HttpResponse:
    assert actor.account is not None  # noqa: S101 -- somebody has signed in
    closed = CashCount.objects.filter(account=actor.account, on=day).first()
    form = form or Counting()
    counted = value_of(form.pieces) if form.is_bound and form.is_valid() else None
    context = {
        "here": "cashier",
        "day": day,
        "is_today": day == present.day,
        "receipts": _receipts(actor.account, day),
        "expected": expected_of(actor.account, day),
        "closed": closed,
        "counted": counted,
        "form": form,
        "pieces": _pieces(form, closed),
        "refused": refused,
        **ways(actor, present),
    }
    return render(request, "desk/cashier_count.html", context, status=status)


def _pieces(form: Counting, closed: CashCount | None) -> list[tuple[int, Any, list[str]]]:
    """Each value with what was typed or counted of it, and what is wrong with it."""
    if closed is not None:
        return [(piece, closed.pieces.get(str(piece), 0), []) for piece in PIECES]
    return [(piece, form[f"p{piece}"].value() or "", list(form[f"p{piece}"].errors)) for piece in PIECES]


def _receipts(account: UUID, day: date) -> list[tuple[MoneyReceipt, str, str]]:
    """The receipts of a hand and day in their order, each with its dossier's number and address."""
    rows = list(MoneyReceipt.objects.filter(account=account, on=day).select_related("book").order_by("at", "pk"))
    numbers = dict(Dossier.objects.filter(pk__in={r.dossier_id for r in rows}).values_list("pk", "number"))
    found = []
    for row in rows:
        number = numbers.get(row.dossier_id)
        found.append((row, number or "—", address_of(ref_of(number, row.dossier_id))))
    return found


urlpatterns: list[URLPattern] = [path("cashier/count/", cash_count, name="cash_count")]
