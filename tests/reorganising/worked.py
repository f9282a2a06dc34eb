"""Short words for tests of reorganisations: lines as people write them, and the way to their day."""

from datetime import date, datetime
from typing import Any

from motcua.journal.by import SYSTEM
from motcua.reorganising.acts import Decided, leave_finding, rehearse_reorganisation, schedule, write_reorganisation
from motcua.reorganising.force import Result, take_force
from motcua.reorganising.lines import Line, read_line
from motcua.reorganising.models import Reorganisation

GROUND = "DECISION"


def lines(*rows: str | dict[str, Any]) -> list[Line]:
    """Lines out of short text, such as `absorb source=801.02 code=801.03`; `+` stands for a space in a value."""
    made = []
    for number, row in enumerate(rows, start=2):
        if isinstance(row, str):
            operation, *cells = row.split()
            row = {"operation": operation} | dict(cell.split("=", 1) for cell in cells)
            row = {key: value.replace("+", " ") for key, value in row.items()}
        made.append(read_line(number, row))
    return made


def written(
    *rows: str | dict[str, Any], on: date, at: datetime, number: str = "1/NQ", **given: Any
) -> Reorganisation:
    """A decision with these lines."""
    decided = Decided(number, "HĐND huyện Đức Huệ", at.date())
    return write_reorganisation(decided, lines(*rows), on=on, by=SYSTEM, at=at, ground=GROUND, **given)


def scheduled(made: Reorganisation, at: datetime, *, leave: bool = False) -> Reorganisation:
    """The decision, rehearsed and scheduled; with `leave`, all that blocks is left with a reason."""
    found = rehearse_reorganisation(made.pk, at)
    if leave:
        keys = [each.key for each in found.findings if each.is_blocking]
        if keys:
            leave_finding(made.pk, keys, "Đã có phương án", by=SYSTEM, at=at, ground=GROUND)
    return schedule(made.pk, by=SYSTEM, at=at, ground=GROUND)


def in_force(made: Reorganisation, at: datetime, *, leave: bool = False) -> Result:
    """The decision in force, with what it did."""
    scheduled(made, at, leave=leave)
    result = take_force(made.pk)
    assert result is not None
    return result
