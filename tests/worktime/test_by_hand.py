"""Five dossiers of docs/rules/deadlines.md, reckoned by hand: every row of their tables."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest

from motcua.worktime.due import due, due_at
from motcua.worktime.limits import Limit, LimitUnit, Pause
from motcua.worktime.promise import working_days_after
from motcua.worktime.sentences import sentence
from tests.worktime import oracle
from tests.worktime.offices import OFFICES, naive
from tests.worktime.test_examples import PAGE, limit_of, moment, pauses_of

SECTION = PAGE.split("\n## Five dossiers")[1].split("\n## ")[0]
MINUTE = timedelta(minutes=1)


@dataclass(frozen=True)
class ByHand:
    """A dossier of the page: what it is, its rows, the sum below them, and the words of its chapter."""

    head: list[str]
    rows: list[list[str]]
    sum: int
    words: str

    @property
    def asked(self) -> tuple[datetime, Limit, list[Pause]]:
        _, _, received, limit, pauses, _ = self.head
        return moment(received), limit_of(limit), pauses_of(pauses)

    @property
    def due(self) -> datetime:
        return moment(self.head[5])


def cells(text: str) -> list[list[str]]:
    lines = [line for line in text.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]


def dossiers() -> list[ByHand]:
    heads, *chapters = SECTION.split("\n### Dossier ")
    found = []
    for head, chapter in zip(cells(heads), chapters, strict=True):
        assert chapter.startswith(f"{head[0]}: ")
        total = re.search(r"(?m)^Sum: (\d+) minutes", chapter)
        assert total
        found.append(ByHand(head, cells(chapter), int(total[1]), chapter))
    return found


FIVE = dossiers()
named = pytest.mark.parametrize("by_hand", FIVE, ids=[each.words.splitlines()[0] for each in FIVE])


def test_there_are_five() -> None:
    assert [each.head[0] for each in FIVE] == ["1", "2", "3", "4", "5"]


@named
def test_the_due_moment_is_the_one_found_by_hand(by_hand: ByHand) -> None:
    office, calendar = OFFICES[by_hand.head[1]]
    at, limit, pauses = by_hand.asked
    assert due_at(at, limit, calendar, pauses) == by_hand.due
    told = [(naive(p.since), naive(p.until) if p.until else None, p.anew) for p in pauses]
    clerk = oracle.due(office, naive(at), limit.value, limit.unit.value, limit.cutoff, told)
    assert clerk == naive(by_hand.due)


@named
def test_the_steps_are_the_rows_of_the_table(by_hand: ByHand) -> None:
    at, limit, pauses = by_hand.asked
    steps = due(at, limit, OFFICES[by_hand.head[1]][1], pauses).steps
    found = [
        [f"{s.since:%a %d/%m/%Y %H:%M}", f"{s.until:%a %d/%m/%Y %H:%M}", str(s.minutes), sentence(s, "en")]
        for s in steps
    ]
    assert found == [row[:4] for row in by_hand.rows]
    assert sum(step.minutes for step in steps) == by_hand.sum


@named
def test_the_rows_leave_no_gap_and_their_minutes_are_those_that_the_clerk_counts(by_hand: ByHand) -> None:
    """Without the code under test: the table alone, against the clerk."""
    office, _ = OFFICES[by_hand.head[1]]
    at, limit, pauses = by_hand.asked
    told = [(naive(p.since), naive(p.until) if p.until else None, p.anew) for p in pauses]
    runs = oracle.runs(office, naive(at), limit.value, limit.unit.value, limit.cutoff, told)
    reached = at
    for since_text, until_text, minutes, _, count in by_hand.rows:
        since, until = moment(since_text), moment(until_text)
        assert since == reached
        assert int(minutes) in (0, (until - since) // MINUTE)
        worked = sum(
            oracle.worked_minutes(office, max(naive(since), run.start), min(naive(until), run.end), told)
            for run in runs
        )
        assert int(minutes) == worked
        assert int(count) == counted(office, runs, limit, told, naive(since), naive(until)), since_text
        reached = until
    assert reached == by_hand.due


def counted(
    office: oracle.Office,
    runs: list[oracle.Run],
    limit: Limit,
    pauses: list[oracle.Interval],
    since: datetime,
    until: datetime,
) -> int:
    """The working day of its run that a row belongs to; for hours the minutes that were used when it ends."""
    begun = [run for run in runs if run.start < until and (run is runs[0] or run.start <= since)]
    # The wait for the opening at which a limit begins anew belongs to what begins.
    waits = [run for run in runs[1:] if since < run.start == until]
    run = (waits or begun or runs)[-1]
    if limit.unit is LimitUnit.HOUR:
        return oracle.worked_minutes(office, run.start, until, pauses)
    days = (run.start.date() + timedelta(days=n) for n in range(1, (since.date() - run.start.date()).days + 1))
    stood = [(max(a, run.start), b) for a, b, _ in pauses if b is not None and b > run.start]
    return sum(office.works_on(day) and not any(a.date() < day <= b.date() for a, b in stood) for day in days)


def test_the_promise_of_the_letter_is_so_many_working_days_after_the_legal_due_moment() -> None:
    fifth = FIVE[4]
    found = re.search(r"promises (\d+) working days more: (\w{3} \d\d/\d\d/\d{4} \d\d:\d\d)", fifth.words)
    assert found
    assert working_days_after(fifth.due, int(found[1]), OFFICES["standard"][1]) == moment(found[2])
    assert f"the legal due moment stays {fifth.head[5]}" in fifth.words
