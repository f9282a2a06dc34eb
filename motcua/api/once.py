"""Done once, however often it is asked for: answers of acts are kept under the client's idempotency key.

Key and act stand in one transaction. A second request with the same key waits for the first and gets its answer.
"""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from motcua.api.caller import Caller
from motcua.api.models import StoredAnswer
from motcua.api.problems import CONTENT_TYPE, Problem
from motcua.journal.statement import rows

KEPT = timedelta(hours=24)
_KEY = re.compile(r"[\x21-\x7e]{1,255}")

CLAIM = """
INSERT INTO api_stored_answer (client_id, key, request_hash, content, headers, at)
VALUES ($1::uuid, $2::text, $3::bytea, '', '{}', $4::timestamptz)
ON CONFLICT (client_id, key) DO UPDATE SET request_hash = excluded.request_hash, status = NULL, at = excluded.at
WHERE api_stored_answer.at < $5::timestamptz RETURNING id
"""
KEEP = """
UPDATE api_stored_answer SET status = $2::smallint, content = $3::text, headers = $4::jsonb WHERE id = $1::bigint
"""
LOOK_UP = """
SELECT request_hash, status, content, headers FROM api_stored_answer
WHERE client_id = $1::uuid AND key = $2::text
"""


@dataclass(frozen=True, slots=True)
class Answer:
    """What an act answers: a status, a document, headers beside the usual ones."""

    status: int
    document: dict[str, Any]
    headers: dict[str, str] = field(default_factory=dict)


def once(
    request: HttpRequest, caller: Caller, perform: Callable[[], Answer], *, key_needed: bool = False
) -> HttpResponse:
    """Perform an act, or answer what it answered when this key came before.

    What an act did and why it was refused (409) is kept; what was wrong with a request is not, so that it can be
    mended and sent again under its key. Raises problems.
    """
    key = _key(request, needed=key_needed)
    with transaction.atomic():
        if key is None:
            return _response(*_performed(perform))
        sent = _hash(request)
        claimed = rows(CLAIM, [caller.client.pk, key, sent, caller.at, caller.at - KEPT])
        if not claimed:
            return _again(caller, key, sent)
        status, content, headers = _performed(perform)
        rows(KEEP, [claimed[0][0], status, content, json.dumps(headers)])
    return _response(status, content, headers)


def forget(before: datetime) -> int:
    """Remove the answers that are older than a day; returns how many."""
    return StoredAnswer.objects.filter(at__lt=before - KEPT).delete()[0]


def _performed(perform: Callable[[], Answer]) -> tuple[int, str, dict[str, str]]:
    try:
        answer = perform()
    except Problem as refused:
        if refused.kind != "refused":
            raise
        return refused.status, json.dumps(refused.document, ensure_ascii=False), {"Content-Type": CONTENT_TYPE}
    return answer.status, json.dumps(answer.document, ensure_ascii=False, default=str), answer.headers


def _again(caller: Caller, key: str, sent: bytes) -> HttpResponse:
    [(hashed, status, content, headers)] = rows(LOOK_UP, [caller.client.pk, key])
    if bytes(hashed) != sent:
        raise Problem(
            "key-reused",
            _("This key came with another request within the last 24 hours. Take a new key for a new request."),
        )
    return _response(status, content, json.loads(headers) | {"Idempotency-Replayed": "true"})


def _key(request: HttpRequest, *, needed: bool) -> str | None:
    given = request.headers.get("Idempotency-Key")
    if given is None and not needed:
        return None
    if given is None or not _KEY.fullmatch(given):
        raise Problem(
            "key-missing",
            _("Send the header Idempotency-Key with a new random key, up to 255 letters without blanks."),
        )
    return given


def _hash(request: HttpRequest) -> bytes:
    parts = (request.method or "", request.path, request.headers.get("If-Match", ""))
    return sha256("\n".join(parts).encode() + b"\n" + request.body).digest()


def _response(status: int, content: str, headers: dict[str, str]) -> HttpResponse:
    response = HttpResponse(content, status=status, content_type=headers.get("Content-Type", "application/json"))
    for name, value in headers.items():
        response.headers[name] = value
    return response
