"""The statutory report and the dossiers behind each of its figures."""

from collections.abc import Callable
from datetime import datetime
from functools import cache
from typing import Any

from django.core.paginator import Page, Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.formats import localize
from django.utils.html import escape
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from motcua.catalogue.models import Field, Procedure
from motcua.desk.finding import address
from motcua.desk.listing import PAGE
from motcua.desk.now import Now, now
from motcua.desk.question import Asked, Question, asked, periods, question
from motcua.desk.units import in_order
from motcua.dossiers.models import Stretch
from motcua.dossiers.states import State
from motcua.dossiers.visible import unit_ids_seen_by
from motcua.moments import LOCAL
from motcua.people.models import Account
from motcua.reports.behind import some_behind
from motcua.reports.counted import counted
from motcua.reports.csvfile import csv_bytes
from motcua.reports.figures import MakesFigure, definition
from motcua.reports.frame import By, UnknownUnit, WrongQuestion
from motcua.reports.periods import Period
from motcua.reports.report import Report, Row, report
from motcua.reports.shares import on_time_share_of_received, on_time_share_of_resolved
from motcua.reports.sheet import report_xlsx
from motcua.reports.tables import report_table
from motcua.reports.words import ROWS, form_of, unit_of

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FILES = ("csv", "xlsx")
SHARES = (on_time_share_of_resolved, on_time_share_of_received)


class NotAsked(Exception):
    """A report that cannot be made; its sentence says what to do."""

    def __init__(self, sentence: str, status: int, form: Asked) -> None:
        super().__init__(sentence)
        self.status, self.form = status, form


@require_safe
def report_page(request: HttpRequest) -> HttpResponse:
    """GET /reports/06a/?from=…&to=…&unit=…&by=…&axis=…&layout=…"""
    assert isinstance(request.user, Account)  # noqa: S101 -- nobody else comes here
    present = now()
    offered = periods(present.day)
    try:
        question = read(request, request.user, offered[0])
    except NotAsked as problem:
        return _refused(request, problem, present)
    made = report(question.layout, question.frame, question.by)
    cells = _cells(made, question)
    context = {
        "units": _units(request.user, present),
        "rows_label": ROWS[made.by] if made.by else "",
        "here": "report",
        "form": asked(request, offered[0]),
        "question": question,
        "made": made,
        "layout_words": form_of(question.layout),
        "unit_words": unit_of(question.frame),
        "period_links": [
            (p, question.address(**{"from": p.first, "to": p.last}), _is_asked(p, question)) for p in offered
        ],
        "head": _head(made),
        "total": cells(None),
        "rows": [(row, cells(row)) for row in made.rows],
        "definitions": [
            (column.number, group.heading, column.heading, definition(column.figure))
            for group, column in made.layout.columns()
        ],
        "shares": [(share(made.total), definition(share)) for share in SHARES],
        "address": question.address(),
    }
    return render(request, "desk/report.html", context)


@require_safe
def cell_page(request: HttpRequest, cell: str) -> HttpResponse:
    """GET /reports/06a/<cell>/: the dossiers that a figure counts, fifty a page."""
    assert isinstance(request.user, Account)  # noqa: S101 -- nobody else comes here
    present = now()
    try:
        question = read(request, request.user, _first(request, present))
    except NotAsked as problem:
        return _refused(request, problem, present)
    figure = question.layout.cells.get(cell)
    if figure is None:
        raise Http404(cell)
    page, shown = _behind(figure, question, cell, request.GET.get("page"))
    group, column = next((g, c) for g, c in question.layout.columns() if f"{g.name}.{c.name}" == cell)
    context = {
        "here": "report",
        "question": question,
        "group": group.heading,
        "column": column.heading,
        "definition": definition(figure),
        "row": _row_name(question, present),
        "page": page,
        "lines": [_line(stretch, present) for stretch in shown],
        "unit_words": unit_of(question.frame),
        "kept": question.address(row=question.row) + "&",
        "back": f"{reverse('report')}?{question.address()}",
    }
    return render(request, "desk/cell.html", context)


