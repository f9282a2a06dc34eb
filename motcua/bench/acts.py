"""What an act costs over HTTP: through the web server with signed-in sessions, on a database of the demo's size."""

import json
import subprocess
import sys
from collections import Counter
from statistics import quantiles
from typing import Any

from django.utils import timezone

from motcua.bench import pgbench
from motcua.bench.place import Place, cpu_of_tree, machine, postmaster
from motcua.bench.serving import CannotMeasure, session_of, statements_sent, web_server
from motcua.catalogue.models import Offer
from motcua.journal.models import Entry
from motcua.moments import local_day
from motcua.people.models import Account, Function, Post

WARM_UP = 2.0
ROLES = (Function.RECEIVING, Function.HANDLING, Function.LEADER)


def measure(place: Place, clients: int, seconds: float) -> dict[str, Any]:
    """Run the mix of acts with so many clients for so many seconds and say what it cost."""
    desks = _desks(clients)
    before, database = Entry.objects.count(), postmaster(place)
    about = machine(place)
    with web_server(place) as (port, process):
        orders = {
            "host": "127.0.0.1",
            "port": port,
            "desks": desks,
            "seconds": seconds,
            "warm_up": WARM_UP,
            "today": f"{local_day(timezone.now()):%d/%m/%Y}",
        }
        loader = subprocess.Popen(
            [sys.executable, "-m", "motcua.bench.load"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        assert loader.stdin is not None and loader.stdout is not None  # noqa: S101 -- pipes
        json.dump(orders, loader.stdin)
        loader.stdin.close()
        loader.stdout.readline()  # it counts from now on
        statements_sent(place, reset=True)
        web_before, database_before = cpu_of_tree(process.pid), cpu_of_tree(database)
        seen = json.loads(loader.stdout.read())
        loader.wait()
        web_cpu, database_cpu = cpu_of_tree(process.pid) - web_before, cpu_of_tree(database) - database_before
        statements = statements_sent(place)
    done = seen["latencies"]
    if not done:
        raise CannotMeasure("; ".join(seen["errors"][:1]) or "no act was done")
    took = sorted(1000 * latency for _, latency in done)
    cuts = quantiles(took, n=100) if len(took) > 1 else took * 99
    return {
        "acts_per_second": round(len(done) / seen["seconds"], 1),
        "p50_ms": round(cuts[49], 2),
        "p99_ms": round(cuts[98], 2),
        "cpu_ms_per_act": {
            "web": round(1000 * web_cpu / len(done), 3),
            "database": round(1000 * database_cpu / len(done), 3),
            "load_generator": round(1000 * seen["cpu_seconds"] / len(done), 3),
        },
        "statements_per_act": round(statements / len(done), 2),
        "acts": dict(Counter(act for act, _ in done)),
        "journal_entries": Entry.objects.count() - before,
        "errors": len(seen["errors"]),
        "first_error": (seen["errors"] or [None])[0],
        "clients": clients,
        "pgbench_tps": pgbench.tps(place, clients, max(2, round(seconds / 2))),
        "machine": about,
    }


def _desks(clients: int) -> list[dict[str, str]]:
    """For each client a unit whose people receive, handle and lead, with their sessions and a procedure."""
    day = local_day(timezone.now())
    held: dict[Any, dict[str, Account]] = {}
    for post in Post.objects.held_on(day).filter(function__in=ROLES).select_related("account").order_by("pk"):
        held.setdefault(post.unit_id, {}).setdefault(post.function, post.account)
    offers = Offer.objects.filter(valid__contains=day, version__valid__contains=day, version__at_once=False)
    offers = offers.filter(version__terms__channel="counter").order_by("version__procedure__code")
    procedures: dict[Any, str] = {}
    for unit, code in offers.values_list("unit_id", "version__procedure__code"):
        procedures.setdefault(unit, code)
    units = [u for u, people in held.items() if len(people) == len(ROLES) and u in procedures]
    if not units:
        raise CannotMeasure("no unit's people receive, handle and lead today")
    sessions = {account: session_of(account) for u in units[:clients] for account in held[u].values()}
    chosen = [units[n % len(units)] for n in range(clients)]
    return [
        {"unit": str(u), "procedure": procedures[u], **{role: sessions[a] for role, a in held[u].items()}}
        for u in chosen
    ]
