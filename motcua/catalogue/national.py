"""The national catalogue as JSON lines: one object a procedure, as the portal's pages were read.

`unit` null means working days: for civil status the pages give a number alone, and the law means working days. The
form has no place for the cutoff, for what is returned while you wait or waits for a duty: there, what is in force
stays.
"""

import json
from collections.abc import Callable, Iterator
from typing import Any

from django.utils.translation import gettext as _

from motcua.catalogue import cells
from motcua.catalogue.content import Content, Draft, Fee, PaperLine, Terms
from motcua.catalogue.models import Channel
from motcua.catalogue.sheets import Row, Unreadable
from motcua.worktime.limits import Limit, LimitUnit

KEYS = {
    "code", "name", "ministry", "decision", "level", "kind", "field", "audience", "channels", "papers",
    "legal_bases", "result",
}  # fmt: skip
SILENT_ON = frozenset({"cutoff", "at_once", "gives_document", "pauses", "cases", "steps"})
# Two things in law. Kept as the law calls them, whatever language the import runs in.
FEE_NAMES = {"fee": "Phí", "charge": "Lệ phí"}
# A count beyond this is a year that the script read into it ("20241"): nobody asks for so many, it is left out.
MOST_COPIES = 1_000
WORKING_DAYS_A_WEEK, HOURS_A_DAY = 5, 8


def read_lines(text: str) -> Iterator[Row]:
    """Yield a row for each line that is not blank, its values as they stand. Raises Unreadable for a JSON list."""
    if text.lstrip().startswith("["):
        raise Unreadable(_("This is one JSON list. Write one procedure a line instead (JSON lines)."))
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        row = Row(number)
        try:
            value = json.loads(line)
        except (ValueError, RecursionError):
            row.refuse("", _("The line is not a JSON object."))
        else:
            if isinstance(value, dict):
                row.values = value
            else:
                row.refuse("", _("The line is not a JSON object."))
        yield row


def draft_of(row: Row) -> Draft | None:
    """The draft that a line describes, or None with the problems noted at the row."""
    values = row.values
    for key in sorted(values.keys() - KEYS):
        row.refuse(key[:60], _("Nobody knows this column."))
    code = _read(row, "code", cells.code, required=True)
    name = _read(row, "name", cells.line, required=True)
    of_field = _read(row, "field", cells.line, required=True)
    plain = {key: _read(row, key, cells.line) or "" for key in ("ministry", "kind", "decision")}
    lists = {key: _texts(row, key) for key in ("level", "audience", "legal_bases")}
    terms, papers, result = _terms(row), _papers(row), _result(row)
    if row.problems:
        return None
    content = Content(
        name=name,
        decision=plain["decision"],
        audience=lists["audience"],
        result_name=result[0],
        result_code=result[1],
        terms=tuple(terms),
        papers=tuple(papers),
        legal_bases=lists["legal_bases"],
    )
    return Draft(
        code=code,
        field=of_field,
        content=content,
        ministry=plain["ministry"],
        kind=plain["kind"],
        level=lists["level"],
        silent_on=SILENT_ON,
    )


def senseless_counts(row: Row) -> int:
    """In how many lines of papers a count was left out because it makes no sense."""
    papers = row.values.get("papers") or ()
    return sum(max(p.get("originals") or 0, p.get("copies") or 0) > MOST_COPIES for p in papers)


def longer(one: Limit, other: Limit) -> Limit:
    """The longer of two limits, counted in calendar days of ordinary weeks."""
    return max(one, other, key=_in_days)


def _in_days(limit: Limit) -> float:
    if limit.unit is LimitUnit.CALENDAR_DAY:
        return limit.value
    days = limit.value / HOURS_A_DAY if limit.unit is LimitUnit.HOUR else limit.value
    return days * 7 / WORKING_DAYS_A_WEEK


