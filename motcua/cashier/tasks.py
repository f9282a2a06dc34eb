"""What the worker does for the money desk: reads long statements of banks."""

from datetime import UTC, datetime
from uuid import UUID

from procrastinate.contrib.django import app


@app.task
def read_statement_through(statement: str) -> None:
    """Enter the lines of a statement; its page says how far it is."""
    from motcua.cashier.bringing import carry_through
    from motcua.cashier.who import ground_on
    from motcua.moments import local_day

    carry_through(UUID(statement), ground_on(local_day(datetime.now(UTC))))
