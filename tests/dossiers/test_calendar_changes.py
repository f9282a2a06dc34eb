"""A decision about days moves every open due moment that follows from them, and taken back it restores them."""

import io
import json
from datetime import date, datetime, time
from uuid import UUID

import pytest
from django.core.management import call_command

from motcua.command import Refusal
from motcua.dossiers.calendars import Change, NotPossible
from motcua.dossiers.drafts import Proposal
from motcua.dossiers.ending import agree
from motcua.dossiers.models import ClosedPeriod, Dossier, Stretch
from motcua.dossiers.passing import move
from motcua.dossiers.standing import is_overdue
from motcua.dossiers.waiting import ask_for_supplement, resume
from motcua.journal.by import SYSTEM
from motcua.journal.models import Entry
from motcua.moments import local_day
from motcua.organisation.tree import tree
from motcua.people.actor import SYSTEM_ACTOR, Actor
from motcua.reports.frame import Frame
from motcua.reports.layouts import FORM_06A
from motcua.reports.report import report
from motcua.worktime.calendar import Span
from motcua.worktime.changes import NotDecided
from motcua.worktime.decide import Decided, give_calendar
from motcua.worktime.due import due_at
from motcua.worktime.limits import Pause as ClockPause
from motcua.worktime.load import calendar_for
from motcua.worktime.models import Calendar, CalendarDecision, DayDecision, DayKind
from motcua.worktime.national import STANDARD_WEEK
from tests.cast import GROUND, Cast, at, reread, succeeded
from tests.desk.routes.calendars import administrator

FRIDAY = Decided(date(2019, 1, 11), DayKind.OFF, "Mất điện", "12/QĐ-UBND")


def change(day: int = 9, **given: object) -> Change:
    return Change(SYSTEM_ACTOR, at(day), "DECISION", **given)  # type: ignore[arg-type]


def test_a_day_off_moves_what_is_open_and_leaves_what_has_ended(cast: Cast) -> None:
    still, ended = cast.received(), cast.received()
    who = {"by": SYSTEM_ACTOR, "ground": GROUND, "at": at(8), "recorded_at": at(8)}
    succeeded(move([ended.pk], to=cast.leader, draft=Proposal("granted"), **who))
    succeeded(agree([ended.pk], **who))
    due = reread(ended).due_at
    moved = change().decide("12/QĐ-UBND", [FRIDAY])
    assert (moved.open_dossiers, moved.moved, moved.become_late) == (1, 1, 0)
    assert (reread(still).due_at, reread(ended).due_at) == (at(15), due)
    last = Entry.objects.filter(subject_id=still.pk).latest("seq")
    assert last.act == "reproject"


def test_taken_back_everything_is_as_it_was(cast: Cast) -> None:
    dossier = cast.received()
    due = dossier.due_at
    change().decide("12/QĐ-UBND", [FRIDAY])
    assert reread(dossier).due_at != due
    moved = change(10).take_back("12/QĐ-UBND")
    assert moved.moved == 1
    assert reread(dossier).due_at == due
    assert not DayDecision.objects.filter(day=FRIDAY.day).exists()
    with pytest.raises(NotDecided, match=r"taken back|thu hồi"):
        change(10).take_back("12/QĐ-UBND")
    change(10).decide("12/QĐ-UBND", [FRIDAY])
    assert reread(dossier).due_at == at(15)


def test_only_tried_it_says_what_would_move_and_changes_nothing(cast: Cast) -> None:
    dossier = cast.received()
    before = Entry.objects.count()
    moved = change(dry_run=True).decide("12/QĐ-UBND", [FRIDAY])
    assert (moved.open_dossiers, moved.moved) == (1, 1)
    assert reread(dossier).due_at == dossier.due_at
    assert Entry.objects.count() == before
    assert not DayDecision.objects.filter(day=FRIDAY.day).exists()


def test_what_is_late_already_can_be_saved_and_what_is_on_time_become_late(cast: Cast) -> None:
    cast.received()
    off = [Decided(date(2019, 1, day), DayKind.OFF, "Bão", "13/QĐ") for day in (10, 11)]
    assert change(15).decide("13/QĐ", off).saved == 1
    assert change(15).take_back("13/QĐ").become_late == 1


def test_a_dossier_that_waits_gets_its_due_moment_by_the_calendar_as_it_then_stands(cast: Cast) -> None:
    dossier = cast.received()
    who = {"by": SYSTEM_ACTOR, "ground": GROUND}
    succeeded(ask_for_supplement([dossier.pk], missing="Đơn", at=at(8), recorded_at=at(8), **who))
    assert change().decide("12/QĐ-UBND", [FRIDAY]).moved == 0
    assert reread(dossier).due_at is None
    succeeded(resume([dossier.pk], at=at(9, 10), recorded_at=at(9, 10), **who))
    assert reread(dossier).due_at == at(16)


