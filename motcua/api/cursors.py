"""Pages by a cursor: where the last one ended, not how many came before, so that nothing is skipped or told twice.

A cursor is signed and belongs to one client and one question; another's, or one that was changed, is a problem.
"""

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core import signing
from django.db.models import F, Model, Q, QuerySet
from django.utils.translation import gettext as _

from motcua.api.caller import Caller
from motcua.api.problems import Problem

SALT = "motcua.api.cursor"
MOST = 100
USUAL = 50


@dataclass(frozen=True, slots=True)
class Order:
    """By a column, then by the primary key; rows without the column's value come last."""

    column: str
    descending: bool = False
    read: Callable[[str], Any] = str

    def arranged(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        column = F(self.column)
        by = column.desc(nulls_last=True) if self.descending else column.asc(nulls_last=True)
        return rows.order_by(by, "-pk" if self.descending else "pk")

    def after(self, value: Any, pk: str) -> Q:
        """The rows that come after the one with this value and key."""
        beyond = "lt" if self.descending else "gt"
        tie = Q(**{f"pk__{beyond}": pk})
        if value is None:
            return Q(**{f"{self.column}__isnull": True}) & tie
        later = Q(**{f"{self.column}__{beyond}": value}) | Q(**{f"{self.column}__isnull": True})
        return later | (Q(**{self.column: value}) & tie)


BY_CODE = Order("code")
NEWEST = Order("received_at", descending=True, read=datetime.fromisoformat)
DUE = Order("due_at", read=datetime.fromisoformat)


def question_of(caller: Caller, name: str, asked: dict[str, Any]) -> str:
    """A mark of the question that a cursor belongs to: whose, which list, with which filters and order."""
    text = json.dumps([str(caller.client.pk), name, asked], sort_keys=True, default=str)
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:24]


def page(
    rows: QuerySet[Any], order: Order, *, question: str, cursor: str | None, limit: int
) -> tuple[list[Any], str | None]:
    """At most `limit` rows after the cursor, and the cursor of the next page, None on the last.

    Raises a problem for a cursor that is not of this question.
    """
    found = order.arranged(rows)
    if cursor is not None:
        found = found.filter(order.after(*_read(cursor, order, question)))
    taken: list[Model] = list(found[: limit + 1])
    if len(taken) <= limit:
        return taken, None
    last = taken[limit - 1]
    value = getattr(last, order.column)
    written = value.isoformat() if isinstance(value, datetime) else value
    return taken[:limit], signing.dumps([question, written, str(last.pk)], salt=SALT)


def _read(cursor: str, order: Order, question: str) -> tuple[Any, str]:
    try:
        asked, value, pk = signing.loads(cursor, salt=SALT)
    except (signing.BadSignature, ValueError) as wrong:
        raise _not_ours() from wrong
    if asked != question:
        raise _not_ours()
    return (None if value is None else order.read(value)), pk


def _not_ours() -> Problem:
    return Problem(
        "bad-cursor",
        _("Take the cursor as the page before gave it, with the same parameters; or begin anew without one."),
    )
