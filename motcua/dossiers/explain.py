"""Why this due day? The limit of a dossier, its pauses, every step, and where its time went."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.utils.translation import get_language

from motcua.dossiers.ledger import Ledger, Share, ledger
from motcua.dossiers.models import Dossier, Pause, Stretch
from motcua.moments import LOCAL, iso
from motcua.organisation.tree import tree
from motcua.worktime.due import due, due_at
from motcua.worktime.limits import Due, Limit
from motcua.worktime.limits import Pause as ClockPause
from motcua.worktime.load import calendar_for
from motcua.worktime.reading import readable
from motcua.worktime.sentences import cause_in_words, sentence


class NotReceived(LookupError):
    """A dossier that was never received has no clock."""


@dataclass(frozen=True, slots=True)
class Explanation:
    """What the due moment of a dossier follows from. Moments are cut to the minute, as they are reckoned."""

    dossier: Dossier
    limit: Limit
    pauses: tuple[Pause, ...]
    due: Due
    budget: int  # working minutes from receipt to the due moment, pauses left out
    ledger: Ledger


def explain(dossier: Dossier, at: datetime | None = None) -> Explanation:
    """Reckon a dossier's due moment anew, with its steps, and where its time went up to a moment (now).

    By the limit that it is pinned to, its pauses, and the calendar as it stands now of the unit that decides (as
    that unit stood on the day of receipt). The same computation as in the acts. Raises NotReceived.
    """
    if dossier.received_at is None or dossier.received_on is None:
        raise NotReceived(dossier)
    pauses = tuple(dossier.pauses.order_by("since"))
    stood = [ClockPause(pause.since, pause.until, pause.why) for pause in pauses]
    calendar = calendar_for(tree().path(dossier.deciding_unit_id, dossier.received_on))
    unpaused = due_at(dossier.received_at, dossier.limit, calendar)
    assert unpaused is not None  # noqa: S101 -- only a pause takes the due moment away
    stretches = list(Stretch.objects.filter(dossier=dossier.pk).order_by("seq"))
    used = ledger(dossier, stretches, pauses, calendar, at or datetime.now(UTC))
    assert used is not None  # noqa: S101 -- it was received
    return Explanation(
        dossier,
        dossier.limit,
        pauses,
        due(dossier.received_at, dossier.limit, calendar, stood),
        calendar.minutes_between(dossier.received_at, unpaused),
        used,
    )


def document(found: Explanation, *, short: bool = False) -> dict[str, Any]:
    """The explanation as the commands and the API give it, in the reader's language.

    The steps run from `received_at` to `due_at` without a gap; while a pause lasts there is no due moment, and they
    end where it began. `short` joins runs of working days, for a paper or a screen.
    """
    language = "en" if (get_language() or "").startswith("en") else "vi"
    limit = found.limit
    return {
        "number": found.dossier.number,
        "received_at": _minute(found.dossier.received_at),
        "limit": {
            "value": limit.value,
            "unit": limit.unit.value,
            "cutoff": f"{limit.cutoff:%H:%M}" if limit.cutoff else None,
        },
        "pauses": [
            {
                "from": _minute(pause.since),
                "to": _minute(pause.until),
                "why": ": ".join(filter(None, (cause_in_words(pause.why, language), pause.note))),
            }
            for pause in found.pauses
        ],
        "due_at": _minute(found.due.at),
        "steps": [
            {
                "from": _minute(step.since),
                "to": _minute(step.until),
                "minutes": step.minutes,
                "why": sentence(step, language),
            }
            for step in (readable(found.due.steps) if short else found.due.steps)
        ],
        "ended_at": _minute(found.dossier.ended_at),
        "budget_minutes": found.budget,
        "ledger": [_share(share, language) for share in found.ledger.shares],
        "total_minutes": found.ledger.total,
    }


def _share(share: Share, language: str) -> dict[str, Any]:
    if share.pause is not None:
        name = ": ".join(filter(None, (cause_in_words(share.pause.why, language), share.pause.note)))
    else:
        place = tree().latest(share.unit) if share.unit else None
        name = place.name if place else "—"
    return {"kind": share.kind, "name": name, "minutes": share.minutes}


def _minute(moment: datetime | None) -> str | None:
    return iso(moment.astimezone(LOCAL).replace(second=0)) if moment else None
