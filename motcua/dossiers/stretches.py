"""The stretches, rebuilt from the journal alone: they must equal those that the acts wrote."""

import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any
from uuid import UUID

from motcua.journal.models import Detail, Entry
from motcua.moments import local_day


def rebuilt(dossier: UUID) -> Iterator[dict[str, Any]]:
    """The stretches of a dossier as its entries tell them, oldest first, as column values without ids."""
    entries = list(Entry.objects.filter(subject_id=dossier).order_by("seq"))
    said = dict(Detail.objects.filter(entry__in=[e.id for e in entries]).values_list("entry", "content"))
    telling = [(e, json.loads(said[e.id])["now"]) for e in entries if said[e.id] and '"now"' in said[e.id]]
    for (entry, now), following in zip(telling, [*telling[1:], None], strict=True):
        after = following[0] if following else None
        due_at = _moment(now.get(now.get("counts", "due_at")))
        yield {
            "seq": entry.seq,
            "from_at": entry.moment,
            "to_at": after.moment if after else None,
            "recorded_from": entry.recorded_at,
            "recorded_to": after.recorded_at if after else None,
            "state": now["state"],
            "holder_unit_id": _id(now.get("unit")),
            "holder_function": now.get("function", ""),
            "holder_account_id": _id(now.get("account")),
            "due_at": due_at,
            "due_on": local_day(due_at) if due_at else None,
            "ended_at": _moment(now.get("ended_at")),
            "ended_as": now.get("ended_as", ""),
        }


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def _id(text: str | None) -> UUID | None:
    return UUID(text) if text else None
