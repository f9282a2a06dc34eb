"""Limits in words."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from motcua.worktime.limits import Limit, LimitUnit


def in_words(limit: Limit) -> str:
    """A limit as people say it, in the reader's language: "12 working days", "within the day"."""
    number = {"number": limit.value}
    if limit.value == 0:
        return _("within the day")
    if limit.unit == LimitUnit.HOUR:
        return ngettext("%(number)s working hour", "%(number)s working hours", limit.value) % number
    if limit.unit == LimitUnit.CALENDAR_DAY:
        return ngettext("%(number)s calendar day", "%(number)s calendar days", limit.value) % number
    return ngettext("%(number)s working day", "%(number)s working days", limit.value) % number
