"""What procedures charge, kept in memory for pages that ask at every key stroke: by the catalogue's revision."""

from datetime import date
from functools import lru_cache

from django.utils.translation import get_language

from motcua.fees.charges import Asked, Charges, NotCharged, charges
from motcua.fees.quote import NotCounted


def charged(revision: int, procedure: str, day: date, asked: Asked) -> Charges | None:
    """What a procedure charges on a day without an exemption; None where that cannot be said.

    `revision` is that of the catalogue, which moves with what the council sets too.
    """
    return _charged(revision, procedure, day, asked, get_language() or "vi")


@lru_cache(maxsize=4096)
def _charged(revision: int, procedure: str, day: date, asked: Asked, language: str) -> Charges | None:
    try:
        return charges(procedure, day, asked)
    except (NotCharged, NotCounted):
        return None
