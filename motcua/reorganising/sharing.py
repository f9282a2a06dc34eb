"""Who goes on with which open dossier: the lines of a decision, one dossier after the other."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from motcua.dossiers.acting import Holder
from motcua.dossiers.states import ENDED, State
from motcua.journal.literal import array
from motcua.journal.statement import rows
from motcua.organisation.models import Share
from motcua.reorganising.lines import Rule
from motcua.reorganising.plan import Plan, Transfer
from motcua.text import fold

OPEN_STATES = sorted(int(state) for state in State if state not in ENDED and state != State.REFUSED)

# What lies with a unit now is read from the index of the desk's lists; words only where a rule asks for them.
HELD = """
SELECT d.id, s.holder_unit_id, s.holder_function, s.holder_account_id, d.deciding_unit_id, d.received_unit_id,
       d.state, d.last_at, d.number, p.code, f.code, CASE WHEN $2 THEN a.address END
FROM dossier_stretch s JOIN dossier d ON d.id = s.dossier_id
JOIN catalogue_procedure p ON p.id = d.procedure_id JOIN catalogue_field f ON f.id = p.field_id
JOIN people_applicant a ON a.id = coalesce(d.holder_applicant_id, d.applicant_id)
WHERE s.to_at IS NULL AND s.holder_unit_id = ANY($1::uuid[]) AND d.state = ANY($3::smallint[])
ORDER BY d.id
"""


@dataclass(frozen=True, slots=True)
class Held:
    """An open dossier that lies with a unit, as far as the rules ask for it."""

    id: UUID
    unit: UUID
    function: str
    account: UUID | None
    deciding: UUID
    receiving: UUID
    state: int
    last_at: datetime
    number: str
    procedure: str
    field: str
    address: str


@dataclass(frozen=True, slots=True)
class Hand:
    """A dossier and who goes on with it; `row` is the line that says so, 0 where none does, None if it stays."""

    held: Held
    to: Holder
    row: int | None


def held_by(plan: Plan) -> Iterator[Held]:
    """The open dossiers that lie with units whose work goes elsewhere, by id; nothing is locked."""
    by_area = any(each.rule == Rule.AREA for several in plan.transfers.values() for each in several)
    concerned = plan.concerned()
    if not concerned:
        return
    for row in rows(HELD, [array(concerned), by_area, array(OPEN_STATES)]):
        id, unit, function, account, deciding, receiving, state, last_at, number, procedure, field, address = row
        yield Held(
            id, unit, function, account, deciding, receiving, state, last_at, number or "", procedure, field,
            address or "",
        )  # fmt: skip


class Sharing:
    """Says of each dossier who goes on with it.

    `posts` are those of the new map: (account, unit) pairs that hold a function, so that a dossier stays in the
    hands of an officer who comes along with it.
    """

    def __init__(self, plan: Plan, fallback: UUID | None, goes_along: Mapping[UUID, set[tuple[UUID, str]]]) -> None:
        self.plan, self.fallback, self.goes_along = plan, fallback, goes_along
        self.rules = {unit: [(each, _words(each)) for each in several] for unit, several in plan.transfers.items()}

    def hand(self, held: Held) -> Hand | None:
        """Who goes on with a dossier; None where nobody does and there is no fallback either."""
        found = self._transfer(held)
        if found is None and held.unit not in self.plan.ends:
            return Hand(held, Holder(held.unit, held.function, held.account), None)
        to, row = (found.to, found.row) if found is not None else (self.fallback, 0)
        if to is None:
            return None
        along = held.account is not None and (to, held.function) in self.goes_along.get(held.account, ())
        return Hand(held, Holder(to, held.function, held.account if along else None), row)

    def _transfer(self, held: Held) -> Transfer | None:
        main = None
        for transfer, words in self.rules.get(held.unit, ()):
            if transfer.share == Share.WHOLE:
                return transfer
            if transfer.rule == Rule.MAIN:
                main = transfer
            elif _means(transfer.rule, words, held):
                return transfer
        return main

    def in_its_place(self, unit: UUID, held: Held, to: UUID) -> UUID:
        """Who is to receive or decide what was only filed: the holder for his own unit, else the main part."""
        return to if unit == held.unit else self.plan.goes_to(unit) or to


def _words(transfer: Transfer) -> frozenset[str]:
    return frozenset(fold(value) for value in transfer.values)


def _means(rule: str, words: frozenset[str], held: Held) -> bool:
    if rule == Rule.AREA:
        return any(fold(part.strip()) in words for part in held.address.split(","))
    said = {Rule.FIELD: held.field, Rule.PROCEDURE: held.procedure, Rule.HAND: held.number}[Rule(rule)]
    return fold(said) in words
