"""How the notices stand: how far the journal is walked, what waits by which channel, what failed."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Max, Min

from motcua.journal.models import Position, Unplaced
from motcua.moments import local_day
from motcua.notices.channel import NobodyThere
from motcua.notices.deliver import line_of
from motcua.notices.kinds import BY_MACHINE, NoticeChannel, NoticeState
from motcua.notices.models import Notice, NoticeCursor
from motcua.notices.rules import Rule, rule_on


@dataclass(frozen=True, slots=True)
class ByChannel:
    """A channel: is it set up (why not: a code), how many notices in which state, when the next is due."""

    channel: NoticeChannel
    problem: str
    states: dict[str, int]
    next_at: datetime | None


@dataclass(frozen=True, slots=True)
class Standing:
    """The whole. `position` is None where notices have not begun; `behind` entries are not walked yet."""

    position: int | None
    behind: int
    rule: Rule
    is_quiet: bool
    channels: list[ByChannel]
    failed: int


def standing(at: datetime) -> Standing:
    """How the notices stand at a moment. Nothing is sent and nobody is called."""
    cursor = NoticeCursor.objects.first()
    last = Position.objects.aggregate(last=Max("position"))["last"] or 0
    behind = last - cursor.position + Unplaced.objects.count() if cursor else 0
    rule = rule_on(local_day(at))
    channels = [_by_channel(channel) for channel in BY_MACHINE]
    failed = Notice.objects.all().failed().count()
    return Standing(cursor.position if cursor else None, behind, rule, rule.is_quiet(at), channels, failed)


def _by_channel(channel: NoticeChannel) -> ByChannel:
    rows = Notice.objects.filter(channel=channel)
    counted = dict(rows.values_list("state").annotate(n=Count("pk")).order_by("state"))
    due = rows.filter(state=NoticeState.PENDING).aggregate(next=Min("next_at"))["next"]
    try:
        line_of(channel)
        problem = ""
    except NobodyThere as gone:
        problem = gone.why if not gone.answer else f"{gone.why}: {gone.answer}"
    return ByChannel(channel, problem, counted, due)
