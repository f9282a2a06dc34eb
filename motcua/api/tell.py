"""Things as the API tells them: units, procedures, dossiers, as plain values."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from motcua.catalogue.models import ChannelTerms, Version
from motcua.desk.now import Now
from motcua.dossiers.books import BookLine
from motcua.dossiers.drafts import Draft
from motcua.dossiers.models import Dossier, DossierQuerySet, Pause
from motcua.dossiers.states import State
from motcua.moments import iso
from motcua.people.models import Account, Applicant
from motcua.worktime.limits import Limit

# What a line reads along, in one statement.
LINE = ("procedure", "applicant", "holder_account")


def lines_of(dossiers: DossierQuerySet) -> DossierQuerySet:
    """With all that a line tells read along."""
    return dossiers.select_related(*LINE)


def unit(pk: UUID, present: Now) -> dict[str, Any]:
    place = present.units.on(pk, present.day) or present.units.latest(pk)
    return {"id": str(pk), "code": place.code if place else "", "name": place.name if place else ""}


def account(found: Account) -> dict[str, Any]:
    return {"id": str(found.pk), "name": found.name}


def line(dossier: Dossier, present: Now) -> dict[str, Any]:
    """A dossier in a list, its procedure, applicant and holder's account read along."""
    return {
        "id": str(dossier.pk),
        "number": dossier.number,
        "seq": dossier.seq,
        "procedure": {"code": dossier.procedure.code, "name": dossier.procedure.name},
        "applicant": dossier.applicant.name,
        "channel": dossier.channel,
        "state": State(dossier.state).name.lower(),
        "state_code": dossier.state,
        "received_unit": unit(dossier.received_unit_id, present),
        "deciding_unit": unit(dossier.deciding_unit_id, present),
        "holder": _holder(dossier, present),
        "received_at": iso(dossier.received_at),
        "due_at": iso(dossier.due_at),
        "ended_at": iso(dossier.ended_at),
        "ended_as": dossier.ended_as or None,
        "returned_at": iso(dossier.returned_at),
    }


def dossier(
    found: Dossier, present: Now, *, numbers: dict[UUID, list[Any]], draft: Draft | None, book: BookLine | None
) -> dict[str, Any]:
    """All that is kept of a dossier; `numbers` are the identifiers by applicant."""
    limit = None
    if found.limit_value is not None:
        cutoff = found.cutoff.isoformat("minutes") if found.cutoff else None
        limit = {"value": found.limit_value, "unit": found.limit_unit, "cutoff": cutoff}
    outcome = None
    if found.outcome:
        outcome = {"outcome": found.outcome, "number": found.outcome_number, "on": found.outcome_on}
    proposal = draft and {"outcome": draft.outcome, "text": draft.text, "number": draft.number}
    entered = book and {name: getattr(book, name) for name in ("number", "what", "pages", "copies", "fee")}
    other = found.holder_applicant
    return line(found, present) | {
        "version": str(found.version_id),
        "return_channel": found.return_channel,
        "person": person(found.applicant, numbers),
        "on_behalf_of": person(other, numbers) if other else None,
        "mandate": found.mandate,
        "subject": found.subject,
        "helped_unit": unit(found.helped_unit_id, present),
        "case": found.case,
        "quantity": found.quantity,
        "limit": limit,
        "received_on": found.received_on,
        "due_on": found.due_on,
        "ended_on": found.ended_on,
        "norm": _limit(found.norm) if found.norm is not None else None,
        "extended_to": iso(found.extended_to),
        "supplements_asked": found.supplements_asked,
        "pauses": [_pause(pause) for pause in found.pauses.order_by("since")],
        "outcome": outcome,
        "proposal": proposal,
        "line": entered,
    }


def _pause(pause: Pause) -> dict[str, Any]:
    return {
        "since": iso(pause.since),
        "until": iso(pause.until),
        "cause": pause.why,
        "note": pause.note,
        "anew": pause.anew,
        "reason": pause.reason,
        "basis": pause.basis,
    }


def person(found: Applicant, numbers: dict[UUID, list[Any]]) -> dict[str, Any]:
    return {
        "id": str(found.pk),
        "kind": found.kind,
        "name": found.name,
        "born_on": found.born_on,
        "address": found.address,
        "phone": found.phone,
        "email": found.email,
        "identifiers": [{"kind": i.kind, "value": i.value} for i in numbers.get(found.pk, ())],
    }


def period(version: Version) -> dict[str, Any]:
    return {
        "number": version.number,
        "from_on": version.valid.lower,
        "until_on": version.valid.upper,
        "decision": version.decision,
    }


def version(found: Version) -> dict[str, Any]:
    """A version with all that hangs on it read along."""
    return period(found) | {
        "id": str(found.pk),
        "name": found.name,
        "at_once": found.at_once,
        "gives_document": found.gives_document,
        "pauses": found.pauses,
        "terms": [_terms(each) for each in sorted(found.terms.all(), key=lambda t: t.channel)],
        "cases": [
            {
                "code": case.code,
                "name": case.name,
                "channel": case.channel or None,
                "quantity_from": case.quantity_from,
                "limit": _limit(case.limit),
            }
            for case in found.cases.all()
        ],
        "steps": [
            {"function": step.function, "limit": _limit(step.limit)}
            for step in sorted(found.step_limits.all(), key=lambda s: s.function)
        ],
        "papers": [
            {"name": paper.name, "originals": paper.originals, "copies": paper.copies}
            for paper in found.papers.all()
        ],
        "legal_bases": sorted(basis.number for basis in found.legal_bases.all()),
    }


def _limit(limit: Limit) -> dict[str, Any]:
    cutoff = limit.cutoff.isoformat("minutes") if limit.cutoff else None
    return {"value": limit.value, "unit": limit.unit.value, "cutoff": cutoff}


def _terms(each: ChannelTerms) -> dict[str, Any]:
    return {
        "channel": each.channel,
        "limit": _limit(each.limit),
        "fees": _fees(each.fees),
    }


def _fees(fees: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    return [
        {"name": fee.get("name") or "", "amount": fee.get("amount"), "note": fee.get("note") or ""} for fee in fees
    ]


def _holder(dossier: Dossier, present: Now) -> dict[str, Any] | None:
    if dossier.holder_unit_id is None:
        return None
    person = dossier.holder_account
    return {
        "unit": unit(dossier.holder_unit_id, present),
        "function": dossier.holder_function or None,
        "account": account(person) if person else None,
    }
