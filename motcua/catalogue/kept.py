"""The catalogue in memory, as acts need it: versions with their terms, who offers them, and units' own norms."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, time
from functools import cached_property
from typing import NamedTuple
from uuid import UUID

from psycopg.types.range import DateRange

from motcua.catalogue.lengths import is_longer
from motcua.catalogue.models import ChannelTerms, LimitCase, Norm, Paper, StepLimit, Version
from motcua.journal import revision
from motcua.journal.statement import rows as sql_rows
from motcua.worktime.limits import Limit, LimitUnit


@dataclass(frozen=True, slots=True)
class Terms:
    """The limit of a version on one channel, or for one case on it."""

    limit_value: int
    limit_unit: str
    cutoff: time | None

    @property
    def limit(self) -> Limit:
        """The limit as work time reckons with it."""
        return Limit(self.limit_value, LimitUnit(self.limit_unit), self.cutoff)


class CaseTerms(NamedTuple):
    """A limit of its own: for a channel ("": all), a case ("": whichever), from a quantity on."""

    channel: str
    code: str
    name: str
    quantity_from: int
    terms: Terms


class CaseProblem(LookupError):
    """The case that decides the limit is not known. `cases` are those that can be chosen, with their names."""

    def __init__(self, code: str, cases: Sequence[tuple[str, str]]) -> None:
        super().__init__(code)
        self.code, self.cases = code, list(cases)


class NoCase(CaseProblem):
    """The version has limits by case, and none was named."""


class UnknownCase(CaseProblem):
    """A case was named that the version does not have on this channel."""


@dataclass(frozen=True, eq=False)
class VersionFacts:
    """A version in force from a day to a day."""

    id: UUID
    procedure: UUID
    code: str
    name: str
    valid: DateRange
    at_once: bool
    gives_document: bool
    pauses: dict[str, str] = field(default_factory=dict)
    """Cause → continue or anew, as work time's `Cause`; what is missing does not stop the clock."""
    terms: dict[str, Terms] = field(default_factory=dict)
    cases: list[CaseTerms] = field(default_factory=list)
    steps: dict[str, Limit] = field(default_factory=dict)
    """Function → how long what lies with it may take."""

    @cached_property
    def papers(self) -> tuple[tuple[str, int, int], ...]:
        rows = Paper.objects.filter(version=self.id).order_by("position")
        return tuple(rows.values_list("name", "originals", "copies"))

    def case_names(self, channel: str) -> list[tuple[str, str]]:
        """The cases among which somebody chooses on a channel, by code and name; empty where limits know none."""
        return list(dict.fromkeys((c.code, c.name) for c in self.cases if c.code and c.channel in ("", channel)))

    def counts(self, channel: str) -> bool:
        """Does a limit on a channel depend on the quantity?"""
        return any(case.quantity_from > 1 and case.channel in ("", channel) for case in self.cases)

    def terms_for(self, channel: str, case: str = "", quantity: int = 1) -> Terms | None:
        """The limit for a channel, a case and a quantity; None where the channel is not offered.

        The most particular holds: the case from the highest quantity that is reached, else the case alone, else the
        highest quantity that is reached, else the channel's terms; of two alike the channel's own.
        Raises NoCase where the version has cases and none is named, UnknownCase for one that it does not have.
        """
        terms = self.terms.get(channel)
        if terms is None or not (self.cases or case):
            return terms
        names = self.case_names(channel)
        if case and case not in dict(names):
            raise UnknownCase(case, names)
        if names and not case:
            raise NoCase(case, names)
        fitting = [
            row
            for row in self.cases
            if row.channel in ("", channel) and row.code in ("", case) and row.quantity_from <= quantity
        ]
        best = max(fitting, key=lambda row: (row.code, row.quantity_from, row.channel), default=None)
        return best.terms if best is not None else terms


@dataclass
class Catalogue:
    revision: int
    versions: dict[UUID, VersionFacts] = field(default_factory=dict)
    offers: dict[tuple[UUID, str], list[tuple[DateRange, VersionFacts]]] = field(default_factory=dict)
    norms: dict[tuple[UUID, str], list[tuple[DateRange, Limit]]] = field(default_factory=dict)

    def by_id(self, version: UUID) -> VersionFacts:
        return self.versions[version]

    def offered(self, code: str, unit: UUID, day: date) -> VersionFacts | None:
        """The version of a procedure that a unit offers and that is in force on a day."""
        for valid, version in self.offers.get((unit, code), ()):
            if day in valid and day in version.valid:
                return version
        return None

    def norm(self, code: str, unit: UUID, day: date, legal: Limit | None = None) -> Limit | None:
        """The limit that a unit set itself for a procedure, in force on a day; None where it set none.

        Beside a legal limit that is shorter than the norm, as that of a quick case or of a changed law, the norm
        promises nothing: None.
        """
        norm = next((limit for valid, limit in self.norms.get((unit, code), ()) if day in valid), None)
        return None if norm is None or (legal is not None and is_longer(norm, legal)) else norm


_kept: Catalogue | None = None


def catalogue(number: int | None = None) -> Catalogue:
    """The catalogue at a revision; read anew when acts on it have moved the revision `catalogue`."""
    global _kept
    if number is None:
        number = revision.current("catalogue")
    if _kept is None or _kept.revision != number:
        _kept = _read(number)
    return _kept


def revision_kept() -> int:
    """The revision of the catalogue that this process read last, as an act has just done."""
    return _kept.revision if _kept is not None else catalogue().revision


OFFERS = "SELECT unit_id, version_id, lower(valid), upper(valid) FROM catalogue_offer"


def _read(number: int) -> Catalogue:
    fresh = Catalogue(number)
    rows = Version.objects.values_list(
        "id", "procedure_id", "procedure__code", "name", "valid", "at_once", "gives_document", "pauses"
    )
    for row in rows:
        fresh.versions[row[0]] = VersionFacts(*row)
    limit = ("limit_value", "limit_unit", "cutoff")
    for version, channel, *terms in ChannelTerms.objects.values_list("version_id", "channel", *limit):
        fresh.versions[version].terms[channel] = Terms(*terms)
    which = ("version_id", "channel", "code", "name", "quantity_from")
    for version, channel, code, name, quantity, *terms in LimitCase.objects.order_by("position").values_list(
        *which, *limit
    ):
        fresh.versions[version].cases.append(CaseTerms(channel, code, name, quantity, Terms(*terms)))
    for version, function, value, unit in StepLimit.objects.values_list("version_id", "function", *limit[:2]):
        fresh.versions[version].steps[function] = Limit(value, LimitUnit(unit))
    # A country has very many offers, and they hold for few different stretches of days.
    ranges: dict[tuple[date | None, date | None], DateRange] = {}
    for unit, version, since, until in sql_rows(OFFERS, []):
        valid = ranges.setdefault((since, until), DateRange(since, until))
        facts = fresh.versions[version]
        fresh.offers.setdefault((unit, facts.code), []).append((valid, facts))
    for unit, code, valid, value, of in Norm.objects.values_list("unit_id", "procedure__code", "valid", *limit[:2]):
        fresh.norms.setdefault((unit, code), []).append((valid, Limit(value, LimitUnit(of))))
    return fresh
