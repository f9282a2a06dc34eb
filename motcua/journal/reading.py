"""Who read which personal file: one row a day, person, file and door, counted up."""

from datetime import datetime
from uuid import UUID

from django.db import connection

from motcua.moments import local_day

NOTE = """
INSERT INTO journal_reading (day, account, subject_type, subject_id, door, times, first_at, last_at)
VALUES (%s, %s, %s, %s, %s, 1, %s, %s)
ON CONFLICT (day, account, subject_type, subject_id, door)
DO UPDATE SET times = journal_reading.times + 1, last_at = greatest(journal_reading.last_at, excluded.last_at)
"""


def note(account: UUID, subject_type: str, subject_id: UUID, *, door: str, at: datetime) -> None:
    """Write down that somebody read a personal file: through which door, on which local day, how often.

    Not chained and not an entry: reading changes nothing. Source: Law 91/2025/QH15 on personal data.
    """
    with connection.cursor() as cursor:
        cursor.execute(NOTE, [local_day(at), account, subject_type, subject_id, door, at, at])
