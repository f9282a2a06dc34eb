"""A program that loads the code once and, for each line that it reads, starts a worker and prints its process id.

A worker does what the worker's task does, in a process that holds nothing but itself: it can be killed wherever it
is. A line is JSON: `database` and `smtp`, the settings that it works with.
"""

import json
import os
import signal
import sys
from typing import Any

import django
from django.conf import settings


def main() -> None:
    """Start workers until there is nothing more to read."""
    django.setup()
    import motcua.notices.deliver
    import motcua.notices.walking  # noqa: F401 -- loaded before the first worker starts

    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody has to ask how they ended
    for line in sys.stdin:
        worker = os.fork()
        if worker == 0:
            work(json.loads(line))
        sys.stdout.write(f"{worker}\n")
        sys.stdout.flush()


def work(given: dict[str, Any]) -> None:
    """Walk and deliver once, then end without a word."""
    from django.db import connections

    from motcua.notices.deliver import deliver
    from motcua.notices.walking import walk
    from motcua.settings import _database

    connections.settings["default"].update(_database(given["database"]), TEST={})
    settings.SMTP, settings.PUBLIC_ADDRESS = given["smtp"], "https://motcua.example.vn"
    try:
        walk()
        deliver()
    finally:
        os._exit(0)


if __name__ == "__main__":
    main()
