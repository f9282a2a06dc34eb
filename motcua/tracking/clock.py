"""What an applicant is told of the time: why the result is due then, what else was promised, who had it so long.

By unit only, and of pauses whether they waited for him or for another office: never who, never an officer's note.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from motcua.desk.ledger import Line, in_full, is_turn_of, percent, reckoned
from motcua.desk.now import Now
from motcua.desk.why import limit_in_words
from motcua.dossiers.explain import clock_pauses, due_if_resumed
from motcua.dossiers.letters import Letter, letters_of
from motcua.dossiers.models import Dossier, Pause, Stretch
from motcua.moments import LOCAL, local_day
from motcua.worktime.calendar import NeverOpens
from motcua.worktime.due import due
from motcua.worktime.limits import Cause, Step
from motcua.worktime.reading import readable
from motcua.worktime.sentences import sentence

OF_THE_APPLICANT = (Cause.SUPPLEMENT, Cause.FEE)
WAITED_FOR = {
    Cause.SUPPLEMENT: gettext_lazy("Waiting for you"),
    Cause.FEE: gettext_lazy("Waiting for you"),
    Cause.TAX: gettext_lazy("Waiting for another office"),
    Cause.LAND: gettext_lazy("Waiting for another office"),
    Cause.POLICE: gettext_lazy("Waiting for another office"),
    "stopped": gettext_lazy("Handling was stopped"),
}
IF_IT_ENDED = {
    Cause.SUPPLEMENT: gettext_lazy("If you bring it today, the result is due at %(at)s."),
    Cause.FEE: gettext_lazy("If you pay today, the result is due at %(at)s."),
}


@dataclass(frozen=True, slots=True)
class Reason:
    """An interval on the way to the due moment: how much of it counted, and why."""

    since: datetime
    until: datetime
    counted: str
    why: str

    @property
    def is_one_day(self) -> bool:
        """Is its end on the day of its beginning?"""
        return self.since.date() == self.until.date()


@dataclass(frozen=True, slots=True)
class Clock:
    """The time of a dossier; `reasons` end where a pause began that lasts."""

    limit: str
    due_at: datetime | None
    reasons: list[Reason]
    if_it_ended: str
    promise: str
    spent: list[Line]
    spent_words: str


def clock_of(dossier: Dossier, stretches: Sequence[Stretch], pauses: Sequence[Pause], present: Now) -> Clock | None:
    """What is told of the time of a received dossier; None where no calendar can say. A statement where there is a
    letter, else none."""
    found = reckoned(dossier, stretches, pauses, present)
    if found is None or dossier.received_at is None:
        return None
    used, length = found
    calendar = present.calendar(dossier.deciding_unit_id, dossier.received_on)
    assert calendar is not None  # noqa: S101 -- the ledger was reckoned by it
    stood = clock_pauses(pauses)
    try:
        reckoning = due(dossier.received_at, dossier.limit, calendar, stood)
        resumed = due_if_resumed(dossier, stood, calendar, present.at)
    except NeverOpens:
        return None
    minutes: dict[str, int] = {}
    turns: set[str] = set()
    for share in used.shares:
        name = present.unit_name(share.unit) if share.pause is None else waited_for(share.pause)
        minutes[name] = minutes.get(name, 0) + share.minutes
        turns |= {name} if is_turn_of(share, dossier) else set()
    stopped = {waited_for(pause) for pause in pauses}
    return Clock(
        limit_in_words(dossier.limit),
        reckoning.at,
        list(reasons(reckoning.steps, length)),
        _if_it_ended(pauses, resumed),
        _promise(dossier, present.at),
        [
            Line(
                "pause" if name in stopped else "unit",
                name,
                n,
                in_full(n, length),
                percent(n, used.total),
                name in turns,
            )
            for name, n in minutes.items()
        ],
        in_full(used.total, length),
    )


def waited_for(pause: Pause) -> str:
    """A pause as the applicant is told of it."""
    return str(WAITED_FOR.get(pause.why, _("The time did not run")))


def reasons(steps: Sequence[Step], length: int) -> Iterator[Reason]:
    """The steps made short, in the reader's language; `length` is the minutes of a working day."""
    language = "en" if (get_language() or "").startswith("en") else "vi"
    for step in readable(steps):
        counted = in_full(step.minutes, length) if step.minutes else ""
        yield Reason(step.since, step.until, counted, sentence(step, language))


def _if_it_ended(pauses: Sequence[Pause], resumed: datetime | None) -> str:
    lasting = next((pause for pause in pauses if pause.until is None), None)
    if resumed is None or lasting is None:
        return ""
    words = IF_IT_ENDED.get(Cause(lasting.why)) if lasting.why in set(Cause) else None
    return str(words or _("If that ended today, the result would be due at %(at)s.")) % {"at": _said(resumed)}


def _promise(dossier: Dossier, at: datetime) -> str:
    """The apology of the signed letter with what it promises; nothing without one, or once the result is there."""
    if dossier.extension is None or dossier.ended_at is not None:
        return ""
    letter = letters_of([dossier.pk]).get(dossier.pk)
    if letter is None or letter.signed_at is None:
        return ""
    return apology(letter, dossier.extended_to, at)


def apology(letter: Letter, until: datetime | None, at: datetime) -> str:
    """The sentence of a signed letter at a moment; `until` is what it promises, None while the clock stands."""
    assert letter.signed_at is not None  # noqa: S101 -- a draft promises nothing
    named = {"number": letter.number, "day": f"{letter.signed_at.astimezone(LOCAL):%d/%m/%Y}"}
    if until is None:
        return (
            _(
                "We apologise for the delay (letter %(number)s of %(day)s); "
                "the new day is reckoned when the time runs again."
            )
            % named
        )
    named["at"] = _said(until)
    if local_day(until) < local_day(at):
        passed = _(
            "We apologise: letter %(number)s of %(day)s promised the result by %(at)s, and that day has passed "
            "too. Please ask the desk for the reason."
        )
        return passed % named
    return (
        _("We apologise for the delay: letter %(number)s of %(day)s promises the result by %(at)s at the latest.")
        % named
    )


def _said(moment: datetime) -> str:
    return f"{moment.astimezone(LOCAL):%H:%M %d/%m/%Y}"
