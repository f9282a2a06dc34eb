"""A unit's history: what it was day by day, what it came from, what followed it; and where an old code leads."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from motcua.desk.chart import asked_day, unit_address
from motcua.desk.chart_tree import Words, map_of, words
from motcua.desk.now import Now, now
from motcua.desk.reorganisation_rights import reads
from motcua.desk.seeother import SeeOther
from motcua.dossiers.models import Dossier
from motcua.journal.models import Detail, Entry
from motcua.organisation.models import Share, Succession, Term
from motcua.organisation.tree import Place
from motcua.people.actor import Actor
from motcua.people.models import Account, Function, Post
from motcua.text import nfc


@dataclass(frozen=True, slots=True)
class Followed:
    """A unit beside another in time: what it came from, or what followed it, on which day, by which decision."""

    place: Place
    on: date
    share: str
    decision: str
    reorganisation: UUID | None


@dataclass(frozen=True, slots=True)
class Bearer:
    """Who bore a code, from when to when, and which unit does its work today; None where nobody does."""

    place: Place
    today: Place | None


@require_safe
def unit_page(request: HttpRequest, unit: str) -> HttpResponse:
    """GET /units/<code or id>/?day=…; a code that nobody bears today leads on to who bore it."""
    assert isinstance(request.user, Account)  # noqa: S101 -- nobody else comes here
    present = now()
    id = _named(unit, present)
    if id is None:
        return SeeOther(reverse("unit_by_code", args=[unit]))
    form, day = asked_day(request, present.day)
    place = present.units.on(id, day)
    shown = place or present.units.latest(id)
    if shown is None:
        raise Http404(unit)
    terms = list(Term.objects.filter(unit=id).order_by("valid"))
    said, units = words(), map_of(present.units, day)
    decided = _decided(id)
    today = present.units.on(id, present.day)
    opened = Dossier.objects.open_now().visible_to(request.user, present.day).filter(holder_unit=id)
    context: dict[str, Any] = {
        "here": "units",
        "day_form": form,
        "day": day,
        "is_today": day == present.day,
        "kept_day": f"{day:%d/%m/%Y}",
        "place": shown,
        "words": said.of(shown),
        "is_there": place is not None,
        "begins": terms[0].valid.lower if terms else None,
        "ended_on": terms[-1].valid.upper if terms else None,
        "same_code": any(each.unit != id for each in present.units.codes.get(shown.code, ())),
        "stands": _standing(id, present) if today is None else [],
        "terms": [_term(term, said, present, decided) for term in reversed(terms)],
        "before": _followed(present, after=id),
        "after": _followed(present, before=id),
        "above": [p for u in present.units.path(id, day)[:0:-1] if (p := present.units.on(u, day))],
        "children": [units.places[each] for each in units.children.get(id, ())],
        "below": units.below[id],
        "posts": _posts(id, day),
        "open": opened.count(),
        "today": today,
        "reads": reads(Actor.of(request.user, present.day)),
    }
    return render(request, "desk/unit.html", context)


@require_safe
def unit_by_code(request: HttpRequest, code: str) -> HttpResponse:
    """GET /units/by-code/<code>/: the unit that bears it; an old code leads to what does that unit's work today."""
    present = now()
    code = nfc(code)
    bearers = list[Bearer]()
    for place in sorted(present.units.codes.get(code, ()), key=lambda p: p.lower, reverse=True):
        standing = _standing(place.unit, present)
        bearers += [Bearer(place, each) for each in standing] or [Bearer(place, None)]
    if not bearers:
        raise Http404(code)
    alone = {bearer.today.unit for bearer in bearers if bearer.today}
    if len(alone) == 1 and all(bearer.today for bearer in bearers):
        today = bearers[0].today
        assert today is not None  # noqa: S101 -- all have one
        if today.code != code:
            messages.info(request, _said_of(bearers[0], code))
        return SeeOther(unit_address(today))
    return render(request, "desk/unit_by_code.html", {"here": "units", "code": code, "bearers": bearers})


