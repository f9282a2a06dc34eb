"""The version of a dossier that a client saw: its number of entries, as ETag (RFC 9110, 8.8.3)."""

import re

from django.http import HttpRequest
from django.utils.translation import gettext as _

from motcua.api.problems import Problem

# A proxy or our own compression may have marked it weak; it names the same entry.
_TAG = re.compile(r'(?:W/)?"([0-9]{1,9})"')


def etag(seq: int) -> str:
    return f'"{seq}"'


def seen(request: HttpRequest) -> int:
    """The version that If-Match names. Raises a problem where it names none: an act is done on what was seen."""
    given = request.headers.get("If-Match", "")
    numbers = [int(number) for number in _TAG.findall(given)]
    if not numbers:
        raise Problem(
            "version-missing",
            _('Read the dossier and send its ETag as If-Match, such as If-Match: "3".'),
        )
    return max(numbers)


def is_known(request: HttpRequest, seq: int) -> bool:
    """Has the client this version already (If-None-Match)?"""
    given = request.headers.get("If-None-Match", "")
    return given.strip() == "*" or str(seq) in _TAG.findall(given)
