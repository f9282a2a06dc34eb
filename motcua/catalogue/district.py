"""The procedures of a district and its communes: facts of 2026, for the demo played as 2019.

The table is motcua/catalogue/data/district.csv; docs/rules/catalogue.md says how its rows were chosen.
"""

import csv
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import cache
from pathlib import Path

from motcua.catalogue.cells import pauses
from motcua.catalogue.content import Content, Draft, Fee, PaperLine, Terms
from motcua.catalogue.models import Channel, Version
from motcua.catalogue.pausing import BY_LAW, Pauses
from motcua.catalogue.publish import GROUND, publish_versions
from motcua.journal.by import By
from motcua.worktime.limits import Cause, Limit, LimitUnit

FILE = Path(__file__).parent / "data" / "district.csv"
PAPERS = FILE.with_name("district_papers.csv")
LEVELS = {"district": ("district",), "commune": ("commune",), "both": ("district", "commune")}
MARKS = {"at_once", "no_document"}
# The causes that stop the clock may be marked too, "tax" or "tax:anew"; this one is the older word for "fee".
FEE_MARK = "pauses_for_fee"
# Ours is a table of limits and fees; who may ask, with what and for which result stands in other sources.
SILENT_ON = frozenset(
    {"decision", "audience", "result_name", "result_code", "papers", "legal_bases", "cases", "steps"}
)


@dataclass(frozen=True, slots=True)
class DistrictRow:
    """One procedure: where it is handed in (district, commune or both), its terms by channel, its marks."""

    code: str
    name: str
    field: str
    level: str
    terms: tuple[Terms, ...]
    marks: frozenset[str]
    pauses: Pauses = BY_LAW
    papers: tuple[PaperLine, ...] = ()

    @property
    def at_district(self) -> bool:
        return self.level != "commune"

    @property
    def at_commune(self) -> bool:
        return self.level != "district"


@cache
def rows() -> tuple[DistrictRow, ...]:
    """The 274 procedures of the table, in its order."""
    with FILE.open(encoding="utf-8", newline="") as file:
        return tuple(_row(line) for line in csv.DictReader(file))


def _row(line: dict[str, str]) -> DistrictRow:
    cutoff = time.fromisoformat(line["cutoff"]) if line["cutoff"] else None
    terms = tuple(
        Terms(channel, _limit(line[channel], cutoff), _fees(line.get(f"fees_{channel}") or line["fees"]))
        for channel in Channel.values
        if line[channel]
    )
    marks, stopping = _marks(line["marks"].split())
    if line["level"] not in LEVELS or not marks <= MARKS or not terms:
        raise ValueError(f"{FILE.name}: {line['code']} has an unknown level or mark, or no limit")
    papers = _papers().get(line["code"], ())
    return DistrictRow(line["code"], line["name"], line["field"], line["level"], terms, marks, stopping, papers)


def _marks(marks: list[str]) -> tuple[frozenset[str], Pauses]:
    """The marks of a row, and apart from them what stops the clock."""
    causes = [mark.replace(FEE_MARK, Cause.FEE) for mark in marks if mark not in MARKS]
    return frozenset(marks) & MARKS, pauses(";".join(causes))


@cache
def _papers() -> dict[str, tuple[PaperLine, ...]]:
    """What the law itself names for a few procedures of civil status, each with its article in the table."""
    found: dict[str, list[PaperLine]] = {}
    with PAPERS.open(encoding="utf-8", newline="") as file:
        for line in csv.DictReader(file):
            paper = PaperLine(line["name"], int(line["originals"]), int(line["copies"]))
            found.setdefault(line["code"], []).append(paper)
    return {code: tuple(papers) for code, papers in found.items()}


def _limit(text: str, cutoff: time | None) -> Limit:
    value, unit = text.split()
    return Limit(int(value), LimitUnit(unit), cutoff)


def _fees(text: str) -> tuple[Fee, ...]:
    """Fees written as "name=amount | name=council"; council is set by the provincial council."""
    parts = (part.rpartition("=") for part in text.split(" | ") if part)
    return tuple(Fee(name, None if amount == "council" else int(amount)) for name, _equals, amount in parts)


def publish_district(
    *,
    by: By,
    at: datetime,
    from_day: date,
    ground: str = GROUND,
    recorded_at: datetime | None = None,
) -> dict[str, Version]:
    """Put the procedures of the table in force from a day on; returns the versions by code.

    Raises ValueError where another version began on that very day.
    """
    drafts = [
        Draft(
            code=row.code,
            field=row.field,
            content=Content(
                name=row.name,
                terms=row.terms,
                at_once="at_once" in row.marks,
                pauses=row.pauses,
                gives_document="no_document" not in row.marks,
                papers=row.papers,
            ),
            level=LEVELS[row.level],
            silent_on=SILENT_ON - {"papers"} if row.papers else SILENT_ON,
        )
        for row in rows()
    ]
    done = publish_versions(drafts, from_day=from_day, by=by, at=at, ground=ground, recorded_at=recorded_at)
    if done.refused:
        raise ValueError(" ".join(done.refused.values()))
    return done.versions
