"""Where the time of a dossier went: every working minute once, with whoever had it or in the pause it fell into."""

import random
from collections import Counter
from datetime import date, datetime, time, timedelta
from pathlib import Path
from uuid import UUID

import pytest

from motcua.dossiers.ending import stop, withdraw
from motcua.dossiers.ledger import Held, ledger, ledger_of, use
from motcua.dossiers.ledgers import Clock, ledgers
from motcua.dossiers.models import Dossier, Pause, Stretch
from motcua.dossiers.passing import move, take
from motcua.dossiers.waiting import ask_for_supplement, resume
from motcua.journal.statement import rows
from motcua.moments import LOCAL
from motcua.people.models import Function
from motcua.worktime.calendar import Kind, Span, WorkCalendar
from motcua.worktime.minutes import minute_of
from tests.cast import GROUND, Cast, at, reread, succeeded
from tests.pages import table

PAGE = Path(__file__).parents[2] / "docs/rules/ledger.md"
MORNING, AFTERNOON = Span(time(7, 30), time(11, 30)), Span(time(13, 30), time(17))
STANDARD = WorkCalendar(dict.fromkeys(range(5), (MORNING, AFTERNOON)))
SATURDAY_COUNTER = WorkCalendar(
    dict.fromkeys(range(5), (MORNING, AFTERNOON)) | {5: (Span(time(7, 30), time(11, 30), Kind.COUNTER),)}
)
DESK, OFFICE = UUID(int=1), UUID(int=2)
MONDAY = datetime(2019, 1, 7, tzinfo=LOCAL)


def minute(day: int, hour: int = 0, past: int = 0) -> int:
    """A minute of January 2019, in which the 7th is a Monday."""
    return minute_of(datetime(2019, 1, day, hour, past, tzinfo=LOCAL))


def walked(since: int, until: int, held: list[Held], pauses: list[tuple[int, int | None]], calendar: WorkCalendar):
    """The same by going through every minute with a finger on the calendar."""
    spent: Counter[object] = Counter()
    for now in range(since, until):
        moment = MONDAY + timedelta(minutes=now - minute(7))
        span = calendar.opening(moment)
        if span is None or span.kind != Kind.WORK:
            continue
        pause = next((n for n, (a, b) in enumerate(pauses) if a <= now and (b is None or now < b)), None)
        holder = next((h for h in reversed(held) if h.since <= now), None)
        if pause is not None:
            spent[pause] += 1
        else:
            spent[(holder.unit or OFFICE, holder.function) if holder else (OFFICE, "")] += 1
    return spent


@pytest.mark.parametrize("seed", range(60))
def test_every_working_minute_of_a_random_history_is_counted_once(seed: int):
    dice = random.Random(seed)
    calendar = dice.choice([STANDARD, SATURDAY_COUNTER])
    since = minute(7) + dice.randrange(5 * 1440)
    until = since + dice.choice([0, 1, dice.randrange(600), dice.randrange(12 * 1440)])
    moments = sorted(dice.randrange(since - 300, until + 300) for _ in range(dice.randrange(8)))
    held = [Held(now, dice.choice([DESK, OFFICE, None]), dice.choice(["receiving", "handling"])) for now in moments]
    pauses: list[tuple[int, int | None]] = []
    for begins in sorted(dice.randrange(since, until + 2) for _ in range(dice.randrange(4))):
        ends = begins + dice.randrange(3 * 1440)
        pauses.append((begins, None if ends > until + 100 else ends))
    found = use(since, until, held, pauses, calendar, OFFICE)
    expected = walked(since, until, held, pauses, calendar)
    told = Counter({(each.unit, each.function): each.minutes for each in found.spent})
    told.update(dict(enumerate(found.stood)))
    assert +told == expected
    assert found.total == sum(expected.values())


def test_time_of_two_pauses_at_once_is_the_earlier_one_s():
    pauses = [(minute(7, 8), minute(7, 10)), (minute(7, 9), minute(7, 11))]
    found = use(
        minute(7, 7, 30), minute(7, 11, 30), [Held(minute(7, 7), OFFICE, "handling")], pauses, STANDARD, OFFICE
    )
    assert found.stood == (120, 60)
    assert found.spent == ((OFFICE, "handling", 60),)


def test_a_lasting_pause_has_the_time_up_to_now():
    found = use(minute(7, 8), minute(8, 8), [], [(minute(7, 9), None)], STANDARD, OFFICE)
    assert found.spent == ((OFFICE, "", 60),)
    assert found.stood == (390,)


def test_nights_weekends_and_counters_are_nobody_s_time():
    held = [Held(minute(11, 8), DESK, "receiving"), Held(minute(12, 10), OFFICE, "handling")]
    found = use(minute(11, 16), minute(14, 8), held, [], SATURDAY_COUNTER, OFFICE)
    assert found.spent == ((DESK, "receiving", 60), (OFFICE, "handling", 30))


