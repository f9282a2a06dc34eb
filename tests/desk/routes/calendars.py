"""Routes of `calendars`: everybody reads, an administrator decides."""

from datetime import UTC, date, datetime
from typing import Any

from django.contrib.auth.hashers import PBKDF2PasswordHasher

from motcua.dossiers.calendar_work import Order
from motcua.dossiers.calendars import Change
from motcua.journal.by import SYSTEM
from motcua.people.actor import SYSTEM_ACTOR
from motcua.people.admit import NewAccount, NewPost, admit
from motcua.people.models import Account, Function
from motcua.worktime.decide import Decided
from motcua.worktime.models import CalendarDecision, CalendarWork, DayKind
from tests.cast import BEGINNING, PASSWORD, at
from tests.desk.routes.route import Route
from tests.desk.town import Town

YEAR = datetime.now(UTC).year + 1
DAY = f"04/03/{YEAR}"


def administrator(cast: Any, unit: Any = None, name: str = "quan") -> Account:
    """Quân administers the district, or another unit; he is admitted once."""
    known = Account.objects.filter(username=name).first()
    if known is not None:
        return known
    post = NewPost(unit or cast.district, Function.ADMINISTRATOR)
    who = {"by": SYSTEM, "at": at(BEGINNING), "ground": "DECISION", "from_day": BEGINNING}
    hashed = PBKDF2PasswordHasher().encode(PASSWORD, "cast", 1)
    new = NewAccount(name, "Ngô Quân", [post], password_hash=hashed)
    [account] = admit([new], **who, recorded_at=at(BEGINNING))
    return account


def year(town: Town) -> list[Any]:
    administrator(town.cast)
    return ["801", YEAR]


def _decided(town: Town) -> list[Any]:
    day = Decided(date(YEAR, 3, 4), DayKind.OFF, "Bão", "1/QĐ")
    Change(SYSTEM_ACTOR, datetime.now(UTC), "DECISION").decide("1/QĐ", [day])
    return [*year(town), CalendarDecision.objects.get(number="1/QĐ").pk]


def _work(town: Town) -> list[Any]:
    account = administrator(town.cast)
    kept = Order("back", "1/QĐ").stored()
    return [CalendarWork.objects.create(ordered=kept, account=account.pk, asked_at=datetime.now(UTC)).pk]


ROUTES: dict[str, Route] = {
    "calendar": Route("quan", get=303, stranger_get=303, args=lambda town: year(town)[:0]),
    "calendar_year": Route("quan", args=year),
    "calendar_decisions": Route(
        "quan",
        get=303,
        post=200,
        stranger_get=303,
        stranger_post=403,
        args=year,
        data=lambda town: {"kind": "off", "number": "2/QĐ", "which": DAY, "part": "off", "scope": "all"},
    ),
    "calendar_back": Route("quan", post=303, stranger_get=403, stranger_post=403, args=_decided),
    "calendar_confirmation": Route(
        "quan",
        get=303,
        post=303,
        stranger_get=303,
        stranger_post=403,
        args=year,
        data=lambda town: {"decision": "3/QĐ", "scope": "all"},
    ),
    "calendar_work": Route("quan", post=303, stranger_get=404, stranger_post=404, args=_work),
}