@require_safe
def report_file(request: HttpRequest, form: str) -> HttpResponse:
    """GET /reports/06a.csv and /reports/06a.xlsx, with the same questions as the page."""
    assert isinstance(request.user, Account)  # noqa: S101 -- nobody else comes here
    if form not in FILES:
        raise Http404(form)
    present = now()
    try:
        question = read(request, request.user, _first(request, present))
    except NotAsked as problem:
        return _refused(request, problem, present)
    made = report(question.layout, question.frame, question.by)
    content, kind = (csv_bytes(report_table(made)), "text/csv") if form == "csv" else (report_xlsx(made), XLSX)
    name = f"{made.layout.name}_{question.frame.first}_{question.frame.last}.{form}"
    return HttpResponse(
        content,
        content_type=f"{kind}; charset=utf-8" if form == "csv" else kind,
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _refused(request: HttpRequest, problem: NotAsked, present: Now) -> HttpResponse:
    """The report's form with the sentence that says what to do."""
    assert isinstance(request.user, Account)  # noqa: S101 -- nobody else comes here
    context = {
        "form": problem.form,
        "problem": str(problem),
        "units": _units(request.user, present),
        "here": "report",
    }
    return render(request, "desk/report.html", context, status=problem.status)


def _first(request: HttpRequest, present: Now) -> Period | None:
    """The period that is asked for where the address names none; None where it names one."""
    return None if request.GET.get("from") and request.GET.get("to") else periods(present.day)[0]


def read(request: HttpRequest, account: Account, first: Period | None) -> Question:
    """The question that an address asks. Raises NotAsked."""
    form = asked(request, first)
    if not form.is_valid():
        named = [f"{form.fields[name].label}: {error}" for name in form.errors for error in form.errors[name]]
        raise NotAsked(" ".join(named), 422, form)
    try:
        return question(form, account)
    except WrongQuestion as problem:
        raise NotAsked(str(problem), 422, form) from problem
    except UnknownUnit as problem:
        raise NotAsked(str(problem), 404, form) from problem


def _units(account: Account, present: Now) -> list[Any]:
    return in_order(unit_ids_seen_by(account, present.day), present.units, present.day)


def _is_asked(period: Any, question: Question) -> bool:
    return (period.first, period.last) == (question.frame.first, question.frame.last)


def _behind(figure: MakesFigure, question: Question, cell: str, asked: str | None) -> tuple[Page, list[Stretch]]:
    """A page of the dossiers behind a figure. How many there are all told is the report's own count of them."""
    frame, first = question.frame, some_behind(figure, question.frame, 0, PAGE + 1) if not asked else None
    if first is not None and len(first) <= PAGE:
        count = len(first)
    else:
        count = counted({cell: figure(frame)}, frame)[0].counts[cell]
    page = Paginator(range(count), PAGE).get_page(asked)
    if first is None or page.number > 1:
        first = some_behind(figure, frame, (page.number - 1) * PAGE, PAGE)
    return page, first[:PAGE]


def _cells(made: Report, question: Question) -> Callable[[Row | None], SafeString]:
    """What makes the cells of a row, each number with the address of its dossiers, beside the report's own address.

    Put together here: there may be thousands of them, for each of which a template takes ten times as long.
    """
    columns = [
        (f"{group.name}.{column.name}", ' class="first"' if column.name == "total" else "")
        for group, column in made.layout.columns()
    ]
    words = cache(lambda n: escape(localize(n)))  # most of a report's numbers are small and come again

    def cells(row: Row | None) -> SafeString:
        # On a bridge the sum of a unit opens into all that counts for it, on the map.
        is_sum = row is not None and made.by == By.BRIDGE and not row.under
        by = {"by": By.UNIT.value} if is_sum else {}
        address = escape(question.address(row=row.id, **by) if row else question.address())
        numbers = row.cells if row else made.total
        return SafeString(
            "".join(
                f'<td{first}><a href="{cell}/?{address}">{words(numbers[cell])}</a></td>'
                if numbers[cell]
                else f'<td{first}><span class="quiet">0</span></td>'
                for cell, first in columns
            )
        )

    return cells


def _head(made: Report) -> list[dict[str, Any]]:
    """The groups of the layout with their columns, for the table's head."""
    return [
        {
            "heading": group.heading,
            "columns": [(c.number, c.heading, c.name == "total") for c in group.columns],
            "count": len(group.columns),
        }
        for group in made.layout.groups
    ]


def _row_name(question: Question, present: Now) -> str:
    """What the row is called that a cell was opened in; empty for the whole."""
    if question.frame.part is None:
        return ""
    by, key = question.frame.part
    if by in (By.UNIT, By.BRIDGE):
        return present.unit_name(key)
    model = Field if by == By.FIELD else Procedure
    return model.objects.filter(pk=key).values_list("name", flat=True).first() or "—"


def _moment(at: datetime | None) -> str:
    # As the formats of both languages have it; a template's own way takes a tenth of a millisecond for each.
    return f"{at.astimezone(LOCAL):%H:%M %d/%m/%Y}" if at is not None else "—"


def _line(stretch: Stretch, present: Now) -> dict[str, Any]:
    dossier = stretch.dossier
    return {
        "number": dossier.number,
        "href": address(dossier),
        "procedure": dossier.procedure.name,
        "applicant": dossier.applicant.name,
        "unit": present.unit_name(dossier.deciding_unit_id),
        "state": State(stretch.state).label,
        "received_at": _moment(dossier.received_at),
        "due_at": _moment(stretch.due_at),
        "ended_at": _moment(stretch.ended_at),
    }
