"""`motcua calendar`: show a unit's year, enter or take back a decision about its days or week, confirm a year."""

import argparse
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any, TypeVar
from uuid import UUID

from django.core.management.base import CommandParser
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from motcua.command import Command as Base
from motcua.command import Refusal, day
from motcua.dossiers.calendars import Change, NotPossible, closed_sentence
from motcua.dossiers.reproject import Moved
from motcua.moments import local_day
from motcua.organisation.tree import tree
from motcua.people.actor import SYSTEM_ACTOR
from motcua.worktime.calendar import Span, WorkCalendar
from motcua.worktime.changes import NotDecided
from motcua.worktime.decide import Decided
from motcua.worktime.load import NoCalendar, calendar_for, calendar_kept
from motcua.worktime.models import Calendar, DayDecision, DayKind
from motcua.worktime.written import Unreadable, spans_of, week_of
from motcua.worktime.years import confirmation

GROUND = "DECISION"
T = TypeVar("T")


def opening(text: str) -> tuple[date, tuple[Span, ...]]:
    """A day with hours of its own: 2026-09-04=07:30-11:30,13:00-16:00."""
    written, _sign, hours = text.partition("=")
    return day(written), _read(spans_of, hours)


def week(text: str) -> dict[int, tuple[Span, ...]]:
    """Hours of a week by weekdays, Monday is 2: 2-6=07:00-11:30,13:30-17:00;7=07:00-11:00."""
    return _read(week_of, text)


def _read(reader: Callable[[str], T], text: str) -> T:
    try:
        return reader(text)
    except Unreadable as problem:
        raise argparse.ArgumentTypeError(str(problem)) from problem


def swap(text: str) -> tuple[date, date]:
    """A day that is worked for another, which is off: 2026-08-22=2026-08-31."""
    worked, _sign, off = text.partition("=")
    return day(worked), day(off)


class Command(Base):
    """`motcua calendar show UNIT YEAR`, `motcua calendar decide …` and `motcua calendar confirm YEAR`."""

    help = _("Show the working days of a year, enter or take back a decision about them, or confirm the year.")
    formats = ("table", "json")

    def add_arguments(self, parser: CommandParser) -> None:
        """What to do, and with which days."""
        parser.add_argument(
            "what", choices=("show", "decide", "confirm"), help=_("Show a year, decide about days, confirm a year.")
        )
        parser.add_argument(
            "which",
            nargs="*",
            metavar="UNIT YEAR",
            help=_("To show: a unit's code and a year; to confirm: a year."),
        )
        parser.add_argument("--unit", help=_("For this unit's calendar alone (its code); else for all."))
        decided = parser.add_argument_group(_("To decide"))
        decided.add_argument("--number", "--decision", default="", help=_("The number of the decision."))
        for kind, text in (
            ("off", _("A day off.")),
            ("half", _("A day of which only the morning is worked.")),
        ):
            decided.add_argument(f"--{kind}", type=day, action="append", default=[], metavar="DAY", help=text)
        decided.add_argument(
            "--swap", type=swap, action="append", default=[], metavar="WORKED=OFF", help=_("One day for another.")
        )
        decided.add_argument(
            "--hours", type=opening, action="append", default=[], metavar="DAY=HOURS", help=_("Hours of its own.")
        )
        decided.add_argument("--name", default="", help=_("What the day is called."))
        decided.add_argument("--week", type=week, metavar="DAYS=HOURS", help=_("Other hours of the whole week …"))
        decided.add_argument("--from", dest="since", type=day, metavar="DAY", help=_("… from this day on."))
        decided.add_argument("--dry-run", action="store_true", help=_("Say what would move, and change nothing."))
        how = parser.add_mutually_exclusive_group()
        how.add_argument("--apply", action="store_true", help=_("Enter the decision."))
        how.add_argument(
            "--take-back",
            nargs="?",
            const="",
            metavar="DECISION",
            help=_("Take back the decision with this number."),
        )

    def handle(self, *, what: str, which: list[str], format: str, **options: Any) -> None:
        """Show, decide or confirm. Refusal in one sentence where it is not possible."""
        try:
            if what == "show":
                self._show(*_unit_and_year(which), format)
            elif what == "confirm":
                self._confirm(which, format, **options)
            else:
                self._decide(format, **options)
        except NoCalendar as problem:
            raise Refusal(_("No calendar has been entered yet.")) from problem
        except (NotDecided, NotPossible) as problem:
            raise Refusal(str(problem)) from problem

    def _show(self, code: str, year: int, format: str) -> None:
        path = _path_of(code)
        calendar, row = calendar_for(path), calendar_kept(path)
        rows = list(_different(calendar, row, year))
        working = sum(calendar.is_working_day(date.fromordinal(n)) for n in _days(year))
        confirmed = confirmation(year, row if row is not None and row.unit_id else None)
        if format == "json":
            self.emit(
                {
                    "unit": code,
                    "year": year,
                    "working_days": working,
                    "confirmed": confirmed.decision if confirmed else None,
                    "days": rows,
                }
            )
            return
        self.stdout.write(_("%(n)d working days in %(year)d") % {"n": working, "year": year})
        self.stdout.write(
            _("Confirmed by decision %(number)s") % {"number": confirmed.decision}
            if confirmed
            else _("Not confirmed yet")
        )
        for each in rows:
            self.stdout.write(f"{each['day']}  {each['openings'] or _('closed'):24} {each['name']}")

    def _confirm(self, which: list[str], format: str, **options: Any) -> None:
        year, change = _year(which), Change(SYSTEM_ACTOR, datetime.now(UTC), GROUND)
        calendar = _own_calendar(options["unit"]) if options["unit"] else None
        if options["take_back"] is not None:
            made = change.unconfirm(year, calendar)
            sentence = _("The year %(year)s is no longer confirmed.")
        else:
            made = change.confirm(year, options["number"], calendar)
            sentence = _("The year %(year)s is confirmed by decision %(number)s.")
        confirmed = None if made.taken_back_at else made.decision
        if format == "json":
            self.emit({"year": year, "confirmed": confirmed})
            return
        self.stdout.write(sentence % {"year": str(year), "number": made.decision})

    def _decide(self, format: str, **options: Any) -> None:
        back = options["take_back"]
        if not (options["apply"] or back is not None or options["dry_run"]):
            raise Refusal(_("Say --dry-run to see what would move, --apply to enter it, or --take-back DECISION."))
        change = Change(SYSTEM_ACTOR, datetime.now(UTC), GROUND, dry_run=options["dry_run"])
        with self.bar(_("Moving due moments …")) as bar:
            change = replace(change, told=lambda done, of: _tell(bar, done, of))
            moved = change.take_back(back or options["number"]) if back is not None else _enter(change, options)
        self._say(moved, format, options["dry_run"])
        if moved.closed_periods:
            raise Refusal(closed_sentence(moved))

    def _say(self, moved: Moved, format: str, tried: bool) -> None:
        if format == "json":
            self.emit({**moved.figures, "closed_periods": [period["until"] for period in moved.closed_periods]})
            return
        sentence = (
            _("Of %(open)d open dossiers %(moved)d would move; %(late)d would become late, %(saved)d be saved.")
            if tried
            else _("Of %(open)d open dossiers %(moved)d moved; %(late)d became late, %(saved)d were saved.")
        )
        self.stdout.write(
            sentence
            % {
                "open": moved.open_dossiers,
                "moved": moved.moved,
                "late": moved.become_late,
                "saved": moved.saved,
            }
        )


