"""20,000 random histories, played through the acts, and beside every clock of theirs a clerk who counts minutes.

A failure names its seed and tells the smallest story; docs/rules/oracle.md says how to play it again, and more.
"""

import os
from collections import Counter
from random import SystemRandom

import pytest

from motcua import server
from tests.clock.oracle import due
from tests.clock.years import Years

HISTORIES = int(os.environ.get("MOTCUA_HISTORIES", "20000"))
SEED = int(os.environ.get("MOTCUA_SEED") or SystemRandom().randrange(10**6))
TOGETHER = 4_000  # histories under the same decisions about calendars
PARTS = -(-HISTORIES // TOGETHER)


@pytest.mark.parametrize("part", range(PARTS))
def test_every_history_has_the_clock_that_the_clerk_counts(part: int, fresh_database: server.Urls) -> None:
    years = Years(SEED + part, min(TOGETHER, HISTORIES - part * TOGETHER))
    for window in years.pass_by():
        if window == 5:
            years.compare_ledgers()
    years.compare_the_past()
    years.compare_ledgers()
    years.compare_explanations(100)
    _everything_has_happened(years)


def _everything_has_happened(years: Years) -> None:
    """What was played could find something: every act, every column, every kind of pause, and a closed dossier that
    a decision would have moved."""
    acts = Counter(act.kind for story in years.stories for act in story.acts)
    assert not {"file", "receive_filed", "move", "ask", "pay", "wait", "letter", "stop", "reopen", "decide"} - set(
        acts
    )
    columns = Counter(years.answer(story).ended_as for story in years.stories)
    assert min(columns[name] for name in ("", "early", "on_time", "late")) > len(years.stories) / 100, columns
    waits = {(wait.anew, wait.until is None) for story in years.stories for wait in story.matter.waits}
    assert len(waits) == 4
    ended = [story for story in years.stories if story.matter.ended is not None and story.due is not None]
    assert any(due(story.sheet(years.sheets), story.matter) != story.due for story in ended)
