"""Find procedures by what people type: without accents, by code or part of it, by words in any order."""

from datetime import UTC, date, datetime
from typing import Any

from django.db.models import Case, F, Q, Value, When
from django.db.models.functions import Concat, Left, Length, StrIndex

from motcua.catalogue.models import Procedure
from motcua.catalogue.queries import ProcedureQuery
from motcua.moments import local_day
from motcua.text import fold

# Nobody types more than this; what a machine sends beyond it is not read.
LONGEST_QUERY = 200
MOST_WORDS = 12


def search_key(code: str, name: str, field: str) -> str:
    """What a procedure is found by: code, name, and behind a dot its field, folded."""
    return fold(f"{code} {name} · {field}")


def search(text: str, day: date | None = None, unit: Any = None, limit: int = 50) -> ProcedureQuery:
    """Return the procedures that hold every word of the text, the likeliest first, at most `limit`.

    With a day: only those in force on it. With a unit: only those that it offers on that day (today, if none is
    given). An empty text finds nothing. First the code itself, then codes that begin with the text, then names
    that are or begin with it ("Thủ tục" before it does not count), then names that hold it as it stands, then names
    that hold all the words (whole, then as beginnings, then as parts of others: "hon" in "thong"), then the rest,
    whose field holds some; among equals the shorter name.
    """
    words = _words(text)
    if not words:
        return Procedure.objects.none()
    found = Procedure.objects.all()
    if unit is not None:
        found = found.offered_by(unit, day or local_day(datetime.now(UTC)))
    elif day is not None:
        found = found.in_force_on(day)
    for word in words:
        found = found.filter(search_key__contains=word)
    phrase = " ".join(words)
    found = found.annotate(named=Left("search_key", StrIndex("search_key", Value(" · "))))
    ranks = (
        Q(code=phrase),
        Q(code__startswith=phrase),
        Q(named=Concat(F("code"), Value(f" {phrase} "))),
        Q(named=Concat(F("code"), Value(f" thu tuc {phrase} "))),
        Q(named__startswith=Concat(F("code"), Value(f" {phrase}"))),
        Q(named__startswith=Concat(F("code"), Value(f" thu tuc {phrase}"))),
        Q(named__contains=f" {phrase}"),
        Q(*(Q(named__contains=f" {word} ") for word in words)),
        Q(*(Q(named__contains=f" {word}") for word in words)),
        Q(*(Q(named__contains=word) for word in words)),
    )
    rank = Case(*(When(rule, then=Value(i)) for i, rule in enumerate(ranks)), default=Value(len(ranks)))
    return found.order_by(rank, Length("name"), "code")[:limit]


def _words(text: str) -> list[str]:
    """The words to look for, folded; half characters and control characters are dropped."""
    readable = text[:LONGEST_QUERY].encode("utf-8", "ignore").decode()
    return fold("".join(c if c.isprintable() else " " for c in readable)).split()[:MOST_WORDS]
