"""Notices by e-mail: one conversation with the mail server for many.

The last line of a message is sent only after it was written down that it is: a server takes a message when it has
seen that line and not before, so that what was not written down was not taken (RFC 5321, 4.1.1.4).
"""

import re
import smtplib
import socket
from contextlib import suppress
from email.message import EmailMessage
from email.policy import SMTP
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from motcua.moments import LOCAL
from motcua.notices.channel import Became, Begin, NobodyThere
from motcua.notices.kinds import NoticeState
from motcua.notices.models import Notice
from motcua.smtp import MailServer, NotSet, connected

# A server may think long about the last line (RFC 5321 asks for ten minutes); who does not wait doubts needlessly.
ANSWERS_WITHIN = 120.0
NO_HOST = "motcua.invalid"
# The server speaks of us or of itself, not of the recipient: sign in first, too many, going down.
ABOUT_US = frozenset({421, 454, 530, 534, 535, 538})

S = NoticeState


def mailable(address: str) -> str | None:
    """An address as mail servers know it, its domain in ASCII; None for what is none."""
    try:
        validate_email(address)
        local, _at, domain = address.rpartition("@")
        return f"{local}@{domain.encode('idna').decode()}" if local.isascii() else None
    except (ValidationError, UnicodeError):
        return None


def message_of(notice: Notice, sender: str, address: str) -> EmailMessage:
    """A notice as a message. Its id is the notice's own, so that a second copy could be told."""
    message = EmailMessage(policy=SMTP)
    message["From"] = sender
    message["To"] = address
    message["Subject"] = notice.title
    message["Date"] = notice.composed_at.astimezone(LOCAL)
    message["Message-ID"] = message_id(notice)
    message["Auto-Submitted"] = "auto-generated"
    message["Content-Language"] = notice.language
    message.set_content(notice.body, cte="quoted-printable")
    return message


def message_id(notice: Notice) -> str:
    """The Message-ID of a notice, for asking the mail server's own records."""
    return f"<notice.{notice.pk.hex}@{urlsplit(settings.PUBLIC_ADDRESS).hostname or NO_HOST}>"


class MailLine:
    """The conversation with the mail server, opened when it is needed and again when the server has closed it."""

    def __init__(self, server: MailServer) -> None:
        self.server = server
        self.connection: smtplib.SMTP | None = None
        self.carried = 0

    @classmethod
    def of_settings(cls) -> "MailLine":
        """The line that the settings name. Raises NobodyThere where they name none, or wrongly."""
        try:
            server = MailServer.of(settings.SMTP)
        except NotSet as problem:
            raise NobodyThere("set_wrong", problem) from problem
        if server is None:
            raise NobodyThere("not_set")
        return cls(server)

    def send(self, notice: Notice, begin: Begin) -> Became | None:
        """Hand one message over. What the server refuses for good is refused at once. Raises NobodyThere."""
        address = mailable(notice.address)
        if address is None:
            return Became(S.REFUSED, "bad_address")
        body = re.sub(rb"(?m)^\.", b"..", message_of(notice, self.server.sender, address).as_bytes())
        problem = self._offered(address, body)
        if problem is not None:
            return problem
        if not begin():
            self.close()  # in the middle of a message: the server forgets it
            return None
        return self._finished()

    def asked(self, notice: Notice) -> Became:
        """A mail server cannot be asked what it took: it may have arrived, and a person decides."""
        return Became(S.UNKNOWN, "lost")

    def close(self) -> None:
        """Say good-bye, or hang up in the middle of a message."""
        connection, self.connection, self.carried = self.connection, None, 0
        if connection is not None:
            connection.close()

    def quit(self) -> None:
        """Say good-bye where nothing is under way."""
        if self.connection is not None:
            with suppress(OSError, smtplib.SMTPException):
                self.connection.quit()
        self.close()

    def ready(self) -> None:
        """Call the server, where nobody has or it has hung up."""
        self._open()

    def _open(self) -> smtplib.SMTP:
        if self.connection is None:
            try:
                self.connection = connected(self.server)
                # The last line goes out by itself: it must not wait until the text before it is acknowledged.
                if self.connection.sock is not None:
                    self.connection.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            except smtplib.SMTPResponseException as error:
                raise NobodyThere("away", f"{error.smtp_code} {_text(error.smtp_error)}") from error
            except (OSError, smtplib.SMTPException) as error:
                raise NobodyThere("away", error) from error
        return self.connection

    def _offered(self, address: str, body: bytes) -> Became | None:
        """Envelope and message, all but the last line; a problem with this message, or None.

        A server that has closed a conversation which carried messages is called once more.
        """
        while True:
            connection, carried = self._open(), self.carried
            try:
                return self._envelope(connection, address) or self._content(connection, body)
            except NobodyThere as gone:
                self.close()
                if not carried or not gone.answer.startswith("421"):
                    raise
            except (OSError, smtplib.SMTPException) as error:
                self.close()
                if not carried:
                    raise NobodyThere("away", error) from error

    def _envelope(self, connection: smtplib.SMTP, address: str) -> Became | None:
        code, said = connection.mail(self.server.sender)
        if code >= 400:
            raise NobodyThere("sender", f"{code} {_text(said)}")
        code, said = connection.rcpt(address)
        return self._refusal(connection, code, said, "no_such_address")

    def _content(self, connection: smtplib.SMTP, body: bytes) -> Became | None:
        code, said = connection.docmd("DATA")
        if code != 354:
            return self._refusal(connection, code, said, "refused") or Became(S.PENDING, "later", _text(said))
        connection.send(body if body.endswith(b"\r\n") else body + b"\r\n")
        return None

    def _refusal(self, connection: smtplib.SMTP, code: int, said: bytes, why: str) -> Became | None:
        if code < 400:
            return None
        answer = f"{code} {_text(said)}"
        if code in ABOUT_US:
            raise NobodyThere("away", answer)
        connection.rset()
        return Became(S.REFUSED, why, answer) if code >= 500 else Became(S.PENDING, "later", answer)

    def _finished(self) -> Became:
        """Send the last line and hear what became of the message."""
        connection = self.connection
        assert connection is not None and connection.sock is not None  # noqa: S101 -- has just taken the text
        try:
            connection.sock.settimeout(ANSWERS_WITHIN)
            connection.send(b".\r\n")
            code, said = connection.getreply()
            connection.sock.settimeout(connection.timeout)
        except (OSError, smtplib.SMTPException) as error:
            self.close()
            return Became(S.UNKNOWN, "lost", str(error))
        answer = f"{code} {_text(said)}"
        if code == 421:
            self.close()
        self.carried += 1
        if code < 400:
            return Became(S.SENT, "", answer)
        return Became(S.REFUSED, "refused", answer) if code >= 500 else Became(S.PENDING, "later", answer)


def _text(said: bytes | str) -> str:
    return said.decode("utf-8", "replace") if isinstance(said, bytes) else said
