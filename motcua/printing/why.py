"""Why this due day, in one to three short lines of the receipt."""

from datetime import datetime
from textwrap import shorten

from motcua.catalogue.kept import catalogue
from motcua.dossiers.models import Dossier
from motcua.moments import LOCAL
from motcua.organisation.tree import Tree, tree
from motcua.printing.vietnamese import LIMITS, short
from motcua.worktime.calendar import NeverOpens
from motcua.worktime.due import due
from motcua.worktime.limits import Due, Limit, LimitUnit
from motcua.worktime.load import NoCalendar, calendar_for
from motcua.worktime.minutes import minute_of

# Days off that an applicant would not expect; weekends are named once.
_NAMED = ("holiday", "swapped", "closed")
_MOST_NAMED = 4
_LONGEST_CASE = 160


def why_lines(
    dossier: Dossier, promised: datetime | None, units: Tree | None = None, calendars: int | None = None
) -> list[str]:
    """How the promised moment follows from reception and limit; nothing where it does not follow any more.

    The same computation as in the act. If the calendar has changed since, the promise stands and no reckoning
    that contradicts it is printed. `units` and the revision of the calendars are those that the caller has read.
    """
    if dossier.received_at is None or dossier.received_on is None or promised is None:
        return []
    try:
        path = (units or tree()).path(dossier.deciding_unit_id, dossier.received_on)
        calendar = calendar_for(path, calendars)
        found = due(dossier.received_at, dossier.limit, calendar)
    except (NoCalendar, NeverOpens):
        return []
    if found.at is None or minute_of(found.at) != minute_of(promised):
        return []
    lines = [_reckoning(dossier, dossier.limit, found, promised), _case(dossier), _days_off(found, dossier.limit)]
    return [line for line in lines if line]


def _case(dossier: Dossier) -> str:
    """Which of the version's cases gave the limit, where the limit depends on it."""
    facts = catalogue().versions.get(dossier.version_id) if dossier.case or dossier.quantity > 1 else None
    if facts is None:
        return ""
    name = dict(facts.case_names(dossier.channel)).get(dossier.case, "")
    short_name = shorten(name, _LONGEST_CASE, placeholder=" …")
    said = [f"trường hợp “{short_name}”"] if name else []
    said += [f"số lượng {dossier.quantity}"] if facts.counts(dossier.channel) else []
    return f"Thời hạn áp dụng cho {', '.join(said)}." if said else ""


def _reckoning(dossier: Dossier, limit: Limit, found: Due, promised: datetime) -> str:
    assert dossier.received_at is not None  # noqa: S101 -- checked above
    since = f"Cách tính: nhận lúc {short(dossier.received_at)}"
    if minute_of(found.deemed_at) != minute_of(dossier.received_at):
        since += f" (ngoài giờ nhận, tính từ {short(found.deemed_at)})"
    if not limit.value:
        return f"{since}, giải quyết trong ngày, hẹn trả {short(promised)}."
    counted = f"cộng {limit.value:02} {LIMITS[limit.unit]}"
    if limit.unit is not LimitUnit.HOUR:
        counted += " kể từ ngày tiếp theo"
    return f"{since}, {counted}, hẹn trả {short(promised)}."


def _days_off(found: Due, limit: Limit) -> str:
    """The days off that lie between: weekends in one word, others by day and name."""
    causes = {step.why for step in found.steps if not step.params.get("counts")}
    named = dict.fromkeys(
        f"{step.since.astimezone(LOCAL):%d/%m}{_name(step.params)}"
        for step in found.steps
        if step.why in _NAMED and not step.params.get("counts")
    )
    said = ["ngày nghỉ hằng tuần"] if causes & {"weekend", "day_off", "counter"} else []
    said += list(named)[:_MOST_NAMED]
    if len(named) > _MOST_NAMED:
        said.append(f"và {len(named) - _MOST_NAMED} ngày nghỉ khác")
    return f"Không tính: {', '.join(said)}." if said else ""


def _name(params: dict[str, object]) -> str:
    names = params.get("name")
    name = names.get("vi") if isinstance(names, dict) else None
    return f" ({name})" if name else ""
