"""The figures of the staff report: each is one function, its docstring the definition that is printed under it.

A figure gives what is counted and what it is counted of, people or mailboxes, so that it opens into them.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import ROUND_DOWN, Decimal
from typing import Any
from uuid import UUID

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from motcua.staff.register import Person, Register, Used


@dataclass(frozen=True, slots=True)
class Figure:
    """What is counted, and of what (None where a figure is no share)."""

    counted: Sequence[Person] | Sequence[Used]
    of: Sequence[Person] | Sequence[Used] | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """A figure in the report: its name in addresses, its words, its definition, and what stands behind it."""

    name: str
    label: str
    definition: str
    figure: Figure

    @property
    def count(self) -> int:
        """How many are counted."""
        return len(self.figure.counted)

    @property
    def of(self) -> int | None:
        """Of how many."""
        return None if self.figure.of is None else len(self.figure.of)

    @property
    def rest(self) -> int:
        """How many it is counted of and does not count."""
        return 0 if self.of is None else self.of - self.count

    @property
    def percent(self) -> float | None:
        """The share in percent, to three places; None of nothing."""
        return None if not self.of else round(100 * self.count / self.of, 3)

    @property
    def cut(self) -> Decimal | None:
        """The share in percent to two places, cut and not rounded, so that only all are 100."""
        if not self.of:
            return None
        return (Decimal(100 * self.count) / Decimal(self.of)).quantize(Decimal("0.01"), ROUND_DOWN)

    @property
    def share(self) -> str:
        """The share as it is printed in the reader's language; empty for what is no share, a dash of nothing."""
        if self.cut is None:
            return "—" if self.of == 0 else ""
        return number_format(self.cut, 2)

    @property
    def opens_mailboxes(self) -> bool:
        """Whether what stands behind it are mailboxes; else people."""
        return self.name == "mailboxes"


def staff(register: Register) -> Figure:
    """People who hold a main post on the day, in the units and at the level asked for; each counts once."""
    return Figure(register.people)


def staff_of_kind(register: Register, kind: str) -> Figure:
    """Of these, the people whose main post is of this kind, as the law in force on the day names it."""
    return Figure([person for person in register.people if person.post.kind == kind])


def meeting_the_standard(register: Register, kind: str) -> Figure:
    """People of this kind whose professional qualification on the day is not below their standard, of all of them.

    The standard is that of kind and level in force on the day; a qualification counts from its day and where it
    fits the work. Whose kind and level have no standard is not counted at all.
    """
    asked = [p for p in register.people if p.post.kind == kind and p.standard is not None]
    return Figure([person for person in asked if person.meets], asked)


def mailboxes_in_regular_use(register: Register) -> Figure:
    """Official mailboxes in regular use, of those in force, on the last day of the last month with statistics.

    Regular use is what the rule in force on that day says; a mailbox that the statistics do not name is not in use.
    """
    return Figure([used for used in register.mailboxes if used.is_regular], register.mailboxes)


def on_leave(register: Register) -> Figure:
    """People with a main post on the day who are away by a leave on record."""
    return Figure([person for person in register.people if person.leave is not None])


def in_units_that_are_over(register: Register) -> Figure:
    """People whose main post goes on though its unit has ended: they wait to be handed on."""
    return Figure([person for person in register.people if person.unit_is_over])


def definition(figure: Callable[..., Any]) -> str:
    """The sentence that says what a figure counts, in the reader's language."""
    sentence = " ".join((figure.__doc__ or "").split())
    return _(sentence)


def report(register: Register) -> list[Line]:
    """The figures of the staff report in their order."""
    return list(_lines(register))


def _lines(register: Register) -> Iterator[Line]:
    yield _line("staff", _("Staff"), staff, register)
    kinds = [code for code in register.kinds if staff_of_kind(register, code).counted]
    for code in kinds:
        yield _line(f"kind-{code}", str(register.kinds[code]), staff_of_kind, register, code)
    for code in kinds:
        if meeting_the_standard(register, code).of:
            label = _("%(kind)s: meet the professional standard") % {"kind": register.kinds[code]}
            yield _line(f"standard-{code}", label, meeting_the_standard, register, code)
    yield _line("leave", _("On leave"), on_leave, register)
    if in_units_that_are_over(register).counted:
        yield _line("over", _("In units that have ended"), in_units_that_are_over, register)
    yield _line("mailboxes", _("Mailboxes in regular use"), mailboxes_in_regular_use, register)


def _line(name: str, label: str, figure: Callable[..., Figure], register: Register, *more: str) -> Line:
    return Line(name, label, definition(figure), figure(register, *more))


@dataclass(frozen=True, slots=True)
class UnitRow:
    """A unit in the report: its name and code, and how many of each kind, by the kind's code."""

    name: str
    code: str
    counts: list[tuple[str, int]]

    @property
    def all(self) -> int:
        """How many in all."""
        return sum(number for _kind, number in self.counts)


def by_unit(register: Register) -> list[UnitRow]:
    """A row a unit in which somebody holds a main post, the kinds in the order of `register.kinds`."""
    counts: dict[UUID, Counter[str]] = {}
    names: dict[UUID, str] = {}
    for person in register.people:
        names[person.post.unit_id] = person.unit_name
        counts.setdefault(person.post.unit_id, Counter())[person.post.kind] += 1
    rows = []
    for unit, of_unit in counts.items():
        place = register.tree.on(unit, register.day)
        of_kinds = [(kind, of_unit[kind]) for kind in register.kinds]
        rows.append(UnitRow(names[unit], place.code if place else "", of_kinds))
    return rows
