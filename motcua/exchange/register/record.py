"""What the record says of the dossiers in a register already, and what the book has beyond it."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from motcua.catalogue.models import Channel
from motcua.catalogue.sheets import Problem
from motcua.dossiers.models import Dossier
from motcua.dossiers.states import Outcome, State
from motcua.exchange.register.bookrow import BookRow
from motcua.exchange.register.columns import HEADINGS
from motcua.exchange.register.inforce import InForce
from motcua.exchange.register.moments import Written
from motcua.moments import LOCAL
from motcua.text import fold


@dataclass(frozen=True, slots=True)
class Known:
    """A dossier of the record, as far as a register can agree or disagree with it."""

    id: UUID
    state: State
    procedure: str
    channel: str
    applicant: str
    received_unit: UUID
    deciding_unit: UUID
    received_at: datetime
    ended_at: datetime | None
    outcome: str
    document: str
    returned_at: datetime | None


def known(numbers: Iterable[str]) -> dict[str, Known]:
    """The dossiers of the record that bear these numbers."""
    rows = Dossier.objects.filter(number__in=list(numbers)).values_list(
        "number",
        "id",
        "state",
        "procedure__code",
        "channel",
        "applicant__name",
        "received_unit_id",
        "deciding_unit_id",
        "received_at",
        "ended_at",
        "outcome",
        "outcome_number",
        "returned_at",
    )
    return {number: Known(pk, State(state), *rest) for number, pk, state, *rest in rows}


@dataclass(slots=True)
class Plan:
    """A row, the dossier that it is of (None: a new one), and the acts that are to be played."""

    book: BookRow
    dossier: UUID | None
    acts: tuple[str, ...]


def planned(books: Sequence[BookRow], in_force: InForce, report_problem: Any) -> Iterator[Plan]:
    """What is to be played for each row; a row that contradicts the record is a problem that names both."""
    there = known(book.number.number for book in books)
    for book in books:
        record = there.get(book.number.number)
        if record is None:
            onward = _after(book, State.RECEIVED)
            # An open dossier lies with the unit that decides; one that is decided while people wait never left.
            is_open = book.decided_at is None and book.early_end is None
            yield Plan(book, None, ("receive", *(("move",) if is_open else onward)))
            continue
        against = list(_contradictions(book, record, in_force))
        report_problem(against)
        if not against:
            yield Plan(book, record.id, _after(book, record.state))


def _after(book: BookRow, state: State) -> tuple[str, ...]:
    """The acts that bring a received dossier from its state to where it ended in the book."""
    acts: list[str] = []
    if book.early_end is not None:
        return () if state == book.early_end else ("withdraw" if book.early_end == State.WITHDRAWN else "stop",)
    if book.decided_at and state not in (State.DECIDED, State.RETURNED):
        acts += ["decide"] if book.version.at_once or state != State.RECEIVED else ["move", "decide"]
    if book.returned_at and state != State.RETURNED:
        acts.append("return")
    return tuple(acts)


def _contradictions(book: BookRow, record: Known, in_force: InForce) -> Iterator[Problem]:
    def unit_name(unit: UUID) -> str:
        place = in_force.tree.latest(unit)
        return place.name if place else "—"

    def differ(key: str, ours: str, theirs: str) -> Problem:
        return Problem(
            book.row,
            HEADINGS[key],
            _("Dossier %(number)s is there already with %(ours)s; the book says %(theirs)s. Correct one of them.")
            % {"number": book.number.number, "ours": ours, "theirs": theirs},
        )

    if record.procedure != book.version.code:
        yield differ("procedure_code", record.procedure, book.version.code)
    if fold(record.applicant) != fold(book.name):
        yield differ("applicant", record.applicant, book.name)
    if record.channel != book.channel and "channel" not in book.silent:
        yield differ("channel", str(Channel(record.channel).label), str(Channel(book.channel).label))
    if record.received_unit != book.received_unit and "received_unit" not in book.silent:
        yield differ("received_unit", unit_name(record.received_unit), unit_name(book.received_unit))
    if record.deciding_unit != book.deciding_unit:
        yield differ("deciding_unit", unit_name(record.deciding_unit), unit_name(book.deciding_unit))
    if not book.received.is_at(record.received_at):
        yield differ("received", _local(record.received_at), str(book.received))
    yield from _ends(book, record, differ)


def _ends(book: BookRow, record: Known, differ: Any) -> Iterator[Problem]:
    """Where both say how it ended, they say the same; where the book is silent, the record may know more."""
    decided = record.state in (State.DECIDED, State.RETURNED)
    early = record.state in (State.WITHDRAWN, State.STOPPED)
    label = str(record.state.label)
    if book.early_end is not None and (decided or (early and record.state != book.early_end)):
        yield differ("early_end", label, str(book.early_end.label))
    elif book.decided is not None and early:
        yield differ("decided", label, str(State.DECIDED.label))
    elif record.ended_at is not None and early and book.early_end_on is not None:
        yield from _moment("early_end_on", record.ended_at, book.early_end_on, differ)
    elif record.ended_at is not None and decided and book.decided is not None:
        if not book.decided_from_return:
            yield from _moment("decided", record.ended_at, book.decided, differ)
        if book.outcome != record.outcome and "outcome" not in book.silent:
            yield differ("outcome", str(Outcome(record.outcome).label), str(Outcome(book.outcome).label))
        if book.document and book.document != record.document:
            yield differ("document", record.document or "—", book.document)
        if record.returned_at is not None and book.returned is not None:
            yield from _moment("returned", record.returned_at, book.returned, differ)


def _moment(key: str, ours: datetime, theirs: Written, differ: Any) -> Iterator[Problem]:
    if not theirs.is_at(ours):
        yield differ(key, _local(ours), str(theirs))


def _local(moment: datetime) -> str:
    return f"{moment.astimezone(LOCAL):%d/%m/%Y %H:%M}"
