"""Where a unit's time goes: the working minutes of what ended in a period, and the dossiers behind each figure."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from motcua.desk.chips import WHOLE_DAY
from motcua.desk.forms import Day, Text
from motcua.desk.ledger import day_length, in_full, percent
from motcua.desk.listing import PAGE
from motcua.desk.now import Now, now
from motcua.desk.time_lines import (
    WHOLE_WORDS,
    Lines,
    dossier_line,
    figure,
    language,
    procedure,
    procedures,
    unit_group,
)
from motcua.desk.time_sums import Sums, largest_first, sums
from motcua.desk.units import in_order
from motcua.dossiers.models import Dossier, DossierQuerySet, Stretch
from motcua.dossiers.visible import unit_ids_seen_by
from motcua.people.models import Account
from motcua.reports.frame import Frame, UnknownUnit, WrongQuestion
from motcua.reports.periods import Period, statutory_periods
from motcua.worktime.calendar import NeverOpens
from motcua.worktime.load import NoCalendar
from motcua.worktime.sentences import cause_in_words

# So many are summed up within a second (docs/rules/ledger.md).
MOST = 20_000
AS_TYPED = ["%d/%m/%Y", "%Y-%m-%d"]


class Asked(forms.Form):
    """The page's form. Days are local, both included."""

    since = Day(label=gettext_lazy("From"), input_formats=AS_TYPED)
    until = Day(label=gettext_lazy("To"), input_formats=AS_TYPED)
    unit = Text(label=gettext_lazy("Unit"), max_length=40, required=False)


class NotAsked(Exception):
    """A question that cannot be answered; the sentence says what to do."""

    def __init__(self, sentence: str, status: int = 422) -> None:
        super().__init__(sentence)
        self.status = status


@dataclass(frozen=True, slots=True)
class Question:
    """Which days and which unit; what an address holds."""

    frame: Frame

    @property
    def first(self) -> date:
        """The first day."""
        return self.frame.first

    @property
    def last(self) -> date:
        """The last day."""
        return self.frame.last

    def address(self, **more: Any) -> str:
        """The question as the parameters of an address, and more beside it."""
        unit = self.frame.unit
        values = {"from": self.first, "to": self.last} | ({"unit": unit.code} if unit else {}) | more
        return urlencode({name: value for name, value in values.items() if value not in (None, "")})


@require_safe
def time_page(request: HttpRequest) -> HttpResponse:
    """GET /time/?unit=…&from=…&to=…: where the time of what ended in these days went."""
    present, form = now(), _form(request)
    context = {"form": form, "units": _units(request, present), "periods": _periods(present.day), "here": "time"}
    try:
        question = _question(request, form)
        found = _found(request, question, present)
    except NotAsked as problem:
        return render(request, "desk/time.html", context | {"problem": str(problem)}, status=problem.status)
    length = _length(question, present)
    lines = Lines(question.address, found, length)
    context |= {
        "question": question,
        "sums": found,
        "unit_name": question.frame.unit.name if question.frame.unit else "",
        "heads": [lines.of(str(WHOLE_WORDS[name]), getattr(found, name), whole=name) for name in WHOLE_WORDS],
        "late_share": percent(found.ended_late.count, found.whole.count),
        "units_used": [unit_group(unit, used, lines, present) for unit, used in largest_first(found.units.items())],
        "causes": [
            lines.of(cause_in_words(cause, language()), used, cause=cause)
            for cause, used in largest_first(found.causes.items())
        ],
        "procedures": [
            procedure(code, name, key, lines, found) for key, (code, name) in procedures(found, present)
        ],
        "day_words": in_full(length, length + 1),
    }
    return render(request, "desk/time.html", context)


