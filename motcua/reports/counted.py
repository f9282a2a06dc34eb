"""The counts of figures: folded and unfolded in one statement, so that they are exact to the last act."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet

from motcua.reports.figures import Figure
from motcua.reports.frame import Axis, By, Frame

# `within`: counted in the period, not before it. A dossier that ended before the period and was resumed in it
# appears as again_early, again_on_time or again_late: the counts took it out of that column within the period,
# though the period never had it there (docs/rules/figures.md). Summed first by the few things that figures tell
# apart: their conditions then look at some hundred rows.
COUNT = """
WITH counted AS (
    SELECT unit_id, procedure_id, channel, kind, day >= %(first)s AS within, n
    FROM dossier_daily_count WHERE axis = %(axis)s AND day <= %(last)s
    UNION ALL
    SELECT unit_id, procedure_id, channel, kind, {happened} >= %(first)s, n
    FROM dossier_count_delta WHERE {happened} <= %(last)s
    UNION ALL
    SELECT unit_id, procedure_id, channel, 'again_' || ended_as, true, 1
    FROM dossier_reopening WHERE {ended} < %(first)s AND {happened} BETWEEN %(first)s AND %(last)s
), summed AS (
    SELECT {key} AS key, c.kind, c.channel, c.within, sum(c.n) AS n
    FROM counted c {join} WHERE {where} GROUP BY 1, 2, 3, 4
)
SELECT {whole}, {sums} FROM summed {grouping}
"""
COLUMNS = {
    Axis.HAPPENED: {"happened": "happened_on", "ended": "ended_on"},
    Axis.RECORDED: {"happened": "recorded_on", "ended": "ended_recorded_on"},
}
KEYS = {
    By.FIELD: "p.field_id",
    By.UNIT: "c.unit_id",
    By.BRIDGE: "c.unit_id",
    By.PROCEDURE: "c.procedure_id",
}


@dataclass(frozen=True, slots=True)
class Counted:
    """The counts by figure of the whole (key None) or of one row."""

    key: UUID | None
    counts: dict[str, int]


def counted(figures: Mapping[str, Figure], frame: Frame, by: By | None = None) -> list[Counted]:
    """Count figures, first the whole, then each field, unit or procedure that has any. One statement."""
    where, params = _scope(frame)
    fields = By.FIELD in (by, frame.part and frame.part[0])
    sql = COUNT.format(
        key=KEYS[by] if by else "NULL::uuid",
        join="JOIN catalogue_procedure p ON p.id = c.procedure_id" if fields else "",
        where=where,
        sums=", ".join(_sum(figure) for figure in figures.values()),
        whole="grouping(key) = 1, key" if by else "true, NULL",
        grouping="GROUP BY GROUPING SETS ((), (key))" if by else "",
        **COLUMNS[frame.axis],
    )
    times = {"first": frame.first, "last": frame.last, "axis": frame.axis.value}
    with connection.cursor() as cursor:
        cursor.execute(sql, times | params)
        found = cursor.fetchall()
    whole = [Counted(None, dict(zip(figures, row[2:], strict=True))) for row in found if row[0]]
    parts = [Counted(row[1], dict(zip(figures, row[2:], strict=True))) for row in found if not row[0]]
    return whole + [part for part in parts if any(part.counts.values())]


def _sum(figure: Figure) -> str:
    def added(condition: str) -> str:
        return f"coalesce(sum(n) FILTER (WHERE {condition}), 0)"

    text = " + ".join(added(condition) for condition in figure.plus)
    return f"({text}{''.join(f' - {added(condition)}' for condition in figure.minus)})::bigint"


def _scope(frame: Frame) -> tuple[str, dict[str, Any]]:
    conditions: list[str] = ["true"]
    params: dict[str, Any] = {}
    units = frame.units() if frame.unit is not None else None
    if frame.unit is None and frame.user is not None:
        conditions.append("c.unit_id = ANY(%(seen)s)")
        params["seen"] = frame.seen_units
    elif units is not None:
        sql, values = _subquery(units)
        names = [f"scope{i}" for i in range(len(values))]
        conditions.append(f"c.unit_id IN ({sql % tuple(f'%({name})s' for name in names)})")
        params |= dict(zip(names, values, strict=True))
    if frame.part is not None:
        by, key = frame.part
        conditions.append(f"{KEYS[by]} = ANY(%(part)s)")
        params["part"] = frame.counted_for(key) if by == By.UNIT else [key]
    return " AND ".join(conditions), params


def _subquery(query: QuerySet) -> tuple[str, tuple[Any, ...]]:
    try:
        sql, params = query.query.sql_with_params()
    except EmptyResultSet:
        return "SELECT NULL::uuid WHERE false", ()
    return sql, tuple(params)