def test_a_submitted_report_is_never_touched(cast: Cast) -> None:
    ClosedPeriod.objects.create(until=date(2019, 1, 11), why="06a")
    with pytest.raises(NotPossible):
        change(14).decide("12/QĐ-UBND", [FRIDAY])
    assert not DayDecision.objects.filter(day=FRIDAY.day).exists()


def test_the_same_decision_twice_and_an_earlier_one_under_a_later_are_refused(cast: Cast) -> None:
    change().decide("12/QĐ-UBND", [FRIDAY])
    with pytest.raises(NotDecided):
        change().decide("12/QĐ-UBND", [FRIDAY])
    change().decide("16/QĐ", [Decided(FRIDAY.day, DayKind.HALF, "Buổi sáng", "16/QĐ")])
    with pytest.raises(NotDecided):
        change().take_back("12/QĐ-UBND")
    change().take_back("16/QĐ")
    change().take_back("12/QĐ-UBND")


def reckoned(dossier: Dossier) -> datetime | None:
    """When a dossier is due, reckoned anew from nothing but its receipt, limit, calendar and pauses."""
    assert dossier.received_at is not None and dossier.received_on is not None
    calendar = calendar_for(tree().path(dossier.deciding_unit_id, dossier.received_on))
    pauses = [ClockPause(p.since, p.until, p.why, p.anew) for p in dossier.pauses.all()]
    return due_at(dossier.received_at, dossier.limit, calendar, pauses)


def own_calendar(cast: Cast) -> Calendar:
    """The commune gets one, with the hours that it had."""
    first = date(2018, 1, 1)
    return give_calendar(
        cast.commune, name="Xã", week=STANDARD_WEEK, from_day=first, by=SYSTEM, at=at(), ground="DECISION"
    )


