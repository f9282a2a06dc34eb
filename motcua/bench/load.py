"""A small load generator, a process of its own, so that its CPU is told apart: `python -m motcua.bench.load`.

Reads its orders as JSON from standard input and prints what it saw. Standard library only; one thread a client, one
connection each, the next request when the answer has come. It carries each dossier through its whole life: receive,
move to the office, take, move to the leader, decide, return.
"""

import http.client
import json
import resource
import sys
import threading
import time
import uuid
from typing import Any
from urllib.parse import urlencode

CSRF = "b" * 32


class Client:
    """One counter with the officers behind it, as (session key) by role."""

    def __init__(self, orders: dict[str, Any], desk: dict[str, str]) -> None:
        self.orders, self.desk = orders, desk
        self.connection = http.client.HTTPConnection(orders["host"], orders["port"], timeout=30)
        self.latencies: list[tuple[str, float]] = []
        self.errors: list[str] = []

    def run(self, until: float, counting_from: float) -> None:
        """Carry dossiers through until the time is up."""
        while time.monotonic() < until and len(self.errors) < 20:
            self.one_dossier(until, counting_from)

    def one_dossier(self, until: float, counting_from: float) -> None:
        desk, one = self.desk, str(uuid.uuid4())
        received = {
            "id": one,
            "procedure": desk["procedure"],
            "received_unit": desk["unit"],
            "deciding_unit": desk["unit"],
            "applicant_name": "Nguyễn Văn Đo",
            "applicant_kind": "person",
            "channel": "counter",
            "return_channel": "counter",
        }
        path = f"/dossiers/{one}/"
        decided = {"outcome": "granted", "number": "1/QĐ-UBND", "on": self.orders["today"]}
        to_office = {"unit": desk["unit"], "function": "handling"}
        to_leader = {"unit": desk["unit"], "function": "leader"}
        steps: list[tuple[str, str, str, dict[str, str]]] = [
            ("receive", "receiving", "/counter/", received),
            ("move", "receiving", f"{path}moves/", to_office),
            ("take", "handling", f"{path}take/", {}),
            ("move", "handling", f"{path}moves/", to_leader),
            ("decide", "leader", f"{path}decision/", decided),
            ("return", "receiving", f"{path}return/", {}),
        ]
        for seen, (act, role, where, form) in enumerate(steps):
            if time.monotonic() >= until:
                return
            began = time.monotonic()
            status, body = self.post(where, desk[role], {**form, "seen": str(seen)})
            if status != 303:
                self.errors.append(f"{act}: {status} {body[:300]}")
                return
            if began >= counting_from:
                self.latencies.append((act, time.monotonic() - began))

    def post(self, path: str, session: str, form: dict[str, str]) -> tuple[int, str]:
        headers = {
            "Content-Type": "application/x-www-form-urlencoded",
            "Cookie": f"sessionid={session}; csrftoken={CSRF}",
            "X-CSRFToken": CSRF,
        }
        self.connection.request("POST", path, urlencode(form), headers)
        answer = self.connection.getresponse()
        body = answer.read()
        return answer.status, "" if answer.status == 303 else body.decode(errors="replace")


def main() -> None:
    """Run the clients for the seconds ordered, the first ones not counted."""
    orders = json.load(sys.stdin)
    start = time.monotonic()
    counting_from, until = start + orders["warm_up"], start + orders["warm_up"] + orders["seconds"]
    clients = [Client(orders, desk) for desk in orders["desks"]]
    threads = [threading.Thread(target=c.run, args=(until, counting_from)) for c in clients]
    for thread in threads:
        thread.start()
    time.sleep(max(0.0, counting_from - time.monotonic()))
    sys.stdout.write("counting\n")
    sys.stdout.flush()
    for thread in threads:
        thread.join()
    used = resource.getrusage(resource.RUSAGE_SELF)
    json.dump(
        {
            "latencies": [entry for c in clients for entry in c.latencies],
            "errors": [error for c in clients for error in c.errors],
            "seconds": time.monotonic() - counting_from,
            "cpu_seconds": used.ru_utime + used.ru_stime,
        },
        sys.stdout,
    )


if __name__ == "__main__":
    main()
