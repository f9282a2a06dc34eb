"""The reading code of a printed receipt: reckoned from the printing's id and the installation's key, never stored.

It is good for one printing: the latest of a dossier. Printing again makes the earlier one useless, so that a
receipt that was lost or given away can be closed (docs/decisions/tracking.md).
"""

import hashlib
import hmac
from uuid import UUID

from django.conf import settings

# No 0 O, 1 I L, U (read as V): what stands on paper is typed again by people of every age.
LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 8  # 30^8, 6.6 * 10^11 codes
_PURPOSE = b"motcua reading code 1:"


def code_of(printed: UUID) -> str:
    """The code of a printing: eight letters and figures."""
    return _code(printed, settings.SECRET_KEY)


def shown(code: str) -> str:
    """A code as it is printed, in two halves."""
    return f"{code[:4]}-{code[4:]}"


def typed(text: str) -> str:
    """A code as somebody typed or scanned it: capitals, without blanks and strokes."""
    return "".join(letter for letter in text.upper() if letter.isalnum())


def matches(printed: UUID | None, text: str) -> bool:
    """Is this the code of the printing? Takes the same time for a right, a wrong and no printing's code.

    After the installation's key was changed, codes made with an earlier one hold as long as it is listed in
    SECRET_KEY_FALLBACKS.
    """
    given = typed(text).encode()
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    found = [hmac.compare_digest(_code(printed or UUID(int=0), key).encode(), given) for key in keys]
    return any(found) and printed is not None


def _code(printed: UUID, key: str) -> str:
    value = int.from_bytes(hmac.digest(key.encode(), _PURPOSE + printed.bytes, hashlib.sha256))
    letters = []
    for _ in range(LENGTH):
        value, rest = divmod(value, len(LETTERS))
        letters.append(LETTERS[rest])
    return "".join(letters)
