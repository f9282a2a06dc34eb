"""What others see, do and stop while a calendar's change is under way."""

import json
from datetime import UTC, datetime, timedelta
from threading import Thread

import pytest
from django.db import connections

from motcua.dossiers.calendar_work import Order, begin, carry_through, stop
from motcua.dossiers.calendars import settle
from motcua.dossiers.models import Dossier
from motcua.journal.models import Entry
from motcua.moments import local_day
from motcua.worktime.decide import Decided
from motcua.worktime.models import CalendarDecision, CalendarWork, DayKind, WorkState
from tests.cast import Cast, at, build_cast, reread
from tests.desk.routes.calendars import administrator
from tests.dossiers.test_calendar_changes import FRIDAY, change


class Enough(Exception):
    pass


def test_stopped_on_the_way_nothing_is_changed(cast: Cast) -> None:
    dossier, entries = cast.received(), Entry.objects.count()

    def told(done: int, of: int) -> None:
        if done == of:
            raise Enough

    with pytest.raises(Enough):
        change(told=told).decide("12/QĐ-UBND", [FRIDAY])
    assert reread(dossier).due_at == dossier.due_at
    assert Entry.objects.count() == entries
    assert not CalendarDecision.objects.exists()
    assert change().decide("12/QĐ-UBND", [FRIDAY]).moved == 1


def test_whoever_reads_meanwhile_sees_all_as_it_was_and_then_all_as_it_is(fresh_database: object) -> None:
    cast = build_cast()
    dossiers = [cast.received() for _ in range(3)]
    seen: list[tuple[set[datetime | None], bool]] = []

    def look() -> None:
        aside = connections["default"].copy()
        try:
            with aside.cursor() as cursor:
                cursor.execute("SELECT due_at FROM dossier")
                due = {row[0] for row in cursor.fetchall()}
                cursor.execute("SELECT count(*) FROM worktime_day_decision WHERE day = %s", [FRIDAY.day])
                seen.append((due, bool(cursor.fetchone()[0])))
        finally:
            aside.close()

    change(told=lambda done, of: look()).decide("12/QĐ-UBND", [FRIDAY])
    look()
    assert seen == [({dossiers[0].due_at}, False)] * 2 + [({at(15)}, True)]


def test_what_is_received_while_a_decision_is_entered_is_looked_at_once_more(fresh_database: object) -> None:
    cast = build_cast()
    first = cast.received()
    meanwhile: list[Dossier] = []

    def receive_aside(done: int, of: int) -> None:
        def run() -> None:
            try:
                meanwhile.append(cast.received())
            finally:
                connections.close_all()

        if not done:
            thread = Thread(target=run)
            thread.start()
            thread.join(30)

    change(told=receive_aside).decide("12/QĐ-UBND", [FRIDAY])
    [between] = meanwhile
    assert (reread(first).due_at, reread(between).due_at) == (at(15), at(14)), "it was reckoned by what stood then"
    made = CalendarDecision.objects.get()
    with connections["default"].cursor() as cursor:
        cursor.execute("SELECT count(*) FROM procrastinate_jobs WHERE args->>'decision' = %s", [str(made.pk)])
        assert cursor.fetchone() == (1,)
    assert settle(made.pk, at(9)).moved_ids == [between.pk]
    assert reread(between).due_at == at(15)
    assert settle(made.pk, at(9)).moved == 0


def test_a_long_change_tells_how_far_it_is_and_stops_when_asked(fresh_database: object) -> None:
    cast = build_cast()
    dossier, account = cast.received(datetime.now(UTC) - timedelta(hours=1)), administrator(cast)
    off = [Decided(local_day(datetime.now(UTC)) + timedelta(days=n), DayKind.OFF, "Bão") for n in range(1, 20)]
    order = Order("off", "61/QĐ", None, tuple(off))
    assert Order.read(json.loads(json.dumps(order.stored()))).stored() == order.stored()
    stopped, asked, done = (begin(order, account.pk, 1, datetime.now(UTC)) for _ in range(3))
    stop(stopped.pk)
    CalendarWork.objects.filter(pk=asked.pk).update(stop_asked=True)
    for work in (stopped, asked):
        carry_through(work.pk)
        work.refresh_from_db()
        assert work.state == WorkState.STOPPED
        assert reread(dossier).due_at == dossier.due_at
    assert not CalendarDecision.objects.exists()
    for _ in range(2):  # the queue may hand it out twice
        carry_through(done.pk)
        done.refresh_from_db()
        assert (done.state, done.done, done.sentence) == (WorkState.DONE, 1, "")
    assert reread(dossier).due_at != dossier.due_at
    again = begin(order, account.pk, 1, datetime.now(UTC))
    carry_through(again.pk)
    again.refresh_from_db()
    assert again.state == WorkState.FAILED
    assert "61/QĐ" in again.sentence
