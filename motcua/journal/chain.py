"""The format of an entry: what is hashed, and how an entry hangs on the one before.

Format 1. The detail's text is canonical JSON: UTF-8, keys sorted, no blanks, moments and money as strings.
`detail_hash` is sha256(salt + text). The entry's hash is sha256 over a canonical JSON list of its columns in the
order below, with the detail's hash and the previous hash in hexadecimal; the first entry of a subject has an
empty previous hash. Golden vectors: tests/journal/golden.json. Rules: docs/rules/journal.md.
"""

import json
from datetime import date, datetime, time
from decimal import Decimal
from hashlib import sha256
from typing import Any
from uuid import UUID

from motcua.moments import canonical

FORMAT = 1


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return canonical(value)
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, UUID | Decimal):
        return str(value)
    raise TypeError(f"{type(value).__name__} has no canonical form in a journal detail")


_encode = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=_plain).encode
_encode_list = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def detail_text(detail: dict[str, Any]) -> str:
    """The canonical text of a detail; floats are refused, since they print differently elsewhere."""
    _refuse_floats(detail)
    return _encode(detail)


def _refuse_floats(value: Any) -> None:
    if isinstance(value, float):
        raise TypeError("A journal detail holds no floats: write numbers with fractions as strings.")
    if isinstance(value, dict):
        for item in value.values():
            _refuse_floats(item)
    elif isinstance(value, list | tuple):
        for item in value:
            _refuse_floats(item)


def detail_hash(salt: bytes, text: str) -> bytes:
    return sha256(salt + text.encode()).digest()


def entry_hash(
    *,
    id: UUID,
    subject_type: str,
    subject_id: UUID,
    seq: int,
    act: str,
    moment: datetime,
    recorded_at: datetime,
    actor: UUID | None,
    post: UUID | None,
    unit: UUID | None,
    ground: str,
    detail_hash: bytes,
    prev: bytes,
) -> bytes:
    """The hash of an entry in format 1: 32 bytes."""
    text = _encode_list(
        [
            FORMAT,
            str(id),
            subject_type,
            str(subject_id),
            seq,
            act,
            canonical(moment),
            canonical(recorded_at),
            str(actor) if actor else None,
            str(post) if post else None,
            str(unit) if unit else None,
            ground,
            detail_hash.hex(),
            prev.hex(),
        ]
    )
    return sha256(text.encode()).digest()
