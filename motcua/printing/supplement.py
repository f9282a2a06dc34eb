"""What the request for a supplement says: form 02, composed from the pause that it began."""

from typing import Any
from uuid import UUID

from motcua.dossiers.models import Pause
from motcua.moments import local_day
from motcua.organisation.tree import tree
from motcua.printing import facts
from motcua.printing.models import PrintedForm
from motcua.printing.receipt import name_of
from motcua.printing.vietnamese import moment_in_words


def compose(printed: PrintedForm) -> dict[str, Any]:
    """The fields of form 02 of a printing. A second request says why it was not asked the first time."""
    dossier = facts.dossier_of(printed)
    pause = Pause.objects.get(pk=UUID(printed.occasion))
    asked = next(
        (t for t in facts.entries(dossier.pk, "ask_for_supplement") if t.entry.moment == pause.since), None
    )
    day = local_day(pause.since)
    unit = (asked.entry.unit if asked else None) or dossier.received_unit_id
    said = facts.common(printed, dossier, unit, day)
    return said | {
        "missing": facts.lines(pause.note) or [facts.ERASED],
        "reason": pause.reason or "thành phần, nội dung hồ sơ nêu trên còn thiếu hoặc chưa hợp lệ",
        "basis": pause.basis,
        "asked_at": moment_in_words(pause.since),
        "where": name_of(dossier.received_unit_id, tree(), day),
        "officer": facts.person(asked.entry.actor) if asked else "",
    }
