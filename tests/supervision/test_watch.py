"""The four lists: what is in each, who sees it, what to do; and as many statements for fifty dossiers as for five.

Day one is Monday, 7 January 2019; 5-days are due on Monday 14, at the hour at which they were received.
"""

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from motcua.dossiers.letters import draft_letters, sign_letters
from motcua.dossiers.models import Dossier
from motcua.dossiers.passing import move, take
from motcua.dossiers.waiting import ask_for_supplement, resume
from motcua.journal.by import SYSTEM
from motcua.organisation.establish import end
from motcua.people.admit import NewAccount, NewPost, admit, end_post
from motcua.people.models import Function, Post
from motcua.supervision.heaps import Heap
from motcua.supervision.watch import MOST
from tests.cast import BEGINNING, Cast, at
from tests.supervision.conftest import act, numbers, seen

FOUNDED: dict[str, Any] = {"by": SYSTEM, "at": at(7, 12), "ground": "DECISION"}
FRIDAY, MONDAY, TUESDAY = at(11, 6, 30), at(14, 6, 30), at(15, 6, 30)


def in_hands(cast: Cast, when: Any, **given: Any) -> Dossier:
    """Received, sent to the office and taken by An within three hours."""
    dossier = cast.received(when, **given)
    act(move, dossier, cast.hoa, when.replace(hour=when.hour + 1), to=cast.inbox)
    act(take, dossier, cast.an, when.replace(hour=when.hour + 2))
    return dossier


def test_on_friday_what_is_due_on_monday_is_due_on_the_next_working_day(cast: Cast) -> None:
    monday, tuesday = in_hands(cast, at(7, 8)), in_hands(cast, at(8, 8))
    assert numbers(seen(cast, "em", FRIDAY), Heap.DUE) == [monday.number]
    assert numbers(seen(cast, "em", MONDAY), Heap.DUE) == [monday.number, tuesday.number], "soonest first"
    assert numbers(seen(cast, "em", at(16, 6, 30)), Heap.DUE) == []


def test_on_its_last_day_the_letter_is_asked_for_in_time(cast: Cast) -> None:
    in_hands(cast, at(7, 8))
    [due] = seen(cast, "em", FRIDAY).lists[0].findings
    assert "Lê Văn An" in due.advice.named and "Võ Thị Chi" in due.advice.named
    [later] = seen(cast, "em", MONDAY).lists[0].findings
    assert "Võ Thị Chi" not in later.advice.named, "on the due day the last day to sign is past"


def test_late_is_late_without_a_letter_until_one_is_signed(cast: Cast) -> None:
    bare, drafted, signed = (in_hands(cast, at(7, hour)) for hour in (8, 9, 10))
    act(draft_letters, drafted, cast.an, at(11, 9), days=3, reason="Chờ xác minh")
    act(sign_letters, signed, cast.chi, at(11, 10), days=3, reason="Chờ xác minh")
    assert numbers(seen(cast, "em", MONDAY), Heap.LATE) == []
    late = seen(cast, "em", TUESDAY)
    assert numbers(late, Heap.LATE) == [bare.number, drafted.number]
    first, second = late.lists[1].findings
    assert first.advice.named != second.advice.named
    assert first.unit_name == "Phòng Tư pháp"


def test_what_a_letter_promised_is_due_on_that_day_and_late_after_it(cast: Cast) -> None:
    dossier = in_hands(cast, at(7, 8))
    act(sign_letters, dossier, cast.chi, at(11, 10), days=3, reason="Chờ xác minh")
    assert numbers(seen(cast, "em", at(15, 7)), Heap.DUE) == []
    for day in (16, 17):  # promised for Thursday 17
        assert numbers(seen(cast, "em", at(day, 7)), Heap.DUE) == [dossier.number]
        assert numbers(seen(cast, "em", at(day, 7)), Heap.LATE) == []
    broken = seen(cast, "em", at(18, 7))
    assert numbers(broken, Heap.LATE) == [dossier.number]
    assert "17/01/2019" in broken.lists[1].findings[0].advice.named


def test_a_limit_in_hours_is_late_after_its_minute(cast: Cast) -> None:
    dossier = in_hands(cast, at(7, 8), procedure="8-hours")  # due on Tuesday at 08:30
    before, after = seen(cast, "em", at(8, 7, 30)), seen(cast, "em", at(8, 8, 31))
    assert (numbers(before, Heap.DUE), numbers(before, Heap.LATE)) == ([dossier.number], [])
    assert (numbers(after, Heap.DUE), numbers(after, Heap.LATE)) == ([], [dossier.number])


