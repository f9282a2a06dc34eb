"""The yardstick: pgbench on the same server, one UPDATE and one INSERT of an act's row sizes, prepared."""

import os
import re
import subprocess
import tempfile
from pathlib import Path

import psycopg

from motcua.bench.place import Place
from motcua.server import binaries

SCRIPT = r"""
\set one random(1, :rows)
BEGIN;
UPDATE bench_row SET changed = changed + 1 WHERE id = :one;
INSERT INTO bench_entry (filler) VALUES (repeat('x', :size));
COMMIT;
"""


def tps(place: Place, clients: int, seconds: int) -> float:
    """Transactions a second with so many clients, each on a connection of its own."""
    with psycopg.connect(place.owner, autocommit=True) as connection:
        row_size, entry_size = connection.execute(
            "SELECT (SELECT avg(pg_column_size(d.*)) FROM (SELECT * FROM dossier LIMIT 2000) d)::int, "
            "(SELECT avg(pg_column_size(e.*) + pg_column_size(t.*)) FROM "
            "(SELECT * FROM journal_entry LIMIT 2000) e JOIN journal_detail t ON t.entry = e.id)::int"
        ).fetchone() or (500, 500)
        [rows] = connection.execute("SELECT greatest(count(*), 1000) FROM dossier").fetchone() or [1000]
        connection.execute("CREATE TABLE bench_row (id int PRIMARY KEY, changed int, filler text)")
        connection.execute("CREATE TABLE bench_entry (id bigserial PRIMARY KEY, filler text)")
        connection.execute(
            "INSERT INTO bench_row SELECT n, 0, repeat('x', %s) FROM generate_series(1, %s) n", [row_size, rows]
        )
    with tempfile.TemporaryDirectory() as folder:
        script = Path(folder) / "act.sql"
        script.write_text(SCRIPT.replace(":rows", str(rows)).replace(":size", str(entry_size)))
        said = subprocess.run(
            [
                str(binaries.folder() / "pgbench"), "--no-vacuum", "--protocol=prepared", f"--client={clients}",
                f"--jobs={min(clients, os.cpu_count() or 1)}", f"--time={seconds}", f"--file={script}", place.owner,
            ],
            capture_output=True, text=True, check=True,
        )  # fmt: skip
    found = re.search(r"tps = ([0-9.]+)", said.stdout)
    return round(float(found[1]), 1) if found else 0.0
