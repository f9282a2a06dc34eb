"""Bring a register in: check every row, then play all of them, all or nothing."""

import time
from collections.abc import Iterator
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext as _

from motcua.catalogue.sheets import Problem, Progress, Unreadable, read_bytes
from motcua.exchange.register.bookrow import BookRow, read_row
from motcua.exchange.register.columns import HEADINGS
from motcua.exchange.register.inforce import InForce
from motcua.exchange.register.play import Player
from motcua.exchange.register.record import Plan, planned
from motcua.exchange.register.report import Report
from motcua.exchange.register.table import Table

# So many dossiers an act: large enough that statements cost little, small enough to keep memory flat.
AT_ONCE = 1_000


def import_register(
    path: Path | str,
    by: Any,
    at: datetime,
    progress: Progress | None = None,
    dry_run: bool = False,
    **_unused: Any,
) -> Report:
    """Bring in the register of a file, recorded at `at`, by the system: whoever started the command has its rights.

    Idempotent by number: what is there already and says the same is left alone, what the book has beyond the
    record is played, what contradicts the record is a problem. Any problem rolls everything back. A dry run plays
    everything and rolls back. The file is read twice, as a stream: first every row is checked, so that a fault in
    the last row is known in seconds; then all are played.
    """
    started = time.perf_counter()
    report = Report(file=Path(path).name, dry_run=dry_run)
    try:
        content = read_bytes(Path(path))
        with transaction.atomic():
            with connection.cursor() as cursor:
                # Two imports at once would both find nothing there: the second waits for the first.
                cursor.execute("SELECT pg_advisory_xact_lock(hashtext('exchange.register'))")
            _bring(content, report, at, progress or (lambda rows: None))
            if report.problems or dry_run:
                transaction.set_rollback(True)
    except Unreadable as error:
        report.find([Problem(None, "", str(error))])
    except IntegrityError:
        report.find(
            [Problem(None, "", _("Somebody entered one of these dossiers meanwhile. Run the import again."))]
        )
    if report.problems:
        report.nothing_done()
    report.seconds = time.perf_counter() - started
    return report


def _bring(content: bytes, report: Report, now: datetime, progress: Progress) -> None:
    in_force = InForce()
    checking = Checking(report, in_force, now)
    for plans in checking.plans(content):
        progress(len(plans))
    if not report.rows and not report.problems:
        report.find([Problem(None, "", _("The file has no rows. Fill in the template: motcua template dossiers."))])
    if report.problems:
        return
    player = Player(report, now)
    for plans in Checking(Report(report.file), in_force, now).plans(content):
        for plan in plans:
            report.new += plan.dossier is None
            report.there_already += plan.dossier is not None and not plan.acts
            report.continued += plan.dossier is not None and bool(plan.acts)
        player.play([plan for plan in plans if plan.acts])
        progress(len(plans))


class Checking:
    """Reads a file as a stream and says what is wrong in it; what is right comes out as plans."""

    def __init__(self, report: Report, in_force: InForce, now: datetime) -> None:
        self.report, self.in_force, self.now = report, in_force, now
        self._first_rows: dict[str, int] = {}

    def plans(self, content: bytes) -> Iterator[list[Plan]]:
        """The plans of the rows that are right, some hundred at a time; all problems go to the report."""
        table = Table(content)
        self.report.extra_columns = table.extra
        books = self._books(table)
        while some := list(islice(books, AT_ONCE)):
            yield list(planned(some, self.in_force, self.report.find))

    def _books(self, table: Table) -> Iterator[BookRow]:
        for row in table:
            self.report.rows += 1
            book = read_row(row, self.in_force, self.now)
            self.report.find(row.problems)
            if book is not None and self._once(book):
                self._remark(book, row.values.get("procedure"))
                yield book

    def _once(self, book: BookRow) -> bool:
        number = book.number.number
        first = self._first_rows.setdefault(number, book.row)
        if first == book.row:
            return True
        sentence = _("The number %(number)s stands in row %(row)s already. Keep one of the two rows.")
        params = {"number": number, "row": first}
        self.report.find([Problem(book.row, HEADINGS["number"], sentence % params)])
        return False

    def _remark(self, book: BookRow, procedure: Any) -> None:
        remark, tree = self.report.remark, self.in_force.tree
        if book.number.day != book.received.day:
            remark(book.row, HEADINGS["number"], "number_day")
        if book.number.prefix != tree.number_prefix(book.received_unit, book.received.day).upper():
            remark(book.row, HEADINGS["number"], "prefix")
        if isinstance(procedure, str) and procedure.casefold() != book.version.name.casefold():
            remark(book.row, HEADINGS["procedure"], "name")
        if book.decided_from_return:
            remark(book.row, HEADINGS["decided"], "decided_from_return")
        if book.decided is not None and book.version.gives_document and not book.document:
            remark(book.row, HEADINGS["document"], "no_document")
        is_open = book.decided is None and book.early_end is None
        if is_open and tree.on(book.deciding_unit, self.now.date()) is None:
            remark(book.row, HEADINGS["deciding_unit"], "unit_ended")
