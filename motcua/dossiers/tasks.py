"""What the worker does for the dossiers: folds counts, drafts the morning's letters, moves due moments."""

from datetime import UTC, datetime
from uuid import UUID

from procrastinate.contrib.django import app

from motcua.dossiers import calendar_work, calendars, counts


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="fold")
def fold_counts(timestamp: int) -> None:
    """Fold what the acts of the last minute added. Figures are exact without it; reports are quicker after it."""
    while counts.fold():
        pass


# In UTC: 06:00 here, before the first office opens. Then each hour: a machine that was off at six drafts late, and
# what a leader sends back on its last day is noticed. What is past its moment is judged as at six all day.
@app.periodic(cron="0 0-10,23 * * *")
@app.task(queueing_lock="letters", lock="letters")
def draft_letters_of_the_morning(timestamp: int) -> None:
    """Draft the letters of apology that are wanted this morning; run again, it finds nothing new."""
    from motcua.dossiers.wanting import draft_wanted, morning_of, wanting

    at = datetime.now(UTC)
    draft_wanted(wanting(morning_of(at)), at)


@app.task
def change_calendar(work: str) -> None:
    """Carry through a change of a calendar that moves many due moments; its page says how far it is."""
    calendar_work.carry_through(UUID(work))


@app.task
def settle_calendar(decision: str) -> None:
    """Look once more whether acts that were under way meanwhile reckoned by the calendar before a decision."""
    calendars.settle(UUID(decision), datetime.now(UTC))
