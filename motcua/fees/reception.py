"""Receive and charge: what a dossier's version charges is owed from the moment of its reception.

The doors through which people come use this act; who plays the past (a register that is brought in, the demo) calls
`motcua.dossiers.receive.receive` alone, and nothing is owed. Rules: docs/rules/fees.md.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction

from motcua.dossiers.intake import Intake
from motcua.dossiers.receive import receive
from motcua.dossiers.refusals import Done, Refusal
from motcua.fees.charges import Asked, Charges, NotCharged, charges
from motcua.fees.entering import Owed, chargeable, enter
from motcua.fees.kept import charged
from motcua.fees.quote import NotCounted
from motcua.fees.refusals import Said
from motcua.journal import revision
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
    number = revision.current("catalogue")
    refused: dict[UUID, Refusal] = {}
    owed: dict[UUID, list[Owed]] = {}
    for intake in incoming:
        try:
            found = _charged(intake, at, (exemptions or {}).get(intake.id, ""), number)
        except NotCharged as problem:
            refused[intake.id] = Said(problem.code, {"problem": problem})
        else:
            owed[intake.id] = chargeable(found.lines) if found is not None else []
    with transaction.atomic():
        taken = [intake for intake in incoming if intake.id not in refused]
        done = receive(taken, by=by, at=at, ground=ground, recorded_at=recorded_at) if taken else Done((), {})
        received = set(done.done)
        _enter([i for i in taken if i.id in received], owed, by, at, recorded_at)
    return Done(done.done, {**refused, **done.refused})


def _charged(intake: Intake, at: datetime, exemption: str, number: int) -> Charges | None:
    """What is charged for an intake; None where nothing can be said. Raises NotCharged for its exemption alone."""
    day, line = local_day(intake.at or at), intake.line
    asked = Asked(intake.channel, intake.case, quantity=max(1, intake.quantity))
    if line is not None and line.pages:
        asked = Asked(intake.channel, intake.case, line.pages, max(1, line.copies), asked.quantity)
    if not exemption:
        return charged(number, intake.procedure, day, asked)
    try:
        return charges(intake.procedure, day, asked, exemption=exemption)
    except NotCounted:
        return None
    except NotCharged as problem:
        if problem.code in OF_THE_EXEMPTION:
            raise
        return None


def _enter(
    intakes: list[Intake],
    owed: Mapping[UUID, list[Owed]],
    by: Actor,
    at: datetime,
    recorded_at: datetime | None,
) -> None:
    """Enter the dues of dossiers that have just been received, in one statement."""
    if not any(owed[intake.id] for intake in intakes):
        return
    batch, units = Batch(by=By(by.account), at=at, ground=GROUND, recorded_at=recorded_at), tree()
    for intake in intakes:
        when = intake.at or at
        post = by.acts_for({Function.RECEIVING}, intake.received_unit, units, local_day(when)) or By(by.account)
        for place, each in enumerate(owed[intake.id], start=1):
            enter(batch, intake.id, each, place=place, at=when, by=post)
    batch.write()
