"""The calendar of a unit, a year a page: what each day is and why, which decisions made it so; and deciding."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from motcua.desk.calendar_forms import ALL, FORMS, OWN, Confirming, Deciding, Scopes
from motcua.desk.calendar_progress import calendar_work
from motcua.desk.calendar_warning import warning
from motcua.desk.calendar_year import WEEKDAYS, Year, day_said, said, year_of, years_around
from motcua.desk.finding import address
from motcua.desk.inbox import choosable
from motcua.desk.now import Now, now
from motcua.desk.seeother import SeeOther
from motcua.dossiers.calendar_work import AT_ONCE, GROUND, Order, begin
from motcua.dossiers.calendars import Change, NotPossible, closed_sentence, deciding_post, units_top
from motcua.dossiers.models import Dossier
from motcua.dossiers.reproject import Moved
from motcua.organisation.tree import Place
from motcua.people.actor import Actor
from motcua.people.models import Account
from motcua.worktime.changes import NotDecided
from motcua.worktime.models import Calendar, CalendarDecision

LISTED = 50
LOOKED_AT = 2_000


@require_safe
def calendar_home(request: HttpRequest) -> HttpResponse:
    """GET /calendar/?unit=CODE&year=YEAR (or next) leads to a year; without more to this one of one's own unit."""
    present, actor = _present(request)
    code, year = request.GET.get("unit", ""), request.GET.get("year", "")
    place = present.units.by_code(code, present.day)
    unit = place.unit if place else actor.posts[0].unit if actor.posts else units_top(present.units, present.day)
    number = present.day.year + (year == "next")
    if year.isascii() and year.isdigit() and len(year) == 4:
        number = int(year)
    return SeeOther(_address(_place(str(unit), present), number))


@require_safe
def calendar_year(request: HttpRequest, unit: str, year: int) -> HttpResponse:
    """GET /calendar/<code or id>/<year>/"""
    present, actor = _present(request)
    return _page(request, _Asked(unit, year, present, actor))


@require_http_methods(["GET", "HEAD", "POST"])
def calendar_decisions(request: HttpRequest, unit: str, year: int) -> HttpResponse:
    """POST tries a decision and shows what it would move; with `enter` it is entered."""
    present, actor = _present(request)
    asked = _Asked(unit, year, present, actor)
    if request.method != "POST":
        return SeeOther(asked.address)
    if not asked.scopes:
        raise PermissionDenied
    kind = FORMS.get(request.POST.get("kind", ""))
    if kind is None:
        return SeeOther(asked.address)
    form = kind(asked.year.row, asked.scopes, request.POST)
    if not form.is_valid():
        return _page(request, asked, form, 422)
    order = form.order()
    try:
        moved = order.carry_out(_change(actor, dry_run=True))
        if "enter" in request.POST and not moved.closed_periods:
            return _enter(request, asked, order, moved)
    except (NotDecided, NotPossible) as problem:
        form.refuse(problem)
        return _page(request, asked, form, 409)
    lines = [day_said(row["day"], row) for row in order.stored()["days"]]
    return _preview(request, asked, order, moved, form=form, lines=lines)


@require_http_methods(["GET", "HEAD", "POST"])
def calendar_back(request: HttpRequest, unit: str, year: int, decision: UUID) -> HttpResponse:
    """GET says what taking a decision back would move, POST takes it back."""
    present, actor = _present(request)
    asked = _Asked(unit, year, present, actor)
    row = CalendarDecision.objects.filter(pk=decision).select_related("calendar").first()
    if row is None or row.calendar_id not in (None, asked.year.row.pk):
        raise Http404(decision)
    if deciding_post(actor, row.calendar, present.units, present.day) is None:
        raise PermissionDenied
    order = Order("back", row.number)
    try:
        moved = order.carry_out(_change(actor, dry_run=True))
        if request.method == "POST" and not moved.closed_periods:
            return _enter(request, asked, order, moved)
    except (NotDecided, NotPossible) as problem:
        return _page(request, asked, status=409, refused=str(problem))
    return _preview(request, asked, order, moved, lines=list(said(row)))


@require_http_methods(["GET", "HEAD", "POST"])
def calendar_confirmation(request: HttpRequest, unit: str, year: int) -> HttpResponse:
    """POST confirms the year by a decision; with `back` the confirmation is taken back."""
    present, actor = _present(request)
    asked = _Asked(unit, year, present, actor)
    if request.method != "POST":
        return SeeOther(asked.address)
    if not asked.scopes:
        raise PermissionDenied
    form = Confirming(asked.scopes, request.POST)
    try:
        if "back" in request.POST and asked.year.confirmed:
            _change(actor).unconfirm(year, asked.year.confirmed.calendar)
            messages.success(request, _("The year %(year)s is no longer confirmed.") % {"year": str(year)})
            return SeeOther(asked.address)
        if form.is_valid():
            typed = form.cleaned_data
            calendar = asked.year.row if typed["scope"] == OWN else None
            made = _change(actor).confirm(year, typed["decision"], calendar)
            words = _("The year %(year)s is confirmed by decision %(number)s.")
            messages.success(request, words % {"year": str(year), "number": made.decision})
            return SeeOther(asked.address)
    except (NotDecided, NotPossible) as problem:
        form.add_error("decision" if problem.field else None, str(problem))
    return _page(request, asked, confirming=form, status=422)


