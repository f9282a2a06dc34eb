"""A long rehearsal: carried through by the worker, while a page says how far it is.

How far it is stands where the rehearsal will stand; until it is there nothing can be scheduled.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.utils.translation import gettext as _

from motcua.journal.literal import array
from motcua.journal.statement import rows
from motcua.reorganising.acts import rehearse_reorganisation
from motcua.reorganising.models import Reorganisation, Stage
from motcua.reorganising.plan import Plan
from motcua.reorganising.problems import NotPossible

# A page is waited for that has no more lines and looks at no more open dossiers than these.
MOST_LINES = 300
MOST_DOSSIERS = 20_000
# Who says nothing for so long has ended: the worker was stopped.
SILENT = timedelta(minutes=3)


LYING = "SELECT count(*) FROM dossier_stretch WHERE to_at IS NULL AND holder_unit_id = ANY($1::uuid[])"


@dataclass(frozen=True, slots=True)
class UnderWay:
    """How far a rehearsal is: of how many open dossiers it has looked at how many, and when it last said so."""

    looked_at: int
    of: int
    asked_at: datetime
    heard_at: datetime

    @property
    def share(self) -> int:
        """In percent."""
        return min(100 * self.looked_at // self.of, 100) if self.of else 0

    def is_silent(self, now: datetime) -> bool:
        """Has whoever carries it through said nothing for so long that he must have ended?"""
        return now - self.heard_at > SILENT


def to_look_at(plan: Plan) -> int:
    """How many dossiers lie with the units that a plan concerns."""
    [(n,)] = rows(LYING, [array(plan.concerned())])
    return int(n)


def begin(id: UUID, dossiers: int, at: datetime) -> None:
    """Hand a rehearsal to the worker."""
    from motcua.reorganising.tasks import rehearse_aside

    _tell(id, 0, dossiers, at, at)
    Reorganisation.objects.filter(pk=id, stage=Stage.DRAFTED).update(rehearsed_as="")
    rehearse_aside.defer(reorganisation=str(id), dossiers=dossiers, asked_at=at.isoformat())


def carry_through(id: UUID, dossiers: int, asked_at: datetime) -> None:
    """Rehearse, unless something else was asked for since; what stands in the way is kept as a sentence."""
    if not _is_wanted(id, asked_at):
        return

    def told(looked_at: int) -> None:
        if _is_wanted(id, asked_at):
            _tell(id, looked_at, dossiers, asked_at, datetime.now(UTC))

    try:
        rehearse_reorganisation(id, datetime.now(UTC), told)
    except NotPossible as problem:
        _keep(id, {"failed": str(problem)})
    except BaseException:
        _keep(id, {"failed": _("Something went wrong on our side. Try again.")})
        raise


def under_way(made: Reorganisation) -> UnderWay | None:
    """How far the rehearsal is that the worker carries through; None for none."""
    kept = (made.rehearsal or {}).get("under_way")
    if kept is None:
        return None
    asked, heard = (datetime.fromisoformat(kept[name]) for name in ("asked_at", "heard_at"))
    return UnderWay(kept["looked_at"], kept["of"], asked, heard)


def failed(made: Reorganisation) -> str:
    """Why the last rehearsal by the worker came to nothing; empty if it did not."""
    return str((made.rehearsal or {}).get("failed", ""))


def _is_wanted(id: UUID, asked_at: datetime) -> bool:
    asked = {"rehearsal__under_way__asked_at": asked_at.isoformat()}
    return Reorganisation.objects.filter(pk=id, stage=Stage.DRAFTED, **asked).exists()


def _tell(id: UUID, looked_at: int, of: int, asked_at: datetime, heard_at: datetime) -> None:
    said = {
        "looked_at": looked_at,
        "of": of,
        "asked_at": asked_at.isoformat(),
        "heard_at": heard_at.isoformat(),
    }
    _keep(id, {"under_way": said})


def _keep(id: UUID, said: dict[str, object]) -> None:
    Reorganisation.objects.filter(pk=id, stage=Stage.DRAFTED).update(rehearsal=said)
