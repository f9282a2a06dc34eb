"""Days, hours and weeks as people write them in a form or on the command line, read and written back."""

import re
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import date, time, timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from motcua.worktime.calendar import Kind, Span, Week

SENTENCES = {
    "hours": gettext_noop("“%(text)s” are no hours. Write them as 07:30-11:30, 13:30-17:00."),
    "days": gettext_noop("“%(text)s” is no day. Write days as 11/01/2027, 14/01/2027-16/01/2027."),
    "week": gettext_noop("“%(text)s” is no line of a week. Write it as 2-6: 07:30-11:30; Monday is 2."),
    "weekday_twice": gettext_noop("The week names weekday %(text)s twice. Name each once."),
}
MOST_DAYS = 366
_PERIOD = re.compile(r"([0-9]{1,2}:[0-9]{2})\s*[-–]\s*([0-9]{1,2}:[0-9]{2})(\s*\*)?")
_DAY = re.compile(r"([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})")
_LINE = re.compile(r"([2-8])(?:\s*[-–]\s*([2-8]))?\s*[:=]\s*(.+)")


class Unreadable(ValueError):
    """What cannot be read, in the reader's language; `field` says of what."""

    def __init__(self, field: str, text: str, code: str = "") -> None:
        super().__init__(field)
        self.field, self.text, self.code = field, text.strip()[:60], code or field

    def __str__(self) -> str:
        return _(SENTENCES[self.code]) % {"text": self.text}


def spans_of(text: str) -> tuple[Span, ...]:
    """Hours such as 07:30-11:30, 13:30-17:00; a star marks hours at which a counter merely opens."""
    spans = []
    for piece in filter(None, (part.strip() for part in re.split("[,;]", text))):
        found = _PERIOD.fullmatch(piece)
        if found is None:
            raise Unreadable("hours", piece)
        try:
            opens, closes = (time.fromisoformat(at.rjust(5, "0")) for at in found.groups()[:2])
        except ValueError as problem:
            raise Unreadable("hours", piece) from problem
        spans.append(Span(opens, closes, Kind.COUNTER if found[3] else Kind.WORK))
    return tuple(spans)


def week_of(text: str) -> dict[int, tuple[Span, ...]]:
    """A week by lines such as 2-6: 07:30-11:30, 13:30-17:00. Monday is 2 and Sunday 8, as people count here."""
    week: dict[int, tuple[Span, ...]] = {}
    for line in filter(None, (part.strip() for part in re.split("[\n;]", text))):
        found = _LINE.fullmatch(line)
        if found is None or int(found[1]) > int(found[2] or found[1]):
            raise Unreadable("week", line)
        spans = spans_of(found[3])
        for weekday in range(int(found[1]), int(found[2] or found[1]) + 1):
            if weekday - 2 in week:
                raise Unreadable("week", str(weekday), "weekday_twice")
            week[weekday - 2] = spans
    return week


def days_of(text: str) -> list[date]:
    """Days such as 11/01/2027, 14/01/2027-16/01/2027, in the order written; a day written twice stays twice."""
    days: list[date] = []
    for piece in filter(None, (part.strip() for part in re.split("[,;\n]", text))):
        ends = [_day(part, piece) for part in re.split("[-–]", piece)]
        if len(ends) > 2 or ends[0] > ends[-1] or (ends[-1] - ends[0]).days > MOST_DAYS:
            raise Unreadable("days", piece)
        days += [ends[0] + timedelta(days=n) for n in range((ends[-1] - ends[0]).days + 1)]
    return days


def _day(text: str, piece: str) -> date:
    found = _DAY.fullmatch(text.strip())
    if found is not None:
        with suppress(ValueError):
            return date(int(found[3]), int(found[2]), int(found[1]))
    raise Unreadable("days", piece)


def hours_text(spans: Sequence[Span]) -> str:
    """Hours as `spans_of` reads them."""
    return ", ".join(f"{s.opens:%H:%M}-{s.closes:%H:%M}{'*' if s.kind == Kind.COUNTER else ''}" for s in spans)


def week_lines(week: Week) -> list[tuple[int, int, str]]:
    """A week as runs of weekdays (Monday is 0) with the same hours: first, last, hours; days off are left out."""
    lines: list[tuple[int, int, str]] = []
    for weekday in range(7):
        hours = hours_text(week.get(weekday, ()))
        if lines and lines[-1][1] == weekday - 1 and lines[-1][2] == hours:
            lines[-1] = (lines[-1][0], weekday, hours)
        elif hours:
            lines.append((weekday, weekday, hours))
    return lines


def week_text(week: Mapping[int, Any]) -> str:
    """A week as `week_of` reads it, a line for each run of weekdays."""
    return "\n".join(
        f"{first + 2}: {hours}" if first == last else f"{first + 2}-{last + 2}: {hours}"
        for first, last, hours in week_lines(week)
    )
