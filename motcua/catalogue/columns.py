"""The columns of the procedures' template, and how a row of it becomes a draft."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from motcua.catalogue import cells
from motcua.catalogue.content import Content, Draft, Terms
from motcua.catalogue.models import Channel
from motcua.catalogue.pausing import BY_LAW, CONTINUE, Pauses
from motcua.catalogue.sheets import Column, Row
from motcua.worktime.limits import Cause, LimitUnit

_fees_meaning = gettext_lazy(
    "Name, colon, amount in đồng; 'free', or 'council' where the provincial council sets it. Blank: not stated."
)
_unit_meaning = gettext_lazy("Working days, calendar days or hours. Blank: working days.")

COLUMNS = (
    Column(
        "code",
        gettext_lazy("Code of the procedure"),
        "1.001193",
        gettext_lazy("The national code, as text. Each code once."),
        True,
    ),
    Column("name", gettext_lazy("Name of the procedure"), "Thủ tục đăng ký khai sinh", required=True),
    Column(
        "field",
        gettext_lazy("Field"),
        "Hộ tịch",
        gettext_lazy("A field that is not there yet is added."),
        True,
    ),
    Column("level", gettext_lazy("Levels"), "Cấp xã", gettext_lazy("Several apart by semicolons.")),
    Column("ministry", gettext_lazy("Ministry"), "bo-tu-phap"),
    Column("kind", gettext_lazy("Kind of procedure"), ""),
    Column("decision", gettext_lazy("Decision"), "163/QĐ-BTP"),
    Column(
        "from",
        gettext_lazy("In force from"),
        "01/01/2019",
        gettext_lazy("Blank: the day of the import, or the day named on the command line."),
    ),
    Column("audience", gettext_lazy("Who may ask"), "Công dân Việt Nam"),
    Column(
        "counter_limit",
        gettext_lazy("Limit at the counter"),
        "1",
        gettext_lazy("Blank: not by this channel. 0: within the day."),
    ),
    Column("counter_unit", gettext_lazy("Unit at the counter"), "ngày làm việc", _unit_meaning),
    Column("counter_fees", gettext_lazy("Fees at the counter"), "Lệ phí hộ tịch: HĐND", _fees_meaning),
    Column("online_limit", gettext_lazy("Limit online"), "1"),
    Column("online_unit", gettext_lazy("Unit online"), "ngày làm việc", _unit_meaning),
    Column("online_fees", gettext_lazy("Fees online"), "Lệ phí hộ tịch: HĐND", _fees_meaning),
    Column("post_limit", gettext_lazy("Limit by post"), ""),
    Column("post_unit", gettext_lazy("Unit by post"), "", _unit_meaning),
    Column("post_fees", gettext_lazy("Fees by post"), "", _fees_meaning),
    Column(
        "cutoff",
        pgettext_lazy("time of day", "Received until"),
        "15:00",
        gettext_lazy("What comes later counts as received at the next opening. Blank: no such time."),
    ),
    Column("at_once", gettext_lazy("While you wait"), "", gettext_lazy("Yes or no. Blank: no.")),
    Column("gives_document", gettext_lazy("Gives a document"), "", gettext_lazy("Yes or no. Blank: yes.")),
    Column(
        "pauses",
        gettext_lazy("Stops the clock"),
        "",
        gettext_lazy(
            "What else than a supplement stops the clock, apart by semicolons: fee, tax, land, police. "
            "fee=continue: the limit goes on afterwards; tax=anew: it begins anew."
        ),
    ),
    Column(
        "cases",
        gettext_lazy("Cases with limits of their own"),
        "",
        gettext_lazy(
            "A line a case: code | name | limit | from quantity | channel. The last two may be left out. "
            "Such as: urban | Đất ở tại đô thị | 12 working days. Or by quantity alone: | | 2 working days | 10."
        ),
    ),
    Column(
        "steps",
        gettext_lazy("Limits of steps"),
        "",
        gettext_lazy("Apart by semicolons: handling=3 working days; leader=4 hours."),
    ),
    Column("result_name", gettext_lazy("Result"), "Giấy khai sinh"),
    Column("result_code", gettext_lazy("Code of the result"), ""),
    Column(
        "papers",
        gettext_lazy("Papers"),
        "Tờ khai đăng ký khai sinh | 1 | 0",
        gettext_lazy("A line a paper: name | originals | copies."),
    ),
    Column("legal_bases", gettext_lazy("Legal bases"), "60/2014/QH13; 123/2015/NĐ-CP"),
)
# Files filled in before a version could say more than this about what stops the clock.
OLD_COLUMNS = (Column("pauses_for_fee", gettext_lazy("Waits for a duty")),)
READABLE = (*COLUMNS, *OLD_COLUMNS)
TITLES = {column.key: column.title for column in READABLE}


def draft_of(row: Row, default_day: date) -> tuple[Draft, date] | None:
    """The draft that a row describes and its first day, or None with the problems noted at the row."""
    values = _values(row)
    if row.problems:
        return None
    terms = _terms(row, values)
    if row.problems:
        return None
    content = Content(
        name=values["name"],
        decision=values.get("decision", ""),
        audience=values.get("audience", ()),
        result_name=values.get("result_name", ""),
        result_code=values.get("result_code", ""),
        gives_document=values.get("gives_document", True),
        at_once=values.get("at_once", False),
        pauses=_pauses(values),
        terms=tuple(terms),
        cases=tuple(
            replace(case, limit=replace(case.limit, cutoff=values.get("cutoff")))
            for case in values.get("cases", ())
        ),
        steps=values.get("steps", ()),
        papers=values.get("papers", ()),
        legal_bases=values.get("legal_bases", ()),
    )
    draft = Draft(
        code=values["code"],
        field=values["field"],
        content=content,
        ministry=values.get("ministry", ""),
        kind=values.get("kind", ""),
        level=values.get("level", ()),
    )
    return draft, values.get("from", default_day)


READERS: dict[str, Callable[[Any], Any]] = {
    "code": cells.code,
    "level": cells.several,
    "from": cells.day,
    "audience": cells.several,
    "cutoff": cells.clock,
    "at_once": cells.truth,
    "gives_document": cells.truth,
    "pauses_for_fee": cells.truth,
    "pauses": cells.pauses,
    "cases": cells.cases,
    "steps": cells.steps,
    "papers": cells.papers,
    "legal_bases": cells.several,
    **{f"{channel}_limit": cells.number for channel in Channel.values},
    **{f"{channel}_unit": cells.unit for channel in Channel.values},
    **{f"{channel}_fees": cells.fees for channel in Channel.values},
}


def _values(row: Row) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for key, value in row.values.items():
        try:
            values[key] = READERS.get(key, cells.line)(value)
        except ValueError as error:
            row.refuse(str(TITLES[key]), str(error))
    for column in COLUMNS:
        if column.required and column.key not in row.values and not row.problems:
            row.refuse(str(column.title), _("The cell is empty; it has to be filled in."))
    return values


def _pauses(values: dict[str, Any]) -> Pauses:
    pauses = dict(values.get("pauses", BY_LAW))
    if values.get("pauses_for_fee"):
        pauses.setdefault(Cause.FEE.value, CONTINUE)
    return tuple(sorted(pauses.items()))


def _terms(row: Row, values: dict[str, Any]) -> list[Terms]:
    terms = []
    for channel in Channel.values:
        days, unit, fees = (values.get(f"{channel}_{part}") for part in ("limit", "unit", "fees"))
        if days is None:
            if unit is not None or fees is not None:
                row.refuse(
                    str(TITLES[f"{channel}_limit"]),
                    _("There is a unit or a fee but no limit; fill in the limit or empty the others."),
                )
            continue
        try:
            limit = cells.limit(days, unit or LimitUnit.WORKING_DAY, values.get("cutoff"))
        except ValueError as error:
            row.refuse(str(TITLES[f"{channel}_limit"]), str(error))
            continue
        terms.append(Terms(channel, limit, fees or ()))
    return terms
