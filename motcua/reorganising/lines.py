"""The lines of a decision on units: what is created, what ends in what, what goes on under another name.

A line is one row of a file (docs/rules/reorganising-units.md has the columns), one line on the screen, and one
object in the decision's record. Codes on the left (`source`) are those of the day before, codes on the right
(`code`) those from the day on: a commune may end and a new one begin that day with the same code.
"""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, fields
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any

from motcua.text import nfc


class Operation(StrEnum):
    """What a line does. The words of the law: hợp nhất, sáp nhập, chia, tách, giải thể."""

    CREATE = "create"
    """`code` begins, with name, kind, level and parent."""
    CONSOLIDATE = "consolidate"
    """`source` ends, wholly in `code`, which a line of the decision creates."""
    ABSORB = "absorb"
    """`source` ends, wholly in `code`, which was there before."""
    DIVIDE = "divide"
    """`source` ends; `code` gets the share that the rule names. One line has the main part."""
    SEPARATE = "separate"
    """`source` goes on; `code` gets what the rule names."""
    RENAME = "rename"
    """`source` goes on with another name, code or number prefix."""
    CHANGE = "change"
    """`source` goes on at another level, of another kind or under another parent."""
    DISSOLVE = "dissolve"
    """`source` ends; `code`, where there is one, gets what is left."""
    POST = "post"
    """The people named in `values` go from `source` to `code`, not where the unit's main part goes."""
    COVERS = "covers"
    """Every unit of `level` (under `parent`, if it is named) has a line: one without is a mistake."""


class Rule(StrEnum):
    """Which dossiers of a divided unit a line means."""

    MAIN = "main"
    """What no other line of the unit names."""
    AREA = "area"
    """Those whose applicant's address has one of `values` as a part: a hamlet, a street, a ward."""
    FIELD = "field"
    """Those of procedures of the fields `values` (codes)."""
    PROCEDURE = "procedure"
    """Those of the procedures `values` (codes)."""
    HAND = "hand"
    """The dossiers with the numbers `values`."""


ENDING = frozenset({Operation.CONSOLIDATE, Operation.ABSORB, Operation.DIVIDE, Operation.DISSOLVE})


@dataclass(frozen=True, slots=True)
class Line:
    """One line. `row` counts as in the file, for people: the first line after the headings is row 2."""

    row: int
    operation: str
    code: str = ""
    source: str = ""
    name: str = ""
    kind: str = ""
    level: str = ""
    parent: str = ""
    prefix: str = ""
    contact: str = ""
    area_km2: str = ""
    rule: str = ""
    values: tuple[str, ...] = ()

    @property
    def area(self) -> Decimal | None:
        """Square kilometres, or None. Raises InvalidOperation where it is no number."""
        return Decimal(self.area_km2.replace(",", ".")) if self.area_km2 else None

    def area_is_wrong(self) -> bool:
        """Is the area something else than a number of 0 to 1,000,000 km²?"""
        try:
            area = self.area
        except InvalidOperation:
            return True
        return area is not None and not (area.is_finite() and 0 <= area < 1_000_000)

    def stored(self) -> dict[str, Any]:
        """The line as it is kept, without what is empty."""
        return {k: list(v) if k == "values" else v for k, v in asdict(self).items() if v not in ("", ())}


COLUMNS = tuple(f.name for f in fields(Line) if f.name != "row")
SEPARATOR = "|"


def read_line(row: int, cells: Mapping[str, Any]) -> Line:
    """A line from named cells; several values in one cell are separated by `|`. Unknown columns are left out."""
    given: dict[str, Any] = {}
    for name in COLUMNS:
        value = cells.get(name) or ""
        if name == "values":
            several = value if isinstance(value, list | tuple) else str(value).split(SEPARATOR)
            given[name] = tuple(nfc(str(each)).strip() for each in several if str(each).strip())
        else:
            given[name] = nfc(str(value)).strip()
    given["operation"] = given["operation"].lower()
    given["rule"] = given["rule"].lower()
    return Line(row, **given)


def read_lines(kept: Iterable[Mapping[str, Any]]) -> list[Line]:
    """Lines out of what was kept."""
    return [read_line(int(each["row"]), each) for each in kept]
