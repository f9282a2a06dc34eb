"""What the catalogue can be asked, as SQL. Days are local dates."""

from collections.abc import Iterable
from datetime import date
from typing import Any, Self
from uuid import UUID

from django.db import models
from django.db.models import Exists, OuterRef, Q


def _offers(unit: Any, day: date, **joined: Any) -> Exists:
    from motcua.catalogue.models import Offer

    return Exists(Offer.objects.filter(unit=unit, valid__contains=day, **joined))


class FieldQuery(models.QuerySet):
    """Fields."""

    def offered_by(self, unit: Any, day: date) -> Self:
        """Fields in which a unit offers a procedure on a day."""
        joined = {"version__valid__contains": day, "version__procedure__field": OuterRef("pk")}
        return self.filter(_offers(unit, day, **joined))


class ProcedureQuery(models.QuerySet):
    """Procedures."""

    def in_force_on(self, day: date) -> Self:
        """Procedures of which a version is in force on a day."""
        from motcua.catalogue.models import Version

        return self.filter(Exists(Version.objects.in_force_on(day).filter(procedure=OuterRef("pk"))))

    def offered_by(self, unit: Any, day: date) -> Self:
        """Procedures of which a unit offers, on a day, the version that is in force on that day."""
        joined = {"version__valid__contains": day, "version__procedure": OuterRef("pk")}
        return self.filter(_offers(unit, day, **joined))


class VersionQuery(models.QuerySet):
    """Versions."""

    def in_force_on(self, day: date) -> Self:
        """Versions in force on a day: at most one of each procedure."""
        return self.filter(valid__contains=day)

    def offered_by(self, unit: Any, day: date) -> Self:
        """Versions that are in force on a day and that a unit offers on it."""
        return self.in_force_on(day).filter(_offers(unit, day, version=OuterRef("pk")))

    def with_content(self) -> Self:
        """With all that hangs on them read along, in a statement a table however many versions there are."""
        hanging = ("terms", "cases", "step_limits", "papers", "legal_bases")
        return self.select_related("procedure__field").prefetch_related(*hanging)


class OfferQuery(models.QuerySet):
    """Offers."""

    def in_force_on(self, day: date) -> Self:
        """Offers that stand on a day, of versions in force on it."""
        return self.filter(valid__contains=day, version__valid__contains=day)

    def not_ended_on(self, day: date) -> Self:
        """Offers that stand on a day or begin later."""
        return self.filter(Q(valid__endswith__isnull=True) | Q(valid__endswith__gt=day))

    def of(self, units: Iterable[UUID], versions: Iterable[UUID]) -> Self:
        """Offers of some versions by some units, by their ids."""
        return self.filter(unit__in=list(units), version__in=list(versions))
