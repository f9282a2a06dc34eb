"""The applicant's mailbox: a mail server on loopback, and the worker's rounds that fill it.

Whatever the installation's settings name, nothing leaves the machine while the walk lasts.
"""

import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any

from django.conf import settings
from django.db import connections
from django.utils.translation import gettext as _

from motcua.moments import local_day
from motcua.notices.deliver import deliver
from motcua.notices.rules import rule_on
from motcua.notices.walking import walk
from motcua.walk.people import CannotWalk

NOWHERE = {"SMS_URL": "", "SMS_TOKEN_FILE": "", "ZALO_URL": "", "ZALO_TOKEN_FILE": ""}


@dataclass
class Mailbox:
    """What arrived, by the address that it arrived at."""

    taken: list[tuple[str, EmailMessage]] = field(default_factory=list)

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        """Take a message as a mail server does."""
        message = message_from_bytes(envelope.original_content, policy=default)
        self.taken += [(address, message) for address in envelope.rcpt_tos]
        return "250 taken"

    def arrived(self, address: str) -> list[str]:
        """Let the worker make and send what is due; the new messages at an address, each in one line."""
        before = len(self.taken)
        with ThreadPoolExecutor(1) as worker:  # the browser's own loop forbids a thread to ask the database
            worker.submit(_round).result()
        return [_read(message) for to, message in self.taken[before:] if to == address]


def _round() -> None:
    """The round of the worker; at night that of the next morning, since nothing is sent in the quiet hours."""
    try:
        walk()
        now = datetime.now(UTC)
        at = rule_on(local_day(now)).opens(now) + timedelta(seconds=1)
        deliver(clock=lambda: at)
    finally:
        connections.close_all()


def _read(message: EmailMessage) -> str:
    body = message.get_body(("plain",))
    return " ".join(f"{message['Subject']} {body.get_content() if body else ''}".split())


@contextmanager
def mailbox() -> Iterator[Mailbox]:
    """A mail server on a free port of loopback, which the settings name meanwhile. Raises CannotWalk."""
    try:
        from aiosmtpd.controller import Controller
    except ImportError as problem:
        raise CannotWalk(_("The mail server of the walk is missing. Run make setup first.")) from problem
    box = Mailbox()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    controller = Controller(box, hostname="127.0.0.1", port=port)
    before = settings.SMTP, settings.NOTICES
    controller.start()
    try:
        named = {"HOST": "127.0.0.1", "PORT": str(port), "SECURITY": "none", "FROM": "motcua@example.vn"}
        settings.SMTP, settings.NOTICES = {"USER": "", "PASSWORD_FILE": ""} | named, NOWHERE
        walk()  # what happened before is told to nobody
        yield box
    finally:
        settings.SMTP, settings.NOTICES = before
        controller.stop()
