"""Why this due day? The limit of a dossier, its pauses, every step, and where its time went."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from django.utils.translation import get_language

from motcua.dossiers.ledger import Ledger, Share, ledger
from motcua.dossiers.models import Dossier, Pause, Stretch
from motcua.moments import LOCAL, iso
from motcua.organisation.tree import tree
from motcua.worktime.calendar import WorkCalendar
from motcua.worktime.due import due, due_at
from motcua.worktime.limits import Due, Limit
from motcua.worktime.limits import Pause as ClockPause
from motcua.worktime.load import calendar_for
from motcua.worktime.promise import working_days_after
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
    extended_to: datetime | None  # the promise after the letter, by the calendar as it stands now
    if_resumed: datetime | None  # while the clock stands: when it would be due if the pause ended at that moment
    norm: Limit | None
    norm_due_at: datetime | None  # by the unit's own norm

    @property
    def kept(self) -> datetime | None:
        """The due moment that an ended dossier keeps, where the calendar as it stands now would make it another."""
        kept = self.dossier.due_at if self.dossier.has_ended else None
        return kept if kept is not None and self.due.at is not None and kept != self.due.at else None


def explain(dossier: Dossier, at: datetime | None = None) -> Explanation:
    """Reckon a dossier's due moment anew, with its steps, and where its time went up to a moment (now).

    By the limit that it is pinned to, its pauses, and the calendar as it stands now of the unit that decides (as
    that unit stood on the day of receipt). The same computation as in the acts. Raises NotReceived.
    """
    if dossier.received_at is None or dossier.received_on is None:
        raise NotReceived(dossier)
    at = at or datetime.now(UTC)
    pauses = tuple(dossier.pauses.order_by("since"))
    stood = clock_pauses(pauses)
    calendar = calendar_for(tree().path(dossier.deciding_unit_id, dossier.received_on))
    unpaused = due_at(dossier.received_at, dossier.limit, calendar)
    assert unpaused is not None  # noqa: S101 -- only a pause takes the due moment away
    stretches = list(Stretch.objects.filter(dossier=dossier.pk).order_by("seq"))
    used = ledger(dossier, stretches, pauses, calendar, at)
    assert used is not None  # noqa: S101 -- it was received
    reckoned, norm, days = due(dossier.received_at, dossier.limit, calendar, stood), dossier.norm, dossier.extension
    return Explanation(
        dossier,
        dossier.limit,
        pauses,
        reckoned,
        calendar.minutes_between(dossier.received_at, unpaused),
        used,
        working_days_after(reckoned.at, days, calendar) if days is not None and reckoned.at else None,
        due_if_resumed(dossier, stood, calendar, at),
        norm,
        due_at(dossier.received_at, norm, calendar, stood) if norm is not None else None,
    )


def clock_pauses(pauses: Iterable[Pause]) -> list[ClockPause]:
    """Pauses as the arithmetic takes them."""
    return [ClockPause(pause.since, pause.until, pause.why, pause.anew) for pause in pauses]


def due_if_resumed(
    dossier: Dossier, stood: Sequence[ClockPause], calendar: WorkCalendar, at: datetime
) -> datetime | None:
    """When a dossier whose clock stands would be due if its pause ended at a moment; None where none lasts."""
    if dossier.has_ended or dossier.received_at is None or all(pause.until is not None for pause in stood):
        return None
    ended = [replace(p, until=max(at, p.since)) if p.until is None else p for p in stood]
    return due_at(dossier.received_at, dossier.limit, calendar, ended)


def document(found: Explanation, *, short: bool = False) -> dict[str, Any]:
    """The explanation as the commands and the API give it, in the reader's language.

    The steps run from `received_at` to `due_at` without a gap; while a pause lasts there is no due moment, and they
    end where it began. `short` joins runs of working days, for a paper or a screen. `kept_due_at` is the due moment
    that an ended dossier keeps, where decisions since have changed the calendar that all else is reckoned by.
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
        "kept_due_at": _minute(found.kept),
        "extended_to": _minute(found.extended_to),
        "if_resumed_now": _minute(found.if_resumed),
        "norm": _norm(found),
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


def _norm(found: Explanation) -> dict[str, Any] | None:
    if found.norm is None:
        return None
    return {
        "value": found.norm.value,
        "unit": found.norm.unit.value,
        "due_at": _minute(found.norm_due_at),
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
