"""What the schedule charges for a dossier, and which exemptions may hold for it."""

from collections.abc import Sequence
from datetime import datetime

from motcua.desk.now import Now
from motcua.dossiers.books import BookLine
from motcua.dossiers.models import Dossier
from motcua.fees.charges import Asked, Line, exemptions_for
from motcua.fees.entering import without
from motcua.fees.kept import charged
from motcua.fees.owed import Due
from motcua.moments import local_day


def unentered(dossier: Dossier, dues: Sequence[Due], present: Now, line: BookLine | None) -> list[Line] | None:
    """What the schedule charges for a dossier and is not owed yet; None where the schedule states nothing.

    By its channel, case and quantity, on the day of its reception. What has its line in the book of certified
    copies is charged by its pages and copies.
    """
    day = dossier.received_on or present.day
    asked = Asked(dossier.channel, dossier.case, quantity=max(1, dossier.quantity))
    if line is not None and line.pages:
        asked = Asked(dossier.channel, dossier.case, line.pages, line.copies, asked.quantity)
    found = charged(present.catalogue_number, dossier.procedure.code, day, asked)
    return without(found.lines, dues) if found is not None and found.lines else None


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
