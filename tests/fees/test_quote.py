"""The fee by pages: docs/rules/copies.md."""

from datetime import date
from pathlib import Path

import pytest
from django.db import IntegrityError, transaction
from django.utils.translation import override
from psycopg.types.range import DateRange

from motcua.fees.models import PageFee
from motcua.fees.quote import MOST_COPIES, MOST_PAGES, NotCounted, Rule, count, quote, rules_on
from tests.pages import numbers, section, table, words

PAGE = Path(__file__).parents[2] / "docs/rules/copies.md"
EXAMPLES = table(PAGE, "Worked examples")
CIRCULAR = Rule(2, 2_000, 1_000, 200_000, "TT 226/2016/TT-BTC")
CERTIFIED_COPIES = "2.000815"
TODAY = date(2026, 11, 23)


@pytest.mark.parametrize("row", EXAMPLES, ids=[row["why"] for row in EXAMPLES])
def test_the_worked_example_holds(row: dict[str, str], db: None) -> None:
    found = quote(int(row["pages"]), int(row["copies"]), TODAY, procedure=CERTIFIED_COPIES)
    assert (found.per_copy, found.total) == (int(row["one copy, đ"]), int(row["together, đ"]))


def test_the_page_shows_what_is_in_force(db: None) -> None:
    [row] = table(PAGE, "The fee")
    [code] = words(row["procedure"])
    first, rate, further, most = (
        int(row[c]) for c in ("first pages", "rate, đ", "further pages, đ", "most a copy, đ")
    )
    assert rules_on(TODAY) == {code: Rule(first, rate, further, most, row["source"])}
    since = row["in force from"]
    assert PageFee.objects.get().valid == DateRange(date(int(since[6:]), int(since[3:5]), int(since[:2])), None)
    assert {MOST_PAGES, MOST_COPIES} <= set(numbers(section(PAGE, "The fee").replace(" 000", "000")))


def test_the_steps_say_how_the_pages_were_counted() -> None:
    found = count(CIRCULAR, 5, 2)
    assert [(s.pages, s.rate, s.amount) for s in found.steps] == [(2, 2_000, 4_000), (3, 1_000, 3_000)]
    assert (found.is_most, found.legal_basis) == (False, "TT 226/2016/TT-BTC")
    assert count(CIRCULAR, 1, 1).steps == count(CIRCULAR, 1, 9).steps
    assert count(CIRCULAR, 199, 1).is_most
    assert not count(CIRCULAR, 198, 1).is_most


def test_a_rule_without_a_most_goes_on() -> None:
    assert count(Rule(2, 2_000, 1_000), 1_000, 1).total == 1_002_000


@pytest.mark.parametrize(
    ("pages", "copies", "said"),
    [
        (0, 1, "pages_few"),
        (-1, 1, "pages_few"),
        (MOST_PAGES + 1, 1, "pages_many"),
        (1, 0, "copies_few"),
        (1, -7, "copies_few"),
        (1, MOST_COPIES + 1, "copies_many"),
        (1, 10**9, "copies_many"),
    ],
)
def test_numbers_that_cannot_be_are_refused_with_a_sentence(pages: int, copies: int, said: str) -> None:
    with pytest.raises(NotCounted) as refused:
        count(CIRCULAR, pages, copies)
    assert refused.value.code == said
    with override("en"):
        assert str(refused.value).endswith(".")
        assert "%(" not in str(refused.value)


def test_what_charges_nothing_by_the_page_is_not_guessed(db: None) -> None:
    for procedure, day in (("2.000884", TODAY), (CERTIFIED_COPIES, date(2016, 12, 31))):
        with pytest.raises(NotCounted, match=r"2016|2\.000884"):
            quote(1, 1, day, procedure=procedure)


def test_a_circular_is_a_new_row_from_its_day(db: None) -> None:
    PageFee.objects.update(valid=DateRange(date(2017, 1, 1), date(2027, 1, 1)))
    since = DateRange(date(2027, 1, 1), None)
    PageFee.objects.create(
        procedure=CERTIFIED_COPIES,
        valid=since,
        first_pages=1,
        first_rate=3_000,
        further_rate=1_500,
        legal_basis="x",
    )
    assert quote(3, 1, date(2026, 12, 31), procedure=CERTIFIED_COPIES).total == 5_000
    assert quote(3, 1, date(2027, 1, 1), procedure=CERTIFIED_COPIES).total == 6_000


def test_a_procedure_has_one_fee_a_day(db: None) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        PageFee.objects.create(
            procedure=CERTIFIED_COPIES, valid=DateRange(TODAY, None), first_pages=1, first_rate=1, further_rate=1
        )
