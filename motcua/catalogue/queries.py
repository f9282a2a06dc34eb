"""What the catalogue can be asked, as SQL. Days are local dates."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import models
from django.db.models import Exists, OuterRef, Q

if TYPE_CHECKING:
    from collections.abc import Iterable

    from motcua.catalogue.models import Field, Offer, Procedure, Version

    FieldSet = models.QuerySet[Field]
    OfferSet = models.QuerySet[Offer]
    ProcedureSet = models.QuerySet[Procedure]
    VersionSet = models.QuerySet[Version]
else:
    FieldSet = OfferSet = ProcedureSet = VersionSet = models.QuerySet


def _offers(unit: Any, day: date, **joined: Any) -> Exists:
    from motcua.catalogue.models import Offer

    return Exists(Offer.objects.filter(unit=unit, valid__contains=day, **joined))


class FieldQuery(FieldSet):
    """Fields."""

    def offered_by(self, unit: Any, day: date) -> FieldQuery:
        """Fields in which a unit offers a procedure on a day."""
        joined = {"version__valid__contains": day, "version__procedure__field": OuterRef("pk")}
        return self.filter(_offers(unit, day, **joined))


class ProcedureQuery(ProcedureSet):
    """Procedures."""

    def in_force_on(self, day: date) -> ProcedureQuery:
        """Procedures of which a version is in force on a day."""
        from motcua.catalogue.models import Version

        return self.filter(Exists(Version.objects.in_force_on(day).filter(procedure=OuterRef("pk"))))

    def offered_by(self, unit: Any, day: date) -> ProcedureQuery:
        """Procedures of which a unit offers, on a day, the version that is in force on that day."""
        joined = {"version__valid__contains": day, "version__procedure": OuterRef("pk")}
        return self.filter(_offers(unit, day, **joined))


class VersionQuery(VersionSet):
    """Versions."""

    def in_force_on(self, day: date) -> VersionQuery:
        """Versions in force on a day: at most one of each procedure."""
        return self.filter(valid__contains=day)

    def offered_by(self, unit: Any, day: date) -> VersionQuery:
        """Versions that are in force on a day and that a unit offers on it."""
        return self.in_force_on(day).filter(_offers(unit, day, version=OuterRef("pk")))

    def with_content(self) -> VersionQuery:
        """With terms, papers and legal bases read along, in three statements however many versions there are."""
        return self.select_related("procedure__field").prefetch_related("terms", "papers", "legal_bases")


class OfferQuery(OfferSet):
    """Offers."""

    def in_force_on(self, day: date) -> OfferQuery:
        """Offers that stand on a day, of versions in force on it."""
        return self.filter(valid__contains=day, version__valid__contains=day)

    def not_ended_on(self, day: date) -> OfferQuery:
        """Offers that stand on a day or begin later."""
        return self.filter(Q(valid__endswith__isnull=True) | Q(valid__endswith__gt=day))

    def of(self, units: Iterable[UUID], versions: Iterable[UUID]) -> OfferQuery:
        """Offers of some versions by some units, by their ids."""
        return self.filter(unit__in=list(units), version__in=list(versions))
