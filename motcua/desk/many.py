"""Acts on many dossiers at once: each checked again when it runs, the refusals listed.

What a form names is looked up through the one filter for rights; one act is called for the set, with the sequence
number at which each was seen, so that what has moved on meanwhile is refused and the others are done.
"""

from typing import Any
from uuid import UUID

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from motcua.desk.doings import DOINGS, Doing
from motcua.desk.doors import PERFORMED, ground_of
from motcua.desk.dossier import Door, proposing
from motcua.desk.finding import ref_of
from motcua.desk.now import now
from motcua.desk.seeother import SeeOther, onward_path
from motcua.desk.units import administration_of, in_order
from motcua.dossiers.grounds import ground_for
from motcua.dossiers.models import Dossier
from motcua.dossiers.refusals import Refusal
from motcua.moments import local_day
from motcua.people.actor import Actor
from motcua.people.models import Account, Function

ACTS = ("take", "move", "decide", "agree", "send_back", "return")
# So many at once; a page of a list holds fifty.
MOST = 1000
# One document has one number; decided together, each gets the next one of its book.
NOT_FOR_MANY = ("seen", "number", "on")
NUMBER_LESS_NAMES = {"number": "", "on": None}


class NothingToDo(Exception):
    """What was sent names no dossiers to act on; its sentence says what to do."""


@require_http_methods(["GET", "HEAD", "POST"])
def many(request: HttpRequest, act: str) -> HttpResponse:
    """POST /many/<act>/ with d=<id>:<seq> for each; without the act's own fields its form comes first.

    Opened as a page, as after a sign-in that ended over it, it leads to the desk.
    """
    assert isinstance(request.user, Account)  # noqa: S101 -- nobody else comes here
    if act not in ACTS:
        raise Http404(act)
    if request.method != "POST":
        return SeeOther(reverse("home"))
    doing, context = DOINGS[act], {"next": onward_path(request) or "/"}
    try:
        expected = chosen(request.POST.getlist("d"))
    except NothingToDo as problem:
        return _page(request, doing, 422, problem=str(problem), **context)
    form = _form(doing, request)
    if form.is_bound and form.is_valid():
        return _page(request, doing, 200, **context, **_done(request.user, doing, expected, form.cleaned_data))
    again = [f"{dossier}:{seq}" for dossier, seq in expected.items()]
    door = _door(request.user, doing, form, expected)
    return _page(request, doing, 422 if form.is_bound else 200, chosen=again, door=door, **context)


def chosen(given: list[str]) -> dict[UUID, int]:
    """The dossiers of a form with the sequence number at which each was seen."""
    if not given:
        raise NothingToDo(_("No dossier was selected. Go back, mark those that you mean and choose the act again."))
    if len(given) > MOST:
        raise NothingToDo(
            _("%(n)s dossiers were selected; at most %(most)s go at once. Go back and select fewer.")
            % {"n": len(given), "most": MOST}
        )
    try:
        pairs = [each.split(":") for each in given]
        return {UUID(dossier): _seq(seq) for dossier, seq in pairs}
    except ValueError:
        raise NothingToDo(
            _("The selection could not be read; nothing was changed. Go back, load the list again and repeat.")
        ) from None


def _seq(text: str) -> int:
    if not text.isdecimal() or len(text) > 9:
        raise ValueError(text)
    return int(text)


def _form(doing: Doing, request: HttpRequest) -> forms.Form:
    """The act's form without what is one dossier's own; bound as soon as a field of it was sent."""
    form = doing.new_form()
    names = [name for name in form.fields if name not in NOT_FOR_MANY]
    if not names or any(name in request.POST for name in names):
        form = doing.new_form(request.POST)
    for name in NOT_FOR_MANY:
        form.fields.pop(name, None)
    return form


def _done(account: Account, doing: Doing, expected: dict[UUID, int], typed: dict[str, Any]) -> dict[str, Any]:
    """Act on those that the reader may see; the others do not exist for him."""
    at = timezone.now()
    day = local_day(at)
    seen = Dossier.objects.filter(pk__in=list(expected)).visible_to(account, day)
    numbers: dict[UUID, str | None] = dict(seen.values_list("pk", "number"))
    ground, perform = PERFORMED[doing.act]
    typed = {**NUMBER_LESS_NAMES, **typed}
    done = perform(
        list(numbers),
        typed,
        {
            "by": Actor.of(account, day),
            "at": at,
            "ground": ground_for(ground_of(doing.act, ground, typed), day),
            "expected": expected,
        },
    )
    refused = [
        (numbers[d] or "—", reverse("dossier", args=[ref_of(numbers[d], d)]), str(why))
        for d, why in done.refused.items()
        if d in numbers
    ]
    refused += [("—", "", str(Refusal("unknown"))) for d in expected if d not in numbers]
    return {"is_done": True, "done": len(done.done), "refused": sorted(refused)}


def _door(account: Account, doing: Doing, form: forms.Form, expected: dict[UUID, int]) -> Door:
    """The form as the page shows it; to move, the units of the administrations that decide the chosen ones."""
    if doing.act != "move":
        return Door(doing, form, is_main=True, is_open=True, is_asked=True)
    present = now()
    dossiers = Dossier.objects.filter(pk__in=list(expected)).visible_to(account, present.day)
    found = set(dossiers.values_list("deciding_unit", "holder_function"))
    deciding = {unit for unit, _function in found}
    around = {administration_of(unit, present.units, present.day) for unit in deciding}
    wanted = set(deciding)
    for unit in present.units.places:
        place = present.units.on(unit, present.day)
        if place is not None and (unit in around or place.parent in around):
            wanted.add(unit)
    if len(found) == 1:  # all stand at one step, and most often take the same next one
        unit, function = found.pop()
        following = Function.LEADER if function == Function.HANDLING else Function.HANDLING
        form.initial |= {"unit": str(unit), "function": following} | proposing(following)
    units = in_order(wanted, present.units, present.day)
    return Door(doing, form, is_main=True, is_open=True, is_asked=True, units=units)


def _page(request: HttpRequest, doing: Doing, status: int, **context: Any) -> HttpResponse:
    return render(request, "desk/many.html", {"doing": doing, **context}, status=status)


urlpatterns = [path("many/<slug:act>/", many, name="many")]
