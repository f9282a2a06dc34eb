"""What it costs to tell ten thousand applicants at once, over a real mail server on loopback.

Dossiers are received by the act that receives them everywhere. What is timed is what the worker does then, turn
after turn as it does: the journal is walked, notices are worded and written, each is handed over. No limit of so
many in a minute holds here.
"""

import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from datetime import time as clock
from itertools import islice
from typing import Any
from uuid import UUID

from django.conf import settings

from motcua.bench.inbox_town import found
from motcua.bench.mail_sink import Sink, mail_sink
from motcua.bench.place import Place as Database
from motcua.bench.place import machine
from motcua.dossiers.intake import Intake, Person
from motcua.dossiers.receive import receive
from motcua.notices.kinds import NoticeState
from motcua.notices.mail import message_id
from motcua.notices.models import Notice, NoticeRule
from motcua.notices.rules import MOST_A_MINUTE
from motcua.notices.turn import turn
from motcua.notices.walking import walk
from motcua.people.actor import SYSTEM_ACTOR

AT_ONCE = 1_000

Progress = Callable[[int], object]


class NotTold(RuntimeError):
    """A dossier could not be received, or nothing goes out any more."""


def measure(place: Database, count: int, progress: Progress) -> dict[str, Any]:
    """Receive so many dossiers in a migrated database that holds nothing yet, and tell every applicant by e-mail.

    Returns `notices`, `seconds`, `per_second`, `lost` (notices that the server has not), `doubled` (messages that
    it has once too often), `unknown` (perhaps sent), `conversations`, `turns` of the worker and the longest of
    them, and the machine. `progress` hears each notice sent. Raises NotTold.
    """
    _prepare(count)
    kept = settings.SMTP
    with mail_sink() as sink:
        settings.SMTP = _settings(sink)
        try:
            turns = _told(count, progress)
        finally:
            settings.SMTP = kept
    wanted = {message_id(each) for each in Notice.objects.all()}
    seconds = sum(turns)
    return {
        "notices": len(wanted),
        "seconds": round(seconds, 2),
        "per_second": round(len(wanted) / seconds),
        "lost": len(wanted - sink.taken.keys()),
        "doubled": sum(sink.taken.values()) - len(sink.taken),
        "unknown": Notice.objects.filter(state=NoticeState.UNKNOWN).count(),
        "conversations": sink.conversations,
        "turns": len(turns),
        "longest_turn_seconds": round(max(turns), 2),
        "machine": machine(place),
    }


def _prepare(count: int) -> None:
    """Dossiers of applicants with an address, and notices that began before them, at any hour and rate."""
    never = clock()
    NoticeRule.objects.create(
        valid_from=date(2018, 1, 1), quiet_from=never, quiet_until=never, per_minute=MOST_A_MINUTE
    )
    intakes = _intakes(count)
    at = datetime.now(UTC)
    walk(at)
    while some := list(islice(intakes, AT_ONCE)):
        done = receive(some, by=SYSTEM_ACTOR, at=at, ground="OFFICE", recorded_at=at)
        if done.refusal is not None:
            raise NotTold(str(done.refusal))


def _intakes(count: int) -> Iterator[Intake]:
    offered = [(place, each) for place in found(1) for each in place.offered if not each.at_once]
    for number in range(count):
        place, each = offered[number % len(offered)]
        yield Intake(
            procedure=each.code,
            applicant=Person(f"Người nộp {number}", email=f"nguoi.nop.{number}@example.vn"),
            received_unit=UUID(place.received),
            deciding_unit=UUID(place.deciding),
        )


def _told(count: int, progress: Progress) -> list[float]:
    """Turns of the worker until all are sent: the seconds of each."""
    turns = []
    sent = 0
    while sent < count:
        began = time.perf_counter()
        _walked, outcome = turn()
        turns.append(time.perf_counter() - began)
        now = outcome.became.get(NoticeState.SENT, 0)
        if not now:
            raise NotTold(f"{sent} of {count} sent; {outcome.became} {outcome.away}")
        progress(now)
        sent += now
    return turns


def _settings(sink: Sink) -> dict[str, str]:
    return {
        "HOST": "127.0.0.1",
        "PORT": str(sink.port),
        "SECURITY": "none",
        "USER": "",
        "PASSWORD_FILE": "",
        "FROM": "motcua@example.vn",
    }
