"""VietQR: what a bank's application reads to fill in a transfer (NAPAS, EMVCo merchant-presented mode).

Fields of tag, length and value; the last is a checksum over all before it. Pure: text in, text out.
"""

import re
import unicodedata

from django.utils.translation import gettext_noop

from motcua.fees.kinds import MOST_AMOUNT
from motcua.sentence import Sentence

APPLICATION = "A000000727"
TO_ACCOUNT, TO_CARD = "QRIBFTTA", "QRIBFTTC"
# Longer purposes are cut by some banks, and the dossier's number with them.
LONGEST_PURPOSE = LONGEST_BILL = 25
LONGEST_ACCOUNT = 19
# What every bank lets through (the x characters of SWIFT).
ALLOWED = re.compile(r"[A-Za-z0-9 /?:().,'+-]*")

SENTENCES = {
    "bank": gettext_noop("A bank is named by its BIN, six digits such as 970403; “%(given)s” is none."),
    "account": gettext_noop("An account has 1 to %(most)s letters and digits; “%(given)s” has something else."),
    "amount": gettext_noop("Give an amount from 1 to %(most)s đồng; %(given)s is not."),
    "purpose_long": gettext_noop(
        "Shorten the purpose to %(most)s characters; “%(given)s” has %(length)s, and banks cut what is longer."
    ),
    "purpose_sign": gettext_noop("Banks do not pass on “%(sign)s” in the purpose. Leave it out."),
    "bill_long": gettext_noop("Shorten the bill number to %(most)s characters; “%(given)s” has %(length)s."),
    "bill_sign": gettext_noop("Banks do not pass on “%(sign)s” in the bill number. Leave it out."),
}


class NotEncodable(Sentence):
    """What no code can be made of; said in the reader's language. `code` tells which part it is."""

    sentences = SENTENCES
    is_grouped = True


def payload(
    bank: str, account: str, *, amount: int | None = None, purpose: str = "", bill: str = "", is_card: bool = False
) -> str:
    """The text of a VietQR code: a transfer to an account (or card) at the bank with this BIN, in whole đồng.

    With an amount it is for one payment, without one it may be used again. Accents in `purpose` and `bill` are
    folded. Raises NotEncodable for a bank, account or amount that cannot be, for a text of more than 25 characters
    and for signs that banks refuse. Source: NAPAS, VietQR format in inter-bank transfers, v1.0.
    """
    if not re.fullmatch(r"[0-9]{6}", bank):
        raise NotEncodable("bank", given=bank[:40])
    if not re.fullmatch(rf"[A-Za-z0-9]{{1,{LONGEST_ACCOUNT}}}", account):
        raise NotEncodable("account", given=account[:40], most=LONGEST_ACCOUNT)
    if amount is not None and not 1 <= amount <= MOST_AMOUNT:
        raise NotEncodable("amount", given=amount, most=MOST_AMOUNT)
    purpose = _checked(plain(purpose), "purpose", LONGEST_PURPOSE)
    bill = _checked(plain(bill), "bill", LONGEST_BILL)
    receiver = _field("00", bank) + _field("01", account)
    merchant = _field("00", APPLICATION) + _field("01", receiver) + _field("02", TO_CARD if is_card else TO_ACCOUNT)
    fields = _field("00", "01") + _field("01", "11" if amount is None else "12") + _field("38", merchant)
    fields += _field("53", "704") + (_field("54", str(amount)) if amount is not None else "") + _field("58", "VN")
    more = (_field("01", bill) if bill else "") + (_field("08", purpose) if purpose else "")
    fields += _field("62", more) if more else ""
    return sealed(fields)


def sealed(fields: str) -> str:
    """Fields with their checksum, which counts its own tag and length in."""
    begun = f"{fields}6304"
    return f"{begun}{checksum(begun):04X}"


def checksum(text: str) -> int:
    """CRC-16/CCITT-FALSE: polynomial 1021, begun with FFFF, neither reflected nor inverted."""
    value = 0xFFFF
    for byte in text.encode("ascii"):
        value ^= byte << 8
        for _bit in range(8):
            value = (value << 1) ^ 0x1021 if value & 0x8000 else value << 1
            value &= 0xFFFF
    return value


def plain(text: str) -> str:
    """Text without accents, letters else as they were, single blanks: what banks pass on."""
    decomposed = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    return " ".join("".join(c for c in decomposed if not unicodedata.combining(c)).split())


def _checked(text: str, name: str, most: int) -> str:
    allowed = ALLOWED.match(text)
    end = allowed.end() if allowed else 0
    if end < len(text):
        raise NotEncodable(f"{name}_sign", sign=text[end])
    if len(text) > most:
        raise NotEncodable(f"{name}_long", given=text[:80], most=most, length=len(text))
    return text


def _field(tag: str, value: str) -> str:
    return f"{tag}{len(value):02d}{value}"
