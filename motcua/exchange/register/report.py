"""What bringing in a register did, would do, or why it did nothing."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from motcua.catalogue.sheets import Problem

# Who has more faults than this in one file looks at the first ones and mends the whole column.
MOST_LISTED = 10_000
ROWS_NAMED = 10

# What was brought in although the book and the record do not say quite the same.
REMARKS = {
    "due": gettext_noop("the day promised in the book is not our due day, which stands"),
    "number_day": gettext_noop("the day in the number is not the day of receipt"),
    "prefix": gettext_noop("the agency code in the number is not that of the receiving unit"),
    "no_document": gettext_noop("the book names no document of the result"),
    "decided_from_return": gettext_noop("the book does not say when handling ended; the day of return was taken"),
    "unit_ended": gettext_noop(
        "the dossier is open, but the unit that decides has ended since; move it to the unit that followed"
    ),
    "name": gettext_noop("the name of the procedure is not that of its code in the catalogue"),
}


@dataclass(frozen=True, slots=True)
class Remark:
    """Something about a row that somebody should look at; the row was brought in."""

    row: int
    column: str
    kind: str
    message: str

    def as_json(self) -> dict[str, Any]:
        return {"row": self.row, "column": self.column, "kind": self.kind, "message": self.message}


@dataclass(slots=True)
class Report:
    """What was found and done. All counts but `rows` are 0 where there are problems.

    `new` dossiers were entered, `continued` ones got the acts that the book has beyond the record, `there_already`
    said the same; `acts` counts what was played, by kind.
    """

    file: str
    dry_run: bool = False
    rows: int = 0
    new: int = 0
    continued: int = 0
    there_already: int = 0
    acts: dict[str, int] = field(default_factory=dict)
    extra_columns: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    unlisted: int = 0
    remarks: list[Remark] = field(default_factory=list)
    remarked: dict[str, int] = field(default_factory=dict)
    seconds: float = 0.0

    @property
    def loaded(self) -> bool:
        return not self.problems and not self.dry_run

    def find(self, problems: Iterable[Problem]) -> None:
        """Keep problems, as many as anybody reads; the others are counted."""
        for problem in problems:
            if len(self.problems) < MOST_LISTED:
                self.problems.append(problem)
            else:
                self.unlisted += 1

    def remark(self, row: int, column: str, kind: str, message: str = "") -> None:
        """Keep a remark, as many as anybody reads; the others are counted."""
        self.remarked[kind] = self.remarked.get(kind, 0) + 1
        if len(self.remarks) < MOST_LISTED:
            self.remarks.append(Remark(row, column, kind, message or _(REMARKS[kind])))

    def nothing_done(self) -> None:
        """Forget what was counted: it was rolled back."""
        self.new = self.continued = self.there_already = 0
        self.acts = {}

    @property
    def notes(self) -> list[str]:
        """What somebody should look at, a line each kind."""
        lines = []
        if self.extra_columns:
            lines.append(
                _("These columns are not part of the register and were not read: %(columns)s.")
                % {"columns": ", ".join(self.extra_columns[:20])}
            )
        for kind, count in self.remarked.items():
            first = [str(r.row) for r in self.remarks if r.kind == kind][:ROWS_NAMED]
            line = ngettext(
                "%(count)s row: %(what)s (row %(rows)s).", "%(count)s rows: %(what)s (rows %(rows)s).", count
            )
            shown = ", ".join(first) + (", …" if count > len(first) else "")
            lines.append(line % {"count": count, "what": _(REMARKS[kind]), "rows": shown})
        return lines

    def sentence(self) -> str:
        """What happened, in one sentence for people."""
        if self.problems:
            count = len(self.problems) + self.unlisted
            text = ngettext(
                "Nothing was loaded: the file has %(count)s problem.",
                "Nothing was loaded: the file has %(count)s problems.",
                count,
            ) % {"count": count}
            if self.unlisted:
                text += " " + _("The first %(listed)s are listed.") % {"listed": len(self.problems)}
            return text
        counts = {
            "new": self.new,
            "continued": self.continued,
            "there": self.there_already,
            "acts": sum(self.acts.values()),
        }
        if self.dry_run:
            return (
                _(
                    "The file is good; it would bring %(new)s new dossiers and continue %(continued)s, with "
                    "%(acts)s acts; %(there)s are there already. Nothing was changed."
                )
                % counts
            )
        return (
            _(
                "%(new)s dossiers are new, %(continued)s were continued, with %(acts)s acts; "
                "%(there)s were there already."
            )
            % counts
        )

    def as_json(self) -> dict[str, Any]:
        return {
            "file": self.file,
            "loaded": self.loaded,
            "dry_run": self.dry_run,
            "rows": self.rows,
            "new": self.new,
            "continued": self.continued,
            "there_already": self.there_already,
            "acts": self.acts,
            "extra_columns": self.extra_columns,
            "problems": [problem.as_json() for problem in self.problems],
            "problems_not_listed": self.unlisted,
            "remarks": [remark.as_json() for remark in self.remarks],
            "notes": self.notes,
            "seconds": round(self.seconds, 2),
        }
