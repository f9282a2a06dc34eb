"""Numbers and amounts of money in words."""

import pytest

from motcua.printing.words import amount_in_words, number_in_words


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0, "không"),
        (5, "năm"),
        (10, "mười"),
        (15, "mười lăm"),
        (21, "hai mươi mốt"),
        (24, "hai mươi tư"),
        (25, "hai mươi lăm"),
        (100, "một trăm"),
        (105, "một trăm linh năm"),
        (1_000, "một nghìn"),
        (1_005, "một nghìn không trăm linh năm"),
        (1_015, "một nghìn không trăm mười lăm"),
        (2_000_001, "hai triệu không trăm linh một"),
        (1_234_567, "một triệu hai trăm ba mươi tư nghìn năm trăm sáu mươi bảy"),
        (3_000_000_000, "ba tỷ"),
        (1_001_000_000_000, "một nghìn không trăm linh một tỷ"),
    ],
)
def test_numbers_are_said_as_they_are_read(number, words) -> None:
    assert number_in_words(number) == words


def test_an_amount_begins_with_a_capital_and_is_never_below_zero() -> None:
    assert amount_in_words(150_000) == "Một trăm năm mươi nghìn đồng"
    with pytest.raises(ValueError, match="-1"):
        amount_in_words(-1)
