"""What officers do about notices: look what became of them, send one again, say that it arrived, ring up."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from motcua.dossiers.acting import AHEAD
from motcua.dossiers.models import Dossier
from motcua.journal.by import By
from motcua.journal.ids import uuid7
from motcua.journal.write import Batch
from motcua.moments import LOCAL, local_day
from motcua.notices.choosing import address_of
from motcua.notices.kinds import CONFIRMED, ERASED, UNDER_WAY, NoticeChannel, NoticeEvent, NoticeState
from motcua.notices.models import Notice
from motcua.notices.refusals import NoticeRefused
from motcua.notices.rules import rule_on
from motcua.organisation.tree import tree
from motcua.people.actor import Actor
from motcua.people.models import Applicant, Function
from motcua.text import nfc

# Whoever works on a dossier may tell its applicant.
TELLS = frozenset({Function.RECEIVING, Function.RETURNING, Function.HANDLING, Function.LEADER})
LONGEST_NOTE = 500


def of_dossier(dossier: UUID) -> list[Notice]:
    """What the applicant of a dossier was told, the latest first: by which channel, and what became of it."""
    return list(Notice.objects.filter(dossier=dossier).select_related("account").order_by("-composed_at", "-id"))


def may_tell(dossier: Dossier, by: Actor, at: datetime) -> bool:
    """Would his posts let him tell the applicant? For pages, which offer only what can be done."""
    return _post(dossier, by, at) is not None


@transaction.atomic
def told_by_telephone(
    dossier: UUID,
    note: str,
    *,
    event: NoticeEvent | str = "",
    by: Actor,
    at: datetime,
    ground: str,
    recorded_at: datetime | None = None,
) -> Notice:
    """Record that an officer told the applicant by telephone: when, and what, in a few words.

    `event` is what he told of, where it is one of those that notices tell. Raises NoticeRefused,
    Dossier.DoesNotExist.
    """
    found = Dossier.objects.get(pk=dossier)
    text = nfc(note)
    if not text:
        raise NoticeRefused("note")
    if len(text) > LONGEST_NOTE:
        raise NoticeRefused("long_note", length=len(text), most=LONGEST_NOTE)
    if event and event not in NoticeEvent.values:
        events = ", ".join(str(each.label) for each in NoticeEvent)
        raise NoticeRefused("unknown_event", event=str(event)[:20], events=events)
    post = _allowed(found, by, at)
    recorded = recorded_at or datetime.now(UTC)
    if at > recorded + AHEAD:
        raise NoticeRefused("in_future")
    since = found.received_at or found.last_at
    if at < since:
        raise NoticeRefused("before", since=f"{since.astimezone(LOCAL):%H:%M %d/%m/%Y}")
    notice = Notice(
        id=uuid7(recorded),
        dossier_id=found.pk,
        event=event,
        channel=NoticeChannel.TELEPHONE,
        happened_at=at,
        composed_at=recorded,
        settled_at=at,
        body=text,
        account_id=by.account,
        state=NoticeState.TOLD,
    )
    batch = Batch(by=post, at=at, ground=ground, recorded_at=recorded)
    said = {"dossier": found.pk, "event": event, "note": text}
    batch.create(notice, "told_by_telephone", said, retention="personal")
    batch.write()
    return notice


@transaction.atomic
def resend(notice: UUID, *, by: Actor, at: datetime, ground: str, recorded_at: datetime | None = None) -> Notice:
    """Send a notice again: the same text, to the address that is on record now. Returns the new notice.

    For one that failed or that the applicant says he never got; not for one under way, nor twice for one.
    Raises NoticeRefused, Notice.DoesNotExist.
    """
    before = Notice.objects.select_for_update().get(pk=notice)
    dossier = Dossier.objects.get(pk=before.dossier_id)
    post = _allowed(dossier, by, at)
    if before.channel == NoticeChannel.TELEPHONE:
        raise NoticeRefused("by_telephone")
    if before.state in UNDER_WAY:
        raise NoticeRefused("under_way")
    if before.state == NoticeState.OVERTAKEN:
        raise NoticeRefused("overtaken")
    if before.why == ERASED:
        raise NoticeRefused("erased")
    if Notice.objects.filter(again_of=before.pk).exists():
        raise NoticeRefused("again")
    address = address_of(Applicant.objects.get(pk=dossier.applicant_id), before.channel)
    if not address:
        raise NoticeRefused("no_address", channel=before.get_channel_display())
    copied = {name: getattr(before, name) for name in ("event", "channel", "language", "title", "body")}
    again = Notice(
        id=uuid7(at),
        dossier_id=dossier.pk,
        again_of_id=before.pk,
        happened_at=before.happened_at,
        composed_at=at,
        address=address,
        account_id=by.account,
        next_at=rule_on(local_day(at)).opens(at),
        **copied,
    )
    batch = Batch(by=post, at=at, ground=ground, recorded_at=recorded_at)
    batch.create(again, "resend_notice", {"dossier": dossier.pk, "again_of": before.pk})
    batch.write()
    return again


@transaction.atomic
def confirm_notice(
    notice: UUID, *, by: Actor, at: datetime, ground: str, recorded_at: datetime | None = None
) -> Notice:
    """Enter that a notice which was perhaps sent did arrive: its applicant or the mail server's own records say so.

    Returns it, sent now. Raises NoticeRefused where it is known already what became of it, Notice.DoesNotExist.
    """
    found = Notice.objects.select_for_update().get(pk=notice)
    dossier = Dossier.objects.get(pk=found.dossier_id)
    post = _allowed(dossier, by, at)
    if found.state != NoticeState.UNKNOWN or found.why == ERASED:
        raise NoticeRefused("not_in_doubt")
    if Notice.objects.filter(again_of=found.pk).exists():
        raise NoticeRefused("again")
    batch = Batch(by=post, at=at, ground=ground, recorded_at=recorded_at)
    changes: dict[str, Any] = {
        "state": NoticeState.SENT,
        "why": CONFIRMED,
        "account_id": by.account,
        "settled_at": at,
    }
    batch.record(found, "confirm_notice", {"dossier": dossier.pk}, **changes)
    batch.write()
    return found


def _allowed(dossier: Dossier, by: Actor, at: datetime) -> By:
    post = _post(dossier, by, at)
    if post is None:
        raise NoticeRefused("not_yours", number=dossier.number or dossier.pk)
    return post


def _post(dossier: Dossier, by: Actor, at: datetime) -> By | None:
    """The post from which he may tell the applicant: where it was received, helped, is decided, or lies."""
    units, day = tree(), local_day(at)
    places = (dossier.received_unit_id, dossier.helped_unit_id, dossier.deciding_unit_id, dossier.holder_unit_id)
    posts = (by.acts_for(TELLS, unit, units, day) for unit in places if unit)
    return next(filter(None, posts), None)
