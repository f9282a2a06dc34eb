"""A report: the cells of a layout for a frame, whole and by row, as values that every form of output prints."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from motcua.catalogue.models import Field, Procedure, Version
from motcua.reports.counted import Counted, counted
from motcua.reports.frame import By, Frame
from motcua.reports.layouts import Layout
from motcua.text import fold

Cells = Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Row:
    """A field, unit or procedure with its cells; `id` is what `Frame.part` takes to open them.

    On a bridge `under` is the code of the unit of the map for which the row counts; its own row, which has the sum,
    comes before and is under nothing.
    """

    id: UUID
    key: str
    name: str
    cells: Cells
    under: str = ""

    @property
    def words(self) -> str:
        """The name as it is printed; on a bridge what is under another row begins with a dash."""
        return f"– {self.name}" if self.under else self.name


@dataclass(frozen=True, slots=True)
class Report:
    """Cells are named as in the layout, such as `resolved.late`. The rows add up to the total."""

    layout: Layout
    frame: Frame
    by: By | None
    total: Cells
    rows: tuple[Row, ...]


def report(layout: Layout, frame: Frame, by: By | str | None = None) -> Report:
    """Count a layout's figures for a frame, all in one statement, and name the rows.

    Rows in which nothing was to be handled are left out. A unit is named as on the last day, a procedure as in its
    version in force then.
    """
    by = By(by) if by else None
    figures = {cell: figure(frame) for cell, figure in layout.cells.items()}
    whole, *parts = counted(figures, frame, by)
    if by == By.BRIDGE:
        return Report(layout, frame, by, whole.counts, tuple(_bridge(parts, frame)))
    if by == By.UNIT and frame.on_map is not None:
        parts = list(_on_the_map(parts, frame))
    named = _named(by, [part.key for part in parts if part.key], frame) if by else {}
    rows = [Row(part.key, *named[part.key], part.counts) for part in parts if part.key]
    # The database sorts by bytes, which is not how Vietnamese is read.
    order = (lambda row: fold(row.name)) if by == By.FIELD else (lambda row: row.key)
    return Report(layout, frame, by, whole.counts, tuple(sorted(rows, key=lambda row: (order(row), row.key))))


def _on_the_map(parts: Iterable[Counted], frame: Frame) -> Iterator[Counted]:
    """The rows of deciding units, added up by the units that do their work on the map's day."""
    sums: dict[UUID, Counter[str]] = {}
    for part in parts:
        assert part.key is not None  # noqa: S101 -- a row has a key
        sums.setdefault(frame.standing_for(part.key), Counter()).update(part.counts)
    for key, counts in sums.items():
        yield Counted(key, dict(counts))


def _bridge(parts: Sequence[Counted], frame: Frame) -> Iterator[Row]:
    """Each unit of the map with its sum, then the units whose work it does, as they were."""
    if frame.on_map is None:
        frame = replace(frame, on_map=frame.last)
    was = replace(frame, on_map=None)
    below: dict[UUID, list[Counted]] = {}
    for part in parts:
        assert part.key is not None  # noqa: S101 -- a row has a key
        below.setdefault(frame.standing_for(part.key), []).append(part)
    sums = {each.key: each.counts for each in _on_the_map(parts, frame)}
    for place in sorted((frame.place(unit) for unit in below), key=lambda each: each.code):
        yield Row(place.unit, place.code, place.name, sums[place.unit])
        olds = [(was.place(each.key), each.counts) for each in below[place.unit] if each.key is not None]
        # A unit that did nobody's work but its own is said once.
        if [old.unit for old, _counts in olds] == [place.unit]:
            continue
        for old, counts in sorted(olds, key=lambda each: each[0].code):
            yield Row(old.unit, old.code, old.name, counts, place.code)


def _named(by: By, keys: Iterable[UUID], frame: Frame) -> dict[UUID, tuple[str, str]]:
    if by == By.UNIT:
        places = {key: frame.place(key) for key in keys}
        return {key: (place.code, place.name) for key, place in places.items()}
    if by == By.FIELD:
        return {f.pk: (f.code, f.name) for f in Field.objects.filter(pk__in=keys)}
    named = {p.pk: (p.code, p.name) for p in Procedure.objects.filter(pk__in=keys)}
    then = Version.objects.in_force_on(frame.last).filter(procedure__in=keys)
    return named | {key: (named[key][0], name) for key, name in then.values_list("procedure", "name")}


def document(made: Report) -> dict[str, Any]:
    """The report as the commands and the API give it."""
    frame = made.frame
    found: dict[str, Any] = {
        "period": {"from": frame.first.isoformat(), "to": frame.last.isoformat()},
        "unit": frame.unit.code if frame.unit else None,
        "axis": frame.axis.value,
        "total": nested(made.total),
    }
    if frame.on_map is not None:
        found["map"] = frame.on_map.isoformat()
    if made.by is not None:
        found["rows"] = [_row(row) for row in made.rows]
    return found


def _row(row: Row) -> dict[str, Any]:
    under = {"under": row.under} if row.under else {}
    return {"key": row.key, "name": row.name, **under, **nested(row.cells)}


def nested(cells: Cells) -> dict[str, dict[str, int]]:
    """Cells by group: `{"resolved": {"late": 183}}`."""
    groups: dict[str, dict[str, int]] = {}
    for cell, n in cells.items():
        group, _, name = cell.partition(".")
        groups.setdefault(group, {})[name] = n
    return groups
