"""Receive and charge: what a dossier's version charges is owed from the moment of its reception.

The doors through which people come use these acts. A register that is brought in from the past calls
`motcua.dossiers.receive.receive` alone, and nothing is owed; the demo does so too, and then enters what part of its
year owed by calls of `motcua.fees.paying.owe` of its own. Rules: docs/rules/fees.md.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from motcua.catalogue.kept import revision_kept
from motcua.dossiers.intake import Intake
from motcua.dossiers.models import Dossier
from motcua.dossiers.receive import receive, receive_drafts
from motcua.dossiers.refusals import Done, Refusal
from motcua.fees.charges import Asked, Charges, NotCharged, charges
from motcua.fees.entering import Owed, chargeable, enter
from motcua.fees.kept import charged
from motcua.fees.quote import NotCounted
from motcua.fees.refusals import Said
from motcua.journal.by import By
from motcua.journal.write import Batch
from motcua.moments import local_day
from motcua.organisation.tree import tree
from motcua.people.actor import Actor
from motcua.people.models import Function

GROUND = "LUAT-97-2015"
# What only the exemption is at fault for; anything else the reception itself judges.
OF_THE_EXEMPTION = frozenset({"no_exemption", "not_exempt"})


def receive_and_charge(
    intakes: Iterable[Intake],
    *,
    exemptions: Mapping[UUID, str] | None = None,
    by: Actor,
    at: datetime,
    ground: str,
    recorded_at: datetime | None = None,
) -> Done:
    """Receive dossiers, and enter what they owe by their version, channel, case and quantity, in one transaction.

    `exemptions` names by the id of an intake the code of the exemption that holds for it; one that is not in force
    or holds for none of its fees is refused, and that dossier is not received. What the provincial council has
    not set yet is not entered: it is not known, which is never free. Received twice, it owes once.
    """
    incoming = list(intakes)
    refused: dict[UUID, Refusal] = {}
    owed: dict[UUID, list[Owed]] = {}
    for intake in incoming:
        exemption = (exemptions or {}).get(intake.id, "")
        if not exemption:
            continue  # what is charged is looked up once the reception has read the catalogue
        try:
            owed[intake.id] = _owed(intake, at, exemption)
        except NotCharged as problem:
            refused[intake.id] = Said(problem.code, {"problem": problem})
    with transaction.atomic(savepoint=False):
        taken = [intake for intake in incoming if intake.id not in refused]
        done = receive(taken, by=by, at=at, ground=ground, recorded_at=recorded_at) if taken else Done((), {})
        received = set(done.done)
        comers = [(i.id, i.received_unit, i.at or at) for i in taken if i.id in received]
        owed |= {i.id: _owed(i, at) for i in taken if i.id in received and i.id not in owed}
        _enter(comers, owed, by, at, recorded_at)
    return Done(done.done, {**refused, **done.refused})


def receive_filed_and_charge(
    filed: Iterable[UUID],
    *,
    by: Actor,
    at: datetime,
    ground: str,
    recorded_at: datetime | None = None,
    expected: Mapping[UUID, int] | None = None,
) -> Done:
    """Receive dossiers that were filed or kept, and enter what they owe from now on, in one transaction.

    They owe what their procedure charges on this day: until it was received nothing was owed. Refused as
    `motcua.dossiers.receive.receive_drafts` refuses.
    """
    day = local_day(at)
    owed: dict[UUID, list[Owed]] = {}
    comers = []
    with transaction.atomic(savepoint=False):
        done = receive_drafts(filed, by=by, at=at, ground=ground, recorded_at=recorded_at, expected=expected)
        names = ("pk", "received_unit", "procedure__code", "channel", "case", "quantity")
        for pk, unit, code, channel, case, quantity in Dossier.objects.filter(pk__in=done.done).values_list(*names):
            owed[pk] = _lines(_charged(code, day, Asked(channel, case, quantity=max(1, quantity))))
            comers.append((pk, unit, at))
        _enter(comers, owed, by, at, recorded_at)
    return done


def _owed(intake: Intake, at: datetime, exemption: str = "") -> list[Owed]:
    """What an intake owes. Raises NotCharged for its exemption alone."""
    return _lines(_charged(intake.procedure, local_day(intake.at or at), _asked(intake), exemption))


def _lines(found: Charges | None) -> list[Owed]:
    return chargeable(found.lines) if found is not None else []


def _asked(intake: Intake) -> Asked:
    """What is asked for, of which the schedule counts the fees."""
    line, quantity = intake.line, max(1, intake.quantity)
    if line is not None and line.pages:
        return Asked(intake.channel, intake.case, line.pages, max(1, line.copies), quantity)
    return Asked(intake.channel, intake.case, quantity=quantity)


def _charged(procedure: str, day: date, asked: Asked, exemption: str = "") -> Charges | None:
    """What is charged for it; None where nothing can be said. Raises NotCharged for its exemption alone."""
    if not exemption:
        return charged(revision_kept(), procedure, day, asked)
    try:
        return charges(procedure, day, asked, exemption=exemption)
    except NotCounted:
        return None
    except NotCharged as problem:
        if problem.code in OF_THE_EXEMPTION:
            raise
        return None


def _enter(
    comers: Sequence[tuple[UUID, UUID, datetime]],
    owed: Mapping[UUID, list[Owed]],
    by: Actor,
    at: datetime,
    recorded_at: datetime | None,
) -> None:
    """Enter the dues of dossiers that came in (id, receiving unit, when), in one statement."""
    if not any(owed[dossier] for dossier, _unit, _when in comers):
        return
    batch, units = Batch(by=By(by.account), at=at, ground=GROUND, recorded_at=recorded_at), tree()
    for dossier, unit, when in comers:
        post = by.acts_for({Function.RECEIVING}, unit, units, local_day(when)) or By(by.account)
        for place, each in enumerate(owed[dossier], start=1):
            enter(batch, dossier, each, place=place, at=when, by=post)
    batch.write()
