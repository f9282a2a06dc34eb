"""Mornings of the cast: dossiers as the watch finds them, and mail servers on loopback."""

import socket
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from django.conf import settings

from motcua.desk.now import Now, now
from motcua.dossiers.models import Dossier
from motcua.moments import local_day
from motcua.people.models import Account
from motcua.supervision.heaps import Heap
from motcua.supervision.watch import Watch, watch
from tests.cast import GROUND, Cast, succeeded
from tests.desk.conftest import sign_in, town

__all__ = ["sign_in", "town"]

ACT = Callable[..., Any]


def present(when: datetime) -> Now:
    """The present of a moment."""
    return replace(now(), at=when, day=local_day(when))


def act(function: ACT, dossier: Dossier, who: Any, when: datetime, **given: Any) -> None:
    """One act on one dossier."""
    succeeded(function([dossier.pk], by=who, at=when, recorded_at=when, ground=GROUND, **given))


def seen(cast: Cast, who: str, when: datetime, **narrowed: Any) -> Watch:
    """Somebody's watch at a moment."""
    return watch(Account.objects.get(username=who), present(when), **narrowed)


def numbers(found: Watch, heap: Heap) -> list[str]:
    """The numbers in one of its lists, in order."""
    [listed] = [one for one in found.lists if one.heap == heap]
    assert listed.total == len(listed.findings) + listed.more
    return [finding.number for finding in listed.findings]


@dataclass
class Post:
    """What a mail server has taken, and whether it takes anything."""

    port: int
    taken: list[bytes]
    controller: Controller
    refuses: str = ""

    @property
    def messages(self) -> list[EmailMessage]:
        return [message_from_bytes(each, policy=default) for each in self.taken]  # type: ignore[misc]

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        if self.refuses:
            return self.refuses
        self.taken.append(envelope.original_content)
        return "250 taken"


@pytest.fixture
def post_office() -> Iterator[Post]:
    """A real mail server on loopback, and the settings that name it."""
    post = Post(0, [], None)  # type: ignore[arg-type]
    post.controller = Controller(post, hostname="127.0.0.1", port=0)
    # The controller takes no "any port": ask the system for a free one first.
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        post.port = probe.getsockname()[1]
    post.controller.port = post.port
    post.controller.start()
    before, address = settings.SMTP, settings.PUBLIC_ADDRESS
    settings.SMTP = {
        "HOST": "127.0.0.1",
        "PORT": str(post.port),
        "SECURITY": "none",
        "USER": "",
        "PASSWORD_FILE": "",
        "FROM": "motcua@example.vn",
    }
    settings.PUBLIC_ADDRESS = "https://motcua.example.vn"
    try:
        yield post
    finally:
        settings.SMTP, settings.PUBLIC_ADDRESS = before, address
        post.controller.stop()


def with_mail(*names: str) -> None:
    """Give people of the cast an address."""
    for name in names:
        Account.objects.filter(username=name).update(email=f"{name}@example.vn")
