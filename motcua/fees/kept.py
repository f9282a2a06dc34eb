"""What procedures charge, kept in memory for pages that ask at every key stroke: by the catalogue's revision."""

from datetime import date
from functools import lru_cache

from django.utils.translation import get_language

from motcua.fees.charges import Asked, Charges, NotCharged, charges, exempting
from motcua.fees.quote import NotCounted


def charged(revision: int, procedure: str, day: date, asked: Asked, exemption: str = "") -> Charges | None:
    """What a procedure charges on a day, less what an exemption waives; None where that cannot be said.

    `revision` is that of the catalogue, which moves with what the council sets too.
    """
    return _charged(revision, procedure, day, asked, exemption, get_language() or "vi")


@lru_cache(maxsize=4096)
def _charged(
    revision: int, procedure: str, day: date, asked: Asked, exemption: str, language: str
) -> Charges | None:
    try:
        return charges(procedure, day, asked, exemption=exemption)
    except (NotCharged, NotCounted):
        return None


@lru_cache(maxsize=4096)
def exemptions(revision: int, procedure: str, day: date, asked: Asked) -> tuple[tuple[str, str], ...]:
    """The exemptions that hold for a fee of a procedure on a day: code, and whom it is for with its share."""
    return tuple((row.code, f"{row.name} ({row.share} %)") for row in exempting(procedure, day, asked))
