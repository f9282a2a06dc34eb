"""Which entries of the journal are news for an applicant, and of what: the rules, and nothing else."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from motcua.dossiers.models import Dossier, Stretch
from motcua.journal.models import Detail, Entry
from motcua.moments import local_day
from motcua.notices.kinds import NoticeEvent

# An act that is none of these is told to nobody.
EVENTS = {
    "receive": NoticeEvent.RECEIVED,
    "ask_for_supplement": NoticeEvent.SUPPLEMENT,
    "resume": NoticeEvent.DUE_MOVED,
    "reproject": NoticeEvent.DUE_MOVED,
    "sign_letter": NoticeEvent.APOLOGY,
    "decide": NoticeEvent.READY,
    "return": NoticeEvent.TAKEN,
}
# What is entered so much later than it happened is history, such as a register that is brought in.
HISTORY = timedelta(days=3)


@dataclass(frozen=True, slots=True)
class Happening:
    """An entry that is news: of which dossier, what, when; the due day before it, where it moved."""

    position: int
    event: NoticeEvent
    dossier: UUID
    at: datetime
    ground: str
    said: Mapping[str, Any]
    was_due: date | None = None

    @property
    def due(self) -> datetime | None:
        """The due moment that counts after it."""
        now = self.said.get("now", {})
        found = now.get(now.get("counts", "due_at"))
        return datetime.fromisoformat(found) if found else None


def happenings(placed: Sequence[tuple[int, UUID]], began_at: datetime) -> list[Happening]:
    """The news among entries by their positions, in their order.

    Nobody is told of what was written down before the notices began, nor of what is entered long after it
    happened. A due day has moved where the day that counts is another one than before: so a dossier that goes on
    after a supplement is told its new day, and one whose calendar changed by hours is not.
    """
    by_id = {entry: position for position, entry in placed}
    found = Entry.objects.filter(id__in=list(by_id), subject_type=Dossier.subject_type(), act__in=EVENTS)
    news = [e for e in found if e.recorded_at >= began_at and e.recorded_at - e.moment <= HISTORY]
    contents = Detail.objects.filter(entry__in=[e.id for e in news]).values_list("entry", "content")
    details = {entry: json.loads(content) if content else {} for entry, content in contents}
    before = _due_before([e for e in news if EVENTS[e.act] == NoticeEvent.DUE_MOVED])
    made = (
        Happening(
            by_id[e.id],
            EVENTS[e.act],
            e.subject_id,
            e.moment,
            e.ground,
            details.get(e.id, {}),
            before.get((e.subject_id, e.seq)),
        )
        for e in news
    )
    return sorted(filter(_is_news, made), key=lambda each: each.position)


def _is_news(happening: Happening) -> bool:
    if happening.event != NoticeEvent.DUE_MOVED:
        return True
    due = happening.due
    return due is not None and local_day(due) != happening.was_due


def _due_before(entries: Iterable[Entry]) -> dict[tuple[UUID, int], date]:
    """The last due day before each entry, by dossier and sequence number."""
    wanted = [(e.subject_id, e.seq) for e in entries]
    rows = Stretch.objects.filter(dossier__in={dossier for dossier, _seq in wanted}, due_on__isnull=False)
    by_dossier: dict[UUID, list[tuple[int, date]]] = {}
    for dossier, seq, due_on in rows.order_by("seq").values_list("dossier", "seq", "due_on"):
        by_dossier.setdefault(dossier, []).append((seq, due_on))
    return {(d, seq): day for d, seq in wanted if (day := _last(by_dossier.get(d, ()), seq)) is not None}


def _last(days: Iterable[tuple[int, date]], before: int) -> date | None:
    earlier: Iterator[date] = (day for seq, day in days if seq < before)
    return max(enumerate(earlier), default=(0, None))[1]