def many(cast: Cast) -> list[Dossier]:
    """Dossiers of each kind of limit, received over two weeks and at odd hours, some of them resumed."""
    found = []
    kinds = ("5-days", "8-hours", "15-calendar")
    for number in range(24):
        when = at(2 + number // 2, 7 + number % 11, 7 * number % 60)
        unit = cast.commune.pk if number % 5 == 0 else cast.office.pk
        found.append(cast.received(when, procedure=kinds[number % 3], deciding_unit=unit))
    who = {"by": SYSTEM_ACTOR, "ground": GROUND}
    for dossier in found[:12:4]:
        for act, more, day in ((ask_for_supplement, {"missing": "Đơn"}, 9), (resume, {}, 15)):
            succeeded(act([dossier.pk], at=at(day), recorded_at=at(day), **more, **who))
    return [reread(dossier) for dossier in found]


def overdue() -> set[UUID]:
    """The dossiers that lists show as overdue on 18 January at eight."""
    return set(Dossier.objects.filter(is_overdue(at(18))).values_list("pk", flat=True))


def figures(last: int = 31) -> dict[str, int]:
    """The whole of form 06a for January 2019, on the axis of what happened."""
    return dict(report(FORM_06A, Frame.of(date(2019, 1, 1), date(2019, 1, last))).total)


DECISIONS = {
    "days off": [Decided(date(2019, 1, day), DayKind.OFF, "Bão") for day in (14, 15)],
    "a half day": [Decided(date(2019, 1, 16), DayKind.HALF, "Họp")],
    "a swap": [
        Decided(date(2019, 1, 19), DayKind.WORK, "Làm bù", swapped_with=date(2019, 1, 21)),
        Decided(date(2019, 1, 21), DayKind.OFF, "Nghỉ bù", swapped_with=date(2019, 1, 19)),
    ],
    "hours of its own": [
        Decided(date(2019, 1, 10), DayKind.SPANS, "Trực", spans=(Span(time(9), time(10)), Span(time(14), time(15))))
    ],
}


@pytest.mark.parametrize("days", DECISIONS.values(), ids=DECISIONS)
def test_it_moves_exactly_those_whose_due_moment_is_another_reckoned_anew(cast: Cast, days: list[Decided]) -> None:
    before = {dossier.pk: dossier for dossier in many(cast)}
    counted, was_late = figures(), overdue()
    tried = change(18, dry_run=True).decide("21/QĐ", days)
    moved = change(18).decide("21/QĐ", days)
    after = {pk: reread(pk) for pk in before}
    assert all(dossier.due_at == reckoned(dossier) for dossier in after.values())
    shifted = {pk for pk in before if before[pk].due_at != after[pk].due_at}
    assert shifted
    assert shifted == set(moved.moved_ids) == set(tried.moved_ids)
    assert {pk for pk in before if after[pk].seq > before[pk].seq} == shifted, "the others are left alone"
    assert tried.figures == moved.figures
    is_late = overdue()
    assert set(moved.late_ids) == is_late - was_late
    assert set(moved.saved_ids) == was_late - is_late
    assert (moved.become_late, moved.saved) == (len(moved.late_ids), len(moved.saved_ids))
    for pk in shifted:
        assert list(Stretch.objects.filter(dossier=pk, to_at=None).values_list("due_at", flat=True)) == [
            after[pk].due_at
        ]
    change(18).take_back("21/QĐ")
    assert {pk: reread(pk).due_at for pk in before} == {pk: dossier.due_at for pk, dossier in before.items()}
    assert figures() == counted
    assert counted["received.total"] == counted["resolved.total"] + counted["open.total"]


def test_the_figures_of_the_report_follow_and_still_add_up(cast: Cast) -> None:
    many(cast)
    for number, days in enumerate(DECISIONS.values()):
        change(18).decide(f"{number}/QĐ", days)
        counted = figures()
        assert counted["received.total"] == counted["resolved.total"] + counted["open.total"] == 24
        assert counted["open.total"] == counted["open.in_time"] + counted["open.overdue"]
        close = at(31, 23, 59)
        overdue = [d for d in Dossier.objects.filter(due_on__isnull=False) if d.due_on <= local_day(close)]
        assert counted["open.overdue"] == len(overdue)


def test_a_calendar_of_a_units_own_is_decided_about_alone(cast: Cast) -> None:
    own = give_calendar(
        cast.commune,
        name="Xã",
        week=STANDARD_WEEK,
        from_day=date(2018, 1, 1),
        by=SYSTEM,
        at=at(),
        ground="DECISION",
    )
    ours, theirs = cast.received(), cast.received(deciding_unit=cast.commune.pk)
    moved = change().decide("31/QĐ", [FRIDAY], own)
    assert (moved.open_dossiers, moved.moved) == (1, 1), "those of the other calendar are not even looked at"
    assert (reread(ours).due_at, reread(theirs).due_at) == (at(14), at(15))
    for_all = change().decide("32/QĐ", [FRIDAY])
    assert for_all.moved_ids == [ours.pk], "its own decision stands above"
    assert change().take_back("31/QĐ").moved == 0, "now the decision for all stands there"
    assert reread(theirs).due_at == at(15)


def test_what_changes_nothing_moves_nothing(cast: Cast) -> None:
    cast.received()
    sunday = Decided(date(2019, 1, 13), DayKind.OFF, "Chủ nhật")
    assert change().decide("33/QĐ", [sunday]).figures == dict.fromkeys(
        change().decide("34/QĐ", [Decided(date(2019, 1, 20), DayKind.OFF, "Chủ nhật")]).figures, 0
    )


def test_hours_of_the_week_from_a_day_on_move_due_moments_and_are_taken_back(cast: Cast) -> None:
    before = {dossier.pk: dossier.due_at for dossier in many(cast)}
    general, weeks = Calendar.objects.get(unit=None), Calendar.objects.get(unit=None).weeks.count()
    winter = {weekday: (Span(time(9), time(12)), Span(time(13), time(16))) for weekday in range(1, 6)}
    tried = change(18, dry_run=True).decide_week("41/QĐ", winter, date(2019, 1, 14), general)
    moved = change(18).decide_week("41/QĐ", winter, date(2019, 1, 14), general)
    assert tried.figures == moved.figures
    assert moved.moved > 10
    assert all(reread(pk).due_at == reckoned(reread(pk)) for pk in before)
    with pytest.raises(NotDecided, match=r"like that|đã như"):
        change(18).decide_week("42/QĐ", winter, date(2019, 1, 14), general)
    change(18).decide_week("43/QĐ", STANDARD_WEEK, date(2019, 1, 21), general)
    with pytest.raises(NotDecided, match=r"43|41"):
        change(18).take_back("41/QĐ")
    change(18).take_back("43/QĐ")
    change(18).take_back("41/QĐ")
    assert {pk: reread(pk).due_at for pk in before} == before
    assert general.weeks.count() == weeks


def test_what_a_decision_moved_stands_beside_it(cast: Cast) -> None:
    cast.received()
    change().decide("12/QĐ-UBND", [FRIDAY])
    made = CalendarDecision.objects.get(number="12/QĐ-UBND")
    assert made.moved == {"open_dossiers": 1, "moved": 1, "become_late": 0, "saved": 0}
    acts = Entry.objects.filter(subject_id=made.pk).order_by("seq").values_list("act", flat=True)
    assert list(acts) == ["decide_calendar", "record_moved"]


def test_a_person_decides_from_a_post_as_administrator_and_the_due_moments_move_by_the_system(cast: Cast) -> None:
    dossier = cast.received()
    with pytest.raises(NotPossible, match=r"posts|Vị trí|vị trí"):
        Change(cast.chi, at(9), "DECISION").decide("51/QĐ", [FRIDAY])
    quan = Actor.of(administrator(cast), at(9).date())
    Change(quan, at(9), "DECISION").decide("51/QĐ", [FRIDAY])
    decided = Entry.objects.get(subject_type="calendardecision", act="decide_calendar")
    assert (decided.actor, decided.post, decided.unit) == (quan.account, quan.posts[0].id, cast.district.pk)
    moved = Entry.objects.filter(subject_id=dossier.pk).latest("seq")
    assert (moved.act, moved.post, moved.ground) == ("reproject", None, "DECISION")
    below = Actor.of(administrator(cast, cast.commune, "xa"), at(9).date())
    with pytest.raises(NotPossible):
        Change(below, at(9), "DECISION").decide("52/QĐ", [FRIDAY])


def test_an_act_that_comes_between_does_not_keep_a_dossier_from_moving(cast: Cast) -> None:
    dossier = cast.received()
    succeeded(move([dossier.pk], to=cast.inbox, by=SYSTEM_ACTOR, ground=GROUND, at=at(10), recorded_at=at(10)))
    assert change(9).decide("12/QĐ-UBND", [FRIDAY]).moved == 1, "it is written after the act that came between"
    assert reread(dossier).due_at == at(15)
    assert Entry.objects.filter(subject_id=dossier.pk).latest("seq").moment == at(10)


def test_the_command_tries_enters_and_takes_back(cast: Cast) -> None:
    dossier = cast.received()

    def said(*arguments: str) -> dict[str, int]:
        out = io.StringIO()
        call_command("calendar", "decide", *arguments, "--format", "json", stdout=out)
        found: dict[str, int] = json.loads(out.getvalue())
        return found

    days = ("--number", "17/QĐ", "--off", "2019-01-11", "--name", "Nghỉ")
    moved = {"open_dossiers": 1, "moved": 1, "become_late": 0, "saved": 0}
    assert said(*days, "--dry-run") == said(*days, "--apply") == moved | {"closed_periods": []}
    assert said("--take-back", "17/QĐ") == moved | {"closed_periods": []}
    assert Dossier.objects.get(pk=dossier.pk).due_at == dossier.due_at
    with pytest.raises(Refusal):
        said(*days)
    out = io.StringIO()
    call_command("calendar", "show", "801", "2019", "--format", "json", stdout=out)
    assert json.loads(out.getvalue())["working_days"] > 240


def test_the_command_decides_about_a_week_and_confirms_a_year(cast: Cast) -> None:
    def said(*arguments: str) -> dict[str, object]:
        out = io.StringIO()
        call_command("calendar", *arguments, "--format", "json", stdout=out)
        found: dict[str, object] = json.loads(out.getvalue())
        return found

    assert said("show", "801", "2027")["confirmed"] is None
    assert said("confirm", "2027", "--decision", "7/QĐ") == {"year": 2027, "confirmed": "7/QĐ"}
    assert said("show", "801", "2027")["confirmed"] == "7/QĐ"
    assert said("confirm", "2027", "--take-back")["confirmed"] is None
    for wrong in (
        ["confirm", "27"],
        ["confirm", "2027", "--take-back"],
        ["confirm", "2028"],
        ["show", "801", "1999"],
    ):
        with pytest.raises(Refusal):
            said(*wrong)
    week = ("decide", "--number", "8/QĐ", "--week", "2-6=07:00-11:30,13:00-16:30;7=07:00-11:00")
    said(*week, "--from", "2027-03-01", "--apply")
    days = said("show", "801", "2027")["working_days"]
    said("decide", "--take-back", "8/QĐ")
    assert said("show", "801", "2027")["working_days"] == days - 42  # type: ignore[operator]
    for wrong in (
        week,
        (*week[:3], "--from", "2027-03-01"),
        (*week, "--from", "2027-03-01", "--off", "2027-03-02"),
    ):
        with pytest.raises(Refusal):
            said(*wrong, "--apply")
