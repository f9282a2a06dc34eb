"""GET /dossiers/: search, read one, what happened to it, its papers, what can be done with it now."""

from datetime import datetime, time, timedelta
from typing import Annotated, Any, Literal

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_noop
from ninja import Query, Router
from pydantic import Field

from motcua.api import tell
from motcua.api.caller import Bearer, Caller, caller_of
from motcua.api.cursors import DUE, MOST, NEWEST, USUAL, page, question_of
from motcua.api.describe import answers, reading
from motcua.api.models import Scope
from motcua.api.named import unit_asked_for
from motcua.api.possible import paths
from motcua.api.problems import not_found
from motcua.api.schemas.dossiers import Checklist, DossierPage, DossierTold, History, Standing, StateName
from motcua.api.schemas.procedures import ChannelName
from motcua.api.schemas.values import Day, OneOf, Sent, Text
from motcua.api.versions import etag, is_known
from motcua.desk.listing import HEAPS
from motcua.dossiers.books import lines_of
from motcua.dossiers.drafts import latest
from motcua.dossiers.models import Dossier, DossierPaper, DossierQuerySet
from motcua.dossiers.search import search
from motcua.dossiers.standing import standing
from motcua.dossiers.states import State
from motcua.dossiers.timeline import entries_of, happenings
from motcua.journal import reading as readings
from motcua.moments import LOCAL, iso
from motcua.people.models import Identifier

router = Router(tags=[gettext_noop("Dossiers")], auth=Bearer(Scope.DOSSIERS_READ))

HeapName = Annotated[str, OneOf(HEAPS)]


class Filters(Sent):
    """Which dossiers, in which order. Days are local, both included."""

    q: Annotated[
        str, Text(200, "nguyen lan"), Field(description="Words of number, name or identifier, accents or not.")
    ] = ""
    show: Annotated[HeapName | None, Field(description="How they stand, as the desk's lists have it.")] = None
    state: StateName | None = None
    procedure: Annotated[str, Text(60), Field(description="Code of the procedure.")] = ""
    channel: ChannelName | None = None
    unit: Annotated[str, Text(60, "801.02"), Field(description="The unit that holds them: its code, or id.")] = ""
    deciding_unit: Annotated[str, Text(60), Field(description="The unit that decides them.")] = ""
    received_from: Day | None = None
    received_to: Day | None = None
    due_from: Day | None = None
    due_to: Day | None = None
    order: Annotated[Literal["newest", "due"], Field(description="Received last first, or due first.")] = "newest"
    limit: Annotated[int, Field(ge=1, le=MOST, description="Rows of a page.")] = USUAL
    cursor: Annotated[str, Text(600), Field(description="`next` of the page before.")] = ""


@router.get(
    "/dossiers/",
    url_name="api_dossiers",
    response=answers(DossierPage, 404),
    summary=gettext_noop("Search dossiers"),
)
def dossiers(request: HttpRequest, filters: Query[Filters]) -> dict[str, Any]:
    """Dossiers that the client may see, found as the desk finds them, a page at a time."""
    caller = caller_of(request)
    found = _filtered(search(caller.dossiers(), filters.q), filters, caller)
    rows, following = page(
        tell.lines_of(found),
        NEWEST if filters.order == "newest" else DUE,
        question=question_of(caller, "dossiers", filters.model_dump(exclude={"cursor", "limit"})),
        cursor=filters.cursor or None,
        limit=filters.limit,
    )
    return {"items": [tell.line(each, caller.present) for each in rows], "next": following}


