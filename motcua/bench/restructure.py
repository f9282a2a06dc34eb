"""What the restructuring of 1 July 2025 costs, and whether nothing is lost: the real tables, N dossiers, one day.

The old country is founded by the acts that found real units; dossiers are copied in as the acts would have left
them, a tenth of them open. Then one decision is rehearsed and takes force, while somebody opens inboxes all the
time, and what has to be true afterwards is looked up.
"""

import resource
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from datetime import time as clock
from random import Random
from typing import Any

from django.db import connections

from motcua.bench import country, inbox_load
from motcua.bench import restructure_checks as checks
from motcua.bench.place import Place, machine
from motcua.bench.prober import Prober
from motcua.dossiers.models import Dossier
from motcua.dossiers.states import OPEN
from motcua.journal.by import SYSTEM
from motcua.moments import LOCAL
from motcua.people.models import Post
from motcua.reorganising.acts import Decided, leave_finding, rehearse_reorganisation, schedule, write_reorganisation
from motcua.reorganising.force import take_force
from motcua.reorganising.models import Reorganisation
from motcua.reorganising.national.decision import lines_of_decision
from motcua.reorganising.national.tables import ON, Tables, tables

SEED = 1
OPEN_SHARE = 0.1
READERS = 24
GROUND = "DECISION"

Progress = Callable[[int], None]


class NotRestructured(RuntimeError):
    """The decision could not take force."""


def measure(place: Place, dossiers: int, progress: Progress, *, provinces: tuple[str, ...] = ()) -> dict[str, Any]:
    """Restructure the country, or some provinces of the new map, in a migrated database with nothing in it.

    Raises NotRestructured where the decision has problems or moves nothing, LoadFailed.
    """
    about = machine(place)
    wanted = tables().of(*provinces) if provinces else tables()
    began = time.monotonic()
    land = load(place, wanted, dossiers, progress)
    loaded = round(time.monotonic() - began, 1)
    midnight = datetime.combine(ON, clock(), LOCAL)
    first = Dossier.objects.order_by("received_on").values_list("received_on", flat=True)[0]
    figures = checks.by_unit(first)
    open_before = Dossier.objects.filter(state__in=OPEN).count()
    made = decision(wanted, land, midnight)
    with timed() as rehearsal:
        found = rehearse_reorganisation(made.pk, midnight - timedelta(minutes=2))
    scheduled(made, [each.key for each in found.findings if each.is_blocking], midnight)
    was = checks.past(midnight)
    readers = list(Post.objects.filter(function="handling").order_by("pk").values_list("account", flat=True))
    some = Random(SEED).sample(readers, min(READERS, len(readers)))  # noqa: S311 -- the same for the same seed
    with Prober(some) as prober, timed() as force:
        result = take_force(made.pk, recorded_at=midnight + timedelta(minutes=1))
    if result is None or result.refused or not result.moved:
        raise NotRestructured(f"{result}")
    held = _invariants(wanted, result.moved, was, figures, first, midnight)
    return {
        "units_before": found.figures["units_before"],
        "units_after": found.figures["units_after"],
        "dossiers": Dossier.objects.count(),
        "open": open_before,
        "moved": result.moved,
        "invariants": {name: each.holds for name, each in held.items()},
        "checked": {name: each.checked for name, each in held.items()},
        "rehearsal_seconds": rehearsal["seconds"],
        "force_seconds": force["seconds"],
        "longest_block_ms": prober.longest_ms,
        "pages_read_meanwhile": prober.pages,
        "cpu_seconds": {"rehearsal": rehearsal["cpu"], "force": force["cpu"]},
        "blocking_findings": sum(each.is_blocking for each in found.findings),
        "posts": result.posts,
        "offers": result.offers,
        "left": result.left,
        "load_seconds": loaded,
        "machine": about,
    }


def load(place: Place, wanted: Tables, dossiers: int, progress: Progress) -> country.Country:
    """The old country with so many dossiers in the months before the day, a tenth of them open."""
    land = country.found(wanted, SEED)
    plan = inbox_load.plan(dossiers, list(land.places.values()), SEED, ON, OPEN_SHARE)
    connections.close_all()
    inbox_load.load(place.admin, plan, progress)
    country.count(place.admin)
    return land


def decision(wanted: Tables, land: country.Country, midnight: datetime) -> Reorganisation:
    """The decision with all its lines: divided communes hand over by hamlets."""
    lines = [*lines_of_decision(wanted, country.areas(wanted)), *land.lent]
    decided = Decided("1685/NQ-UBTVQH15", "Ủy ban Thường vụ Quốc hội", ON - timedelta(days=15))
    return write_reorganisation(
        decided, lines, on=ON, by=SYSTEM, at=midnight - timedelta(minutes=3), ground=GROUND,
        recorded_at=midnight - timedelta(minutes=3),
    )  # fmt: skip


def scheduled(made: Reorganisation, blocking: list[str], midnight: datetime) -> None:
    """What the rehearsal found is left with a reason; the decision waits for its day."""
    at = midnight - timedelta(minutes=1)
    if blocking:
        leave_finding(made.pk, blocking, "Đã có phương án", by=SYSTEM, at=at, ground=GROUND)
    schedule(made.pk, by=SYSTEM, at=at, ground=GROUND, recorded_at=at)


@contextmanager
def timed() -> Iterator[dict[str, float]]:
    """How long a block took, and how much of a processor this process used in it."""
    found: dict[str, float] = {}
    began, used = time.perf_counter(), _cpu()
    yield found
    found |= {"seconds": round(time.perf_counter() - began, 2), "cpu": round(_cpu() - used, 2)}


def _cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def _invariants(
    wanted: Tables, moved: int, was: Any, figures: Any, first: Any, midnight: datetime
) -> dict[str, checks.Found]:
    rng = Random(SEED)  # noqa: S311 -- the same samples for the same seed
    return {
        "one_unit_one_inbox": checks.one_unit_one_inbox(midnight + timedelta(hours=8)),
        "moved_by_an_act_each": checks.moved_by_an_act_each(moved),
        "no_excess_right": checks.no_excess_right(rng),
        "totals_equal": checks.totals_equal(wanted, first, figures),
        "old_codes_resolve": checks.old_codes_resolve(wanted, rng),
        "past_unchanged": checks.past_unchanged(was, midnight),
        "journal_verifies": checks.journal_verifies(),
    }
