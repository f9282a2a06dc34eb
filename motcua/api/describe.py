"""What an operation may answer, for the OpenAPI document: its own answer, and the problems that may come."""

from collections.abc import Iterable
from typing import Any

from motcua.api.schemas.problem import ProblemDetails

# Whatever is asked for, these may come.
ALWAYS = (400, 401, 406, 422, 500, 503)
SCOPED = (*ALWAYS, 403)
ON_ACTS = (409, 413, 415)

# Compression on the way marks a version as weak; it names the same entry.
_TAG = {"type": "string", "pattern": '^(W/)?"[0-9]+"$'}
_ETAG = {"ETag": {"description": "The version of the dossier.", "schema": _TAG}}
IF_MATCH = {
    "name": "If-Match",
    "in": "header",
    "required": True,
    "description": "The version that the client saw (ETag). Where the dossier has moved on, the act is not done.",
    "schema": {"type": "string", "pattern": '^"[0-9]{1,9}"$'},
    "example": '"3"',
}
IF_NONE_MATCH = {
    "name": "If-None-Match",
    "in": "header",
    "required": False,
    "description": "A version that the client has: if it still holds, the answer is 304 without a body.",
    "schema": {"type": "string"},
    "example": '"3"',
}


def _key(required: bool) -> dict[str, Any]:
    return {
        "name": "Idempotency-Key",
        "in": "header",
        "required": required,
        "description": "A random key of this request; sent again within a day, it is answered as the first time.",
        "schema": {"type": "string", "pattern": "^[A-Za-z0-9_-]{1,255}$"},
        "example": "0f8e1c6a-7f0e-4a57-9d5f-2b7f8c1d4e10",
    }


def answers(model: Any, *problems: int, status: int = 200, always: Iterable[int] = SCOPED) -> dict[int, Any]:
    """The answers of an operation by status."""
    return {status: model} | dict.fromkeys(sorted({*always, *problems}), ProblemDetails)


def reading(*, versioned: bool = False) -> dict[str, Any]:
    """What the framework cannot know of an operation that reads one dossier."""
    if not versioned:
        return {}
    return {
        "parameters": [IF_NONE_MATCH],
        "responses": {200: {"headers": _ETAG}, 304: {"description": "Not Modified", "headers": _ETAG}},
    }


def acting(*, on_one: bool = True, status: int = 200) -> dict[str, Any]:
    """What the framework cannot know of an act: its headers."""
    parameters = [IF_MATCH, _key(False)] if on_one else [_key(True)]
    return {"parameters": parameters, "responses": {status: {"headers": _ETAG if on_one else {}}}}
