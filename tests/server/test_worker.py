"""The worker does in the background what acts leave to it: fold the counts, place the entries, open the months."""

import os
import subprocess
import sys
from typing import Any

from django.db import connection

from motcua.dossiers.models import CountDelta, DailyCount
from motcua.dossiers.tasks import fold_counts
from motcua.journal.models import Entry, Position, Unplaced
from motcua.journal.tasks import open_months, place_entries
from tests.cast import build_cast


def test_the_worker_folds_places_and_opens_the_months_to_come(fresh_database: Any) -> None:
    build_cast().received()
    assert CountDelta.objects.exists() and Unplaced.objects.exists()
    for task in (fold_counts, place_entries, open_months):
        task.defer(timestamp=0)
    done = subprocess.run(
        [sys.executable, "-m", "motcua", "procrastinate", "worker", "--one-shot"],
        env=os.environ.copy(),
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    assert not CountDelta.objects.exists() and DailyCount.objects.filter(kind="received").count() == 2
    assert not Unplaced.objects.exists() and Position.objects.count() == Entry.objects.count()
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass('journal_entry_' || to_char(now() + interval '12 months', 'YYYYMM'))")
        assert cursor.fetchone()[0] is not None
