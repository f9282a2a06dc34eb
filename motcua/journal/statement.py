"""One prepared statement on Django's connection: for acts, whose cost is counted in statements."""

from typing import Any

from django.db import connections
from psycopg import RawCursor


def rows(sql: str, params: list[Any]) -> list[tuple[Any, ...]]:
    """Run a statement with $1, $2 … that the server prepares once; return its rows. JSON comes as text."""
    wrapper = connections["default"]
    wrapper.ensure_connection()
    with wrapper.wrap_database_errors, RawCursor(wrapper.connection) as cursor:
        cursor.execute(sql, params, prepare=True)
        return cursor.fetchall() if cursor.description else []
