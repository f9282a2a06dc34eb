"""A worker killed at any point: no notice is lost, and none is sent twice. With real processes and real servers."""

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from multiprocessing import get_context
from multiprocessing.context import ForkProcess
from typing import Any

import pytest
from django.db import connection, connections

from motcua.notices.deliver import deliver
from motcua.notices.kinds import NoticeState
from motcua.notices.mail import message_id
from motcua.notices.models import Notice
from motcua.notices.walking import walk
from tests.cast import Cast, at, build_cast
from tests.conftest import CHECKOUT
from tests.notices.conftest import PostOffice, begun, never_quiet, told

# A fork of a process that other tests have given threads and connections does not live: a drill of its own,
# `python -m pytest tests/notices/test_killed.py`.
pytestmark = pytest.mark.skipif(
    "PYTEST_XDIST_WORKER" in os.environ, reason="a drill of its own: no fork beside others"
)
S = NoticeState
SETTINGS = ("HOST", "PORT", "SECURITY", "USER", "PASSWORD_FILE", "FROM")


@pytest.fixture
def office(fresh_database: Any, post_office: PostOffice) -> Iterator[Cast]:
    """A cast of its own, whose worker finds the mail server."""
    cast = build_cast()
    begun()
    never_quiet()
    named = {f"MOTCUA_SMTP_{name}": post_office.settings[name] for name in SETTINGS}
    named |= {"MOTCUA_PUBLIC_ADDRESS": "https://motcua.example.vn", "PYTHONPATH": CHECKOUT}
    before = {name: os.environ.get(name) for name in named}
    os.environ.update(named)
    try:
        yield cast
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


def worker() -> ForkProcess:
    """One round of sending, in a process of its own: a fork, since a program takes seconds to start."""
    connections.close_all()
    process = get_context("fork").Process(target=_round, args=(os.getpid(),))
    process.start()
    return process


def _round(parent: int) -> None:
    """What the worker's task does, as `motcua notices send` does it too."""
    assert os.getpid() != parent
    walk()
    deliver()
    connections.close_all()
    os._exit(0)


def a_round() -> dict[str, int]:
    """A round that is let finish."""
    walk()
    return deliver().became


def killed(process: ForkProcess) -> None:
    process.kill()
    process.join(10)
    assert process.exitcode in (-signal.SIGKILL, 0)
    wait_until_the_server_has_noticed()


def wait_until_the_server_has_noticed() -> None:
    """The database gives a dead worker's lock back when it finds nobody at the other end: at once, nearly."""
    deadline = time.monotonic() + 10
    with connection.cursor() as cursor:
        while True:
            cursor.execute(
                "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND database = "
                "(SELECT oid FROM pg_database WHERE datname = current_database())"
            )
            if cursor.fetchone() == (0,):
                return
            assert time.monotonic() < deadline
            time.sleep(0.02)


def test_killed_before_the_server_took_it_a_notice_is_sent_by_the_next_round(
    office: Cast, post_office: PostOffice
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
    office: Cast, post_office: PostOffice
) -> None:
    told(office, email="lan@example.vn")
    post_office.waits_before = "answer"
    process = worker()
    assert post_office.reached.wait(30)
    assert Notice.objects.get().state == S.BEGUN
    killed(process)
    post_office.waits_before = ""
    post_office.go.set()
    assert a_round() == {"unknown": 1}
    assert a_round() == {}
    assert len(post_office.taken) == 1
    assert list(Notice.objects.all().failed()) == [Notice.objects.get()], "a person is told"


def test_killed_again_and_again_no_notice_is_lost_and_none_doubled(office: Cast, post_office: PostOffice) -> None:
    many, dice = 60, random.Random(7)
    for number in range(many):
        told(office, at(7, 8, number % 60), number, email=f"a{number}@example.vn")
    post_office.slow = 0.02
    kills = 0
    while kills < 12:
        before = len(post_office.taken)
        process = worker()
        deadline = time.monotonic() + 30
        # Let it come into its stride, then kill it wherever it is.
        aim = before + dice.randint(0, 4)
        while len(post_office.taken) < aim and process.is_alive():
            assert time.monotonic() < deadline
            time.sleep(0.001)
        time.sleep(dice.random() * 0.06)
        killed(process)
        kills += 1
    a_round()
    assert Notice.objects.count() == many
    states = Counter(Notice.objects.values_list("state", flat=True))
    assert set(states) <= {S.SENT, S.UNKNOWN} and states[S.UNKNOWN] <= kills, states
    arrived = Counter(post_office.ids)
    assert set(arrived.values()) == {1}, "none doubled"
    for notice in Notice.objects.all():
        assert notice.state == S.UNKNOWN or message_id(notice) in arrived, "none lost"


def test_of_two_rounds_at_once_one_sends(office: Cast, post_office: PostOffice) -> None:
    told(office, email="lan@example.vn")
    post_office.waits_before = "answer"
    command = [sys.executable, "-m", "motcua", "notices", "send", "--format", "json"]
    first = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert post_office.reached.wait(60)
    assert deliver().is_busy
    post_office.go.set()
    said, _complaint = first.communicate(timeout=60)
    assert json.loads(said)["became"] == {"sent": 1}
    assert len(post_office.taken) == 1


def test_of_several_walks_at_once_each_news_is_found_by_one(office: Cast, post_office: PostOffice) -> None:
    for number in range(20):
        told(office, at(7, 8, number), number, email=f"a{number}@example.vn")
    processes = [worker() for _each in range(3)]
    for process in processes:
        process.join(60)
        assert process.exitcode == 0
    a_round()
    assert Notice.objects.count() == 20
    assert len(post_office.ids) == len(set(post_office.ids)) == 20
