"""Values that are not accepted: where they stand and what to write instead, in the reader's language."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

# What the validating library says, by its code, in our words.
SENTENCES = {
    "missing": gettext_noop("This has to be given."),
    "extra_forbidden": gettext_noop("There is no such member; check its name."),
    "string_type": gettext_noop("Give text."),
    "string_unicode": gettext_noop("Give text in whole characters."),
    "string_too_short": gettext_noop("Give at least %(min_length)s characters."),
    "string_too_long": gettext_noop("Shorten this to %(max_length)s characters."),
    "string_pattern_mismatch": gettext_noop("Give text without control characters, and not only blanks."),
    "too_long": gettext_noop("Give at most %(max_length)s of these."),
    "twice": gettext_noop("Each may stand here once only."),
    "email": gettext_noop("Write the address as name@place, or leave it out."),
    "who": gettext_noop("Give the applicant's name, or the id of one who is known already."),
    "int_type": gettext_noop("Give a whole number."),
    "int_parsing": gettext_noop("Give a whole number."),
    "int_parsing_size": gettext_noop("This number is too large."),
    "int_from_float": gettext_noop("Give a whole number."),
    "greater_than_equal": gettext_noop("Give %(ge)s or more."),
    "less_than_equal": gettext_noop("Give %(le)s or less."),
    "literal_error": gettext_noop("Choose one of: %(expected)s."),
    "enum": gettext_noop("Choose one of: %(expected)s."),
    "bool_type": gettext_noop("Give true or false."),
    "bool_parsing": gettext_noop("Give true or false."),
    "uuid_type": gettext_noop("Give an id in the form 01234567-89ab-7cde-8f01-23456789abcd."),
    "uuid_parsing": gettext_noop("Give an id in the form 01234567-89ab-7cde-8f01-23456789abcd."),
    "day": gettext_noop("Give a day from %(first)s to %(last)s, as year-month-day."),
    "model_type": gettext_noop("Give an object."),
    "model_attributes_type": gettext_noop("Give an object."),
    "dict_type": gettext_noop("Give an object."),
    "list_type": gettext_noop("Give a list."),
}
DATES = gettext_noop("Give a day as year-month-day, such as 2026-11-05.")
OTHER = gettext_noop("This value is not accepted here.")
UNKNOWN_PARAMETER = gettext_noop("There is no such parameter; check its name.")


def errors_of(found: Iterable[Mapping[str, Any]]) -> list[dict[str, str]]:
    """Each wrong value with its place: a JSON pointer into the body (RFC 6901), or the name of a parameter."""
    return [_place(tuple(each["loc"])) | {"detail": _sentence(each)} for each in found]


def unknown_parameter(name: str) -> dict[str, str]:
    """A parameter of an address that this address does not take."""
    return {"parameter": _readable(name), "detail": _(UNKNOWN_PARAMETER)}


def _place(location: tuple[Any, ...]) -> dict[str, str]:
    source, *rest = location
    if source == "body":
        steps = [str(step).replace("~", "~0").replace("/", "~1") for step in rest[1:]]
        return {"pointer": _readable("#" + "".join(f"/{step}" for step in steps))}
    return {"parameter": _readable(str(rest[-1] if rest else source))}


def _readable(text: str) -> str:
    """What was sent, fit to be sent back: whole characters, and not all of it."""
    return text.encode("utf-8", "replace").decode()[:200]


def _sentence(each: Mapping[str, Any]) -> str:
    kind = str(each["type"])
    sentence = DATES if kind.startswith("date") else SENTENCES.get(kind, OTHER)
    return _(sentence) % (each.get("ctx") or {})
