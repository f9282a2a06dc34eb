"""What was in force on a day, as a book names it: units, procedures, calendars. Looked up once a name and day."""

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from motcua.catalogue.cells import line
from motcua.catalogue.kept import Catalogue, VersionFacts, catalogue
from motcua.organisation.tree import Place, Tree, tree
from motcua.worktime.calendar import WorkCalendar
from motcua.worktime.load import calendar_for, current_revision


class InForce:
    """The organisation, the catalogue and the calendars as they are while one file is read."""

    def __init__(self) -> None:
        self.tree: Tree = tree()
        self.catalogue: Catalogue = catalogue()
        self._calendars = current_revision()
        places = [place for terms in self.tree.places.values() for place in terms]
        self.prefixes = frozenset(place.number_prefix.upper() for place in places if place.number_prefix)
        self._units = _by_words((word, place) for place in places for word in (place.code, place.name))
        self._versions = _by_words(
            (word, version) for version in self.catalogue.versions.values() for word in (version.code, version.name)
        )
        self._found_units: dict[tuple[str, date], UUID] = {}
        self._found_versions: dict[tuple[str, UUID, date], VersionFacts] = {}
        self._found_calendars: dict[tuple[UUID, date], WorkCalendar] = {}

    def unit(self, value: Any, day: date) -> UUID:
        """The unit that bears a code or a name on a day. Raises ValueError with a sentence."""
        text = _word(value)
        found = self._found_units.get((text, day))
        if found is None:
            found = self._found_units[text, day] = self._unit(line(value, 200), text, day)
        return found

    def _unit(self, said: str, text: str, day: date) -> UUID:
        known: list[Place] = self._units.get(text, [])
        standing = {place.unit for place in known if place.holds_on(day)}
        if len(standing) == 1:
            return standing.pop()
        if standing:
            raise ValueError(
                _("%(count)s units are called %(unit)s on %(day)s. Write the official code instead.")
                % {"count": len(standing), "unit": said, "day": f"{day:%d/%m/%Y}"}
            )
        if known:
            raise ValueError(
                _("The unit %(unit)s is in force %(when)s, not on %(day)s. Write the one that was in force then.")
                % {"unit": said, "when": _periods((p.lower, p.upper) for p in known), "day": f"{day:%d/%m/%Y}"}
            )
        raise ValueError(
            _("No unit bears the code or name %(unit)s. Write the official code or the exact name.")
            % {"unit": said[:80]}
        )

    def version(self, code: str | None, name: str | None, unit: UUID, day: date) -> VersionFacts:
        """The version of a procedure, by code or else by name, that a unit offers on a day.

        Raises ValueError with a sentence: unknown, not in force that day, or not offered there.
        """
        text = _word(code or name or "")
        found = self._found_versions.get((text, unit, day))
        if found is None:
            found = self._version(code or name or "", text, unit, day)
            self._found_versions[text, unit, day] = found
        return found

    def _version(self, said: str, text: str, unit: UUID, day: date) -> VersionFacts:
        known: list[VersionFacts] = self._versions.get(text, [])
        standing = [version for version in known if day in version.valid]
        params = {"procedure": said[:120], "day": f"{day:%d/%m/%Y}"}
        if not known:
            raise ValueError(
                _("No procedure has the code or exact name %(procedure)s. Check it, or import the procedure first.")
                % params
            )
        if not standing:
            params["when"] = _periods((v.valid.lower, v.valid.upper) for v in known)
            raise ValueError(
                _(
                    "Procedure %(procedure)s is in force %(when)s, not on %(day)s. Write the one that was in force "
                    "that day."
                )
                % params
            )
        offered = [v for v in standing if self.catalogue.offered(v.code, unit, day) == v]
        if len(offered) == 1:
            return offered[0]
        if offered:
            raise ValueError(
                _("Several procedures are called %(procedure)s on %(day)s. Write the code as well.") % params
            )
        place = self.tree.on(unit, day)
        params["unit"] = place.name if place else "—"
        raise ValueError(
            _(
                "The unit %(unit)s does not offer procedure %(procedure)s on %(day)s. Check the unit, or let it "
                "offer the procedure first."
            )
            % params
        )

    def calendar(self, unit: UUID, day: date) -> WorkCalendar:
        """The calendar of a unit on a day."""
        found = self._found_calendars.get((unit, day))
        if found is None:
            found = calendar_for(self.tree.path(unit, day), self._calendars)
            self._found_calendars[unit, day] = found
        return found


def _word(value: Any) -> str:
    """A name as it is compared: case and blanks do not matter, accents do."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return line(value, 5000).casefold()


def _by_words(pairs: Iterable[tuple[str, Any]]) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = {}
    for word, thing in pairs:
        found.setdefault(_word(word), []).append(thing)
    return found


def _periods(ranges: Iterable[tuple[date | None, date | None]]) -> str:
    """Ranges of days in words; the upper end is the first day after."""
    parts = []
    for lower, upper in sorted(ranges, key=lambda r: r[0] or date.min):
        since = f"{lower:%d/%m/%Y}" if lower else "…"
        if upper is None:
            parts.append(_("from %(since)s on") % {"since": since})
        else:
            last = date.fromordinal(upper.toordinal() - 1)
            parts.append(_("from %(since)s to %(last)s") % {"since": since, "last": f"{last:%d/%m/%Y}"})
    return ", ".join(dict.fromkeys(parts))
