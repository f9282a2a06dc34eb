"""Versions are in force from a day to a day, and stand still once published."""

from dataclasses import replace
from datetime import date

import pytest
from django.db import DatabaseError, transaction
from psycopg.types.range import DateRange

from motcua.catalogue.abolish import abolish
from motcua.catalogue.content import Content, Draft, Fee, PaperLine, content_of
from motcua.catalogue.kept import catalogue
from motcua.catalogue.models import Field, Procedure, Version
from motcua.catalogue.offer import offer
from motcua.journal.models import Entry
from tests.catalogue.acts import (
    BIRTH,
    JANUARY,
    JUNE,
    KNOWN,
    MARCH,
    MARRIAGE,
    draft,
    publish,
    unit,
    version,
    working_days,
)

pytestmark = pytest.mark.django_db


def test_a_new_version_ends_the_one_before_on_the_day_before() -> None:
    version(draft(days=5))
    version(draft(days=3), from_day=MARCH)
    old, new = Version.objects.order_by("number")
    assert (old.valid.lower, old.valid.upper) == (JANUARY, MARCH)
    assert (new.valid.lower, new.valid.upper) == (MARCH, None)
    assert [v.number for v in Version.objects.in_force_on(date(2019, 2, 28))] == [1]
    assert [v.number for v in Version.objects.in_force_on(MARCH)] == [2]


def test_publishing_the_same_again_writes_nothing() -> None:
    publish(draft(), draft(MARRIAGE, name="Thủ tục đăng ký kết hôn"))
    entries = Entry.objects.count()
    done = publish(draft(), draft(MARRIAGE, name="Thủ tục đăng ký kết hôn"), from_day=JUNE)
    assert sorted(done.unchanged) == sorted([BIRTH, MARRIAGE])
    assert Entry.objects.count() == entries
    assert Version.objects.count() == 2


def test_what_is_read_back_is_what_was_published() -> None:
    content = Content(
        name="Cấp giấy phép xây dựng",
        decision="56/QĐ-BXD",
        audience=("Công dân Việt Nam", "Doanh nghiệp"),
        result_name="Giấy phép xây dựng",
        result_code="KQ.G17.000311",
        pauses=(("supplement", "continue"), ("fee", "continue"), ("tax", "anew")),
        terms=(working_days(5), working_days(7, "online")),
        papers=(PaperLine("Đơn đề nghị", 1, 0), PaperLine("Bản vẽ", 2, 1)),
        legal_bases=("50/2014/QH13", "175/2024/NĐ-CP"),
    )
    published = publish(Draft(code="1.013225", field="Hoạt động xây dựng", content=content)).versions["1.013225"]
    assert content_of(Version.objects.with_content().get(pk=published.pk)) == content


def test_no_two_versions_of_a_procedure_are_in_force_on_one_day() -> None:
    first = version()
    with pytest.raises(DatabaseError, match="one_version_in_force_a_day"), transaction.atomic():
        Version(procedure=first.procedure, number=2, name="x", valid=DateRange(JUNE, None)).save(force_insert=True)


def test_a_version_of_the_very_day_is_not_replaced() -> None:
    version(draft(days=5))
    done = publish(draft(days=3), from_day=JANUARY)
    assert BIRTH in done.refused
    assert "01/01/2019" in done.refused[BIRTH]
    assert content_of(Version.objects.get()).terms == (working_days(5),)


def test_a_version_published_between_two_ends_where_the_later_begins() -> None:
    version(draft(days=5))
    version(draft(days=1), from_day=JUNE)
    between = version(draft(days=3), from_day=MARCH)
    assert (between.valid.lower, between.valid.upper) == (MARCH, JUNE)
    assert Version.objects.in_force_on(JUNE).get().number == 2


def test_a_version_published_before_the_first_ends_where_the_first_begins() -> None:
    version(from_day=MARCH)
    earlier = version(draft(days=9), from_day=JANUARY)
    assert (earlier.valid.lower, earlier.valid.upper) == (JANUARY, MARCH)


def test_what_a_source_has_no_place_for_stays_as_it_is() -> None:
    version(draft(at_once=True, papers=(PaperLine("Tờ khai", 1),)))
    done = publish(draft(silent_on=frozenset({"at_once", "papers"})), from_day=MARCH)
    assert done.unchanged == [BIRTH]


def test_each_publication_is_one_entry_of_each_thing_that_changed() -> None:
    version(draft(days=5))
    version(draft(days=3), from_day=MARCH)
    acts = list(Entry.objects.order_by("id").values_list("subject_type", "act"))
    assert sorted(acts) == sorted(
        [
            ("field", "create_field"),
            ("procedure", "create_procedure"),
            ("version", "publish_version"),
            ("version", "publish_version"),
            ("version", "end_version"),
        ]
    )


def test_a_procedure_that_moves_to_another_field_keeps_its_version() -> None:
    version()
    done = publish(draft(field="Tư pháp"), from_day=MARCH)
    assert done.changed == [BIRTH]
    assert Version.objects.count() == 1
    assert Procedure.objects.get().field.name == "Tư pháp"


def test_fields_whose_names_differ_only_in_accents_get_codes_of_their_own() -> None:
    publish(draft(field="Hòa giải"), draft(MARRIAGE, field="Hóa giải"))
    assert sorted(Field.objects.values_list("code", flat=True)) == ["hoa-giai", "hoa-giai-2"]


def test_an_abolished_procedure_is_in_force_until_the_day_before() -> None:
    made = version()
    assert abolish([made.procedure], from_day=MARCH, **KNOWN) == 1
    assert Procedure.objects.in_force_on(date(2019, 2, 28)).exists()
    assert not Procedure.objects.in_force_on(MARCH).exists()


def test_a_fee_that_the_provincial_council_sets_is_not_free() -> None:
    terms = working_days(1)
    council = replace(terms, fees=(Fee("Lệ phí hộ tịch", None),))
    free = replace(terms, fees=(Fee("Lệ phí hộ tịch", 0),))
    version(draft(terms=(council,)))
    done = publish(draft(terms=(free,)), from_day=MARCH)
    assert done.changed == [BIRTH]
    [first, second] = Version.objects.with_content().order_by("number")
    assert content_of(first).terms[0].fees[0].amount is None
    assert content_of(second).terms[0].fees[0].amount == 0


def test_what_processes_keep_in_memory_is_read_anew_after_a_publication() -> None:
    here = unit()
    offer([here], [version(draft(days=5))], from_day=JANUARY, **KNOWN)
    before = catalogue().offered(BIRTH, here.pk, JUNE)
    version(draft(days=3), from_day=MARCH)
    after = catalogue().offered(BIRTH, here.pk, JUNE)
    assert before is not None and after is not None
    assert (before.terms["counter"].limit_value, after.terms["counter"].limit_value) == (5, 3)
