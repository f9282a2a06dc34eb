"""Procedures are found by what officers and citizens type."""

import unicodedata

import pytest
from django.db import connection

from motcua.catalogue.district import publish_district, rows
from motcua.catalogue.models import Procedure
from motcua.catalogue.offer import offer
from motcua.catalogue.search import search
from tests.catalogue.acts import BIRTH, JANUARY, JUNE, KNOWN, MARCH, draft, publish, unit

pytestmark = pytest.mark.django_db


@pytest.fixture
def district(db: None) -> None:
    publish_district(from_day=JANUARY, **KNOWN)


def codes(text: str, **given: object) -> list[str]:
    return [procedure.code for procedure in search(text, **given)]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("1.001193", "1.001193"),
        ("dang ky khai sinh", "1.001193"),
        ("Đăng ký khai sinh", "1.001193"),
        ("DANG KY KET HON", "1.000894"),
        ("chung thuc chu ky trong cac giay to", "2.000884"),
        ("cap doi giay chung nhan quyen su dung dat", "1.012783"),
        ("thành lập hộ kinh doanh", "1.001612"),
        ("tạm trú đăng ký", "1.004194"),
        ("tach thua", "1.012784"),
        ("xac nhan hon nhan", "1.004873"),
    ],
)
def test_the_likeliest_procedure_stands_first(district: None, text: str, first: str) -> None:
    assert codes(text)[0] == first


def test_decomposed_letters_find_what_composed_ones_find(district: None) -> None:
    assert codes(unicodedata.normalize("NFD", "hộ tịch")) == codes("hộ tịch") != []


def test_words_may_stand_in_any_order(district: None) -> None:
    assert set(codes("sinh khai lại")) == set(codes("lại khai sinh"))
    assert "1.004884" in codes("sinh khai lại")


def test_a_part_of_a_code_is_enough(district: None) -> None:
    assert codes("1193") == ["1.001193"]
    found = codes("1.0127")
    assert found and all(code.startswith("1.0127") for code in found)


def test_the_name_of_a_field_finds_its_procedures_behind_those_that_bear_the_words(district: None) -> None:
    found = list(search("hộ tịch", limit=100))
    assert {p.code for p in found} >= {row.code for row in rows() if row.field == "Hộ tịch"}
    bears = ["hộ tịch" in p.name.lower() for p in found]
    assert bears == sorted(bears, reverse=True)


def test_every_word_has_to_be_there(district: None) -> None:
    assert codes("khai sinh tàu cá") == []


@pytest.mark.parametrize("text", ["", "   ", "\x00", "̣̀"])
def test_nothing_finds_nothing(district: None, text: str) -> None:
    assert codes(text) == []


@pytest.mark.parametrize("text", ["_", "a_b", "\\", "%%%%", "' OR 1=1 --", '"); DROP TABLE x', "{}", "(.*)"])
def test_signs_that_mean_something_to_databases_are_only_letters(district: None, text: str) -> None:
    assert codes(text) == []


def test_a_per_cent_sign_finds_per_cent_signs() -> None:
    publish(draft(name="Áp dụng mức 0% cho hàng hóa"), draft("1.000894", name="Áp dụng mức 05 cho hàng hóa"))
    assert codes("0%") == [BIRTH]


def test_ten_megabytes_and_half_characters_do_no_harm(district: None) -> None:
    assert codes("x" * 10_000_000) == []
    assert codes("khai \ud800 sinh\x00")[0] == BIRTH


def test_only_what_is_in_force_on_the_day_and_offered_by_the_unit_is_found(district: None) -> None:
    here = unit()
    birth = Procedure.objects.get(code=BIRTH)
    offer([here], birth.versions.all(), from_day=MARCH, **KNOWN)
    assert codes("khai sinh", unit=here, day=MARCH) == [BIRTH]
    assert codes("khai sinh", unit=here, day=JANUARY) == []
    assert codes(BIRTH, day=JUNE) == [BIRTH]
    assert codes(BIRTH, day=JANUARY.replace(year=2018)) == []


def test_no_more_is_found_than_was_asked_for(district: None) -> None:
    assert len(codes("đăng ký", limit=7)) == 7


def test_the_search_is_able_to_use_its_index(district: None) -> None:
    sql, params = Procedure.objects.filter(search_key__contains="khai sinh").query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(f"EXPLAIN {sql}", params)
        assert "procedure_search_key" in "\n".join(row[0] for row in cursor.fetchall())
