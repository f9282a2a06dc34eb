"""What the worker does for notices: walk the journal and send what is due, each minute, in short turns."""

from contextlib import suppress

from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

# The worker does one thing after the other, and is let finish it for five seconds when it is stopped: where much is
# to be sent, a turn ends early and queues behind all that waits.
TURN = 3.0
BEHIND_ALL_OTHERS = -1


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="notices", lock="notices")
def send_notices(timestamp: int) -> None:
    """Make the notices of what happened, and send those that are due; what is left waits for its next turn."""
    # Loaded when it runs: channels and wordings would cost every command that only names its tasks.
    from motcua.notices.deliver import deliver
    from motcua.notices.walking import walk

    is_more = walk(lasts=TURN / 3).is_more
    if deliver(lasts=TURN * 2 / 3).is_more or is_more:
        with suppress(AlreadyEnqueued):
            send_notices.configure(priority=BEHIND_ALL_OTHERS).defer(timestamp=timestamp)