@pytest.fixture
def story(cast: Cast) -> Dossier:
    """Received on Monday at 8, in the office at 9; waits from Tuesday 8:00 to Thursday 8:00; to the leader at 9."""
    dossier = cast.received()
    acts = (
        (move, cast.hoa, at(7, 9), {"to": cast.inbox}),
        (take, cast.an, at(7, 10), {}),
        (ask_for_supplement, cast.an, at(8, 8), {"missing": "Bản sao"}),
        (resume, cast.an, at(10, 8), {}),
        (move, cast.an, at(10, 9), {"to": cast.leader}),
    )
    for act, who, when, given in acts:
        succeeded(act([dossier.pk], by=who, at=when, recorded_at=when, ground=GROUND, **given))
    return reread(dossier)


def test_units_stand_in_the_order_in_which_it_came_to_them_and_pauses_behind_them(cast: Cast, story: Dossier):
    found = ledger_of(story, at(10, 10))
    assert found is not None
    assert [(s.kind, s.unit, s.pause.why if s.pause else "", s.minutes) for s in found.shares] == [
        ("unit", cast.desk.pk, "", 60),
        ("unit", cast.office.pk, "", 360 + 30 + 120),
        ("pause", None, "supplement", 900),
    ]
    assert found.total == 60 + 510 + 900


def test_the_page_shares_out_its_example_as_the_code_does(cast: Cast, story: Dossier):
    found = ledger_of(story, at(10, 10))
    assert found is not None
    told = [int(row["minutes"]) for row in table(PAGE, "Worked example")]
    assert told == [*(share.minutes for share in found.shares), found.total]


def test_a_dossier_in_somebody_s_hands_is_his_unit_s_also_after_the_limit(cast: Cast):
    dossier = cast.received()
    found = ledger_of(dossier, at(date(2019, 1, 31), 8))
    assert found is not None
    assert [(share.unit, share.minutes) for share in found.shares] == [(cast.desk.pk, 18 * 450)]


def test_what_was_never_received_has_no_ledger(cast: Cast):
    assert ledger(Dossier(), [], [], STANDARD, at()) is None


def test_many_at_once_are_shared_out_as_each_alone(cast: Cast, story: Dossier, monkeypatch):
    others = [cast.received(at(7, 12, n)) for n in range(3)]
    when = at(9, 10)
    succeeded(withdraw([others[0].pk], by=cast.hoa, at=when, recorded_at=when, ground=GROUND, reason="Đổi ý"))
    succeeded(move([others[1].pk], by=cast.hoa, at=when, recorded_at=when, ground=GROUND, to=cast.leader))
    when = at(9, 11)
    succeeded(stop([others[1].pk], by=cast.chi, at=when, recorded_at=when, ground=GROUND, reason="Không đủ"))
    now = at(11, 9)
    dossiers = list(Dossier.objects.all())
    clocks = [Clock(d.pk, d.deciding_unit_id, d.received_on, d.received_at, d.ended_at) for d in dossiers]
    asked: list[str] = []

    def counted(sql: str, params: list) -> list:
        asked.append(sql)
        return rows(sql, params)

    monkeypatch.setattr("motcua.dossiers.ledgers.rows", counted)
    found = ledgers(clocks, now)
    assert len(asked) == 2  # stretches and pauses
    for dossier in dossiers:
        alone = ledger_of(dossier, now)
        together = found[dossier.pk]
        assert alone is not None
        units: Counter[UUID] = Counter()
        for each in together.use.spent:
            units[each.unit] += each.minutes
        assert dict(units) == {s.unit: s.minutes for s in alone.shares if s.kind == "unit"}
        paused = [(s.pause.why, s.minutes) for s in alone.shares if s.pause]
        assert list(zip(together.causes, together.use.stood, strict=True)) == paused
        assert together.use.total == alone.total
    stages = {each.function for each in found[story.pk].use.spent}
    assert stages == {Function.RECEIVING, Function.HANDLING, Function.LEADER}


def test_seconds_do_not_make_the_sum_inexact(cast: Cast):
    dossier = cast.received(at(7, 8).replace(second=59))
    when = at(7, 9).replace(second=30)
    succeeded(move([dossier.pk], by=cast.hoa, at=when, recorded_at=when, ground=GROUND, to=cast.inbox))
    found = ledger_of(reread(dossier), at(7, 10).replace(second=1))
    assert found is not None
    assert [share.minutes for share in found.shares] == [60, 60]


def test_a_ledger_can_be_made_of_rows_that_were_read_already(cast: Cast, story: Dossier):
    stretches = list(Stretch.objects.filter(dossier=story.pk).order_by("seq"))
    pauses = list(Pause.objects.filter(dossier=story.pk))
    calendar = WorkCalendar(dict.fromkeys(range(5), (MORNING, AFTERNOON)))
    assert ledger(story, stretches, pauses, calendar, at(10, 10)) == ledger_of(story, at(10, 10))
