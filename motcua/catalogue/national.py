"""The national catalogue as JSON lines: one object a procedure, as the portal's pages were read.

`unit` null means working days: for civil status the pages give a number alone, and the law means working days. The
form has no place for the cutoff or for what is returned while you wait: there, what is in force stays. A line may
bring, of ours, what stops the clock, limits by case and limits of steps.
"""

import json
from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from motcua.catalogue import cells
from motcua.catalogue import national_limits as limits
from motcua.catalogue.content import Content, Draft, Fee, PaperLine, Terms
from motcua.catalogue.jsonrows import limit, objects, read, texts
from motcua.catalogue.lengths import longest
from motcua.catalogue.models import Channel
from motcua.catalogue.sheets import Row, Unreadable

KEYS = {
    "code", "name", "ministry", "decision", "level", "kind", "field", "audience", "channels", "papers",
    "legal_bases", "result", *limits.KEYS,
}  # fmt: skip
SILENT_ON = frozenset({"cutoff", "at_once", "gives_document", *limits.KEYS})
# Two things in law. Kept as the law calls them, whatever language the import runs in.
FEE_NAMES = {"fee": "Phí", "charge": "Lệ phí"}
# A count beyond this is a year that the script read into it ("20241"): nobody asks for so many, it is left out.
MOST_COPIES = 1_000


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
    code = read(row, "code", cells.code, required=True)
    name = read(row, "name", cells.line, required=True)
    of_field = read(row, "field", cells.line, required=True)
    plain = {key: read(row, key, cells.line) or "" for key in ("ministry", "kind", "decision")}
    lists = {key: texts(row, key) for key in ("level", "audience", "legal_bases")}
    terms, papers, result, ours = _terms(row), _papers(row), _result(row), limits.read_limits(row)
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
        **ours,
    )
    return Draft(
        code=code,
        field=of_field,
        content=content,
        ministry=plain["ministry"],
        kind=plain["kind"],
        level=lists["level"],
        silent_on=SILENT_ON - ours.keys(),
    )


def senseless_counts(row: Row) -> int:
    """In how many lines of papers a count was left out because it makes no sense."""
    papers = row.values.get("papers") or ()
    return sum(max(p.get("originals") or 0, p.get("copies") or 0) > MOST_COPIES for p in papers)


def _terms(row: Row) -> list[Terms]:
    """Limits and fees by channel. A channel that stands more than once keeps its longest limit.

    The pages list cases of one procedure with limits of their own without saying which is which; only the longest
    promises nobody a day that the law does not give.
    """
    found: dict[str, Terms] = {}
    for where, value in objects(row, "channels"):
        channel: Any = value.get("channel")
        if channel not in Channel.values:
            row.refuse(
                f"{where}.channel",
                _("%(channel)s is not a channel; write counter, online or post.") % {"channel": str(channel)[:40]},
            )
            continue
        its_limit, fees = limit(row, where, value), _fees(row, where, value)
        if its_limit is None:
            continue
        before = found.get(channel)
        if before is not None:
            its_limit = longest((before.limit, its_limit))
            fees = (*before.fees, *(fee for fee in fees if fee not in before.fees))
        found[channel] = Terms(channel, its_limit, fees)
    return list(found.values())


def _fees(row: Row, where: str, value: dict[str, Any]) -> tuple[Fee, ...]:
    found = []
    for where_fee, fee in objects(Row(row.number, value, row.problems), "fees"):
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
    for where, value in objects(row, "papers"):
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
    name, code = (read(inner, f"result.{key}", cells.line) or "" for key in ("name", "code"))
    return name, code
