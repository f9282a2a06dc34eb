"""In which hours nothing is sent, and how many notices go out in a minute: dated, with a default."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import transaction

from motcua.dossiers.calendars import units_top
from motcua.journal.by import By
from motcua.journal.write import Batch
from motcua.moments import LOCAL, local_day
from motcua.notices.models import NoticeRule
from motcua.notices.refusals import NoticeRefused
from motcua.organisation.tree import tree
from motcua.people.actor import Actor
from motcua.people.models import Function

MOST_A_MINUTE = 100_000
LONGEST_QUIET = timedelta(hours=20)


@dataclass(frozen=True, slots=True)
class Rule:
    """Nothing is sent from `quiet_from` until `quiet_until`, local time; the same time twice: no quiet hours."""

    quiet_from: time
    quiet_until: time
    per_minute: int

    def is_quiet(self, at: datetime) -> bool:
        """Does a moment lie in the quiet hours? Their first minute does, their end does not."""
        clock = at.astimezone(LOCAL).time()
        if self.quiet_from <= self.quiet_until:
            return self.quiet_from <= clock < self.quiet_until
        return clock >= self.quiet_from or clock < self.quiet_until

    @property
    def lasts(self) -> timedelta:
        """How long the quiet hours of a night last."""
        first, last = (timedelta(hours=t.hour, minutes=t.minute) for t in (self.quiet_from, self.quiet_until))
        return (last - first) % timedelta(days=1)

    def opens(self, at: datetime) -> datetime:
        """The moment itself, or the end of the quiet hours that it lies in."""
        if not self.is_quiet(at):
            return at
        local = at.astimezone(LOCAL)
        end = datetime.combine(local.date(), self.quiet_until, LOCAL)
        return end if end > at else end + timedelta(days=1)


DEFAULT = Rule(time(21), time(7), 600)


def rule_on(day: date) -> Rule:
    """The rule in force on a day."""
    row = NoticeRule.objects.filter(valid_from__lte=day).order_by("-valid_from").first()
    return Rule(row.quiet_from, row.quiet_until, row.per_minute) if row else DEFAULT


@transaction.atomic
def decide_notice_rule(
    *,
    valid_from: date,
    quiet_from: time,
    quiet_until: time,
    per_minute: int = DEFAULT.per_minute,
    by: Actor,
    at: datetime,
    ground: str,
) -> NoticeRule:
    """Lay down quiet hours and rate from a day on. What is entered for that day already is replaced.

    Raises NoticeRefused.
    """
    post = administers(by, at)
    if valid_from < local_day(at):
        raise NoticeRefused("past", day=f"{valid_from:%d/%m/%Y}")
    if not 1 <= per_minute <= MOST_A_MINUTE:
        raise NoticeRefused("rate", most=MOST_A_MINUTE)
    if Rule(quiet_from, quiet_until, per_minute).lasts > LONGEST_QUIET:
        raise NoticeRefused("hours", most=LONGEST_QUIET // timedelta(hours=1))
    columns: dict[str, Any] = {"quiet_from": quiet_from, "quiet_until": quiet_until, "per_minute": per_minute}
    said = {name: str(value) for name, value in columns.items()} | {"from": valid_from.isoformat()}
    batch = Batch(by=post, at=at, ground=ground)
    rule = NoticeRule.objects.select_for_update().filter(valid_from=valid_from).first()
    if rule is None:
        rule = NoticeRule(valid_from=valid_from, **columns)
        batch.create(rule, "decide_notice_rule", said)
    else:
        batch.record(rule, "decide_notice_rule", said, **columns)
    batch.write()
    return rule


def administers(by: Actor, at: datetime) -> By:
    """The post from which he changes what holds for all notices: an administrator's of the unit above all others.

    Raises NoticeRefused.
    """
    if by.is_system:
        return By(by.account)
    units, day = tree(), local_day(at)
    top = units_top(units, day)
    post = by.acts_for({Function.ADMINISTRATOR}, top, units, day) if top else None
    if post is None:
        raise NoticeRefused("not_administrator")
    return post
