"""One conversation with the mail server about the morning watch.

A message is handed over in two steps, so that the sender can write down that he sends it after everything that can
fail cheaply and before the server takes it.
"""

import smtplib
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from email.message import EmailMessage
from email.policy import SMTP

from motcua.smtp import Away, MailServer, NotSet, connected
from motcua.supervision.models import Sending

__all__ = ["Away", "Line", "MailServer", "NotSet", "line_to"]


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
        connection = connected(server)
    except (OSError, smtplib.SMTPException) as error:
        raise Away(error) from error
    try:
        yield Line(server, connection)
    finally:
        with suppress(OSError, smtplib.SMTPException):
            connection.quit()
