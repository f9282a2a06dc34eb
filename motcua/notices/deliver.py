"""One round of sending: what is due goes out, set after set, at a bounded rate, each notice once.

Only one round runs at a time (a lock of the database that ends with its holder). What a killed round left is taken
up by the next: what it had not begun is sent, what it had begun is asked for, and what nobody can be asked for is
held for a person (docs/rules/notices.md, "Exactly once").
"""

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from uuid import uuid4

from django.db import connection

from motcua.moments import local_day
from motcua.notices.attempt import AWAY_FOR, Attempt, is_due, left_behind, nobody_there, set_aside_overtaken
from motcua.notices.channel import Became, Line, NobodyThere
from motcua.notices.gateways import GatewayLine
from motcua.notices.kinds import BY_MACHINE, NoticeChannel, NoticeState
from motcua.notices.mail import MailLine
from motcua.notices.models import Notice
from motcua.notices.rules import Rule, rule_on

AT_ONCE = 50
# A round ends before the next minute's begins.
LASTS = 50.0
log = logging.getLogger(__name__)
Clock = Callable[[], datetime]


@dataclass(slots=True)
class Round:
    """How a round went: how many became what, which channels have nobody there and why, whether it is night."""

    became: dict[str, int] = field(default_factory=dict)
    away: dict[str, str] = field(default_factory=dict)
    is_quiet: bool = False
    is_busy: bool = False

    def count(self, state: str, n: int = 1) -> None:
        """So many more."""
        if n:
            self.became[state] = self.became.get(state, 0) + n


class Pace:
    """So many in a minute and no more: waits before each."""

    def __init__(self, per_minute: int) -> None:
        self.every, self.next = 60 / per_minute, time.monotonic()

    def wait(self) -> None:
        """Wait for the next place."""
        ahead = self.next - time.monotonic()
        if ahead > 0:
            time.sleep(ahead)
        self.next = max(self.next, time.monotonic() - 0.2) + self.every


def line_of(channel: NoticeChannel) -> Line:
    """The line of a channel, as the settings name it. Raises NobodyThere."""
    return MailLine.of_settings() if channel == NoticeChannel.EMAIL else GatewayLine.of_settings(channel)


def deliver(*, clock: Clock | None = None, lasts: float = LASTS) -> Round:
    """Send what is due by all channels, in turns, for so many seconds at most.

    In quiet hours nothing is sent. A channel where nobody is there is left alone until the next round; its notices
    wait. Another round that is under way lets this one end at once (`is_busy`).
    """
    clock, outcome = clock or (lambda: datetime.now(UTC)), Round()
    with _alone() as is_alone:
        if not is_alone:
            outcome.is_busy = True
            return outcome
        rule = rule_on(local_day(clock()))
        sending = _Sending(clock, rule, outcome, time.monotonic() + lasts)
        try:
            sending.take_up_what_was_left()
            if rule.is_quiet(clock()):
                outcome.is_quiet = True
            else:
                outcome.count(NoticeState.OVERTAKEN, set_aside_overtaken(clock()))
                sending.in_turns()
        finally:
            sending.end()
    return outcome


class _Sending:
    """A round under way."""

    def __init__(self, clock: Clock, rule: Rule, outcome: Round, until: float) -> None:
        self.clock, self.rule, self.outcome, self.until = clock, rule, outcome, until
        self.attempt = Attempt(uuid4())
        self.lines: dict[NoticeChannel, Line] = {}
        self.paces = {channel: Pace(rule.per_minute) for channel in BY_MACHINE}

    def take_up_what_was_left(self) -> None:
        """Ask for what a killed round had begun; where nobody answers it stays so until somebody does."""
        for notice in left_behind(self.attempt.id):
            channel = NoticeChannel(notice.channel)
            try:
                became = self._line(channel).asked(notice)
            except NobodyThere as gone:
                # Mail needs no server to say that nobody knows; a gateway is asked again in the next rounds.
                since = notice.next_at or notice.composed_at
                if channel != NoticeChannel.EMAIL and self.clock() - since < AWAY_FOR:
                    continue
                became = Became(NoticeState.UNKNOWN, "lost", gone.answer)
            if became.state == NoticeState.PENDING:
                self.attempt.release(notice)
            else:
                self._settle(notice, became)

    def in_turns(self) -> None:
        """A set of each channel, again and again, until nothing is due or the time is over."""
        open_channels = list(BY_MACHINE)
        while open_channels and time.monotonic() < self.until:
            open_channels = [channel for channel in open_channels if self._set_of(channel)]

    def end(self) -> None:
        """Give back what was not sent, and close the lines."""
        self.attempt.release()
        for line in self.lines.values():
            line.quit()

    def _set_of(self, channel: NoticeChannel) -> bool:
        """Send a set; False where nothing is due, or nobody there."""
        if not is_due(channel, self.clock()):
            return False
        try:
            self._line(channel).ready()
        except NobodyThere as gone:
            self._nobody(channel, gone)
            return False
        for notice in self.attempt.claim(channel, self.clock(), AT_ONCE):
            self.paces[channel].wait()
            if time.monotonic() > self.until or self.rule.is_quiet(self.clock()):
                self.attempt.release()
                return False
            try:
                self._send(channel, notice)
            except NobodyThere as gone:
                self.attempt.release(notice)
                self._nobody(channel, gone)
                return False
        return True

    def _send(self, channel: NoticeChannel, notice: Notice) -> None:
        try:
            became = self._line(channel).send(notice, lambda: self.attempt.begin(notice))
        except NobodyThere:
            raise
        except Exception as error:
            # One notice that cannot be sent must not keep the others from going out.
            log.exception("Notice %s could not be sent.", notice.pk)
            if line := self.lines.pop(channel, None):
                line.quit()
            notice.refresh_from_db()
            unknown = notice.state == NoticeState.BEGUN
            became = Became(NoticeState.UNKNOWN if unknown else NoticeState.REFUSED, "broken", repr(error))
        if became is not None:
            self._settle(notice, became)

    def _settle(self, notice: Notice, became: Became) -> None:
        self.outcome.count(self.attempt.settle(notice, became, self.clock(), self.rule))

    def _nobody(self, channel: NoticeChannel, gone: NobodyThere) -> None:
        given_up = nobody_there(channel, gone.why, gone.answer, self.clock())
        self.outcome.count(NoticeState.GIVEN_UP, given_up)
        self.outcome.away[channel] = gone.why
        if gone.why != "not_set":
            log.warning("Nobody takes notices by %s (%s: %s); they wait.", channel.value, gone.why, gone.answer)

    def _line(self, channel: NoticeChannel) -> Line:
        if channel not in self.lines:
            self.lines[channel] = line_of(channel)
        return self.lines[channel]


@contextmanager
def _alone() -> Iterator[bool]:
    """Hold the lock of rounds; the server gives it back when the connection ends, however that comes about."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(hashtext('notices'))")
        [is_ours] = cursor.fetchone()
    try:
        yield is_ours
    finally:
        if is_ours and connection.connection is not None and not connection.connection.closed:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(hashtext('notices'))")
