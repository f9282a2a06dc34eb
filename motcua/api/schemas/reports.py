"""The report, and who asks."""

from datetime import date
from typing import Annotated

from pydantic import Field

from motcua.api.schemas.dossiers import FunctionName, Id, PersonRef
from motcua.api.schemas.values import OneOf, Told, UnitRef
from motcua.reports.frame import Axis, By

AxisName = Annotated[str, OneOf(axis.value for axis in Axis)]
ByName = Annotated[str, OneOf(by.value for by in By)]


class Received(Told):
    """Dossiers to be handled: total = online + counter_post + carried_over."""

    total: int
    online: int
    counter_post: int
    carried_over: int


class Resolved(Told):
    """Dossiers resolved: total = early + on_time + late."""

    total: int
    early: int
    on_time: int
    late: int


class Open(Told):
    """Dossiers being handled: total = in_time + overdue."""

    total: int
    in_time: int
    overdue: int


class Figures(Told):
    """The cells of form II.06a: received.total = resolved.total + open.total."""

    received: Received
    resolved: Resolved
    open: Open


class ReportRow(Figures):
    """A field, unit or procedure."""

    key: str
    name: str


class ReportPeriod(Told):
    """Local days, both included."""

    from_: Annotated[date, Field(alias="from")]
    to: date


class Report06a(Told):
    """Form II.06a/VPCP/KSTT (circular 01/2020/TT-VPCP)."""

    period: ReportPeriod
    unit: Annotated[str | None, Field(description="Code of the unit asked for, counted with those below it.")]
    axis: AxisName
    total: Figures
    rows: list[ReportRow]
    definitions: Annotated[dict[str, str], Field(description="What each cell counts, in the language asked for.")]


class PostTold(Told):
    """A post held today."""

    unit: UnitRef
    function: FunctionName
    title: str


class Me(Told):
    """The client of the token, its account, and the posts from which it may act today."""

    client: PersonRef
    scopes: list[str]
    units: Annotated[list[UnitRef], Field(description="What the client is narrowed to; empty: not narrowed.")]
    from_on: date
    until_on: date | None
    account: PersonRef
    username: str
    posts: list[PostTold]


class GuidanceTold(Told):
    """The guidance that was recorded."""

    id: Id
