"""What is done with a decision on units from its page: rows, day, rehearsal, leaving, schedule, taking back.

Each is a POST to a resource of its own; opened, it leads to the decision.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from motcua.desk.chart_tree import words
from motcua.desk.now import Now
from motcua.desk.reorganisation_forms import LineForm, LinesFile, Terms, next_row
from motcua.desk.reorganisation_page import told
from motcua.desk.reorganisation_rights import writer
from motcua.desk.reorganisations import found, page_of
from motcua.desk.seeother import SeeOther
from motcua.dossiers.calendars import GROUND
from motcua.journal.by import By
from motcua.reorganising import acts
from motcua.reorganising.acts import NotNow
from motcua.reorganising.force import plan_for
from motcua.reorganising.lines import Line, read_lines
from motcua.reorganising.models import Reorganisation
from motcua.reorganising.problems import NotPossible
from motcua.reorganising.rehearsal_work import MOST_DOSSIERS, MOST_LINES, begin, to_look_at

# So many problems are said at the top; each stands at its row.
SAID = 5

Door = Callable[[HttpRequest, Reorganisation, Now, By], HttpResponse | None]


def _door(act: Door) -> Callable[[HttpRequest, UUID], HttpResponse]:
    """A route that does an act and leads back to the page, which says what was refused."""

    @require_http_methods(["GET", "HEAD", "POST"])
    @wraps(act)
    def door(request: HttpRequest, id: UUID) -> HttpResponse:
        present, by = writer(request)
        made = found(id)
        here = reverse("reorganisation", args=[id])
        if request.method != "POST":
            return SeeOther(here)
        try:
            return act(request, made, present, by) or SeeOther(here)
        except NotNow as problem:
            refused = str(problem)
        except NotPossible as problem:
            refused = " ".join(map(str, problem.problems[:SAID]))
        return page_of(request, found(id), present, by, refused=refused, status=409)

    return door


@_door
def change_lines(request: HttpRequest, made: Reorganisation, present: Now, by: By) -> HttpResponse | None:
    """POST adds a row or changes `row`; with `remove` takes one out; with a file all rows are replaced."""
    if "remove" in request.POST:
        row = request.POST["remove"]
        _rewrite(request, made, by, present, lambda lines: [line for line in lines if str(line.row) != row])
        return None
    if "upload" in request.POST:
        sent = LinesFile(request.POST, request.FILES, auto_id="file_%s")
        if not sent.is_valid():
            return page_of(request, made, present, by, file_form=sent, status=422)
        _rewrite(request, made, by, present, lambda _lines: sent.cleaned_data["rows"])
        n = len(sent.cleaned_data["rows"])
        messages.success(request, ngettext("%(n)s row is read.", "%(n)s rows are read.", n) % {"n": n})
        return None
    form = LineForm(words(), request.POST)
    given = request.POST.get("row", "")
    row = int(given) if given.isdecimal() and len(given) < 9 else None
    if not form.is_valid():
        return page_of(request, made, present, by, line_form=form, line_row=row, status=422)
    number = 0

    def typed(lines: list[Line]) -> list[Line]:
        nonlocal number
        if any(line.row == row for line in lines):
            number = row or 0
            return [form.line(number) if line.row == row else line for line in lines]
        number = next_row(lines)
        return [*lines, form.line(number)]

    _rewrite(request, made, by, present, typed)
    here, place = reverse("reorganisation", args=[made.pk]), len(made.lines)
    return SeeOther(f"{here}?page={place // 100 + 1}#row-{number}" if row is None else f"{here}#row-{number}")


def _rewrite(
    request: HttpRequest, made: Reorganisation, by: By, present: Now, change: Callable[[list[Line]], list[Line]]
) -> None:
    """Change the rows as they are now. NotNow where somebody else has changed them since the page was opened."""
    with transaction.atomic():
        row = Reorganisation.objects.select_for_update().only("seq", "lines").get(pk=made.pk)
        if request.POST.get("seen") != str(row.seq):
            raise NotNow(_("Somebody has changed this decision meanwhile. Look at it as it is now and repeat."))
        lines = change(read_lines(row.lines))
        acts.rewrite_reorganisation(made.pk, lines, by=by, at=present.at, ground=GROUND)


@_door
def change_terms(request: HttpRequest, made: Reorganisation, present: Now, by: By) -> HttpResponse | None:
    """POST gives another day or another unit for what no row covers."""
    form = Terms(request.POST, auto_id="terms_%s")
    if not form.is_valid():
        return page_of(request, made, present, by, terms=form, status=422)
    lines, typed = read_lines(made.lines), form.cleaned_data
    said: dict[str, Any] = {"on": typed["on"], "fallback": typed["fallback"]}
    acts.rewrite_reorganisation(made.pk, lines, by=by, at=present.at, ground=GROUND, **said)
    return None


@_door
def rehearse(request: HttpRequest, made: Reorganisation, present: Now, _by: By) -> HttpResponse | None:
    """POST rehearses; what is too large to be waited for the worker carries through."""
    here = reverse("reorganisation", args=[made.pk]) + "#rehearsal"
    plan = plan_for(made)
    if plan.problems:
        raise NotPossible(plan.problems)
    dossiers = to_look_at(plan)
    if len(made.lines) > MOST_LINES or dossiers > MOST_DOSSIERS:
        begin(made.pk, dossiers, present.at)
        return SeeOther(here)
    acts.rehearse_reorganisation(made.pk, present.at)
    return SeeOther(here)


@_door
def leave(request: HttpRequest, made: Reorganisation, present: Now, by: By) -> HttpResponse | None:
    """POST leaves what blocks as it is, because of `reason`: single findings (`key`), or all of a `kind`."""
    keys, kinds = set(request.POST.getlist("key")), set(request.POST.getlist("kind"))
    open_ones = [each.finding for each in told(made) if each.finding.is_blocking and not each.answer]
    chosen = [each.key for each in open_ones if each.key in keys or each.kind in kinds]
    reason = request.POST.get("reason", "").strip()[:4000]
    try:
        acts.leave_finding(made.pk, chosen, reason, by=by, at=present.at, ground=GROUND)
    except NotNow as problem:
        typed = {"reason": reason, "keys": keys, "kinds": kinds, "refused": str(problem)}
        return page_of(request, made, present, by, left=typed, status=409)
    return SeeOther(reverse("reorganisation", args=[made.pk]) + "#rehearsal")


@_door
def schedule(request: HttpRequest, made: Reorganisation, present: Now, by: By) -> HttpResponse | None:
    """POST lets it take force by itself on its day."""
    acts.schedule(made.pk, by=by, at=present.at, ground=GROUND)
    words = _("Decision %(number)s takes force by itself on %(day)s.")
    messages.success(request, words % {"number": made.decision.number, "day": f"{made.on:%d/%m/%Y}"})
    return None


@_door
def take_back(request: HttpRequest, made: Reorganisation, present: Now, by: By) -> HttpResponse | None:
    """POST takes it back before its day, because of `reason`."""
    reason = request.POST.get("reason", "").strip()[:4000]
    acts.take_back(made.pk, reason, by=by, at=present.at, ground=GROUND)
    messages.success(request, _("Decision %(number)s is taken back.") % {"number": made.decision.number})
    return None


urlpatterns: list[URLPattern] = [
    path("units/decisions/<uuid:id>/rows/", change_lines, name="reorganisation_rows"),
    path("units/decisions/<uuid:id>/terms/", change_terms, name="reorganisation_terms"),
    path("units/decisions/<uuid:id>/rehearsal/", rehearse, name="reorganisation_rehearsal"),
    path("units/decisions/<uuid:id>/left/", leave, name="reorganisation_left"),
    path("units/decisions/<uuid:id>/schedule/", schedule, name="reorganisation_schedule"),
    path("units/decisions/<uuid:id>/taking_back/", take_back, name="reorganisation_taking_back"),
]
