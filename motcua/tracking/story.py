"""What an applicant is told of his dossier: the steps by unit, the state, what is missing, where to collect.

Never who, never an officer's note: only the texts that are written for the applicant (what a supplement or a
payment asks of him) are taken from the record.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from motcua.desk.chips import Chip, chip
from motcua.desk.now import Now
from motcua.dossiers.models import Dossier, Pause, Stretch
from motcua.dossiers.standing import Standing
from motcua.dossiers.states import Outcome, State
from motcua.moments import local_day
from motcua.tracking.clock import OF_THE_APPLICANT, Clock, clock_of
from motcua.worktime.limits import Cause

# What a step is, for the applicant. Receiving and working in one unit are two steps, moves within a unit are none.
STEPS: dict[int, Any] = {
    State.DRAFT: gettext_lazy("Handed in"),
    State.NEW: gettext_lazy("Handed in"),
    State.COORDINATION: gettext_lazy("Handed in"),
    State.RECEIVED: gettext_lazy("Received"),
    State.REFUSED: gettext_lazy("Not received"),
    State.IN_PROCESS: gettext_lazy("Being handled"),
    State.SUPPLEMENT: gettext_lazy("Waiting for your papers"),
    State.FEE_DUE: gettext_lazy("Waiting for your payment"),
    State.WITHDRAWN: gettext_lazy("Withdrawn at your request"),
    State.STOPPED: gettext_lazy("Handling stopped"),
    State.DECIDED: gettext_lazy("Result ready"),
    State.RETURNED: gettext_lazy("Result handed out"),
}
SENTENCES: dict[int, Any] = {
    State.DRAFT: gettext_lazy("Your dossier is not received yet."),
    State.NEW: gettext_lazy("Your dossier has arrived and is being looked at before it is received."),
    State.COORDINATION: gettext_lazy("Your dossier has arrived and is being looked at before it is received."),
    State.RECEIVED: gettext_lazy("Your dossier has been received and is on its way to the unit that handles it."),
    State.REFUSED: gettext_lazy("Your dossier was not received. Please ask the desk for the reasons in writing."),
    State.IN_PROCESS: gettext_lazy("Your dossier is being handled."),
    State.SUPPLEMENT: gettext_lazy("Please complete your dossier. The time does not run until you have."),
    State.FEE_DUE: gettext_lazy("Please pay what is owed. The time does not run until you have."),
    State.WITHDRAWN: gettext_lazy("You asked for your dossier back. It is not handled any further."),
    State.STOPPED: gettext_lazy("Handling has been stopped. Please ask the desk for the notice with the reasons."),
    State.RETURNED: gettext_lazy("The result has been handed out. Thank you."),
}
OUTCOMES: dict[str, Any] = {
    Outcome.GRANTED: gettext_lazy("Your request has been granted."),
    Outcome.REFUSED: gettext_lazy("Your request has been refused; the document gives the reasons."),
    Outcome.RETURNED: gettext_lazy("Your dossier is given back; the document says why and what you can do."),
}
COLLECTED: dict[str, Any] = {
    "counter": gettext_lazy("Please collect the result at %(desk)s with this receipt and your identity card."),
    "post": gettext_lazy("The result comes to you by post."),
    "online": gettext_lazy("The result comes to you electronically."),
}
ELSEWHERE = gettext_lazy("Waiting for another office")
WAITS_ELSEWHERE = gettext_lazy(
    "Your dossier waits for %(office)s. The time does not run until it has answered; you need not do anything."
)
OFFICES: dict[str, Any] = {
    Cause.TAX: gettext_lazy("the tax office"),
    Cause.LAND: gettext_lazy("the land registration office"),
    Cause.POLICE: gettext_lazy("the police"),
}


@dataclass(frozen=True, slots=True)
class Step:
    """One unit's stretch of the way, from when to when; the last one lasts unless the dossier's life has ended."""

    words: str
    unit: str
    since: datetime
    until: datetime | None
    missing: str = ""


@dataclass(frozen=True, slots=True)
class Story:
    """The page's content."""

    number: str
    procedure: str
    sentence: str
    missing: str
    collect: str
    chip: Chip | None
    received_by: str
    lies_with: str
    steps: list[Step]
    clock: Clock | None


