"""The register book of a unit, a year and a field: form 07 of 2025, form 06 of 2018.

One line a dossier that the unit received in the year, in the order of reception. Printing it is an act and counts.
The set in force on the book's last day is printed, on that of the printing while the year lasts, or an own version
that was in force on it. Its file is made by book.py.
Source: TT 01/2018/TT-VPCP, mẫu 06; TT 03/2025/TT-VPCP, mẫu 07.
"""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Max, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from motcua.catalogue.models import Field, Version
from motcua.dossiers.models import Dossier
from motcua.dossiers.refusals import Refusal
from motcua.dossiers.states import Outcome, State
from motcua.journal.ids import uuid7
from motcua.journal.write import Batch
from motcua.moments import LOCAL, local_day
from motcua.organisation.tree import tree
from motcua.people.actor import Actor
from motcua.people.models import Function
from motcua.printing.facts import again, head
from motcua.printing.in_force import OwnVersions
from motcua.printing.models import PrintedBook, StatutoryForm
from motcua.printing.receipt import name_of
from motcua.printing.sets import set_on
from motcua.printing.vietnamese import CHANNELS

KEEPS = frozenset({Function.RECEIVING, Function.RETURNING, Function.RECORDS, Function.LEADER})
NOT_YOUR_BOOK = gettext_noop("The register of %(unit)s is printed by those who work there. Ask one of them.")
NO_LINES = gettext_noop("%(unit)s received nothing in %(year)s that stands in this register.")

NOTES = {
    State.WITHDRAWN: "Rút hồ sơ",
    State.STOPPED: "Dừng giải quyết",
    State.SUPPLEMENT: "Chờ bổ sung",
    State.FEE_DUE: "Chờ nộp nghĩa vụ tài chính",
}
OUTCOMES = {Outcome.REFUSED: "Không đồng ý", Outcome.RETURNED: "Trả lại hồ sơ"}


class NotYourBook(Refusal):
    """The register of a unit in which the actor has no post."""

    def __str__(self) -> str:
        return _(NOT_YOUR_BOOK) % self.params


class NoLines(Refusal):
    """A register without a line."""

    def __str__(self) -> str:
        return _(NO_LINES) % self.params


def print_book(
    *,
    unit: UUID,
    year: int,
    field: UUID | None = None,
    address: str,
    by: Actor,
    at: datetime,
    ground: str,
    recorded_at: datetime | None = None,
) -> PrintedBook | Refusal:
    """Print the register of a unit's year, of one field or (None) of all: a record that counts its printings.

    Refused: who neither receives, returns, keeps the records, leads nor controls there; a book without a line.
    """
    day = local_day(at)
    units = tree()
    said = {"unit": name_of(unit, units, day), "year": str(year)}
    # A control officer oversees the units below his own.
    posts = (by.acts_for({Function.CONTROL}, above, units, day) for above in units.path(unit, day))
    post = by.acts_for(KEEPS, unit, units, day) or next((post for post in posts if post), None)
    if post is None:
        return NotYourBook("not_yours", said)
    many = lines(unit, year, field, at).count() if 1 <= year <= day.year else 0
    if not many:
        return NoLines("no_lines", said)
    with transaction.atomic(savepoint=False):
        key = f"{unit.hex}:{year}:{field.hex if field else ''}"
        with (
            connection.cursor() as cursor
        ):  # there is no row yet to queue on: two who print at once get two numbers
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"register {key}"])
        before = PrintedBook.objects.filter(unit=unit, year=year, field=field).aggregate(most=Max("printing"))
        last_day = min(date(year, 12, 31), day)
        form_set = set_on(last_day, StatutoryForm.REGISTER).code
        own = OwnVersions.of(StatutoryForm.REGISTER).on(form_set, unit, last_day, units)
        printed = PrintedBook(
            id=uuid7(at),
            unit_id=unit,
            year=year,
            field_id=field,
            form_set=form_set,
            version=own,
            lines=many,
            printing=(before["most"] or 0) + 1,
            address=address,
            at=at,
            account_id=by.account,
        )
        batch = Batch(by=post, at=at, ground=ground, recorded_at=recorded_at)
        told = {"unit": unit, "year": year, "field": field, "set": form_set, "printing": printed.printing}
        told |= {"lines": many} | ({"version": own.pk} if own else {})
        batch.create(printed, "print_book", told)
        batch.write()
    return printed


def lines(unit: UUID, year: int, field: UUID | None, at: datetime) -> Any:
    """The dossiers of a register up to a moment, in the order of reception."""
    of_year = Q(received_unit=unit, received_on__gte=date(year, 1, 1), received_on__lte=date(year, 12, 31))
    found = Dossier.objects.filter(of_year, received_at__lte=at, number__isnull=False)
    if field is not None:
        found = found.filter(procedure__field=field)
    return found.order_by("received_at", "id")


def compose(printed: PrintedBook) -> dict[str, Any]:
    """What stands around the lines of a register book. Vietnamese in every language."""
    name = Field.objects.filter(pk=printed.field_id).values_list("name", flat=True).first()
    last_day = min(date(printed.year, 12, 31), local_day(printed.at))
    return {
        **head(printed.unit_id, last_day),
        "year": str(printed.year),
        "field": name or "tất cả",
        "count": f"{count(printed):,}".replace(",", "."),
        "rows": [],
        "first": True,
        "last": True,
        "page": 1,
        "again": again(printed.printing, printed),
        # Where the same book is printed again, for officers who may see it.
        "scanned": f"{printed.address.rstrip('/')}/registers/{printed.pk}.pdf",
    }


def count(printed: PrintedBook) -> int:
    """How many lines a printed book has."""
    if printed.lines is None:
        return int(lines(printed.unit_id, printed.year, printed.field_id, printed.at).count())
    return printed.lines


def rows(printed: PrintedBook) -> Iterator[list[str]]:
    """The lines of a printed book, each a list of cells, read as they are asked for."""
    found = lines(printed.unit_id, printed.year, printed.field_id, printed.at)
    names = dict(Version.objects.filter(pk__in=found.order_by().values("version")).values_list("pk", "name"))
    units = tree()
    columns = (
        *("number", "version", "subject", "applicant__name", "applicant__address", "applicant__phone"),
        *("deciding_unit", "received_at", "due_at", "returned_at", "return_channel", "state", "outcome"),
    )
    for n, row in enumerate(found.values_list(*columns).iterator(chunk_size=2000), start=1):
        (
            number,
            version,
            subject,
            name,
            address,
            phone,
            deciding,
            received,
            due,
            returned,
            channel,
            state,
            outcome,
        ) = row
        yield [
            str(n),
            number,
            f"{names[version]} ({subject})" if subject else names[version],
            "01",
            name,
            ", ".join(part for part in (address, phone) if part),
            name_of(deciding, units, local_day(received)),
            _at(received),
            _at(due),
            _at(returned),
            CHANNELS[channel],
            "",  # who takes the result signs here
            NOTES.get(state) or OUTCOMES.get(outcome, ""),
        ]


def _at(moment: datetime | None) -> str:
    return f"{moment.astimezone(LOCAL):%H:%M %d/%m/%Y}" if moment else ""
