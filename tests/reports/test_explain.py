"""Why this due day: the explanation leads from receipt to the due moment that the acts wrote, without a gap."""

import io
import json
from collections import Counter
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from django.core.management import call_command

from motcua.catalogue.models import Procedure
from motcua.catalogue.norms import set_norm
from motcua.command import Refusal
from motcua.dossiers.calendars import Change
from motcua.dossiers.ledger import ledger_of
from motcua.dossiers.letters import sign_letters
from motcua.dossiers.models import Dossier, Stretch
from motcua.journal.by import SYSTEM
from motcua.organisation.tree import tree
from motcua.people.actor import SYSTEM_ACTOR
from motcua.worktime.decide import Decided
from motcua.worktime.limits import Limit, LimitUnit
from motcua.worktime.load import calendar_for
from motcua.worktime.models import DayKind
from tests.cast import GROUND, Cast, at, reread, succeeded
from tests.reports.story import play

STORIES = [
    "received 7/1",
    "received hours 7/1 at 16:20",
    "received 1/2 at 17:30",  # after closing, before Tết
    "received 7/1; taken 8/1; asked 9/1; supplemented 14/1",
    "received 7/1; taken 8/1; asked 9/1; supplemented 14/1; decided 16/1; returned 17/1",
    "received 7/1; taken 8/1; stopped 9/1; reopened 11/2",  # the pause of a stop
    "received hours 7/1; taken 7/1; asked 7/1 at 15:00; supplemented 9/1 at 08:15",
]


def explained(*arguments: str) -> dict[str, Any]:
    out = io.StringIO()
    call_command("explain", *arguments, "--format", "json", stdout=out)
    return json.loads(out.getvalue())


@pytest.mark.parametrize("story", STORIES)
def test_the_steps_lead_from_receipt_to_the_due_moment_without_a_gap(cast: Cast, story: str) -> None:
    dossier = reread(play(cast, story))
    found = explained(str(dossier.number))
    assert datetime.fromisoformat(found["due_at"]) == dossier.due_at
    steps = found["steps"]
    assert (steps[0]["from"], steps[-1]["to"]) == (found["received_at"], found["due_at"])
    for one, following in pairwise(steps):
        assert one["to"] == following["from"]
    for step in steps:
        length = datetime.fromisoformat(step["to"]) - datetime.fromisoformat(step["from"])
        assert step["minutes"] in (0, length.total_seconds() / 60)
        assert step["why"].endswith(".")
    ended = datetime.fromisoformat(found["ended_at"]) if found["ended_at"] else None
    assert ended == dossier.ended_at


@pytest.mark.parametrize("story", [*STORIES, "received 7/1; taken 8/1; asked 9/1", "received 7/1; taken 8/1"])
def test_the_ledger_shares_out_every_working_minute_once(cast: Cast, story: str) -> None:
    """Walked minute by minute: a pause has the minutes inside it, else who held the dossier then."""
    dossier = reread(play(cast, story))
    until = dossier.ended_at or at(date(2019, 2, 15), 10)
    found = ledger_of(dossier, until)
    assert found is not None
    calendar = calendar_for(tree().path(dossier.deciding_unit_id, dossier.received_on))
    stretches = list(Stretch.objects.filter(dossier=dossier.pk).order_by("seq"))
    pauses = list(dossier.pauses.order_by("since"))
    walked: Counter[object] = Counter()
    minute = dossier.received_at
    while minute < until:
        pause = next((p for p in pauses if p.since <= minute and (p.until is None or minute < p.until)), None)
        holder = [s.holder_unit_id for s in stretches if s.from_at <= minute][-1] or dossier.deciding_unit_id
        walked[pause.pk if pause else holder] += calendar.minutes_between(minute, minute + timedelta(minutes=1))
        minute += timedelta(minutes=1)
    shares = {share.pause.pk if share.pause else share.unit: share.minutes for share in found.shares}
    assert shares == {key: walked[key] for key in shares}
    assert found.total == sum(walked.values()) == calendar.minutes_between(dossier.received_at, until)
    assert found.total > 0


def test_the_explanation_ends_with_where_the_time_went(cast: Cast) -> None:
    dossier = reread(
        play(cast, "received 7/1; taken 8/1; asked 9/1; supplemented 14/1; decided 16/1; returned 17/1")
    )
    found = explained(str(dossier.number), "--lang", "en")
    assert found["budget_minutes"] == 5 * 450
    assert found["total_minutes"] == sum(share["minutes"] for share in found["ledger"]) > 0
    assert [share["kind"] for share in found["ledger"]].count("pause") == 1
    out = io.StringIO()
    call_command("explain", str(dossier.number), "--lang", "en", stdout=out)
    assert out.getvalue().splitlines()[-1].split() == ["In", "all", str(found["total_minutes"])]


def test_while_a_dossier_waits_it_is_not_due(cast: Cast) -> None:
    dossier = reread(play(cast, "received 7/1; taken 8/1; asked 9/1"))
    found = explained(str(dossier.number), "--lang", "en")
    assert found["due_at"] is None
    assert found["limit"] == {"value": 5, "unit": "working_day", "cutoff": None}
    [pause] = found["pauses"]
    assert (pause["from"], pause["to"]) == ("2019-01-09T09:00:00+07:00", None)
    assert pause["why"] == "waiting for the applicant to complete the dossier: Bản sao"
    assert found["steps"][-1]["to"] == pause["from"]


