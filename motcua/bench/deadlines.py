"""How quickly due moments are reckoned, whether they are right, and what others would have said."""

import os
import platform
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from itertools import count, islice
from random import Random
from statistics import median
from typing import Any

import numpy as np

from motcua.bench import deadline_peers
from motcua.bench.calendars import change_calendar
from motcua.bench.clerk import Clerk
from motcua.bench.deadline_questions import FIRST, LAST, LIMITS, Question, calendars, question
from motcua.worktime.calendar import WorkCalendar
from motcua.worktime.due import due, due_at, due_many
from motcua.worktime.limits import Limit
from motcua.worktime.minutes import OFFSET, minute_of
from motcua.worktime.national import standard_calendar

SEED = 1
PASSES = 5
SINGLE, BULK = 100_000, 2_000_000
SHOWN = 3

Progress = Callable[[int], object]


def measure(questions: int, dossiers: int, progress: Progress = lambda done: None) -> dict[str, Any]:
    """Reckon alone and in bulk, let a clerk check so many questions, ask peers, change a calendar.

    CPU seconds of this process count, on arrays that were built before. With 0 dossiers no calendar is changed, and
    no database is needed. `progress` is told of dossiers that were received and questions that were checked.
    """
    load = os.getloadavg()[0]
    changed = change_calendar(dossiers, progress) if dossiers else None
    single, by_limit = _single(SINGLE)
    bulk = _bulk(BULK)
    return {
        "single_per_second": single,
        "bulk_per_second": bulk,
        "calendar_change_per_second": changed["per_second"] if changed else None,
        **_checked(questions, progress),
        "peers": deadline_peers.peers(Random(SEED), deadline_peers.ASKED),  # noqa: S311 -- the same questions for the same seed
        "single_by_limit": by_limit,
        "single_with_pauses_per_second": _with_pauses(SINGLE // 10),
        "calendar_change": {name: value for name, value in (changed or {}).items() if name != "machine"} or None,
        "years": [FIRST.year, LAST.year],
        "machine": changed["machine"] if changed else _machine(load),
    }


def _single(many: int) -> tuple[int, dict[str, int]]:
    """Due moments a second, asked one by one: of all kinds of limits mixed, and by kind."""
    rng, calendar = Random(SEED), standard_calendar()  # noqa: S311
    asked = [question(rng) for _ in range(many)]
    _reach(calendar)

    def per_second(of: list[Question]) -> int:
        pairs = [(q.received_at, q.limit) for q in of]
        return round(len(pairs) / median(_cpu(lambda: _ask(pairs, calendar)) for _ in range(PASSES)))

    kinds = {unit: [q for q in asked if q.limit.unit == unit] for unit in ("working_day", "calendar_day", "hour")}
    return per_second(asked), {unit: per_second(of) for unit, of in kinds.items()}


def _with_pauses(many: int) -> int:
    """Due moments a second of what waited, up to three times: overlapping, lasting, beginning anew."""
    rng, calendar = Random(SEED), standard_calendar()  # noqa: S311
    _reach(calendar)
    drawn = (question(rng, may_pause=True) for _ in count())
    asked = list(islice((q for q in drawn if q.pauses), many))

    def ask() -> None:
        for q in asked:
            due_at(q.received_at, q.limit, calendar, q.pauses)

    return round(many / median(_cpu(ask) for _ in range(PASSES)))


def _ask(pairs: list[tuple[datetime, Limit]], calendar: WorkCalendar) -> None:
    for at, limit in pairs:
        due_at(at, limit, calendar)


def _reach(calendar: WorkCalendar) -> None:
    """Let the calendar build its arrays for all the years."""
    for year in (FIRST.year, LAST.year):
        due_at(datetime(year, 1, 2, tzinfo=UTC), LIMITS[-1], calendar)


def _bulk(many: int) -> int:
    """Due moments a second, in one call a limit."""
    rng, calendar = np.random.default_rng(SEED), standard_calendar()
    _reach(calendar)
    first, last = (int(np.datetime64(day, "m").astype(np.int64)) - OFFSET for day in (FIRST, LAST))
    stamps = rng.integers(first, last, many // len(LIMITS)).astype("datetime64[m]")
    due_many(stamps[:1], LIMITS[0], calendar)

    def ask() -> None:
        for limit in LIMITS:
            due_many(stamps, limit, calendar)

    return round(len(stamps) * len(LIMITS) / median(_cpu(ask) for _ in range(PASSES)))


def _cpu(call: Callable[[], object]) -> float:
    began = time.process_time()
    call()
    return time.process_time() - began


def _checked(many: int, progress: Progress) -> dict[str, Any]:
    """Compare with a clerk who counts minute by minute: how many questions, how many wrong, the first of these."""
    rng = Random(SEED)  # noqa: S311
    judged = [(calendar, Clerk(calendar)) for calendar in calendars(rng)]
    wrong: list[dict[str, Any]] = []
    for n in range(many):
        calendar, clerk = judged[n % len(judged)]
        asked = question(rng, may_pause=True)
        expected = clerk.due(minute_of(asked.received_at), asked.limit, asked.pauses)
        if any(answer != expected for answer in _answers(asked, calendar)):
            wrong.append(
                {
                    "received_at": asked.received_at,
                    "limit": str(asked.limit),
                    "pauses": str(asked.pauses),
                    "expected": expected,
                }
            )
        progress(1)
    return {"checked": many, "wrong": len(wrong), **({"wrong_first": wrong[:SHOWN]} if wrong else {})}


def _answers(asked: Question, calendar: WorkCalendar) -> Iterator[int | None]:
    """What we say, in each of our ways."""
    for at in (
        due_at(asked.received_at, asked.limit, calendar, asked.pauses),
        due(asked.received_at, asked.limit, calendar, asked.pauses).at,
    ):
        yield minute_of(at) if at else None
    if not asked.pauses:
        stamp = np.array([minute_of(asked.received_at) - OFFSET]).astype("datetime64[m]")
        yield int(due_many(stamp, asked.limit, calendar).astype(np.int64)[0]) + OFFSET


def _machine(load: float) -> dict[str, Any]:
    return {"cores": os.cpu_count(), "load_before": round(load, 2), "python": platform.python_version()}
