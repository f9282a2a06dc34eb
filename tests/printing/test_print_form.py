"""Printing is an act: who may, which printing it is, and which reading code is good afterwards."""

from uuid import UUID

import pytest
from django.test import override_settings

from motcua.dossiers.refusals import Done
from motcua.journal.ids import uuid7
from motcua.journal.models import Entry
from motcua.journal.verify import verify
from motcua.people.actor import SYSTEM_ACTOR
from motcua.printing.codes import LENGTH, LETTERS, code_of, matches, shown
from motcua.printing.models import PrintedForm, StatutoryForm
from motcua.printing.print_form import latest_printing, print_form
from motcua.printing.receipt import is_address
from motcua.printing.vietnamese import limit_in_words, place_of
from motcua.worktime.limits import Limit, LimitUnit
from tests.cast import GROUND, Cast, at
from tests.printing.conftest import ADDRESS, asked


def test_a_printing_is_an_entry_of_its_own_and_leaves_the_dossier_as_it_is(cast: Cast, prints):
    dossier = cast.received()
    printed = prints(dossier)
    [entry] = Entry.objects.filter(subject_id=printed.pk)
    assert (entry.act, entry.actor, entry.unit) == ("print_form", cast.hoa.account, cast.desk.pk)
    assert type(dossier).objects.get(pk=dossier.pk).seq == dossier.seq


def test_the_second_printing_is_the_second(cast: Cast, prints):
    dossier = cast.received()
    assert [prints(dossier, at(7, 9, minute)).printing for minute in range(3)] == [1, 2, 3]
    latest = latest_printing(dossier.pk, StatutoryForm.RECEIPT)
    assert latest is not None and latest.printing == 3


def test_several_are_printed_at_once_and_each_refusal_names_its_dossier(cast: Cast):
    dossiers = [cast.received(at(7, 8, minute)) for minute in range(3)]
    unknown = uuid7()
    done = print_form(
        [*(d.pk for d in dossiers), unknown],
        form=StatutoryForm.RECEIPT,
        address=ADDRESS,
        by=cast.hoa,
        at=at(7, 9),
        ground=GROUND,
        recorded_at=at(7, 9),
    )
    assert len(done.done) == 3
    assert list(done.refused) == [unknown]


@pytest.mark.parametrize("who", ["an", "chi", "dung", "em"])
def test_who_neither_receives_nor_returns_at_the_desk_prints_nothing(cast: Cast, who):
    done = asked(cast.received(), getattr(cast, who))
    assert refused_code(done) == "not_yours"
    assert not PrintedForm.objects.exists()


def test_the_command_line_prints_for_the_system(cast: Cast):
    assert asked(cast.received(), SYSTEM_ACTOR).done


def test_what_has_no_number_has_no_receipt(cast: Cast):
    from motcua.dossiers.receive import draft

    intake = cast.intake()
    draft([intake], by=cast.hoa, at=at(), ground=GROUND, recorded_at=at(), filed=True)
    done = print_form(
        [intake.id],
        form=StatutoryForm.RECEIPT,
        address=ADDRESS,
        by=cast.hoa,
        at=at(7, 9),
        ground=GROUND,
        recorded_at=at(7, 9),
    )
    assert refused_code(done) == "no_number"
    assert str(done.refusal)


def refused_code(done: Done) -> str:
    assert done.refusal is not None
    return done.refusal.code


def test_each_printing_has_a_code_of_its_own_that_is_stored_nowhere(cast: Cast, prints):
    dossier = cast.received()
    first, second = prints(dossier), prints(dossier, at(7, 10))
    assert code_of(first.pk) != code_of(second.pk)
    stored = str(list(PrintedForm.objects.values())) + str(list(Entry.objects.values()))
    assert code_of(first.pk) not in stored


def test_a_code_is_read_however_it_is_typed():
    printed = uuid7()
    code = code_of(printed)
    assert len(code) == LENGTH and set(code) <= set(LETTERS)
    for text in (code, code.lower(), shown(code), f" {code[:3]} {code[3:]} "):
        assert matches(printed, text), text
    for text in ("", code[:-1], code + "2", code_of(uuid7()), "Ệ" * 8):
        assert not matches(printed, text), text
    assert not matches(None, code_of(UUID(int=0)))


def test_a_code_hangs_on_the_key_of_the_installation():
    printed = uuid7()
    code = code_of(printed)
    with override_settings(SECRET_KEY="one"):
        assert not matches(printed, code)
        assert code_of(printed) != code
    with override_settings(SECRET_KEY="another", SECRET_KEY_FALLBACKS=[_key()]):
        assert matches(printed, code)


def _key() -> str:
    from django.conf import settings

    return settings.SECRET_KEY


def test_no_letter_of_a_code_looks_like_another():
    assert not set("0O1ILU") & set(LETTERS)


def test_the_chains_of_printings_are_verified_with_the_rest(cast: Cast, prints):
    prints(cast.received())
    assert verify().ok


@pytest.mark.parametrize(
    ("name", "place"),
    [
        ("UBND huyện Đức Huệ", "Đức Huệ"),
        ("Ủy ban nhân dân xã Mỹ Bình", "Mỹ Bình"),
        ("UBND Quận 1", "Quận 1"),
        ("UBND thành phố Tân An", "Tân An"),
        ("Sở Tư pháp", "Sở Tư pháp"),
    ],
)
def test_the_place_of_a_form_is_its_administrations(name, place):
    assert place_of(name) == place


@pytest.mark.parametrize(
    ("value", "unit", "words"),
    [
        (5, "working_day", "05 ngày làm việc"),
        (15, "calendar_day", "15 ngày"),
        (0, "working_day", "trong ngày làm việc"),
    ],
)
def test_a_limit_as_the_form_writes_it(value, unit, words):
    assert limit_in_words(Limit(value, LimitUnit(unit))) == words


@pytest.mark.parametrize("text", ["", "motcua.vn", "ftp://motcua.vn", "https://", "https://a/?b", "javascript:1"])
def test_what_is_no_address_of_a_page_is_none(text):
    assert not is_address(text)
    assert is_address("https://motcua.vn/huyen")
