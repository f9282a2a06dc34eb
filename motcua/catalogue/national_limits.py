"""What a JSON line may say beyond the national form: pauses, limits by case and quantity, limits of steps.

`pauses: {"fee": "continue", "tax": "anew"}`, `cases: [{"code", "name", "time_limit", "unit", "from", "channel"}]`,
`steps: [{"step": "handling", "time_limit", "unit"}]`. What a line does not bring stays as it is in force.
"""

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _

from motcua.catalogue import cells
from motcua.catalogue.content import Case
from motcua.catalogue.jsonrows import limit, objects
from motcua.catalogue.models import Channel
from motcua.catalogue.pausing import Pauses
from motcua.catalogue.sheets import Row
from motcua.worktime.limits import Limit


def read_limits(row: Row) -> dict[str, Any]:
    """The parts of the content that a line brings, by name; problems are noted at the row."""
    return {key: reader(row) for key, reader in READERS.items() if row.values.get(key) is not None}


def _pauses(row: Row) -> Pauses:
    value = row.values["pauses"]
    if not isinstance(value, dict):
        row.refuse("pauses", _("Write an object here."))
        return ()
    try:
        return cells.pauses(";".join(f"{cause}={how}" for cause, how in value.items()))
    except ValueError as error:
        row.refuse("pauses", str(error))
        return ()


def _cases(row: Row) -> tuple[Case, ...]:
    found = []
    for where, value in objects(row, "cases"):
        its_limit = limit(row, where, value)
        try:
            code, name, channel = (cells.line(value.get(key) or "") for key in ("code", "name", "channel"))
            quantity = cells.number(1 if value.get("from") is None else value["from"])
        except ValueError as error:
            row.refuse(where, str(error))
            continue
        if channel and channel not in Channel.values:
            row.refuse(
                f"{where}.channel",
                _("%(channel)s is not a channel; write counter, online or post.") % {"channel": channel[:40]},
            )
        if its_limit is not None:
            found.append(Case(its_limit, code, name, quantity, channel))
    return tuple(found)


def _steps(row: Row) -> tuple[tuple[str, Limit], ...]:
    found = []
    for where, value in objects(row, "steps"):
        its_limit = limit(row, where, value)
        try:
            step = cells.line(value.get("step") or "")
        except ValueError as error:
            row.refuse(f"{where}.step", str(error))
            continue
        if its_limit is not None:
            found.append((step, its_limit))
    return tuple(found)


READERS: dict[str, Callable[[Row], Any]] = {"pauses": _pauses, "cases": _cases, "steps": _steps}
KEYS = frozenset(READERS)
