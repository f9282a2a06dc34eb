"""One prepared statement on Django's connection: for acts, whose cost is counted in statements."""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import count
from typing import Any

from django.db import connections
from django.db.models import QuerySet
from psycopg import RawCursor


def rows(sql: str, params: list[Any], wrapper: Any = None) -> list[tuple[Any, ...]]:
    """Run a statement with $1, $2 … that the server prepares once; return its rows. JSON comes as text.

    `wrapper` is the connection to run it on where that is another thread's.
    """
    wrapper = wrapper or connections["default"]
    if wrapper.connection is None:
        wrapper.ensure_connection()
    with wrapper.wrap_database_errors, RawCursor(wrapper.connection) as cursor:
        cursor.execute(sql, params, prepare=True)
        return cursor.fetchall() if cursor.pgresult and cursor.pgresult.nfields else []


class Compiled:
    """A queryset that the ORM puts into words once and the server plans once.

    `build` makes the queryset from its values, by position; the ORM takes milliseconds for a query such as the
    filter for rights, every time. The values of one place must be of one type and take any value of it: nothing in
    the query may depend on them but by comparing.
    """

    def __init__(self, build: Callable[..., QuerySet[Any]], *examples: Any) -> None:
        self.build, self.examples = build, examples
        self._sql = ""
        self._params: tuple[Any, ...] = ()

    def __call__(self, *values: Any) -> list[tuple[Any, ...]]:
        """The rows of the query with these values."""
        if not self._sql:
            self._compile()
        return rows(self._sql, [values[p.place] if isinstance(p, _Place) else p for p in self._params])

    def _compile(self) -> None:
        text, params = self.build(*self.examples).query.sql_with_params()
        places = {example: _Place(number) for number, example in enumerate(self.examples)}
        if missing := set(self.examples) - set(params):
            raise LookupError(f"{missing} do not appear in the compiled query")
        numbers = count(1)
        parts = text.split("%s")
        self._params = tuple(places.get(p, p) for p in params)
        self._sql = "".join(f"{part}${next(numbers)}" for part in parts[:-1]) + parts[-1]
        self._sql = self._sql.replace("%%", "%")


@dataclass(frozen=True, slots=True)
class _Place:
    place: int
