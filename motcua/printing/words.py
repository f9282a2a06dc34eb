"""Numbers and amounts of money in Vietnamese words, as a receipt of money has to say them."""

_DIGITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
_GROUPS = ("", "nghìn", "triệu", "tỷ")


def amount_in_words(amount: int) -> str:
    """Whole đồng in words: 150000 is "Một trăm năm mươi nghìn đồng". Raises ValueError below zero."""
    words = number_in_words(amount)
    return f"{words[0].upper()}{words[1:]} đồng"


def number_in_words(number: int) -> str:
    """A whole number in words: 1015 is "một nghìn không trăm mười lăm". Raises ValueError below zero."""
    if number < 0:
        raise ValueError(f"{number} has no words: it is below zero")
    if number == 0:
        return _DIGITS[0]
    billions, rest = divmod(number, 10**9)
    said = [number_in_words(billions), "tỷ"] if billions else []
    for power in (2, 1, 0):
        group = rest // 1000**power % 1000
        if group:
            said += [_three(group, is_first=not said), _GROUPS[power]]
    return " ".join(word for word in said if word)


def _three(number: int, *, is_first: bool) -> str:
    """Three figures; what stands behind others is said whole (không trăm linh năm)."""
    hundreds, rest = divmod(number, 100)
    tens, ones = divmod(rest, 10)
    said = [] if is_first and not hundreds else [_DIGITS[hundreds], "trăm"]
    if tens > 1:
        said += [_DIGITS[tens], "mươi"]
    elif tens == 1:
        said.append("mười")
    elif ones and said:
        said.append("linh")
    if ones:
        said.append(_ones(tens, ones))
    return " ".join(said)


def _ones(tens: int, ones: int) -> str:
    if tens > 1 and ones == 1:
        return "mốt"
    if tens > 1 and ones == 4:
        return "tư"
    if tens > 0 and ones == 5:
        return "lăm"
    return _DIGITS[ones]


def dong(amount: int) -> str:
    """1.500.000 đồng."""
    return f"{amount:,} đồng".replace(",", ".")
