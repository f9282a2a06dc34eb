"""Applicants who are known already: by an exact number or by id; by name, only where the caller may look.

A number that was typed or scanned whole is a reason to look: the card lies on the counter. A name is none, so who
may be found by name is decided by the filter for rights, above this module.
"""

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connections
from psycopg import ClientCursor

from motcua.people.models import IdentifierKind
from motcua.text import fold, nfc

Number = tuple[str, str]  # kind, value


@dataclass(frozen=True, slots=True)
class Known:
    """An applicant on record, with his numbers."""

    id: UUID
    kind: str
    name: str
    born_on: date | None
    address: str
    phone: str
    email: str
    numbers: tuple[Number, ...] = ()

    def bears(self, numbers: Iterable[Number]) -> bool:
        """Is one of the numbers his?"""
        return bool(set(self.numbers).intersection(numbers))

    @property
    def number(self) -> str:
        """The number to tell him by: his personal one, else any."""
        return dict(self.numbers).get(IdentifierKind.PERSONAL_ID) or next((value for _, value in self.numbers), "")


def kind_of(number: str) -> str:
    """The kind of identifier that a number looks like; empty where it looks like none.

    12 digits are a person's, 9 an old card's, 10 or 13 a firm's; letters among the digits make a passport.
    Source: NĐ 137/2015 (12 digits); NĐ 01/2021 (enterprise numbers).
    """
    shapes = {
        IdentifierKind.PERSONAL_ID: r"[0-9]{12}",
        IdentifierKind.OLD_ID: r"[0-9]{9}",
        IdentifierKind.ENTERPRISE_ID: r"[0-9]{10}(-?[0-9]{3})?",
        IdentifierKind.PASSPORT: r"(?=.*[A-Z])(?=.*[0-9])[A-Z0-9]{5,20}",
    }
    return next((kind for kind, shape in shapes.items() if re.fullmatch(shape, number)), "")


def same_name(one: str, other: str) -> bool:
    """Are two names the same to a clerk: without accents, case and blanks?"""
    return fold(one) == fold(other)


_HOLD = "SELECT pg_advisory_xact_lock(hashtextextended(each, 0)) FROM unnest(%(keys)s::text[]) each ORDER BY each;"
_FIND = """
SELECT a.id, a.kind, a.name, a.born_on, a.address, a.phone, a.email,
       (SELECT jsonb_agg(jsonb_build_array(i.kind, i.value) ORDER BY i.kind, i.value)
        FROM people_identifier i WHERE i.applicant_id = a.id)::text
FROM people_applicant a WHERE a.id IN (
    SELECT unnest(%(ids)s::uuid[])
    UNION SELECT i.applicant_id FROM people_identifier i
    JOIN unnest(%(kinds)s::text[], %(values)s::text[]) w(kind, value) ON i.kind = w.kind AND i.value = w.value
) ORDER BY a.id
"""


def find(ids: Iterable[UUID] = (), numbers: Sequence[Number] = (), *, hold: bool = False) -> list[Known]:
    """Applicants by id and those who bear one of the numbers, whoever was entered first leading.

    With `hold`, nobody else enters these numbers up to the end of the transaction: two counters that receive the
    same card in one second enter one applicant. The wait and the look go to the server in one message, as two
    statements: the second sees what the other counter wrote.
    """
    params = {
        "ids": list(ids),
        "kinds": [kind for kind, _ in numbers],
        "values": [nfc(value) for _, value in numbers],
        "keys": [f"identifier {kind} {nfc(value)}" for kind, value in numbers],
    }
    if not params["ids"] and not numbers:
        return []
    wrapper = connections["default"]
    wrapper.ensure_connection()
    with wrapper.wrap_database_errors, ClientCursor(wrapper.connection) as cursor:
        cursor.execute((_HOLD if hold else "") + _FIND, params)
        while cursor.nextset():
            pass
        return [_known(row) for row in cursor.fetchall()]


def _known(row: tuple[Any, ...]) -> Known:
    *facts, numbers = row
    pk, kind, name, born_on, address, phone, email = facts
    borne = tuple((each, value) for each, value in json.loads(numbers or "[]"))
    return Known(pk, kind, name, born_on, address, phone, email, borne)
