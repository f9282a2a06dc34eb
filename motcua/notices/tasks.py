"""What the worker does for notices: walk the journal and send what is due, each minute."""

from procrastinate.contrib.django import app


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="notices", lock="notices")
def send_notices(timestamp: int) -> None:
    """Make the notices of what happened, and send those that are due."""
    # Loaded when it runs: channels and wordings would cost every command that only names its tasks.
    from motcua.notices.deliver import deliver
    from motcua.notices.walking import walk

    walk()
    deliver()
