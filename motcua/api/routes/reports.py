"""GET /reports/06a/: the statutory report, counted by the same functions as the desk's."""

from typing import Annotated, Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from ninja import Query, Router
from pydantic import Field

from motcua.api.caller import Bearer, Caller, caller_of
from motcua.api.describe import answers
from motcua.api.models import Scope
from motcua.api.problems import Problem
from motcua.api.schemas.reports import AxisName, ByName, Report06a
from motcua.api.schemas.values import Day, Sent, Text
from motcua.reports.figures import definition
from motcua.reports.frame import Axis, Frame, UnknownUnit, WrongQuestion
from motcua.reports.layouts import FORM_06A
from motcua.reports.report import document, report

router = Router(tags=[gettext_noop("Reports")], auth=Bearer(Scope.REPORTS_READ))


class Asked(Sent):
    """Which days, which units, what rows, on which axis."""

    from_: Annotated[Day, Field(alias="from", description="First local day.")]
    to: Annotated[Day, Field(description="Last local day, included.")]
    unit: Annotated[
        str,
        Text(60, "801.02"),
        Field(description="Code of the deciding unit, counted with those below it; else all."),
    ] = ""
    by: Annotated[ByName | None, Field(description="A row for each of these.")] = None
    axis: Annotated[
        AxisName, Field(description="Count what had happened, or what had been written down, by a day.")
    ] = Axis.HAPPENED.value


@router.get(
    "/reports/06a/",
    url_name="api_report_06a",
    response=answers(Report06a, 404),
    by_alias=True,
    summary=gettext_noop("Report 06a"),
)
def report_06a(request: HttpRequest, asked: Query[Asked]) -> dict[str, Any]:
    """Form II.06a/VPCP/KSTT of the units that the account may ask for; each cell with its definition."""
    caller = caller_of(request)
    made = report(FORM_06A, _frame(asked, caller), asked.by)
    definitions = {cell: definition(figure) for cell, figure in FORM_06A.cells.items()}
    return {"rows": [], **document(made), "definitions": definitions}


def _frame(asked: Asked, caller: Caller) -> Frame:
    code = asked.unit
    if caller.units and not code:
        if len(caller.units) > 1:
            raise Problem("invalid", _("Name one of the units of this token."), errors=[{"parameter": "unit"}])
        [only] = caller.units
        place = caller.present.units.on(only, asked.to) or caller.present.units.latest(only)
        code = place.code if place else ""
    try:
        frame = Frame.of(asked.from_, asked.to, axis=asked.axis, unit=code or None, user=caller.account)
    except WrongQuestion as problem:
        raise Problem("invalid", str(problem)) from problem
    except UnknownUnit as problem:
        raise Problem("not-found", str(problem.args[0])) from problem
    if frame.unit is not None and not caller.reaches(frame.unit.unit, caller.present.units):
        raise Problem("not-found", _("This token does not reach the unit “%(code)s”.") % {"code": code[:60]})
    return frame
