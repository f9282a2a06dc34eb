"""What benches hand in: intakes of the last working days, in sets that the act receives at once."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from datetime import time as clock
from itertools import islice
from uuid import UUID

from motcua.bench.inbox_town import Offered, Place
from motcua.dossiers.intake import Intake, Person
from motcua.moments import LOCAL
from motcua.worktime.calendar import WorkCalendar
from motcua.worktime.limits import LimitUnit

AT_ONCE = 2_000
RECEIVED_ON_DAYS, LEAST_LIMIT = 5, 10


def intakes_of_late(
    places: list[Place], calendar: WorkCalendar, today: date, dossiers: int
) -> Iterator[tuple[list[Intake], datetime]]:
    """So many intakes in sets, each with its moment, spread over the last working days and over all places.

    All are of procedures whose limit ends after the next working day.
    """
    days: list[date] = []
    day = today
    while len(days) < RECEIVED_ON_DAYS:
        day -= timedelta(days=1)
        if calendar.is_working_day(day):
            days.append(day)
    offered = [(p, o) for p in places for o in p.offered if _is_long(o)]
    made = (_intake(number, *offered[number % len(offered)]) for number in range(dossiers))
    turn = 0
    while intakes := list(islice(made, AT_ONCE)):
        opens = datetime.combine(days[turn % len(days)], clock(8), LOCAL)
        yield intakes, opens + timedelta(minutes=turn // len(days))
        turn += 1


def _is_long(offered: Offered) -> bool:
    """Is it sure to be due after the day that is decided off?"""
    return offered.limit.unit == LimitUnit.WORKING_DAY and offered.limit.value >= LEAST_LIMIT


def _intake(number: int, place: Place, offered: Offered) -> Intake:
    return Intake(
        procedure=offered.code,
        applicant=Person(f"Người nộp {number}"),
        received_unit=UUID(place.received),
        deciding_unit=UUID(place.deciding),
    )
