"""What a report is asked for: which days, on which axis, for which units, and for whom."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from functools import cached_property
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from motcua.dossiers.models import Stretch
from motcua.dossiers.visible import unit_ids_seen_by, units_seen_by
from motcua.moments import LOCAL, local_day
from motcua.organisation.models import Reach, Term, Unit
from motcua.organisation.tree import Place, Tree, tree
from motcua.people.models import Account
from motcua.text import nfc

YEARS = range(1976, 2200)


class WrongQuestion(ValueError):
    """A report that cannot be asked for; the message says what to do."""


class UnknownUnit(LookupError):
    """No unit bears the code, or none that the asker may see; the message says what to do."""


class Axis(StrEnum):
    """By which days a report counts: on which things happened, or on which they were written down."""

    HAPPENED = "happened"
    RECORDED = "recorded"


class By(StrEnum):
    """What the rows of a report stand for."""

    FIELD = "field"
    UNIT = "unit"
    PROCEDURE = "procedure"
    BRIDGE = "bridge"
    """Each unit of a map with the units whose work it does, as they were when they received and decided."""


@dataclass(frozen=True)
class Frame:
    """The question: local days `first` to `last`, both included; a unit with its subtree, or all; one row, or all.

    With a user, only units that he may see are counted. With `on_map`, each dossier counts for the unit that does
    the work of its deciding unit on that day's map (`Tree.standing_for`); without it, for the deciding unit as it
    was. Either way each dossier counts once, so that sums are equal. Use `Frame.of`, which checks what people type.
    """

    first: date
    last: date
    axis: Axis = Axis.HAPPENED
    unit: Place | None = None
    user: Account | None = None
    part: tuple[By, UUID] | None = None
    on_map: date | None = None

    @classmethod
    def of(
        cls,
        first: date,
        last: date,
        *,
        axis: str = Axis.HAPPENED,
        unit: str | None = None,
        user: Account | None = None,
        part: tuple[By, UUID] | None = None,
        on_map: date | None = None,
    ) -> "Frame":
        """The question as people ask it: the unit by its official code on the last day, or its last one before.

        Raises WrongQuestion for days in the wrong order or out of reach, UnknownUnit.
        """
        if last < first:
            raise WrongQuestion(
                _("The period ends on %(last)s, before it begins on %(first)s. Exchange the two days.")
                % {"first": f"{first:%d/%m/%Y}", "last": f"{last:%d/%m/%Y}"}
            )
        if first.year not in YEARS or last.year not in YEARS:
            raise WrongQuestion(
                _("Reports reach from %(first)s to %(last)s. Give days between them.")
                % {"first": YEARS[0], "last": YEARS[-1]}
            )
        if on_map is not None and on_map.year not in YEARS:
            raise WrongQuestion(
                _("Maps reach from %(first)s to %(last)s. Give a day between them.")
                % {"first": YEARS[0], "last": YEARS[-1]}
            )
        place = _place(unit, on_map or last) if unit is not None else None
        if place is not None and on_map is not None:
            # An old code finds its way to whoever does the unit's work on that map.
            place = tree().on(tree().standing_for(place.unit, on_map), on_map) or place
        frame = cls(first, last, Axis(axis), place, user, part, on_map)
        frame._refuse_unseen()
        return frame

    def _refuse_unseen(self) -> None:
        if self.unit is not None and self.user is not None and self.unit.unit not in self.seen_units:
            raise _unknown(self.unit.code, self.last)

    def _seen(self) -> QuerySet:
        assert self.user is not None  # noqa: S101 -- asked only with a user
        if not (self.user.is_authenticated and self.user.is_active):
            return Reach.objects.none().values("reaches")
        return units_seen_by(self.user, local_day(timezone.now()))

    @cached_property
    def opens_at(self) -> datetime:
        """The first moment of the period."""
        return _midnight(self.first)

    @cached_property
    def closes_at(self) -> datetime:
        """The first moment after the period."""
        return _midnight(self.last + timedelta(days=1))

    @cached_property
    def _tree(self) -> Tree:
        return tree()

    def place(self, unit: UUID) -> Place:
        """A unit as it stood on the last day of the period, or last before, or (for none of these) ever."""
        places, day = sorted(self._tree.places[unit], key=lambda p: p.lower), self.on_map or self.last
        return next((p for p in reversed(places) if p.lower <= day), places[0])

    def standing_for(self, unit: UUID) -> UUID:
        """The unit for which a deciding unit's dossiers count: itself, or who does its work on the map's day."""
        return self._tree.standing_for(unit, self.on_map) if self.on_map else unit

    def counted_for(self, unit: UUID) -> list[UUID]:
        """The deciding units whose dossiers count for a unit."""
        if self.on_map is None:
            return [unit]
        return [each for each in self._tree.places if self.standing_for(each) == unit]

    @cached_property
    def seen_units(self) -> list[UUID]:
        """The ids of the units that the user may see, read once."""
        assert self.user is not None  # noqa: S101 -- asked only with a user
        return unit_ids_seen_by(self.user, local_day(timezone.now()))

    def units(self) -> QuerySet | None:
        """The ids of the deciding units that are counted, as a subquery; None: all."""
        if self.unit is None:
            return self._seen() if self.user is not None else None
        if self.on_map is not None:
            return self._on_the_map(self.unit.unit, self.on_map)
        below = units_below(self.unit, self.last)
        return below.filter(reaches__in=self._seen()) if self.user is not None else below

    def _on_the_map(self, unit: UUID, day: date) -> QuerySet:
        units = self._tree
        below = [each for each in units.places if unit in units.path(self.standing_for(each), day)]
        found = Unit.objects.filter(pk__in=below)
        return (found.filter(pk__in=self._seen()) if self.user is not None else found).values("pk")

    @property
    def received_on(self) -> str:
        """The column, seen from a stretch, with the day on which a dossier counts as received."""
        recorded = self.axis == Axis.RECORDED
        return "dossier__received_recorded_on" if recorded else "dossier__received_on"

    @property
    def begins_ends(self) -> tuple[str, str]:
        """The columns from which and up to which a stretch lasts."""
        return ("recorded_from", "recorded_to") if self.axis == Axis.RECORDED else ("from_at", "to_at")

    def received_within(self) -> Q:
        """Of dossiers received within the period."""
        return Q(**{f"{self.received_on}__range": (self.first, self.last)})

    def carried_over(self) -> Q:
        """Of dossiers received before the period and open at some moment of it."""
        return self._carried_over

    @cached_property
    def _carried_over(self) -> Q:
        # Put together once: nearly every figure asks for it.
        begins, ends = self.begins_ends
        open_within = Stretch.objects.filter(
            Q(**{f"{ends}__isnull": True}) | Q(**{f"{ends}__gte": self.opens_at}),
            **{f"{begins}__lt": self.closes_at},
            dossier=OuterRef("dossier"),
            ended_at=None,
        )
        return Q(**{f"{self.received_on}__lt": self.first}) & Q(Exists(open_within))

    def received(self) -> Q:
        """Of dossiers that were to be handled in the period: received within it or carried over."""
        return self.received_within() | self.carried_over()


def units_below(unit: Place, last: date) -> QuerySet:
    """The ids of a unit and of those below it at the end of a period, as a subquery.

    Each unit is where it stands on the last day; one that had ended by then is where it stood last, so that no
    dossier drops out of the figures of those above it. A unit that took over another's work does not count it.
    """
    day = last if unit.holds_on(last) or unit.upper is None else min(last, unit.upper - timedelta(days=1))
    longer = Term.objects.filter(unit=OuterRef("reaches")).filter(
        Q(valid__endswith__isnull=True) | Q(valid__endswith__gt=OuterRef("valid__endswith"))
    )
    stood_last = Q(valid__endswith__lte=day) & ~Exists(longer)
    reach = Reach.objects.filter(unit=unit.unit, by_succession=False)
    return reach.filter(Q(valid__contains=day) | stood_last).values("reaches")


def _place(code: str, last: date) -> Place:
    units, code = tree(), nfc(code)
    found = units.by_code(code, last)
    if found is None:
        before = [p for p in units.codes.get(code, ()) if p.lower <= last]
        found = max(before, key=lambda p: p.lower, default=None)
    if found is None:
        raise _unknown(code, last)
    # Found by a code that it no longer bore: it is asked for as it stands on the last day.
    return units.on(found.unit, last) or found


def _unknown(code: str, day: date) -> UnknownUnit:
    return UnknownUnit(
        _("No unit that you may ask for bears the code “%(code)s” on %(day)s or before. Check the code.")
        % {"code": code[:40], "day": f"{day:%d/%m/%Y}"}
    )


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), LOCAL)
