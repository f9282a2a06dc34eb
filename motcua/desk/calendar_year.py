"""A year of a unit's calendar as its page shows it: months of days, each with what it is and why, and decisions."""

from calendar import Calendar as Weeks
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils.translation import get_language, gettext_lazy, pgettext_lazy
from django.utils.translation import gettext as _

from motcua.desk.now import Now
from motcua.journal.models import Entry
from motcua.people.models import Account
from motcua.worktime.calendar import DatedDay, WorkCalendar
from motcua.worktime.load import calendar_for, calendar_kept, spans_from, week_from
from motcua.worktime.models import Calendar, CalendarDecision, CalendarWeek, CalendarYear, DayDecision, DayKind
from motcua.worktime.written import hours_text, week_lines
from motcua.worktime.years import confirmation

# What a day can be: its mark in the grid, and what the mark means.
KINDS: dict[str, tuple[Any, Any]] = {
    "holiday": (pgettext_lazy("mark in the calendar", "H"), gettext_lazy("public holiday")),
    "swapped": (pgettext_lazy("mark in the calendar", "S"), gettext_lazy("day off, worked on another day")),
    "closed": (pgettext_lazy("mark in the calendar", "D"), gettext_lazy("day off by decision")),
    "worked": (pgettext_lazy("mark in the calendar", "W"), gettext_lazy("worked in another day's place")),
    "half": ("½", gettext_lazy("morning only")),
    "hours": (pgettext_lazy("mark in the calendar", "T"), gettext_lazy("hours of its own")),
    "counter": (pgettext_lazy("mark in the calendar", "C"), gettext_lazy("only a counter opens")),
}
WEEKDAYS = (
    pgettext_lazy("weekday", "Mo"),
    pgettext_lazy("weekday", "Tu"),
    pgettext_lazy("weekday", "We"),
    pgettext_lazy("weekday", "Th"),
    pgettext_lazy("weekday", "Fr"),
    pgettext_lazy("weekday", "Sa"),
    pgettext_lazy("weekday", "Su"),
)
DECIDES = ("decide_calendar", "decide_week", "take_back_calendar")


@dataclass(frozen=True, slots=True)
class Day:
    """A day of the grid. `kind` is empty for a plain working day, `rest` for a plain day without work."""

    day: date
    kind: str
    works: bool
    hours: str
    reason: str
    source: str
    is_today: bool

    @property
    def mark(self) -> Any:
        """The mark in the grid; empty for a plain day."""
        return KINDS[self.kind][0] if self.kind in KINDS else ""

    @property
    def weekday(self) -> Any:
        """The weekday, as short as it stands above the grid."""
        return WEEKDAYS[self.day.weekday()]


@dataclass(frozen=True, slots=True)
class Month:
    """A month: its weeks from Monday on, None outside of it, and how many days of it are worked."""

    number: int
    first: date
    weeks: list[list[Day | None]]
    working: int


@dataclass(frozen=True, slots=True)
class Decision:
    """A decision as the page lists it."""

    row: CalendarDecision
    lines: list[str]
    is_for_all: bool
    who: str
    at: datetime
    back_by: str
    back_at: datetime | None


@dataclass(slots=True)
class Year:
    """A year of the calendar that a unit keeps; `row` is that calendar, `owner` the unit whose own it is."""

    year: int
    calendar: WorkCalendar
    row: Calendar
    months: list[Month] = field(default_factory=list)
    decisions: list[Decision] = field(default_factory=list)
    weeks: list[tuple[date | None, list[tuple[Any, Any, str]]]] = field(default_factory=list)
    confirmed: CalendarYear | None = None

    @property
    def working(self) -> int:
        """The working days of the year."""
        return sum(month.working for month in self.months)

    @property
    def special(self) -> list[Day]:
        """The days that are not what their weekday usually is, in order."""
        days = (day for month in self.months for week in month.weeks for day in week)
        return [day for day in days if day is not None and day.kind in KINDS]

    @property
    def legend(self) -> list[tuple[str, Any, Any]]:
        """The kinds of days that the year has: code, mark and meaning."""
        found = {day.kind for day in self.special}
        return [(kind, mark, meaning) for kind, (mark, meaning) in KINDS.items() if kind in found]


def year_of(unit: UUID, number: int, present: Now) -> Year | None:
    """The year of the calendar that a unit keeps today; None where no calendar is entered."""
    path = present.units.path(unit, present.day)
    row = calendar_kept(path)
    if row is None:
        return None
    year = Year(number, calendar_for(path, present.worktime), row)
    sources = _sources(row, number)
    for month in range(1, 13):
        weeks = [
            [_day(day, year.calendar, sources, present.day) if day.month == month else None for day in week]
            for week in Weeks().monthdatescalendar(number, month)
        ]
        working = sum(1 for week in weeks for day in week if day is not None and day.works)
        year.months.append(Month(month, date(number, month, 1), weeks, working))
    year.weeks = list(_weeks(row, number))
    year.decisions = decisions(row, number)
    year.confirmed = confirmation(number, row if row.unit_id else None)
    return year


def _sources(row: Calendar, year: int) -> dict[date, str]:
    """By which decision each day is what it is; the calendar's own stands above the one for all."""
    kept = DayDecision.objects.filter(Q(calendar=None) | Q(calendar=row), day__year=year)
    ordered = sorted(kept, key=lambda each: each.calendar_id is not None)
    return {each.day: each.source for each in ordered}


