"""The country as it was on 30 June 2025, as units: provinces, districts, communes, and a one-stop desk in each."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from motcua.journal.by import By
from motcua.organisation.establish import NewUnit, establish
from motcua.organisation.models import Kind, Level, Unit
from motcua.reorganising.national.tables import Before, Tables

DESK = "Bộ phận Một cửa"


@dataclass(frozen=True, slots=True)
class OldUnit:
    """A unit of the old map; `parent` is the code of the one above, empty for a province."""

    code: str
    name: str
    kind: str
    level: str
    parent: str
    prefix: str = ""


def desk_of(code: str) -> str:
    """The code of the one-stop desk of a commune."""
    return f"{code}.01"


def old_units(tables: Tables) -> Iterator[OldUnit]:
    """Every unit of the old map, those above before those below.

    The table has no number prefixes: they are generated in the form of the agencies' codes, `000.12.03.H54` for the
    12th commune of the 3rd district of province 54. An island district without communes has a desk of its own.
    """
    for code, of_province in groupby(tables.before, key=lambda row: row.province_code):
        rows = list(of_province)
        yield OldUnit(code, rows[0].province, Kind.ADMINISTRATION, Level.PROVINCE, "", f"000.00.00.H{code}")
        for number, (_district, of_district) in enumerate(groupby(rows, key=lambda row: row.district_code), 1):
            yield from _district_and_below(list(of_district), number)


def _district_and_below(rows: list[Before], number: int) -> Iterator[OldUnit]:
    above = rows[0]
    province, district = above.province_code, above.district_code
    prefix = f"000.00.{number:02d}.H{province}"
    yield OldUnit(district, above.district, Kind.ADMINISTRATION, Level.DISTRICT, province, prefix)
    communes = [row for row in rows if row.commune_code]
    if not communes:
        yield OldUnit(desk_of(district), DESK, Kind.ONE_STOP, Level.DISTRICT, district)
    for n, row in enumerate(communes, start=1):
        own = f"000.{n:02d}.{number:02d}.H{province}"
        yield OldUnit(row.commune_code, row.commune, Kind.ADMINISTRATION, Level.COMMUNE, district, own)
        yield OldUnit(desk_of(row.commune_code), DESK, Kind.ONE_STOP, Level.COMMUNE, row.commune_code)


def found_country(
    units: Iterable[OldUnit],
    *,
    by: By,
    at: datetime,
    ground: str,
    from_day: date,
    recorded_at: datetime | None = None,
) -> Mapping[str, Unit]:
    """Establish units, tier by tier; by code. Each has its entry, as every unit has."""
    made: dict[str, Unit] = {}
    waiting = list(units)
    while waiting:
        tier = [unit for unit in waiting if not unit.parent or unit.parent in made]
        if not tier:
            raise ValueError(f"{waiting[0].code}: {waiting[0].parent} is not there")
        new = [
            NewUnit(u.code, u.name, u.kind, u.level, made[u.parent] if u.parent else None, u.prefix) for u in tier
        ]
        founded = establish(new, by=by, at=at, ground=ground, from_day=from_day, recorded_at=recorded_at)
        made |= {unit.code: one for unit, one in zip(tier, founded, strict=True)}
        done = {unit.code for unit in tier}
        waiting = [unit for unit in waiting if unit.code not in done]
    return made
