"""GET /api/v1/docs/: the API explained, drawn by ourselves from its own document; open to everybody, no script."""

import json
import re
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from motcua.api import openapi
from motcua.api.models import Scope
from motcua.api.problems import KINDS


@dataclass(frozen=True, slots=True)
class Value:
    """A parameter or a member: what it is called, of which kind, whether it is needed, what it says."""

    name: str
    kind: str
    needed: bool
    says: str
    depth: int = 0


@dataclass(frozen=True, slots=True)
class Operation:
    """One thing that can be asked for."""

    id: str
    method: str
    path: str
    summary: str
    says: str
    parameters: list[Value]
    body: list[Value]
    answer: list[Value]
    status: str
    problems: list[str]
    example: str


@login_not_required
@require_safe
def documentation(request: HttpRequest) -> HttpResponse:
    """The page."""
    context = {
        "sections": _sections(),
        "problems": [(kind, status, title) for kind, (status, title) in KINDS.items()],
        "scopes": Scope.choices,
    }
    return render(request, "api/docs.html", context)


@cache
def _sections() -> list[tuple[str, list[Operation]]]:
    """The operations by section, as the routes are ordered: reading before acting."""
    found: dict[str, list[Operation]] = {}
    document = openapi.document()
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            found.setdefault(operation["tags"][0], []).append(_operation(path, method, operation, document))
    return [(tag, found[tag]) for tag in ("Client", "Procedures", "Dossiers", "Acts", "Reports")]


def _operation(path: str, method: str, operation: dict[str, Any], document: dict[str, Any]) -> Operation:
    body = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema")
    status = next(iter(operation["responses"]))
    answer = operation["responses"][status].get("content", {}).get("application/json", {}).get("schema")
    return Operation(
        id=re.sub(r"[^a-z]+", "-", f"{method}-{path.removeprefix(openapi.PREFIX)}".lower()).strip("-"),
        method=method.upper(),
        path=path,
        summary=operation["summary"],
        says=operation.get("description", ""),
        parameters=[_parameter(each, document) for each in operation["parameters"]],
        body=_members(body, document) if body else [],
        answer=_members(answer, document) if answer else [],
        status=status,
        problems=[each for each in operation["responses"] if each >= "400"],
        example=_curl(path, method, operation, body, document),
    )


def _parameter(each: dict[str, Any], document: dict[str, Any]) -> Value:
    says = each.get("description") or each["schema"].get("description", "")
    return Value(each["name"], _kind(each["schema"], document), each["required"], says)


def _members(schema: dict[str, Any], document: dict[str, Any], depth: int = 0) -> list[Value]:
    """The members of an object, those of its parts set in below them."""
    schema = _resolved(schema, document)
    if "items" in schema:
        return _members(schema["items"], document, depth)
    needed, found = set(schema.get("required", ())), []
    for name, member in schema.get("properties", {}).items():
        plain = _plain(member, document)
        says = member.get("description") or plain.get("description", "")
        found.append(Value(name, _kind(member, document), name in needed, says, depth))
        if depth < 3:
            found += _members(plain, document, depth + 1)
    return found


def _kind(schema: dict[str, Any], document: dict[str, Any]) -> str:
    """The kind in few words: text, a list of objects, one of a few words."""
    plain = _plain(schema, document)
    nothing = any(option.get("type") == "null" for option in schema.get("anyOf", ()))
    if "enum" in plain:
        kind = " | ".join(str(word) for word in plain["enum"])
    elif plain.get("type") == "array":
        kind = f"[{_kind(plain['items'], document)}]"
    else:
        kind = str(plain.get("format") or plain.get("type") or "any")
    if plain.get("maxLength"):
        kind += f" ≤ {plain['maxLength']}"
    elif "maximum" in plain:
        kind += f" {plain.get('minimum', '')}–{plain['maximum']}"
    return f"{kind} | null" if nothing else kind


def _plain(schema: dict[str, Any], document: dict[str, Any]) -> dict[str, Any]:
    """The schema behind references, apart from that it may be null."""
    for option in schema.get("anyOf", ()):
        if option.get("type") != "null":
            return _resolved(option, document)
    return _resolved(schema, document)


def _resolved(schema: dict[str, Any], document: dict[str, Any]) -> dict[str, Any]:
    if "$ref" not in schema:
        return schema
    found: dict[str, Any] = document["components"]["schemas"][schema["$ref"].rsplit("/", 1)[-1]]
    return found


def _example(schema: dict[str, Any], document: dict[str, Any]) -> Any:
    """A value that could be sent: what has to be given, and what an example is given for."""
    plain = _plain(schema, document)
    if plain.get("examples") or schema.get("examples"):
        return (schema.get("examples") or plain["examples"])[0]
    if "enum" in plain:
        return plain["enum"][0]
    if "properties" in plain:
        needed = set(plain.get("required", ()))
        return {
            name: _example(member, document)
            for name, member in plain["properties"].items()
            if name in needed or (name in ("name", "identifiers"))
        }
    if plain.get("type") == "array":
        return [_example(plain["items"], document)]
    return {"integer": 1, "boolean": True}.get(str(plain.get("type")), "…")


def _curl(
    path: str, method: str, operation: dict[str, Any], body: dict[str, Any] | None, document: dict[str, Any]
) -> str:
    address = path.replace("{ref}", "000.00.28.H39-261105-0012").replace("{code}", "1.001193.000.00.00.H39")
    wanted = [p for p in operation["parameters"] if p["in"] == "query" and p["required"]]
    if wanted:
        address += "?" + "&".join(f"{p['name']}={_example(p['schema'], document)}" for p in wanted)
    lines = [f'curl -H "Authorization: Bearer $TOKEN" "$MOTCUA{address}"']
    for header in operation["parameters"]:
        if header["in"] == "header" and header["required"]:
            lines.append(f"  -H '{header['name']}: {header['example']}'")
    if body is not None:
        sent = json.dumps(_example(body, document), ensure_ascii=False)
        lines += ["  -H 'Content-Type: application/json'", f"  -d '{sent}'"]
    elif method == "post":
        lines.append("  -X POST")
    return " \\\n".join(lines)
