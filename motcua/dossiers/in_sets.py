"""One act on very many dossiers: set by set in one transaction, with progress, and stopped without a trace."""

import gc
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from uuid import UUID

from motcua.dossiers.acting import Hands
from motcua.dossiers.ahead import ahead
from motcua.dossiers.models import Dossier
from motcua.dossiers.refusals import Done, Refusal

# So many dossiers are locked and written in one statement.
AT_ONCE = 2_000

Told = Callable[[int, int], None]
Act = Callable[[Mapping[UUID, datetime], Hands], Done]


def in_sets(dossiers: Mapping[UUID, datetime], act: Act, *, at: datetime, told: Told | None = None) -> Done:
    """Do an act on dossiers, each at its moment, not before its last act; to be called inside a transaction.

    `act` takes the moments of a set and the hands to work with. `told` hears how many of how many are done, and may
    raise to stop: then nothing is changed. Somebody may act on a dossier after it was looked up: it is locked then,
    and acted on once more, after his act.
    """
    ids = sorted(dossiers)
    sets = [ids[start : start + AT_ONCE] for start in range(0, len(ids), AT_ONCE)]
    done, refused = list[UUID](), dict[UUID, Refusal]()
    with _uncollected(len(sets) > 1), ahead(sets) as hands:
        for number, these in enumerate(sets):
            if told is not None:
                told(number * AT_ONCE, len(ids))
            part = act({id: dossiers[id] for id in these}, hands)
            late = {id for id, refusal in part.refused.items() if refusal.code == "before_last"}
            if late:
                hands.settle(all=True)
                last = Dossier.objects.filter(pk__in=late).values_list("pk", "last_at")
                again = act({id: max(at, moment) for id, moment in last}, hands)
                kept = {id: refusal for id, refusal in part.refused.items() if id not in late}
                part = Done((*part.done, *again.done), kept | again.refused)
            done += part.done
            refused |= part.refused
    if told is not None:
        told(len(ids), len(ids))
    return Done(tuple(done), refused)


@contextmanager
def _uncollected(is_large: bool) -> Iterator[None]:
    """Without looking for cycles: of so many rows none is in one, and looking costs a fifth of the time."""
    was_on = is_large and gc.isenabled()
    if was_on:
        gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
