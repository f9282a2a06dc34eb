"""What a cell of the register may say. Each raises ValueError with a sentence."""

import re
from collections.abc import Mapping
from typing import Any, TypeVar

from django.utils.translation import gettext as _

from motcua.catalogue.cells import line
from motcua.dossiers.numbers import Parts, parts_of
from motcua.exchange.register.columns import plain
from motcua.people.models import IdentifierKind

T = TypeVar("T")
_PHONE_AT_END = re.compile(
    r"[\s,;(.-]*(?:(?:số\s+)?(?:điện thoại|đt|sđt|tel)\s*[:.]?\s*)?((?:\+84|0)[0-9 .]{8,13})\)?$", re.I
)


def number(value: Any, prefixes: frozenset[str]) -> Parts:
    """A whole dossier number, apart. `prefixes` are the agency codes that units bear or bore.

    Half a number is refused: one that lacks the day or the serial, or a part of a known agency code.
    """
    text = line(value, 60).upper().replace(" ", "")
    found = parts_of(text)
    if found is None:
        raise ValueError(
            _(
                "%(number)s is not a whole dossier number. Write all of it as text: agency code, day of receipt, "
                "serial, such as 000.00.28.H39-191105-0012."
            )
            % {"number": text[:60]}
        )
    whole = next((p for p in sorted(prefixes) if _is_part(found.prefix, p)), None)
    if found.prefix not in prefixes and whole is not None:
        raise ValueError(
            _("The agency code in %(number)s is only half of %(whole)s. Write the whole number.")
            % {"number": text, "whole": whole}
        )
    return found


def _is_part(prefix: str, whole: str) -> bool:
    return prefix != whole and (whole.startswith(f"{prefix}.") or whole.endswith(f".{prefix}"))


def procedure_code(value: Any) -> str:
    """The code of a procedure, also where a spreadsheet took it for a number and dropped zeros."""
    return f"{value:.6f}" if isinstance(value, float) else line(value, 60)


def coded(value: Any, words: Mapping[str, T], offered: Mapping[str, Any]) -> T:
    """What a word of a coded column means; numbers are national codes."""
    text = str(int(value)) if isinstance(value, float) and value.is_integer() else line(value)
    found = words.get(plain(text))
    if found is None:
        raise ValueError(
            _("%(text)s is not known here. Write one of: %(words)s.")
            % {"text": text[:40], "words": ", ".join(offered)}
        )
    return found


def identifier(value: Any) -> tuple[str, str]:
    """An identifying number with its kind, known by its form; one without its leading zeros is refused."""
    text = str(int(value)) if isinstance(value, float) and value.is_integer() else line(value, 40)
    text = text.replace(" ", "").upper()
    for form, kind in (
        (r"[0-9]{12}", IdentifierKind.PERSONAL_ID),
        (r"[0-9]{10}(?:-?[0-9]{3})?", IdentifierKind.ENTERPRISE_ID),
        (r"[0-9]{9}", IdentifierKind.OLD_ID),
        (r"[A-Z][0-9]{7,8}", IdentifierKind.PASSPORT),
    ):
        if re.fullmatch(form, text):
            return kind.value, text
    raise ValueError(
        _(
            "%(text)s is not an identifying number. Write it as text, with its leading zeros: 12 digits for a "
            "person, 10 for an enterprise."
        )
        % {"text": text[:40]}
    )


def phone(value: Any) -> str:
    """A telephone number."""
    text = str(int(value)) if isinstance(value, float) and value.is_integer() else line(value)
    if len(text) > 20 or not re.fullmatch(r"[+0-9][0-9 .,;/-]*", text):
        raise ValueError(_("%(text)s is not a telephone number. Write one number of digits.") % {"text": text[:40]})
    return text


def address(value: Any) -> tuple[str, str]:
    """An address, and the telephone number that stands at its end ("" if none does)."""
    text = line(value, 400)
    found = _PHONE_AT_END.search(text)
    return (text[: found.start()], found[1]) if found else (text, "")


def sets(value: Any) -> int:
    """How many sets of papers were handed in."""
    text = str(int(value)) if isinstance(value, float) and value.is_integer() else line(value)
    if not re.fullmatch(r"[0-9]{1,4}", text):
        raise ValueError(_("%(text)s is not a number of sets. Write a whole number.") % {"text": text[:40]})
    return int(text)
