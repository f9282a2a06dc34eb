"""What the worker prints: many forms into one file; and files that nobody took are deleted."""

from datetime import UTC, datetime
from uuid import UUID

from procrastinate.contrib.django import app


@app.task
def print_forms(work: str) -> None:
    """Print many forms; its page says how far it is."""
    from motcua.printing.print_work import carry_through

    carry_through(UUID(work))


@app.periodic(cron="17 * * * *")
@app.task(queueing_lock="forget_prints")
def forget_prints(timestamp: int) -> None:
    """Delete the files of yesterday's printings."""
    from motcua.printing.print_work import forget

    forget(datetime.now(UTC))
