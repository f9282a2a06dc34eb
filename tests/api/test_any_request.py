"""Schemathesis: whatever is sent, no 500, nothing that the document does not say, and no way around the token."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from tests.api.conftest import program_of
from tests.cast import build_cast
from tests.conftest import CHECKOUT, serving
from tests.desk.town import build_town

CONFIG = """
[checks]
negative_data_rejection.expected-statuses = [400, 401, 403, 404, 405, 406, 409, 412, 413, 415, 422, 428]
positive_data_acceptance.expected-statuses = ["2xx", 304, 400, 401, 403, 404, 409, 412, 422]
missing_required_header.expected-statuses = [400, 401, 422, 428]

[dictionaries]
refs.values = {refs}
codes.values = ["5-days"]
units.values = ["801.02", "801.01"]

[parameters]
"path.ref" = {{ dictionary = "refs", probability = 0.7 }}
"path.code" = {{ dictionary = "codes", probability = 0.7 }}
"query.unit" = {{ dictionary = "units", probability = 0.7 }}
"body.unit" = {{ dictionary = "units", probability = 0.7 }}
"body.received_unit" = {{ dictionary = "units", probability = 0.7 }}
"body.deciding_unit" = {{ dictionary = "units", probability = 0.7 }}
"""


def test_no_request_breaks_the_document(fresh_database: Any, tmp_path: Path) -> None:
    town = build_town(build_cast())
    program = program_of("chi")
    config = tmp_path / "schemathesis.toml"
    config.write_text(CONFIG.format(refs=[town[state].number for state in ("leader", "waiting", "decided")]))
    with serving() as address:
        run = subprocess.run(
            [
                *(str(Path(sys.executable).parent / "st"), "--config-file", str(config), "run"),
                f"{address}/api/v1/openapi.json",
                *("--header", f"Authorization: {program.headers['Authorization']}"),
                *("--checks", "all", "--max-examples", "4", "--seed", "2019", "--workers", "1"),
                *("--phases", "coverage,fuzzing", "--continue-on-failure", "--no-shrink", "--no-color"),
                *("--generation-database", "none", "--warnings", "off"),
            ],
            capture_output=True,
            text=True,
            cwd=tmp_path,
            env={**os.environ, "PYTHONPATH": CHECKOUT},
        )
    assert run.returncode == 0, run.stdout[-20000:] + run.stderr[-2000:]
