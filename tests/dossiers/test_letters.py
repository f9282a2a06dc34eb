"""The letter that apologises and promises a new day once: who drafts and signs it, and what it changes."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from motcua.dossiers.calendars import Change
from motcua.dossiers.ending import Document, decide, withdraw
from motcua.dossiers.explain import explain
from motcua.dossiers.letters import Letter, draft_letters, last_day_to_sign, letters_of, sign_letters
from motcua.dossiers.models import Dossier, Stretch
from motcua.dossiers.passing import move, take
from motcua.dossiers.promise import Counts, NotDecided, decide_promise, rule_on
from motcua.dossiers.refusals import Done
from motcua.dossiers.standing import Standing, standing
from motcua.dossiers.stretches import rebuilt
from motcua.dossiers.timeline import entries_of, happenings
from motcua.dossiers.waiting import ask_for_supplement, resume
from motcua.journal.by import SYSTEM
from motcua.journal.verify import verify
from motcua.organisation.tree import tree
from motcua.people.actor import SYSTEM_ACTOR, Actor
from motcua.worktime.decide import Decided
from motcua.worktime.load import calendar_for
from motcua.worktime.models import DayKind
from tests.cast import GROUND, MONDAY, Cast, at, reread, succeeded

WHY = "Chờ xác minh lý lịch tư pháp"
OFF = Decided(date(2019, 1, 11), DayKind.OFF, "Mất điện", "12/QĐ-UBND")


def act(function: Any, dossiers: Dossier | Sequence[Dossier], who: Actor, when: datetime, **given: Any) -> Done:
    ids = [d.pk for d in ([dossiers] if isinstance(dossiers, Dossier) else dossiers)]
    return function(ids, by=who, at=when, recorded_at=when, ground=GROUND, **given)


def in_hand(cast: Cast, when: datetime | None = None, **given: Any) -> Dossier:
    """Received on Monday at eight, in An's hands at nine; due on Monday the 14th at eight."""
    when = when or at()
    dossier = cast.received(when, **given)
    later = when.replace(hour=9)
    succeeded(act(move, dossier, cast.hoa, later, to=cast.inbox))
    succeeded(act(take, dossier, cast.an, later))
    return reread(dossier)


def signed(cast: Cast, dossier: Dossier, when: datetime | None = None, days: int = 3) -> Dossier:
    succeeded(act(sign_letters, dossier, cast.chi, when or at(10), days=days, reason=WHY))
    return reread(dossier)


def decided_rule(counts: Counts, before: int = 1, from_day: date = MONDAY) -> None:
    given = {"by": SYSTEM, "at": at(date(2018, 6, 1)), "ground": "DECISION", "decision": "7/QĐ-UBND"}
    decide_promise(from_day=from_day, letter_before=before, counts=counts, **given)


def test_the_officer_writes_the_reason_and_the_head_signs(cast: Cast) -> None:
    dossier = in_hand(cast)
    succeeded(act(draft_letters, dossier, cast.an, at(9), days=3, reason=f"  {WHY} "))
    draft = letters_of([dossier.pk])[dossier.pk]
    assert (draft.days, draft.reason, draft.signed_at) == (3, WHY, None)
    assert reread(dossier).extension is None
    succeeded(act(sign_letters, dossier, cast.chi, at(10, 10)))
    letter = letters_of([dossier.pk])[dossier.pk]
    assert letter.pk == draft.pk
    assert (letter.number, letter.until, letter.was_due) == ("1/PXL", at(17), at(14))
    assert (letter.signed_by_id, letter.signed_at) == (cast.chi.account, at(10, 10))
    assert letter.in_time


def test_the_promise_stands_beside_the_legal_due_moment(cast: Cast) -> None:
    dossier = signed(cast, in_hand(cast))
    assert (dossier.due_at, dossier.due_on) == (at(14), date(2019, 1, 14))
    assert (dossier.extended_to, dossier.extension) == (at(17), 3)
    assert explain(dossier, at(10)).extended_to == at(17)


def test_a_letter_is_signed_once(cast: Cast) -> None:
    dossier = signed(cast, in_hand(cast))
    for function, who in ((draft_letters, cast.an), (sign_letters, cast.chi)):
        again = act(function, dossier, who, at(11), days=5, reason=WHY).refusal
        assert again is not None and again.code == "extended"
        assert "17/01/2019" in str(again)
    assert Letter.objects.count() == 1


def test_signed_on_the_last_day_it_is_in_time_and_a_day_later_it_says_that_it_is_not(cast: Cast) -> None:
    in_time, late = in_hand(cast), in_hand(cast)
    signed(cast, in_time, at(11, 16))
    signed(cast, late, at(14, 7, 30))
    letters = letters_of([in_time.pk, late.pk])
    assert (letters[in_time.pk].in_time, letters[late.pk].in_time) == (True, False)


def test_the_last_day_lies_before_a_weekend_and_before_the_new_year(cast: Cast) -> None:
    calendar = calendar_for(tree().path(cast.office.pk, MONDAY))
    assert last_day_to_sign(in_hand(cast), calendar) == date(2019, 1, 11)
    new_year = in_hand(cast, at(date(2019, 12, 25)))
    assert new_year.due_at == at(date(2020, 1, 2))
    assert last_day_to_sign(new_year, calendar) == date(2019, 12, 31)


