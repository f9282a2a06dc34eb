"""Read the values of a JSON line one by one; what is wrong is noted at the row, with the name of its place."""

from collections.abc import Callable, Iterator
from typing import Any

from django.utils.translation import gettext as _

from motcua.catalogue import cells
from motcua.catalogue.sheets import Row
from motcua.worktime.limits import Limit, LimitUnit


def read(row: Row, key: str, reader: Callable[[Any], Any], required: bool = False) -> Any:
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


def list_of(row: Row, key: str) -> list[Any]:
    value = row.values.get(key)
    if value is None:
        return []
    if not isinstance(value, list):
        row.refuse(key, _("Write a list here."))
        return []
    return value


def texts(row: Row, key: str) -> tuple[str, ...]:
    found = []
    for i, value in enumerate(list_of(row, key)):
        try:
            found.append(cells.line(value))
        except ValueError as error:
            row.refuse(f"{key}[{i}]", str(error))
    return tuple(dict.fromkeys(text for text in found if text))


def objects(row: Row, key: str) -> Iterator[tuple[str, dict[str, Any]]]:
    for i, value in enumerate(list_of(row, key)):
        if isinstance(value, dict):
            yield f"{key}[{i}]", value
        else:
            row.refuse(f"{key}[{i}]", _("Write an object here."))


def limit(row: Row, where: str, value: dict[str, Any]) -> Limit | None:
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
