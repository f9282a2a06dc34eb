"""Receive over the counter: look the procedure up, enter who hands in, and get a number. Kept simple on purpose."""

from typing import Any
from uuid import UUID

from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from motcua.catalogue.models import Offer, Procedure
from motcua.catalogue.search import search
from motcua.desk.doors import SeeOther
from motcua.desk.forms import Reception
from motcua.desk.listing import list_response
from motcua.desk.now import Now, now
from motcua.desk.units import Offered, deciding_for, in_order
from motcua.dossiers.grounds import ground_for
from motcua.dossiers.intake import Intake, Person
from motcua.dossiers.models import Dossier
from motcua.dossiers.receive import receive
from motcua.dossiers.refusals import Done, Refusal
from motcua.journal.ids import uuid7
from motcua.moments import local_day
from motcua.people.actor import Actor
from motcua.people.models import Account, ApplicantKind, Function, IdentifierKind
from motcua.text import nfc

# What a list of results shows; who sees more has to type more.
RESULTS = 30


@require_http_methods(["GET", "HEAD", "POST"])
def dossiers(request: HttpRequest) -> HttpResponse:
    """GET /dossiers/ lists, POST /dossiers/ receives one."""
    if request.method == "POST":
        return _receive(request)
    return list_response(request)


@require_safe
def new(request: HttpRequest) -> HttpResponse:
    """GET /dossiers/new/?q=…, then ?procedure=CODE&deciding=UNIT."""
    return _page(request, now())


def _receive(request: HttpRequest) -> HttpResponse:
    assert isinstance(request.user, Account)  # noqa: S101 -- nobody else comes here
    form = Reception(request.POST)
    if not form.is_valid():
        return _page(request, now(), form, status=422)
    refusal = _done(request.user, form.cleaned_data).refusal
    if refusal is None:
        return SeeOther(f"{reverse('dossier', args=[form.cleaned_data['id']])}?done=receive")
    again = Dossier.objects.visible_to(request.user).filter(pk=form.cleaned_data["id"]).first()
    return _page(request, now(), form, refused=_said(refusal, again), again=again, status=409)


def _done(account: Account, typed: dict[str, Any]) -> Done:
    at = timezone.now()
    day = local_day(at)
    who: dict[str, Any] = {"by": Actor.of(account, day), "at": at, "ground": ground_for("receive", day)}
    intake = _intake(typed)
    try:
        return receive([intake], **who)
    except IntegrityError:
        # The same form arrived twice at once: the other one has been received by now, and this one is told so.
        return receive([intake], **who)


def _said(refusal: Refusal, again: Dossier | None) -> str:
    if again is not None:
        return _(
            "This form was sent before: it is dossier %(number)s. Nothing was changed; begin anew for another one."
        ) % {"number": again.number or "—"}
    return str(refusal)


def _intake(typed: dict[str, Any]) -> Intake:
    kind = typed["applicant_kind"] or ApplicantKind.PERSON
    number_of = IdentifierKind.PERSONAL_ID if kind == ApplicantKind.PERSON else IdentifierKind.ENTERPRISE_ID
    person = Person(
        name=typed["applicant_name"],
        kind=kind,
        identifiers=((number_of.value, typed["identifier"]),) if typed["identifier"] else (),
        address=typed["address"],
        phone=typed["phone"],
        email=typed["email"],
    )
    return Intake(
        id=typed["id"],
        procedure=typed["procedure"],
        applicant=person,
        received_unit=typed["received_unit"],
        deciding_unit=typed["deciding_unit"],
        channel=typed["channel"] or "counter",
        return_channel=typed["return_channel"] or "counter",
        subject=typed["subject"],
    )


def _page(
    request: HttpRequest,
    present: Now,
    form: Reception | None = None,
    *,
    refused: str = "",
    again: Dossier | None = None,
    status: int = 200,
) -> HttpResponse:
    """The desk to receive at, then the procedure, then the form; each step is an address of its own."""
    assert isinstance(request.user, Account)  # noqa: S101 -- nobody else comes here
    desks = _desks(request.user, present)
    asked = form.data if form else request.GET
    desk = next((d for d in desks if str(d.id) == asked.get("received_unit")), desks[0] if desks else None)
    query = nfc(request.GET.get("q", ""))
    context: dict[str, Any] = {
        "here": "new",
        "desks": desks,
        "desk": desk,
        "sought": query,
        "refused": refused,
        "again": again,
    }
    procedure, deciding = nfc(asked.get("procedure", "")), _uuid(asked.get("deciding_unit", ""))
    chosen = _chosen(procedure, deciding, present)
    if chosen is not None and desk is not None:
        first = {"id": uuid7(), "procedure": procedure, "deciding_unit": deciding, "received_unit": desk.id}
        context |= {"form": (form or Reception(initial=first)).offering(chosen["channels"]), "chosen": chosen}
    elif desk is not None:
        context["results"] = _results(query, desk.id, present) if query else []
    if form is not None and chosen is None:
        context["problems"] = [error for name in form.errors for error in form.errors[name]]
    return render(request, "desk/new.html", context, status=status)


def _desks(account: Account, present: Now) -> list[Offered]:
    posts = Actor.of(account, present.day).posts
    return in_order({p.unit for p in posts if p.function == Function.RECEIVING}, present.units, present.day)


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _chosen(code: str, deciding: UUID | None, present: Now) -> dict[str, Any] | None:
    """The version that a unit offers today, as the form's head shows it."""
    version = present.catalogue().offered(code, deciding, present.day) if deciding else None
    if version is None:
        return None
    return {
        "code": code,
        "name": version.name,
        "unit": present.unit_name(deciding),
        "papers": version.papers,
        "channels": set(version.terms),
    }


def _results(query: str, desk: UUID, present: Now) -> list[dict[str, Any]]:
    """Procedures found, each with the unit that would decide it: the nearest that offers it."""
    nearest = {unit: rank for rank, unit in enumerate(deciding_for(desk, present.units, present.day))}
    found: list[Procedure] = list(search(query, present.day, limit=RESULTS * 3))
    offers: dict[UUID, list[UUID]] = {}
    standing = Offer.objects.in_force_on(present.day).filter(unit__in=nearest, version__procedure__in=found)
    for procedure, unit in standing.values_list("version__procedure", "unit"):
        offers.setdefault(procedure, []).append(unit)
    rows = [
        {"code": p.code, "name": p.name, "unit_id": unit, "unit": present.unit_name(unit)}
        for p in found
        for unit in sorted(offers.get(p.pk, ()), key=lambda u: nearest[u])
    ]
    return rows[:RESULTS]
