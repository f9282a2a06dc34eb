"""One round of sending: what is due goes out, a few at a time, at a bounded rate, each notice once.

Only one round runs at a time (a lock of the database that ends with its holder). What a killed round left is taken
up by the next: what it had not begun is sent, what it had begun is asked for, and what nobody can be asked for is
held for a person (docs/rules/notices.md, "Exactly once").
"""

import logging
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from uuid import uuid4

from django.db import connection

from motcua.moments import local_day
from motcua.notices.attempt import AWAY_FOR, Attempt, is_due, left_behind, nobody_there, set_aside_overtaken
from motcua.notices.channel import LOST, Became, Line, NobodyThere
from motcua.notices.gateways import GatewayLine
from motcua.notices.kinds import BY_MACHINE, NoticeChannel, NoticeState
from motcua.notices.lines import MOST, Found, Lines, Pair, finished, offered
from motcua.notices.mail import MailLine
from motcua.notices.models import Notice
from motcua.notices.pace import keep, paces
from motcua.notices.rules import Rule, rule_on

# A round of the command ends before the next minute's begins; the worker's are shorter (turn.py).
LASTS = 50.0
# What is claimed at once goes out in so many seconds, so that every channel has its turn.
TURN = 2
LEAST_AT_ONCE, MOST_AT_ONCE = 10, 400
log = logging.getLogger(__name__)
Clock = Callable[[], datetime]


@dataclass(slots=True)
class Round:
    """How a round went: how many became what, which channels have nobody there and why, whether it is night.

    `is_more`: its time was over, and more could be sent at once.
    """

    became: dict[str, int] = field(default_factory=dict)
    away: dict[str, str] = field(default_factory=dict)
    is_quiet: bool = False
    is_busy: bool = False
    is_more: bool = False

    def count(self, state: str, n: int = 1) -> None:
        """So many more."""
        if n:
            self.became[state] = self.became.get(state, 0) + n


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
        self.lines = {channel: Lines(partial(line_of, channel)) for channel in BY_MACHINE}
        self.paces = paces(BY_MACHINE, rule.per_minute)
        self.pool = ThreadPoolExecutor(MOST, "notices")
        self.at_once = min(max(rule.per_minute // 60 * TURN, LEAST_AT_ONCE), MOST_AT_ONCE)

    def take_up_what_was_left(self) -> None:
        """Ask for what a killed round had begun; where nobody answers it stays so until somebody does."""
        settled = []
        for notice in left_behind(self.attempt.id):
            channel = NoticeChannel(notice.channel)
            try:
                became = self.lines[channel].one().asked(notice)
            except NobodyThere as gone:
                # Mail needs no server to say that nobody knows; a gateway is asked again in the next rounds.
                since = notice.next_at or notice.composed_at
                if channel != NoticeChannel.EMAIL and self.clock() - since < AWAY_FOR:
                    continue
                became = Became(NoticeState.UNKNOWN, LOST, gone.answer)
            if became.state == NoticeState.PENDING:
                self.attempt.release([notice])
            else:
                settled.append((notice, became))
        self._settle(settled)

    def in_turns(self) -> None:
        """A set of each channel, again and again, until nothing is due or the time is over."""
        open_channels = list(BY_MACHINE)
        while open_channels and not self.outcome.is_more:
            open_channels = [channel for channel in open_channels if self._set_of(channel)]

    def end(self) -> None:
        """Give back what was not sent, and close the lines."""
        try:
            self.attempt.release()
            keep(self.paces)
        finally:
            for lines in self.lines.values():
                lines.quit()
            self.pool.shutdown()

    def _set_of(self, channel: NoticeChannel) -> bool:
        """Send a set, a wave after the other; False where nothing is due, or nobody there, or the time is over."""
        if self.outcome.is_more or not is_due(channel, self.clock()):
            return False
        lines = self.lines[channel]
        try:
            lines.one().ready()
        except NobodyThere as gone:
            self._nobody(channel, gone)
            return False
        rest = self.attempt.claim(channel, self.clock(), self.at_once)
        while rest:
            places = self.paces[channel].places(len(lines.some(MOST, len(rest))), self.until)
            self.outcome.is_more = not places
            if not places or self.rule.is_quiet(self.clock()):
                self.attempt.release()
                return False
            wave, rest = rest[:places], rest[places:]
            if not self._wave(channel, list(zip(lines.open, wave, strict=False))):
                self.attempt.release()
                return False
        return True

    def _wave(self, channel: NoticeChannel, pairs: Sequence[Pair]) -> bool:
        """Hand one notice over on each line: offered at the same time, written down together as begun, finished at
        the same time, and settled together. False where the channel is to be left alone for this round."""
        settled: list[tuple[Notice, Became]] = []
        gone: list[tuple[Pair, NobodyThere]] = []
        ready: list[Pair] = []
        for pair, found in zip(pairs, offered(self.pool, pairs), strict=True):
            if found is None:
                ready.append(pair)
            else:
                self._sort(pair, found, NoticeState.REFUSED, settled, gone)
        begun = self.attempt.begin([notice for _line, notice in ready]) if ready else set()
        going = [pair for pair in ready if pair[1].pk in begun]
        for line, _notice in (pair for pair in ready if pair[1].pk not in begun):
            line.drop()  # in the middle of a message: the other side forgets it
        for pair, found in zip(going, finished(self.pool, going) if going else (), strict=True):
            self._sort(pair, found, NoticeState.UNKNOWN, settled, gone)
        self._settle(settled)
        return self._goes_on(channel, settled, gone)

    def _sort(
        self,
        pair: Pair,
        found: Found,
        broken: NoticeState,
        settled: list[tuple[Notice, Became]],
        gone: list[tuple[Pair, NobodyThere]],
    ) -> None:
        """Put what came of a notice where it belongs; one that cannot be sent keeps no other from going out."""
        line, notice = pair
        if isinstance(found, NobodyThere):
            gone.append((pair, found))
        elif isinstance(found, Became):
            settled.append((notice, found))
        else:
            log.error("Notice %s could not be sent.", notice.pk, exc_info=found)
            line.drop()
            settled.append((notice, Became(broken, "broken", repr(found))))

    def _goes_on(
        self,
        channel: NoticeChannel,
        settled: Sequence[tuple[Notice, Became]],
        gone: Sequence[tuple[Pair, NobodyThere]],
    ) -> bool:
        """Is somebody left to hand the next notices to? What nobody took waits again.

        Where an answer was lost the next ones would be doubted as well: the channel waits for the next round.
        """
        lines = self.lines[channel]
        if gone:
            self.attempt.release([notice for (_line, notice), _why in gone])
            for (line, _notice), _why in gone:
                lines.leave(line)
        if gone and not lines.open:
            self._nobody(channel, gone[0][1])
        if any(became.is_lost for _notice, became in settled):
            self.outcome.away.setdefault(channel, LOST)
        return channel not in self.outcome.away

    def _settle(self, settled: Sequence[tuple[Notice, Became]]) -> None:
        for state in self.attempt.settle(settled, self.clock(), self.rule):
            self.outcome.count(state)

    def _nobody(self, channel: NoticeChannel, gone: NobodyThere) -> None:
        given_up = nobody_there(channel, gone.why, gone.answer, self.clock())
        self.outcome.count(NoticeState.GIVEN_UP, given_up)
        self.outcome.away[channel] = gone.why
        if gone.why != "not_set":
            log.warning("Nobody takes notices by %s (%s: %s); they wait.", channel.value, gone.why, gone.answer)


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
