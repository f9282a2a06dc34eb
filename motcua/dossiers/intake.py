"""What comes in: who hands in what, where, through which channel."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from motcua.dossiers.acting import Holder
from motcua.dossiers.books import Line
from motcua.journal.ids import uuid7


@dataclass(frozen=True, slots=True)
class Person:
    """An applicant as he stands at the counter; `id` names one who is known already."""

    name: str = ""
    id: UUID | None = None
    kind: str = "person"
    identifiers: tuple[tuple[str, str], ...] = ()  # (kind, value)
    address: str = ""
    phone: str = ""
    email: str = ""
    born_on: date | None = None


@dataclass(frozen=True, slots=True)
class GivenPaper:
    """A row of the checklist as it was filled in."""

    name: str
    originals: int = 0
    copies: int = 0
    asked_originals: int = 0
    asked_copies: int = 0


@dataclass(frozen=True, slots=True)
class Intake:
    """What comes over the counter, online or by post. The id is the client's choice: sent twice, received once."""

    procedure: str  # code
    applicant: Person
    received_unit: UUID
    deciding_unit: UUID
    channel: str = "counter"
    id: UUID = field(default_factory=uuid7)
    at: datetime | None = None  # where the intakes of one call differ
    recorded_at: datetime | None = None
    helped_unit: UUID | None = None
    return_channel: str = "counter"
    holder: Person | None = None
    mandate: str = ""
    subject: str = ""
    papers: Sequence[GivenPaper] | None = None  # None: all that the version asks for
    number: str | None = None  # a number given before, when a register is brought in
    parent: UUID | None = None
    case: str = ""  # which of the version's cases it is, where limits differ by case
    quantity: int = 1  # how many are asked for, where limits differ by quantity
    lies_with: Holder | None = None  # the inbox it goes to at once; None: it lies where it was received
    line: Line | None = None  # what stands of it in a book: certified copies
    said: Mapping[str, Any] = field(default_factory=dict)  # what else the entry keeps, such as the book's own notes
