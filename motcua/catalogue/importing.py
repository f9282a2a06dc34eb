"""Import procedures, all or nothing: JSON lines in the national form, or the template as XLSX or CSV."""

import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from motcua.catalogue import columns, national
from motcua.catalogue.content import Draft
from motcua.catalogue.publish import publish_versions
from motcua.catalogue.sheets import (
    Problem,
    Progress,
    Row,
    Unreadable,
    is_spreadsheet,
    read_bytes,
    read_table,
    text_of,
)
from motcua.journal.by import By
from motcua.moments import local_day


@dataclass(slots=True)
class Report:
    """What an import did, or every reason why it did nothing."""

    file: str
    dry_run: bool = False
    rows: int = 0
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    problems: list[Problem] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    seconds: float = 0.0

    @property
    def loaded(self) -> bool:
        """Whether the file is in now (a dry run never loads)."""
        return not self.problems and not self.dry_run

    def as_json(self) -> dict[str, Any]:
        return {
            "file": self.file,
            "loaded": self.loaded,
            "dry_run": self.dry_run,
            "rows": self.rows,
            "new": self.new,
            "changed": self.changed,
            "unchanged": self.unchanged,
            "problems": [problem.as_json() for problem in self.problems],
            "notes": self.notes,
            "seconds": round(self.seconds, 2),
        }

    def sentence(self) -> str:
        """What happened, in one sentence for people."""
        if self.problems:
            return ngettext(
                "Nothing was loaded: the file has %(count)s problem.",
                "Nothing was loaded: the file has %(count)s problems.",
                len(self.problems),
            ) % {"count": len(self.problems)}
        counts = {"new": self.new, "changed": self.changed, "unchanged": self.unchanged}
        if self.dry_run:
            return (
                _(
                    "The file is good; it would bring %(new)s new and %(changed)s changed procedures and leave "
                    "%(unchanged)s as they are."
                )
                % counts
            )
        return _("Loaded: %(new)s new, %(changed)s changed, %(unchanged)s unchanged procedures.") % counts


@dataclass(frozen=True, slots=True)
class _Wanted:
    row: int
    draft: Draft
    from_day: date


def import_procedures(
    path: Path | str,
    by: By,
    at: datetime,
    progress: Progress | None = None,
    dry_run: bool = False,
    from_day: date | None = None,
) -> Report:
    """Publish the procedures of a file, in force from its own days, else from `from_day` (the day of `at`).

    A file with a bad row loads nothing; all problems are reported, by row and column, in the reader's language.
    What stands in the catalogue already is left alone, so that a second import changes nothing.
    """
    started = time.perf_counter()
    report = Report(file=str(path), dry_run=dry_run)
    try:
        wanted = list(_read(Path(path), report, from_day or local_day(at), progress or (lambda rows: None)))
    except Unreadable as error:
        report.problems.insert(0, Problem(None, "", str(error)))
    else:
        if not report.rows:
            report.problems.append(Problem(None, "", _("The table has no rows.")))
        if not report.problems:
            _publish(wanted, report, by, at)
    report.seconds = time.perf_counter() - started
    return report


def _read(path: Path, report: Report, default_day: date, progress: Progress) -> Iterable[_Wanted]:
    content = read_bytes(path)
    first_rows: dict[str, int] = {}
    lines = not is_spreadsheet(content) and content.lstrip(b"\xef\xbb\xbf \r\n\t")[:1] in (b"{", b"[")
    rows = national.read_lines(text_of(content)) if lines else read_table(content, columns.READABLE)
    repeated = senseless = 0
    for row in rows:
        report.rows += 1
        progress(1)
        drafted = _draft(row, lines, default_day)
        report.problems += row.problems
        if drafted is None:
            continue
        draft, day = drafted
        first = first_rows.setdefault(draft.code, row.number)
        if first != row.number:
            report.problems.append(
                Problem(
                    row.number,
                    "code" if lines else str(columns.TITLES["code"]),
                    _("The code %(code)s stands in row %(row)s already; keep one of the two.")
                    % {"code": draft.code, "row": first},
                )
            )
        if lines:
            repeated += len(row.values.get("channels") or ()) > len(draft.content.terms)
            senseless += national.senseless_counts(row)
        yield _Wanted(row.number, draft, day)
    report.notes += _notes(repeated, senseless)


def _notes(repeated: int, senseless: int) -> Iterable[str]:
    """What was read differently from how it stands in the file."""
    if repeated:
        yield ngettext(
            "In %(count)s procedure a channel stands more than once; its longest limit was kept.",
            "In %(count)s procedures a channel stands more than once; its longest limit was kept.",
            repeated,
        ) % {"count": repeated}
    if senseless:
        yield ngettext(
            "In %(count)s line of papers the number of copies makes no sense; it was left out.",
            "In %(count)s lines of papers the number of copies makes no sense; it was left out.",
            senseless,
        ) % {"count": senseless}


def _draft(row: Row, lines: bool, default_day: date) -> tuple[Draft, date] | None:
    if row.problems:
        return None
    if not lines:
        return columns.draft_of(row, default_day)
    draft = national.draft_of(row)
    return None if draft is None else (draft, default_day)


def _publish(wanted: Iterable[_Wanted], report: Report, by: By, at: datetime) -> None:
    by_day: dict[date, list[_Wanted]] = {}
    for one in wanted:
        by_day.setdefault(one.from_day, []).append(one)
    with transaction.atomic():
        for day, of_day in sorted(by_day.items()):
            done = publish_versions([one.draft for one in of_day], from_day=day, by=by, at=at)
            report.new += len(done.new)
            report.changed += len(done.changed)
            report.unchanged += len(done.unchanged)
            report.problems += [
                Problem(one.row, "", done.refused[one.draft.code])
                for one in of_day
                if one.draft.code in done.refused
            ]
        if report.problems:
            report.new = report.changed = report.unchanged = 0
            report.problems.sort(key=lambda problem: problem.row or 0)
        if report.problems or report.dry_run:
            transaction.set_rollback(True)
