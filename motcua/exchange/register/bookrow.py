"""A row of the register as it was understood, before anything of it is looked up in the record."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeVar
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from motcua.catalogue.cells import line
from motcua.catalogue.kept import VersionFacts
from motcua.catalogue.models import Channel
from motcua.catalogue.sheets import Row
from motcua.dossiers.numbers import Parts
from motcua.dossiers.states import Outcome, State
from motcua.exchange.register import cells
from motcua.exchange.register.columns import (
    CHANNEL_WORDS,
    CHANNELS,
    END_WORDS,
    ENDS,
    HEADINGS,
    OUTCOME_WORDS,
    OUTCOMES,
)
from motcua.exchange.register.inforce import InForce
from motcua.exchange.register.moments import Written, close_of, in_order, opening_of, written

T = TypeVar("T")

MISSING = {
    "number": gettext_lazy("The number is missing. Write the whole dossier number."),
    "applicant": gettext_lazy("The name is missing. Write whose dossier it is."),
    "received": gettext_lazy("The day of receipt is missing. Write it like 05/11/2019 08:30."),
    "deciding_unit": gettext_lazy("The unit is missing. Write the code or the exact name of the one that decides."),
    "procedure": gettext_lazy("The procedure is missing. Write its code or its exact name."),
    "decided": gettext_lazy("There is a result but no day on which handling ended. Write that day."),
    "early_end": gettext_lazy("Write whether it was withdrawn or stopped on that day."),
    "early_end_on": gettext_lazy("Write the day on which it was withdrawn or stopped."),
    "note": gettext_lazy("Write among the notes why it was withdrawn, stopped, refused or returned."),
}


@dataclass(slots=True)
class BookRow:
    """What the book says of one dossier. `…_at` are the moments that the acts get, the others as they stood."""

    row: int
    number: Parts
    version: VersionFacts
    received_unit: UUID
    deciding_unit: UUID
    channel: str
    return_channel: str
    name: str
    identifier: tuple[str, str] | None
    address: str
    phone: str
    received: Written
    received_at: datetime
    appointed: Written | None = None
    decided: Written | None = None
    decided_at: datetime | None = None
    returned: Written | None = None
    returned_at: datetime | None = None
    outcome: str = ""
    document: str = ""
    document_on: date | None = None
    early_end: State | None = None
    early_end_on: Written | None = None
    early_end_at: datetime | None = None
    signed: str = ""
    note: str = ""
    sets: int | None = None
    decided_from_return: bool = False
    silent: frozenset[str] = frozenset()  # the columns that are blank, where a blank has a meaning


class Reading:
    """One row while it is read: every cell that is wrong is refused, the rest is read on."""

    def __init__(self, row: Row, in_force: InForce, now: datetime) -> None:
        self.row, self.in_force, self.now = row, in_force, now

    def cell(self, key: str, read: Callable[[Any], T]) -> T | None:
        """What a cell says; None where it is blank or was refused."""
        value = self.row.values.get(key)
        if value is None:
            return None
        try:
            return read(value)
        except ValueError as error:
            self.refuse(key, str(error))
            return None

    def refuse(self, key: str, sentence: str) -> None:
        self.row.refuse(HEADINGS[key], sentence)

    def lacks(self, key: str) -> bool:
        """Is the cell blank? One that was refused is not."""
        return self.row.values.get(key) is None and not any(
            problem.column == HEADINGS[key] for problem in self.row.problems
        )

    def need(self, *keys: str) -> None:
        for key in keys:
            if self.lacks(key):
                self.refuse(key, str(MISSING[key]))


def read_row(row: Row, in_force: InForce, now: datetime) -> BookRow | None:
    """Read a row; None where something in it is wrong: `row.problems` then says what and what to do."""
    reading = Reading(row, in_force, now)
    number = reading.cell("number", lambda value: cells.number(value, in_force.prefixes))
    name = reading.cell("applicant", lambda value: line(value, 200))
    received = reading.cell("received", written)
    reading.need("number", "applicant", "received")
    address, phone = reading.cell("address", cells.address) or ("", "")
    phone = reading.cell("phone", cells.phone) or phone
    book = _places(reading, received)
    if row.problems or number is None or received is None or name is None or book is None:
        _rest(reading, None)
        return None
    received_unit, deciding_unit, version, channel = book
    found = BookRow(
        row=row.number,
        number=number,
        version=version,
        received_unit=received_unit,
        deciding_unit=deciding_unit,
        channel=channel,
        return_channel=_coded(reading, "return_channel", CHANNEL_WORDS, CHANNELS) or Channel.COUNTER.value,
        name=name,
        identifier=reading.cell("identifier", cells.identifier),
        address=address,
        phone=phone,
        received=received,
        received_at=opening_of(received.day, in_force.calendar(received_unit, received.day)),
    )
    _rest(reading, found)
    return None if row.problems else found


def _places(reading: Reading, received: Written | None) -> tuple[UUID, UUID, VersionFacts, str] | None:
    """The units, the version and the channel as they were in force on the day of receipt."""
    channel = _coded(reading, "channel", CHANNEL_WORDS, CHANNELS) or Channel.COUNTER.value
    reading.need("deciding_unit")
    code, name = reading.cell("procedure_code", cells.procedure_code), reading.cell("procedure", line)
    if reading.lacks("procedure_code"):
        reading.need("procedure")
    if received is None or not (code or name):
        return None
    day, in_force = received.day, reading.in_force
    deciding = reading.cell("deciding_unit", lambda value: in_force.unit(value, day))
    receiving = reading.cell("received_unit", lambda value: in_force.unit(value, day)) or deciding
    if deciding is None or receiving is None:
        return None
    try:
        version = in_force.version(code, name, deciding, day)
    except ValueError as error:
        reading.refuse("procedure_code" if code else "procedure", str(error))
        return None
    if channel not in version.terms:
        offered = ", ".join(str(Channel(known).label) for known in sorted(version.terms))
        reading.refuse(
            "channel",
            _("Procedure %(procedure)s takes dossiers only %(channels)s. Write one of these channels.")
            % {"procedure": version.code, "channels": offered or "—"},
        )
        return None
    return receiving, deciding, version, channel


def _coded(reading: Reading, key: str, words: Mapping[str, T], offered: Mapping[str, T]) -> T | None:
    return reading.cell(key, lambda value: cells.coded(value, words, offered))


def _rest(reading: Reading, book: BookRow | None) -> None:
    """What the book says about the end and beside it; read for its faults too where the row is refused already."""
    appointed, decided = reading.cell("appointed", written), reading.cell("decided", written)
    returned, ended_on = reading.cell("returned", written), reading.cell("early_end_on", written)
    document_on = reading.cell("document_on", written)
    outcome = _coded(reading, "outcome", OUTCOME_WORDS, OUTCOMES)
    early_end = _coded(reading, "early_end", END_WORDS, ENDS)
    document = reading.cell("document", lambda value: line(value, 60)) or ""
    signed = reading.cell("signed", lambda value: line(value, 200)) or ""
    note = reading.cell("note", lambda value: line(value, 2000)) or ""
    sets = reading.cell("sets", cells.sets)
    if book is None:
        reading.cell("identifier", cells.identifier)
        _coded(reading, "return_channel", CHANNEL_WORDS, CHANNELS)
        return
    book.appointed, book.returned, book.signed, book.note, book.sets = appointed, returned, signed, note, sets
    book.decided, book.decided_from_return = decided or returned, decided is None and returned is not None
    book.silent = frozenset(key for key in ("channel", "received_unit", "outcome") if reading.lacks(key))
    book.early_end, book.early_end_on = early_end, ended_on
    if book.decided is not None:
        book.outcome = outcome or Outcome.GRANTED.value
        book.document = document
        book.document_on = (document_on.day if document_on else None) or book.decided.day
    if not reading.row.problems:
        _ends(reading, book, outcome)
    if not reading.row.problems:
        _moments(reading, book)


def _ends(reading: Reading, book: BookRow, outcome: str | None) -> None:
    """How handling ended has to make sense as a whole."""
    if book.early_end is not None and book.decided is not None:
        reading.refuse(
            "early_end",
            _("A dossier is either decided, or withdrawn or stopped. Keep what happened only."),
        )
    if book.early_end is not None:
        reading.need("early_end_on", "note")
    elif book.early_end_on is not None:
        reading.need("early_end")
    if book.decided is None and (outcome or not reading.lacks("document")):
        reading.need("decided")
    if book.outcome not in ("", Outcome.GRANTED.value):
        reading.need("note")


def _moments(reading: Reading, book: BookRow) -> None:
    """The moments of the acts, in their order; none before the one before it, none in the future."""
    calendar = reading.in_force.calendar
    steps = [("received", book.received, book.received_at)]
    for key, what, unit in (
        ("decided" if not reading.lacks("decided") else "returned", book.decided, book.deciding_unit),
        ("early_end_on", book.early_end_on, book.deciding_unit),
        ("returned", book.returned, book.received_unit),
    ):
        if what is not None:
            steps.append((key, what, close_of(what.day, calendar(unit, what.day))))
    moments = in_order([(what, default) for _key, what, default in steps], reading.now)
    for (key, what, _default), at, before in zip(steps, moments, [None, *moments], strict=False):
        if at > reading.now:
            reading.refuse(key, _("%(day)s lies in the future. Check the day and the year.") % {"day": what})
        if before is not None and at < before:
            earlier = steps[[k for k, *_ in steps].index(key) - 1]
            reading.refuse(
                key,
                _("%(day)s lies before %(column)s (%(earlier)s). Check both days.")
                % {"day": what, "column": HEADINGS[earlier[0]], "earlier": earlier[1]},
            )
    book.received_at = moments[0]
    left = iter(moments[1:])
    book.decided_at = next(left) if book.decided is not None else None
    book.early_end_at = next(left) if book.early_end_on is not None else None
    book.returned_at = next(left) if book.returned is not None else None
