"""`motcua calendar`: show a unit's year, and enter or take back a decision about its days."""

import argparse
import re
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, date, datetime, time
from typing import Any

from django.core.management.base import CommandParser
from django.utils.translation import gettext as _

from motcua.command import Command as Base
from motcua.command import Refusal, day
from motcua.dossiers.calendars import Change, NotPossible
from motcua.dossiers.reproject import Moved
from motcua.moments import local_day
from motcua.organisation.tree import tree
from motcua.people.actor import SYSTEM_ACTOR
from motcua.worktime.calendar import Span, WorkCalendar
from motcua.worktime.changes import NotDecided
from motcua.worktime.decide import Decided
from motcua.worktime.load import NoCalendar, calendar_for
from motcua.worktime.models import Calendar, DayDecision, DayKind

GROUND = "DECISION"
OPENING = re.compile(r"([0-9]{2}:[0-9]{2})-([0-9]{2}:[0-9]{2})")


def opening(text: str) -> tuple[date, tuple[Span, ...]]:
    """A day with hours of its own: 2026-09-04=07:30-11:30,13:00-16:00."""
    written, _sign, hours = text.partition("=")
    spans = []
    for piece in hours.split(","):
        found = OPENING.fullmatch(piece.strip())
        if found is not None:
            with suppress(ValueError):
                spans.append(Span(time.fromisoformat(found[1]), time.fromisoformat(found[2])))
                continue
        raise argparse.ArgumentTypeError(
            _("%(text)s is no day with hours; write it as 2026-09-04=07:30-11:30,13:00-16:00.")
            % {"text": text[:60]}
        )
    return day(written), tuple(spans)


def swap(text: str) -> tuple[date, date]:
    """A day that is worked for another, which is off: 2026-08-22=2026-08-31."""
    worked, _sign, off = text.partition("=")
    return day(worked), day(off)


class Command(Base):
    """`motcua calendar show UNIT YEAR` and `motcua calendar decide …`."""

    help = _("Show the working days of a year, or enter or take back a decision about days.")
    formats = ("table", "json")

    def add_arguments(self, parser: CommandParser) -> None:
        """What to do, and with which days."""
        parser.add_argument("what", choices=("show", "decide"), help=_("Show a year, or decide about days."))
        parser.add_argument("which", nargs="*", metavar="UNIT YEAR", help=_("To show: a unit's code and a year."))
        decided = parser.add_argument_group(_("To decide"))
        decided.add_argument("--number", default="", help=_("The number of the decision."))
        decided.add_argument("--unit", help=_("For this unit's calendar alone (its code); else for all."))
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
        decided.add_argument("--dry-run", action="store_true", help=_("Say what would move, and change nothing."))
        how = parser.add_mutually_exclusive_group()
        how.add_argument("--apply", action="store_true", help=_("Enter the decision."))
        how.add_argument("--take-back", metavar="DECISION", help=_("Take the decision with this number back."))

    def handle(self, *, what: str, which: list[str], format: str, **options: Any) -> None:
        """Show, or decide. Refusal in one sentence where it is not possible."""
        if what == "show":
            if len(which) != 2 or not which[1].isdecimal():
                raise Refusal(_("Name a unit by its code and a year: motcua calendar show 801 2026."))
            self._show(which[0], int(which[1]), format)
        else:
            self._decide(format, **options)

    def _show(self, code: str, year: int, format: str) -> None:
        if not 2000 <= year <= 2099:
            raise Refusal(_("Give a year from 2000 to 2099."))
        calendar = _calendar_of(code)
        rows = list(_different(calendar, year))
        working = sum(calendar.is_working_day(date.fromordinal(n)) for n in _days(year))
        if format == "json":
            self.emit({"unit": code, "year": year, "working_days": working, "days": rows})
            return
        self.stdout.write(_("%(n)d working days in %(year)d") % {"n": working, "year": year})
        for row in rows:
            self.stdout.write(f"{row['day']}  {row['openings'] or _('closed'):24} {row['name']}")

    def _decide(self, format: str, **options: Any) -> None:
        change = Change(SYSTEM_ACTOR, datetime.now(UTC), GROUND, dry_run=options["dry_run"])
        if not (options["apply"] or options["take_back"] or options["dry_run"]):
            raise Refusal(_("Say --dry-run to see what would move, --apply to enter it, or --take-back DECISION."))
        try:
            if options["take_back"]:
                moved = change.take_back(options["take_back"])
            else:
                calendar = _own_calendar(options["unit"]) if options["unit"] else None
                moved = change.decide(options["number"], list(_decided(options)), calendar)
        except (NotDecided, NotPossible, ValueError) as problem:
            raise Refusal(str(problem)) from problem
        self._say(moved, format, options["dry_run"])

    def _say(self, moved: Moved, format: str, tried: bool) -> None:
        if format == "json":
            self.emit(vars(moved))
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


def _calendar_of(code: str) -> WorkCalendar:
    today = local_day(datetime.now(UTC))
    place = tree().by_code(code, today)
    if place is None:
        raise Refusal(_("No unit has the code %(code)s today.") % {"code": code[:40]})
    try:
        return calendar_for(tree().path(place.unit, today))
    except NoCalendar as problem:
        raise Refusal(_("No calendar has been entered yet.")) from problem


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


def _different(calendar: WorkCalendar, year: int) -> Iterator[dict[str, Any]]:
    """The days of a year that are not as their weekday usually is, with what was decided for them."""
    named = {row.day: row for row in DayDecision.objects.filter(day__year=year)}
    for number in _days(year):
        each = date.fromordinal(number)
        usual = each.weekday() < 5
        spans = calendar.spans_on(each)
        if calendar.is_working_day(each) != usual or each in named:
            row = named.get(each)
            openings = ", ".join(f"{s.opens:%H:%M}-{s.closes:%H:%M}" for s in spans)
            yield {"day": each.isoformat(), "openings": openings, "name": row.name if row else ""}
