"""Posts: held from a day to a day, counted on those days, and what a leader's reaches."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from motcua.journal.by import SYSTEM
from motcua.journal.models import Detail, Entry
from motcua.organisation.establish import NewUnit, end, establish
from motcua.organisation.models import Unit
from motcua.organisation.tree import tree
from motcua.people.actor import SYSTEM_ACTOR, Actor
from motcua.people.admit import NewAccount, NewPost, admit, end_post, set_password
from motcua.people.models import Account, Function, Post
from tests.cast import BEGINNING, MONDAY, Cast, at

FIRST, LEFT = date(2019, 3, 1), date(2019, 9, 1)
ACT: dict[str, Any] = {"by": SYSTEM, "at": at(BEGINNING), "ground": "DECISION"}


def person(*posts: NewPost) -> Account:
    [account] = admit([NewAccount("giang", "Ngô Thị Giang", posts, password_hash="!")], from_day=BEGINNING, **ACT)
    return account


def may(account: Account, function: str, unit: Unit, day: date) -> bool:
    return Actor.of(account, day).acts_for({function}, unit.pk, tree(), day) is not None


def test_nobody_holds_one_post_twice_on_a_day(cast: Cast) -> None:
    giang = person(NewPost(cast.office, Function.HANDLING, from_day=FIRST, until=LEFT))
    twice = {"account": giang, "unit": cast.office, "function": Function.HANDLING}
    with pytest.raises(IntegrityError), transaction.atomic():
        Post.objects.create(**twice, valid=(LEFT - timedelta(days=1), None))
    Post.objects.create(**twice, valid=(LEFT, None))
    Post.objects.create(account=giang, unit=cast.office, function=Function.LEADER, valid=(FIRST, None))


def test_a_post_lasts_a_day_at_least(cast: Cast) -> None:
    with pytest.raises(DatabaseError), transaction.atomic():
        person(NewPost(cast.office, Function.HANDLING, from_day=FIRST, until=FIRST))


def test_a_post_counts_from_its_first_day_to_its_last(cast: Cast) -> None:
    giang = person(NewPost(cast.office, Function.HANDLING, from_day=FIRST))
    end_post(giang.posts.get(), on=LEFT, **ACT)
    day = timedelta(days=1)
    held = {d: may(giang, "handling", cast.office, d) for d in (FIRST - day, FIRST, LEFT - day, LEFT)}
    assert held == {FIRST - day: False, FIRST: True, LEFT - day: True, LEFT: False}


def test_a_post_counts_in_its_own_unit_and_for_its_own_function(cast: Cast) -> None:
    giang = person(NewPost(cast.office, Function.HANDLING))
    assert may(giang, "handling", cast.office, MONDAY)
    assert not may(giang, "leader", cast.office, MONDAY)
    assert not may(giang, "handling", cast.desk, MONDAY)
    assert not may(giang, "handling", cast.district, MONDAY)


@pytest.mark.parametrize("function", Function.values)
def test_only_leaders_and_administrators_reach_below(cast: Cast, function: str) -> None:
    giang = person(NewPost(cast.district, function))
    assert may(giang, function, cast.office, MONDAY) == (function in ("leader", "administrator"))
    assert not may(giang, function, cast.commune, MONDAY)


def test_a_post_counts_for_the_unit_whose_work_was_taken_over_from_that_day(cast: Cast) -> None:
    merger = date(2019, 7, 1)
    [heir] = establish([NewUnit("801.9", "Phòng mới", "office", "district")], from_day=merger, **ACT)
    giang = person(NewPost(heir, Function.HANDLING))
    end(cast.office, on=merger, successors=[heir], **ACT)
    assert may(giang, "handling", cast.office, merger)
    assert not may(giang, "handling", cast.office, merger - timedelta(days=1))


def test_an_entry_names_the_post_that_was_acted_from(cast: Cast) -> None:
    """Hoa receives and returns: the journal says in which of the two she did something."""
    dossier = cast.received()
    entry = Entry.objects.get(subject_id=dossier.pk)
    post = Post.objects.get(pk=entry.post)
    assert (post.account.name, post.function, post.unit) == ("Trần Thị Hoa", "receiving", cast.desk)
    assert entry.unit == cast.desk.pk


def test_the_system_may_do_everything_and_names_nobody(cast: Cast) -> None:
    by = SYSTEM_ACTOR.acts_for({"leader"}, cast.office.pk, tree(), MONDAY)
    assert by and (by.actor, by.post, by.unit) == (None, None, cast.office.pk)


def test_the_journal_says_that_a_password_was_changed_and_never_to_what(cast: Cast) -> None:
    hoa = cast.accounts["hoa"]
    set_password(hoa, "mật khẩu mới của Hoa", **ACT)
    hoa.refresh_from_db()
    assert hoa.check_password("mật khẩu mới của Hoa")
    entry = Entry.objects.get(subject_id=hoa.pk, act="set_password")
    assert Detail.objects.get(pk=entry.id).content == "{}"


def test_rights_come_from_posts_alone(cast: Cast) -> None:
    from motcua.people.signin import AccountBackend

    chi = cast.accounts["chi"]
    assert not hasattr(chi, "is_superuser") and not hasattr(chi, "groups")
    backend = AccountBackend()
    assert backend.get_user_permissions(chi) == backend.get_group_permissions(chi) == set()
