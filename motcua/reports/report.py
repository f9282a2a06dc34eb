"""A report: the cells of a layout for a frame, whole and by row, as values that every form of output prints."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from motcua.catalogue.models import Field, Procedure, Version
from motcua.reports.counted import counted
from motcua.reports.frame import By, Frame
from motcua.reports.layouts import Layout
from motcua.text import fold

Cells = Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Row:
    """A field, unit or procedure with its cells; `id` is what `Frame.part` takes to open them."""

    id: UUID
    key: str
    name: str
    cells: Cells


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
    named = _named(by, [part.key for part in parts if part.key], frame) if by else {}
    rows = [Row(part.key, *named[part.key], part.counts) for part in parts if part.key]
    # The database sorts by bytes, which is not how Vietnamese is read.
    order = (lambda row: fold(row.name)) if by == By.FIELD else (lambda row: row.key)
    return Report(layout, frame, by, whole.counts, tuple(sorted(rows, key=lambda row: (order(row), row.key))))


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
    if made.by is not None:
        found["rows"] = [{"key": row.key, "name": row.name, **nested(row.cells)} for row in made.rows]
    return found


def nested(cells: Cells) -> dict[str, dict[str, int]]:
    """Cells by group: `{"resolved": {"late": 183}}`."""
    groups: dict[str, dict[str, int]] = {}
    for cell, n in cells.items():
        group, _, name = cell.partition(".")
        groups.setdefault(group, {})[name] = n
    return groups
