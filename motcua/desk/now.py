"""The present as a page sees it: the moment, the local day, and what is in force, read in one small statement."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from uuid import UUID

from motcua.catalogue.kept import Catalogue, catalogue
from motcua.journal.statement import rows
from motcua.moments import local_day
from motcua.organisation.tree import Tree, tree
from motcua.worktime.calendar import WorkCalendar
from motcua.worktime.load import NoCalendar, calendar_for

REVISIONS = "SELECT name, number FROM journal_revision"


@dataclass(frozen=True, slots=True)
class Now:
    """A moment with the organisation, the calendars and the catalogue of that moment."""

    at: datetime
    day: date
    units: Tree
    worktime: int
    catalogue_number: int

    def catalogue(self) -> Catalogue:
        return catalogue(self.catalogue_number)

    def calendar(self, unit: UUID, day: date | None = None) -> WorkCalendar | None:
        """The calendar by which a unit works; None where nobody has entered one yet."""
        try:
            return calendar_for(self.units.path(unit, day or self.day), self.worktime)
        except NoCalendar:
            return None

    def unit_name(self, unit: UUID | None) -> str:
        """What a unit is called, or was when it ended; a dash for none."""
        place = self.units.on(unit, self.day) or self.units.latest(unit) if unit else None
        return place.name if place else "—"


def now() -> Now:
    """The present."""
    numbers = dict(rows(REVISIONS, []))
    at = datetime.now(UTC)
    return Now(
        at,
        local_day(at),
        tree(numbers.get("organisation", 0)),
        numbers.get("worktime", 0),
        numbers.get("catalogue", 0),
    )
