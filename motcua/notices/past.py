"""A past dossier for a preview: one that the reader may see and to which the event has happened."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db.models import QuerySet

from motcua.desk.now import Now
from motcua.dossiers.models import Dossier
from motcua.dossiers.visible import visible_to
from motcua.journal.models import Entry
from motcua.notices.compose import preview
from motcua.notices.happened import EVENTS, Happening, happenings
from motcua.notices.kinds import NoticeEvent
from motcua.notices.wording import Words, example
from motcua.people.models import Account

E = NoticeEvent
# So many dossiers are looked through for one to which it happened.
LOOKED_AT = 5
LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)
# Where to look first.
LIKELY: dict[NoticeEvent, dict[str, Any]] = {
    E.RECEIVED: {"received_at__isnull": False},
    E.SUPPLEMENT: {"supplements_asked__gt": 0},
    E.DUE_MOVED: {"supplements_asked__gt": 0, "due_at__isnull": False},
    E.APOLOGY: {"extended_to__isnull": False},
    E.READY: {"ended_at__isnull": False, "outcome__gt": ""},
    E.TAKEN: {"returned_at__isnull": False},
}


@dataclass(frozen=True, slots=True)
class Past:
    """Something that happened to a dossier, with its number."""

    happening: Happening
    number: str


def recent(event: NoticeEvent, account: Account, present: Now, number: str = "") -> Past | None:
    """The last time that an event happened to the dossier of a number, or to a recent one; None if it did not."""
    if number:
        asked = visible_to(Dossier.objects.filter(number=number), account, present.day, few=True)
        return _of(asked, event)
    likely = Dossier.objects.filter(**LIKELY[event])
    return _of(visible_to(likely, account, present.day).order_by("-received_at")[:LOOKED_AT], event)


def filled(words: Words, past: Past | None) -> tuple[str, str]:
    """The subject and the text for what happened; with made-up values where nothing did."""
    return example(words) if past is None else preview(words, past.happening)


def _of(dossiers: "QuerySet[Dossier]", event: NoticeEvent) -> Past | None:
    acts = [act for act, each in EVENTS.items() if each == event]
    for pk, number in dossiers.values_list("pk", "number"):
        entries = Entry.objects.filter(subject_type=Dossier.subject_type(), subject_id=pk, act__in=acts)
        placed = list(enumerate(entries.order_by("seq").values_list("id", flat=True)))
        found = happenings(placed, LONG_AGO)
        if found:
            return Past(found[-1], number or "")
    return None