def test_what_waits_for_its_applicant_is_neither_due_nor_late(cast: Cast) -> None:
    dossier = in_hands(cast, at(7, 8))
    act(ask_for_supplement, dossier, cast.an, at(8, 9), missing="Bản sao")
    assert seen(cast, "em", at(25, 7)).is_empty


def test_asked_twice_is_found_as_long_as_it_is_open(cast: Cast) -> None:
    dossier, once = in_hands(cast, at(7, 8)), in_hands(cast, at(7, 8, 30))
    for each in (dossier, once):
        act(ask_for_supplement, each, cast.an, at(8, 9), missing="Bản sao")
    act(resume, dossier, cast.an, at(8, 10))
    again = {"missing": "Tờ khai", "reason": "Sót khi kiểm tra", "basis": "NĐ 118/2025"}
    act(ask_for_supplement, dossier, cast.chi, at(8, 14), **again)
    found = seen(cast, "em", at(9, 6, 30))
    assert numbers(found, Heap.TWICE) == [dossier.number]
    assert "2" in found.lists[2].findings[0].advice.named


def test_untaken_for_more_than_a_working_day_lies_in_nobodys_inbox(cast: Cast) -> None:
    dossier = cast.received(at(7, 8))
    act(move, dossier, cast.hoa, at(7, 9), to=cast.inbox)
    assert numbers(seen(cast, "em", at(8, 9, 30)), Heap.NOBODY) == [], "eight hours of work, not more"
    found = seen(cast, "em", at(8, 9, 31))
    assert numbers(found, Heap.NOBODY) == [dossier.number]
    assert "Lê Văn An" in found.lists[3].findings[0].advice.named
    act(take, dossier, cast.an, at(8, 9, 32))
    assert numbers(seen(cast, "em", at(8, 9, 33)), Heap.NOBODY) == []


def test_an_inbox_that_nobody_reads_is_found_at_once(cast: Cast) -> None:
    dossier = cast.received(at(7, 8))
    act(move, dossier, cast.hoa, at(7, 9), to=cast.inbox)
    assert numbers(seen(cast, "em", at(7, 10)), Heap.NOBODY) == []
    for post in Post.objects.filter(unit=cast.office, function=Function.HANDLING):
        end_post(post, on=date(2019, 1, 8), by=SYSTEM, at=at(7, 11), ground="DECISION")
    found = seen(cast, "em", at(8, 6, 30))
    assert numbers(found, Heap.NOBODY) == [dossier.number]
    assert "Võ Thị Chi" in found.lists[3].findings[0].advice.named, "the leader names somebody"


def test_what_somebody_left_in_his_hands_is_found(cast: Cast) -> None:
    dossier = in_hands(cast, at(7, 8))
    for post in Post.objects.filter(account=cast.accounts["an"]):
        end_post(post, on=date(2019, 1, 9), by=SYSTEM, at=at(8, 11), ground="DECISION")
    assert numbers(seen(cast, "em", at(8, 12)), Heap.NOBODY) == []
    found = seen(cast, "em", at(9, 6, 30))
    assert numbers(found, Heap.NOBODY) == [dossier.number]
    assert "Lê Văn An" in found.lists[3].findings[0].advice.named
    assert "Lê Văn An" not in found.lists[3].findings[0].advice.plain, "mail names nobody"


@pytest.mark.parametrize("heir", [True, False])
def test_a_closed_units_inbox_is_read_by_its_heir_or_by_nobody(cast: Cast, heir: bool) -> None:
    dossier = cast.received(at(7, 8))
    act(move, dossier, cast.hoa, at(7, 9), to=cast.inbox)
    end(cast.office, on=date(2019, 1, 8), successors=[cast.desk] if heir else [], **FOUNDED)
    if heir:
        new = NewAccount("moi", "Ngô Thị Mới", [NewPost(cast.desk, Function.HANDLING)], password_hash="!")
        admit([new], from_day=BEGINNING, **FOUNDED)
    found = seen(cast, "em", at(8, 8))
    assert numbers(found, Heap.NOBODY) == ([] if heir else [dossier.number])


