"""Notices by e-mail: what a message says, to which address, and what the server's answer means for the notice."""

from email.charset import QP, Charset
from email.header import Header
from email.message import Message
from email.policy import compat32
from email.utils import format_datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from motcua.moments import LOCAL
from motcua.notices.channel import LOST, Became, NobodyThere
from motcua.notices.kinds import NoticeState
from motcua.notices.models import Notice
from motcua.smtp import Away, Conversation, MailServer, NotSet, Said

NO_HOST = "motcua.invalid"
PLAIN = compat32.clone(linesep="\r\n")
UTF_8 = Charset("utf-8")
UTF_8.body_encoding = QP
S = NoticeState


def mailable(address: str) -> str | None:
    """An address as mail servers know it, its domain in ASCII; None for what is none."""
    try:
        validate_email(address)
        local, _at, domain = address.rpartition("@")
        return f"{local}@{domain.encode('idna').decode()}" if local.isascii() else None
    except (ValidationError, UnicodeError):
        return None


def message_of(notice: Notice, sender: str, address: str) -> bytes:
    """A notice as a message. Its id is the notice's own, so that a second copy could be told.

    Raises ValueError for a subject of several lines.
    """
    if len(notice.title.splitlines()) > 1:
        raise ValueError("a subject of several lines")
    # Not an EmailMessage: that one reads again what is written into it, and costs four times as much.
    message = Message(policy=PLAIN)
    message["From"] = sender
    message["To"] = address
    message["Subject"] = Header(notice.title, "utf-8", header_name="Subject").encode()
    message["Date"] = format_datetime(notice.composed_at.astimezone(LOCAL))
    message["Message-ID"] = message_id(notice)
    message["Auto-Submitted"] = "auto-generated"
    message["Content-Language"] = notice.language
    message["MIME-Version"] = "1.0"
    message.set_payload(notice.body, UTF_8)
    return message.as_bytes()


def message_id(notice: Notice) -> str:
    """The Message-ID of a notice, for asking the mail server's own records."""
    return f"<notice.{notice.pk.hex}@{urlsplit(settings.PUBLIC_ADDRESS).hostname or NO_HOST}>"


class MailLine:
    """A conversation with the mail server about notices."""

    def __init__(self, server: MailServer) -> None:
        self.conversation = Conversation(server)

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

    def ready(self) -> None:
        """Call the server, where nobody has or it has hung up. Raises NobodyThere."""
        try:
            self.conversation.ready()
        except Away as away:
            raise NobodyThere(away.why, away) from away

    def offer(self, notice: Notice) -> Became | None:
        """All of a message but its last line. What the server refuses for good is refused at once. Raises
        NobodyThere."""
        address = mailable(notice.address)
        if address is None:
            return Became(S.REFUSED, "bad_address")
        message = message_of(notice, self.conversation.server.sender, address)
        try:
            said = self.conversation.offer(address, message)
        except Away as away:
            raise NobodyThere(away.why, away) from away
        return None if said is None else _became(said)

    def finish(self, notice: Notice) -> Became:
        """Send the last line, and hear what became of the message."""
        said = self.conversation.finish()
        return Became(S.UNKNOWN, LOST) if said is None else _became(said)

    def asked(self, notice: Notice) -> Became:
        """A mail server cannot be asked what it took: it may have arrived, and a person decides."""
        return Became(S.UNKNOWN, LOST)

    def drop(self) -> None:
        """Hang up in the middle of a message: the server forgets it."""
        self.conversation.drop()

    def quit(self) -> None:
        """Say good-bye."""
        self.conversation.quit()


def _became(said: Said) -> Became:
    if said.is_taken:
        return Became(S.SENT, "", str(said))
    if not said.is_refused:
        return Became(S.PENDING, "later", str(said))
    return Became(S.REFUSED, "no_such_address" if said.is_about_recipient else "refused", str(said))
