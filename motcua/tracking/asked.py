"""What is asked of the public page for due moments: read from an address, each mistake said beside its field."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from motcua.catalogue.kept import Catalogue, NoCase, UnknownCase, VersionFacts
from motcua.catalogue.models import Channel
from motcua.desk.now import Now
from motcua.moments import LOCAL
from motcua.organisation.tree import Tree
from motcua.text import nfc
from motcua.worktime.calendar import FIRST_YEAR, LAST_YEAR
from motcua.worktime.limits import Limit

NAMES = ("procedure", "unit", "channel", "case", "quantity", "on", "at")
LONGEST = {"q": 200, "procedure": 60, "unit": 40, "channel": 10, "case": 40, "quantity": 9, "on": 10, "at": 8}
MOST = 9_999
SENTENCES = {
    "day": gettext_noop("This is no day of the calendar. Write it as day/month/year, such as 05/11/2019."),
    "years": gettext_noop("Calendars reach from %(first)s to %(last)s. Give a day between them."),
    "time": gettext_noop("This is no time of the day. Write hours and minutes, such as 14:30."),
    "quantity": gettext_noop("Give the quantity as a whole number from 1 to %(most)s."),
    "procedure": gettext_noop(
        "No office here takes procedure %(code)s on %(day)s. Search for it by its name, or choose another day."
    ),
    "unit": gettext_noop("This office does not take the procedure on %(day)s. Choose one from the list."),
    "channel": gettext_noop("The procedure is not taken in this way. Choose one of those that stand here."),
    "case": gettext_noop("The procedure does not know this case. Choose one from the list."),
    "choose": gettext_noop("Choose the case: the limit depends on it."),
}


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as far as it can be read. `wrong` says beside which field what is wrong; what was typed stays.

    `offers` are the units that take the procedure on the day, with the version that is in force; without a chosen
    unit it is reckoned by the administration's calendar.
    """

    typed: Mapping[str, str]
    received: datetime
    is_now: bool
    wrong: Mapping[str, str] = field(default_factory=dict)
    code: str = ""
    offers: Mapping[UUID, VersionFacts] = field(default_factory=dict)
    unit: UUID | None = None
    channel: str = ""
    case: str = ""
    quantity: int = 1
    limit: Limit | None = None

    @property
    def version(self) -> VersionFacts | None:
        """The version that is in force on the day; None where nobody takes the procedure."""
        return next(iter(self.offers.values()), None)

    @property
    def channels(self) -> list[tuple[str, Any]]:
        """The ways in which the procedure is taken."""
        version = self.version
        return [(c.value, c.label) for c in Channel if version is not None and c.value in version.terms]

    def address(self, **changes: str) -> str:
        """The question as the parameters of an address that gives the same answer whenever it is opened."""
        values = {name: self.typed.get(name, "") for name in NAMES}
        if not self.wrong and self.version is not None:
            values |= {
                "procedure": self.code,
                "channel": self.channel,
                "on": f"{self.received:%Y-%m-%d}",
                "at": f"{self.received:%H:%M}",
            }
        return urlencode({name: value for name, value in (values | changes).items() if value})


def read(given: Mapping[str, str], present: Now) -> Asked:
    """Read a question. Nothing is refused: what is wrong is said, and the rest stands."""
    # One character more than can be right: what is too long is wrong, and not cut to something that is right.
    typed = {name: nfc(given.get(name, ""))[: most + 1].strip() for name, most in LONGEST.items()}
    wrong: dict[str, str] = {}
    today = present.at.astimezone(LOCAL).replace(second=0, microsecond=0)
    day = _day(typed["on"], today.date(), wrong)
    hour = _time(typed["at"], today.time(), wrong)
    asked = Asked(typed, datetime.combine(day, hour, LOCAL), not (typed["on"] or typed["at"]), wrong)
    if not typed["procedure"]:
        return asked
    code = typed["procedure"]
    offers = offering(code, day, present.catalogue(), present.units)
    if not offers:
        wrong["procedure"] = _said("procedure", code=code, day=f"{day:%d/%m/%Y}")
        return asked
    quantity = _quantity(typed["quantity"], wrong)
    asked = replace(asked, code=code, offers=offers, unit=_unit(typed["unit"], day, offers, present, wrong))
    return _limited(replace(asked, quantity=quantity), wrong)


def _said(which: str, /, **params: Any) -> str:
    return _(SENTENCES[which]) % params


def offering(code: str, day: date, catalogue: Catalogue, units: Tree) -> dict[UUID, VersionFacts]:
    """The units that take a procedure on a day, with the version in force."""
    found = {unit for unit, offered in catalogue.offers if offered == code}
    taking = {unit: catalogue.offered(code, unit, day) for unit in found if units.on(unit, day) is not None}
    return {unit: version for unit, version in taking.items() if version is not None and version.terms}


def _limited(asked: Asked, wrong: dict[str, str]) -> Asked:
    """The question with its channel, its case, and the limit that follows from them."""
    version, ways = asked.version, dict(asked.channels)
    assert version is not None  # noqa: S101 -- there are offers
    channel = asked.typed["channel"] or next(iter(ways), "")
    if channel not in ways:
        wrong["channel"] = _said("channel")
        return asked
    case = asked.typed["case"]
    try:
        terms = version.terms_for(channel, case, asked.quantity)
    except NoCase:
        wrong["case"] = _said("choose")
        return replace(asked, channel=channel)
    except UnknownCase:
        wrong["case"] = _said("case")
        return replace(asked, channel=channel)
    limit = terms.limit if terms is not None and not wrong else None
    return replace(asked, channel=channel, case=case, limit=limit)


def _unit(
    code: str, day: date, offers: Mapping[UUID, VersionFacts], present: Now, wrong: dict[str, str]
) -> UUID | None:
    if not code:
        return next(iter(offers)) if len(offers) == 1 else None
    place = present.units.by_code(code, day)
    if place is not None and place.unit in offers:
        return place.unit
    wrong["unit"] = _said("unit", day=f"{day:%d/%m/%Y}")
    return None


def _day(text: str, today: date, wrong: dict[str, str]) -> date:
    if not text:
        return today
    day = None
    for form in ("%d/%m/%Y", "%Y-%m-%d"):
        try:
            day = datetime.strptime(text, form).date()  # noqa: DTZ007 -- a day has no zone
            break
        except ValueError:
            continue
    if day is None:
        wrong["on"] = _said("day")
    elif not FIRST_YEAR <= day.year <= LAST_YEAR:
        wrong["on"] = _said("years", first=FIRST_YEAR, last=LAST_YEAR)
    else:
        return day
    return today


def _time(text: str, now: time, wrong: dict[str, str]) -> time:
    """The time of day that people write as 14:30, 14h30, 14.30, 14h or 14."""
    if not text:
        return now
    found = re.fullmatch(r"([0-9]{1,2})(?:\s*[:.hHgG]\s*([0-9]{1,2})?)?", text)
    if found and int(found[1]) < 24 and int(found[2] or 0) < 60:
        return time(int(found[1]), int(found[2] or 0))
    wrong["at"] = _said("time")
    return now


def _quantity(text: str, wrong: dict[str, str]) -> int:
    if not text:
        return 1
    if re.fullmatch("[0-9]{1,4}", text) and int(text) >= 1:
        return int(text)
    wrong["quantity"] = _said("quantity", most=MOST)
    return 1
