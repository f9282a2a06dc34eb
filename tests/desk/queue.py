"""Certified copies as the national catalogue has them, offered by the cast's units, and lines of these days."""

from datetime import UTC, datetime
from typing import Any

from django.test import Client

from motcua.catalogue.content import Content, Draft, Terms
from motcua.catalogue.offer import offer
from motcua.catalogue.publish import publish_versions
from motcua.dossiers.books import Book, Line
from motcua.dossiers.ending import agree
from motcua.dossiers.models import Dossier
from motcua.journal.by import SYSTEM
from motcua.journal.ids import uuid7
from motcua.worktime.limits import Limit, LimitUnit
from tests.cast import BEGINNING, GROUND, Cast, at, reread, succeeded

COPIES = "2.000815"
# What the scanner of a citizen card types.
CARD = "080190000123|301234567|Trần Thị Bích Ngọc|05111990|Nữ|Ấp 3, Mỹ Bình, Đức Huệ, Long An|01072021"


def offer_copies(cast: Cast) -> None:
    """Let the district's justice office and the commune next door certify copies."""
    recorded: dict[str, Any] = {
        "by": SYSTEM,
        "at": at(BEGINNING),
        "recorded_at": at(BEGINNING),
        "ground": "ND63-2010",
        "from_day": BEGINNING,
    }
    content = Content(
        "Chứng thực bản sao từ bản chính giấy tờ, văn bản",
        at_once=True,
        gives_document=False,
        terms=(Terms("counter", Limit(0, LimitUnit.WORKING_DAY)),),
    )
    published = publish_versions([Draft(code=COPIES, field="Chứng thực", content=content)], **recorded)
    offer([cast.office, cast.commune], published.versions.values(), **recorded)


def typed(name: str = "Nguyễn Thị Lan", **given: Any) -> dict[str, Any]:
    """A line as the form sends it."""
    first = {"id": uuid7(), "desk": "801.01", "procedure": COPIES, "name": name, "pages": "3", "copies": "2"}
    return first | given


def entered(client: Client, *args: Any, **given: Any) -> Dossier:
    """A line that was entered through the page."""
    sent = typed(*args, **given)
    answer = client.post("/copies/", sent)
    assert answer.status_code == 303, answer.content.decode()
    return Dossier.objects.get(pk=sent["id"])


def waiting(cast: Cast, number: int = 0) -> Dossier:
    """A line that Hoa entered just now by the acts alone."""
    line = Line(Book.COPIES, "CCCD", 3, 2, 10_000)
    now = datetime.now(UTC)
    return cast.received(
        now, procedure=COPIES, lies_with=cast.leader, line=line, papers=(), subject=f"CCCD {number}"
    )


def signed(cast: Cast, dossier: Dossier) -> Dossier:
    """The line, agreed to by Chi."""
    now = datetime.now(UTC)
    succeeded(agree([dossier.pk], by=cast.chi, at=now, ground=GROUND))
    return reread(dossier)
