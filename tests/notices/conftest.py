"""Applicants who can be told, the days of the cast, and other sides on loopback that behave as they are told."""

import asyncio
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, time
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from django.conf import settings

from motcua.dossiers.intake import Person
from motcua.dossiers.models import Dossier
from motcua.dossiers.receive import receive
from motcua.notices.deliver import Round, deliver
from motcua.notices.models import Notice, NoticeCursor, NoticeRule
from motcua.notices.refusals import NoticeRefused
from motcua.notices.simulator import Simulator
from motcua.notices.walking import walk
from motcua.people.models import Applicant
from tests.cast import BEGINNING, GROUND, Cast, at, succeeded

LAN = {"phone": "0912 345 678", "email": "lan@example.vn"}


def begun() -> None:
    """Notices have begun before anything happened."""
    NoticeCursor.objects.create(position=0, began_at=at(BEGINNING))


def told(cast: Cast, when: datetime | None = None, number: int = 1, **reached: str) -> Dossier:
    """A dossier of somebody who can be reached, by e-mail and telephone unless it is said how."""
    person = Person("Nguyễn Thị Lan", identifiers=(("personal_id", f"0801900{number:05d}"),), **(reached or LAN))
    return cast.received(when or at(7, 8), applicant=person)


def told_many(cast: Cast, many: int) -> None:
    """So many applicants with an e-mail address each, a0@example.vn and on, whose dossiers were just received."""
    people = (Person(f"Nguyễn Thị {n}", email=f"a{n}@example.vn") for n in range(many))
    intakes = [cast.intake(applicant=person) for person in people]
    done = receive(intakes, by=cast.hoa, at=at(7, 8), ground=GROUND, recorded_at=at(7, 8))
    assert done.refusal is None, done.refusal


def act(function: Callable[..., Any], dossier: Dossier, who: Any, when: datetime, **given: Any) -> None:
    """One act on one dossier."""
    succeeded(function([dossier.pk], by=who, at=when, recorded_at=when, ground=GROUND, **given))


def walked(when: datetime | None = None) -> list[Notice]:
    """The notices after a walk, in the order in which they happened."""
    walk(when or at(7, 9))
    return list(Notice.objects.order_by("happened_at", "position", "channel"))


def round_at(when: datetime) -> Round:
    """A round of sending at a moment."""
    return deliver(clock=lambda: when, lasts=20)


def only() -> Notice:
    """The only notice, as it stands now."""
    return Notice.objects.get()


def never_quiet(per_minute: int = 100_000) -> None:
    """No quiet hours, and as quick as can be: for what runs by the clock on the wall."""
    midnight = time()
    NoticeRule.objects.create(
        valid_from=date(2018, 1, 1), quiet_from=midnight, quiet_until=midnight, per_minute=per_minute
    )


@dataclass
class PostOffice:
    """A mail server: what it took, whom it does not know, what it says, and where it stops to think."""

    port: int = 0
    taken: list[bytes] = field(default_factory=list)
    answers: dict[str, str] = field(default_factory=dict)  # recipient → the answer to RCPT
    at_first: dict[str, str] = field(default_factory=dict)  # the same, the first time that one comes for him
    answer: str = "250 taken"
    conversations: int = 0
    waits_before: str = ""  # "RCPT", or "answer": it says nothing until `go`
    reached: threading.Event = field(default_factory=threading.Event)
    go: threading.Event = field(default_factory=threading.Event)
    slow: float = 0.0
    hangs_up_after: int = 0
    lets_in: int = 0  # so many conversations may send; 0: all
    dies: bool = False  # it breaks off when it has a whole message
    controller: Any = None
    _carried: int = 0

    @property
    def messages(self) -> list[EmailMessage]:
        return [message_from_bytes(each, policy=default) for each in self.taken]  # type: ignore[misc]

    @property
    def ids(self) -> list[str]:
        return [str(message["Message-ID"]) for message in self.messages]

    async def handle_EHLO(self, server: Any, session: Any, envelope: Any, hostname: str, responses: Any) -> Any:
        self.conversations += 1
        self._carried = 0
        session.place = self.conversations
        session.host_name = hostname
        return responses

    async def handle_MAIL(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:
        if self.hangs_up_after and self._carried >= self.hangs_up_after:
            return "421 enough for one conversation"
        if self.lets_in and session.place > self.lets_in:
            return "421 too many conversations"
        envelope.mail_from = address
        return "250 ok"

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:
        await self._think("RCPT")
        if self.at_first.get(address):
            return self.at_first.pop(address)
        if address in self.answers:
            return self.answers[address]
        envelope.rcpt_tos.append(address)
        return "250 ok"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        if self.dies:
            server.transport.abort()
            return "250 nobody hears this"
        if self.answer.startswith("250"):
            self.taken.append(envelope.original_content)
        self._carried += 1
        await asyncio.sleep(self.slow)
        await self._think("answer")
        return self.answer

    async def _think(self, where: str) -> None:
        if self.waits_before == where:
            self.reached.set()
            while not self.go.is_set():
                await asyncio.sleep(0.01)

    def open(self) -> None:
        """Open the doors, at the same port again where it was open before."""
        if not self.port:
            with socket.socket() as probe:
                probe.bind(("127.0.0.1", 0))
                self.port = probe.getsockname()[1]
        self.controller = Controller(self, hostname="127.0.0.1", port=self.port)
        self.controller.start()

    def close(self) -> None:
        """Shut the doors; whoever speaks is cut off."""
        self.go.set()
        controller, self.controller = self.controller, None
        if controller is not None:
            controller.stop()

    @property
    def settings(self) -> dict[str, str]:
        """What names this server in the settings."""
        named = {"HOST": "127.0.0.1", "PORT": str(self.port), "SECURITY": "none", "FROM": "motcua@example.vn"}
        return {"USER": "", "PASSWORD_FILE": ""} | named


@pytest.fixture
def post_office() -> Iterator[PostOffice]:
    """A real mail server on loopback, and the settings that name it."""
    post = PostOffice()
    post.open()
    before = settings.SMTP, settings.PUBLIC_ADDRESS, settings.TELEPHONE
    settings.SMTP, settings.PUBLIC_ADDRESS = post.settings, "https://motcua.example.vn"
    settings.TELEPHONE = "0272 3850 000"
    try:
        yield post
    finally:
        settings.SMTP, settings.PUBLIC_ADDRESS, settings.TELEPHONE = before
        post.close()


@pytest.fixture
def gateway() -> Iterator[Simulator]:
    """The simulator as the gateway of text messages and Zalo."""
    simulator = Simulator()
    server = simulator.server()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    before = settings.NOTICES
    url = f"http://127.0.0.1:{server.server_port}/messages"
    settings.NOTICES = {"SMS_URL": url, "SMS_TOKEN_FILE": "", "ZALO_URL": url, "ZALO_TOKEN_FILE": ""}
    try:
        yield simulator
    finally:
        settings.NOTICES = before
        server.shutdown()
        server.server_close()
        thread.join()


def applicant_of(dossier: Dossier) -> Applicant:
    return Applicant.objects.get(pk=dossier.applicant_id)


@contextmanager
def refuses(code: str) -> Iterator[None]:
    """What stands inside is refused, for this reason and in a sentence."""
    with pytest.raises(NoticeRefused) as raised:
        yield
    assert raised.value.code == code
    assert str(raised.value)
