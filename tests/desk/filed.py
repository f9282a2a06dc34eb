"""What was filed online and waits at the desk."""

from motcua.dossiers.models import Dossier
from motcua.dossiers.receive import draft
from tests.cast import GROUND, Cast, succeeded
from tests.desk.town import ago


def filed(cast: Cast, *, is_draft: bool = False, **given: object) -> Dossier:
    """A dossier that was filed online some hours ago; or one that Hoa has kept unfinished."""
    intake, when = cast.intake(**({"channel": "online"} | given)), ago(0.2)
    how = {"by": cast.hoa, "at": when, "recorded_at": when, "ground": GROUND}
    succeeded(draft([intake], filed=not is_draft, **how))  # type: ignore[arg-type]
    return Dossier.objects.get(pk=intake.id)
