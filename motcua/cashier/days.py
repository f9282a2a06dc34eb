"""A cashier's day: whoever receives cash shares it, whoever counts has it for himself until he has finished."""

from datetime import date
from uuid import UUID

from motcua.journal.statement import rows

SHARE_DAY = "SELECT pg_advisory_xact_lock_shared(hashtextextended($1, 0))"
HOLD_DAY = "SELECT pg_advisory_xact_lock(hashtextextended($1, 0))"


def share_day(account: UUID, day: date) -> None:
    """Wait until nobody counts the cash of these hands on a day; nobody begins until the transaction ends."""
    rows(SHARE_DAY, [_named(account, day)])


def hold_day(account: UUID, day: date) -> None:
    """Wait until nobody receives cash into these hands on a day; nobody begins until the transaction ends."""
    rows(HOLD_DAY, [_named(account, day)])


def _named(account: UUID, day: date) -> str:
    return f"cash {account} {day.isoformat()}"
