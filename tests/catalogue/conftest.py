"""The big real data lies beside the checkout, if at all."""

from pathlib import Path

import pytest

NATIONAL = Path(__file__).resolve().parents[2].parent / "shared" / "data" / "procedures.jsonl"


@pytest.fixture(scope="session")
def national() -> Path:
    """The 2,642 procedures of the national catalogue."""
    if not NATIONAL.exists():
        pytest.skip("The national catalogue (../shared/data/procedures.jsonl) is not beside this checkout.")
    return NATIONAL