@require_safe
def time_dossiers(request: HttpRequest) -> HttpResponse:
    """GET /time/dossiers/?…: the dossiers behind a figure of the page, with their minutes in it, most first.

    `whole`, `at` (a unit) alone or with `stage`, `cause`, or `procedure` alone or with `of` name the figure.
    """
    assert isinstance(request.user, Account)  # noqa: S101 -- nobody else comes here
    present, form = now(), _form(request)
    try:
        question = _question(request, form)
        found = _found(request, question, present)
    except NotAsked as problem:
        return render(request, "desk/time.html", {"form": form, "problem": str(problem)}, status=problem.status)
    title, used = figure(request.GET, found, present)
    ordered = sorted(used.minutes.items(), key=lambda row: (-row[1], str(row[0])))
    page = Paginator(ordered, PAGE).get_page(request.GET.get("page"))
    length = _length(question, present)
    minutes = dict(page.object_list)
    shown = Dossier.objects.visible_to(request.user, present.day).filter(pk__in=minutes).select_related("version")
    by_id = {dossier.pk: dossier for dossier in shown}
    named = {name: request.GET.get(name, "") for name in ("whole", "at", "stage", "cause", "procedure", "of")}
    context = {
        "here": "time",
        "question": question,
        "title": title,
        "page": page,
        "used": in_full(used.total, length),
        "unit_name": question.frame.unit.name if question.frame.unit else "",
        "lines": [dossier_line(by_id[pk], minutes[pk], length) for pk in minutes if pk in by_id],
        "back": f"{reverse('time')}?{question.address()}",
        "kept": question.address(**named) + "&",
    }
    return render(request, "desk/time_dossiers.html", context)


urlpatterns = [
    path("time/", time_page, name="time"),
    path("time/dossiers/", time_dossiers, name="time_dossiers"),
]


def _form(request: HttpRequest) -> Asked:
    today = now().day
    given = request.GET
    since, until = given.get("from", ""), given.get("to", "")
    if not since and not until:
        since, until = f"{today.replace(day=1):%d/%m/%Y}", f"{today:%d/%m/%Y}"
    return Asked({"since": since, "until": until, "unit": given.get("unit", "")})


def _question(request: HttpRequest, form: Asked) -> Question:
    assert isinstance(request.user, Account)  # noqa: S101 -- nobody else comes here
    if not form.is_valid():
        named = [f"{form.fields[name].label}: {error}" for name in form.errors for error in form.errors[name]]
        raise NotAsked(" ".join(named))
    typed = form.cleaned_data
    try:
        return Question(Frame.of(typed["since"], typed["until"], unit=typed["unit"] or None, user=request.user))
    except WrongQuestion as problem:
        raise NotAsked(str(problem)) from problem
    except UnknownUnit as problem:
        raise NotAsked(str(problem), 404) from problem


def _found(request: HttpRequest, question: Question, present: Now) -> Sums:
    assert isinstance(request.user, Account)  # noqa: S101 -- nobody else comes here
    try:
        found = sums(_ended(question, request.user, present), present, MOST)
    except (NoCalendar, NeverOpens) as problem:
        raise NotAsked(
            _("No calendar says which time was worked. Enter the administration's calendar.")
        ) from problem
    if found is None:
        raise NotAsked(
            _("More than %(most)s dossiers ended in these days. Choose a shorter period, or a unit.")
            % {"most": f"{MOST:,}".replace(",", "." if language() == "vi" else ",")}
        )
    return found


def _ended(question: Question, account: Account, present: Now) -> DossierQuerySet:
    """What was decided or ended in the days; of a unit what it, or one below it, decided or held."""
    found = Dossier.objects.visible_to(account, present.day)
    found = found.filter(received_at__isnull=False, ended_on__range=(question.first, question.last))
    if question.frame.unit is not None:
        units = list(question.frame.units().values_list("reaches", flat=True))  # type: ignore[union-attr]
        held = Stretch.objects.filter(dossier=OuterRef("pk"), holder_unit__in=units)
        found = found.filter(Q(deciding_unit__in=units) | Exists(held))
    return found


def _length(question: Question, present: Now) -> int:
    """The minutes of a working day of the unit that is asked for, else of the administration."""
    unit = question.frame.unit
    top = unit.unit if unit else next(iter(present.units.places), None)
    calendar = present.calendar(top, question.last) if top else None
    try:
        return day_length(calendar, question.last) if calendar else WHOLE_DAY
    except NeverOpens:
        return WHOLE_DAY


def _periods(today: date) -> list[Period]:
    month = Period(today.replace(day=1), today, _("This month"))
    return [month, *statutory_periods(today)]


def _units(request: HttpRequest, present: Now) -> list[Any]:
    assert isinstance(request.user, Account)  # noqa: S101 -- nobody else comes here
    return in_order(unit_ids_seen_by(request.user, present.day), present.units, present.day)
