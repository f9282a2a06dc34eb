"""Somebody who opens his inbox all the while, in a process and on a connection of his own; how long he waited."""

import time
from collections.abc import Sequence
from multiprocessing import get_context
from multiprocessing.connection import Connection
from typing import Any
from uuid import UUID

from django.db import connections

from motcua.desk import inbox as desk
from motcua.desk.listing import Filters
from motcua.desk.now import now
from motcua.people.actor import Actor
from motcua.people.models import Account

BETWEEN = 0.02  # seconds: officers look at what they have opened


class Prober:
    """Opens the inboxes of officers in turn while the context lasts; then `longest_ms` and `pages` are known.

    A page is read as a warm worker of the web server reads it, with what it has to read anew of organisation and
    catalogue. Raises what went wrong with a page.
    """

    def __init__(self, officers: Sequence[UUID]) -> None:
        self.officers = officers
        self.longest_ms, self.pages = 0.0, 0

    def __enter__(self) -> "Prober":
        context = get_context("fork")
        # A connection cannot be shared with a child: each opens its own.
        connections.close_all()
        self._ours, theirs = context.Pipe()
        self._process = context.Process(target=_probe, args=(theirs, self.officers), daemon=True)
        self._process.start()
        theirs.close()
        self._ours.recv()
        return self

    def __exit__(self, *error: Any) -> None:
        try:
            self._ours.send("stop")
            found = self._ours.recv()
        finally:
            self._process.join(5)
            if self._process.is_alive():
                self._process.kill()
                self._process.join()
        if isinstance(found, str):
            raise RuntimeError(found)
        self.longest_ms, self.pages = found


def _probe(pipe: Connection, officers: Sequence[UUID]) -> None:
    longest, pages = 0.0, 0
    try:
        for one in officers[:2]:
            _open(one)  # a warm process
        pipe.send("ready")
        while not pipe.poll(BETWEEN):
            began = time.perf_counter()
            _open(officers[pages % len(officers)])
            longest = max(longest, 1000 * (time.perf_counter() - began))
            pages += 1
        pipe.send((round(longest, 1), pages))
    except Exception as problem:
        pipe.send(repr(problem))
    finally:
        connections.close_all()


def _open(officer: UUID) -> None:
    present, account = now(), Account.objects.get(pk=officer)
    desk.lie(account, Actor.of(account, present.day), present, desk.VIEWS["mine"], Filters("", None, None), 1)