def story_of(dossier: Dossier, present: Now) -> Story:
    """What is told of a dossier at this moment, in the reader's language.

    Two small queries, three where a letter was signed.
    """
    stretches = list(Stretch.objects.filter(dossier=dossier).order_by("seq"))
    pauses = list(Pause.objects.filter(dossier=dossier).order_by("since"))
    shown = chip(dossier, present)
    asked = [pause for pause in pauses if pause.why in OF_THE_APPLICANT]
    owed = [pause.note for pause in asked if pause.until is None]
    return Story(
        number=dossier.number or "",
        procedure=dossier.version.name,
        sentence=_sentence(dossier, pauses),
        missing=owed[-1] if owed and dossier.state in (State.SUPPLEMENT, State.FEE_DUE) else "",
        collect=_collect(dossier, present),
        chip=None if shown.standing is Standing.UNCOUNTED else shown,
        received_by=_received_by(dossier, present),
        lies_with=_unit(dossier.holder_unit_id, present.at, present) if not dossier.ended_at else "",
        steps=list(_steps(stretches, asked, present)),
        clock=clock_of(dossier, stretches, pauses, present),
    )


def _sentence(dossier: Dossier, pauses: list[Pause]) -> str:
    office = next((OFFICES[p.why] for p in pauses if p.until is None and p.why in OFFICES), None)
    if office is not None and dossier.state == State.IN_PROCESS:
        return str(WAITS_ELSEWHERE) % {"office": office}
    if dossier.state == State.DECIDED:
        return str(OUTCOMES.get(dossier.outcome, OUTCOMES[Outcome.GRANTED]))
    return str(SENTENCES[dossier.state])


def _collect(dossier: Dossier, present: Now) -> str:
    if dossier.state != State.DECIDED:
        return ""
    words = str(COLLECTED[dossier.return_channel])
    return words % {"desk": present.unit_name(_standing_desk(dossier, present))}


def _standing_desk(dossier: Dossier, present: Now) -> UUID:
    """The desk where the result is collected: who received it, or does that desk's work now."""
    return present.units.standing_for(dossier.received_unit_id, present.day, dossier.holder_unit_id)


def _received_by(dossier: Dossier, present: Now) -> str:
    """The desk under the name that it had that day; where another stands in its place today, also that one."""
    was = _unit(dossier.received_unit_id, dossier.received_at or present.at, present)
    stands = present.unit_name(_standing_desk(dossier, present))
    return was if stands == was else _("%(unit)s (now: %(successor)s)") % {"unit": was, "successor": stands}


def _steps(stretches: Iterable[Stretch], pauses: list[Pause], present: Now) -> Iterable[Step]:
    """Consecutive stretches of one unit and one kind are one step."""
    for (unit, words), together in groupby(stretches, key=lambda s: (s.holder_unit_id, _words(s))):
        rows = list(together)
        first, last = rows[0], rows[-1]
        notes = [p.note for p in pauses if first.from_at <= p.since < (last.to_at or present.at)]
        is_waiting = first.state in (State.SUPPLEMENT, State.FEE_DUE)
        yield Step(
            words=words,
            unit=_unit(unit, first.from_at, present),
            since=first.from_at,
            until=last.to_at,
            missing="; ".join(filter(None, notes)) if is_waiting else "",
        )


def _words(stretch: Stretch) -> str:
    """The step that a stretch is; what is in process without a due moment waits for another office."""
    if stretch.state == State.IN_PROCESS and stretch.due_at is None:
        return str(ELSEWHERE)
    return str(STEPS[stretch.state])


def _unit(unit: UUID | None, at: datetime, present: Now) -> str:
    """What a unit was called when it had the dossier; nothing where nobody has it any more."""
    if unit is None:
        return ""
    place = present.units.on(unit, local_day(at)) or present.units.latest(unit)
    return place.name if place else _("another unit")
