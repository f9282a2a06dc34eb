"""Text messages: without accents, in the alphabet of GSM, within 160 characters.

An accented message would be sent in UCS-2, where one message holds 70. Source: 3GPP TS 23.038 (GSM 7-bit default
alphabet; the signs of its extension table take two places).
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping

MOST = 160
_BASIC = (
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§"
    "¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_EXTENDED = "^{}\\[~]|€"
_WRITTEN = str.maketrans(
    {"đ": "d", "Đ": "D", "“": '"', "”": '"', "„": '"', "‘": "'", "’": "'", "–": "-", "—": "-", "−": "-"}
    | {"…": "...", "\u00a0": " ", "\u202f": " ", "\t": " ", "•": "-", "₫": "d", "\u200b": "", "\ufeff": ""}
)


def plain(text: str) -> str:
    """A text as it stands in a message: accents folded, case kept, typographic signs as typed ones.

    Signs that no telephone writes stay; `strange` finds them.
    """
    decomposed = unicodedata.normalize("NFD", text.translate(_WRITTEN))
    return "".join(c for c in decomposed if not unicodedata.combining(c))


def strange(text: str) -> Iterable[str]:
    """The signs of a plain text that the alphabet of GSM has not."""
    return (c for c in text if c not in _BASIC and c not in _EXTENDED)


def writable(text: str) -> str:
    """A text of which nothing is known, as it can stand in a message; what cannot stand there becomes “?”."""
    return "".join(c if c in _BASIC or c in _EXTENDED else "?" for c in plain(text))


def length(text: str) -> int:
    """How many of the 160 places a plain text takes."""
    return len(text) + sum(text.count(c) for c in _EXTENDED)


def shortened(text: str, most: int) -> str:
    """A text in at most so many places: whole words, and “..” for what is left out. Empty where nothing fits."""
    if length(text) <= most:
        return text
    kept = ""
    for word in re.findall(r"\S+\s*", text):
        if length((kept + word).rstrip()) > most - 2:
            break
        kept += word
    kept = kept.rstrip(" ,;:-(")
    return f"{kept}.." if kept else ""


def fitted(texts: Mapping[str, str], room: int) -> dict[str, str]:
    """Texts in at most `room` places together: the longest are shortened, to one length, the others stay."""
    most = max(room, 0)
    while sum(min(length(text), most) for text in texts.values()) > max(room, 0):
        most -= 1
    return {name: shortened(text, most) for name, text in texts.items()}
