"""The format of an entry and its golden vectors."""

import json
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from motcua.journal.chain import detail_hash, detail_text, entry_hash

GOLDEN = json.loads((Path(__file__).parent / "golden.json").read_text())


def _hash(vector: dict[str, Any]) -> str:
    columns = dict(vector["columns"])
    for name in ("id", "subject_id", "actor", "post", "unit"):
        columns[name] = UUID(columns[name]) if columns[name] else None
    for name in ("moment", "recorded_at"):
        columns[name] = datetime.fromisoformat(columns[name])
    columns["prev"] = bytes.fromhex(columns["prev"])
    hashed = detail_hash(bytes.fromhex(vector["salt"]), detail_text(vector["detail"]))
    return entry_hash(**columns, detail_hash=hashed).hex()


@pytest.mark.parametrize("vector", GOLDEN, ids=lambda v: v["name"])
def test_the_format_gives_what_it_gave_on_the_first_day(vector: dict[str, Any]) -> None:
    assert detail_text(vector["detail"]) == vector["text"]
    assert _hash(vector) == vector["hash"]


def test_the_zone_in_which_a_moment_is_written_does_not_matter() -> None:
    vector = GOLDEN[0]
    local = datetime.fromisoformat(vector["columns"]["moment"]).astimezone()
    moved = {**vector, "columns": {**vector["columns"], "moment": local.isoformat()}}
    assert _hash(moved) == vector["hash"]


def test_a_detail_holds_no_floats() -> None:
    with pytest.raises(TypeError, match="no floats"):
        detail_text({"fee": [{"amount": 1.5}]})
