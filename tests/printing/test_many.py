"""Many forms in one file: each a printing of its own, in the order asked for; long ones go to the worker."""

from datetime import UTC, datetime, timedelta

import pytest

from motcua.journal.ids import uuid7
from motcua.journal.models import Entry
from motcua.people.actor import SYSTEM_ACTOR
from motcua.printing import many
from motcua.printing.many import print_many
from motcua.printing.models import PrintedForm, PrintState, PrintWork, StatutoryForm
from motcua.printing.print_work import Stopped, carry_through, forget, is_silent, stop
from motcua.printing.versions import put_in_force
from tests.cast import GROUND, Cast, at
from tests.printing.conftest import ADDRESS, sheets
from tests.printing.tagged import assert_tagged_throughout
from tests.printing.test_versions import DAY, OWN

RECEIPT = StatutoryForm.RECEIPT


def receipts(cast: Cast, n: int):
    return [cast.received(at(7, 8, minute)) for minute in range(n)]


def printed(dossiers, by, **given):
    said = {"address": ADDRESS, "by": by, "at": at(7, 9), "ground": GROUND, "recorded_at": at(7, 9)}
    return print_many([d.pk for d in dossiers], RECEIPT, **(said | given))


def test_each_is_a_printing_of_its_own_in_the_order_asked_for(cast: Cast):
    dossiers = receipts(cast, 3)[::-1]
    found = printed(dossiers, cast.hoa)
    pages = sheets(found.pdf)
    assert len(pages) == 6, "two sheets a receipt"
    for n, dossier in enumerate(dossiers):
        assert dossier.number in pages[2 * n] and dossier.number in pages[2 * n + 1]
    assert [PrintedForm.objects.get(pk=pk).dossier_id for pk in found.done] == [d.pk for d in dossiers]
    assert Entry.objects.filter(act="print_form").count() == 3


def test_a_file_of_several_chunks_is_tagged_and_archivable_as_a_single_form_is(cast: Cast, monkeypatch):
    monkeypatch.setattr(many, "CHUNK", 2)
    told: list[tuple[int, int]] = []
    dossiers = receipts(cast, 5)
    found = printed(dossiers, cast.hoa, told=lambda done, of: told.append((done, of)))
    assert told == [(2, 5), (4, 5), (5, 5)]
    assert_tagged_throughout(found.pdf)
    pages = sheets(found.pdf)
    assert len(pages) == 10
    for n, dossier in enumerate(dossiers):
        assert dossier.number in pages[2 * n] and dossier.number in pages[2 * n + 1]


def test_who_may_not_print_one_gets_the_others_and_the_reason(cast: Cast):
    dossiers = receipts(cast, 1)
    unknown = uuid7()
    found = print_many([unknown, dossiers[0].pk], RECEIPT, address=ADDRESS, by=cast.hoa, at=at(7, 9), ground=GROUND)
    assert len(found.done) == 1 and list(found.refused) == [unknown]
    nothing = printed(dossiers, cast.dung)
    assert nothing.pdf == b"" and len(nothing.refused) == 1


def test_an_own_version_is_printed_among_others(cast: Cast):
    before = receipts(cast, 1)
    put_in_force(
        RECEIPT,
        unit=cast.district.pk,
        valid_from=DAY + timedelta(days=1),
        source=OWN,
        decision="1/QĐ",
        by=SYSTEM_ACTOR,
        at=at(7, 8),
        ground=GROUND,
        recorded_at=at(7, 8),
    )
    after = cast.received(at(8, 8))
    pages = sheets(printed([*before, after], cast.hoa, at=at(8, 9), recorded_at=at(8, 9)).pdf)
    assert len(pages) == 3
    assert "Mẫu riêng của huyện" in pages[2] and after.number in pages[2]


def ordered(cast: Cast, dossiers, **given) -> PrintWork:
    said = {"form": RECEIPT, "address": ADDRESS, "wanted": len(dossiers), "asked_at": datetime.now(UTC)}
    said |= {"account_id": cast.hoa.account}
    ids = [str(d.pk) for d in dossiers]
    return PrintWork.objects.create(dossiers=ids, **(said | given))


def test_the_worker_prints_once_and_keeps_the_file_for_its_orderer(cast: Cast):
    work = ordered(cast, receipts(cast, 3))
    carry_through(work.pk)
    carry_through(work.pk)
    work.refresh_from_db()
    assert (work.state, work.done, work.refused) == (PrintState.DONE, 3, [])
    assert len(sheets(bytes(work.pdf))) == 6
    assert PrintedForm.objects.count() == 3
    assert forget(datetime.now(UTC)) == 0
    assert forget(datetime.now(UTC) + timedelta(days=1)) == 1
    assert PrintWork.objects.get(pk=work.pk).pdf is None


def test_what_the_orderer_may_not_see_is_not_printed(cast: Cast):
    work = ordered(cast, receipts(cast, 1), account_id=cast.dung.account)
    carry_through(work.pk)
    work.refresh_from_db()
    assert (work.state, work.done, work.pdf) == (PrintState.DONE, 0, None)


def test_stopped_before_it_began_nothing_is_printed(cast: Cast):
    work = ordered(cast, receipts(cast, 1))
    stop(work.pk)
    carry_through(work.pk)
    assert PrintWork.objects.get(pk=work.pk).state == PrintState.STOPPED
    assert not PrintedForm.objects.exists()


def test_stopped_under_way_it_ends_at_the_next_chunk(cast: Cast, monkeypatch):
    monkeypatch.setattr(many, "CHUNK", 1)
    work = ordered(cast, receipts(cast, 3), stop_asked=True)
    carry_through(work.pk)
    work.refresh_from_db()
    assert (work.state, work.pdf) == (PrintState.STOPPED, None)
    assert PrintedForm.objects.count() == 1, "what is printed stays in the record"


def test_who_says_nothing_for_long_has_ended(cast: Cast):
    now = datetime.now(UTC)
    work = ordered(cast, [], state=PrintState.RUNNING, heard_at=now - timedelta(minutes=5))
    assert is_silent(work, now)
    assert not is_silent(ordered(cast, [], state=PrintState.RUNNING, heard_at=now), now)


def test_stopping_is_heard_by_whoever_tells(cast: Cast):
    def told(done: int, of: int) -> None:
        raise Stopped

    with pytest.raises(Stopped):
        printed(receipts(cast, 1), cast.hoa, told=told)
