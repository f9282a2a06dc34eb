"""The due chip: how a dossier stands against its due moment, in a mark, a word and a colour."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from motcua.desk.now import Now
from motcua.dossiers.models import Dossier
from motcua.dossiers.standing import Standing, standing
from motcua.moments import LOCAL, local_day
from motcua.worktime.calendar import NeverOpens, WorkCalendar

# Mark and tone; the word always stands beside them.
SHOWN: dict[Standing, tuple[str, str, str]] = {
    Standing.IN_TIME: ("●", "good", gettext_noop("%(time)s left")),
    Standing.DUE_TODAY: ("●", "soon", gettext_noop("due today at %(hour)s")),
    Standing.OVERDUE: ("▲", "bad", gettext_noop("overdue by %(time)s")),
    Standing.WAITING: ("●", "still", gettext_noop("clock stands")),
    Standing.EARLY: ("✓", "good", gettext_noop("done early")),
    Standing.ON_TIME: ("✓", "good", gettext_noop("done on time")),
    Standing.LATE: ("▲", "bad", gettext_noop("done late")),
    Standing.UNCOUNTED: ("●", "still", gettext_noop("not counted")),
}

NEXT_OPENING = gettext_noop("due %(at)s")
LAST_HOURS = gettext_noop("%(time)s left, due today at %(hour)s")
JUST_PAST = gettext_noop("overdue since %(at)s")

# Less than this is told in hours and minutes whatever the length of a working day.
WHOLE_DAY = 8 * 60


@dataclass(frozen=True, slots=True)
class Chip:
    """What a list and a dossier page show: how it stands, and what a letter promised beside it."""

    standing: Standing
    mark: str
    tone: str
    words: str
    promised: str = ""


def chip(dossier: Dossier, now: Now) -> Chip:
    """The chip of a dossier at this moment."""
    found = standing(dossier, now.at)
    mark, tone, words = SHOWN[found]
    params: dict[str, Any] = {}
    due = dossier.counts_at
    if found in (Standing.IN_TIME, Standing.OVERDUE) and due is not None:
        since, until = sorted((now.at, due))
        minutes, day = _working_time(since, until, now.calendar(dossier.deciding_unit_id))
        params["time"] = in_words(minutes, day)
        if not minutes:  # no opening between now and then
            words = NEXT_OPENING if found is Standing.IN_TIME else JUST_PAST
            params["at"] = f"{due.astimezone(LOCAL):%H:%M %d/%m/%Y}"
    elif found is Standing.DUE_TODAY and due is not None:
        params["hour"] = f"{due.astimezone(LOCAL):%H:%M}"
        if now.at < due:
            minutes, day = _working_time(now.at, due, now.calendar(dossier.deciding_unit_id))
            if minutes:  # else only breaks are left, or on its day the hour is past
                words, params["time"] = LAST_HOURS, in_words(minutes, day)
    return Chip(found, mark, tone, _(words) % params, _promised(dossier))


def _promised(dossier: Dossier) -> str:
    """What a letter promised, beside how it stands by law; nothing once handling has ended."""
    if dossier.extended_to is None or dossier.has_ended:
        return ""
    return _("promised until %(at)s") % {"at": f"{dossier.extended_to.astimezone(LOCAL):%H:%M %d/%m/%Y}"}


def _working_time(since: datetime, until: datetime, calendar: WorkCalendar | None) -> tuple[int, int]:
    """Minutes of work between two moments, and how many make a day: as many as the day of the second has.

    Without a calendar, whole days and nights.
    """
    if calendar is not None:
        try:
            day = local_day(until)
            if not calendar.is_working_day(day):
                day = calendar.nth_working_day_after(day, 1)
            midnight = datetime.combine(day, time(), LOCAL)
            length = calendar.minutes_between(midnight, midnight + timedelta(days=1))
            return calendar.minutes_between(since, until), length or WHOLE_DAY
        except NeverOpens:
            pass
    return (until - since) // timedelta(minutes=1), 24 * 60


def in_words(minutes: int, day: int = WHOLE_DAY) -> str:
    """Minutes of work as days and hours, hours and minutes, or minutes: the two largest that are not 0."""
    days, rest = divmod(minutes, day)
    hours, left = divmod(rest, 60)
    parts = []
    if days:
        parts.append(ngettext("%(n)s day", "%(n)s days", days) % {"n": _grouped(days)})
    if hours and days < 100:
        parts.append(ngettext("%(n)s hour", "%(n)s hours", hours) % {"n": hours})
    if (left and not days) or not parts:
        parts.append(ngettext("%(n)s minute", "%(n)s minutes", left) % {"n": left})
    return " ".join(parts)


def _grouped(number: int) -> str:
    from django.utils.formats import number_format

    return number_format(number, use_l10n=True)
