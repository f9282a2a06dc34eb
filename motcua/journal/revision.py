"""Revisions of what changes rarely: processes keep it in memory and read it anew when its number has moved."""

from django.db import connection

from motcua.journal.models import Revision

# For a statement that reads anyway: the numbers of all revisions as one JSON object.
ALL = "(SELECT coalesce(jsonb_object_agg(name, number), '{}') FROM journal_revision)"


def bump(name: str) -> None:
    """Say that something changed; call it inside the transaction that changes it."""
    with connection.cursor() as cursor:
        cursor.execute(
            # The clock's microseconds: a number that a rolled back transaction used never comes back, so that
            # what a process kept in memory under it is never taken for something else.
            "INSERT INTO journal_revision (name, number) VALUES (%s, extract(epoch FROM clock_timestamp()) * 1e6) "
            "ON CONFLICT (name) DO UPDATE SET number = greatest(journal_revision.number + 1, excluded.number)",
            [name],
        )


def current(name: str) -> int:
    """The number of a revision; 0 before the first change."""
    return Revision.objects.filter(pk=name).values_list("number", flat=True).first() or 0
