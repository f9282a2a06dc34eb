"""What the schedule charges for a dossier, and which exemptions may hold for it."""

from datetime import datetime

from motcua.desk.now import Now
from motcua.dossiers.books import BookLine
from motcua.dossiers.models import Dossier
from motcua.fees.charges import Asked, Charges, Line, exemptions_for
from motcua.fees.kept import charged
from motcua.fees.paying import Owed
from motcua.moments import local_day


def quoted(dossier: Dossier, present: Now, line: BookLine | None) -> Charges | None:
    """What the schedule charges for a dossier, by its channel, case and quantity; None where nothing can be said.

    What has its line in the book of certified copies is charged by its pages and copies.
    """
    day = dossier.received_on or present.day
    asked = Asked(dossier.channel, dossier.case, quantity=max(1, dossier.quantity))
    if line is not None and line.pages:
        asked = Asked(dossier.channel, dossier.case, line.pages, line.copies, asked.quantity)
    return charged(present.catalogue_number, dossier.procedure.code, day, asked)


def to_owe(found: Charges) -> list[Owed]:
    """The lines of a quote that can be entered as owed: what is known and not free."""
    return [_owed(line) for line in found.lines if line.amount]


def _owed(line: Line) -> Owed:
    waived = line.exempted.amount if line.exempted is not None else 0
    basis = {"basis": line.basis[:300], "exemption": line.exempted.ground if line.exempted else ""}
    return Owed(
        line.name, line.kind, line.amount or 0, line.when, quantity=line.quantity, waived=waived or 0, **basis
    )


def exemption_choices(dossier: Dossier, present: Now) -> list[tuple[str, str]]:
    """The exemptions that may hold for a dossier, by code."""
    field, day = dossier.procedure.field.name, dossier.received_on or present.day
    rows = exemptions_for(dossier.procedure.code, field, day)
    return [(row.code, f"{row.name} ({row.share} %)") for row in rows]


def exemption_of(dossier: Dossier, code: str, at: datetime) -> str:
    """Name and ground of an exemption as a due keeps them."""
    rows = exemptions_for(
        dossier.procedure.code, dossier.procedure.field.name, dossier.received_on or local_day(at)
    )
    row = next((row for row in rows if row.code == code), None)
    return f"{row.name} ({row.ground})" if row is not None else ""
