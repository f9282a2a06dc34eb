"""One order for all committed entries; a reader with a cursor misses none."""

from typing import Any

import psycopg

from motcua.journal.ids import first_of, uuid7
from motcua.journal.models import Entry, Position, Unplaced
from motcua.journal.positions import after, place
from motcua.moments import LOCAL
from tests.cast import Cast, at, build_cast


def test_every_committed_entry_gets_one_place(cast: Cast) -> None:
    cast.received()
    placed = place()
    assert placed == Entry.objects.count() > 0
    assert list(Position.objects.order_by("position").values_list("position", flat=True)) == list(
        range(1, placed + 1)
    )
    assert place() == 0 and not Unplaced.objects.exists()


def test_what_commits_late_comes_after_what_a_reader_has_passed(fresh_database: Any) -> None:
    """An old id in a transaction that is still open must not slip in before the cursor later."""
    early = uuid7(at(7))
    with psycopg.connect(fresh_database.app) as slow:
        slow.execute("INSERT INTO journal_unplaced (entry) VALUES (%s)", [early])
        build_cast()
        place()
        cursor = Position.objects.count()
        slow.commit()
    place()
    assert [entry for _, entry in after(cursor)] == [early]


def test_ids_sort_by_their_moment_and_months_begin_at_their_bound(db: None) -> None:
    from django.db import connection

    first, second = uuid7(at(7, 8)), uuid7(at(7, 9))
    assert first < second and first.version == 7
    with connection.cursor() as cursor:
        cursor.execute("SELECT journal_bound(%s)", [at(7, 8).astimezone(LOCAL)])
        assert cursor.fetchone()[0] == first_of(at(7, 8))
