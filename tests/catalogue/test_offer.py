"""A unit offers a version from a day on: that is where people may hand in for it."""

from datetime import date

import pytest
from django.db import DatabaseError, transaction
from psycopg.types.range import DateRange

from motcua.catalogue.models import Field, Offer, Procedure, Version
from motcua.catalogue.offer import offer, withdraw_offer
from motcua.journal.models import Entry
from tests.catalogue.acts import JANUARY, JUNE, KNOWN, MARCH, MARRIAGE, draft, publish, unit, version

pytestmark = pytest.mark.django_db
FEBRUARY = date(2019, 2, 1)


def test_a_unit_offers_from_the_day_on_what_was_decided_for_it_alone() -> None:
    here, elsewhere = unit("27898"), unit("27907")
    birth = version()
    publish(draft(MARRIAGE))
    assert offer([here], [birth], from_day=FEBRUARY, **KNOWN) == 1
    assert list(Version.objects.offered_by(here, FEBRUARY)) == [birth]
    assert list(Procedure.objects.offered_by(here, FEBRUARY)) == [birth.procedure]
    assert list(Field.objects.offered_by(here, FEBRUARY)) == [birth.procedure.field]
    assert not Version.objects.offered_by(here, date(2019, 1, 31)).exists()
    assert not Version.objects.offered_by(elsewhere, FEBRUARY).exists()


def test_offering_twice_makes_one_offer_and_one_entry() -> None:
    here, birth = unit(), version()
    offer([here], [birth], from_day=JANUARY, **KNOWN)
    assert offer([here], [birth], from_day=MARCH, **KNOWN) == 0
    assert Offer.objects.count() == 1
    assert Entry.objects.filter(act="offer").count() == 1


def test_units_that_offer_a_version_offer_the_one_that_follows_it() -> None:
    here = unit()
    offer([here], [version(draft(days=5))], from_day=JANUARY, **KNOWN)
    new = version(draft(days=3), from_day=MARCH)
    assert list(Version.objects.offered_by(here, MARCH)) == [new]
    assert Version.objects.offered_by(here, date(2019, 2, 28)).get().number == 1


def test_an_offer_that_would_begin_later_begins_with_the_version_that_is_in_force_then() -> None:
    here = unit()
    offer([here], [version(draft(days=5))], from_day=JUNE, **KNOWN)
    new = version(draft(days=3), from_day=MARCH)
    assert not Version.objects.offered_by(here, MARCH).exists()
    assert list(Version.objects.offered_by(here, JUNE)) == [new]


def test_a_withdrawn_offer_stands_until_the_day_before() -> None:
    here, birth = unit(), version()
    offer([here], [birth], from_day=JANUARY, **KNOWN)
    assert withdraw_offer([here], [birth], from_day=MARCH, **KNOWN) == 1
    assert Version.objects.offered_by(here, date(2019, 2, 28)).exists()
    assert not Version.objects.offered_by(here, MARCH).exists()
    assert withdraw_offer([here], [birth], from_day=MARCH, **KNOWN) == 0


def test_an_offer_that_is_withdrawn_before_it_begins_never_stands() -> None:
    here, birth = unit(), version()
    offer([here], [birth], from_day=JUNE, **KNOWN)
    withdraw_offer([here], [birth], from_day=MARCH, **KNOWN)
    assert not Offer.objects.exists()


def test_offering_again_after_a_withdrawal_closes_the_gap_that_lies_ahead() -> None:
    here, birth = unit(), version()
    offer([here], [birth], from_day=JANUARY, **KNOWN)
    withdraw_offer([here], [birth], from_day=MARCH, **KNOWN)
    offer([here], [birth], from_day=FEBRUARY, **KNOWN)
    assert Version.objects.offered_by(here, JUNE).exists()
    assert Offer.objects.count() == 1


def test_offering_for_the_middle_of_a_gap_joins_both_ends() -> None:
    here, birth = unit(), version()
    offer([here], [birth], from_day=JANUARY, **KNOWN)
    withdraw_offer([here], [birth], from_day=FEBRUARY, **KNOWN)
    offer([here], [birth], from_day=JUNE, **KNOWN)
    assert Offer.objects.count() == 2
    offer([here], [birth], from_day=date(2019, 1, 15), **KNOWN)
    assert Offer.objects.get().valid == DateRange(JANUARY, None)


def test_the_database_refuses_two_offers_of_one_version_by_one_unit_on_a_day() -> None:
    here, birth = unit(), version()
    offer([here], [birth], from_day=JANUARY, **KNOWN)
    with pytest.raises(DatabaseError, match="one_offer_a_day"), transaction.atomic():
        Offer(unit=here, version=birth, valid=DateRange(MARCH, JUNE)).save(force_insert=True)


def test_a_version_that_is_over_cannot_be_offered() -> None:
    here = unit()
    old = version(draft(days=5))
    version(draft(days=3), from_day=MARCH)
    assert offer([here], [old], from_day=JUNE, **KNOWN) == 0
