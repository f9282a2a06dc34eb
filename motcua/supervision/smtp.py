"""The mail server: how to reach it, from the environment, and one conversation with it.

A message is handed over in two steps, so that the sender can write down that he sends it after everything that can
fail cheaply and before the server takes it.
"""

import smtplib
import ssl
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from motcua.supervision.models import Sending

TIMEOUT = 20.0
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
    """The mail server cannot be reached, or does not take anything now; try again later."""


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


class Line:
    """An open conversation with the mail server."""

    def __init__(self, server: MailServer, connection: smtplib.SMTP) -> None:
        self.server, self.connection = server, connection

    def send(self, message: EmailMessage, claim: Callable[[], bool]) -> Sending | None:
        """Hand over one message to its one recipient; None where the server asks to try again later.

        `claim` is asked when the server has accepted sender and recipient: it says whether the message is still to
        be sent. Raises Away where the conversation breaks off before that.
        """
        try:
            for code, _said in self._envelope(message):
                if code >= 400:
                    self.connection.rset()
                    return Sending.REFUSED if code >= 500 else None
        except (OSError, smtplib.SMTPException) as error:
            raise Away(error) from error
        if not claim():
            with suppress(OSError, smtplib.SMTPException):
                self.connection.rset()
            return Sending.SENT
        try:
            code, _said = self.connection.data(message.as_bytes(policy=SMTP))
        except smtplib.SMTPDataError as refused:
            code = refused.smtp_code
        except (OSError, smtplib.SMTPException):
            self.connection.close()
            return Sending.BEGUN
        if code < 400:
            return Sending.SENT
        return Sending.REFUSED if code >= 500 else None

    def _envelope(self, message: EmailMessage) -> Iterator[tuple[int, bytes]]:
        yield self.connection.mail(self.server.sender)
        yield self.connection.rcpt(str(message["To"]))


@contextmanager
def line_to(server: MailServer) -> Iterator[Line]:
    """Open a conversation with the server. Raises Away."""
    try:
        connection = _connected(server)
    except (OSError, smtplib.SMTPException) as error:
        raise Away(error) from error
    try:
        yield Line(server, connection)
    finally:
        with suppress(OSError, smtplib.SMTPException):
            connection.quit()


def _connected(server: MailServer) -> smtplib.SMTP:
    context = ssl.create_default_context()
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
    except BaseException:
        connection.close()
        raise
    return connection
