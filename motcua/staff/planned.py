"""People as they would stand in the register once rows are entered."""

from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from motcua.catalogue.sheets import Problem
from motcua.staff.mail import Mailbox
from motcua.staff.models import Qualification, StaffMember


@dataclass(slots=True)
class Held:
    """A post as it stands or would stand; `stored` is its row, `ends` says that its end is new."""

    unit: UUID
    kind: str
    title: str
    first: date
    end: date | None  # the first day without it
    beside: bool
    decision: str = ""
    stored: UUID | None = None
    ends: bool = False

    def meets(self, first: date, end: date | None) -> bool:
        """Is there a day on which both are held?"""
        return (end is None or self.first < end) and (self.end is None or first < self.end)


@dataclass(slots=True)
class Planned:
    """Somebody with all that would stand in the register of him; `member` is his row if he is in it."""

    number: str
    name: str
    row: int
    member: StaffMember | None = None
    born_on: date | None = None
    account: UUID | None = None
    held: list[Held] = field(default_factory=list)
    qualified: list[Qualification] = field(default_factory=list)
    mailboxes: list[Mailbox] = field(default_factory=list)
    says: list[str] = field(default_factory=list)

    @property
    def is_changed(self) -> bool:
        return bool(self.says)


class Refused(Exception):
    """What stands against a cell: which column, and a sentence."""

    def __init__(self, column: str, sentence: str) -> None:
        super().__init__(sentence)
        self.column = column


@dataclass(slots=True)
class Plan:
    """What a set of rows would do; with problems it does nothing."""

    people: list[Planned] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    rows: int = 0

    @property
    def new(self) -> list[Planned]:
        return [each for each in self.people if each.member is None]

    @property
    def changed(self) -> list[Planned]:
        return [each for each in self.people if each.member is not None and each.is_changed]

    @property
    def unchanged(self) -> int:
        return len(self.people) - len(self.new) - len(self.changed)


class Open(tuple[date, None]):
    """A range without end, as the batch writes it, that also answers like one that was read."""

    upper = None

    def __new__(cls, first: date) -> "Open":
        return super().__new__(cls, (first, None))
