"""POST /dossiers/ and POST /guidance/: somebody hands something in, or is told what is missing."""

from uuid import UUID

from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from ninja import Router

from motcua.api.acting import refused, told, who_acts
from motcua.api.caller import Bearer, Caller, caller_of
from motcua.api.describe import ON_ACTS, acting, answers
from motcua.api.models import Scope
from motcua.api.named import account_named, applicant_known, unit_named
from motcua.api.once import Answer, once
from motcua.api.problems import Problem, invalid
from motcua.api.routes.dossiers import router as at_the_dossiers
from motcua.api.schemas.acts import GuidanceSent, PersonSent, Reception, Step
from motcua.api.schemas.dossiers import DossierLine
from motcua.api.schemas.reports import GuidanceTold
from motcua.catalogue.models import Procedure
from motcua.dossiers.acting import Holder
from motcua.dossiers.books import Book, Line
from motcua.dossiers.guide import guide
from motcua.dossiers.intake import GivenPaper, Intake, Person
from motcua.fees.reception import receive_and_charge
from motcua.journal.ids import uuid7

router = Router(tags=[gettext_noop("Acts")], auth=Bearer(Scope.DOSSIERS_ACT))


@at_the_dossiers.post(  # searching and receiving share an address, and so a router
    "/dossiers/",
    url_name="api_dossiers",
    auth=Bearer(Scope.DOSSIERS_ACT),
    response=answers(DossierLine, *ON_ACTS, status=201),
    openapi_extra=acting(on_one=False, status=201),
    summary=gettext_noop("Receive a dossier"),
    tags=[gettext_noop("Acts")],
)
def receive_one(request: HttpRequest, body: Reception) -> HttpResponse:
    """It gets its number, its clock and its place in an inbox, at a desk where the account receives."""
    caller = caller_of(request)
    pk = body.id or uuid7(caller.at)

    def done() -> Answer:
        exempt = {pk: body.exemption} if body.exemption else {}
        who = who_acts(caller, "receive")
        refusal = receive_and_charge([_intake(body, pk, caller)], exemptions=exempt, **who).refusal
        if refusal is not None:
            raise refused(refusal, pk, 0)
        return told(pk, caller, status=201)

    try:
        return once(request, caller, done, key_needed=True)
    except IntegrityError:
        # The same id came twice at once under two keys: the other one has been received by now.
        return once(request, caller, done, key_needed=True)


@router.post(
    "/guidance/",
    url_name="api_guidance",
    response=answers(GuidanceTold, *ON_ACTS, status=201),
    openapi_extra=acting(on_one=False, status=201),
    summary=gettext_noop("Record a guidance"),
)
def guide_one(request: HttpRequest, body: GuidanceSent) -> HttpResponse:
    """Somebody is sent home before reception: recorded without a number, with what was missing."""
    caller = caller_of(request)
    pk = body.id or uuid7(caller.at)

    def done() -> Answer:
        procedure = _procedure(body.procedure) if body.procedure else None
        refusal = guide(
            id=pk,
            unit=unit_named(body.unit, caller, "#/unit"),
            procedure=procedure,
            missing=body.missing,
            name=body.name,
            phone=body.phone,
            **who_acts(caller, "guide"),
        ).refusal
        if refusal is not None:
            raise Problem("refused", str(refusal), code=refusal.code)
        return Answer(201, {"id": str(pk)})

    return once(request, caller, done, key_needed=True)


def _intake(body: Reception, pk: UUID, caller: Caller) -> Intake:
    papers = None
    if body.papers is not None:
        papers = [GivenPaper(paper.name, paper.originals, paper.copies) for paper in body.papers]
    line = None
    if body.line is not None:
        line = Line(Book.COPIES, body.line.what, body.line.pages, body.line.copies, body.line.fee)
    return Intake(
        id=pk,
        procedure=body.procedure,
        applicant=_person(body.applicant, caller, "#/applicant"),
        received_unit=unit_named(body.received_unit, caller, "#/received_unit"),
        deciding_unit=unit_named(body.deciding_unit, caller, "#/deciding_unit"),
        helped_unit=unit_named(body.helped_unit, caller, "#/helped_unit") if body.helped_unit else None,
        channel=body.channel,
        return_channel=body.return_channel,
        holder=_person(body.on_behalf_of, caller, "#/on_behalf_of") if body.on_behalf_of else None,
        mandate=body.mandate,
        subject=body.subject,
        case=body.case,
        quantity=body.quantity,
        papers=papers,
        lies_with=_holder(body.lies_with, caller) if body.lies_with else None,
        line=line,
    )


def _person(sent: PersonSent, caller: Caller, pointer: str) -> Person:
    if sent.id is not None:
        applicant_known(sent.id, caller, f"{pointer}/id")
    return Person(
        id=sent.id,
        name=sent.name,
        kind=sent.kind,
        identifiers=tuple((each.kind, each.value) for each in sent.identifiers),
        address=sent.address,
        phone=sent.phone,
        email=sent.email,
        born_on=sent.born_on,
    )


def _holder(step: Step, caller: Caller) -> Holder:
    account = account_named(step.account, "#/lies_with/account") if step.account else None
    return Holder(unit_named(step.unit, caller, "#/lies_with/unit"), step.function, account)


def _procedure(code: str) -> UUID:
    found = Procedure.objects.filter(code=code).values_list("pk", flat=True).first()
    if found is None:
        raise invalid("#/procedure", _("There is no procedure of this code."))
    return found
