"""`motcua bench acts` measures what it says: real acts over HTTP, counted in the journal."""

from typing import Any

from motcua.bench import acts
from motcua.bench.place import Place
from motcua.journal.verify import verify
from tests.demo.played import Played


def test_the_bench_does_every_act_over_http_and_counts_what_it_cost(own_demo: Played) -> None:
    place = Place(own_demo.urls.admin, own_demo.urls.owner, own_demo.urls.app)
    found: dict[str, Any] = acts.measure(place, clients=2, seconds=2)
    assert found["errors"] == 0, found["first_error"]
    assert set(found["acts"]) == {"receive", "move", "take", "decide", "return"}
    done = sum(found["acts"].values())
    # One entry an act, one more for each new applicant; those of the first seconds are not counted as acts.
    assert found["journal_entries"] > done > 0
    assert 0 < found["statements_per_act"] <= 8.1, "session, account, sight, begin, lock, write, commit"
    assert found["cpu_ms_per_act"]["web"] > 0 < found["cpu_ms_per_act"]["database"]
    assert found["p99_ms"] >= found["p50_ms"] > 0 < found["pgbench_tps"]
    assert verify().ok
