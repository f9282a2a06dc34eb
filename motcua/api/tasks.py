"""What the worker does for the API: forget the answers that nobody can ask for again."""

from datetime import UTC, datetime

from procrastinate.contrib.django import app


@app.periodic(cron="41 * * * *")
@app.task(queueing_lock="forget_answers")
def forget_answers(timestamp: int) -> None:
    """Remove what is kept under idempotency keys once its 24 hours are over."""
    # Loaded when it runs: the API's framework would cost every command half a second at its start.
    from motcua.api import once

    once.forget(datetime.now(UTC))