def test_a_promise_is_for_a_day_to_come(cast: Cast) -> None:
    dossier = in_hand(cast)
    refusal = act(sign_letters, dossier, cast.chi, at(16), days=2, reason=WHY).refusal
    assert refusal is not None and refusal.code == "extended_past"
    assert "16/01/2019" in str(refusal)
    assert signed(cast, dossier, at(16), days=3).extended_to == at(17)


@pytest.mark.parametrize("days", [0, -1, 61, 10_000])
def test_days_that_cannot_be_asked_for_are_refused(cast: Cast, days: int) -> None:
    dossier = in_hand(cast)
    for function, who in ((draft_letters, cast.an), (sign_letters, cast.chi)):
        refusal = act(function, dossier, who, at(10), days=days, reason=WHY).refusal
        assert refusal is not None and refusal.code == "extension_days"


def test_a_letter_without_a_reason_is_not_signed(cast: Cast) -> None:
    dossier = in_hand(cast)
    succeeded(act(draft_letters, dossier, cast.an, at(9), days=3))
    for given in ({}, {"reason": "  \n"}):
        refusal = act(sign_letters, dossier, cast.chi, at(10), **given).refusal
        assert refusal is not None and refusal.code == "reason"
    assert signed(cast, dossier).extended_to == at(17)


@pytest.mark.parametrize("who", ["hoa", "an", "dung", "em"])
def test_nobody_signs_but_a_leader_of_the_deciding_unit(cast: Cast, who: str) -> None:
    dossier = in_hand(cast)
    succeeded(act(draft_letters, dossier, cast.an, at(9), days=3, reason=WHY))
    refusal = act(sign_letters, dossier, getattr(cast, who), at(10)).refusal
    assert refusal is not None and refusal.code == "not_yours"
    assert not Letter.objects.exclude(signed_at=None).exists()


def test_only_who_holds_a_dossier_drafts_its_letter(cast: Cast) -> None:
    dossier = in_hand(cast)
    codes = {
        who: refusal.code
        for who in ("binh", "hoa", "chi", "dung")
        if (refusal := act(draft_letters, dossier, getattr(cast, who), at(9), days=3).refusal)
    }
    assert codes == {"binh": "taken", "hoa": "taken", "chi": "taken", "dung": "taken"}
    succeeded(act(draft_letters, dossier, SYSTEM_ACTOR, at(9), days=3))


def test_a_draft_is_changed_and_never_doubled(cast: Cast) -> None:
    dossier = in_hand(cast)
    succeeded(act(draft_letters, dossier, SYSTEM_ACTOR, at(9), days=1))
    succeeded(act(draft_letters, dossier, cast.an, at(9, 10), days=4, reason=WHY))
    [draft] = Letter.objects.all()
    assert (draft.days, draft.reason, draft.drafted_by_id) == (4, WHY, cast.an.account)


def test_what_has_ended_or_waits_needs_no_letter(cast: Cast) -> None:
    ended, waiting, drafted = in_hand(cast), in_hand(cast), in_hand(cast)
    succeeded(act(withdraw, ended, cast.hoa, at(9), reason="Rút"))
    succeeded(act(ask_for_supplement, waiting, cast.an, at(9), missing="Đơn"))
    succeeded(act(draft_letters, drafted, cast.an, at(9), days=3, reason=WHY))
    done = act(sign_letters, [ended, waiting, drafted], cast.chi, at(10), days=3, reason=WHY)
    assert {d: r.code for d, r in done.refused.items()} == {ended.pk: "not_open", waiting.pk: "waits"}
    assert done.done == (drafted.pk,)


def test_a_pause_takes_the_promise_with_the_due_moment_and_gives_both_back(cast: Cast) -> None:
    dossier = signed(cast, in_hand(cast))
    succeeded(act(ask_for_supplement, dossier, cast.an, at(10, 10), missing="Đơn"))
    assert (reread(dossier).due_at, reread(dossier).extended_to) == (None, None)
    succeeded(act(resume, dossier, cast.an, at(14, 10)))
    dossier = reread(dossier)
    assert (dossier.due_at, dossier.extended_to) == (at(16), at(21))
    assert explain(dossier, at(14, 11)).extended_to == at(21)


def test_a_changed_calendar_moves_the_promise_too(cast: Cast) -> None:
    dossier = signed(cast, in_hand(cast), at(9))
    Change(SYSTEM_ACTOR, at(9, 10), "DECISION").decide("12/QĐ-UBND", [OFF])
    assert (reread(dossier).due_at, reread(dossier).extended_to) == (at(15), at(18))
    Change(SYSTEM_ACTOR, at(9, 11), "DECISION").take_back("12/QĐ-UBND")
    assert (reread(dossier).due_at, reread(dossier).extended_to) == (at(14), at(17))
    assert letters_of([dossier.pk])[dossier.pk].until == at(17), "a letter keeps what it said"


