"""The register books: choose a unit, a year and a field, print the book, look at what was printed before."""

from typing import Any
from uuid import UUID

from django import forms
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from motcua.catalogue.models import Field
from motcua.desk.now import Now, now
from motcua.desk.seeother import SeeOther
from motcua.desk.units import in_order
from motcua.dossiers.grounds import ground_for
from motcua.dossiers.visible import unit_ids_seen_by
from motcua.organisation.tree import Place
from motcua.people.actor import Actor
from motcua.people.models import Account
from motcua.printing.book import pdf_of_book
from motcua.printing.models import PrintedBook
from motcua.printing.print_work import begin_book
from motcua.printing.register import count, print_book

# A longer book takes over a second: the worker sets it, and a page shows how far it is.
AT_ONCE = 1_000
SHOWN = 20


class Book(forms.Form):
    """Which book."""

    unit = forms.CharField(label=gettext_lazy("Unit"), max_length=60)
    year = forms.IntegerField(label=gettext_lazy("Year"), min_value=1900, max_value=9999)
    field = forms.ModelChoiceField(
        Field.objects.order_by("name"),
        label=gettext_lazy("Field"),
        required=False,
        empty_label=gettext_lazy("All fields"),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def registers(request: HttpRequest) -> HttpResponse:
    """GET /registers/ offers the books of the units that the reader sees; POST prints one, once more each time."""
    assert isinstance(request.user, Account)  # noqa: S101 -- nobody else comes here
    present = now()
    seen = unit_ids_seen_by(request.user, present.day)
    if request.method != "POST":
        return _page(request, Book(initial={"year": present.day.year}), seen, present)
    form = Book(request.POST)
    if not form.is_valid():
        return _page(request, form, seen, present, _("Choose a unit and a year from 1900 on."), 400)
    place = _unit(form.cleaned_data["unit"], seen, present)
    if place is None:
        raise Http404
    year, field = form.cleaned_data["year"], form.cleaned_data["field"]
    field_id = field.pk if field else None
    printed = print_book(
        unit=place.unit,
        year=year,
        field=field_id,
        address=settings.PUBLIC_ADDRESS or request.build_absolute_uri("/").rstrip("/"),
        by=Actor.of(request.user, present.day),
        at=present.at,
        ground=ground_for("receive", present.day),
    )
    if not isinstance(printed, PrintedBook):
        return _page(request, form, seen, present, str(printed), 409)
    return _set(printed, request.user, present) or SeeOther(reverse("register", args=[printed.pk]))


@require_http_methods(["GET", "HEAD", "POST"])
def register(request: HttpRequest, print_id: UUID) -> HttpResponse:
    """GET /registers/<id>.pdf: a printed book again, for who sees its unit. Looking prints nothing anew.

    A long one is set by the worker when it is asked for with POST; opened as a page it leads to the list.
    """
    assert isinstance(request.user, Account)  # noqa: S101 -- nobody else comes here
    found = PrintedBook.objects.filter(pk=print_id).first()
    if found is None or found.unit_id not in unit_ids_seen_by(request.user, now().day):
        raise Http404
    if request.method == "POST":
        return _set(found, request.user, now()) or SeeOther(reverse("register", args=[print_id]))
    if count(found) > AT_ONCE:
        return SeeOther(reverse("registers"))
    response = HttpResponse(pdf_of_book(found), content_type="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="register-{found.year}-{found.printing}.pdf"'
    return response


def _set(book: PrintedBook, account: Account, present: Now) -> HttpResponse | None:
    """To the page that shows how far a long book is; None: it is short enough to be waited for."""
    if count(book) <= AT_ONCE:
        return None
    work = begin_book(book, account.pk, present.at)
    return SeeOther(f"{reverse('print_work', args=[work.pk])}?next={reverse('registers')}")


def _unit(code: str, seen: list[UUID], present: Now) -> Place | None:
    """A unit among those that the reader sees, by its code."""
    places = (present.units.on(unit, present.day) or present.units.latest(unit) for unit in seen)
    return next((place for place in places if place is not None and place.code == code), None)


def _page(
    request: HttpRequest, form: Book, seen: list[UUID], present: Now, problem: str = "", status: int = 200
) -> HttpResponse:
    printed = PrintedBook.objects.filter(unit__in=seen).select_related("field").order_by("-at")[:SHOWN]
    context: dict[str, Any] = {
        "form": form,
        "units": in_order(seen, present.units, present.day),
        "printed": [(each, present.unit_name(each.unit_id), (each.lines or 0) > AT_ONCE) for each in printed],
        "problem": problem,
    }
    return render(request, "desk/registers.html", context, status=status)


urlpatterns: list[URLPattern] = [
    path("registers/", registers, name="registers"),
    path("registers/<uuid:print_id>.pdf", register, name="register"),
]
