"""The stage on which the parts of the demo play: what they share, and the order in which they come."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from importlib import import_module
from typing import Any, Protocol

from django.db import connection

from motcua.demo.choices import PUBLISHED, Totals
from motcua.journal.by import SYSTEM
from motcua.moments import LOCAL
from motcua.organisation.models import Unit
from motcua.people.models import Account

# The parts in their order; each is a module here with `play(stage)`. A later part leaves the totals as they are.
PARTS = ("organisation", "officers", "staff", "procedures", "mergers", "year")

FOUNDED_ON = date(2018, 1, 1)
FOUNDED_AT = datetime.combine(FOUNDED_ON, time(8), LOCAL)


class Bar(Protocol):
    """A progress bar that a part moves."""

    def update(self, n: float | None = 1) -> Any:
        """Move it."""


@dataclass
class Stage:
    """What the parts share: the seed and totals asked for, what earlier parts made, and how to tell of progress."""

    seed: int
    bar: Callable[[int], AbstractContextManager[Bar]]
    totals: Totals = PUBLISHED
    password: str = ""
    units: dict[str, Unit] = field(default_factory=dict)
    accounts: dict[str, Account] = field(default_factory=dict)

    @property
    def founding(self) -> dict[str, Any]:
        """How everything that stands before the year begins is written: by the system, at one moment of 2018."""
        return {"by": SYSTEM, "at": FOUNDED_AT, "recorded_at": FOUNDED_AT, "from_day": FOUNDED_ON}


def open_month(moment: datetime) -> None:
    """Open the journal's partition for a moment. Months of the journal are UTC months."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT journal_open_month(%s)", [moment.astimezone(UTC).date()])


def play(stage: Stage) -> None:
    """Play all parts in their order."""
    for part in PARTS:
        import_module(f"motcua.demo.{part}").play(stage)