def _day(day: date, calendar: WorkCalendar, sources: dict[date, str], today: date) -> Day:
    spans, works, dated = calendar.spans_on(day), calendar.is_working_day(day), calendar.dated(day)
    kind, reason = _kind(dated, works, bool(spans)), _reason(dated) if dated else ""
    if kind == "counter" and not reason:
        reason = str(KINDS["counter"][1])
    return Day(day, kind, works, hours_text(spans), reason, sources.get(day, ""), day == today)


def _kind(dated: DatedDay | None, works: bool, opens: bool) -> str:
    if dated is None:
        return "" if works else "counter" if opens else "rest"
    return dated.reason


def _reason(dated: DatedDay) -> str:
    """Why a day is not as usual, in the reader's language."""
    name = (dated.name or {}).get(get_language() or "vi") or (dated.name or {}).get("vi", "")
    other = f"{dated.like:%d/%m/%Y}" if dated.like else ""
    match dated.reason:
        case "holiday":
            return name or _("Public holiday")
        case "swapped":
            words = _("Day off for which %(day)s is worked") % {"day": other}
        case "worked":
            words = _("Worked for %(day)s") % {"day": other} if other else _("Worked by decision")
        case "half":
            words = _("Morning only")
        case "hours":
            words = _("Hours of its own")
        case _:
            words = _("Day off by decision")
    return f"{words}: {name}" if name else words


def _weeks(row: Calendar, year: int) -> Iterator[tuple[date | None, list[tuple[Any, Any, str]]]]:
    """The openings of the week in a year, each from which day on (None: from its beginning)."""
    first, last = date(year, 1, 1), date(year, 12, 31)
    rows = list(CalendarWeek.objects.filter(calendar=row))
    rows.sort(key=lambda week: week.valid.lower or date.min)
    for number, week in enumerate(rows):
        lower = date.min if number == 0 or week.valid.lower is None else week.valid.lower
        if lower <= last and (week.valid.upper is None or week.valid.upper > first):
            yield (lower if lower > first else None), in_runs(week_from(week.spans))


def in_runs(week: dict[int, Any]) -> list[tuple[Any, Any, str]]:
    """A week as runs of weekdays with the same hours: first, last, hours."""
    return [(WEEKDAYS[first], WEEKDAYS[last], hours) for first, last, hours in week_lines(week)]


def decisions(row: Calendar, year: int) -> list[Decision]:
    """The decisions that name days of a year, for this calendar or for all, the latest first; two statements."""
    found = CalendarDecision.objects.filter(Q(calendar=None) | Q(calendar=row)).order_by("-entered_at")
    these = [each for each in found if each.is_of(year)]
    entries = Entry.objects.filter(
        subject_type="calendardecision", subject_id__in=[each.pk for each in these], act__in=DECIDES
    )
    acts: dict[tuple[UUID, bool], Entry] = {}
    for entry in entries.order_by("seq"):
        acts[entry.subject_id, entry.act == "take_back_calendar"] = entry
    names = dict(Account.objects.filter(pk__in={e.actor for e in acts.values()} - {None}).values_list("pk", "name"))

    def who(entry: Entry | None) -> str:
        if entry is None:
            return ""
        return names.get(entry.actor, "") if entry.actor else _("the system, from the command line")

    return [
        Decision(
            each,
            list(said(each)),
            each.calendar_id is None,
            who(acts.get((each.pk, False))),
            each.entered_at,
            who(acts.get((each.pk, True))) if each.taken_back_at else "",
            each.taken_back_at,
        )
        for each in these
    ]


def said(decision: CalendarDecision) -> Iterator[str]:
    """What a decision lays down, a line for each day or for its week."""
    known = {week["from"]: week["spans"] for week in decision.weeks_before or ()}
    for week in decision.weeks or ():
        if week["from"] and known.get(week["from"]) != week["spans"]:
            runs = in_runs(week_from(week["spans"]))
            hours = "; ".join(f"{a}: {h}" if a == b else f"{a}–{b}: {h}" for a, b, h in runs)
            yield _("From %(day)s on the week is %(hours)s") % {"day": _written(week["from"]), "hours": hours}
    for day, row in sorted(decision.days.items()):
        yield day_said(day, row)


def day_said(day: str, row: dict[str, Any]) -> str:
    """One decided day in words; `day` is written as it is kept."""
    other = _written(row["swapped_with"]) if row["swapped_with"] else ""
    params = {"day": _written(day), "other": other, "hours": hours_text(spans_from(row["spans"]))}
    match row["kind"]:
        case DayKind.WORK:
            words = _("%(day)s is worked for %(other)s") if other else _("%(day)s is worked")
        case DayKind.HALF:
            words = _("%(day)s is worked in the morning only")
        case DayKind.SPANS:
            words = _("%(day)s is open %(hours)s")
        case _:
            words = _("%(day)s is off, for which %(other)s is worked") if other else _("%(day)s is off")
    return words % params + (f" ({row['name']})" if row["name"] else "")


def _written(day: str) -> str:
    return f"{date.fromisoformat(day):%d/%m/%Y}"


def years_around(number: int, today: int) -> Iterable[int]:
    """The years to go to from a year's page."""
    return sorted({number - 1, number, number + 1, today, today + 1} & set(range(2000, 2100)))
