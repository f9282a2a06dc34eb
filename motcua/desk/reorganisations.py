"""Decisions on units: listed, written, and each on a page of its own, with what it did once it is in force."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db.models import F, Func, IntegerField
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import URLPattern, path, reverse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_http_methods, require_safe

from motcua.desk.chart_tree import words
from motcua.desk.live import answer
from motcua.desk.now import Now
from motcua.desk.reorganisation_forms import LineForm, LinesFile, Terms, Writing
from motcua.desk.reorganisation_page import (
    BLOCKING,
    DONE,
    FIGURES,
    ROWS,
    Told,
    figures,
    groups,
    handed,
    operations,
    shown_lines,
    told,
)
from motcua.desk.reorganisation_rights import reader, writer
from motcua.desk.seeother import SeeOther
from motcua.dossiers.calendars import GROUND
from motcua.journal.by import By
from motcua.moments import local_day
from motcua.organisation.models import DecisionFile
from motcua.reorganising.acts import Decided, NotNow, is_out_of_date, overlapping, write_reorganisation
from motcua.reorganising.force import plan_for
from motcua.reorganising.lines import ENDING, Line, read_lines
from motcua.reorganising.models import Reorganisation, Stage
from motcua.reorganising.plan import Plan
from motcua.reorganising.problems import Problem
from motcua.reorganising.rehearsal_work import failed, under_way

STAGES = (Stage.DRAFTED, Stage.SCHEDULED, Stage.IN_FORCE, Stage.TAKEN_BACK)
LISTED = 50


@require_safe
def reorganisations(request: HttpRequest) -> HttpResponse:
    """GET /units/decisions/?stage=…: by stage, those that come first; what each does in figures."""
    _present, _actor, by = reader(request)
    stage = request.GET.get("stage", "")
    rows = Reorganisation.objects.select_related("decision").defer("lines", "rehearsal", "answers")
    if stage in STAGES:
        rows = rows.filter(stage=stage)
    rows = rows.annotate(
        rows=Func(F("lines"), function="jsonb_array_length", output_field=IntegerField()),
        kept=F("rehearsal__figures"),
    )
    # What is still to come first, the nearest day first; then what is in force, the latest first.
    page = Paginator(rows.order_by(F("in_force_at").desc(nulls_first=True), "on", "pk"), LISTED).get_page(
        request.GET.get("page")
    )
    lines = [
        (each, figures(each.result, DONE) if each.result else figures(each.kept, FIGURES), by_stage(each))
        for each in page
    ]
    context = {
        "here": "units",
        "stages": [(each, each.label) for each in STAGES],
        "stage": stage,
        "page": page,
        "lines": lines,
        "kept": f"stage={stage}&" if stage in STAGES else "",
        "writes": by is not None,
    }
    return render(request, "desk/reorganisations.html", context)


def by_stage(made: Reorganisation) -> str:
    """The tone in which a stage is shown."""
    if made.stuck and made.stage == Stage.SCHEDULED:
        return "bad"
    return {Stage.SCHEDULED: "soon", Stage.IN_FORCE: "good"}.get(Stage(made.stage), "")


@require_http_methods(["GET", "HEAD", "POST"])
def reorganisation_new(request: HttpRequest) -> HttpResponse:
    """GET /units/decisions/new/ asks what the decision is, POST writes it."""
    present, by = writer(request)
    if request.method != "POST":
        return render(request, "desk/reorganisation_new.html", {"here": "units", "form": Writing()})
    form = Writing(request.POST, request.FILES)
    status = 422
    if form.is_valid():
        typed, signed = form.cleaned_data, form.cleaned_data["signed"]
        decided = Decided(
            typed["number"],
            typed["authority"],
            typed["issued_on"],
            typed["title"],
            signed.name[-200:] if signed else "",
            signed.read() if signed else b"",
        )
        said = {"on": typed["on"], "fallback": typed["fallback"], "by": by, "at": present.at, "ground": GROUND}
        try:
            made = write_reorganisation(decided, typed["rows"], **said)
            return SeeOther(reverse("reorganisation", args=[made.pk]))
        except NotNow as problem:
            status = 409
            form.add_error(None, str(problem))
    return render(request, "desk/reorganisation_new.html", {"here": "units", "form": form}, status=status)


@require_safe
def reorganisation(request: HttpRequest, id: UUID) -> HttpResponse:
    """GET /units/decisions/<id>/?page=…&wrong=1&line=ROW&group=…; with part=progress how far a rehearsal is."""
    present, _actor, by = reader(request)
    made = found(id)
    if request.GET.get("part") == "progress":
        html = render_to_string("desk/_reorganisation_progress.html", _progress(made, present), request)
        return answer(request, html)
    return page_of(request, made, present, by)


@require_safe
def reorganisation_file(request: HttpRequest, id: UUID) -> HttpResponse:
    """GET /units/decisions/<id>/file/: the decision as it was signed, to be kept or printed."""
    reader(request)
    row = DecisionFile.objects.filter(decision__reorganisation=id).first()
    if row is None:
        raise Http404(id)
    response = HttpResponse(bytes(row.content), content_type="application/octet-stream")
    response.headers["Content-Disposition"] = content_disposition_header(True, row.name or "decision") or ""
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


def found(id: UUID) -> Reorganisation:
    """The reorganisation of an address. Http404 for none."""
    made = Reorganisation.objects.select_related("decision").filter(pk=id).first()
    if made is None:
        raise Http404(id)
    return made


def page_of(
    request: HttpRequest,
    made: Reorganisation,
    present: Now,
    by: By | None,
    *,
    refused: str = "",
    line_form: LineForm | None = None,
    line_row: int | None = None,
    file_form: LinesFile | None = None,
    terms: Terms | None = None,
    left: dict[str, Any] | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page of a decision, with what was refused and what was typed."""
    said = words()
    all_lines = read_lines(made.lines)
    is_draft = made.stage == Stage.DRAFTED
    is_rehearsed = bool((made.rehearsal or {}).get("figures"))
    out_of_date = is_draft and is_rehearsed and is_out_of_date(made)
    # What was rehearsed and rests on the same units and rows still has no mistake in a row: a plan costs a second.
    plan = plan_for(made) if is_draft and (out_of_date or not is_rehearsed) else None
    problems = _problems(made, plan, present) if is_draft else []
    wrong = {problem.row for problem in problems}
    only_wrong = bool(problems) and "wrong" in request.GET
    listed = [line for line in all_lines if line.row in wrong] if only_wrong else all_lines
    line_row = _row_asked_for(request) if line_row is None else line_row
    typed = next((line for line in all_lines if line.row == line_row), None)
    page = _page_of_rows(listed, line_row, request.GET.get("page"))
    findings = told(made)
    group = request.GET.get("group", "")
    context: dict[str, Any] = {
        "here": "units",
        "made": made,
        "decision": made.decision,
        "eve": made.on - timedelta(days=1),
        "file": DecisionFile.objects.filter(decision=made.decision_id).values_list("name", flat=True).first(),
        "tone": by_stage(made),
        "is_draft": is_draft,
        "writes": by is not None,
        "operations": operations(made.lines),
        "page": page,
        "lines": shown_lines(made, page.object_list, problems, present, said),
        "kept": "wrong=1&" if only_wrong else "",
        "only_wrong": only_wrong,
        "problems": problems,
        "cannot_rehearse": bool(plan and plan.problems),
        "wrong_rows": len(wrong - {0}),
        "of_all": [str(problem) for problem in problems if problem.row == 0],
        "fallback": _fallback(made, all_lines, present),
        "refused": refused,
        "is_past": is_draft and made.on < present.day,
        "is_rehearsed": is_rehearsed,
        "out_of_date": out_of_date,
        **_rehearsal(made, findings, group, request.GET.get("findings")),
        **_progress(made, present),
    }
    if by is not None and is_draft:
        context |= {
            "line_form": line_form or LineForm(said, line=typed),
            "line_row": line_row if typed else None,
            "is_line_asked": typed is not None or line_form is not None,
            "file_form": file_form or LinesFile(auto_id="file_%s"),
            "terms": terms or Terms(auto_id="terms_%s", initial={"on": made.on, "fallback": made.fallback}),
            "left": left or {},
        }
    if made.stage == Stage.IN_FORCE:
        context |= _done(made, request, present)
    return render(request, "desk/reorganisation.html", context, status=status)


