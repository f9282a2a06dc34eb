"""Which dossier the purpose of a transfer names: with or without dots and hyphens, in either case."""

import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from uuid import UUID

from motcua.dossiers import numbers
from motcua.dossiers.models import Dossier
from motcua.organisation.tree import Tree

LEAST_SERIAL = 4
NUMBER_LIKE = re.compile(r"[0-9A-Za-z][0-9A-Za-z./_-]{5,59}")


def squashed(text: str) -> str:
    """A text without anything but letters and digits, in capitals: what is left when a bank has had it."""
    return re.sub(r"[^0-9A-Z]", "", text.upper())


def prefixes_of(units: Tree) -> dict[str, str]:
    """All agency codes that numbers begin with, by how they read squashed."""
    found = {place.number_prefix for places in units.places.values() for place in places if place.number_prefix}
    return {squashed(prefix): prefix for prefix in found}


def candidates(purpose: str, prefixes: Mapping[str, str]) -> list[str]:
    """The dossier numbers that a purpose may hold, the likeliest first.

    An agency code followed by a day and a serial of four digits or more, whatever stands between them; then each
    word that could be a number of another form. Where a serial ends nobody can say once blanks are gone: where the
    purpose has no digit next to it is the likeliest, then the shorter.
    """
    found: dict[str, None] = {}
    text, places = squashed(purpose), _places(purpose)
    for code, prefix in sorted(prefixes.items(), key=lambda pair: -len(pair[0])):
        begins = text.find(code)
        while begins >= 0:
            for number in _after(text, places, begins + len(code), prefix):
                found[number] = None
            begins = text.find(code, begins + 1)
    for word in NUMBER_LIKE.findall(purpose):
        if any(c.isdigit() for c in word):
            found[word.strip("./_-").upper()] = None
    return list(found)


def _places(purpose: str) -> list[bool]:
    """Of each sign that squashing leaves: is what follows it in the purpose no digit?"""
    upper = purpose.upper()
    return [not upper[i + 1 : i + 2].isdigit() for i, c in enumerate(upper) if re.match(r"[0-9A-Z]", c)]


def _after(text: str, places: list[bool], begins: int, prefix: str) -> list[str]:
    """The numbers of an agency that may stand there: day and serial, the likeliest length of the serial first."""
    digits = re.match(r"[0-9]+", text[begins:])
    if digits is None or len(digits[0]) < 6 + LEAST_SERIAL:
        return []
    try:
        day = datetime.strptime(digits[0][:6], "%y%m%d").date()  # noqa: DTZ007 -- a day has no zone
    except ValueError:
        return []
    found = []
    for length in range(LEAST_SERIAL, min(len(digits[0]) - 6, numbers.LONGEST_SERIAL) + 1):
        ends = begins + 6 + length
        serial = digits[0][6 : 6 + length]
        try:
            number = numbers.written(prefix, day, int(serial))
            if number.endswith(serial):
                found.append((not places[ends - 1], length, number))
        except LookupError:
            return []
    return [number for _ends_elsewhere, _length, number in sorted(found)]


def dossiers_named(purposes: Iterable[str], units: Tree) -> dict[str, list[UUID]]:
    """The dossiers that purposes name, by purpose: none, one, or those between which nobody can decide.

    Of numbers that begin alike the one that ends where the purpose has something else is meant.
    """
    prefixes = prefixes_of(units)
    wanted = {purpose: candidates(purpose, prefixes) for purpose in set(purposes)}
    every = sorted({number for numbers_ in wanted.values() for number in numbers_})
    known = dict(Dossier.objects.filter(number__in=every).values_list("number", "pk"))
    return {purpose: _meant([n for n in found if n in known], known) for purpose, found in wanted.items()}


def _meant(found: list[str], known: Mapping[str, UUID]) -> list[UUID]:
    """Those that are meant: the likeliest of each day and agency."""
    first: dict[str, str] = {}
    for number in found:
        parts = numbers.parts_of(number)
        key = f"{parts.prefix} {parts.day}" if parts else number
        kept = first.setdefault(key, number)
        if not number.startswith(kept) and not kept.startswith(number):
            first[number] = number  # two numbers of one day
    return list(dict.fromkeys(known[number] for number in first.values()))
