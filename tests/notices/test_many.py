"""Many notices at once: each costs a share of a few statements, and nobody else has to wait for them."""

import time
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from procrastinate.contrib.django.models import ProcrastinateJob

from motcua.dossiers.tasks import fold_counts
from motcua.notices import tasks, turn
from motcua.notices.deliver import deliver
from motcua.notices.kinds import NoticeState
from motcua.notices.lines import MOST
from motcua.notices.models import Notice
from motcua.notices.walking import walk
from tests.cast import Cast
from tests.notices.conftest import PostOffice, begun, never_quiet, told_many

S = NoticeState


@pytest.fixture(autouse=True)
def _begun(cast: Cast) -> None:
    begun()


def counted(function: Any, **given: Any) -> tuple[Any, int]:
    """What a function returns, and how many statements it took."""
    with CaptureQueriesContext(connection) as statements:
        found = function(**given)
    return found, len(statements)


def test_ten_times_as_many_cost_no_more_statements_to_make_and_two_a_wave_to_send(
    cast: Cast, post_office: PostOffice
) -> None:
    never_quiet()
    taken = []
    for many in (24, 240):
        Notice.objects.all().delete()
        told_many(cast, many)
        walked, making = counted(walk)
        assert walked.made == many
        outcome, sending = counted(deliver)
        assert outcome.became == {"sent": many}
        taken.append((making, sending))
    (few_making, few_sending), (many_making, many_sending) = taken
    assert many_making < 2 * few_making, "a few more sets of entries that are walked at once"
    assert few_sending <= 20 + 2 * 24 / 3, "on three lines"
    assert many_sending <= 20 + 2 * 240 / MOST, "on eight"
    assert len(post_office.ids) == len(set(post_office.ids)) == 264


def test_a_turn_ends_in_time_and_the_rest_queues_behind_what_waits(
    cast: Cast, post_office: PostOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    never_quiet()
    told_many(cast, 100)
    post_office.slow = 0.05
    monkeypatch.setattr(turn, "LASTS", 0.3)
    began = time.monotonic()
    tasks.send_notices.func(timestamp=0)
    assert time.monotonic() - began < 5
    assert 0 < len(post_office.taken) < 100
    assert Notice.objects.filter(state=S.PENDING, attempt=None).count() == 100 - len(post_office.taken)
    fold_counts.defer(timestamp=0)
    waiting = ProcrastinateJob.objects.filter(status="todo").order_by("-priority", "id")
    assert [job.task_name.rpartition(".")[2] for job in waiting] == ["fold_counts", "send_notices"]


def test_the_next_turn_keeps_to_the_pace_of_the_last(cast: Cast, post_office: PostOffice) -> None:
    never_quiet(per_minute=60)
    told_many(cast, 10)
    walk()
    assert [deliver(lasts=0.05).became.get("sent", 0) for _turn in range(3)] == [1, 0, 0]


def test_where_a_server_lets_in_only_two_conversations_all_go_out_on_two(
    cast: Cast, post_office: PostOffice
) -> None:
    never_quiet()
    told_many(cast, 60)
    walk()
    post_office.lets_in = 2
    assert deliver().became == {"sent": 60}
    assert len(set(post_office.ids)) == 60 and post_office.conversations > 2


def test_a_server_that_dies_with_each_message_leaves_a_few_in_doubt_and_the_others_waiting(
    cast: Cast, post_office: PostOffice
) -> None:
    never_quiet()
    told_many(cast, 100)
    walk()
    post_office.dies = True
    outcome = deliver()
    assert outcome.away == {"email": "lost"}
    assert set(outcome.became) == {"unknown"} and outcome.became["unknown"] <= MOST
    assert Notice.objects.filter(state=S.PENDING, attempt=None).count() == 100 - outcome.became["unknown"]