def _filtered(found: DossierQuerySet, filters: Filters, caller: Caller) -> DossierQuerySet:
    rule = Q()
    if filters.show:
        rule &= HEAPS[filters.show].rule(caller.present, caller.account)
    if filters.state:
        rule &= Q(state=State[filters.state.upper()])
    if filters.procedure:
        rule &= Q(procedure__code=filters.procedure)
    if filters.channel:
        rule &= Q(channel=filters.channel)
    if filters.unit:
        rule &= Q(holder_unit=unit_asked_for(filters.unit, caller))
    if filters.deciding_unit:
        rule &= Q(deciding_unit=unit_asked_for(filters.deciding_unit, caller))
    if filters.received_from:
        rule &= Q(received_at__gte=datetime.combine(filters.received_from, time(), LOCAL))
    if filters.received_to:
        rule &= Q(received_at__lt=datetime.combine(filters.received_to + timedelta(1), time(), LOCAL))
    if filters.due_from:
        rule &= Q(due_on__gte=filters.due_from)
    if filters.due_to:
        rule &= Q(due_on__lte=filters.due_to)
    return found.filter(rule)


@router.get(
    "/dossiers/{ref}/",
    url_name="api_dossier",
    response=answers(DossierTold, 404),
    openapi_extra=reading(versioned=True),
    summary=gettext_noop("Read a dossier"),
)
def dossier(request: HttpRequest, ref: str, response: HttpResponse) -> Any:
    """All that is kept of a dossier, by its number or id. Its ETag is the version that acts name in If-Match."""
    caller = caller_of(request)
    pk = caller.dossier(ref)
    found = tell.lines_of(Dossier.objects.filter(pk=pk)).select_related(*tell.LINE, "holder_applicant").first()
    if found is None:
        raise not_found()
    if is_known(request, found.seq):
        return HttpResponse(status=304, headers={"ETag": etag(found.seq), "Cache-Control": CACHED})
    readings.note(caller.account.pk, "dossier", pk, door="api", at=caller.at)
    people = [p for p in (found.applicant_id, found.holder_applicant_id) if p]
    numbers: dict[Any, list[Identifier]] = {}
    for number in Identifier.objects.filter(applicant__in=people).order_by("kind", "value"):
        numbers.setdefault(number.applicant_id, []).append(number)
    response.headers["ETag"] = etag(found.seq)
    response.headers["Cache-Control"] = CACHED
    draft, book = latest([pk]).get(pk), lines_of([pk]).get(pk)
    return tell.dossier(found, caller.present, numbers=numbers, draft=draft, book=book)


# Kept by the client alone, and asked about every time.
CACHED = "private, no-cache"


@router.get(
    "/dossiers/{ref}/history/",
    url_name="api_history",
    response=answers(History, 404),
    summary=gettext_noop("What happened to a dossier"),
)
def history(request: HttpRequest, ref: str) -> dict[str, Any]:
    """Every entry of the journal as a sentence: when, who, what, on which ground."""
    caller = caller_of(request)
    pk = caller.dossier(ref)
    readings.note(caller.account.pk, "dossier", pk, door="api", at=caller.at)
    return {
        "items": [
            {
                "seq": each.seq,
                "at": iso(each.at),
                "recorded_at": iso(each.recorded_at),
                "act": each.act,
                "sentence": each.sentence,
                "ground": each.ground,
                "late_entry": each.late_entry,
            }
            for each in happenings(entries_of(pk))
        ]
    }


PAPER = ("position", "name", "asked_originals", "asked_copies", "given_originals", "given_copies")


@router.get(
    "/dossiers/{ref}/papers/",
    url_name="api_papers",
    response=answers(Checklist, 404),
    summary=gettext_noop("Its papers"),
)
def papers(request: HttpRequest, ref: str) -> dict[str, Any]:
    """The checklist: what was asked and what was given."""
    pk = caller_of(request).dossier(ref)
    return {"items": list(DossierPaper.objects.filter(dossier=pk).order_by("position").values(*PAPER))}


@router.get(
    "/dossiers/{ref}/standing/",
    url_name="api_standing",
    response=answers(Standing, 404),
    summary=gettext_noop("How it stands now"),
)
def stands(request: HttpRequest, ref: str) -> dict[str, Any]:
    """In time, due today, overdue, waiting or ended; and the acts that posts and state allow the client now."""
    caller = caller_of(request)
    found = Dossier.objects.get(pk=caller.dossier(ref))
    return {
        "at": iso(caller.at),
        "standing": standing(found, caller.at).value,
        "acts": paths(found, caller),
    }
