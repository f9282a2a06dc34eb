"""What the worker does for the journal: give entries their positions, and open the months to come."""

from django.db import connection
from procrastinate.contrib.django import app

from motcua.journal import positions


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="place")
def place_entries(timestamp: int) -> None:
    """Give the entries that were committed since their places in the one order."""
    while positions.place():
        pass


@app.periodic(cron="17 3 * * *")
@app.task(queueing_lock="open_months")
def open_months(timestamp: int) -> None:
    """Open the partitions of this month and the twelve to come, so that no act has to."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT journal_open_month((date_trunc('month', now()) + n * interval '1 month')::date) "
            "FROM generate_series(0, 12) n"
        )