def _tell(bar: Any, done: int, of: int) -> None:
    bar.total = of
    bar.update(done - bar.n)


def _enter(change: Change, options: dict[str, Any]) -> Moved:
    calendar = _own_calendar(options["unit"]) if options["unit"] else None
    if options["week"] is None and options["since"] is None:
        return change.decide(options["number"], list(_decided(options)), calendar)
    if (
        options["week"] is None
        or options["since"] is None
        or any(options[k] for k in ("off", "half", "swap", "hours"))
    ):
        raise Refusal(_("Give a week with the day from which it holds, and no other days: --week … --from DAY."))
    calendar = calendar or Calendar.objects.get(unit=None)
    return change.decide_week(options["number"], options["week"], options["since"], calendar)


def _unit_and_year(which: list[str]) -> tuple[str, int]:
    if len(which) != 2:
        raise Refusal(_("Name a unit by its code and a year: motcua calendar show 801 2026."))
    return which[0], _year(which[1:])


def _year(which: list[str]) -> int:
    if len(which) != 1 or not re.fullmatch("[0-9]{4}", which[0]) or not 2000 <= int(which[0]) <= 2099:
        raise Refusal(_("Give a year from 2000 to 2099."))
    return int(which[0])


def _decided(options: dict[str, Any]) -> Iterator[Decided]:
    source, name = options["number"], options["name"]
    for kind in (DayKind.OFF, DayKind.HALF):
        for each in options[kind.value]:
            yield Decided(each, kind, name, source)
    for worked, off in options["swap"]:
        yield Decided(worked, DayKind.WORK, name, source, swapped_with=off)
        yield Decided(off, DayKind.OFF, name, source, swapped_with=worked)
    for each, spans in options["hours"]:
        yield Decided(each, DayKind.SPANS, name, source, spans=spans)


def _path_of(code: str) -> tuple[UUID, ...]:
    today = local_day(datetime.now(UTC))
    place = tree().by_code(code, today)
    if place is None:
        raise Refusal(_("No unit has the code %(code)s today.") % {"code": code[:40]})
    return tree().path(place.unit, today)


def _own_calendar(code: str) -> Calendar:
    place = tree().by_code(code, local_day(datetime.now(UTC)))
    found = Calendar.objects.filter(unit=place.unit).first() if place else None
    if found is None:
        raise Refusal(
            _("The unit %(code)s has no calendar of its own; leave --unit out to decide for all.")
            % {"code": code[:40]}
        )
    return found


def _days(year: int) -> range:
    return range(date(year, 1, 1).toordinal(), date(year, 12, 31).toordinal() + 1)


def _different(calendar: WorkCalendar, row: Calendar | None, year: int) -> Iterator[dict[str, Any]]:
    """The days of a year that are not as their weekday usually is, with what was decided for them."""
    kept = Q(calendar=None) if row is None else Q(calendar=None) | Q(calendar=row)
    decided = DayDecision.objects.filter(kept, day__year=year).order_by(F("calendar").asc(nulls_first=True))
    named = {each.day: each.name for each in decided}
    for number in _days(year):
        each = date.fromordinal(number)
        dated = calendar.dated(each)
        if dated is not None or each in named:
            openings = ", ".join(f"{s.opens:%H:%M}-{s.closes:%H:%M}" for s in calendar.spans_on(each))
            name = named.get(each) or ((dated.name or {}).get(get_language() or "vi", "") if dated else "")
            yield {"day": each.isoformat(), "openings": openings, "name": name}
