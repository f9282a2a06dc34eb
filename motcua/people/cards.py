"""The citizen card's QR code: read what a scanner typed, or say in one sentence why it cannot be read.

`number|old number|name|ddmmyyyy|sex|address|issue date`, seven fields or more (a newer card adds its own behind);
the old number may be empty, and the address may name a district that is gone: it is kept as it stands.
Source: TT 06/2021/TT-BCA (card), NĐ 137/2015 art. 13 (the number: province, century and sex, year, six digits).
"""

import re
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from motcua.sentence import Sentence
from motcua.text import fold, nfc

FIELDS = 7
# The longest code that a card of today holds is a third of this.
LONGEST = 1000
NUMBER = re.compile(r"[0-9]{12}")
OLD_NUMBER = re.compile(r"[0-9]{9}|[0-9]{12}|")
# Keyboards that put signs where digits are typed: a scanner set to one of them sends these for a number.
SIGNS = set("&\"'(-_!@#$%^*)§²=+")
LETTERS_FOR_DIGITS = set("éèçà")
MARKUP = re.compile(r"[<>]")

SENTENCES = {
    "half": gettext_noop("Only a part of the card's code arrived (%(n)s of 7 fields). Scan it again, or type."),
    "layout": gettext_noop(
        "The scanner sends signs where digits belong: set it to the keyboard layout “US English”, or type."
    ),
    "number": gettext_noop("The number on a card has 12 digits; “%(text)s” has not. Scan it again, or type."),
    "old": gettext_noop("The old number on a card has 9 digits; “%(text)s” has not. Scan it again, or type."),
    "name": gettext_noop("The card's code holds no name that can be read. Scan it again, or type."),
    "day": gettext_noop("“%(text)s” is no day of birth (day, month, year). Scan it again, or type."),
    "long": gettext_noop("This is longer than the code of a card. Scan the card's code alone, or type."),
}


@dataclass(frozen=True, slots=True)
class Card:
    """What a citizen card says of its owner. `sex` and `issued` stay as they were sent."""

    number: str
    name: str
    born_on: date
    old_number: str = ""
    sex: str = ""
    address: str = ""
    issued: str = ""

    @property
    def doubts(self) -> list[str]:
        """Why the number does not fit the rest, as sentences: a warning, never a refusal."""
        return doubts_of(self.number, self.born_on, self.sex)


class Unreadable(Sentence):
    """The code cannot be read; the message says what to do, in the reader's language."""

    sentences = SENTENCES


def is_code(text: str) -> bool:
    """Does a text come from a card's code, whole or not, rather than from fingers?"""
    return text.count("|") >= 2


def is_garbled(text: str) -> bool:
    """Does a scanner speak another keyboard's language? Then there are more signs than a name has."""
    return len(SIGNS.intersection(text)) > 2 or (
        bool(SIGNS.intersection(text)) and len(LETTERS_FOR_DIGITS.intersection(text)) > 1 and " " not in text
    )


def read(text: str) -> Card:
    """The card that a scanner's text says. Raises Unreadable."""
    if len(text) > LONGEST:
        raise Unreadable("long")
    parts = [_plain(part) for part in text.split("|")]
    number = parts[0]
    if is_garbled(number):
        raise Unreadable("layout")
    if len(parts) < FIELDS:
        raise Unreadable("half", n=len(parts))
    _number, old, name, born, sex, address, issued = parts[:FIELDS]
    if not NUMBER.fullmatch(number):
        raise Unreadable("number", text=number[:20])
    if not OLD_NUMBER.fullmatch(old):
        raise Unreadable("old", text=old[:20])
    if not any(c.isalpha() for c in name) or any(c.isdigit() for c in name) or MARKUP.search(name):
        raise Unreadable("name")
    return Card(number, name[:200], _day(born), old, sex[:10], address[:400], issued[:10])


def doubts_of(number: str, born_on: date | None, sex: str = "") -> list[str]:
    """What in a personal number disagrees with a day of birth and a sex, as sentences. Source: NĐ 137/2015."""
    if not NUMBER.fullmatch(number):
        return []
    century, year = divmod(int(number[3]), 2)[0], int(number[4:6])
    found = []
    if born_on is not None and 1900 + 100 * century + year != born_on.year:
        found.append(
            _("By its number this card belongs to somebody born in %(year)s, not %(born)s. Compare with the card.")
            % {"year": 1900 + 100 * century + year, "born": born_on.year}
        )
    said = {"nam": 0, "nu": 1}.get(fold(sex))
    if said is not None and int(number[3]) % 2 != said:
        found.append(_("By its number this card belongs to the other sex. Compare with the card."))
    return found


def _plain(part: str) -> str:
    """A field as it is stored; what a scanner sends before and behind (Tab, CR, control characters) is dropped."""
    readable = part.encode("utf-8", "ignore").decode()
    return nfc("".join(c if c.isprintable() else " " for c in readable))


def _day(text: str) -> date:
    if not re.fullmatch(r"[0-9]{8}", text):
        raise Unreadable("day", text=text[:20])
    try:
        born = date(int(text[4:]), int(text[2:4]), int(text[:2]))
    except ValueError:
        raise Unreadable("day", text=text) from None
    if not 1900 <= born.year < 2200:
        raise Unreadable("day", text=text)
    return born
