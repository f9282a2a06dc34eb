"""A worker killed at any point: no notice is lost, and none is sent twice. With real processes and real servers."""

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import connection

from motcua.notices.deliver import deliver
from motcua.notices.kinds import NoticeState
from motcua.notices.lines import MOST
from motcua.notices.mail import message_id
from motcua.notices.models import Notice
from motcua.notices.walking import walk
from tests.cast import Cast, at, build_cast
from tests.conftest import CHECKOUT
from tests.notices.conftest import PostOffice, begun, never_quiet, told, told_many

S = NoticeState
Worker = Callable[[], int]


@pytest.fixture
def office(fresh_database: Any, post_office: PostOffice) -> Cast:
    """A cast of its own, whose notices may go out at any hour."""
    cast = build_cast()
    begun()
    never_quiet()
    return cast


@pytest.fixture(scope="module")
def starter() -> Iterator[subprocess.Popen[str]]:
    """The program that starts workers; loading it takes seconds, once."""
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "motcua.settings", "PYTHONPATH": CHECKOUT}
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.notices.workers"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**environment, "MOTCUA_DATABASE_URL": os.environ.get("MOTCUA_DATABASE_URL", "postgresql:///none")},
        cwd=CHECKOUT,
    )
    try:
        yield process
    finally:
        process.communicate()


@pytest.fixture
def worker(starter: subprocess.Popen[str], office: Cast, post_office: PostOffice) -> Worker:
    """Start a worker that does one round; its process id."""
    given = json.dumps({"database": os.environ["MOTCUA_DATABASE_URL"], "smtp": post_office.settings})

    def start() -> int:
        assert starter.stdin is not None and starter.stdout is not None
        starter.stdin.write(f"{given}\n")
        starter.stdin.flush()
        return int(starter.stdout.readline())

    return start


def lives(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


def ended(process: int) -> None:
    """Wait until it is gone, and until the database has given its lock back: when it finds nobody there."""
    deadline = time.monotonic() + 30
    with connection.cursor() as cursor:
        while True:
            cursor.execute(
                "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND database = "
                "(SELECT oid FROM pg_database WHERE datname = current_database())"
            )
            if cursor.fetchone() == (0,) and not lives(process):
                return
            assert time.monotonic() < deadline
            time.sleep(0.01)


def killed(process: int) -> None:
    if lives(process):
        os.kill(process, signal.SIGKILL)
    ended(process)


def a_round() -> dict[str, int]:
    """A round that is let finish."""
    walk()
    return deliver().became


def time_passes() -> None:
    """What is to be tried again later is due."""
    Notice.objects.filter(state=S.PENDING).update(next_at=at(7, 9))


def test_killed_before_the_server_took_it_a_notice_is_sent_by_the_next_round(
    office: Cast, post_office: PostOffice, worker: Worker
) -> None:
    told(office, email="lan@example.vn")
    post_office.waits_before = "RCPT"
    process = worker()
    assert post_office.reached.wait(30)
    assert Notice.objects.get().state == S.SENDING
    killed(process)
    post_office.waits_before = ""
    post_office.go.set()
    assert a_round() == {"sent": 1}
    assert len(post_office.taken) == 1


def test_killed_between_the_message_and_its_answer_a_notice_is_held_and_not_doubled(
    office: Cast, post_office: PostOffice, worker: Worker
) -> None:
    told(office, email="lan@example.vn")
    post_office.waits_before = "answer"
    process = worker()
    assert post_office.reached.wait(30)
    assert Notice.objects.get().state == S.BEGUN
    assert deliver().is_busy, "of two rounds at once one sends"
    killed(process)
    post_office.waits_before = ""
    post_office.go.set()
    assert a_round() == {"unknown": 1}
    assert a_round() == {}
    assert len(post_office.taken) == 1
    assert list(Notice.objects.all().failed()) == [Notice.objects.get()], "a person is told"


def test_killed_again_and_again_over_a_server_that_takes_delays_refuses_and_dies(
    office: Cast, post_office: PostOffice, worker: Worker
) -> None:
    many, kills, dice = 150, 14, random.Random(7)
    told_many(office, many)
    refused = {f"a{n}@example.vn" for n in range(0, many, 10)}
    post_office.answers = dict.fromkeys(refused, "550 no such user")
    post_office.at_first = {f"a{n}@example.vn": "451 greylisted" for n in range(1, many, 10)}
    post_office.slow = 0.01
    for kill in range(kills):
        aim = len(post_office.taken) + dice.randint(0, 4)
        process = worker()
        # Let it come into its stride, then kill it wherever it is; sometimes the server dies first.
        while len(post_office.taken) < aim and lives(process):
            time.sleep(0.001)
        time.sleep(dice.random() * 0.05)
        if kill % 5 == 4:
            post_office.close()
            time.sleep(dice.random() * 0.05)
        killed(process)
        time_passes()
        if post_office.controller is None:
            assert a_round().keys() <= {"unknown"}, "nobody is there"
            post_office.open()
    post_office.slow = 0
    while a_round():
        time_passes()
    assert Notice.objects.count() == many
    states = Counter(Notice.objects.values_list("state", flat=True))
    assert set(states) <= {S.SENT, S.REFUSED, S.UNKNOWN} and 0 < states[S.UNKNOWN] <= kills * MOST, states
    arrived = Counter(post_office.ids)
    assert set(arrived.values()) == {1}, "none doubled"
    for notice in Notice.objects.all():
        assert (notice.state == S.REFUSED) == (notice.address in refused)
        assert notice.state != S.SENT or message_id(notice) in arrived, "none lost"
    assert states[S.SENT] > many / 3, "most of them go out all the same"


def test_of_several_walks_at_once_each_news_is_found_by_one(
    office: Cast, post_office: PostOffice, worker: Worker
) -> None:
    told_many(office, 20)
    for process in [worker() for _each in range(3)]:
        ended(process)
    a_round()
    assert Notice.objects.count() == 20
    assert len(post_office.ids) == len(set(post_office.ids)) == 20
