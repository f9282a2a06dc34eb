"""The steps of a due moment in words, in the reader's language."""

from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext, gettext_lazy, ngettext, override

from motcua.moments import LOCAL
from motcua.worktime.limits import Step

_WAITING = {
    "lunch": gettext_lazy("Received during the midday break; it counts as received at %(deemed)s."),
    "night": gettext_lazy("Received outside opening hours; it counts as received at %(deemed)s."),
    "half_day": gettext_lazy("Received after the close of a half day; it counts as received at %(deemed)s."),
    "weekend": gettext_lazy("Received at the weekend; it counts as received at %(deemed)s."),
    "day_off": gettext_lazy("Received on a day without opening hours; it counts as received at %(deemed)s."),
    "holiday": gettext_lazy("Received on a public holiday (%(name)s); it counts as received at %(deemed)s."),
    "swapped": gettext_lazy(
        "Received on a day off for which %(worked_on)s is worked; it counts as received at %(deemed)s."
    ),
    "closed": gettext_lazy("Received on a day off by decision (%(name)s); it counts as received at %(deemed)s."),
    "counter": gettext_lazy("Received outside the counter's hours; it counts as received at %(deemed)s."),
}
_TEXTS = {
    "after_cutoff": gettext_lazy("Received after %(cutoff)s; it counts as received at %(deemed)s."),
    "receipt_day": gettext_lazy("Day of receipt: opening hours on day 0 of the limit."),
    "within_the_day": gettext_lazy("Opening hours of the day within which it is due."),
    "working_day": gettext_lazy("Opening hours of working day %(n)s of %(of)s."),
    "working_days": gettext_lazy("Opening hours of working days %(first)s to %(n)s of %(of)s."),
    "calendar_day": gettext_lazy("Opening hours of calendar day %(n)s of %(of)s."),
    "calendar_days": gettext_lazy("Opening hours of calendar days %(first)s to %(n)s of %(of)s."),
    "opening": gettext_lazy("Opening hours."),
    "rolled": gettext_lazy(
        "The limit ran out on %(last_day)s, a day off or a day of a pause: it is due on the next working day."
    ),
    "lunch": gettext_lazy("Midday break."),
    "night": gettext_lazy("Outside opening hours."),
    "half_day": gettext_lazy("Closed after a half day (%(name)s)."),
    "weekend": gettext_lazy("Weekend."),
    "day_off": gettext_lazy("A day without opening hours."),
    "holiday": gettext_lazy("Public holiday: %(name)s."),
    "swapped": gettext_lazy("A day off for which %(worked_on)s is worked."),
    "closed": gettext_lazy("A day off by decision: %(name)s."),
    "counter": gettext_lazy("Only a counter opens on this day: it receives, but this is no working day."),
    "run_out": gettext_lazy("The limit was used up at %(due)s, before the pause that lasts began."),
}
_COUNTED_OFF = {
    "weekend": gettext_lazy("Weekend: without opening hours, but its days count as calendar days."),
    "day_off": gettext_lazy("A day without opening hours; it counts as a calendar day."),
    "holiday": gettext_lazy("Public holiday: %(name)s; it counts as a calendar day."),
    "swapped": gettext_lazy("A day off for which %(worked_on)s is worked; it counts as a calendar day."),
    "closed": gettext_lazy("A day off by decision: %(name)s; it counts as a calendar day."),
    "counter": gettext_lazy("Only a counter opens on this day; it counts as a calendar day."),
}
_ANEW = {
    "pause": gettext_lazy("The clock stood still (%(cause)s): when that ended, the limit began anew."),
    "waiting": gettext_lazy("The pause ended while the office was closed; the limit begins anew at %(deemed)s."),
    "after_cutoff": gettext_lazy("The pause ended after %(cutoff)s; the limit begins anew at %(deemed)s."),
    "receipt_day": gettext_lazy("Day on which the limit began anew: opening hours on its day 0."),
}
_CAUSES = {
    "supplement": gettext_lazy("waiting for the applicant to complete the dossier"),
    "fee": gettext_lazy("waiting for the fee to be paid"),
    "tax": gettext_lazy("waiting for the tax office"),
    "land": gettext_lazy("waiting for the land registration office"),
    "police": gettext_lazy("waiting for the police"),
    "stopped": gettext_lazy("handling was stopped until a decision resumed it"),
}


def sentence(step: Step, lang: str) -> str:
    """Return the step's reason as a full sentence, in `vi` or `en`."""
    with override(lang):
        params = {**step.params, **_shown(step.params, lang)}
        if step.params.get("anew"):
            return str(_ANEW[step.why]) % params
        if step.why == "pause":
            return _paused(params)
        if step.why == "waiting":
            return str(_WAITING[step.params["reason"]]) % params
        if step.params.get("counts"):
            return str(_COUNTED_OFF[step.why]) % params
        return str(_TEXTS[step.why]) % params


def cause_in_words(cause: str, lang: str) -> str:
    """Return the reason of a pause in words; a code that we do not know stands for itself."""
    with override(lang):
        return str(_CAUSES.get(cause, cause))


def _paused(params: dict[str, Any]) -> str:
    moved = params["moved"]
    named = {"cause": params["cause"], "count": moved}
    if not moved:
        text = gettext("The clock stood still (%(cause)s); this does not move the limit.")
    elif params["unit"] == "working_day":
        text = ngettext(
            "The clock stood still (%(cause)s): the limit moves by %(count)s working day.",
            "The clock stood still (%(cause)s): the limit moves by %(count)s working days.",
            moved,
        )
    elif params["unit"] == "calendar_day":
        text = ngettext(
            "The clock stood still (%(cause)s): the limit moves by %(count)s day.",
            "The clock stood still (%(cause)s): the limit moves by %(count)s days.",
            moved,
        )
    else:
        text = ngettext(
            "The clock stood still (%(cause)s): the limit moves by %(count)s minute of opening.",
            "The clock stood still (%(cause)s): the limit moves by %(count)s minutes of opening.",
            moved,
        )
    return text % named


def _shown(params: dict[str, Any], lang: str) -> dict[str, str]:
    """Days, moments and names as the reader sees them."""
    shown = {}
    for key, name in (("deemed_at", "deemed"), ("due_at", "due")):
        if key in params:
            shown[name] = f"{datetime.fromisoformat(params[key]).astimezone(LOCAL):%H:%M %d/%m/%Y}"
    for key in ("worked_on", "last_day"):
        if key in params:
            shown[key] = f"{date.fromisoformat(params[key]):%d/%m/%Y}"
    if "cause" in params:
        shown["cause"] = str(_CAUSES.get(params["cause"], params["cause"]))
    if "name" in params:
        names = params["name"]
        shown["name"] = names.get(lang) or names.get("vi") or gettext("no name given")
    return shown