class _Asked:
    """What an address asks for: a year of the calendar that a unit keeps, and what its reader may decide about."""

    def __init__(self, unit: str, number: int, present: Now, actor: Actor) -> None:
        if not 2000 <= number <= 2099:
            raise Http404(number)
        self.present, self.actor, self.place = present, actor, _place(unit, present)
        year = year_of(self.place.unit, number, present)
        if year is None:
            raise Http404(unit)
        self.year: Year = year
        self.address = _address(self.place, number)

    @property
    def scopes(self) -> Scopes:
        """For whom the reader may decide: for all calendars, for the one on the page."""

        def may(calendar: Calendar | None) -> bool:
            return deciding_post(self.actor, calendar, self.present.units, self.present.day) is not None

        row = self.year.row
        found: list[tuple[str, Any]] = []
        if row.unit_id and may(row):
            found.append((OWN, _("the calendar “%(name)s” alone") % {"name": row.name}))
        if may(None):
            found.append((ALL, _("all calendars")))
        return found


def _present(request: HttpRequest) -> tuple[Now, Actor]:
    assert isinstance(request.user, Account)  # noqa: S101 -- nobody else comes here
    present = now()
    return present, Actor.of(request.user, present.day)


def _place(unit: str, present: Now) -> Place:
    """The unit that an address names: by its code today, or by its id. Http404 for none."""
    place = present.units.by_code(unit, present.day)
    if place is None:
        try:
            known = UUID(unit)
        except ValueError as problem:
            raise Http404(unit) from problem
        place = present.units.on(known, present.day) or present.units.latest(known)
    if place is None:
        raise Http404(unit)
    return place


def _address(place: Place, year: int) -> str:
    code = place.code if place.code and "/" not in place.code else str(place.unit)
    return reverse("calendar_year", args=[code, min(max(year, 2000), 2099)])


def _change(actor: Actor, **options: Any) -> Change:
    return Change(actor, timezone.now(), GROUND, **options)


def _enter(request: HttpRequest, asked: _Asked, order: Order, tried: Moved) -> HttpResponse:
    """Do it: at once where few dossiers move, else by the worker."""
    if tried.moved > AT_ONCE:
        assert asked.actor.account is not None  # noqa: S101 -- somebody has signed in
        work = begin(order, asked.actor.account, tried.moved, asked.present.at)
        return SeeOther(f"{reverse('calendar_work', args=[work.pk])}?next={asked.address}")
    moved = order.carry_out(_change(asked.actor))
    words = (
        _("Decision %(number)s is taken back: %(moved)d due moments moved.")
        if order.kind == "back"
        else _("Decision %(number)s is entered: %(moved)d due moments moved.")
    )
    messages.success(request, words % {"number": order.number, "moved": moved.moved})
    return SeeOther(asked.address)


def _page(
    request: HttpRequest,
    asked: _Asked,
    form: Deciding | None = None,
    status: int = 200,
    *,
    confirming: Confirming | None = None,
    refused: str = "",
) -> HttpResponse:
    present, scopes, year = asked.present, asked.scopes, asked.year
    forms = [
        form if form is not None and form.kind == kind else new(year.row, scopes) for kind, new in FORMS.items()
    ]
    context = {
        "here": "calendar",
        "place": asked.place,
        "year": year,
        "weekdays": WEEKDAYS,
        "owner": present.unit_name(year.row.unit_id) if year.row.unit_id else "",
        "years": [(number, _address(asked.place, number)) for number in years_around(year.year, present.day.year)],
        "units": choosable(asked.actor, present),
        "decides": bool(scopes),
        "forms": [each for each in forms if each.fields["scope"].choices],
        "opened": form.kind if form is not None else "",
        "confirming": confirming or Confirming(scopes),
        "refused": refused,
        "calendar_warning": warning(asked.actor, present),
    }
    return render(request, "desk/calendar.html", context, status=status)


def _preview(
    request: HttpRequest,
    asked: _Asked,
    order: Order,
    moved: Moved,
    *,
    lines: list[str],
    form: Deciding | None = None,
) -> HttpResponse:
    assert isinstance(request.user, Account)  # noqa: S101 -- nobody else comes here
    lists = [
        (_("Become late"), moved.become_late, _listed(moved.late_ids, request.user)),
        (_("Saved from being late"), moved.saved, _listed(moved.saved_ids, request.user)),
        (_("Get another due moment"), moved.moved, _listed(moved.moved_ids, request.user)),
    ]
    context = {
        "here": "calendar",
        "place": asked.place,
        "year": asked.year,
        "back": asked.address,
        "order": order,
        "lines": lines,
        "form": form,
        "moved": moved,
        "lists": [each for each in lists if each[1]],
        "closed": closed_sentence(moved) if moved.closed_periods else "",
        "is_long": moved.moved > AT_ONCE,
    }
    return render(request, "desk/calendar_preview.html", context)


def _listed(ids: list[UUID], account: Account) -> list[tuple[str, str, Any]]:
    """At most fifty of the dossiers behind a figure that the reader may see: address, number, due day now."""
    seen = Dossier.objects.visible_to(account).filter(pk__in=ids[:LOOKED_AT]).order_by("due_at", "pk")
    return [(address(each), str(each), each.due_on) for each in seen.only("number", "due_on")[:LISTED]]


urlpatterns: list[URLPattern] = [
    path("calendar/", calendar_home, name="calendar"),
    path("calendar/changes/<uuid:work>/", calendar_work, name="calendar_work"),
    path("calendar/<str:unit>/<int:year>/", calendar_year, name="calendar_year"),
    path("calendar/<str:unit>/<int:year>/decisions/", calendar_decisions, name="calendar_decisions"),
    path(
        "calendar/<str:unit>/<int:year>/decisions/<uuid:decision>/taking_back/", calendar_back, name="calendar_back"
    ),
    path("calendar/<str:unit>/<int:year>/confirmation/", calendar_confirmation, name="calendar_confirmation"),
]
