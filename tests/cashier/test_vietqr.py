"""VietQR: docs/rules/cashier.md."""

import io

import pytest
from django.core.management import CommandError, call_command

from motcua.cashier.vietqr import NotEncodable, checksum, payload, plain, sealed

BANK, ACCOUNT = "970403", "0011012345678"
# What NAPAS prints for a static code: the length of its account says 12 for 13 digits.
PRINTED = "00020101021138570010A00000072701270006970403011200110123456780208QRIBFTTA53037045802VN"


def test_the_checksum_is_crc_16_ccitt_false() -> None:
    assert checksum("123456789") == 0x29B1


def test_the_printed_static_code_ends_as_printed_though_its_length_field_is_wrong() -> None:
    assert sealed(PRINTED).endswith("6304F4E5")


def test_a_static_code_counts_its_account_right() -> None:
    written = payload(BANK, ACCOUNT)
    assert written == PRINTED.replace("011200110123456780", "011300110123456780") + "63049E6F"


def test_a_code_for_one_payment_is_as_napas_prints_it() -> None:
    written = payload(BANK, ACCOUNT, amount=180_000, purpose="thanh toan don hang", bill="NPS6869")
    assert written == (
        "00020101021238570010A00000072701270006970403011300110123456780208QRIBFTTA530370454061800005802VN"
        "62340107NPS68690819thanh toan don hang63042E2E"
    )


def test_codes_for_cards_are_as_napas_prints_them() -> None:
    card = "9704031101234567"
    assert payload(BANK, card, is_card=True).endswith("63044F52")
    paid = payload(BANK, card, amount=180_000, purpose="thanh toan don hang", bill="NPS6869", is_card=True)
    assert paid.endswith("6304A203")


def test_accents_are_folded_and_case_is_kept() -> None:
    assert plain("Nộp  lệ phí Đăng ký đất") == "Nop le phi Dang ky dat"
    assert "0819Le phi ho so 0012/H" in payload(BANK, ACCOUNT, amount=1, purpose="Lệ phí hồ sơ 0012/H")


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"purpose": "Nộp lệ phí hồ sơ cấp giấy phép xây dựng"}, "purpose_long"),
        ({"purpose": "HS 12 & 13"}, "purpose_sign"),
        ({"purpose": "phí ☃"}, "purpose_sign"),
        ({"purpose": "a\x00b"}, "purpose_sign"),
        ({"bill": "x" * 26}, "bill_long"),
        ({"bill": "a_b"}, "bill_sign"),
        ({"amount": 0}, "amount"),
        ({"amount": -5_000}, "amount"),
        ({"amount": 10_000_000_001}, "amount"),
        ({"bank": "97043"}, "bank"),
        ({"bank": "９７０４０３"}, "bank"),
        ({"account": ""}, "account"),
        ({"account": "0011-012345678"}, "account"),
        ({"account": "1" * 20}, "account"),
    ],
)
def test_what_no_bank_could_read_is_refused_in_a_sentence(given: dict, code: str) -> None:
    with pytest.raises(NotEncodable) as refused:
        payload(**{"bank": BANK, "account": ACCOUNT, **given})
    assert refused.value.code == code
    assert str(refused.value).endswith((".", "!"))


def test_the_command_prints_the_payload_and_nothing_else() -> None:
    out = io.StringIO()
    call_command("vietqr", bank=BANK, account=ACCOUNT, stdout=out)
    assert out.getvalue() == payload(BANK, ACCOUNT) + "\n"


def test_the_command_refuses_in_one_sentence() -> None:
    with pytest.raises(CommandError, match="25"):
        call_command("vietqr", bank=BANK, account=ACCOUNT, purpose="x" * 26)
