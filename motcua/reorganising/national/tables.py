"""The tables of 1 July 2025: the units before it, those from that day on, and which went into which.

Facts with the licence of their source: motcua/reorganising/data/NOTICE.
"""

import csv
import lzma
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).resolve().parent.parent / "data"
ON = date(2025, 7, 1)

WHOLE, MAIN, PART = "whole", "main part", "part"


@dataclass(frozen=True, slots=True)
class Before:
    """A commune as it was; on an island district without communes its code and name are empty."""

    province_code: str
    province: str
    district_code: str
    district: str
    commune_code: str
    commune: str


@dataclass(frozen=True, slots=True)
class Went:
    """Into which commune an old unit went: the whole of it, the main part or a part."""

    old_level: str
    old_code: str
    new_commune_code: str
    extent: str


@dataclass(frozen=True, slots=True)
class Since:
    """A commune, ward or special zone from the day on; its area in km², empty where the table has none."""

    province_code: str
    province: str
    commune_code: str
    commune: str
    area_km2: str


@dataclass(frozen=True)
class Tables:
    """The three tables, whole or those rows that concern some provinces of the new map."""

    before: tuple[Before, ...]
    went: tuple[Went, ...]
    since: tuple[Since, ...]

    def of(self, *provinces: str) -> "Tables":
        """The rows of these provinces of the new map (codes), and of what went into them.

        No old commune, district or province went into two provinces, so that nothing is cut in two.
        """
        since = tuple(row for row in self.since if row.province_code in provinces)
        new = {row.commune_code for row in since}
        went = tuple(row for row in self.went if row.new_commune_code in new)
        old = {(row.old_level, row.old_code) for row in went}
        before = tuple(
            row
            for row in self.before
            if (("commune", row.commune_code) if row.commune_code else ("district", row.district_code)) in old
        )
        return Tables(before, went, since)


@cache
def tables() -> Tables:
    """The tables of the whole country: 10,040 rows before, 10,602 ways, 3,321 from the day on."""
    return Tables(
        tuple(Before(**row) for row in _rows("units_before_2025-07-01")),
        tuple(Went(**row) for row in _rows("restructuring_2025-07-01")),
        tuple(Since(**row) for row in _rows("units_from_2025-07-01")),
    )


def _rows(name: str) -> Iterator[dict[str, str]]:
    with lzma.open(FOLDER / f"{name}.csv.xz", "rt", encoding="utf-8-sig", newline="") as file:
        yield from csv.DictReader(file)
