"""The sets of statutory forms: dated data, since a circular replaces all forms on one day."""

import json
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).resolve().parent / "sets"


@dataclass(frozen=True, slots=True)
class FormSet:
    """The forms of a circular, in force from a day to a day, both included; None leaves that side open."""

    code: str
    first: date | None
    last: date | None
    circular: str
    forms: tuple[str, ...]

    def holds_on(self, day: date) -> bool:
        return (self.first is None or self.first <= day) and (self.last is None or day <= self.last)

    def template(self, form: str) -> Path:
        """The Typst file of one of its forms."""
        return FOLDER / self.code / f"{form}.typ"


class NoForm(LookupError):
    """No set that is in force on the day has this form."""


@cache
def form_sets() -> tuple[FormSet, ...]:
    """All sets that the program brings along, oldest first."""
    rows = json.loads((FOLDER / "sets.json").read_text(encoding="utf-8"))
    return tuple(
        FormSet(row["code"], _day(row["from"]), _day(row["until"]), row["circular"], tuple(row["forms"]))
        for row in rows
    )


def set_on(day: date, form: str) -> FormSet:
    """The set in force on a day that has the form. Raises NoForm."""
    for each in form_sets():
        if each.holds_on(day) and form in each.forms:
            return each
    raise NoForm(form, day)


def set_of(code: str) -> FormSet:
    """The set of a code, in force or not: what was printed stays as it was. Raises NoForm."""
    for each in form_sets():
        if each.code == code:
            return each
    raise NoForm(code)


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
