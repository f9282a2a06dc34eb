"""Procedures found at the counter in two or three key strokes: by initials, words without accents, or code.

Searched in memory, in what the desk may receive today: the offers of the units of its own administration and of
those above it. It is asked at each key stroke and asks the database nothing but the revisions.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import log10
from uuid import UUID

from django.db.models import Sum

from motcua.desk.now import Now
from motcua.desk.units import deciding_for
from motcua.dossiers.counts import RECEIVED
from motcua.dossiers.models import DailyCount
from motcua.dossiers.search import words_of
from motcua.text import fold

# How long back "most often" looks, in days that were counted, and how many lines a list shows.
RECENT = timedelta(days=60)
SHOWN = 8
SHOWN_ON_A_PAGE = 30

# Words that begin many names and that nobody types: they do not count in initials.
OPENINGS = ("thu tuc ", "dang ky ", "cap ", "xac nhan ")
# How near a hit is: the smaller the better. A hundred times as often received makes up for 1.6.
EQUAL, BEGINS, WITHIN, WORDS, PART = 0.0, 2.0, 4.0, 5.0, 8.0
OFTEN = 0.8


@dataclass(frozen=True, slots=True)
class Choice:
    """A procedure that a unit would decide, with what it is found by."""

    code: str
    name: str
    unit: UUID
    unit_name: str
    nearness: int  # 0: decided by the desk's own administration
    often: int
    folded: str
    initials: tuple[str, ...]  # of the name, and of what is left of it behind its opening words


def found(query: str, choices: Sequence[Choice], limit: int = SHOWN) -> list[Choice]:
    """The likeliest first; an empty query finds what the desk received most often of late."""
    words = words_of(query)
    if not words:
        return sorted(choices, key=lambda c: (-c.often, c.nearness, c.name))[:limit]
    ranked = [(rank, c) for c in choices if (rank := _rank(words, c)) is not None]
    ranked.sort(key=lambda row: (row[0], row[1].nearness, len(row[1].name), row[1].code, str(row[1].unit)))
    return [choice for _rank_of, choice in ranked[:limit]]


Stamp = tuple[date, int, int, int]
_kept: dict[UUID, tuple[Stamp, tuple[Choice, ...]]] = {}


def of_desk(desk: UUID, present: Now) -> tuple[Choice, ...]:
    """Everything that a desk may receive today; kept for the hour, or until the law or the organisation moves."""
    stamp = (present.day, present.at.hour, present.units.revision, present.catalogue_number)
    kept = _kept.get(desk)
    if kept is None or kept[0] != stamp:
        kept = _kept[desk] = stamp, tuple(_offered(desk, present))
    return kept[1]


def _offered(desk: UUID, present: Now) -> Iterator[Choice]:
    nearest = {unit: rank for rank, unit in enumerate(deciding_for(desk, present.units, present.day))}
    often = _often(list(nearest), present.day)
    for (unit, code), offers in present.catalogue().offers.items():
        if unit not in nearest:
            continue
        version = next((v for valid, v in offers if present.day in valid and present.day in v.valid), None)
        if version is not None:
            folded = fold(version.name)
            times = often.get((unit, version.procedure), 0)
            where = (unit, present.unit_name(unit), nearest[unit])
            yield Choice(code, version.name, *where, times, folded, _initials(folded))


def _often(units: list[UUID], day: date) -> dict[tuple[UUID, UUID], int]:
    """How many of each procedure the units received in the last two months that were counted."""
    counted = DailyCount.objects.filter(axis="happened", kind=RECEIVED, unit__in=units, day__lte=day)
    last = counted.order_by("-day").values_list("day", flat=True).first()
    if last is None:
        return {}
    sums = counted.filter(day__gt=last - RECENT).values("unit", "procedure").annotate(all=Sum("n")).order_by()
    return {(row["unit"], row["procedure"]): row["all"] for row in sums}


def _initials(folded: str) -> tuple[str, ...]:
    """The first letters of a name's words, whole and behind its opening words."""
    forms, rest = [folded], folded
    for opening in OPENINGS:
        if rest.startswith(opening):
            rest = rest.removeprefix(opening)
            forms.append(rest)
    return tuple(dict.fromkeys("".join(word[0] for word in re.findall(r"[a-z0-9]+", form)) for form in forms))


def _rank(words: list[str], choice: Choice) -> float | None:
    """How well a choice fits what was typed, smaller being better; None where it does not."""
    phrase, compact = " ".join(words), "".join(words)
    if phrase == choice.code:
        return -10.0
    name = f" {choice.folded}"
    hits = []
    if compact in choice.initials or phrase == choice.folded:
        hits.append(EQUAL)
    if any(each.startswith(compact) for each in choice.initials) or name.startswith(f" {phrase}"):
        hits.append(BEGINS)
    if any(compact in each for each in choice.initials) or f" {phrase}" in name:
        hits.append(WITHIN)
    if all(f" {word}" in name for word in words):
        hits.append(WORDS)
    if all(word in name or word in choice.code for word in words):
        hits.append(PART)
    return min(hits) - OFTEN * log10(1 + choice.often) if hits else None
