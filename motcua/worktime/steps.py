"""The way from receipt to due, told interval by interval from what the computation found.

Codes of time that counts: `receipt_day`, `within_the_day`, `working_day`, `calendar_day`, `opening`, `rolled`.
Codes of time that does not: `waiting`, `after_cutoff` (from receipt to deemed receipt), `lunch`, `night`,
`half_day`, `weekend`, `day_off`, `holiday`, `swapped`, `closed`, `counter`, `pause`, `run_out`.

Where a limit began anew, the runs follow each other; `anew` in the params marks the pause after which it did so,
the wait for the next opening then, and the new day 0.
"""

from collections.abc import Iterator
from itertools import pairwise
from typing import Any, NamedTuple

from motcua.worktime.calendar import Kind, WorkCalendar
from motcua.worktime.limits import Limit, LimitUnit, Step
from motcua.worktime.minutes import DAY, day_of, moment_of
from motcua.worktime.reckoning import Reckoning, Standstill

_PASSING = ("lunch", "night")


class _Piece(NamedTuple):
    since: int
    until: int
    counts: bool
    why: str
    params: dict[str, Any]


def steps(found: Reckoning, limit: Limit, calendar: WorkCalendar) -> tuple[Step, ...]:
    """Tell a reckoning as steps without gap or overlap, from receipt to due or to the pause that lasts.

    A step counts whole or not at all: its minutes are its length, or 0 and the reason.
    """
    pieces = [piece for run in found.earlier for piece in _run(run, run.standstills[-1].until, limit, calendar)]
    end = found.due if found.waits_since is None else min(found.due, found.waits_since)
    pieces += _run(found, end, limit, calendar)
    if found.waits_since is not None and found.waits_since > end:
        pieces.append(_Piece(end, found.waits_since, False, "run_out", {"due_at": moment_of(end).isoformat()}))
    return tuple(
        Step(moment_of(p.since), moment_of(p.until), p.until - p.since if p.counts else 0, p.why, p.params)
        for p in pieces
    )


def _run(found: Reckoning, end: int, limit: Limit, calendar: WorkCalendar) -> Iterator[_Piece]:
    """The pieces of one run of the limit, from its receipt to its end."""
    yield from _before_deemed(found, limit, calendar)
    reached = found.deemed
    for pause in found.standstills:
        if pause.since >= end:
            break
        yield from _told(reached, pause.since, found, limit, calendar)
        reached = min(pause.until, end)
        yield _paused(pause, reached, limit)
    yield from _told(reached, end, found, limit, calendar)


def _before_deemed(found: Reckoning, limit: Limit, calendar: WorkCalendar) -> Iterator[_Piece]:
    if found.deemed == found.received:
        return
    params: dict[str, Any] = {"deemed_at": moment_of(found.deemed).isoformat(), **_again(found)}
    if found.past_cutoff and limit.cutoff is not None:
        params["cutoff"] = limit.cutoff.strftime("%H:%M")
        yield _Piece(found.received, found.deemed, False, "after_cutoff", params)
        return
    reason = next(_told(found.received, found.deemed, found, limit, calendar))
    params |= {"reason": reason.why, **{k: v for k, v in reason.params.items() if k != "counts"}}
    yield _Piece(found.received, found.deemed, False, "waiting", params)


def _again(found: Reckoning) -> dict[str, Any]:
    """What a step says besides in a run that began anew."""
    return {"anew": True} if found.earlier else {}


def _paused(pause: Standstill, until: int, limit: Limit) -> _Piece:
    params = {
        "cause": pause.why,
        "moved": pause.moved,
        "unit": "minute" if limit.unit is LimitUnit.HOUR else limit.unit.value,
        "ended_at": moment_of(pause.until).isoformat(),
    }
    if pause.anew:
        params |= {"anew": True, "moved": 0}
    return _Piece(pause.since, until, False, "pause", params)


