"""The OpenAPI document changes only on purpose: docs/api/openapi.json is its snapshot."""

import difflib
from pathlib import Path

from motcua.api import openapi

SNAPSHOT = Path(__file__).parents[2] / "docs/api/openapi.json"


def test_the_snapshot_is_the_document() -> None:
    kept, made = SNAPSHOT.read_text(encoding="utf-8"), openapi.text()
    changed = "\n".join(
        difflib.unified_diff(kept.splitlines(), made.splitlines(), "snapshot", "now", lineterm="", n=2)
    )
    assert kept == made, f"If this is meant: motcua api schema -o docs/api/openapi.json\n{changed[:4000]}"


def test_every_operation_says_what_it_does_and_what_may_go_wrong() -> None:
    for path, methods in openapi.document()["paths"].items():
        for method, operation in methods.items():
            assert operation["summary"] and operation["description"], path
            assert {"401", "422", "500", "503"} <= operation["responses"].keys()
            assert operation["security"] == [{"Bearer": []}]
            if method == "post" and "{ref}" in path:
                assert {"404", "409", "412", "428"} <= operation["responses"].keys()
                assert {"If-Match", "Idempotency-Key"} <= {each["name"] for each in operation["parameters"]}
