"""The clerk himself: he knows the worked examples of the rules, and his almanac is that of the calendars."""

from datetime import date, datetime, time, timedelta

import pytest

from motcua.moments import LOCAL
from motcua.worktime.calendar import Kind
from motcua.worktime.national import standard_calendar
from tests.clock.oracle import DAY, Almanac, Limit, Matter, Shares, Sheet, Week, due, ledger
from tests.clock.town import AFTERNOON, COUNTER, MORNING, OFFICE
from tests.worktime.test_examples import EXAMPLES, limit_of, moment, pauses_of

WEEKS: dict[str, Week] = {
    "standard": OFFICE,
    "Friday half day": {**OFFICE, 4: (MORNING,)},
    "Saturday counter": {**OFFICE, 5: (COUNTER,)},
}
MONDAY = date(2019, 11, 4)


def minute(at: datetime, first: date) -> int:
    return int((at - datetime.combine(first, time(), LOCAL)) / timedelta(minutes=1))


@pytest.mark.parametrize("row", EXAMPLES, ids=[row[0] for row in EXAMPLES])
def test_the_clerk_knows_the_worked_example(row: list[str]) -> None:
    _, calendar, received, limit_text, pause_text, expected = row
    first = moment(received).date()
    sheet = Sheet(Almanac([(first, WEEKS[calendar])]).openings, first, first + timedelta(days=120))
    limit = limit_of(limit_text)
    cutoff = limit.cutoff.hour * 60 + limit.cutoff.minute if limit.cutoff else None
    matter = Matter(Limit(limit.value, limit.unit.value, cutoff), minute(moment(received), first))
    for pause in pauses_of(pause_text):
        matter.wait(minute(pause.since, first), pause.why, anew=pause.anew)
        if pause.until is not None:
            matter.go_on(minute(pause.until, first))
    assert due(sheet, matter) == (None if expected == "none" else minute(moment(expected), first))


@pytest.mark.parametrize("year", [2018, 2019, 2020, 2026])
def test_the_days_off_that_the_clerk_has_typed_are_those_of_the_calendars(year: int) -> None:
    program, clerk = standard_calendar(), Almanac([(date(year, 1, 1), OFFICE)])
    for number in range(365):
        day = date(year, 1, 1) + timedelta(days=number)
        spans = [(*span.minutes, span.kind is Kind.WORK) for span in program.spans_on(day)]
        assert spans == list(clerk.openings(day)), day


def test_the_clerk_shares_out_every_worked_minute_of_a_day() -> None:
    sheet = Sheet(Almanac([(MONDAY, OFFICE)]).openings, MONDAY, MONDAY + timedelta(days=9))
    matter = Matter(Limit(2, "working_day"), 7 * 60)
    matter.lies(7 * 60, "desk")
    matter.lies(8 * 60, "office")
    matter.wait(10 * 60, "fee")
    matter.go_on(14 * 60)
    matter.lies(16 * 60, "desk")
    assert ledger(sheet, matter, DAY) == Shares({"desk": 90, "office": 240}, (("fee", 120),))
    assert ledger(sheet, matter, DAY).total == sum(closes - opens for opens, closes, _ in (MORNING, AFTERNOON))
