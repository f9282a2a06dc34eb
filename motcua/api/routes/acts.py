"""Every act that the desks have, as a resource below its dossier. Each calls the same act as the desk does."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_noop
from ninja import Router

from motcua.api.acting import Who, acted
from motcua.api.caller import Bearer, caller_of
from motcua.api.describe import ON_ACTS, acting, answers
from motcua.api.models import Scope
from motcua.api.named import account_named, unit_named
from motcua.api.schemas.acts import (
    DecisionSent,
    HandOverSent,
    LetterSent,
    MissingSent,
    MoveSent,
    ReasonSent,
    ResumeSent,
    ReturnSent,
    SignatureSent,
    SupplementSent,
    WaitSent,
)
from motcua.api.schemas.dossiers import DossierLine
from motcua.dossiers import ending, letters, passing, waiting
from motcua.dossiers.acting import Holder
from motcua.dossiers.drafts import Proposal
from motcua.dossiers.ending import Document
from motcua.dossiers.refusals import Done

router = Router(tags=[gettext_noop("Acts")], auth=Bearer(Scope.DOSSIERS_ACT))


def post(path: str, summary: str) -> Callable[..., Any]:
    """The route of an act below a dossier."""
    return router.post(
        f"/dossiers/{{ref}}/{path}/",
        url_name=f"api_{path.replace('-', '_')}",
        response=answers(DossierLine, 404, 412, 428, *ON_ACTS),
        openapi_extra=acting(),
        summary=summary,
    )


@post("take", gettext_noop("Take in hand"))
def take(request: HttpRequest, ref: str) -> HttpResponse:
    """Out of the inbox of one's unit and function into the account's hands."""
    return acted(request, ref, "take", lambda one, who: passing.take([one], **who))


@post("moves", gettext_noop("Move on"))
def moves(request: HttpRequest, ref: str, body: MoveSent) -> HttpResponse:
    """To the next step: a function in a unit, perhaps a person there; to a leader with a proposal."""
    caller = caller_of(request)

    def perform(one: UUID, who: Who) -> Done:
        person = account_named(body.to.account, "#/to/account") if body.to.account else None
        to = Holder(unit_named(body.to.unit, caller, "#/to/unit"), body.to.function, person)
        draft = Proposal(body.proposal.outcome, body.proposal.text, body.proposal.number) if body.proposal else None
        return passing.move([one], to=to, note=body.note, draft=draft, **who)

    return acted(request, ref, "move", perform)


@post("handovers", gettext_noop("Hand over"))
def hand_over(request: HttpRequest, ref: str, body: HandOverSent) -> HttpResponse:
    """To a colleague at the same step, or back into the unit's inbox."""

    def perform(one: UUID, who: Who) -> Done:
        to = account_named(body.to, "#/to") if body.to else None
        return passing.hand_over([one], to=to, note=body.note, **who)

    return acted(request, ref, "hand_over", perform)


@post("decision", gettext_noop("Decide"))
def decide(request: HttpRequest, ref: str, body: DecisionSent) -> HttpResponse:
    """Handling ends with an outcome, whenever the result is collected. By a leader of the deciding unit."""

    def perform(one: UUID, who: Who) -> Done:
        documents = {one: Document(body.document.number, body.document.on)} if body.document else {}
        return ending.decide(
            [one], outcome=body.outcome, documents=documents, reason=body.reason, from_book=body.from_book, **who
        )

    return acted(request, ref, "decide", perform)


@post("agreement", gettext_noop("Agree to the proposal"))
def agree(request: HttpRequest, ref: str) -> HttpResponse:
    """Decided as its draft proposes, its document numbered from the unit's books."""
    return acted(request, ref, "decide", lambda one, who: ending.agree([one], **who))


@post("send-back", gettext_noop("Send back"))
def send_back(request: HttpRequest, ref: str, body: ReasonSent) -> HttpResponse:
    """From a leader's inbox back to who sent it up, with the reason."""
    return acted(request, ref, "send_back", lambda one, who: passing.send_back([one], reason=body.reason, **who))


