"""Units merge on a day: who holds what, who may see what, and what stays as it was."""

from datetime import UTC, datetime

import pytest

from motcua.dossiers.ending import Document, decide, return_result
from motcua.dossiers.models import Dossier, Task
from motcua.dossiers.passing import move
from motcua.journal.verify import verify
from motcua.moments import local_day
from motcua.organisation.models import Unit
from motcua.organisation.tree import tree
from motcua.people.actor import Actor
from motcua.people.models import Account
from motcua.printing.receipt import agency_of
from motcua.reorganising.settling import settle
from motcua.reorganising.tasks import take_force_when_due
from tests.cast import GROUND, reread, succeeded
from tests.desk.town import Town, act, ago
from tests.reorganising.worked import in_force, written

TODAY = local_day(datetime.now(UTC))
MERGE = (
    "create code=801.09 name=Phòng+Nội+vụ+-+Tư+pháp kind=office level=district parent=801",
    "consolidate source=801.02 code=801.09",
)


def actor(name: str) -> Actor:
    return Actor.of(Account.objects.get(username=name), TODAY)


@pytest.fixture
def merged(town: Town) -> Town:
    in_force(written(*MERGE, on=TODAY, at=ago(0)), ago(0))
    return town


def test_open_dossiers_move_by_an_act_each_and_keep_their_person(town: Town):
    taken = town["taken"]
    result = in_force(written(*MERGE, on=TODAY, at=ago(0)), ago(0))
    new = tree().by_code("801.09", TODAY)
    assert new is not None
    after = reread(taken)
    assert after.holder_unit_id == new.unit
    assert after.holder_account_id == taken.holder_account_id, "An came along with his work"
    assert (after.deciding_unit_id, after.received_unit_id) == (taken.deciding_unit_id, taken.received_unit_id)
    assert (after.due_at, after.state) == (taken.due_at, taken.state)
    assert after.seq == taken.seq + 1
    assert result.moved == Task.objects.filter(unit=new.unit, closed_at=None).count() > 1
    assert not Dossier.objects.open_now().filter(holder_unit=town.cast.office).exists()


def test_the_new_unit_decides_what_the_old_one_was_to_decide(merged: Town):
    dossier = merged["leader"]
    paper = Document("12/QĐ", TODAY)
    given = {"at": ago(0), "ground": GROUND}
    documents = {dossier.pk: paper}
    succeeded(decide([dossier.pk], outcome="granted", documents=documents, by=actor("chi"), **given))
    succeeded(return_result([dossier.pk], by=actor("hoa"), **given))


def test_what_is_closed_stays_as_it_was_and_its_successor_sees_it(town: Town):
    closed = Dossier.objects.filter(ended_at__isnull=False).order_by("pk")
    before = list(closed.values())
    in_force(written(*MERGE, on=TODAY, at=ago(0)), ago(0))
    assert list(closed.values()) == before
    assert closed.visible_to(Account.objects.get(username="chi")).count() == len(before)
    assert not closed.visible_to(Account.objects.get(username="dung")).exists()


def test_the_old_code_still_finds_its_unit(merged: Town):
    eve = merged.cast.office.term_on(TODAY)
    assert eve is None
    assert Unit.by_code("801.02", TODAY) is None
    units = tree()
    assert units.standing_for(merged.cast.office.pk, TODAY) == units.by_code("801.09", TODAY).unit


def test_those_above_the_successor_stand_above_the_old_unit_too(merged: Town):
    units, old = tree(), merged.cast.office.pk
    new = units.standing_for(old, TODAY)
    assert units.path(old, TODAY) == (old, *units.path(new, TODAY))
    assert units.path(old, TODAY)[-1] == merged.cast.district.pk
    assert agency_of(old, TODAY, units) == ["UBND huyện Đức Huệ", "Phòng Nội vụ - Tư pháp"]


def test_what_reaches_a_unit_after_it_has_ended_goes_on_to_its_successor(merged: Town):
    cast = merged.cast
    late = cast.received(ago(2))
    act(move, late, cast.hoa, 1.9, to=cast.inbox)
    assert reread(late).holder_unit_id == cast.office.pk
    take_force_when_due(0)
    assert reread(late).holder_unit_id == tree().standing_for(cast.office.pk, TODAY)
    assert settle(ago(0)) == 0


def test_the_journal_still_verifies(merged: Town):
    assert verify().ok
