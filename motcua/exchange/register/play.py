"""Play rows of a register through the acts: the same functions, rules and refusals as at the counter."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from motcua.catalogue.sheets import Problem
from motcua.dossiers import numbers
from motcua.dossiers.acting import Holder
from motcua.dossiers.ending import Document, decide, return_result, stop, withdraw
from motcua.dossiers.grounds import ground_for
from motcua.dossiers.intake import Intake, Person
from motcua.dossiers.models import Dossier
from motcua.dossiers.passing import move
from motcua.dossiers.receive import receive
from motcua.dossiers.refusals import Done
from motcua.exchange.register.bookrow import BookRow
from motcua.exchange.register.columns import HEADINGS
from motcua.exchange.register.moments import Written
from motcua.exchange.register.record import Plan
from motcua.exchange.register.report import Report
from motcua.journal.ids import uuid7
from motcua.moments import LOCAL, local_day
from motcua.people.actor import SYSTEM_ACTOR
from motcua.people.models import Function, Identifier
from motcua.text import fold

COLUMN_OF = {
    "receive": "number",
    "move": "received",
    "decide": "decided",
    "return": "returned",
    "withdraw": "early_end",
    "stop": "early_end",
}

ACTS: Mapping[str, Callable[..., Done]] = {
    "move": move,
    "decide": decide,
    "return": return_result,
    "withdraw": withdraw,
    "stop": stop,
}

# What all dossiers of one call share: the act's ground, and what else it takes once.
Group = tuple[Any, ...]


class Player:
    """Plays sets of rows; `now` is when all of it is recorded, so that the axis of recording tells the truth."""

    def __init__(self, report: Report, now: datetime) -> None:
        self.report, self.now = report, now
        self.of: dict[UUID, Plan] = {}
        self.refused: set[UUID] = set()

    def play(self, plans: Iterable[Plan]) -> None:
        """Play the acts of some hundred rows, act by act. A row that is refused goes no further."""
        plans = list(plans)
        self.of = {plan.dossier or uuid7(self.now): plan for plan in plans}
        self._receive({pk: plan for pk, plan in self.of.items() if plan.dossier is None})
        for act in ACTS:
            groups: dict[Group, list[UUID]] = {}
            for pk, plan in self.of.items():
                if act in plan.acts and pk not in self.refused:
                    groups.setdefault(self._shared(act, plan), []).append(pk)
            for shared, ids in groups.items():
                self._act(act, shared, ids)

    def _receive(self, new: Mapping[UUID, Plan]) -> None:
        people = _known_people(plan.book for plan in new.values())
        groups: dict[str, list[Intake]] = {}
        for pk, plan in new.items():
            day = local_day(plan.book.received_at)
            groups.setdefault(ground_for("receive", day), []).append(self._intake(pk, plan.book, people))
        for ground, intakes in groups.items():
            done = receive(intakes, by=SYSTEM_ACTOR, at=self.now, ground=ground, recorded_at=self.now)
            self._count("receive", done)
        numbers.keep_clear_of(plan.book.number.number for plan in new.values())
        self._compare_due(new)

    def _intake(self, pk: UUID, book: BookRow, people: Mapping[tuple[str, str, str], UUID]) -> Intake:
        identifiers = (book.identifier,) if book.identifier else ()
        person = people.get((*book.identifier, fold(book.name))) if book.identifier else None
        kind = "organisation" if book.identifier and book.identifier[0] == "enterprise_id" else "person"
        said: dict[str, Any] = {"row": book.row, "file": self.report.file}
        if book.appointed:
            said["appointed"] = str(book.appointed)
        if book.sets is not None:
            said["sets"] = book.sets
        if book.note:
            said["note"] = book.note
        return Intake(
            id=pk,
            procedure=book.version.code,
            applicant=Person(book.name, person, kind, identifiers, book.address, book.phone),
            received_unit=book.received_unit,
            deciding_unit=book.deciding_unit,
            channel=book.channel,
            return_channel=book.return_channel,
            at=book.received_at,
            papers=(),  # the book does not say which papers were handed in
            number=book.number.number,
            said={"register": said},
        )

    def _compare_due(self, new: Mapping[UUID, Plan]) -> None:
        promised = {pk: plan.book for pk, plan in new.items() if plan.book.appointed}
        for pk, due in Dossier.objects.filter(pk__in=list(promised)).values_list("pk", "due_at"):
            book = promised[pk]
            if due is not None and book.appointed and not book.appointed.is_at(due):
                ours = Written(due.astimezone(LOCAL).date(), due.astimezone(LOCAL).time())
                message = _("The book promised %(theirs)s; the limit is used up at %(ours)s, which stands.")
                params = {"theirs": book.appointed, "ours": ours}
                self.report.remark(book.row, HEADINGS["appointed"], "due", message % params)

    def _shared(self, act: str, plan: Plan) -> Group:
        book = plan.book
        ground = ground_for(act, local_day(_moment(act, plan)))
        if act == "move":
            return ground, book.deciding_unit
        if act == "decide":
            return ground, book.outcome, "" if book.outcome == "granted" else book.note
        return (ground,) if act == "return" else (ground, book.note)

    def _act(self, act: str, shared: Group, ids: list[UUID]) -> None:
        books = {pk: self.of[pk].book for pk in ids}
        told: dict[str, Any] = {
            "by": SYSTEM_ACTOR,
            "at": {pk: _moment(act, self.of[pk]) for pk in ids},
            "recorded_at": self.now,
            "ground": shared[0],
        }
        if act == "move":
            told["to"] = Holder(shared[1], Function.HANDLING)
        elif act == "decide":
            told |= {"outcome": shared[1], "reason": shared[2], "from_register": True}
            told["documents"] = {
                pk: Document(book.document, book.document_on)
                for pk, book in books.items()
                if book.document and book.document_on
            }
        elif act == "return":
            told["to"] = {pk: book.signed for pk, book in books.items()}
        else:
            told["reason"] = shared[1]
        self._count(act, ACTS[act](ids, **told))

    def _count(self, act: str, done: Done) -> None:
        if done.done:
            self.report.acts[act] = self.report.acts.get(act, 0) + len(done.done)
        self.refused |= done.refused.keys()
        self.report.find(
            Problem(self.of[pk].book.row, HEADINGS[COLUMN_OF[act]], str(refusal))
            for pk, refusal in done.refused.items()
        )


def _moment(act: str, plan: Plan) -> datetime:
    """When an act happened by the book.

    It does not say when a dossier was passed on: a new one at its receipt, one that lay at the desk in the record
    when it was decided.
    """
    book = plan.book
    moment = {
        "move": book.received_at if plan.dossier is None else book.decided_at,
        "decide": book.decided_at,
        "return": book.returned_at,
        "withdraw": book.early_end_at,
        "stop": book.early_end_at,
    }[act]
    assert moment is not None  # noqa: S101 -- the plan names only acts that the book has
    return moment


def _known_people(books: Iterable[BookRow]) -> dict[tuple[str, str, str], UUID]:
    """Applicants of the record by kind and value of an identifier and by name: both have to agree."""
    values = {book.identifier[1] for book in books if book.identifier}
    rows = Identifier.objects.filter(value__in=values).order_by("-pk")
    return {
        (kind, value, fold(name)): pk
        for kind, value, name, pk in rows.values_list("kind", "value", "applicant__name", "applicant_id")
    }
