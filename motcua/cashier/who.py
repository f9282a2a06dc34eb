"""Who may do what at the money desk, and on which ground it rests."""

from collections.abc import Iterator
from datetime import date
from uuid import UUID

from motcua.dossiers.inbox import inboxes_of
from motcua.dossiers.models import Dossier
from motcua.fees.kinds import Means
from motcua.journal.by import By
from motcua.organisation.tree import Tree
from motcua.people.actor import Actor
from motcua.people.models import Function

# NĐ 123/2020 holds for receipts of fees and charges from 1 July 2022; before it TT 303/2016.
SINCE_DECREE_123 = date(2022, 7, 1)
KEEPS_BOOKS = frozenset({Function.CASHIER, Function.LEADER, Function.ADMINISTRATOR})
LAYS_DOWN_ACCOUNTS = frozenset({Function.LEADER, Function.ADMINISTRATOR})
TAKES_CASH = frozenset({Function.CASHIER, Function.RECEIVING, Function.RETURNING})
COLLECTS = frozenset({Function.CASHIER})


def ground_on(day: date) -> str:
    """The code of the ground on which receipts of money rest on a day."""
    return "ND123-2020" if day >= SINCE_DECREE_123 else "TT303-2016"


def units_of(dossier: Dossier) -> Iterator[UUID]:
    """The units at whose desks a dossier's money may be taken: where it was received, helped with, and decided."""
    yield from dict.fromkeys((dossier.received_unit_id, dossier.helped_unit_id, dossier.deciding_unit_id))


def collecting_post(dossier: Dossier, by: Actor, means: Means, units: Tree, day: date) -> By | None:
    """The post from which he may take money for a dossier in this way, or None.

    A cashier of one of the dossier's units; for cash also who receives or returns at the desk where
    it was received.
    """
    for unit in units_of(dossier):
        found = by.acts_for(COLLECTS, unit, units, day)
        if found is not None:
            return found
    if means == Means.CASH:
        for unit in (dossier.received_unit_id, dossier.helped_unit_id):
            found = by.acts_for(TAKES_CASH, unit, units, day)
            if found is not None:
                return found
    return None


def desks_of(by: Actor, units: Tree, day: date, *, cash: bool = True) -> list[UUID]:
    """The units at which he takes money on a day, and those whose work they took over; all of it, or cash too."""
    functions = TAKES_CASH if cash else COLLECTS
    return sorted({u for function, found in inboxes_of(by, units, day) if function in functions for u in found})