def _row_asked_for(request: HttpRequest) -> int | None:
    """The row that an address opens for changing."""
    asked = request.GET.get("line", "")
    return int(asked) if asked.isdecimal() and len(asked) < 9 else None


def _page_of_rows(listed: Sequence[Line], row: int | None, asked: str | None) -> Page:
    """The page of rows that is asked for, else the one on which the row stands that is to be changed."""
    place = next((n for n, line in enumerate(listed) if line.row == row), 0)
    return Paginator(listed, ROWS).get_page(asked or place // ROWS + 1)


def _problems(made: Reorganisation, plan: Plan | None, present: Now) -> list[Problem]:
    """What is wrong with the rows, and what stands in the way of the day."""
    problems = [*(plan.problems if plan else ()), *overlapping(made)]
    if made.on < local_day(present.at):
        problems.insert(0, Problem("past", 0, {"day": f"{made.on:%d/%m/%Y}"}))
    return problems


def _fallback(made: Reorganisation, lines: list[Line], present: Now) -> dict[str, Any] | None:
    """The unit that takes what no row covers; without a name where the code stands for none on the new map."""
    if not made.fallback:
        return None
    named = [line for line in lines if line.code == made.fallback and line.name]
    ends = any(line.source == made.fallback and line.operation in ENDING for line in lines)
    place = None if ends and made.stage == Stage.DRAFTED else present.units.by_code(made.fallback, made.on)
    return {"code": made.fallback, "name": named[0].name if named else place.name if place else ""}


def _rehearsal(made: Reorganisation, findings: list[Told], group: str, page: str | None) -> dict[str, Any]:
    """The last rehearsal: its figures, what is to be decided, the findings by group."""
    blocking = [each for each in findings if each.finding.is_blocking]
    open_ones = [each for each in blocking if not each.answer]
    shown_above = {each.finding.key for each in open_ones}
    all_groups = groups(each for each in findings if each.finding.key not in shown_above)
    whole = next((each for each in all_groups if each.name == group), None)
    return {
        "figures": figures((made.rehearsal or {}).get("figures"), FIGURES),
        "blocking": open_ones[:BLOCKING],
        "blocking_count": len(open_ones),
        "left_as_is": [each for each in blocking if each.answer],
        "groups": all_groups,
        "group": whole,
        "group_page": Paginator(whole.told, ROWS).get_page(page) if whole else None,
    }


def _progress(made: Reorganisation, present: Now) -> dict[str, Any]:
    work = under_way(made)
    return {
        "made": made,
        "work": work,
        "goes_on": work is not None and not work.is_silent(present.at),
        "failed": failed(made),
    }


def _done(made: Reorganisation, request: HttpRequest, present: Now) -> dict[str, Any]:
    """What it did: figures, what was moved in heaps, what no row covered, what could not be moved."""
    heaps = handed(made, present)
    return {
        "done": figures(made.result, DONE),
        "uncovered": [heap for heap in heaps if heap["row"] == 0],
        "heaps": Paginator([heap for heap in heaps if heap["row"]], ROWS).get_page(request.GET.get("heap")),
        "not_moved": sorted((made.result or {}).get("refused", {}).items())[:ROWS],
    }


urlpatterns: list[URLPattern] = [
    path("units/decisions/", reorganisations, name="reorganisations"),
    path("units/decisions/new/", reorganisation_new, name="reorganisation_new"),
    path("units/decisions/<uuid:id>/", reorganisation, name="reorganisation"),
    path("units/decisions/<uuid:id>/file/", reorganisation_file, name="reorganisation_file"),
]
