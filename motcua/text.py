"""Text as it is stored and as it is searched."""

import unicodedata


def nfc(text: str) -> str:
    """Return the text as we store it: composed (NFC), without NUL, outer blanks removed.

    Vietnamese arrives composed from most keyboards and decomposed from others and from file names;
    the two look the same and compare differently.
    """
    return unicodedata.normalize("NFC", text).replace("\x00", "").strip()


def fold(text: str) -> str:
    """Return the text as it is searched: no accents, đ as d, lower case, single blanks."""
    decomposed = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    plain = "".join(c for c in decomposed if not unicodedata.combining(c))
    return " ".join(plain.split())
