"""What is to be owed, and its rows: from what somebody types, or from what the schedule charges."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from motcua.fees.charges import Line
from motcua.fees.kinds import FeeKind, WhenDue
from motcua.fees.owed import Due
from motcua.journal.by import By
from motcua.journal.ids import uuid7
from motcua.journal.write import Batch
from motcua.text import fold, nfc


@dataclass(frozen=True, slots=True)
class Owed:
    """What is to be owed: a fee, charge or duty, its amount in đồng, and what of it is waived from the start."""

    name: str
    kind: FeeKind
    amount: int
    when: WhenDue = WhenDue.RECEIPT
    basis: str = ""
    quantity: int = 1
    waived: int = 0
    exemption: str = ""


def chargeable(lines: Iterable[Line]) -> list[Owed]:
    """The lines of a quote that can be owed: what is known and not free by law.

    What an exemption waives is waived from the start, on its ground. A fee that the provincial council has not set
    yet is none of them: nobody knows how much it is.
    """
    return [_owed(line) for line in lines if line.amount]


def without(lines: Iterable[Line], dues: Iterable[Due]) -> list[Line]:
    """The lines of a quote that do not stand among dues yet, by their names."""
    known = {fold(due.name) for due in dues}
    return [line for line in lines if fold(line.name) not in known]


def enter(
    batch: Batch,
    dossier: UUID,
    owed: Owed,
    *,
    place: int,
    at: datetime,
    by: By,
    pause: UUID | None = None,
    key: UUID | None = None,
) -> Due:
    """Add a due to a batch with the first entry of its chain. `pause` is the pause that it falls due in."""
    due = Due(
        id=key or uuid7(at),
        dossier_id=dossier,
        name=nfc(owed.name),
        kind=FeeKind(owed.kind),
        when=WhenDue(owed.when),
        amount=owed.amount,
        quantity=owed.quantity,
        place=place,
        waived=owed.waived,
        owed_at=at,
        basis=nfc(owed.basis),
        exemption=nfc(owed.exemption),
        pause=pause if owed.when == WhenDue.MEANWHILE else None,
    )
    said = {"dossier": dossier, "name": due.name, "kind": due.kind, "when": due.when}
    said |= {"amount": str(due.amount), "waived": str(due.waived), "basis": due.basis}
    batch.create(due, "owe", said | ({"exemption": due.exemption} if due.waived else {}), at=at, by=by)
    return due


def _owed(line: Line) -> Owed:
    exempted, amount = line.exempted, line.amount or 0
    waived = exempted.amount or 0 if exempted is not None else 0
    ground = f"{exempted.name} ({exempted.ground})"[:700] if exempted is not None else ""
    return Owed(line.name, line.kind, amount, line.when, line.basis[:300], line.quantity, waived, ground)
