"""Days and times as a book writes them, and the moment that each stands for."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.utils.translation import gettext as _

from motcua.catalogue.cells import line
from motcua.moments import LOCAL
from motcua.worktime.calendar import WorkCalendar

# No register that somebody still brings in is older than the decree on one-stop desks' forerunners.
FIRST_DAY, LAST_DAY = date(1990, 1, 1), date(2100, 12, 31)

_CLOCK = r"(?P<hour>[0-9]{1,2})\s*(?::|h|g|giờ)\s*(?P<minute>[0-9]{2})?(?::[0-9]{2})?\s*(?:phút)?"
_DAY = r"(?P<day>[0-9]{1,2})[/.-](?P<month>[0-9]{1,2})[/.-](?P<year>[0-9]{4})"
_ISO = r"(?P<year>[0-9]{4})-(?P<month>[0-9]{1,2})-(?P<day>[0-9]{1,2})"
_FORMS = [
    re.compile(form, re.IGNORECASE)
    for form in (
        rf"{_DAY}(?:[ ,]+{_CLOCK})?",
        rf"{_CLOCK}[ ,]+(?:ngày\s+)?{_DAY}",
        rf"{_ISO}(?:[ T]+{_CLOCK})?",
    )
]


@dataclass(frozen=True, slots=True)
class Written:
    """A day, with the time where the book gives one."""

    day: date
    clock: time | None = None

    def __str__(self) -> str:
        return f"{self.day:%d/%m/%Y}" + (f" {self.clock:%H:%M}" if self.clock else "")

    @property
    def exact(self) -> datetime | None:
        """The moment, where a time is given."""
        return datetime.combine(self.day, self.clock, LOCAL) if self.clock else None

    def is_at(self, moment: datetime) -> bool:
        """Whether it says the same as a moment: to the minute, or the day where no time is given."""
        local = moment.astimezone(LOCAL)
        return local.date() == self.day and (
            self.clock is None or (local.hour, local.minute) == (self.clock.hour, self.clock.minute)
        )


def written(value: Any) -> Written:
    """Read a date of the spreadsheet, or text such as 05/11/2019 08:30. Raises ValueError with a sentence.

    Midnight in a date of the spreadsheet is a day without a time: that is how it keeps one.
    """
    if isinstance(value, datetime):
        at = value.time().replace(second=0, microsecond=0, tzinfo=None)
        found = Written(value.date(), at if at != time(0) else None)
    elif isinstance(value, date):
        found = Written(value)
    elif isinstance(value, str):
        found = _from_text(line(value))
    else:
        raise ValueError(
            _("%(value)s is a number, not a day. Format the cell as a date, or write it like 05/11/2019 08:30.")
            % {"value": str(value)[:40]}
        )
    if not FIRST_DAY <= found.day <= LAST_DAY:
        raise ValueError(_("%(day)s cannot be a day of the register. Check the year.") % {"day": found})
    return found


def _from_text(text: str) -> Written:
    for form in _FORMS:
        match = form.fullmatch(text)
        if match is None:
            continue
        part = match.groupdict()
        try:
            day = date(int(part["year"]), int(part["month"]), int(part["day"]))
            at = time(int(part["hour"]), int(part["minute"] or 0)) if part["hour"] else None
        except ValueError:
            raise ValueError(
                _("%(text)s is not a day of the calendar or not a time. Check day, month and time.")
                % {"text": text[:40]}
            ) from None
        return Written(day, at)
    raise ValueError(_("%(text)s is not a day; write it like 05/11/2019 08:30.") % {"text": text[:40]})


def opening_of(day: date, calendar: WorkCalendar) -> datetime:
    """When a receipt without a time happened: at the opening of that day; on a day off, when the day begins."""
    spans = calendar.spans_on(day)
    return datetime.combine(day, spans[0].opens if spans else time(0), LOCAL)


def close_of(day: date, calendar: WorkCalendar) -> datetime:
    """When something else without a time happened: at the close of that day; on a day off, in its last minute."""
    spans = calendar.spans_on(day)
    closes = spans[-1].closes if spans else time(0)
    return datetime.combine(day, closes if closes != time(0) else time(23, 59), LOCAL)


def in_order(given: list[tuple[Written, datetime]], now: datetime) -> list[datetime]:
    """The moments of one dossier's acts in their order; `given` pairs what is written with its default.

    A moment without a time gives way to its neighbours of the same day and to now: a result that was handed out
    at 10:00 was decided by then, and nothing happened later today.
    """
    moments = [w.exact or default for w, default in given]
    for i in range(len(given) - 2, -1, -1):
        if given[i][0].clock is None and given[i][0].day == given[i + 1][0].day:
            moments[i] = min(moments[i], moments[i + 1])
    for i, (what, _default) in enumerate(given):
        if what.clock is not None:
            continue
        if i and what.day == given[i - 1][0].day:
            moments[i] = max(moments[i], moments[i - 1])
        if what.day == now.astimezone(LOCAL).date():
            moments[i] = min(moments[i], now)
    return moments
