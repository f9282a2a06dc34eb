"""Dossier numbers: docs/rules/numbering.md."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from psycopg.types.range import DateRange

from motcua.dossiers import numbers
from motcua.dossiers.models import Dossier, NumberBook, NumberForm
from motcua.dossiers.receive import draft, receive
from motcua.journal.by import SYSTEM
from motcua.organisation.establish import NewUnit, establish, rename
from motcua.organisation.tree import tree
from motcua.people.actor import SYSTEM_ACTOR
from tests.cast import BEGINNING, GROUND, Cast, at, succeeded
from tests.pages import table, words

DISTRICT = "000.00.28.H39"
DAY = date(2019, 1, 7)
FOUNDED: dict[str, Any] = {"by": SYSTEM, "at": at(BEGINNING), "ground": "DECISION", "from_day": BEGINNING}


@pytest.fixture
def forms() -> Iterator[Any]:
    """The forms, to be changed: what this process keeps of them is forgotten before and after."""
    numbers._forms.clear()
    yield NumberForm.objects.filter(kind="dossier")
    numbers._forms.clear()


def test_the_page_shows_the_forms_in_force(db: None) -> None:
    from pathlib import Path

    for row in table(Path(__file__).parents[2] / "docs/rules/numbering.md", "Form"):
        [example] = words(row["example"])
        prefix, day, serial = example.split("-")
        on = date(2000 + int(day[:2]), int(day[2:4]), int(day[4:]))
        assert numbers.written(prefix, on, int(serial)) == example
        assert numbers.form_on(on).legal_basis.split(",")[0] in row["source"]


def test_the_form_changes_on_the_day_its_circular_comes_into_force(db: None) -> None:
    assert numbers.form_on(date(2025, 9, 14)).legal_basis.startswith("TT 01/2018")
    assert numbers.form_on(date(2025, 9, 15)).legal_basis.startswith("TT 03/2025")


def test_a_form_is_data_also_its_width(forms: Any, db: None) -> None:
    last = forms.get(valid__contains=date(2030, 1, 1))
    forms.filter(pk=last.pk).update(valid=DateRange(last.valid.lower, date(2027, 1, 1)))
    forms.create(
        valid=DateRange(date(2027, 1, 1), None), pattern="{day}/{serial}/{prefix}", serial_width=6, legal_basis="x"
    )
    assert numbers.written("H39.28.12", date(2027, 1, 4), 7) == "270104/000007/H39.28.12"
    assert numbers.written("H39.28.12", date(2026, 12, 31), 7) == "H39.28.12-261231-0007"


def test_a_day_without_a_form_is_an_error_and_not_a_guess(forms: Any, db: None) -> None:
    forms.all().delete()
    with pytest.raises(LookupError, match="2019-01-07"):
        numbers.written(DISTRICT, DAY, 1)


def test_the_serial_grows_beyond_its_width(db: None) -> None:
    NumberBook.objects.create(prefix=DISTRICT, day=DAY, next=9999)
    assert numbers.take(DISTRICT, DAY, 3) == [f"{DISTRICT}-190107-{n}" for n in ("9999", "10000", "10001")]


def test_a_number_that_was_written_can_be_read_again(db: None) -> None:
    for day, serial in ((DAY, 1), (date(2026, 11, 23), 123456)):
        written = numbers.written("H39.28.12", day, serial)
        assert numbers.parts_of(written) == (written, "H39.28.12", day, serial)
    for other in ("000.00.28.H39-190107-12", "000.00.28.H39-191307-0012", "12/2019", ""):
        assert numbers.parts_of(other) is None


def test_an_office_numbers_in_the_book_of_the_nearest_unit_above(cast: Cast) -> None:
    [counter] = establish([NewUnit("801.01.1", "Quầy 1", "one_stop", "district", cast.desk)], **FOUNDED)
    units = tree()
    assert units.number_prefix(cast.district.pk, DAY) == DISTRICT
    assert units.number_prefix(cast.desk.pk, DAY) == DISTRICT
    assert units.number_prefix(counter.pk, DAY) == DISTRICT
    assert units.number_prefix(cast.commune.pk, DAY) == "000.07.28.H39"


def test_a_new_agency_code_counts_from_its_day_on(cast: Cast) -> None:
    act = {k: v for k, v in FOUNDED.items() if k != "from_day"}
    rename(cast.district, on=date(2019, 1, 8), number_prefix="H39.28.01", **act)
    assert cast.received(at(7)).number == f"{DISTRICT}-190107-0001"
    assert cast.received(at(8)).number == "H39.28.01-190108-0001"


def test_every_agency_and_every_day_begins_at_one(cast: Cast) -> None:
    assert [cast.received(at(7)).number, cast.received(at(8)).number, cast.received(at(8, 9)).number] == [
        f"{DISTRICT}-190107-0001",
        f"{DISTRICT}-190108-0001",
        f"{DISTRICT}-190108-0002",
    ]
    here = cast.intake(received_unit=cast.commune.pk, deciding_unit=cast.commune.pk)
    succeeded(receive([here], by=cast.dung, at=at(8), recorded_at=at(8), ground=GROUND))
    assert Dossier.objects.get(pk=here.id).number == "000.07.28.H39-190108-0001"


def test_several_received_together_are_numbered_in_the_order_of_their_moments(cast: Cast) -> None:
    late, early = cast.intake(at=at(7, 10)), cast.intake(at=at(7, 9))
    succeeded(receive([late, early], by=cast.hoa, at=at(7, 10), recorded_at=at(7, 10), ground=GROUND))
    numbered = dict(Dossier.objects.values_list("pk", "number"))
    assert (numbered[early.id], numbered[late.id]) == (f"{DISTRICT}-190107-0001", f"{DISTRICT}-190107-0002")


def test_a_reception_that_fails_leaves_no_gap(cast: Cast) -> None:
    class Fails(Exception):
        pass

    with pytest.raises(Fails), transaction.atomic():
        cast.received()
        raise Fails
    assert cast.received().number == f"{DISTRICT}-190107-0001"
    refused = receive([cast.intake(procedure="none")], by=cast.hoa, at=at(), recorded_at=at(), ground=GROUND)
    assert refused.refusal
    assert cast.received().number == f"{DISTRICT}-190107-0002"


def test_a_draft_has_no_number(cast: Cast) -> None:
    intake = cast.intake()
    succeeded(draft([intake], by=cast.hoa, at=at(), recorded_at=at(), ground=GROUND))
    assert Dossier.objects.get(pk=intake.id).number is None
    assert not NumberBook.objects.exists()


def test_a_reserved_range_is_given_to_nobody_else(cast: Cast) -> None:
    cast.received()
    kept = numbers.reserve(DISTRICT, DAY, 20, unit=cast.desk.pk, at=at(), account=cast.accounts["hoa"].pk)
    assert (kept.first, kept.last) == (2, 21)
    assert cast.received().number == f"{DISTRICT}-190107-0022"
    assert cast.received(number=numbers.written(DISTRICT, DAY, kept.first)).number == f"{DISTRICT}-190107-0002"
    assert cast.received().number == f"{DISTRICT}-190107-0023"


def test_a_number_from_elsewhere_moves_its_book_on(db: None) -> None:
    numbers.keep_clear_of([f"{DISTRICT}-190107-0040", f"{DISTRICT}-190107-0012", "sổ cũ 7"])
    assert numbers.take(DISTRICT, DAY) == [f"{DISTRICT}-190107-0041"]


def test_the_database_refuses_a_number_a_second_time(cast: Cast) -> None:
    first = cast.received()
    twin = [cast.intake(number=first.number)]
    with pytest.raises(IntegrityError), transaction.atomic():
        receive(twin, by=SYSTEM_ACTOR, at=at(), recorded_at=at(), ground=GROUND)