def _told(since: int, until: int, found: Reckoning, limit: Limit, calendar: WorkCalendar) -> Iterator[_Piece]:
    """The pieces of an interval outside pauses; neighbours with one reason are one."""
    if since >= until:
        return
    pieces = [
        piece._replace(since=max(piece.since, since), until=min(piece.until, until))
        for number in range(since // DAY, (until - 1) // DAY + 1)
        for piece in _day(number, found, limit, calendar)
        if piece.since < until and piece.until > since
    ]
    last = pieces[0]
    for piece in _nights_joined(pieces):
        if piece.since == last.since:
            last = piece
        elif (last.why, last.params) == (piece.why, piece.params):
            last = last._replace(until=piece.until)
        else:
            yield last
            last = piece
    yield last


def _nights_joined(pieces: list[_Piece]) -> list[_Piece]:
    """A night beside a day off is told as a part of that day off."""
    joined = list(pieces)
    for i, (night, after) in enumerate(pairwise(pieces)):
        if night.why == "night" and not after.counts and after.why not in _PASSING:
            joined[i] = night._replace(why=after.why, params=after.params)
    for i, (before, night) in enumerate(pairwise(joined)):
        if night.why == "night" and not before.counts and before.why not in _PASSING:
            joined[i + 1] = night._replace(why=before.why, params=before.params)
    return joined


def _day(number: int, found: Reckoning, limit: Limit, calendar: WorkCalendar) -> Iterator[_Piece]:
    """A whole day, midnight to midnight, in pieces of what it is to this limit."""
    day = day_of(number)
    midnight = number * DAY
    work = [span.minutes for span in calendar.spans_on(day) if span.kind == Kind.WORK]
    if not work:
        why, params = _why_off(number, calendar)
        if limit.unit is LimitUnit.CALENDAR_DAY:
            params = {**params, "counts": number <= found.last_day}
        yield _Piece(midnight, midnight + DAY, False, why, params)
        return
    why, params = _why_open(number, found, limit, calendar)
    reached = 0
    for opens, closes in work:
        if opens > reached:
            yield _Piece(midnight + reached, midnight + opens, False, "lunch" if reached else "night", {})
        yield _Piece(midnight + opens, midnight + closes, True, why, params)
        reached = closes
    if reached < DAY:
        dated = calendar.dated(day)
        if dated is not None and dated.reason == "half":
            yield _Piece(midnight + reached, midnight + DAY, False, "half_day", {"name": dict(dated.name or {})})
        else:
            yield _Piece(midnight + reached, midnight + DAY, False, "night", {})


def _why_off(number: int, calendar: WorkCalendar) -> tuple[str, dict[str, Any]]:
    day = day_of(number)
    if calendar.spans_on(day):
        return "counter", {}
    dated = calendar.dated(day)
    if dated is None:
        return ("weekend" if day.weekday() >= 5 else "day_off"), {}
    params: dict[str, Any] = {"name": dict(dated.name or {})}
    if dated.reason == "swapped" and dated.like is not None:
        return "swapped", {"worked_on": dated.like.isoformat()}
    return ("holiday" if dated.reason == "holiday" else "closed"), params


def _why_open(number: int, found: Reckoning, limit: Limit, calendar: WorkCalendar) -> tuple[str, dict[str, Any]]:
    if limit.unit is LimitUnit.HOUR:
        return "opening", {"of": limit.value}
    if number > found.last_day:
        return "rolled", {"last_day": day_of(found.last_day).isoformat()}
    if limit.value == 0:
        return "within_the_day", {}
    first = found.deemed // DAY
    n = _counted(first, number, limit, calendar) - sum(
        _counted(min(p.since // DAY, number), min(p.until // DAY, number), limit, calendar)
        for p in found.standstills
    )
    return ("receipt_day", _again(found)) if n <= 0 else (limit.unit.value, {"n": n, "of": limit.value})


def _counted(after: int, upto: int, limit: Limit, calendar: WorkCalendar) -> int:
    """The days that a limit counts after one day and up to another."""
    if limit.unit is LimitUnit.CALENDAR_DAY:
        return upto - after
    table = calendar.table(after * DAY, upto * DAY)
    return table.upto[upto - table.first] - table.upto[after - table.first]
