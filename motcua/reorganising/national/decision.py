"""The restructuring of 1 July 2025 as the lines of one decision."""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import fields, replace

from motcua.organisation.models import Kind, Level
from motcua.reorganising.lines import COLUMNS, SEPARATOR, Line, Operation, Rule
from motcua.reorganising.national.country import desk_of
from motcua.reorganising.national.tables import MAIN, PART, WHOLE, Since, Tables, Went

CENTRE = "Trung tâm Phục vụ hành chính công"

# Which parts of the applicants' addresses lie in which part of a divided commune: by old and new code.
Areas = Mapping[tuple[str, str], Sequence[str]]


def lines_of_decision(tables: Tables, areas: Areas | None = None) -> list[Line]:
    """The lines by which the old map becomes the new one, numbered as the rows of a file.

    A province, commune or island district that goes alone and whole into one new unit goes on as it, under another
    name, level or parent; the others are consolidated or divided. Districts are dissolved; what still lies with
    them goes to the new province. A part of a divided commune gets what lies in its `areas`; without them
    everything goes to the main part, and the rehearsal and `Handed` list what it was.
    """
    made = _Lines(tables, areas or {})
    return [replace(line, row=row) for row, line in enumerate(made.all(), start=2)]


class _Lines:
    def __init__(self, tables: Tables, areas: Areas) -> None:
        self.tables, self.areas = tables, areas
        self.new = {row.commune_code: row for row in tables.since}
        self.into: dict[str, list[Went]] = {}
        for way in tables.went:
            self.into.setdefault(way.new_commune_code, []).append(way)
        self.names = {row.commune_code: row.commune for row in tables.before}
        self.names |= {row.district_code: row.district for row in tables.before}
        self.old_provinces = {row.province_code: row.province for row in tables.before}
        self.new_provinces = {row.province_code: row.province for row in tables.since}
        self.succeeds = self._provinces()

    def _provinces(self) -> dict[str, str]:
        """The province of the new map that each province of the old one went into."""
        of_unit = {row.commune_code or row.district_code: row.province_code for row in self.tables.before}
        return {of_unit[w.old_code]: self.new[w.new_commune_code].province_code for w in self.tables.went}

    def all(self) -> Iterator[Line]:
        """Every line; rows are numbered afterwards."""
        yield Line(0, Operation.COVERS, level=Level.COMMUNE)
        yield Line(0, Operation.COVERS, level=Level.DISTRICT)
        yield from self._of_provinces()
        for row in self.tables.since:
            ways = self.into[row.commune_code]
            if len(ways) == 1 and ways[0].extent == WHOLE:
                yield from self._goes_on(row, ways[0])
            else:
                yield from self._begins(row, ways)
        gone = {way.old_code for way in self.tables.went if way.old_level == Level.DISTRICT}
        districts = {row.district_code: self.succeeds[row.province_code] for row in self.tables.before}
        for code, province in districts.items():
            if code not in gone:
                yield Line(0, Operation.DISSOLVE, source=code, code=province)

    def _of_provinces(self) -> Iterator[Line]:
        for code, name in self.new_provinces.items():
            merged = [old for old, new in self.succeeds.items() if new == code]
            if len(merged) == 1:
                # Nothing becomes of it; a line for what changed, had anything changed.
                if (merged[0], self.old_provinces[merged[0]]) != (code, name):
                    yield Line(0, Operation.RENAME, code=code, source=merged[0], name=name)
                continue
            yield Line(
                0, Operation.CREATE, code=code, name=name, kind=Kind.ADMINISTRATION, level=Level.PROVINCE,
                prefix=f"000.00.00.H{code}",
            )  # fmt: skip
            for old in merged:
                yield Line(0, Operation.CONSOLIDATE, source=old, code=code)

    def _goes_on(self, row: Since, way: Went) -> Iterator[Line]:
        was_island = way.old_level == Level.DISTRICT
        renamed = (self.names[way.old_code], way.old_code) != (row.commune, row.commune_code)
        yield Line(
            0,
            Operation.RENAME if renamed or was_island else Operation.CHANGE,
            source=way.old_code,
            code=row.commune_code,
            name=row.commune if renamed else "",
            level=Level.COMMUNE if was_island else "",
            parent=row.province_code,
            area_km2=row.area_km2,
        )
        if was_island or way.old_code != row.commune_code:
            code = desk_of(row.commune_code)
            yield Line(0, Operation.RENAME, source=desk_of(way.old_code), code=code, level=Level.COMMUNE)

    def _begins(self, row: Since, ways: Iterable[Went]) -> Iterator[Line]:
        code, desk = row.commune_code, desk_of(row.commune_code)
        yield Line(
            0, Operation.CREATE, code=code, name=row.commune, kind=Kind.ADMINISTRATION, level=Level.COMMUNE,
            parent=row.province_code, prefix=f"000.{code}.H{row.province_code}", area_km2=row.area_km2,
        )  # fmt: skip
        yield Line(
            0, Operation.CREATE, code=desk, name=CENTRE, kind=Kind.ONE_STOP, level=Level.COMMUNE, parent=code
        )
        for way in ways:
            if way.extent == WHOLE:
                yield Line(0, Operation.CONSOLIDATE, source=way.old_code, code=code)
                continue
            # The desk of a divided commune is divided as the commune is; any other goes where its commune goes.
            rule, values = self._share(way)
            yield Line(0, Operation.DIVIDE, source=way.old_code, code=code, rule=rule, values=values)
            yield Line(0, Operation.DIVIDE, source=desk_of(way.old_code), code=desk, rule=rule, values=values)

    def _share(self, way: Went) -> tuple[str, tuple[str, ...]]:
        if way.extent == MAIN:
            return Rule.MAIN, ()
        assert way.extent == PART, way.extent  # noqa: S101 -- the table has no other word
        values = tuple(self.areas.get((way.old_code, way.new_commune_code), ()))
        return (Rule.AREA, values) if values else (Rule.HAND, ())


def as_csv(lines: Iterable[Line]) -> str:
    """Lines as the file that `motcua units restructure` reads."""
    text = io.StringIO()
    names = [field.name for field in fields(Line) if field.name in COLUMNS]
    rows = csv.writer(text, lineterminator="\n")
    rows.writerow(names)
    for line in lines:
        cells = (getattr(line, name) for name in names)
        rows.writerow([SEPARATOR.join(cell) if isinstance(cell, tuple) else cell for cell in cells])
    return text.getvalue()
