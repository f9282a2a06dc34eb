"""Founds the town of the random histories in the database, by the acts that found any other."""

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from motcua.catalogue.content import Case, Content, Draft, Terms
from motcua.catalogue.models import Procedure as Published
from motcua.catalogue.norms import set_norm
from motcua.catalogue.offer import offer
from motcua.catalogue.publish import publish_versions
from motcua.journal.by import SYSTEM
from motcua.moments import LOCAL
from motcua.organisation.establish import NewUnit, establish, rename
from motcua.organisation.models import Unit
from motcua.worktime import limits
from motcua.worktime.calendar import Kind, Span
from motcua.worktime.decide import give_calendar
from motcua.worktime.models import Calendar
from tests.clock.oracle import DAY, Limit, Opening, Week
from tests.clock.town import CHANNELS, MOVED_BELOW, MOVED_ON, NORMS, OWN_WEEKS, PROCEDURES, UNITS, Procedure

FOUNDED = date(2018, 1, 1)
MORNING_OF = datetime.combine(FOUNDED, time(8), LOCAL)


@dataclass
class Town:
    """What `build` made of it in the database."""

    units: dict[str, Unit]
    calendars: dict[str, Calendar]


def found() -> Town:
    """A district with its desk and four deciding units, their calendars, procedures and norms."""
    founding: dict[str, Any] = {"by": SYSTEM, "at": MORNING_OF, "from_day": FOUNDED}
    recorded = founding | {"recorded_at": MORNING_OF}
    [district] = establish(
        [NewUnit("801", "UBND huyện", "administration", "district", None, "000.00.28.H39")],
        ground="DECISION",
        **recorded,
    )
    names = ("desk", "half", "long", "plain")
    new = [NewUnit(f"801.0{n}", key, "office", "district", district) for n, key in enumerate(names)]
    units = dict(zip(names, establish(new, ground="DECISION", **recorded), strict=True))
    [units["below"]] = establish(
        [NewUnit("801.09", "below", "office", "district", units["half"])], ground="DECISION", **recorded
    )
    rename(units["below"], on=MOVED_ON, parent=units[MOVED_BELOW], by=SYSTEM, at=MORNING_OF, ground="DECISION")
    calendars = {"": Calendar.objects.get(unit=None)}
    for key, week in OWN_WEEKS.items():
        calendars[key] = give_calendar(units[key], name=key, week=week_of(week), ground="DECISION", **founding)
    drafts = [Draft(code=code, field="Thử", content=_content(code, known)) for code, known in PROCEDURES.items()]
    published = publish_versions(drafts, ground="ND63-2010", **recorded)
    assert not published.refused, published.refused
    offer([units[key] for key in UNITS], published.versions.values(), ground="ND63-2010", **recorded)
    for (unit, code), limit in NORMS.items():
        procedure = Published.objects.get(code=code)
        set_norm(units[unit], procedure, limit_of(limit), decision="8/QĐ-UBND", ground="DECISION", **founding)
    return Town(units, calendars)


def _content(code: str, known: Procedure) -> Content:
    cases = [
        Case(limit_of(limit), case, f"Trường hợp {case}", least) for (case, least), limit in known.cases.items()
    ]
    return Content(
        code,
        at_once=known.at_once,
        pauses=tuple(known.pauses.items()),
        terms=tuple(Terms(channel, limit_of(limit)) for channel, limit in zip(CHANNELS, known.terms, strict=True)),
        cases=tuple(cases),
    )


def limit_of(limit: Limit) -> limits.Limit:
    """A limit as the program takes it."""
    cutoff = None if limit.cutoff is None else time(*divmod(limit.cutoff, 60))
    return limits.Limit(limit.value, limits.LimitUnit(limit.unit), cutoff)


def spans_of(openings: tuple[Opening, ...]) -> tuple[Span, ...]:
    """Openings as the calendars of the program take them."""
    return tuple(
        Span(time(*divmod(opens, 60)), time(*divmod(closes % DAY, 60)), Kind.WORK if work else Kind.COUNTER)
        for opens, closes, work in openings
    )


def week_of(week: Week) -> dict[int, tuple[Span, ...]]:
    """A week as the calendars of the program take it."""
    return {weekday: spans_of(tuple(openings)) for weekday, openings in week.items()}
