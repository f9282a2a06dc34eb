"""The page docs/rules/journal.md is enough to verify an export: its code is run, with a standard library alone."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from motcua.dossiers.passing import move
from motcua.journal.by import SYSTEM
from motcua.journal.erase import erase_detail
from motcua.journal.models import Entry
from tests.cast import GROUND, Cast, at

HERE = Path(__file__).parent
PAGE = (HERE.parents[1] / "docs/rules/journal.md").read_text(encoding="utf-8")
GOLDEN = json.loads((HERE / "golden.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def stranger() -> dict[str, Any]:
    """What somebody has who copied the page's code into a file."""
    blocks = re.findall(r"(?ms)^```python\n(.*?)^```", PAGE)
    assert len(blocks) == 1
    program: dict[str, Any] = {}
    exec(compile(blocks[0], "journal.md", "exec"), program)  # noqa: S102 -- the page's own code
    return program


@pytest.mark.parametrize("vector", GOLDEN, ids=lambda v: v["name"])
def test_the_pages_code_gives_the_golden_vectors(stranger: dict[str, Any], vector: dict[str, Any]) -> None:
    hashed = stranger["detail_hash"](bytes.fromhex(vector["salt"]), vector["text"])
    columns = {**vector["columns"], "detail_hash": hashed, "prev": bytes.fromhex(vector["columns"]["prev"])}
    assert stranger["entry_hash"](columns).hex() == vector["hash"]


def _exported() -> dict[Any, list[dict[str, Any]]]:
    """Every chain, read with the page's own statement."""
    [sql] = re.findall(r"(?ms)^```sql\n(.*?)^```", PAGE)
    with connection.cursor() as cursor:
        cursor.execute(sql)
        names = [column.name for column in cursor.description]
        rows = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    chains: dict[Any, list[dict[str, Any]]] = {}
    for row in rows:
        chains.setdefault(row["subject_id"], []).append(row)
    return chains


def test_the_pages_code_verifies_what_acts_have_written(cast: Cast, stranger: dict[str, Any]) -> None:
    dossier = cast.received()
    move([dossier.pk], to=cast.inbox, by=cast.hoa, at=at(8), recorded_at=at(9), ground=GROUND, note='"\t\x01 đ')
    first = Entry.objects.filter(subject_id=dossier.pk).order_by("seq")[0]
    erase_detail(first.id, why="Luật", by=SYSTEM, at=at(10), ground="LUAT-91-2025")
    chains = _exported()
    assert len(chains) > 10
    assert [stranger["first_broken"](chain) for chain in chains.values()] == [None] * len(chains)
    mine = chains[dossier.pk]
    assert stranger["first_broken"](mine[:1]) == first.id, "erased, and the act that says so is not there"
    mine[1]["content"] += " "
    assert stranger["first_broken"](mine) == mine[1]["id"]


def test_the_page_names_every_column(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT attname FROM pg_attribute WHERE attrelid = 'journal_entry'::regclass AND attnum > 0")
        columns = {name for (name,) in cursor.fetchall()}
    rows = re.findall(r"(?m)^\| (`.*?`) \|", PAGE)
    assert {word for row in rows for word in re.findall(r"`(\w+)`", row)} == columns
