"""Who sees a dossier: those whom docs/rules/who-may.md names, and nobody else."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser

from motcua.dossiers.models import Dossier
from motcua.dossiers.passing import hand_over, move, take
from motcua.journal.by import SYSTEM
from motcua.organisation.establish import NewUnit, end, establish, rename
from motcua.organisation.models import Unit
from motcua.people.admit import NewAccount, NewPost, admit, end_post
from motcua.people.models import Account, Function
from tests.cast import BEGINNING, GROUND, MONDAY, Cast, at, succeeded

FOUNDED: dict[str, Any] = {"by": SYSTEM, "at": at(BEGINNING), "ground": "DECISION"}
NEXT_MONTH = date(2019, 2, 1)


def sees(account: Account, dossier: Dossier, day: date = MONDAY) -> bool:
    return Dossier.objects.visible_to(account, day).filter(pk=dossier.pk).exists()


def who_sees(cast: Cast, dossier: Dossier) -> set[str]:
    return {name for name, account in cast.accounts.items() if sees(account, dossier)}


def appoint(function: str, unit: Unit, from_day: date = BEGINNING) -> Account:
    person = NewAccount(f"{function}-{unit.pk}"[:60], "Ngô Thị Giang", [NewPost(unit, function)], password_hash="!")
    [account] = admit([person], from_day=from_day, **FOUNDED)
    return account


def unit(code: str, parent: Unit | None = None, from_day: date = BEGINNING) -> Unit:
    new = NewUnit(code, f"Đơn vị {code}", "office", "district", parent)
    [made] = establish([new], from_day=from_day, **FOUNDED)
    return made


@pytest.fixture
def dossier(cast: Cast) -> Dossier:
    """Received at the desk, to be decided by the office."""
    return cast.received()


def act(function: Callable[..., Any], dossier: Dossier, who: Any, hour: int, **given: Any) -> None:
    succeeded(function([dossier.pk], by=who, at=at(7, hour), recorded_at=at(7, hour), ground=GROUND, **given))


def test_the_units_that_received_and_decide_see_it_and_control_above_and_nobody_next_door(
    cast: Cast, dossier: Dossier
) -> None:
    assert who_sees(cast, dossier) == {"hoa", "an", "binh", "chi", "em"}


def test_the_unit_where_the_applicant_was_helped_sees_it(cast: Cast) -> None:
    assert who_sees(cast, cast.received(helped_unit=cast.commune.pk)) == set(cast.accounts)


def test_a_unit_with_which_it_lies_sees_it_and_goes_on_seeing_it(cast: Cast, dossier: Dossier) -> None:
    registry = unit("801.03", cast.district)
    officer = appoint(Function.HANDLING, registry)
    assert not sees(officer, dossier)
    act(move, dossier, cast.hoa, 9, to=cast.inbox.__class__(registry.pk, Function.HANDLING))
    assert sees(officer, dossier)
    from motcua.people.actor import Actor

    act(move, dossier, Actor.of(officer, MONDAY), 10, to=cast.inbox)
    assert sees(officer, dossier)


def test_who_once_had_it_in_hand_sees_it_after_his_post_has_ended(cast: Cast, dossier: Dossier) -> None:
    act(move, dossier, cast.hoa, 9, to=cast.inbox)
    act(take, dossier, cast.an, 10)
    act(hand_over, dossier, cast.an, 11, to=cast.accounts["binh"].pk)
    for name in ("an", "binh"):
        end_post(cast.accounts[name].posts.get(), on=NEXT_MONTH, **FOUNDED)
        assert sees(cast.accounts[name], dossier, NEXT_MONTH)


def test_a_post_gives_sight_from_its_first_day_to_its_last(cast: Cast, dossier: Dossier) -> None:
    newcomer = appoint(Function.HANDLING, cast.office, from_day=NEXT_MONTH)
    assert not sees(newcomer, dossier, NEXT_MONTH - timedelta(days=1))
    assert sees(newcomer, dossier, NEXT_MONTH)
    end_post(newcomer.posts.get(), on=date(2019, 3, 1), **FOUNDED)
    assert sees(newcomer, dossier, date(2019, 2, 28))
    assert not sees(newcomer, dossier, date(2019, 3, 1))


@pytest.mark.parametrize("function", Function.values)
def test_from_above_only_leaders_control_officers_and_administrators_see(
    cast: Cast, dossier: Dossier, function: str
) -> None:
    above = appoint(function, cast.district)
    assert sees(above, dossier) == (function in ("leader", "control", "administrator"))


@pytest.mark.parametrize("function", Function.values)
def test_nobody_sees_what_lies_above_him_or_beside_him(cast: Cast, function: str) -> None:
    dossier = cast.received(received_unit=cast.desk.pk, deciding_unit=cast.office.pk)
    beside = unit("801.04", cast.district)
    assert not sees(appoint(function, beside), dossier)
    assert not sees(appoint(function, unit("801.02.1", cast.office)), dossier)


def test_who_takes_over_the_work_of_a_unit_sees_it_from_that_day(cast: Cast, dossier: Dossier) -> None:
    heir = unit("801.05", from_day=NEXT_MONTH)
    officer, stranger = (appoint(Function.HANDLING, u, from_day=NEXT_MONTH) for u in (heir, cast.commune))
    assert not sees(officer, dossier, NEXT_MONTH)
    end(cast.office, on=NEXT_MONTH, successors=[heir], **FOUNDED)
    assert sees(officer, dossier, NEXT_MONTH)
    assert not sees(officer, dossier, NEXT_MONTH - timedelta(days=1))
    assert not sees(stranger, dossier, NEXT_MONTH)


def test_who_stands_above_the_heir_sees_what_the_heir_took_over(cast: Cast, dossier: Dossier) -> None:
    province = unit("80")
    heir = unit("80.01", province, from_day=NEXT_MONTH)
    leader = appoint(Function.LEADER, province)
    assert not sees(leader, dossier, NEXT_MONTH)
    end(cast.office, on=NEXT_MONTH, successors=[heir], **FOUNDED)
    assert sees(leader, dossier, NEXT_MONTH)


def test_a_unit_that_moved_or_ended_stays_in_the_sight_of_those_above_whom_it_stood(
    cast: Cast, dossier: Dossier
) -> None:
    province = unit("80")
    above_before, above_now = appoint(Function.LEADER, cast.district), appoint(Function.LEADER, province)
    rename(cast.office, on=NEXT_MONTH, parent=province, **FOUNDED)
    assert sees(above_before, dossier, NEXT_MONTH)
    assert sees(above_now, dossier, NEXT_MONTH)
    assert not sees(above_now, dossier, MONDAY)
    end(cast.office, on=date(2019, 3, 1), **FOUNDED)
    assert sees(above_now, dossier, date(2019, 4, 1))


def test_an_account_that_is_not_active_sees_nothing(cast: Cast, dossier: Dossier) -> None:
    chi = cast.accounts["chi"]
    assert sees(chi, dossier)
    chi.is_active = False
    assert not sees(chi, dossier)
    assert not Dossier.objects.visible_to(AnonymousUser(), MONDAY).exists()  # type: ignore[arg-type]
