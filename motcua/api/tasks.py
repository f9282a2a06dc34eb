"""What the worker does for the API: forget the answers that nobody can ask for again."""

from datetime import UTC, datetime

from procrastinate.contrib.django import app

from motcua.api import once


@app.periodic(cron="41 * * * *")
@app.task(queueing_lock="forget_answers")
def forget_answers(timestamp: int) -> None:
    """Remove what is kept under idempotency keys once its 24 hours are over."""
    once.forget(datetime.now(UTC))
