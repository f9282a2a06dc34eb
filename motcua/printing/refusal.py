"""What the refusal to receive says: form 03, composed from the act of refusing. It mostly has no number."""

from typing import Any

from motcua.moments import local_day
from motcua.printing import facts
from motcua.printing.models import PrintedForm
from motcua.printing.vietnamese import CHANNELS, moment_in_words


def compose(printed: PrintedForm) -> dict[str, Any]:
    """The fields of form 03 of a printing."""
    dossier = facts.dossier_of(printed)
    refused = facts.entries(dossier.pk, "refuse")[-1]
    day = local_day(refused.entry.moment)
    said = facts.common(printed, dossier, dossier.received_unit_id, day)
    return said | {
        "channel": CHANNELS[dossier.channel],
        "refused_at": moment_in_words(refused.entry.moment),
        "reason": facts.lines(refused.said.get("reason", facts.ERASED)),
        "officer": facts.person(refused.entry.actor),
    }
