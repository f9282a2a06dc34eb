"""The mail server that all outgoing mail uses: how to reach it, from the environment, and a conversation with it.

A message is handed over in two steps: all of it but its last line, a dot alone; then that line. A server takes a
message when it has seen this line and not before (RFC 5321, 4.1.1.4), so that whoever writes down in between that
he sends it knows: what was not written down was not taken.
"""

import re
import smtplib
import socket
import ssl
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

TIMEOUT = 20.0
# A server may think long about the last line (RFC 5321 asks for ten minutes); who does not wait doubts needlessly.
ANSWERS_WITHIN = 120.0
# The server speaks of us or of itself, not of the recipient: sign in first, too many, going down.
ABOUT_US = frozenset({421, 454, 530, 534, 535, 538})
PORTS = {"none": 25, "starttls": 587, "tls": 465}


class NotSet(ValueError):
    """The settings of the mail server cannot be used; why, in the reader's language."""

    SENTENCES = {
        "from": gettext_noop("MOTCUA_SMTP_HOST is set, MOTCUA_SMTP_FROM is not. Name the address of the sender."),
        "security": gettext_noop("MOTCUA_SMTP_SECURITY is %(value)s; it may be tls, starttls or none."),
        "port": gettext_noop("MOTCUA_SMTP_PORT is %(value)s, which is no port; write a number from 1 to 65535."),
        "password": gettext_noop("The file of MOTCUA_SMTP_PASSWORD_FILE cannot be read (%(value)s)."),
    }

    def __init__(self, code: str, value: object = "") -> None:
        super().__init__(code)
        self.code, self.value = code, value

    def __str__(self) -> str:
        return _(self.SENTENCES[self.code]) % {"value": self.value}


class Away(Exception):
    """The mail server cannot be reached, or does not take anything from us now; nothing was taken, try again later.

    `why` is `sender` where it does not take our sender, else `away`; str() is what was said.
    """

    def __init__(self, answer: object, why: str = "away") -> None:
        super().__init__(str(answer))
        self.why = why


@dataclass(frozen=True, slots=True)
class MailServer:
    """Where mail goes out, and as whom."""

    host: str
    port: int
    security: str
    sender: str
    user: str = ""
    password: str = ""

    @classmethod
    def of(cls, given: Mapping[str, str]) -> "MailServer | None":
        """The server that the settings name; None where they name none. Raises NotSet."""
        if not given["HOST"]:
            return None
        if not given["FROM"]:
            raise NotSet("from")
        security = given["SECURITY"] or "starttls"
        if security not in PORTS:
            raise NotSet("security", security[:20])
        port = given["PORT"] or str(PORTS[security])
        if not (port.isascii() and port.isdigit() and 0 < int(port) < 65536):
            raise NotSet("port", port[:20])
        password = ""
        if given["PASSWORD_FILE"]:
            try:
                password = Path(given["PASSWORD_FILE"]).read_text().strip()
            except (OSError, UnicodeDecodeError) as error:
                raise NotSet("password", getattr(error, "strerror", None) or error) from error
        return cls(given["HOST"], int(port), security, given["FROM"], given["USER"], password)


@dataclass(frozen=True, slots=True)
class Said:
    """What the server answered to a recipient or a message."""

    code: int
    text: str
    is_about_recipient: bool = False

    @property
    def is_taken(self) -> bool:
        """Has it taken what was offered?"""
        return self.code < 400

    @property
    def is_refused(self) -> bool:
        """Has it refused for good? Else, where it has not taken it, it may be tried again."""
        return self.code >= 500

    def __str__(self) -> str:
        return f"{self.code} {self.text}"


class Conversation:
    """A conversation for many messages, opened when it is needed and again when the server has closed it."""

    def __init__(self, server: MailServer) -> None:
        self.server = server
        self.connection: smtplib.SMTP | None = None
        self.carried = 0

    def ready(self) -> None:
        """Call the server, where nobody has or it has hung up. Raises Away."""
        self._open()

    def offer(self, address: str, message: bytes) -> Said | None:
        """Say for whom a message is, and all of it but the last line; the server's objection, or None. Raises Away.

        A server that has closed a conversation which carried messages is called once more.
        """
        body = re.sub(rb"(?m)^\.", b"..", message)
        body = body if body.endswith(b"\r\n") else body + b"\r\n"
        while True:
            connection, carried = self._open(), self.carried
            try:
                return self._envelope(connection, address) or self._content(connection, body)
            except Away as away:
                self.drop()
                if not carried or not str(away).startswith("421"):
                    raise
            except (OSError, smtplib.SMTPException) as error:
                self.drop()
                if not carried:
                    raise Away(error) from error

    def finish(self) -> Said | None:
        """Send the last line of what was offered, and hear what became of it; None where the answer was lost."""
        connection = self.connection
        assert connection is not None and connection.sock is not None  # noqa: S101 -- has just taken the text
        try:
            connection.sock.settimeout(ANSWERS_WITHIN)
            connection.send(b".\r\n")
            code, text = connection.getreply()
            connection.sock.settimeout(connection.timeout)
        except (OSError, smtplib.SMTPException):
            self.drop()
            return None
        if code == 421:
            self.drop()
        self.carried += 1
        return Said(code, _text(text))

    def drop(self) -> None:
        """Hang up; a message that was offered and not finished is forgotten by the server."""
        connection, self.connection, self.carried = self.connection, None, 0
        if connection is not None:
            connection.close()

    def quit(self) -> None:
        """Say good-bye where nothing is under way."""
        if self.connection is not None:
            with suppress(OSError, smtplib.SMTPException):
                self.connection.quit()
        self.drop()

    def _open(self) -> smtplib.SMTP:
        if self.connection is None:
            try:
                self.connection = _connected(self.server)
            except smtplib.SMTPResponseException as error:
                raise Away(f"{error.smtp_code} {_text(error.smtp_error)}") from error
            except (OSError, smtplib.SMTPException) as error:
                raise Away(error) from error
        return self.connection

    def _envelope(self, connection: smtplib.SMTP, address: str) -> Said | None:
        code, text = connection.mail(self.server.sender)
        if code >= 400:
            raise Away(f"{code} {_text(text)}", "sender")
        code, text = connection.rcpt(address)
        return self._objection(connection, Said(code, _text(text), True)) if code >= 400 else None

    def _content(self, connection: smtplib.SMTP, body: bytes) -> Said | None:
        code, text = connection.docmd("DATA")
        if code != 354:
            return self._objection(connection, Said(code if code >= 400 else 451, _text(text)))
        connection.send(body)
        return None

    def _objection(self, connection: smtplib.SMTP, said: Said) -> Said:
        if said.code in ABOUT_US:
            raise Away(said)
        connection.rset()
        return said


def _connected(server: MailServer) -> smtplib.SMTP:
    """Greeted and signed in. Raises OSError and SMTPException."""
    context = None if server.security == "none" else ssl.create_default_context()
    if server.security == "tls":
        connection: smtplib.SMTP = smtplib.SMTP_SSL(server.host, server.port, timeout=TIMEOUT, context=context)
    else:
        connection = smtplib.SMTP(server.host, server.port, timeout=TIMEOUT)
    try:
        if server.security == "starttls":
            connection.starttls(context=context)
        connection.ehlo_or_helo_if_needed()
        if server.user:
            connection.login(server.user, server.password)
        # The last line goes out by itself: it must not wait until the text before it is acknowledged.
        if connection.sock is not None:
            connection.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    except BaseException:
        connection.close()
        raise
    return connection


def _text(said: bytes | str) -> str:
    return said.decode("utf-8", "replace") if isinstance(said, bytes) else said
