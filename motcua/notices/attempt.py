"""The rows of notices under way: claimed, begun, settled, released, each in one statement that names who may.

pending → sending (claimed by an attempt) → begun (just before the other side can take it) → sent, or what else
became of it. Every step asks for the step before and for the attempt: of two who hold one notice, one goes on.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection
from django.db.models import F, Q, Value
from django.db.models.functions import Coalesce

from motcua.notices.channel import Became
from motcua.notices.kinds import NoticeChannel, NoticeState
from motcua.notices.models import Notice
from motcua.notices.rules import Rule

# After these the next try; after the last one no more.
DELAYS = (
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=6),
    timedelta(days=1),
)
# Nobody there for so long: what has waited for it is given up, and somebody is told to ring up instead.
AWAY_FOR = timedelta(days=3)
S = NoticeState

_CLAIM = """
UPDATE notice SET state = 'sending', attempt = %s WHERE id IN (
    SELECT id FROM notice WHERE state = 'pending' AND channel = %s AND next_at <= %s
    ORDER BY next_at, id LIMIT %s FOR UPDATE SKIP LOCKED
) RETURNING id
"""
# What has become old news before it was sent: the result is handed out, or a later day is on its way.
_OVERTAKEN = """
UPDATE notice n SET state = 'overtaken', settled_at = %(at)s, next_at = NULL FROM dossier d
WHERE d.id = n.dossier_id AND n.state = 'pending' AND n.next_at <= %(at)s AND (
    (d.returned_at IS NOT NULL AND n.event <> 'taken')
    OR (n.event = 'due_moved' AND EXISTS (
        SELECT 1 FROM notice later WHERE later.dossier_id = n.dossier_id AND later.channel = n.channel
        AND later.event IN ('due_moved', 'apology') AND later.position > n.position))
)
"""


@dataclass(frozen=True, slots=True)
class Attempt:
    """One round of sending. Its id stands on the rows that it has claimed."""

    id: UUID

    def claim(self, channel: NoticeChannel, at: datetime, most: int) -> list[Notice]:
        """The next notices of a channel that are to be sent at a moment, the oldest first, now ours."""
        with connection.cursor() as cursor:
            cursor.execute(_CLAIM, [self.id, channel, at, most])
            ids = [row[0] for row in cursor.fetchall()]
        return list(Notice.objects.filter(pk__in=ids).order_by("next_at", "pk"))

    def begin(self, notice: Notice) -> bool:
        """Write down that the other side may take it from now on; False where it is not ours any more."""
        mine = Notice.objects.filter(pk=notice.pk, attempt=self.id, state=S.SENDING)
        return bool(mine.update(state=S.BEGUN))

    def settle(self, notice: Notice, became: Became, at: datetime, rule: Rule) -> NoticeState:
        """Write down what became of it. To be tried again: after a growing delay, outside the quiet hours; after
        the last delay it is given up. Returns its state now."""
        mine = Notice.objects.filter(pk=notice.pk, attempt=self.id)
        said = {"why": became.why, "answer": became.answer[:200]}
        if became.state == S.BEGUN:
            mine.filter(state=S.BEGUN).update(**said)
            return S.BEGUN
        if became.state != S.PENDING:
            # What somebody meanwhile took for unknown is known now.
            known = Q(attempt=self.id, state__in=(S.SENDING, S.BEGUN)) | Q(state=S.UNKNOWN)
            Notice.objects.filter(known, pk=notice.pk).update(
                state=became.state, settled_at=at, next_at=None, away_since=None, **said
            )
            return became.state
        tries = notice.tries + 1
        mine = mine.filter(state__in=(S.SENDING, S.BEGUN))
        if tries > len(DELAYS):
            mine.update(state=S.GIVEN_UP, tries=tries, settled_at=at, next_at=None, **said)
            return S.GIVEN_UP
        next_at = rule.opens(at + DELAYS[tries - 1])
        mine.update(state=S.PENDING, attempt=None, tries=tries, next_at=next_at, away_since=None, **said)
        return S.PENDING

    def release(self, *notices: Notice) -> None:
        """Give back what was claimed and not begun; of `notices` also what was begun and surely not taken."""
        mine = Notice.objects.filter(attempt=self.id)
        begun = Q(state=S.BEGUN, pk__in=[each.pk for each in notices])
        mine.filter(Q(state=S.SENDING) | begun).update(state=S.PENDING, attempt=None)


def is_due(channel: NoticeChannel, at: datetime) -> bool:
    """Is anything to be sent by a channel at a moment?"""
    return Notice.objects.filter(channel=channel, state=S.PENDING, next_at__lte=at).exists()


def nobody_there(channel: NoticeChannel, why: str, answer: str, at: datetime) -> int:
    """Write down that what is to be sent by a channel waits since nobody takes it; returns how much is given up."""
    waiting = Notice.objects.filter(channel=channel, state=S.PENDING, next_at__lte=at)
    told = Q(why=why, answer=answer[:200], away_since__isnull=False)
    waiting.exclude(told).update(why=why, answer=answer[:200], away_since=Coalesce(F("away_since"), Value(at)))
    old = waiting.filter(away_since__lt=at - AWAY_FOR)
    return old.update(state=S.GIVEN_UP, settled_at=at, next_at=None)


def set_aside_overtaken(at: datetime) -> int:
    """Send nothing that is no news any more; returns how many."""
    with connection.cursor() as cursor:
        cursor.execute(_OVERTAKEN, {"at": at})
        return int(cursor.rowcount)


def left_behind(attempt: UUID) -> list[Notice]:
    """What earlier attempts have left: claimed ones wait again; returns those whose answer is not known."""
    others = Notice.objects.exclude(attempt=attempt)
    others.filter(state=S.SENDING).update(state=S.PENDING, attempt=None)
    begun = list(others.filter(state=S.BEGUN).order_by("pk"))
    Notice.objects.filter(pk__in=[each.pk for each in begun], state=S.BEGUN).update(attempt=attempt)
    return begun
