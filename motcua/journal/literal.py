"""Columns as PostgreSQL array literals.

One act sends some sixty arrays, most of one element. Written out as text they cost a tenth of what the driver's
general list adapter takes, and the statement always has the same parameter types, so that the server prepares it
once.
"""

import json
from collections.abc import Iterable
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from psycopg.types.range import Range

_NOTHING = object()


def array(values: Iterable[Any]) -> str:
    """The values of one column as an array literal: `{…}`, NULL for None."""
    written: list[str] = []
    # In a column of many rows most values are the one before, the same moment or the same ground: written once.
    last, text = _NOTHING, ""
    for value in values:
        if value is not last:
            last, text = value, _element(value)
        written.append(text)
    return "{" + ",".join(written) + "}"


def _element(value: Any) -> str:
    if value is None:
        return "NULL"
    kind = type(value)
    if kind is UUID:
        return f"{value.int:032x}"
    if kind is int:
        return str(value)
    if kind is datetime:
        return f'"{value.isoformat()}"'
    if kind is bytes:
        return f'"\\\\x{value.hex()}"'
    if kind is bool:
        return "t" if value else "f"
    if isinstance(value, int):
        return str(int(value))
    if isinstance(value, str):
        return _quoted(value)
    if isinstance(value, date | time):
        return f'"{value.isoformat()}"'
    if isinstance(value, memoryview):
        return _element(bytes(value))
    if isinstance(value, Range):
        return _range(value)
    if isinstance(value, dict | list):
        return _quoted(json.dumps(value, ensure_ascii=False))
    return _quoted(str(value))


def _quoted(text: str) -> str:
    if "\\" in text or '"' in text:
        text = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{text}"'


def _range(value: Range[Any]) -> str:
    if value.isempty:
        return '"empty"'
    lower = "" if value.lower is None else value.lower.isoformat()
    upper = "" if value.upper is None else value.upper.isoformat()
    return f'"{value.bounds[0]}{lower},{upper}{value.bounds[1]}"'
