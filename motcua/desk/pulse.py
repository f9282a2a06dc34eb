"""Has anything happened since? Asked in one small statement before a part of a page is composed anew."""

import hashlib
from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils.timezone import now

from motcua.journal.statement import rows
from motcua.people.models import Account

# Each act writes an entry, and each committed entry is either placed or waits to be: in one snapshot the sum grows
# by one an entry and does not change when entries are placed. What changes of law and organisation has its numbers.
PULSE = """
SELECT coalesce((SELECT max(position) FROM journal_position), 0) + (SELECT count(*) FROM journal_unplaced),
       (SELECT string_agg(name || number, ',' ORDER BY name) FROM journal_revision)
"""


def pulse(account: UUID, language: str, at: datetime) -> str:
    """What differs as soon as anything was done, the minute is over, or somebody else asks.

    The minute, because pages say how much time is left.
    """
    [(entries, revisions)] = rows(PULSE, [])
    told = f"{entries} {revisions} {at:%Y%m%d%H%M} {account} {language}"
    return hashlib.sha256(told.encode()).hexdigest()[:16]


def mark(request: HttpRequest, content: str) -> str:
    """The mark of an answer: of its content, and of the pulse that was taken before it was composed."""
    return f'"{content}.{getattr(request, "pulse", "")}"'


class Quiet:
    """Middleware: a part that is asked for again while nothing has happened is answered without looking further.

    Only for live.js, which names itself, and only where the view rests on nothing but the journal (`is_told` on a
    view says that it does not).
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        """304 where the asker's mark has the present pulse; else the view, with the pulse taken before it reads."""
        if "X-Live" not in request.headers or request.method != "GET" or getattr(view, "is_told", False):
            return None
        if not isinstance(request.user, Account):
            return None
        request.pulse = pulse(request.user.pk, request.COOKIES.get("django_language", ""), now())
        known = request.headers.get("If-None-Match", "")
        if not known.endswith(f'.{request.pulse}"'):
            return None
        return HttpResponseNotModified(headers={"ETag": known, "Cache-Control": "private, no-store"})
