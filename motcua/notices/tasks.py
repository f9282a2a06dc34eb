"""What the worker does for notices: walk the journal and send what is due, each minute, in short turns."""

from contextlib import suppress

from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

BEHIND_ALL_OTHERS = -1


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="notices", lock="notices")
def send_notices(timestamp: int) -> None:
    """Make the notices of what happened, and send those that are due; what is left queues behind all that waits."""
    # Loaded when it runs: channels and wordings would cost every command that only names its tasks.
    from motcua.notices.turn import turn

    walked, outcome = turn()
    if walked.is_more or outcome.is_more:
        with suppress(AlreadyEnqueued):
            send_notices.configure(priority=BEHIND_ALL_OTHERS).defer(timestamp=timestamp)
