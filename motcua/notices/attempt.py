"""The rows of notices under way: claimed, begun, settled, released, each in one statement that names who may.

pending → sending (claimed by an attempt) → begun (just before the other side can take it) → sent, or what else
became of it. Every step asks for the step before and for the attempt: of two who hold one notice, one goes on.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection
from django.db.models import F, Q, Value
from django.db.models.functions import Coalesce

from motcua.notices.channel import Became
from motcua.notices.kinds import UNDER_WAY, NoticeChannel, NoticeState
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
_Row = tuple[UUID, str, str, str, int, datetime | None, datetime | None]

_CLAIM = """
UPDATE notice SET state = 'sending', attempt = %s WHERE id IN (
    SELECT id FROM notice WHERE state = 'pending' AND channel = %s AND next_at <= %s
    ORDER BY next_at, id LIMIT %s FOR UPDATE SKIP LOCKED
) RETURNING *
"""
_BEGIN = "UPDATE notice SET state = 'begun' WHERE id = ANY(%s) AND attempt = %s AND state = 'sending' RETURNING id"
# What somebody meanwhile took for unknown is known now. Nobody waits until it lies on the disk: where the machine
# dies before, the notice is still begun, and nobody sends it again.
_SETTLE = """
WITH quick AS MATERIALIZED (SELECT set_config('synchronous_commit', 'off', true))
UPDATE notice AS n SET state = r.state, why = r.why, answer = r.answer, tries = r.tries, next_at = r.next_at,
    settled_at = r.settled_at, attempt = CASE WHEN r.state = 'pending' THEN NULL ELSE n.attempt END,
    away_since = CASE WHEN r.state = 'given_up' THEN n.away_since END
FROM quick, unnest(%s::uuid[], %s::text[], %s::text[], %s::text[], %s::int[], %s::timestamptz[], %s::timestamptz[])
    AS r (id, state, why, answer, tries, next_at, settled_at)
WHERE n.id = r.id AND (
    (n.attempt = %s AND n.state IN ('sending', 'begun'))
    OR (n.state = 'unknown' AND n.why <> 'erased' AND r.state NOT IN ('begun', 'pending', 'given_up')))
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
        claimed = Notice.objects.raw(_CLAIM, [self.id, channel, at, most])
        return sorted(claimed, key=lambda notice: (notice.next_at or at, notice.pk))

    def begin(self, notices: Sequence[Notice]) -> set[UUID]:
        """Write down, for good, that the other side may take them from now on; the ids of those that are ours."""
        with connection.cursor() as cursor:
            cursor.execute(_BEGIN, [[notice.pk for notice in notices], self.id])
            return {row[0] for row in cursor.fetchall()}

    def settle(self, settled: Sequence[tuple[Notice, Became]], at: datetime, rule: Rule) -> list[NoticeState]:
        """Write down what became of notices, in one statement; the state of each now.

        To be tried again: after a growing delay, outside the quiet hours; after the last delay it is given up.
        """
        if not settled:
            return []
        rows = [_row(notice, became, at, rule) for notice, became in settled]
        with connection.cursor() as cursor:
            cursor.execute(_SETTLE, [*map(list, zip(*rows, strict=True)), self.id])
        return [S(row[1]) for row in rows]

    def release(self, notices: Sequence[Notice] = ()) -> None:
        """Give back what was claimed and not begun; of `notices` also what was begun and surely not taken."""
        mine = Notice.objects.filter(attempt=self.id)
        begun = Q(state=S.BEGUN, pk__in=[each.pk for each in notices])
        if notices:
            mine = mine.filter(pk__in=[each.pk for each in notices])
        mine.filter(Q(state=S.SENDING) | begun).update(state=S.PENDING, attempt=None)


def _row(notice: Notice, became: Became, at: datetime, rule: Rule) -> _Row:
    state, tries = became.state, notice.tries
    next_at: datetime | None = None
    settled_at: datetime | None = None
    if state == S.PENDING:
        tries += 1
        if tries > len(DELAYS):
            state = S.GIVEN_UP
        else:
            next_at = rule.opens(at + DELAYS[tries - 1])
    elif state == S.BEGUN:
        next_at = notice.next_at
    if state not in UNDER_WAY:
        settled_at = at
    return notice.pk, state.value, became.why, became.answer[:200], tries, next_at, settled_at


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
