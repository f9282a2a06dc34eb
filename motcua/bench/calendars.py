"""What a calendar decision costs: a day off that moves the due moment of every one of so many open dossiers.

The dossiers are received by the act that receives them everywhere, in a database of the bench's own; the decision
is entered by the same call as on the screen and from the command line. What is timed is the whole of it, up to the
commit: the days, the dossiers, their stretches, their counts and their entries in the journal.
"""

import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from motcua.bench.inbox_town import found
from motcua.bench.intakes import intakes_of_late
from motcua.bench.place import Place as Database
from motcua.bench.place import empty, machine
from motcua.dossiers.calendars import Change
from motcua.dossiers.models import Dossier
from motcua.dossiers.receive import receive
from motcua.moments import local_day
from motcua.people.actor import SYSTEM_ACTOR
from motcua.worktime.decide import Decided
from motcua.worktime.load import calendar_for
from motcua.worktime.models import DayKind

NUMBER = "1/QĐ-UBND"

Progress = Callable[[int], object]


class NotMoved(RuntimeError):
    """The decision did not move what it had to."""


def change_calendar(dossiers: int, progress: Progress = lambda received: None) -> dict[str, Any]:
    """Receive so many dossiers in a database of their own, then decide a day off that moves them all.

    Returns `dossiers`, `seconds` of the decision, `preview_seconds`, `take_back_seconds`, `per_second`, `moved`,
    `restored` and the machine. Raises NotMoved where not every dossier moved, or came back.
    """
    with empty() as place:
        return measure(place, dossiers, progress)


def measure(place: Database, dossiers: int, progress: Progress) -> dict[str, Any]:
    """The same in a migrated database that holds nothing yet."""
    calendar, today = calendar_for(()), local_day(datetime.now(UTC))
    for intakes, at in intakes_of_late(found(1), calendar, today, dossiers):
        done = receive(intakes, by=SYSTEM_ACTOR, at=at, ground="OFFICE", recorded_at=at)
        if done.refusal is not None:
            raise NotMoved(str(done.refusal))
        progress(len(intakes))
    off = calendar.nth_working_day_after(today, 1)
    decided = [Decided(off, DayKind.OFF, "Khắc phục bão", NUMBER)]
    before = _due()
    tried, preview = _timed(lambda: _change(dry_run=True).decide(NUMBER, decided))
    moved, seconds = _timed(lambda: _change().decide(NUMBER, decided))
    if (tried.moved, moved.moved) != (dossiers, dossiers):
        raise NotMoved(f"{tried.moved} would move and {moved.moved} of {dossiers} moved")
    _restored, back = _timed(lambda: _change().take_back(NUMBER))
    restored = _due() == before
    if not restored:
        raise NotMoved("taken back, the due moments are not what they were")
    return {
        "dossiers": dossiers,
        "seconds": round(seconds, 2),
        "per_second": round(dossiers / seconds),
        "moved": moved.moved,
        "preview_seconds": round(preview, 2),
        "take_back_seconds": round(back, 2),
        "restored": restored,
        "machine": machine(place),
    }


def _change(**options: Any) -> Change:
    return Change(SYSTEM_ACTOR, datetime.now(UTC), "DECISION", **options)


def _timed(call: Callable[[], Any]) -> tuple[Any, float]:
    began = time.perf_counter()
    found = call()
    return found, time.perf_counter() - began


def _due() -> dict[UUID, datetime | None]:
    return dict(Dossier.objects.values_list("pk", "due_at"))