def test_nobody_sees_what_he_neither_leads_nor_controls(cast: Cast) -> None:
    dossier = in_hands(cast, at(7, 8))
    assert numbers(seen(cast, "chi", TUESDAY), Heap.LATE) == [dossier.number]
    for who in ("dung", "an", "hoa"):
        assert seen(cast, who, TUESDAY).is_empty
    assert not seen(cast, "an", TUESDAY).scope.roots, "a handling officer has a desk and no watch"


def test_a_control_officer_narrows_to_a_unit_and_to_no_other(cast: Cast) -> None:
    dossier, at_desk = in_hands(cast, at(7, 8)), cast.received(at(7, 9))
    tree = seen(cast, "em", TUESDAY).scope.present.units
    day = date(2019, 1, 15)
    desk = seen(cast, "em", TUESDAY, unit=tree.by_code("801.01", day))
    assert numbers(desk, Heap.LATE) == [at_desk.number], "it lies there"
    office = seen(cast, "em", TUESDAY, unit=tree.by_code("801.02", day))
    assert numbers(office, Heap.LATE) == [dossier.number, at_desk.number], "it decides them"
    elsewhere = seen(cast, "em", TUESDAY, unit=tree.by_code("27899", day))
    assert elsewhere.scope.roots == (cast.district.pk,), "a commune that is none of his: his own watch"
    units = dict(seen(cast, "em", TUESDAY).lists[3].by_unit())
    assert [together.numbers for together in units["Bộ phận Một cửa huyện"]] == [at_desk.number]


def test_statements_are_as_many_for_fifty_dossiers_as_for_five(cast: Cast) -> None:
    def statements() -> int:
        seen(cast, "em", TUESDAY)  # calendars and tree are read once
        with CaptureQueriesContext(
            connection,
        ) as asked:
            found = seen(cast, "em", TUESDAY)
        assert numbers(found, Heap.LATE)
        return len(asked)

    for minute in range(5):
        in_hands(cast, at(7, 8, minute))
    few = statements()
    for minute in range(5, 50):
        dossier = cast.received(at(7, 8, minute))
        if minute % 2:
            act(move, dossier, cast.hoa, at(7, 9, minute), to=cast.inbox)
    assert statements() == few <= 14
    late = seen(cast, "em", TUESDAY).lists[1]
    assert (late.total, len(late.findings), late.more) == (50, MOST, 30)
    rest = seen(cast, "em", TUESDAY, heaps=[Heap.LATE], most=50, offset=MOST)
    assert len(numbers(rest, Heap.LATE)) == 30
    assert not set(numbers(rest, Heap.LATE)) & {finding.number for finding in late.findings}


def test_an_empty_morning_is_empty(cast: Cast) -> None:
    in_hands(cast, at(7, 8))
    assert seen(cast, "em", at(8, 6, 30)).is_empty


def test_what_is_asked_of_one_person_about_several_is_said_once(cast: Cast) -> None:
    first, second, of_desk = in_hands(cast, at(7, 8)), in_hands(cast, at(7, 9)), cast.received(at(7, 9))
    due = seen(cast, "em", at(14, 6, 30)).lists[0]
    groups = {unit: [together.numbers for together in said] for unit, said in due.by_unit()}
    assert groups == {
        "Phòng Tư pháp": [f"{first.number}, {second.number}"],
        "Bộ phận Một cửa huyện": [of_desk.number],
    }


def test_who_has_to_act_himself_is_told_so_with_the_act(cast: Cast) -> None:
    dossier = in_hands(cast, at(7, 8))
    [asked], [own] = (seen(cast, who, TUESDAY).lists[1].findings for who in ("em", "chi"))
    assert "Võ Thị Chi" in asked.advice.named and not asked.advice.act
    assert "Võ Thị Chi" not in own.advice.named
    assert own.advice.href == f"/dossiers/{dossier.number}/?do=sign_letter"


def test_what_waits_for_a_leader_has_a_day_more(cast: Cast) -> None:
    dossier = in_hands(cast, at(7, 8))
    act(move, dossier, cast.an, at(7, 11), to=cast.leader)  # four hours of Monday, seven and a half of Tuesday
    assert numbers(seen(cast, "chi", at(9, 14, 0)), Heap.NOBODY) == []
    found = seen(cast, "chi", at(9, 14, 1))
    assert numbers(found, Heap.NOBODY) == [dossier.number]
    assert found.lists[3].findings[0].advice.href.endswith("?do=decide")
