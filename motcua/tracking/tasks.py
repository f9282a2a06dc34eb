"""What the worker does for the tracking page: forget who guessed wrongly long ago."""

from datetime import UTC, datetime

from procrastinate.contrib.django import app

from motcua.tracking import guessing


@app.periodic(cron="41 * * * *")
@app.task(queueing_lock="forget_guesses")
def forget_guesses(timestamp: int) -> None:
    """Remove streaks of wrong guesses that ended an hour ago or earlier."""
    guessing.forget_old(datetime.now(UTC))
