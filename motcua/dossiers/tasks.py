"""What the worker does for the dossiers: fold the counts."""

from procrastinate.contrib.django import app

from motcua.dossiers import counts


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="fold")
def fold_counts(timestamp: int) -> None:
    """Fold what the acts of the last minute added. Figures are exact without it; reports are quicker after it."""
    while counts.fold():
        pass
