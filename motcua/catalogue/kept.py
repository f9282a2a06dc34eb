"""The catalogue in memory, as acts need it: versions with their terms, and who offers them from when to when."""

from dataclasses import dataclass, field
from datetime import date, time
from functools import cached_property
from uuid import UUID

from psycopg.types.range import DateRange

from motcua.catalogue.models import ChannelTerms, Offer, Paper, Version
from motcua.journal import revision


@dataclass(frozen=True, slots=True)
class Terms:
    """The limit of a version on one channel."""

    limit_value: int
    limit_unit: str
    cutoff: time | None


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
    terms: dict[str, Terms] = field(default_factory=dict)

    @cached_property
    def papers(self) -> tuple[tuple[str, int, int], ...]:
        rows = Paper.objects.filter(version=self.id).order_by("position")
        return tuple(rows.values_list("name", "originals", "copies"))


@dataclass
class Catalogue:
    revision: int
    versions: dict[UUID, VersionFacts] = field(default_factory=dict)
    offers: dict[tuple[UUID, str], list[tuple[DateRange, VersionFacts]]] = field(default_factory=dict)

    def by_id(self, version: UUID) -> VersionFacts:
        return self.versions[version]

    def offered(self, code: str, unit: UUID, day: date) -> VersionFacts | None:
        """The version of a procedure that a unit offers and that is in force on a day."""
        for valid, version in self.offers.get((unit, code), ()):
            if day in valid and day in version.valid:
                return version
        return None


_kept: Catalogue | None = None


def catalogue(number: int | None = None) -> Catalogue:
    """The catalogue at a revision; read anew when acts on it have moved the revision `catalogue`."""
    global _kept
    if number is None:
        number = revision.current("catalogue")
    if _kept is None or _kept.revision != number:
        fresh = Catalogue(number)
        rows = Version.objects.values_list(
            "id", "procedure_id", "procedure__code", "name", "valid", "at_once", "gives_document"
        )
        for row in rows:
            fresh.versions[row[0]] = VersionFacts(*row)
        for version, channel, *terms in ChannelTerms.objects.values_list(
            "version_id", "channel", "limit_value", "limit_unit", "cutoff"
        ):
            fresh.versions[version].terms[channel] = Terms(*terms)
        for unit, version, valid in Offer.objects.values_list("unit_id", "version_id", "valid"):
            facts = fresh.versions[version]
            fresh.offers.setdefault((unit, facts.code), []).append((valid, facts))
        _kept = fresh
    return _kept
