"""What the worker does for supervision: send the morning watch."""

from datetime import UTC, datetime

from procrastinate.contrib.django import app


# Every ten minutes: in some of them it is half past six where the offices are, in the others it tries again what a
# mail server did not take. When each is due, and that nobody gets two, `sending` decides.
@app.periodic(cron="*/10 * * * *")
@app.task(queueing_lock="morning_watch", lock="morning_watch")
def send_morning_watch(timestamp: int) -> None:
    """Send the watches of the day that are due and not sent yet."""
    # Loaded when it runs: pages and sentences would cost every command that only names its tasks.
    import logging

    from motcua.smtp import NotSet
    from motcua.supervision.sending import send_watches

    try:
        send_watches(datetime.now(UTC))
    except NotSet as problem:
        logging.getLogger(__name__).warning("%s", problem)
