"""A slow, independent reading of the figures: plain Python over the entries of the journal, and nothing else."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from motcua.journal.models import Detail, Entry
from motcua.moments import local_day

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Told:
    """What an entry says of a dossier, by the day of one axis."""

    day: date
    received: bool
    now: dict[str, Any]


def told(dossiers: Iterable[UUID], axis: str) -> dict[UUID, list[Told]]:
    """All dossiers with what their entries tell, oldest first."""
    entries = Entry.objects.filter(subject_type="dossier", subject_id__in=list(dossiers)).order_by("seq")
    said = dict(Detail.objects.values_list("entry", "content"))
    found: dict[UUID, list[Told]] = {}
    for entry in entries:
        moment = entry.recorded_at if axis == "recorded" else entry.moment
        told = Told(local_day(moment), entry.act == "receive", json.loads(said[entry.id])["now"])
        found.setdefault(entry.subject_id, []).append(told)
    return found


def cells(story: list[Told], channel: str, first: date, last: date) -> set[str]:
    """The cells of form 06a in which a dossier stands."""
    received = next((t.day for t in story if t.received), None)
    if received is None or received > last:
        return set()
    if received >= first:
        came = "online" if channel == "online" else "counter_post"
    elif not ended(story, first - DAY) or any(first <= t.day <= last and not has_ended(t) for t in story):
        came = "carried_over"
    else:
        return set()
    found = {"received.total", f"received.{came}"}
    now = at_close(story, last).now
    if ended(story, last):
        return found | {"resolved.total", f"resolved.{now['ended_as']}"}
    counts = now.get(now.get("counts", "due_at"))
    due = local_day(datetime.fromisoformat(counts)) if counts else None
    late = due is not None and due <= last
    return found | {"open.total", "open.overdue" if late else "open.in_time"}


def at_close(story: list[Told], day: date) -> Told:
    return [t for t in story if t.day <= day][-1]


def has_ended(t: Told) -> bool:
    return bool(t.now.get("ended_at"))


def ended(story: list[Told], day: date) -> bool:
    return has_ended(at_close(story, day))
