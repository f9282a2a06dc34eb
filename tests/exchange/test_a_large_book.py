"""A hundred thousand rows with one bad cell: that cell is named, nothing is loaded, memory stays bounded."""

import csv
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from motcua.dossiers.models import Dossier
from motcua.exchange.register.columns import HEADINGS
from tests.cast import build_cast
from tests.exchange.book import ROW

ROWS, BAD = 100_000, 77_777
CHECKOUT = Path(__file__).resolve().parents[2]
# Reading the book must not hold it whole: the command itself takes about 110 MB before it reads anything.
LIMIT = 400 * 1024 * 1024


@pytest.mark.drill
def test_one_bad_cell_among_a_hundred_thousand_rows_is_named(fresh_database: Any, tmp_path: Path) -> None:
    build_cast()
    book = tmp_path / "sổ.csv"
    with book.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, delimiter=";")
        writer.writerow(HEADINGS.values())
        for number in range(1, ROWS + 1):
            received = "31/02/2019" if number == BAD else ROW["received"]
            cells = ROW | {"no": str(number), "number": f"000.00.28.H39-190107-{number:04d}", "received": received}
            writer.writerow([cells.get(key, "") for key in HEADINGS])
    code = (
        f"import resource, sys; resource.setrlimit(resource.RLIMIT_DATA, ({LIMIT}, {LIMIT})); "
        "from motcua.cli import main; main(sys.argv[1:])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, "import", "dossiers", str(book), "--lang", "en"],
        env={**os.environ, "PYTHONPATH": str(CHECKOUT)},
        capture_output=True,
        text=True,
        timeout=300,
    )
    said = done.stdout + done.stderr
    assert done.returncode == 1, said[-2000:]
    assert str(BAD + 1) in said and "not a day of the calendar" in said
    assert not Dossier.objects.exists()
