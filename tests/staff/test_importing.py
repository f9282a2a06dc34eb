"""The register's template: all or nothing, each problem by row and column (docs/rules/staff.md)."""

from datetime import date
from typing import Any

import pytest

from motcua.journal.models import Entry
from motcua.people.actor import SYSTEM_ACTOR, Actor
from motcua.staff.columns import TITLES
from motcua.staff.entering import import_staff
from motcua.staff.models import Assignment, Mailbox, StaffMember
from tests.cast import Cast, at
from tests.staff.conftest import GROUND, entered, person, row, sheet

GOOD: dict[str, Any] = {
    "number": "801-1",
    "name": "Lê Thị Bé",
    "born_on": "15/08/1985",
    "kind": "Công chức",
    "unit": "801.02",
    "title": "Chuyên viên",
    "first": "01/01/2018",
    "rank": "Đại học",
    "subject": "Luật",
    "since": "30/06/2007",
    "mailbox": "be@office.example",
    "account": "an",
}


def imported(*rows: dict[str, Any], by: Actor, **more: Any) -> Any:
    return import_staff(sheet(*rows), by=by, at=at(), ground=GROUND, **more)


def test_a_good_file_is_tried_then_entered_and_a_second_time_changes_nothing(giang: Actor) -> None:
    tried = imported(GOOD, by=giang, dry_run=True)
    assert (tried.new, tried.loaded, StaffMember.objects.count()) == (1, False, 0)
    assert imported(GOOD, by=giang).loaded
    found = person("801-1")
    assert (found.member.account.username, found.post.title, found.meets) == ("an", "Chuyên viên", True)
    assert Mailbox.objects.get().member == found.member
    entries = Entry.objects.filter(subject_id=found.member.pk)
    assert [(e.act, e.actor) for e in entries] == [("enter_staff", giang.account)]
    again = imported(GOOD, by=giang)
    assert (again.new, again.changed, again.unchanged, entries.count()) == (0, 0, 1, 1)


@pytest.mark.parametrize(
    ("wrong", "column", "sentence"),
    [
        ({"kind": "Thực tập"}, "kind", "Thực tập"),
        ({"unit": "999"}, "unit", "999"),
        ({"unit": "27899"}, "unit", "UBND xã Mỹ Bình"),
        ({"first": "31/02/2018"}, "first", "31/02/2018"),
        ({"first": "01/01/2021"}, "first", ""),
        ({"last": "01/01/2017"}, "last", ""),
        ({"born_on": "15/08/2010"}, "born_on", "8"),
        ({"since": None}, "since", ""),
        ({"rank": "Phổ thông"}, "rank", "Phổ thông"),
        ({"rank": None}, "rank", ""),
        ({"mailbox": "be@"}, "mailbox", "be@"),
        ({"account": "ai"}, "account", "ai"),
        ({"title": None}, "title", ""),
        ({"name": "=A1"}, "name", ""),
    ],
)
def test_one_wrong_cell_is_named_and_nothing_is_written(
    giang: Actor, wrong: dict[str, Any], column: str, sentence: str
) -> None:
    other = GOOD | {"number": "801-2", "mailbox": None, "account": None}
    done = imported(other, GOOD | wrong, by=giang)
    assert [(p.row, p.column) for p in done.problems] == [(3, str(TITLES[column]))], done.problems
    assert sentence in done.problems[0].message
    assert not done.loaded and not StaffMember.objects.exists()


def test_rows_that_contradict_each_other_are_named(giang: Actor) -> None:
    done = entered(row(2), row(3), row(4, name="Lê Thị Bê", title="Khác"), by=giang)
    assert [(p.row, p.column) for p in done.problems] == [(3, str(TITLES["number"])), (4, str(TITLES["name"]))]


def test_a_later_main_post_ends_the_one_before_it(giang: Actor) -> None:
    done = entered(row(2), row(3, title="Phó Trưởng phòng", first=date(2018, 6, 1)), by=giang)
    assert done.loaded, done.problems
    first, second = Assignment.objects.order_by("valid")
    assert (first.valid.upper, second.valid.lower) == (date(2018, 6, 1), date(2018, 6, 1))
    moved = entered(row(2, title="Trưởng phòng", first=date(2018, 9, 1)), by=giang)
    assert (moved.changed, person("801-1").post.title) == (1, "Trưởng phòng")
    refused = entered(row(2, title="Thanh tra", first=date(2018, 3, 1)), by=giang)
    assert [(p.row, p.column) for p in refused.problems] == [(2, str(TITLES["first"]))]


def test_what_is_held_beside_the_main_post_counts_no_second_person(giang: Actor) -> None:
    entered(row(2), row(3, title="Đầu mối kiểm soát TTHC", beside=True), by=giang)
    found = person("801-1")
    assert [a.title for a in found.beside] == ["Đầu mối kiểm soát TTHC"]


def test_who_keeps_no_register_enters_nobody(cast: Cast) -> None:
    done = entered(row(2), by=cast.chi)
    assert [(p.row, p.column) for p in done.problems] == [(2, str(TITLES["unit"]))]


def test_who_bears_a_number_elsewhere_is_not_told(giang: Actor) -> None:
    entered(row(2, unit="27899", name="Đỗ Thị Kín"), by=SYSTEM_ACTOR)
    done = entered(row(2), by=giang)
    assert [(p.row, p.column) for p in done.problems] == [(2, str(TITLES["number"]))]
    assert "Kín" not in done.problems[0].message


def test_a_file_that_is_no_table_is_refused_in_a_sentence(giang: Actor) -> None:
    done = import_staff(b"PK\x03\x04 nonsense", by=giang, at=at(), ground=GROUND)
    assert [(p.row, p.column) for p in done.problems] == [(None, "")]
