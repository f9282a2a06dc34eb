"""The counter: who hands in what, found, filled in and received by keyboard, on one screen.

GET shows it; POST receives and leads to the receipt. A POST with `_look`, or with a card in its field, receives
nothing: it comes back with what was typed, read and looked up. Rules: docs/rules/counter.md.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from motcua.desk import counter_procedures as procedures
from motcua.desk import guidance
from motcua.desk.counter_forms import Reception, given
from motcua.desk.counter_person import Look, NotThis, holder, is_number, look, settle
from motcua.desk.counter_screen import Screen, desks_of, version_asked
from motcua.desk.doors import SeeOther
from motcua.desk.now import now
from motcua.desk.panels import AtCounter, at_counter
from motcua.dossiers.grounds import ground_for
from motcua.dossiers.intake import Intake
from motcua.dossiers.models import Dossier
from motcua.dossiers.refusals import Done
from motcua.fees.reception import receive_and_charge
from motcua.journal.by import By
from motcua.moments import local_day
from motcua.organisation.tree import tree
from motcua.people import cards
from motcua.people.actor import Actor
from motcua.people.correct import correct_applicant
from motcua.people.models import Account, Function
from motcua.text import nfc

# What changes of the page with the case or the quantity, and with the channel.
PARTS = {"promise": "promise", "terms": "terms"}


@require_http_methods(["GET", "HEAD", "POST"])
def counter(request: HttpRequest) -> HttpResponse:
    """GET /counter/?procedure=CODE&deciding_unit=ID, POST /counter/."""
    if request.method == "POST":
        return _posted(request)
    screen = Screen(request, now())
    if "HX-Request" in request.headers:
        part = PARTS.get(request.GET.get("_part", ""), "matter")
        return render(request, f"desk/counter_{part}.html", screen.context())
    return screen.page()


@require_safe
def found(request: HttpRequest) -> HttpResponse:
    """GET /counter/procedures/?q=…: the lines of the list below the search, at each key stroke."""
    assert isinstance(request.user, Account)  # noqa: S101 -- nobody else comes here
    present = now()
    desks = desks_of(request.user, present)
    desk = next((d for d in desks if str(d.id) == request.GET.get("received_unit")), desks[0] if desks else None)
    query = nfc(request.GET.get("q", ""))
    results = procedures.found(query, procedures.of_desk(desk.id, present)) if desk else []
    context = {"results": results, "sought": query, "desk": desk}
    return render(request, "desk/counter_found.html", context)


def _posted(request: HttpRequest) -> HttpResponse:
    assert isinstance(request.user, Account)  # noqa: S101 -- nobody else comes here
    posted = request.POST
    name = posted.get("applicant_name", "")
    if "_look" in posted or posted.get("card", "").strip() or cards.is_code(name) or is_number(name):
        return _looked(request, look(posted, request.user))
    # Of most procedures the page asks neither case nor quantity: their version need not be looked up.
    form = _of_its_version(posted) if "case" in posted or "quantity" in posted else Reception(posted)
    beside = at_counter(posted)
    are_valid = [form.is_valid(), *(each.is_valid() for each in beside)]
    if not all(are_valid):
        return Screen(request, now(), form=form, beside=beside).page(status=422)
    try:
        done = _received(request.user, form.cleaned_data, request, beside)
    except NotThis as other:
        return _looked(
            request, Look(posted.copy(), other.known, problem=str(other), is_exact=bool(other.known)), status=409
        )
    except ValidationError:  # each said it of its own field
        return Screen(request, now(), form=form, beside=beside).page(status=422)
    if done.refusal is None:
        return SeeOther(reverse("receipt", args=[form.cleaned_data["id"]]))
    if done.refusal.code in ("no_case", "unknown_case") and not (named := _of_its_version(posted)).is_valid():
        return Screen(request, now(), form=named).page(status=422)
    again = Dossier.objects.visible_to(request.user).filter(pk=form.cleaned_data["id"]).first()
    refused = str(done.refusal) if again is None else _sent_before(again)
    return Screen(request, now(), form=form, refused=refused, again=again).page(status=409)


def _of_its_version(posted: QueryDict) -> Reception:
    return Reception(posted).of(version_asked(posted, now()))


def _looked(request: HttpRequest, found_out: Look, status: int = 200) -> HttpResponse:
    """The form with what was read and looked up: a part of the page for HTMX, else the page."""
    screen = Screen(request, now(), form=Reception(found_out.data), look=found_out)
    if "HX-Request" in request.headers and status == 200:
        part = "known" if request.POST.get("_part") == "known" else "who"
        return render(request, f"desk/counter_{part}.html", screen.context())
    return screen.page(status=status)


def _sent_before(dossier: Dossier) -> str:
    return _(
        "This form was sent before: it is dossier %(number)s. Nothing was changed; begin anew for another one."
    ) % {"number": dossier.number or "—"}


def _received(account: Account, typed: dict[str, Any], request: HttpRequest, beside: Sequence[AtCounter]) -> Done:
    """Settle the applicant and receive, together or not at all. Raises NotThis, ValidationError."""
    try:
        return _receive(account, typed, request, beside)
    except IntegrityError:
        # The same form arrived twice at once: the other one has been received by now, and this one is told so.
        return _receive(account, typed, request, beside)


@transaction.atomic
def _receive(account: Account, typed: dict[str, Any], request: HttpRequest, beside: Sequence[AtCounter]) -> Done:
    at = timezone.now()
    day = local_day(at)
    actor, ground = Actor.of(account, day), ground_for("receive", day)
    settled = settle(typed, account)
    intake = Intake(
        id=typed["id"],
        procedure=typed["procedure"],
        applicant=settled.person,
        received_unit=typed["received_unit"],
        deciding_unit=typed["deciding_unit"],
        helped_unit=typed["helped_unit"],
        channel=typed["channel"] or "counter",
        return_channel=typed["return_channel"] or "counter",
        holder=holder(typed),
        mandate=typed["mandate"],
        subject=typed["subject"],
        papers=given(request.POST),
        case=typed["case"],
        quantity=typed["quantity"],
    )
    exempt = {intake.id: request.POST["exemption"][:40]} if request.POST.get("exemption") else {}
    done = receive_and_charge([intake], exemptions=exempt, by=actor, at=at, ground=ground)
    if done.refusal is not None:
        transaction.set_rollback(True)
        return done
    if settled.facts or settled.numbers:
        post = actor.acts_for({Function.RECEIVING}, typed["received_unit"], tree(), day) or By(account.pk)
        known = settled.person.id
        assert known is not None  # noqa: S101 -- only of somebody known something is corrected
        correct_applicant(known, settled.facts, numbers=settled.numbers, by=post, at=at, ground=ground)
    _ask_beside(beside, typed["id"], actor, at)
    return done


def _ask_beside(beside: Sequence[AtCounter], dossier: UUID, by: Actor, at: datetime) -> None:
    """What was asked for beside the dossier: on the applicant's own request. Raises ValidationError."""
    changed = [each for each in beside if each.has_changed()]
    if not changed:
        return
    applicant = Dossier.objects.values_list("applicant", flat=True).get(pk=dossier)
    for each in changed:
        try:
            each.received(applicant, by=by, at=at, ground="APPLICANT")
        except ValidationError as wrong:
            each.add_error(wrong.code if wrong.code in each.fields else None, wrong.messages)
            raise


urlpatterns = [
    path("counter/", counter, name="counter"),
    path("counter/procedures/", found, name="counter_procedures"),
    *guidance.urlpatterns,
]
