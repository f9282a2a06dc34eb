"""The number of a dossier in the purpose of a transfer, however the bank writes it."""

import pytest

from motcua.cashier.naming import candidates

PREFIXES = {"0000028H39": "000.00.28.H39", "H392812": "H39.28.12"}
OLD, NEW = "000.00.28.H39-190107-0012", "H39.28.12-261231-0007"


@pytest.mark.parametrize(
    ("purpose", "number"),
    [
        (OLD, OLD),
        (f"NOP PHI HS {OLD} NGUYEN THI LAN", OLD),
        ("nop phi 0000028h39 190107 0012", OLD),
        ("MBVCB.123.0000028H391901070012.CT tu 0451", OLD),
        ("0000028H391901070012", OLD),
        ("000-00-28-h39/190107/0012", OLD),
        ("H39.28.12-261231-0007", NEW),
        ("h3928122612310007 le phi", NEW),
        ("phi H39 2812 261231 0007-Lan", NEW),
    ],
)
def test_a_number_is_found_however_the_bank_writes_it(purpose: str, number: str) -> None:
    assert candidates(purpose, PREFIXES)[0] == number


def test_of_numbers_that_begin_alike_the_one_that_ends_there_is_the_likeliest() -> None:
    found = [n for n in candidates("0000028H3919010712345 Lan", PREFIXES) if n.startswith("000.00")]
    assert found[0] == "000.00.28.H39-190107-12345"
    assert "000.00.28.H39-190107-1234" in found


def test_what_is_no_day_is_no_number() -> None:
    assert not [n for n in candidates("0000028H391913320012", PREFIXES) if "-" in n]