def test_letters_are_numbered_without_gaps_and_anew_each_year(cast: Cast) -> None:
    first, refused, last = in_hand(cast), in_hand(cast), in_hand(cast)
    reasons = {first.pk: WHY, last.pk: WHY}
    done = act(sign_letters, [first, refused, last], cast.chi, at(10), days=3, reason=reasons)
    assert {d: r.code for d, r in done.refused.items()} == {refused.pk: "reason"}
    signed(cast, refused, at(10, 10))
    letters = letters_of([first.pk, refused.pk, last.pk])
    assert [letters[d.pk].number for d in (first, last, refused)] == ["1/PXL", "2/PXL", "3/PXL"]
    next_year = signed(cast, in_hand(cast, at(date(2020, 1, 6))), at(date(2020, 1, 8)))
    assert letters_of([next_year.pk])[next_year.pk].number == "1/PXL"


def test_several_are_signed_with_their_own_days_by_as_many_statements_as_one(cast: Cast) -> None:
    dossiers = [in_hand(cast, at(7, 8, minute)) for minute in range(8)]
    days = {dossier.pk: n for n, dossier in enumerate(dossiers, start=1)}
    succeeded(act(draft_letters, dossiers, SYSTEM_ACTOR, at(9), days=days))
    with CaptureQueriesContext(connection) as one:
        succeeded(act(sign_letters, dossiers[:1], cast.chi, at(10), reason=WHY))
    with CaptureQueriesContext(connection) as seven:
        succeeded(act(sign_letters, dossiers[1:], cast.chi, at(10), reason=WHY))
    assert len(seven) <= len(one)
    assert [reread(dossier).extension for dossier in dossiers] == list(range(1, 9))


def test_the_history_says_what_was_promised_and_why(cast: Cast) -> None:
    dossier = signed(cast, in_hand(cast))
    told = happenings(entries_of(dossier.pk))[-1].sentence
    assert "1/PXL" in told and "08:00 17/01/2019" in told and WHY in told
    assert verify().ok


@pytest.mark.parametrize("counts", [Counts.DUE_AT, Counts.EXTENDED_TO])
def test_the_stretches_follow_from_the_journal_whichever_moment_counts(cast: Cast, counts: Counts) -> None:
    decided_rule(counts)
    dossier = signed(cast, in_hand(cast))
    succeeded(act(ask_for_supplement, dossier, cast.an, at(10, 10), missing="Đơn"))
    succeeded(act(resume, dossier, cast.an, at(14, 10)))
    told = list(rebuilt(dossier.pk))
    kept = Stretch.objects.filter(dossier=dossier.pk).order_by("seq").values(*told[0])
    assert told == list(kept)
    counts_at = reread(dossier).counts_at
    assert counts_at == (at(16) if counts == Counts.DUE_AT else at(21))
    assert told[-1]["due_at"] == counts_at


def test_which_moment_counts_follows_from_the_day_of_receipt(cast: Cast) -> None:
    decided_rule(Counts.EXTENDED_TO, from_day=date(2019, 1, 8))
    before, after = signed(cast, in_hand(cast)), signed(cast, in_hand(cast, at(8)))
    assert (before.due_on, after.due_on) == (date(2019, 1, 14), date(2019, 1, 18))
    morning = at(16, 9)
    assert (standing(before, morning), standing(after, morning)) == (Standing.OVERDUE, Standing.IN_TIME)
    documents = {d.pk: Document("1/QĐ", date(2019, 1, 16)) for d in (before, after)}
    succeeded(act(decide, [before, after], cast.chi, morning, outcome="granted", documents=documents))
    assert (reread(before).ended_as, reread(after).ended_as) == ("late", "early")


def test_a_rule_holds_for_what_is_received_from_its_day_on(cast: Cast) -> None:
    decided_rule(Counts.DUE_AT, before=3, from_day=date(2019, 1, 8))
    assert [rule_on(date(2019, 1, day)).letter_before for day in (7, 8, 9)] == [1, 3, 3]
    decided_rule(Counts.EXTENDED_TO, before=0, from_day=date(2019, 2, 1))
    assert [rule_on(day).letter_before for day in (date(2019, 1, 31), date(2019, 2, 1))] == [3, 0]


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"from_day": date(2018, 5, 31)}, "past"),
        ({"letter_before": -1}, "before"),
        ({"letter_before": 11}, "before"),
        ({"decision": "  "}, "decision"),
        ({"from_day": date(2019, 1, 7)}, "twice"),
    ],
)
def test_a_rule_that_cannot_hold_is_refused_in_a_sentence(cast: Cast, given: dict[str, Any], code: str) -> None:
    decided_rule(Counts.DUE_AT)
    said: dict[str, Any] = {
        "from_day": date(2019, 3, 1),
        "letter_before": 1,
        "counts": "due_at",
        "decision": "8/QĐ",
    }
    with pytest.raises(NotDecided) as refused:
        decide_promise(**(said | given), by=SYSTEM, at=at(date(2018, 6, 1)), ground="DECISION")
    assert refused.value.code == code
    assert str(refused.value)
