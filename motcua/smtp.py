"""The mail server that all outgoing mail uses: how to reach it, from the environment, and a conversation opened."""

import smtplib
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

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


def connected(server: MailServer) -> smtplib.SMTP:
    """A conversation with the server, greeted and signed in. Raises OSError and SMTPException."""
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