def test_moments_are_cut_to_the_minute_so_that_sums_are_exact(cast: Cast) -> None:
    dossier = cast.received(at(7, 8, 30).replace(second=59, microsecond=7))
    found = explained(dossier.number)
    assert found["received_at"] == found["steps"][0]["from"] == "2019-01-07T08:30:00+07:00"


def test_the_reader_s_language(cast: Cast) -> None:
    number = str(cast.received(at(7, 12)).number)
    english, vietnamese = explained(number, "--lang", "en"), explained(number, "--lang", "vi")
    assert english["steps"][0]["why"] == (
        "Received during the midday break; it counts as received at 13:30 07/01/2019."
    )
    assert [s["from"] for s in vietnamese["steps"]] == [s["from"] for s in english["steps"]]
    out = io.StringIO()
    call_command("explain", number, "--lang", "en", stdout=out)
    assert "Limit: 5 working days" in out.getvalue() and "Due: 13:30 14/01/2019" in out.getvalue()


def test_half_a_number_is_answered_with_whole_ones(cast: Cast) -> None:
    dossier = cast.received()
    with pytest.raises(Refusal) as told:
        explained(dossier.number[:12], "--lang", "en")
    assert dossier.number in str(told.value)
    for nothing in ("", "no such number", "x" * 10_000, "000.00.28.H39-190107-9999"):
        with pytest.raises(Refusal) as told:
            explained(nothing, "--lang", "en")
        assert "No dossier bears the number" in str(told.value) and len(str(told.value)) < 200


def test_a_dossier_without_reception_has_no_clock(cast: Cast) -> None:
    dossier = reread(play(cast, "filed 7/1"))
    assert dossier.number is None
    with pytest.raises(Refusal):
        explained(str(dossier.pk))


def test_the_time_that_a_dossier_was_stopped_is_a_pause_in_words(cast: Cast) -> None:
    dossier = reread(play(cast, "received 7/1; taken 8/1; stopped 9/1; reopened 16/1"))
    found = explained(str(dossier.number), "--lang", "en")
    [pause] = found["pauses"]
    assert pause["why"] == "handling was stopped until a decision resumed it: 12/QĐ-UBND"
    [stood] = [step for step in found["steps"] if step["from"] == pause["from"]]
    assert (stood["minutes"], stood["to"]) == (0, pause["to"])
    assert "the limit moves by 5 working days" in stood["why"]


def test_while_it_waits_it_says_when_it_would_be_due_if_it_went_on_now(cast: Cast) -> None:
    dossier = reread(play(cast, "received 7/1; taken 8/1; asked 9/1"))
    found = explained(str(dossier.number), "--lang", "en")
    assert found["if_resumed_now"] is not None and found["due_at"] is None
    told = printed(dossier)
    then = datetime.fromisoformat(found["if_resumed_now"])
    assert f"If it went on now, it would be due: {then:%H:%M %d/%m/%Y}" in told
    going = explained(str(cast.received(at(7, 10)).number))
    assert going["if_resumed_now"] is None


def test_a_letter_s_promise_stands_beside_the_legal_due_moment(cast: Cast) -> None:
    dossier = cast.received()
    assert explained(str(dossier.number))["extended_to"] is None
    when = at(8, 9)
    letter = {"days": 3, "reason": "Chờ xác minh", "by": cast.chi, "at": when, "recorded_at": when}
    succeeded(sign_letters([dossier.pk], ground=GROUND, **letter))
    found = explained(str(dossier.number))
    assert (found["due_at"], found["extended_to"]) == ("2019-01-14T08:00:00+07:00", "2019-01-17T08:00:00+07:00")
    told = printed(dossier)
    assert "Due: 08:00 14/01/2019" in told and "Promised by letter: 08:00 17/01/2019" in told


def test_the_unit_s_own_norm_stands_beside_the_legal_limit(cast: Cast) -> None:
    procedure = Procedure.objects.get(code="5-days")
    known = {"from_day": date(2019, 1, 7), "decision": "5/QĐ-UBND", "by": SYSTEM, "ground": "DECISION"}
    day = at(7, 7)
    set_norm(cast.office, procedure, Limit(3, LimitUnit.WORKING_DAY), at=day, recorded_at=day, **known)
    dossier = cast.received()
    found = explained(str(dossier.number))
    assert found["norm"] == {"value": 3, "unit": "working_day", "due_at": "2019-01-10T08:00:00+07:00"}
    assert found["due_at"] == "2019-01-14T08:00:00+07:00"
    assert "The unit's own norm: 3 working days, by 08:00 10/01/2019" in printed(dossier)


def test_what_ended_says_the_due_moment_that_it_keeps_when_the_calendar_changes_later(cast: Cast) -> None:
    dossier = reread(play(cast, "received 7/1; taken 8/1; decided 15/1"))
    assert explained(str(dossier.number))["kept_due_at"] is None
    friday = Decided(date(2019, 1, 11), DayKind.OFF, "Mất điện", "12/QĐ-UBND")
    Change(SYSTEM_ACTOR, at(16), "DECISION").decide("12/QĐ-UBND", [friday])
    found = explained(str(dossier.number))
    assert (found["due_at"], found["kept_due_at"]) == ("2019-01-15T09:00:00+07:00", "2019-01-14T09:00:00+07:00")
    assert "When handling ended it was due 09:00 14/01/2019; the calendar has changed since." in printed(dossier)


def printed(dossier: Dossier) -> str:
    """What the command tells a person."""
    out = io.StringIO()
    call_command("explain", str(dossier.number), "--lang", "en", stdout=out)
    return out.getvalue()
