"""GET /procedures/: what people can ask for, on which terms, and who offers it."""

from typing import Annotated, Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_noop
from ninja import Query, Router
from pydantic import Field

from motcua.api import tell
from motcua.api.caller import Bearer, Caller, caller_of
from motcua.api.cursors import BY_CODE, MOST, USUAL, page, question_of
from motcua.api.describe import answers
from motcua.api.models import Scope
from motcua.api.named import unit_asked_for
from motcua.api.problems import not_found
from motcua.api.schemas.procedures import ProcedurePage, ProcedureTold
from motcua.api.schemas.values import Day, Sent, Text
from motcua.catalogue.models import Offer, Procedure, Version
from motcua.catalogue.search import search
from motcua.moments import local_day
from motcua.text import nfc

router = Router(tags=[gettext_noop("Procedures")], auth=Bearer(Scope.PROCEDURES_READ))


class Sought(Sent):
    """Which procedures."""

    q: Annotated[
        str,
        Text(200, "khai sinh"),
        Field(description="Words of name, code or field; the likeliest first, one page."),
    ] = ""
    field: Annotated[str, Text(200), Field(description="Code of a field.")] = ""
    unit: Annotated[str, Text(60, "801.02"), Field(description="Only what this unit offers: its code, or id.")] = ""
    on: Annotated[Day | None, Field(description="In force on this day; today, if left out.")] = None
    limit: Annotated[int, Field(ge=1, le=MOST, description="Rows of a page.")] = USUAL
    cursor: Annotated[str, Text(600), Field(description="`next` of the page before.")] = ""


@router.get(
    "/procedures/",
    url_name="api_procedures",
    response=answers(ProcedurePage, 404),
    summary=gettext_noop("Search procedures"),
)
def procedures(request: HttpRequest, sought: Query[Sought]) -> dict[str, Any]:
    """Procedures in force, by code; with q the likeliest first, as the desk finds them, without a second page."""
    caller = caller_of(request)
    day = sought.on or caller.day
    unit = unit_asked_for(sought.unit, caller) if sought.unit else None
    if sought.q:
        found: QuerySet[Procedure] = search(sought.q, day, unit, sought.limit if not sought.field else MOST)
        rows = [p for p in found.select_related("field") if sought.field in ("", p.field.code)][: sought.limit]
        return {"items": [_line(each) for each in rows], "next": None}
    found = Procedure.objects.in_force_on(day)
    if unit is not None:
        found = found.offered_by(unit, day)
    if sought.field:
        found = found.filter(field__code=sought.field)
    question = question_of(caller, "procedures", sought.model_dump(exclude={"cursor", "limit"}))
    rows, following = page(
        found.select_related("field"), BY_CODE, question=question, cursor=sought.cursor or None, limit=sought.limit
    )
    return {"items": [_line(each) for each in rows], "next": following}


class OnDay(Sent):
    """On which day."""

    on: Annotated[Day | None, Field(description="In force on this day; today, if left out.")] = None


@router.get(
    "/procedures/{code}/",
    url_name="api_procedure",
    response=answers(ProcedureTold, 404),
    summary=gettext_noop("Read a procedure"),
)
def procedure(request: HttpRequest, code: str, when: Query[OnDay]) -> dict[str, Any]:
    """A procedure with the version in force on a day: limits and fees by channel, papers, who offers it."""
    caller = caller_of(request)
    day = when.on or local_day(timezone.now())
    found = Procedure.objects.select_related("field").filter(code=nfc(code)).first()
    if found is None:
        raise not_found()
    versions = list(Version.objects.filter(procedure=found).order_by("number"))
    in_force = Version.objects.filter(procedure=found).in_force_on(day).with_content().first()
    return _line(found) | {
        "on": day,
        "version": tell.version(in_force) if in_force else None,
        "versions": [tell.period(each) for each in versions],
        "offered_by": _offering(in_force.pk, caller, day) if in_force else [],
    }


def _line(found: Procedure) -> dict[str, Any]:
    return {"code": found.code, "name": found.name, "field": found.field.name}


def _offering(version: UUID, caller: Caller, day: Any) -> list[dict[str, Any]]:
    units = Offer.objects.in_force_on(day).filter(version=version).values_list("unit", flat=True)
    return sorted((tell.unit(unit, caller.present) for unit in units), key=lambda each: str(each["code"]))
