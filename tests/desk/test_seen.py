"""The kept statement finds what the one filter finds, for everyone and every dossier."""

from datetime import date

import pytest

from motcua.dossiers.models import Dossier
from motcua.dossiers.seen import visible_id
from motcua.journal.ids import uuid7
from motcua.moments import local_day
from tests.desk.town import Town, ago


@pytest.mark.parametrize("day", [local_day(ago(0)), date(2017, 1, 1)], ids=["today", "before anybody had a post"])
def test_it_finds_what_the_filter_finds(town: Town, day):
    for account in town.cast.accounts.values():
        seen = set(Dossier.objects.visible_to(account, day).values_list("pk", flat=True))
        for dossier in town.by_state.values():
            expected = dossier.pk if dossier.pk in seen else None
            assert visible_id(account, day, number=dossier.number) == expected
            assert visible_id(account, day, pk=dossier.pk) == expected


def test_it_finds_nothing_for_a_closed_account_and_nothing_that_is_not_there(town: Town):
    account, day = town.cast.accounts["hoa"], local_day(ago(0))
    assert visible_id(account, day, number="000") is None
    assert visible_id(account, day, pk=uuid7()) is None
    account.is_active = False
    assert visible_id(account, day, number=town["received"].number) is None
