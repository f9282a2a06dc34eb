"""A decision about days moves every open due moment that follows from them, and taken back it restores them."""

import io
import json
from datetime import date

import pytest
from django.core.management import call_command

from motcua.command import Refusal
from motcua.dossiers.calendars import Change, NotPossible
from motcua.dossiers.drafts import Proposal
from motcua.dossiers.ending import agree
from motcua.dossiers.models import ClosedPeriod, Dossier
from motcua.dossiers.passing import move
from motcua.dossiers.waiting import ask_for_supplement, resume
from motcua.journal.models import Entry
from motcua.people.actor import SYSTEM_ACTOR
from motcua.worktime.changes import NotDecided
from motcua.worktime.decide import Decided
from motcua.worktime.models import DayDecision, DayKind
from tests.cast import GROUND, Cast, at, reread, succeeded

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


@pytest.mark.parametrize(
    ("number", "days"),
    [("", [FRIDAY]), ("14/QĐ", [])],
)
def test_a_decision_has_a_number_and_days(cast: Cast, number: str, days: list[Decided]) -> None:
    with pytest.raises(NotDecided):
        change().decide(number, days)


def test_the_same_decision_twice_and_an_earlier_one_under_a_later_are_refused(cast: Cast) -> None:
    change().decide("12/QĐ-UBND", [FRIDAY])
    with pytest.raises(NotDecided):
        change().decide("12/QĐ-UBND", [FRIDAY])
    change().decide("16/QĐ", [Decided(FRIDAY.day, DayKind.HALF, "Buổi sáng", "16/QĐ")])
    with pytest.raises(NotDecided):
        change().take_back("12/QĐ-UBND")
    change().take_back("16/QĐ")
    change().take_back("12/QĐ-UBND")


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