def _read(row: Row, key: str, reader: Callable[[Any], Any], required: bool = False) -> Any:
    value = row.values.get(key)
    if value is None or value == "":
        if required:
            row.refuse(key, _("The value is missing."))
        return None
    try:
        return reader(value)
    except ValueError as error:
        row.refuse(key, str(error))
        return None


def _list(row: Row, key: str) -> list[Any]:
    value = row.values.get(key)
    if value is None:
        return []
    if not isinstance(value, list):
        row.refuse(key, _("Write a list here."))
        return []
    return value


def _texts(row: Row, key: str) -> tuple[str, ...]:
    found = []
    for i, value in enumerate(_list(row, key)):
        try:
            found.append(cells.line(value))
        except ValueError as error:
            row.refuse(f"{key}[{i}]", str(error))
    return tuple(dict.fromkeys(text for text in found if text))


def _objects(row: Row, key: str) -> Iterator[tuple[str, dict[str, Any]]]:
    for i, value in enumerate(_list(row, key)):
        if isinstance(value, dict):
            yield f"{key}[{i}]", value
        else:
            row.refuse(f"{key}[{i}]", _("Write an object here."))


def _terms(row: Row) -> list[Terms]:
    """Limits and fees by channel. A channel that stands more than once keeps its longest limit.

    The pages list cases of one procedure with limits of their own without saying which is which; only the longest
    promises nobody a day that the law does not give.
    """
    found: dict[str, Terms] = {}
    for where, value in _objects(row, "channels"):
        channel: Any = value.get("channel")
        if channel not in Channel.values:
            row.refuse(
                f"{where}.channel",
                _("%(channel)s is not a channel; write counter, online or post.") % {"channel": str(channel)[:40]},
            )
            continue
        limit, fees = _limit(row, where, value), _fees(row, where, value)
        if limit is None:
            continue
        before = found.get(channel)
        if before is not None:
            limit, fees = longer(before.limit, limit), (*before.fees, *(f for f in fees if f not in before.fees))
        found[channel] = Terms(channel, limit, fees)
    return list(found.values())


def _limit(row: Row, where: str, value: dict[str, Any]) -> Limit | None:
    try:
        count = cells.number(value.get("time_limit"))
    except ValueError as error:
        row.refuse(f"{where}.time_limit", str(error))
        return None
    try:
        unit = LimitUnit.WORKING_DAY if value.get("unit") is None else cells.unit(value["unit"])
        return cells.limit(count, unit)
    except ValueError as error:
        row.refuse(f"{where}.unit", str(error))
        return None


def _fees(row: Row, where: str, value: dict[str, Any]) -> tuple[Fee, ...]:
    found = []
    for where_fee, fee in _objects(Row(row.number, value, row.problems), "fees"):
        try:
            kind = FEE_NAMES[fee.get("kind", "fee")]
            amount = fee.get("vnd")
            found.append(Fee(kind, None if amount is None else cells.number(amount, cells.LARGEST_AMOUNT)))
        except (KeyError, TypeError):
            row.refuse(f"{where}.{where_fee}.kind", _("Write fee or charge."))
        except ValueError as error:
            row.refuse(f"{where}.{where_fee}.vnd", str(error))
    return tuple(found)


def _papers(row: Row) -> list[PaperLine]:
    found = []
    for where, value in _objects(row, "papers"):
        try:
            counts = [cells.number(value.get(key) or 0, 10**9) for key in ("originals", "copies")]
            counts = [0 if count > MOST_COPIES else count for count in counts]
            found.append(PaperLine(cells.line(value.get("name")), *counts))
        except ValueError as error:
            row.refuse(where, str(error))
    return found


def _result(row: Row) -> tuple[str, str]:
    value = row.values.get("result")
    if value is None:
        return "", ""
    if not isinstance(value, dict):
        row.refuse("result", _("Write an object here."))
        return "", ""
    inner = Row(row.number, {f"result.{key}": text for key, text in value.items()}, row.problems)
    name, code = (_read(inner, f"result.{key}", cells.line) or "" for key in ("name", "code"))
    return name, code
