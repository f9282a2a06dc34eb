"""What the record of handing out says: who took which result, when, by what right, and from whom."""

from typing import Any

from motcua.dossiers.states import Outcome
from motcua.moments import local_day
from motcua.printing import facts
from motcua.printing.models import PrintedForm
from motcua.printing.vietnamese import CHANNELS, day_in_words, moment_in_words

OUTCOMES = {
    Outcome.GRANTED: "Đồng ý giải quyết",
    Outcome.REFUSED: "Không đồng ý giải quyết",
    Outcome.RETURNED: "Trả lại hồ sơ",
}
TIMES = {"early": "trước hạn", "on_time": "đúng hạn", "late": "quá hạn"}


def compose(printed: PrintedForm) -> dict[str, Any]:
    """The fields of the record of a printing. Source: NĐ 61/2018 art. 20."""
    dossier = facts.dossier_of(printed)
    assert dossier.returned_at is not None  # noqa: S101 -- else it was not printed
    returned = next(iter(reversed(facts.entries(dossier.pk, "return"))), None)
    given = returned.said if returned else {}
    said = facts.common(printed, dossier, dossier.received_unit_id, local_day(dossier.returned_at))
    document = f"số {dossier.outcome_number}" if dossier.outcome_number else ""
    if document and dossier.outcome_on:
        document += f", {day_in_words(dossier.outcome_on)}"
    return said | {
        "outcome": OUTCOMES.get(Outcome(dossier.outcome), "") if dossier.outcome else "",
        "document": document,
        "due": moment_in_words(dossier.due_at),
        "ended": moment_in_words(dossier.ended_at),
        "timely": TIMES.get(dossier.ended_as, ""),
        "returned_at": moment_in_words(dossier.returned_at),
        "channel": CHANNELS[dossier.return_channel],
        "taker": given.get("to") or dossier.applicant.name,
        "authority": given.get("authority", ""),
        "officer": facts.person(returned.entry.actor) if returned else "",
    }
