"""Send the morning watches: to each once a working day, after 06:30, and again later where the server is away."""

import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from email.message import EmailMessage
from email.policy import SMTP
from itertools import groupby
from uuid import UUID

from django.conf import settings
from django.db import connection
from django.db.models import Q
from django.utils import translation

from motcua.desk.now import Now, now
from motcua.moments import LOCAL, local_day
from motcua.people.models import Account, Post
from motcua.smtp import Away, Conversation, MailServer
from motcua.supervision.mail import mail_of
from motcua.supervision.models import Sending, WatchSetting
from motcua.supervision.scope import WATCHING
from motcua.supervision.watch import watch
from motcua.worktime.calendar import NeverOpens

FROM = time(6, 30)
log = logging.getLogger(__name__)
_said: set[str] = set()


@dataclass(slots=True)
class Sent:
    """How a run went, by sign-in name; `later` holds who is tried again."""

    by_outcome: dict[Sending, list[str]] = field(default_factory=dict)
    later: list[str] = field(default_factory=list)

    def add(self, account: Account, outcome: Sending | None) -> None:
        """One more."""
        where = self.later if outcome is None else self.by_outcome.setdefault(outcome, [])
        where.append(account.username)


def send_watches(at: datetime, *, from_hour: time = FROM) -> Sent:
    """Send to everybody whose watch of the day is not sent yet and whose office works at this hour.

    What the mail server does not take now stays to be sent. Whom it may have reached already is never sent to
    again. Raises NotSet where the settings of the mail server cannot be used.
    """
    sent = Sent()
    server = MailServer.of(settings.SMTP)
    if server is None:
        _say_once(
            "No mail server is set (MOTCUA_SMTP_HOST): nobody gets the morning watch by e-mail; the page has it."
        )
        return sent
    present = replace(now(), at=at, day=local_day(at))
    waiting = list(recipients(present, from_hour))
    if not waiting:
        return sent
    conversation = Conversation(server)
    try:
        conversation.ready()
        for account in waiting:
            _send_one(account, present, conversation, sent)
    except Away as away:
        sent.later += [a.username for a in waiting if a.username not in _named(sent)]
        log.warning(
            "The mail server does not answer (%s); %d watches are tried again later.", away, len(sent.later)
        )
    finally:
        conversation.quit()
    return sent


def recipients(present: Now, from_hour: time = FROM) -> Iterator[Account]:
    """Who gets the watch of the day and has not yet: leaders and control officers with an address, as long as
    their office works today."""
    if present.at.astimezone(LOCAL).time() < from_hour:
        return
    done = WatchSetting.objects.filter(Q(wanted=False) | Q(last_on__gte=present.day))
    posts = Post.objects.held_on(present.day).filter(function__in=WATCHING, account__is_active=True)
    posts = posts.exclude(account__email="").exclude(account__in=done.values("account"))
    held = posts.select_related("account").order_by("account__username", "pk")
    for account, of_one in groupby(held, key=lambda post: post.account):
        if any(_works(post.unit_id, present) for post in of_one):
            yield account


def _works(unit: UUID, present: Now) -> bool:
    """Does a unit work today, and is its close still to come?"""
    calendar = present.calendar(unit)
    try:
        closes = calendar.close_of(present.day) if calendar else None
    except NeverOpens:
        closes = None
    return closes is not None and present.at < closes


def _send_one(account: Account, present: Now, conversation: Conversation, sent: Sent) -> None:
    claimed = _Claim(account, present.day)
    try:
        with translation.override(account.language or settings.LANGUAGE_CODE):
            found = watch(account, present)
            if found.is_empty:
                claimed()
                outcome: Sending | None = Sending.EMPTY
            else:
                address = settings.PUBLIC_ADDRESS
                if not address:
                    _say_once("MOTCUA_PUBLIC_ADDRESS is not set: the morning watch is sent without links.")
                message = mail_of(account, found, sender=conversation.server.sender, address=address)
                outcome = _handed_over(message, conversation, claimed)
    except Away:
        raise
    except Exception:
        # One watch that cannot be made must not keep the others from theirs.
        log.exception("The watch of %s could not be made.", account.username)
        sent.add(account, None)
        return
    if outcome == Sending.REFUSED and not claimed.is_ours:
        claimed()
    if outcome == Sending.SENT and not claimed.is_ours:
        return  # somebody else was quicker
    claimed.settle(outcome)
    if outcome in (Sending.REFUSED, Sending.BEGUN):
        log.warning("The watch of %s: %s.", account.username, outcome.value)
    sent.add(account, outcome)
    if outcome == Sending.BEGUN:
        raise Away("the answer to a message was lost")  # who comes next is not to doubt as well


def _handed_over(message: EmailMessage, conversation: Conversation, claim: Callable[[], bool]) -> Sending | None:
    """What became of a message to its one recipient; None where the server asks to try again later. Raises Away.

    `claim` is asked when all of it but its last line is said: it writes down that it is sent from now on.
    """
    said = conversation.offer(str(message["To"]), message.as_bytes(policy=SMTP))
    if said is None:
        if not claim():
            conversation.drop()
            return Sending.SENT
        said = conversation.finish()
        if said is None:
            return Sending.BEGUN
    if said.is_taken:
        return Sending.SENT
    return Sending.REFUSED if said.is_refused else None


class _Claim:
    """The right to send somebody's watch of a day, had by whoever writes the day first."""

    def __init__(self, account: Account, day: date) -> None:
        self.account, self.day, self.is_ours = account, day, False

    def __call__(self) -> bool:
        """Write the day down, now and for good; False where somebody else has."""
        with connection.cursor() as cursor:
            cursor.execute(_CLAIM, [self.account.pk, self.day, Sending.BEGUN])
            self.is_ours = cursor.fetchone() is not None
        return self.is_ours

    def settle(self, outcome: Sending | None) -> None:
        """How it went; without an outcome the day is given back, and it is tried again."""
        if self.is_ours:
            mine = WatchSetting.objects.filter(account=self.account, last_on=self.day)
            mine.update(**({"last_as": outcome} if outcome else {"last_on": None, "last_as": ""}))


_CLAIM = """
INSERT INTO supervision_watch_setting AS w (account_id, wanted, last_on, last_as) VALUES (%s, true, %s, %s)
ON CONFLICT (account_id) DO UPDATE SET last_on = excluded.last_on, last_as = excluded.last_as
WHERE w.wanted AND (w.last_on IS NULL OR w.last_on < excluded.last_on)
RETURNING account_id
"""


def _named(sent: Sent) -> set[str]:
    return {name for names in sent.by_outcome.values() for name in names} | set(sent.later)


def _say_once(sentence: str) -> None:
    if sentence not in _said:
        _said.add(sentence)
        log.warning(sentence)
