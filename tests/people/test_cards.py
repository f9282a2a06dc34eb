"""A card's code is read whole or refused in one sentence; it never raises anything else."""

import unicodedata
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from motcua.people.cards import FIELDS, Card, Unreadable, doubts_of, is_code, is_garbled, read
from tests.thorough import cases

WHOLE = "080190000001|331234567|Nguyễn Thị Lan|24121990|Nữ|Ấp 3, xã Mỹ Bình, huyện Đức Huệ, Long An|01052021"
LAN = Card(
    "080190000001",
    "Nguyễn Thị Lan",
    date(1990, 12, 24),
    "331234567",
    "Nữ",
    "Ấp 3, xã Mỹ Bình, huyện Đức Huệ, Long An",
    "01052021",
)


def with_field(place: int, text: str) -> str:
    fields = WHOLE.split("|")
    fields[place] = text
    return "|".join(fields)


@pytest.mark.parametrize(
    ("code", "card"),
    [
        (WHOLE, LAN),
        (WHOLE + "\r\n", LAN),
        (WHOLE + "\t", LAN),
        ("\x02" + WHOLE + "\x03", LAN),
        (WHOLE + "|||Nguyễn Văn A|Trần Thị B|", LAN),
        (unicodedata.normalize("NFD", WHOLE), LAN),
        (with_field(1, ""), Card(LAN.number, LAN.name, LAN.born_on, "", LAN.sex, LAN.address, LAN.issued)),
        (with_field(5, ""), Card(LAN.number, LAN.name, LAN.born_on, LAN.old_number, LAN.sex, "", LAN.issued)),
    ],
)
def test_a_whole_code_is_read(code, card):
    assert read(code) == card


def test_an_address_in_a_district_that_is_gone_stays_as_it_is():
    assert read(WHOLE).address == "Ấp 3, xã Mỹ Bình, huyện Đức Huệ, Long An"


@pytest.mark.parametrize(
    ("code", "why"),
    [
        ("", "half"),
        ("|", "half"),
        ("080190000001", "half"),
        (WHOLE[:40], "half"),
        ("|".join(WHOLE.split("|")[:6]), "half"),
        (with_field(0, ""), "number"),
        (with_field(0, "08019000001"), "number"),
        (with_field(0, "0801900000011"), "number"),
        (with_field(0, "08019000000O"), "number"),
        (with_field(0, "０８０１９０００００01"), "number"),
        (with_field(1, "12345"), "old"),
        (with_field(1, "33123456A"), "old"),
        (with_field(2, ""), "name"),
        (with_field(2, "12345"), "name"),
        (with_field(2, "<script>alert(1)</script>"), "name"),
        (with_field(3, ""), "day"),
        (with_field(3, "31021990"), "day"),
        (with_field(3, "00001990"), "day"),
        (with_field(3, "1990"), "day"),
        (with_field(3, "24121790"), "day"),
        (with_field(3, "24/12/1990"), "day"),
        ("àéà&çà&\"'((|Nguyễn|24121990", "layout"),
        ("à!à&ç$(-è_ç", "layout"),
        ("9" * 10_000, "long"),
        ("|" * 10_000, "long"),
        (with_field(5, "ă" * 10_000), "long"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_sentence(code, why):
    with pytest.raises(Unreadable) as refused:
        read(code)
    assert refused.value.code == why
    assert str(refused.value).endswith(".")
    assert "%(" not in str(refused.value)


@given(st.text(max_size=2000) | st.lists(st.text(max_size=40), min_size=5, max_size=9).map("|".join))
@settings(max_examples=cases(200), deadline=None)
def test_whatever_is_scanned_gives_a_card_or_a_sentence(text):
    try:
        card = read(text)
    except Unreadable as refused:
        assert str(refused)
    else:
        assert len(card.number) == 12 and card.name and len(card.address) <= 400
        assert isinstance(card.doubts, list)


@given(
    st.from_regex(r"[0-9]{12}", fullmatch=True).filter(str.isascii),
    st.dates(date(1900, 1, 1), date(2199, 12, 31)),
    st.sampled_from(["Nam", "Nữ", "NU", ""]),
)
@settings(max_examples=cases(100), deadline=None)
def test_any_twelve_digits_with_any_day_are_read(number, born, sex):
    card = read(f"{number}||Lê Văn A|{born:%d%m%Y}|{sex}|Long An|01012022")
    assert (card.number, card.born_on) == (number, born)


@pytest.mark.parametrize(
    ("number", "born", "sex", "doubts"),
    [
        ("080190000001", date(1990, 12, 24), "Nữ", 0),
        ("080090000001", date(1990, 12, 24), "Nam", 0),
        ("080304000001", date(2004, 1, 1), "Nữ", 0),
        ("080204000001", date(2004, 1, 1), "nam", 0),
        ("080190000001", date(1991, 12, 24), "Nữ", 1),
        ("080104000001", date(2004, 1, 1), "Nữ", 1),
        ("080090000001", date(1990, 12, 24), "Nữ", 1),
        ("080090000001", date(1985, 12, 24), "Nữ", 2),
        ("080090000001", None, "", 0),
        ("not a number", date(1990, 1, 1), "", 0),
    ],
)
def test_a_number_that_disagrees_with_birth_or_sex_is_doubted_and_not_refused(number, born, sex, doubts):
    assert len(doubts_of(number, born, sex)) == doubts


def test_a_code_is_told_from_what_fingers_type():
    assert is_code(WHOLE) and is_code("0801|3312|Ng")
    assert not is_code("Nguyễn Thị Lan") and not is_code("080190000001")
    assert is_garbled("à!à&ç$(-è_ç") and not is_garbled("Lê Thị Hè") and not is_garbled("Y' Bhăm Niê-Êban")
    assert WHOLE.count("|") + 1 == FIELDS