def name_now(present: Now, unit: UUID | None, near: UUID | None = None) -> str:
    """What a unit is called, and who does its work now if it does not itself (`near` is who holds the matter)."""
    name = present.unit_name(unit)
    if unit is None:
        return name
    now_done_by = present.units.standing_for(unit, present.day, near)
    if now_done_by == unit:
        return name
    return _("%(unit)s (now: %(successor)s)") % {"unit": name, "successor": present.unit_name(now_done_by)}


def _said_of(bearer: Bearer, code: str) -> str:
    assert bearer.today is not None  # noqa: S101 -- who asks knows
    if bearer.today.unit == bearer.place.unit:
        sentence = _("%(code)s was the code of %(name)s until %(day)s; its code today is %(new)s.")
    else:
        sentence = _("%(code)s was the code of %(name)s until %(day)s. %(now)s does its work today.")
    last = bearer.place.upper
    return sentence % {
        "code": code,
        "name": bearer.place.name,
        "day": f"{last - timedelta(days=1):%d/%m/%Y}" if last else "—",
        "new": bearer.today.code,
        "now": bearer.today.name,
    }


def _named(unit: str, present: Now) -> UUID | None:
    """The unit of an address: the bearer of a code today, or an id; None where a code is an old one."""
    place = present.units.by_code(nfc(unit), present.day)
    if place is not None:
        return place.unit
    try:
        known = UUID(unit)
    except ValueError:
        known = None
    if known is not None and known in present.units.places:
        return known
    if nfc(unit) in present.units.codes:
        return None
    raise Http404(unit)


def _standing(unit: UUID, present: Now) -> list[Place]:
    """The units in force that do a unit's work today, the one with the main part first; none where nobody does."""
    units, day = present.units, present.day
    waiting, found = [unit], dict[UUID, Place]()
    for each in waiting:
        place = units.on(each, day)
        if place is not None:
            found.setdefault(each, place)
        else:
            waiting += [u for u, on in units.successors.get(each, ()) if on <= day and u not in waiting]
    return list(found.values())


def _decided(unit: UUID) -> dict[str, str]:
    """By day, the decision that changed or ended a unit then, as the journal has it. One statement."""
    entries = Entry.objects.filter(subject_id=unit, act__in=("change_unit", "end_unit")).values("id")
    said = [json.loads(text) for text in Detail.objects.filter(entry__in=entries).values_list("content", flat=True)]
    return {each["on"]: each["decision"] for each in said if each.get("on") and each.get("decision")}


def _term(term: Term, said: Words, present: Now, decided: Mapping[str, str]) -> dict[str, Any]:
    parent = present.units.on(term.parent_id, term.valid.lower) if term.parent_id else None
    return {
        "term": term,
        "level": said.levels.get(term.level, term.level),
        "kind": said.kinds.get(term.kind, term.kind),
        "parent": parent,
        "is_now": present.day in term.valid,
        "ended_by": decided.get(term.valid.upper.isoformat(), "") if term.valid.upper else "",
    }


def _followed(present: Now, **which: UUID) -> list[Followed]:
    """What followed a unit (`before`), or what it came from (`after`). One statement."""
    other = "after_id" if "before" in which else "before_id"
    rows = (
        Succession.objects.filter(**which)
        .order_by("on", "id")
        .values_list(
            other, "on", "share", "decision__number", "decision__authority", "decision__reorganisation__id"
        )
    )
    found = []
    for unit, on, share, number, authority, reorganisation in rows:
        place = present.units.on(unit, on) or present.units.latest(unit)
        if place is not None:
            decision = f"{number} ({authority})" if number else ""
            found.append(Followed(place, on, str(Share(share).label), decision, reorganisation))
    return found


def _posts(unit: UUID, day: date) -> list[tuple[str, Any, str, date]]:
    """Who holds a post in a unit on a day: name, function, title, since when. One statement."""
    held = (
        Post.objects.filter(unit=unit, account__is_active=True).held_on(day).order_by("account__name", "function")
    )
    return [
        (name, Function(function).label, title, valid.lower)
        for name, function, title, valid in held.order_by("account__name", "function").values_list(
            "account__name", "function", "title", "valid"
        )
    ]


urlpatterns: list[URLPattern] = [
    path("units/by-code/<str:code>/", unit_by_code, name="unit_by_code"),
    path("units/<str:unit>/", unit_page, name="unit"),
]
