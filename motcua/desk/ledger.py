"""Where the time of a dossier went, as its page shows it: a line for each unit and each pause."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import pairwise

from django.utils.formats import number_format
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from motcua.desk.chips import WHOLE_DAY
from motcua.desk.now import Now
from motcua.dossiers.ledger import Ledger, Share, ledger
from motcua.dossiers.models import Dossier, Pause, Stretch
from motcua.moments import LOCAL
from motcua.worktime.calendar import NeverOpens, WorkCalendar
from motcua.worktime.sentences import cause_in_words


@dataclass(frozen=True, slots=True)
class Line:
    """What a unit or a pause used: in words, in percent of the whole, and whether it is its turn now."""

    kind: str
    name: str
    minutes: int
    words: str
    percent: int
    is_now: bool = False
    note: str = ""
    since: datetime | None = None
    until: datetime | None = None

    @property
    def share(self) -> str:
        """The percentage as it is printed; what is not nothing is never 0."""
        return "<1" if self.minutes and not self.percent else str(self.percent)


@dataclass(frozen=True, slots=True)
class Told:
    """The ledger of a dossier as a page shows it, up to `until`: its end, or now."""

    lines: list[Line]
    minutes: int
    words: str
    until: datetime
    has_ended: bool

    @property
    def has_pauses(self) -> bool:
        """Did the clock ever stand?"""
        return any(line.kind == "pause" for line in self.lines)


def ledger_of(dossier: Dossier, present: Now) -> Told | None:
    """The ledger of a dossier; None before reception, and where no calendar can say. Two small statements."""
    stretches = list(Stretch.objects.filter(dossier=dossier.pk).order_by("seq"))
    return told(dossier, stretches, list(dossier.pauses.order_by("since")), present)


def told(dossier: Dossier, stretches: Sequence[Stretch], pauses: Sequence[Pause], present: Now) -> Told | None:
    """The ledger out of stretches and pauses that a page has read already, each in their order."""
    found = reckoned(dossier, stretches, pauses, present)
    if found is None:
        return None
    used, length = found
    shown = [_line(share, used, length, dossier, present) for share in used.shares]
    return Told(shown, used.total, in_full(used.total, length), used.until, dossier.ended_at is not None)


def lines(dossier: Dossier, stretches: Sequence[Stretch], pauses: Sequence[Pause], present: Now) -> list[Line]:
    """The lines of a dossier's ledger; none before reception."""
    shown = told(dossier, stretches, pauses, present)
    return shown.lines if shown else []


def reckoned(
    dossier: Dossier, stretches: Iterable[Stretch], pauses: Sequence[Pause], present: Now
) -> tuple[Ledger, int] | None:
    """The ledger at this moment and the minutes of a working day in it; None where nothing can be reckoned."""
    if dossier.received_on is None:
        return None
    calendar = present.calendar(dossier.deciding_unit_id, dossier.received_on)
    if calendar is None:
        return None
    try:
        used = ledger(dossier, stretches, pauses, calendar, present.at)
        return (used, day_length(calendar, dossier.received_on)) if used else None
    except NeverOpens:
        return None


def is_turn_of(share: Share, dossier: Dossier) -> bool:
    """Does the time run on a share's account now? On a pause's that lasts; else on the holder's."""
    if dossier.ended_at is not None:
        return False
    if share.pause is not None:
        return share.pause.until is None
    return dossier.due_at is not None and share.unit == dossier.holder_unit_id


def day_length(calendar: WorkCalendar, day: date) -> int:
    """The minutes of a whole working day: the longest of the week that begins with the first working day from a day
    on. Raises NeverOpens."""
    first = day if calendar.is_working_day(day) else calendar.nth_working_day_after(day, 1)
    midnights = [datetime.combine(first + timedelta(days=n), time(), LOCAL) for n in range(8)]
    lengths = [calendar.minutes_between(*two) for two in pairwise(midnights)]
    return max(lengths) or WHOLE_DAY


def in_full(minutes: int, day: int = WHOLE_DAY) -> str:
    """Minutes of work to the minute: 2 days 3 h 10 min. `day` is how many make a working day."""
    days, rest = divmod(minutes, day)
    hours, left = divmod(rest, 60)
    parts = []
    if days:
        parts.append(ngettext("%(n)s day", "%(n)s days", days) % {"n": number_format(days, force_grouping=True)})
    if hours:
        parts.append(_("%(n)s h") % {"n": hours})
    if left or not parts:
        parts.append(_("%(n)s min") % {"n": left})
    return " ".join(parts)


def percent(minutes: int, whole: int) -> int:
    """A share of the whole in percent, rounded."""
    return round(100 * minutes / whole) if whole else 0


def _line(share: Share, used: Ledger, length: int, dossier: Dossier, present: Now) -> Line:
    pause = share.pause
    if pause is not None:
        language = "en" if (get_language() or "").startswith("en") else "vi"
        name, note, since, until = cause_in_words(pause.why, language), pause.note, pause.since, pause.until
    else:
        name, note, since, until = present.unit_name(share.unit), "", None, None
    return Line(
        share.kind,
        name,
        share.minutes,
        in_full(share.minutes, length),
        percent(share.minutes, used.total),
        is_turn_of(share, dossier),
        note,
        since,
        until,
    )
