"""The views of the desk: what each holds, in which order, and that rights and pages agree."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest

from motcua.dossiers.acting import Holder
from motcua.dossiers.ending import Document, decide, return_result, stop
from motcua.dossiers.inbox import View, counts, page
from motcua.dossiers.models import Dossier
from motcua.dossiers.passing import move, take
from motcua.dossiers.standing import is_due_today, is_overdue
from motcua.dossiers.states import OPEN, State
from motcua.dossiers.waiting import ask_for_supplement
from motcua.journal.by import SYSTEM
from motcua.moments import local_day
from motcua.organisation.establish import NewUnit, end, establish
from motcua.organisation.tree import tree
from motcua.people.actor import Actor
from motcua.people.admit import NewAccount, NewPost, admit, end_post
from motcua.people.models import Account, Function
from tests.cast import BEGINNING, GROUND, MONDAY, Cast, at, succeeded

FOUNDED: dict[str, Any] = {"by": SYSTEM, "at": at(BEGINNING), "ground": "DECISION"}
NOW = at(9, 10)


def shown(cast: Cast, who: str, view: View, when: Any = NOW, **narrowed: Any) -> list[UUID]:
    account = cast.accounts[who]
    return page(Actor.of(account, local_day(when)), account, view, when, **narrowed)


def counted(cast: Cast, who: str, when: Any = NOW) -> dict[View, int]:
    account = cast.accounts[who]
    return counts(Actor.of(account, local_day(when)), account, when)


def act(function: Callable[..., Any], dossier: Dossier, who: Any, when: Any, **given: Any) -> None:
    succeeded(function([dossier.pk], by=who, at=when, recorded_at=when, ground=GROUND, **given))


@pytest.fixture
def street(cast: Cast) -> dict[str, Dossier]:
    """A dossier at each place on its way, by the name of the place; all received on Monday at the same desk."""
    names = ("counter", "untaken", "hands", "waiting", "up", "decided", "returned", "stopped", "slow", "hours")
    found = {}
    for minute, name in enumerate(names):
        procedure = {"slow": "15-calendar", "hours": "8-hours"}.get(name, "5-days")
        found[name] = cast.received(at(7, 8, minute), procedure=procedure)
    for name in names[1:]:
        act(move, found[name], cast.hoa, at(7, 9), to=cast.inbox)
    for name in names[2:8]:
        act(take, found[name], cast.an, at(7, 10))
    act(ask_for_supplement, found["waiting"], cast.an, at(7, 11), missing="Giấy chứng sinh")
    act(stop, found["stopped"], cast.chi, at(7, 11), reason="Hết thời hạn bổ sung")
    for name in ("up", "decided", "returned"):
        act(move, found[name], cast.an, at(8, 8), to=cast.leader)
    for name in ("decided", "returned"):
        document = {found[name].pk: Document("1/QĐ", date(2019, 1, 8))}
        act(decide, found[name], cast.chi, at(8, 9), outcome="granted", documents=document)
    act(return_result, found["returned"], cast.hoa, at(8, 10))
    return found


def names(street: dict[str, Dossier], ids: list[UUID]) -> set[str]:
    return {name for name, dossier in street.items() if dossier.pk in ids}


def test_mine_is_what_is_in_my_hands_and_what_nobody_has_taken_out_of_my_inbox(
    cast: Cast, street: dict[str, Dossier]
) -> None:
    assert names(street, shown(cast, "an", View.MINE)) == {"untaken", "hands", "waiting", "slow", "hours"}
    assert names(street, shown(cast, "binh", View.MINE)) == {"untaken", "slow", "hours"}
    assert names(street, shown(cast, "hoa", View.MINE)) == {"counter"}
    assert names(street, shown(cast, "chi", View.MINE)) == {"up"}
    assert not shown(cast, "dung", View.MINE) and not shown(cast, "em", View.MINE)


def test_my_units_is_what_lies_there_and_control_above_sees_the_units_below(
    cast: Cast, street: dict[str, Dossier]
) -> None:
    office = {"untaken", "hands", "waiting", "up", "slow", "hours"}
    for who in ("an", "binh", "chi"):
        assert names(street, shown(cast, who, View.UNIT)) == office
    assert names(street, shown(cast, "hoa", View.UNIT)) == {"counter"}
    assert names(street, shown(cast, "em", View.UNIT)) == office | {"counter"}
    assert names(street, shown(cast, "em", View.UNIT, unit=cast.desk.pk)) == {"counter"}
    assert not shown(cast, "dung", View.UNIT)


def test_a_leader_decides_what_lies_with_leaders_of_his_units(cast: Cast, street: dict[str, Dossier]) -> None:
    assert names(street, shown(cast, "chi", View.DECIDE)) == {"up"}
    assert not shown(cast, "em", View.DECIDE) and not shown(cast, "an", View.DECIDE)
    new = NewAccount("chu-tich", "Hồ Thị Mai", [NewPost(cast.district, Function.LEADER)], password_hash="!")
    [cast.accounts["mai"]] = admit([new], from_day=BEGINNING, **FOUNDED)
    assert names(street, shown(cast, "mai", View.DECIDE)) == {"up"}, "a leader above reaches the units below"
    assert names(street, shown(cast, "mai", View.MINE)) == set(), "and yet it does not lie in his own inbox"
    act(take, street["up"], cast.chi, at(8, 14))
    assert not shown(cast, "mai", View.DECIDE), "what another leader has in hand is not his"
    assert names(street, shown(cast, "chi", View.DECIDE)) == {"up"}


def test_a_result_waits_at_the_desk_that_received_until_it_is_handed_out(
    cast: Cast, street: dict[str, Dossier]
) -> None:
    assert names(street, shown(cast, "hoa", View.TO_RETURN)) == {"decided"}
    assert names(street, shown(cast, "hoa", View.RETURNED)) == {"returned"}
    assert not shown(cast, "an", View.TO_RETURN)
    assert not shown(cast, "hoa", View.RETURNED, at(8, 10) + timedelta(days=7)), "after a week it is searched"


def test_what_waits_for_its_applicant_has_no_due_moment_and_is_in_no_other_heap(
    cast: Cast, street: dict[str, Dossier]
) -> None:
    assert names(street, shown(cast, "an", View.WAITING)) == {"waiting"}
    late = at(date(2019, 3, 1), 9)
    overdue = names(street, shown(cast, "an", View.OVERDUE, late))
    assert overdue == {"untaken", "hands", "up", "slow", "hours"}
    assert not shown(cast, "an", View.TODAY, late)


def test_on_its_due_day_it_is_due_today_and_overdue_only_afterwards(cast: Cast, street: dict[str, Dossier]) -> None:
    due = street["hands"].due_at
    assert due is not None
    that_day = due + timedelta(hours=4)
    assert local_day(that_day) == street["hands"].due_on
    assert "hands" in names(street, shown(cast, "an", View.TODAY, that_day))
    assert "hands" not in names(street, shown(cast, "an", View.OVERDUE, that_day))
    assert "hands" in names(street, shown(cast, "an", View.OVERDUE, that_day + timedelta(days=1)))


def test_a_limit_in_hours_is_overdue_from_its_minute(cast: Cast) -> None:
    dossier = cast.received(procedure="8-hours")
    assert dossier.due_at is not None and dossier.limit_unit == "hour"
    before, after = dossier.due_at - timedelta(minutes=1), dossier.due_at + timedelta(minutes=1)
    assert shown(cast, "hoa", View.TODAY, before) == [dossier.pk] and not shown(cast, "hoa", View.OVERDUE, before)
    assert shown(cast, "hoa", View.OVERDUE, after) == [dossier.pk] and not shown(cast, "hoa", View.TODAY, after)
    assert counted(cast, "hoa", after)[View.OVERDUE] == 1 and counted(cast, "hoa", after)[View.TODAY] == 0
    assert shown(cast, "hoa", View.MINE, after, overdue=True) == [dossier.pk]


def test_the_soonest_due_comes_first_and_what_has_no_due_moment_last(
    cast: Cast, street: dict[str, Dossier]
) -> None:
    ids = shown(cast, "an", View.MINE)
    due = {d.pk: d.due_at for d in Dossier.objects.filter(pk__in=ids)}
    assert [due[i] for i in ids][-1] is None
    known = [(due[i], i) for i in ids if due[i]]
    assert known == sorted(known, key=lambda row: (row[0], row[1])) and len(known) == len(ids) - 1
    pages = [shown(cast, "an", View.MINE, offset=n, limit=2) for n in range(0, len(ids) + 1, 2)]
    assert [i for part in pages for i in part] == ids


def test_a_view_is_narrowed_by_procedure_overdue_and_words(cast: Cast, street: dict[str, Dossier]) -> None:
    hours = street["hours"]
    assert shown(cast, "an", View.UNIT, procedure=hours.procedure_id) == [hours.pk]
    number = street["hands"].number or ""
    assert shown(cast, "an", View.UNIT, query=number) == [street["hands"].pk]
    assert set(shown(cast, "an", View.UNIT, query="lan thi")) == set(shown(cast, "an", View.UNIT))
    assert not shown(cast, "an", View.UNIT, query="khong co ai")
    late = at(date(2019, 3, 1), 9)
    assert "waiting" not in names(street, shown(cast, "an", View.UNIT, late, overdue=True))
    assert len(shown(cast, "an", View.UNIT, late, overdue=True)) == 5


@pytest.mark.parametrize("day", [9, 14, 16])
def test_every_count_is_the_length_of_its_list_and_every_list_is_what_the_rule_says(
    cast: Cast, street: dict[str, Dossier], day: int
) -> None:
    when = at(day, 10)
    for who, account in cast.accounts.items():
        found = counted(cast, who, when)
        visible = set(Dossier.objects.visible_to(account, local_day(when)).values_list("pk", flat=True))
        for view in View:
            ids = shown(cast, who, view, when)
            assert set(ids) <= visible and len(set(ids)) == len(ids)
            assert found[view] == len(ids), (who, view)
            assert set(ids) == expected(Actor.of(account, local_day(when)), account, view, when), (who, view)


def expected(actor: Actor, account: Account, view: View, when: Any) -> set[UUID]:
    """The same by walking over every dossier with the rules of acts and of standing."""
    day = local_day(when)
    units, found = tree(), set[UUID]()
    for dossier in Dossier.objects.visible_to(account, day):
        one = Dossier.objects.filter(pk=dossier.pk)
        mine = dossier.holder_account_id == account.pk
        near = mine or near_me(actor, dossier.holder_unit_id, day)
        free, at_work = dossier.holder_account_id is None, dossier.state in (State.RECEIVED, State.IN_PROCESS)
        lies = dossier.holder_unit_id
        post = actor.acts_for({dossier.holder_function}, lies, units, day) if lies else None
        inbox = bool(free and post and post.unit and lies and units.stands_for(post.unit, lies, day))
        decides = at_work and dossier.holder_function == Function.LEADER and post is not None and (free or mine)
        holds = {
            View.MINE: dossier.state in OPEN and (mine or inbox),
            View.UNIT: dossier.state in OPEN and near,
            View.UNTAKEN: at_work and free and near,
            View.TODAY: near and one.filter(is_due_today(when)).exists(),
            View.OVERDUE: near and one.filter(is_overdue(when)).exists(),
            View.WAITING: near and dossier.state in (State.SUPPLEMENT, State.FEE_DUE),
            View.DECIDE: decides,
            View.FILED: near and dossier.state in (State.DRAFT, State.NEW, State.COORDINATION),
            View.TO_RETURN: near and dossier.state == State.DECIDED,
            View.RETURNED: dossier.returned_at is not None
            and dossier.returned_at > when - timedelta(days=7)
            and near_me(actor, dossier.received_unit_id, day),
        }
        if holds[view]:
            found.add(dossier.pk)
    return found


def near_me(actor: Actor, unit: UUID | None, day: date) -> bool:
    """Do any of his posts give sight of a unit?"""
    units = tree()
    above = units.path(unit, day) if unit else ()
    wide = {Function.LEADER, Function.CONTROL, Function.ADMINISTRATOR}
    return any(
        any(units.stands_for(p.unit, step, day) for step in (above if p.function in wide else above[:1]))
        for p in actor.posts
    )


def test_who_took_over_a_units_work_finds_it_in_his_inbox(cast: Cast, street: dict[str, Dossier]) -> None:
    first = date(2019, 1, 9)
    [heir] = establish(
        [NewUnit("801.05", "Phòng mới", "office", "district", cast.district)], from_day=first, **FOUNDED
    )
    new = NewAccount("giang", "Ngô Giang", [NewPost(heir, Function.HANDLING)], password_hash="!")
    [cast.accounts["giang"]] = admit([new], from_day=first, **FOUNDED)
    assert not shown(cast, "giang", View.MINE)
    end(cast.office, on=first, successors=[heir], **FOUNDED)
    assert names(street, shown(cast, "giang", View.MINE)) == {"untaken", "slow", "hours"}
    assert "hands" in names(street, shown(cast, "giang", View.UNIT))


def test_what_is_in_hand_stays_in_view_when_the_post_has_ended(cast: Cast, street: dict[str, Dossier]) -> None:
    end_post(cast.accounts["an"].posts.get(), on=date(2019, 1, 9), **FOUNDED)
    assert names(street, shown(cast, "an", View.MINE)) == {"hands", "waiting"}
    assert names(street, shown(cast, "an", View.UNIT)) == {"hands", "waiting"}


def test_an_account_that_is_not_active_has_no_desk(cast: Cast, street: dict[str, Dossier]) -> None:
    account = cast.accounts["an"]
    actor = Actor.of(account, MONDAY)
    account.is_active = False
    assert not page(actor, account, View.MINE, NOW)


def test_a_dossier_that_lies_elsewhere_leaves_the_inbox_and_stays_in_sight(
    cast: Cast, street: dict[str, Dossier]
) -> None:
    act(move, street["hands"], cast.an, at(9, 8), to=Holder(cast.commune.pk, Function.HANDLING))
    assert "hands" not in names(street, shown(cast, "an", View.UNIT))
    assert names(street, shown(cast, "dung", View.MINE)) == {"hands"}
    assert Dossier.objects.visible_to(cast.accounts["an"], local_day(NOW)).filter(pk=street["hands"].pk).exists()
