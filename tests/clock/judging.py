"""The program's answers as the clerk writes them, and the smallest story in which the two differ."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from motcua.dossiers import ledgers as bulk
from motcua.dossiers.ledger import Ledger
from motcua.dossiers.ledgers import Clock
from motcua.dossiers.models import Dossier, Stretch
from motcua.dossiers.standing import is_overdue
from motcua.moments import LOCAL
from tests.clock.oracle import Shares


class Answer(NamedTuple):
    """What is kept of a dossier: its due moment, the day that counts, its promise, and how it ended."""

    due_at: datetime | None
    due_on: date | None
    extended_to: datetime | None
    ended_as: str

    def __str__(self) -> str:
        due, promised = (
            f"{at.astimezone(LOCAL):%a %d/%m/%Y %H:%M:%S}" if at else "–" for at in (self.due_at, self.extended_to)
        )
        return f"due {due}, counts on {self.due_on}, promised {promised}, ended as {self.ended_as or '–'}"


class Difference(NamedTuple):
    """A story that the two tell differently."""

    length: int
    story: str
    clerk: str
    program: str

    def __str__(self) -> str:
        return f"{self.story}\n  the clerk:   {self.clerk}\n  the program: {self.program}"


def kept(ids: Iterable[UUID]) -> dict[UUID, Answer]:
    """What the database keeps of dossiers."""
    names = ("pk", "due_at", "due_on", "extended_to", "ended_as")
    return {row[0]: Answer(*row[1:]) for row in Dossier.objects.filter(pk__in=list(ids)).values_list(*names)}


def stretches(ids: Iterable[UUID]) -> dict[UUID, list[date | None]]:
    """The day that counted for dossiers from each act to the next."""
    found: dict[UUID, list[date | None]] = {id: [] for id in ids}
    rows = Stretch.objects.filter(dossier__in=list(found)).order_by("dossier", "seq")
    for id, day in rows.values_list("dossier_id", "due_on"):
        found[id].append(day)
    return found


def overdue(at: datetime) -> set[UUID]:
    """The dossiers that are open and late."""
    return set(Dossier.objects.filter(is_overdue(at)).values_list("pk", flat=True))


def ledgers(ids: Iterable[UUID], at: datetime, names: Mapping[UUID, Any]) -> dict[UUID, Shares]:
    """Where the time of each received dossier went up to a moment, as the program shares it out; units by name."""
    columns = ("pk", "deciding_unit_id", "received_on", "received_at", "ended_at")
    received = Dossier.objects.filter(pk__in=list(ids), received_at__isnull=False)
    clocks = [Clock(*row) for row in received.values_list(*columns)]
    found = {}
    for id, gone in bulk.ledgers(clocks, at).items():
        units: Counter[Any] = Counter()
        for spent in gone.use.spent:
            units[names[spent.unit]] += spent.minutes
        stood = zip(gone.causes, gone.use.stood, strict=True)
        found[id] = Shares(dict(+units), tuple((why, minutes) for why, minutes in stood if minutes))
    return found


def shares(found: Ledger, names: Mapping[UUID, Any]) -> Shares:
    """The ledger of one dossier as the clerk writes it."""
    units = {names[share.unit]: share.minutes for share in found.shares if share.unit and share.minutes}
    stood = [(share.pause.why, share.minutes) for share in found.shares if share.pause and share.minutes]
    return Shares(units, tuple(stood))


def complain(differences: Sequence[Difference], about: str) -> None:
    """Fail with the smallest story, if the two differ at all."""
    if differences:
        smallest = min(differences, key=lambda difference: difference.length)
        raise AssertionError(f"{about}: {len(differences)} told differently; the smallest:\n{smallest}")
