"""The OpenAPI document (3.1) of version 1, made from the routes; docs/api/openapi.json is its snapshot."""

import json
from copy import deepcopy
from functools import cache
from typing import Any

from motcua.api.problems import CONTENT_TYPE
from motcua.api.v1 import api

PREFIX = "/api/v1/"


@cache
def _made() -> dict[str, Any]:
    # Through JSON: statuses become text, and whatever is lazy is said.
    found = json.loads(json.dumps(api.get_openapi_schema(path_prefix=PREFIX.lstrip("/")), default=str))
    for operations in found["paths"].values():
        for operation in operations.values():
            _say_how_problems_come(operation, found["components"])
    found["components"]["schemas"] = dict(sorted(found["components"]["schemas"].items()))
    found["paths"] = dict(sorted(found["paths"].items()))
    return found


def document() -> dict[str, Any]:
    """The document, as it is served and as it stands in the snapshot."""
    return deepcopy(_made())


def text() -> str:
    """The document as the snapshot holds it."""
    return json.dumps(_made(), ensure_ascii=False, indent=1) + "\n"


def _say_how_problems_come(operation: dict[str, Any], components: dict[str, Any]) -> None:
    """Problems have a media type of their own, which the framework does not know; each status is described once."""
    shared = components.setdefault("responses", {})
    for status, response in operation["responses"].items():
        if status < "400":
            continue
        name = f"Problem{status}"
        content = {CONTENT_TYPE: response["content"]["application/json"]}
        shared[name] = {"description": response["description"], "content": content} | _headers(status)
        operation["responses"][status] = {"$ref": f"#/components/responses/{name}"}


def _headers(status: str) -> dict[str, Any]:
    text = {"schema": {"type": "string"}}
    named = {"401": "WWW-Authenticate", "403": "WWW-Authenticate", "503": "Retry-After", "412": "ETag"}.get(status)
    return {"headers": {named: text}} if named else {}
