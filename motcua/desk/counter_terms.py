"""What the counter promises for the channel, case and quantity that are chosen: a limit, and when it is due."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from motcua.catalogue.kept import Terms, VersionFacts
from motcua.catalogue.lengths import longest, shortest
from motcua.catalogue.models import Channel
from motcua.catalogue.wording import in_words
from motcua.desk.now import Now
from motcua.fees.charges import Asked, Charges
from motcua.fees.kept import charged, exemptions
from motcua.fees.words import in_words as in_sentence
from motcua.worktime.due import due_at

MOST = 9_999


@dataclass(frozen=True, slots=True)
class Promise:
    """The limit in words with the due moment of what is received now; of cases not yet chosen among, the range."""

    channels: Sequence[str]
    channel: str
    cases: Sequence[tuple[str, str]]
    case: str
    counts: bool
    quantity: int
    limit: str = ""
    until: str = ""
    norm: str = ""
    due_at: datetime | None = None
    fees: Sequence[str] = ()
    exemptions: Sequence[tuple[str, str]] = ()
    exemption: str = ""

    @property
    def asks(self) -> bool:
        """Is there anything to choose? Of most procedures nothing."""
        return bool(self.cases) or self.counts or bool(self.exemptions)


def promise(version: VersionFacts, unit: UUID, asked: Any, present: Now) -> Promise:
    """What a version promises at a unit for what was chosen so far; `asked` are the values of the form."""
    channels = [channel for channel in Channel.values if channel in version.terms]
    channel = asked.get("channel", "")
    if channel not in channels:
        channel = channels[0] if channels else ""
    names = version.case_names(channel)
    quantity = quantity_of(asked.get("quantity", ""))
    case = asked.get("case", "")
    case = case if case in dict(names) else ""  # left over from another channel or procedure
    labelled = [(code, f"{name} · {_words(version, channel, code, quantity)}") for code, name in names]
    shown: dict[str, Any] = {}
    if names and not case:
        shown = _range(version, channel, names, quantity)
    elif (terms := version.terms_for(channel, case, quantity)) is not None:
        shown = _due(version, unit, terms, present)
    what = (present.catalogue_number, version.code, present.day, Asked(channel, case, quantity=quantity))
    exempt = exemptions(*what)
    chosen = asked.get("exemption", "")
    shown["exemption"] = chosen if chosen in dict(exempt) else ""
    shown["fees"] = _fees(charged(*what, shown["exemption"]))
    return Promise(channels, channel, labelled, case, version.counts(channel), quantity, exemptions=exempt, **shown)


def quantity_of(text: str) -> int:
    """How many are asked for; what is no number from 1 to 9,999 counts as one."""
    found = int(text) if text.isascii() and text.isdigit() and len(text) <= len(str(MOST)) else 1
    return max(1, found)


def _due(version: VersionFacts, unit: UUID, terms: Terms, present: Now) -> dict[str, Any]:
    """When it would be due, received now; only a hint, the act reckons anew."""
    calendar = present.calendar(unit)
    norm = present.catalogue().norm(version.code, unit, present.day, legal=terms.limit)
    return {
        "limit": in_words(terms.limit),
        "norm": in_words(norm) if norm else "",
        "due_at": due_at(present.at, terms.limit, calendar) if calendar else None,
    }


def _fees(found: Charges | None) -> list[str]:
    """What it costs, a sentence a fee; what a page of a copy costs is said by its own desk."""
    return [in_sentence(line) for line in found.lines if not line.steps] if found else []


def _range(version: VersionFacts, channel: str, names: Sequence[tuple[str, str]], quantity: int) -> dict[str, Any]:
    limits = [terms.limit for code, _name in names if (terms := version.terms_for(channel, code, quantity))]
    if not limits:
        return {}
    return {"limit": in_words(shortest(limits)), "until": in_words(longest(limits))}


def _words(version: VersionFacts, channel: str, code: str, quantity: int) -> str:
    terms = version.terms_for(channel, code, quantity)
    return in_words(terms.limit) if terms else ""
