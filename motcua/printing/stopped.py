"""What the notice says that handling stops: form 05 of 2025, composed from the act of stopping.

The circular of 2018 has no such form: a stop before it is told by a letter of the agency's own.
"""

from typing import Any

from motcua.moments import local_day
from motcua.printing import facts
from motcua.printing.models import PrintedForm
from motcua.printing.vietnamese import moment_in_words


def compose(printed: PrintedForm) -> dict[str, Any]:
    """The fields of form 05 of a printing."""
    dossier = facts.dossier_of(printed)
    stops = facts.entries(dossier.pk, "stop")
    stopped = next(told for told in stops if str(told.entry.seq) == printed.occasion)
    said = facts.common(printed, dossier, dossier.deciding_unit_id, local_day(stopped.entry.moment))
    return said | {
        "received_at": moment_in_words(dossier.received_at),
        "stopped_at": moment_in_words(stopped.entry.moment),
        "reason": facts.lines(stopped.said.get("reason", facts.ERASED)),
        "title": facts.title(stopped.entry),
        "signer": facts.person(stopped.entry.actor),
    }
