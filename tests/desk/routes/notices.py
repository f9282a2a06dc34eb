"""Routes of `notices`: lists of what one sees; who works on a dossier tells; an administrator words."""

from typing import Any

from motcua.dossiers.models import Dossier
from motcua.journal.ids import uuid7
from motcua.notices.kinds import NoticeChannel, NoticeEvent, NoticeState
from motcua.notices.models import Notice
from tests.desk.routes.calendars import DAY, administrator
from tests.desk.routes.route import Route, act_on
from tests.desk.town import Town, ago


def notice_of(dossier: Dossier, **given: Any) -> Notice:
    """A notice of a dossier as the program leaves it after several tries; other columns as given."""
    what = {
        "event": NoticeEvent.RECEIVED,
        "channel": NoticeChannel.SMS,
        "address": "0900123456",
        "body": f"Ho so {dossier.number} da tiep nhan.",
        "state": NoticeState.GIVEN_UP,
        "happened_at": ago(1),
        "composed_at": ago(1),
        "answer": "503 gateway down",
    }
    return Notice.objects.create(id=uuid7(), dossier=dossier, **what | given)


def _failed(town: Town) -> list[Any]:
    dossier = town["received"]
    dossier.applicant.phone = "0900123456"
    dossier.applicant.save(update_fields=["phone"])
    return [notice_of(dossier).pk]


def _in_doubt(town: Town) -> list[Any]:
    return [notice_of(town["received"], state=NoticeState.UNKNOWN, why="lost").pk]


def _wording(town: Town) -> list[Any]:
    administrator(town.cast)
    return ["received", "sms", "vi"]


def _hours(town: Town) -> list[Any]:
    administrator(town.cast)
    return []


HOURS = {"quiet_from": "22:00", "quiet_until": "06:30", "per_minute": "60", "valid_from": DAY}
WORDS = {"body": "Ho so {number} da tiep nhan.", "valid_from": DAY}
ROUTES: dict[str, Route] = {
    "notices": Route(),
    "notice_again": Route(get=303, post=303, stranger_get=404, stranger_post=404, args=_failed),
    "notice_arrived": Route(get=303, post=303, stranger_get=404, stranger_post=404, args=_in_doubt),
    "notice_calls": act_on("hoa", "received", note="Đã báo cho ông Sáu"),
    "notice_choice": act_on("hoa", "received", language="vi"),
    "notice_wordings": Route(),
    "notice_wording": Route("quan", post=303, stranger_post=403, args=_wording, data=lambda town: WORDS),
    "notice_hours": Route(
        "quan", get=303, post=303, stranger_get=303, stranger_post=403, args=_hours, data=lambda town: HOURS
    ),
}
