"""The chart of the organisation on any day: who stands below whom, searched, opened level by level, printed."""

from datetime import date
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from motcua.desk.chart_tree import FOUND, MOST, SHOWN, Map, Words, branches, ended, map_of, words
from motcua.desk.forms import Day
from motcua.desk.now import Now, now
from motcua.desk.reorganisation_rights import reads
from motcua.organisation.tree import Place
from motcua.people.actor import Actor
from motcua.people.models import Account
from motcua.text import nfc

LONGEST_QUERY = 200


class OnDay(forms.Form):
    """The day that a page is asked for."""

    day = Day(label=_("On the day"), required=False)


def asked_day(request: HttpRequest, today: date) -> tuple[OnDay, date]:
    """The day that an address asks for; today where it names none, or no day of the calendar."""
    form = OnDay(request.GET if request.GET.get("day") else {"day": f"{today:%d/%m/%Y}"})
    given = form.cleaned_data.get("day") if form.is_valid() else None
    return form, given or today


@require_safe
def chart(request: HttpRequest) -> HttpResponse:
    """GET /units/?day=…&under=CODE&q=…; with all=1 everything below, for print."""
    assert isinstance(request.user, Account)  # noqa: S101 -- nobody else comes here
    present = now()
    form, day = asked_day(request, present.day)
    units, said = map_of(present.units, day), words()
    query = nfc(request.GET.get("q", ""))[:LONGEST_QUERY].strip()
    under = _under(request, present, day)
    counts = units.count_by_level()
    context: dict[str, Any] = {
        "here": "units",
        "day_form": form,
        "day": day,
        "is_today": day == present.day,
        "kept_day": f"{day:%d/%m/%Y}",
        "under": under,
        "missing": "" if under else request.GET.get("under", "")[:LONGEST_QUERY],
        "above": _above(under, present, day) if under else [],
        "word": query,
        "counts": [(name, counts[level]) for level, name in said.levels.items() if counts[level]],
        "in_all": len(units.places),
        "reads": reads(Actor.of(request.user, present.day)),
    }
    if query:
        context |= _found(query, units, said, present)
    else:
        is_whole = "all" in request.GET
        tops = [under.unit] if under else units.children.get(None, [])
        context |= {
            "branches": branches(units, tops, said, MOST if is_whole else SHOWN),
            "is_whole": is_whole,
            "below": units.below[under.unit] if under else len(units.places),
            "most": MOST,
        }
    return render(request, "desk/chart.html", context)


def unit_address(place: Place) -> str:
    """The address of a unit's page: by its code, by its id where a code cannot stand in an address."""
    return reverse("unit", args=[place.code if place.code and "/" not in place.code else str(place.unit)])


def _under(request: HttpRequest, present: Now, day: date) -> Place | None:
    code = nfc(request.GET.get("under", ""))[:LONGEST_QUERY]
    return present.units.by_code(code, day) if code else None


def _above(place: Place, present: Now, day: date) -> list[Place]:
    """The units above one, the top first."""
    path = present.units.path(place.unit, day)[:0:-1]
    return [each for unit in path if (each := present.units.on(unit, day)) is not None]


def _found(query: str, units: Map, said: Words, present: Now) -> dict[str, Any]:
    """What a search finds: units of the day with where they stand, and those that are no more."""
    ids = units.search(query)
    found = []
    for unit in ids[:FOUND]:
        place = units.places[unit]
        above = " › ".join(each.name for each in _above(place, present, units.day))
        found.append((place, said.of(place), above))
    gone = sorted(ended(present.units, units.day, query), key=lambda place: (place.upper, place.code), reverse=True)
    return {"found": found, "count": len(ids), "gone": gone[:FOUND], "gone_count": len(gone)}


urlpatterns: list[URLPattern] = [path("units/", chart, name="units")]