@post("return", gettext_noop("Return the result"))
def return_result(request: HttpRequest, ref: str, body: ReturnSent) -> HttpResponse:
    """The result leaves the house, at the counter or by post."""
    return acted(request, ref, "return", lambda one, who: ending.return_result([one], to=body.to, **who))


@post("supplement", gettext_noop("Ask for a supplement"))
def supplement(request: HttpRequest, ref: str, body: SupplementSent) -> HttpResponse:
    """The clock stands until the applicant brings what is missing (form 02). By law once; again by a leader."""
    return acted(
        request,
        ref,
        "ask_for_supplement",
        lambda one, who: waiting.ask_for_supplement(
            [one], missing=body.missing, reason=body.reason, basis=body.basis, **who
        ),
    )


@post("waiting", gettext_noop("Wait for another body"))
def wait(request: HttpRequest, ref: str, body: WaitSent) -> HttpResponse:
    """The clock stands until another body has acted, where the procedure's version lets it stand for that."""
    return acted(
        request,
        ref,
        "wait_for",
        lambda one, who: waiting.wait_for([one], cause=body.cause, note=body.asked, **who),
    )


@post("payment-request", gettext_noop("Ask for a payment"))
def payment(request: HttpRequest, ref: str, body: MissingSent) -> HttpResponse:
    """The clock stands until a financial duty is paid, where the procedure's version lets it stand for that."""
    return acted(
        request, ref, "ask_for_payment", lambda one, who: waiting.ask_for_payment([one], note=body.missing, **who)
    )


@post("letter", gettext_noop("Draft the letter of apology"))
def letter(request: HttpRequest, ref: str, body: LetterSent) -> HttpResponse:
    """What will not make it: so many working days more are asked for (form 04). By who holds the dossier."""
    return acted(
        request,
        ref,
        "draft_letter",
        lambda one, who: letters.draft_letters([one], days=body.days, reason=body.reason, **who),
    )


@post("letter-signature", gettext_noop("Sign the letter of apology"))
def sign_letter(request: HttpRequest, ref: str, body: SignatureSent) -> HttpResponse:
    """The letter gets its number and the dossier its promise, once. By a leader of the deciding unit."""
    return acted(
        request,
        ref,
        "sign_letter",
        lambda one, who: letters.sign_letters([one], days=body.days, reason=body.reason, **who),
    )


@post("resume", gettext_noop("Resume"))
def resume(request: HttpRequest, ref: str, body: ResumeSent) -> HttpResponse:
    """The clock goes on: what was missing has come. A stopped dossier is resumed by a decision."""
    act = "reopen" if body.decision else "resume"
    return acted(request, ref, act, lambda one, who: waiting.resume([one], decision=body.decision, **who))


@post("withdrawal", gettext_noop("Enter a withdrawal"))
def withdraw(request: HttpRequest, ref: str, body: ReasonSent) -> HttpResponse:
    """The applicant takes the dossier back; entered at the desk that received it."""
    return acted(request, ref, "withdraw", lambda one, who: ending.withdraw([one], reason=body.reason, **who))


@post("stop", gettext_noop("Stop handling"))
def stop(request: HttpRequest, ref: str, body: ReasonSent) -> HttpResponse:
    """Form 05, for example when nothing was supplemented in time. By a leader of the deciding unit."""
    return acted(request, ref, "stop", lambda one, who: ending.stop([one], reason=body.reason, **who))


@post("refusal", gettext_noop("Refuse to receive"))
def refuse(request: HttpRequest, ref: str, body: ReasonSent) -> HttpResponse:
    """What was filed and is not received (form 03); it is never counted as received."""
    return acted(request, ref, "refuse", lambda one, who: ending.refuse([one], reason=body.reason, **who))
