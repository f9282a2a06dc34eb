"""The public page that reckons a due moment: any procedure, channel and moment of handing in, with its steps."""

from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_safe

from motcua.catalogue.models import Version
from motcua.catalogue.search import search
from motcua.desk.ledger import day_length
from motcua.desk.now import Now, now
from motcua.desk.units import in_order
from motcua.desk.why import limit_in_words
from motcua.tracking.asked import Asked, read
from motcua.tracking.clock import Reason, reasons
from motcua.worktime.calendar import NeverOpens, WorkCalendar
from motcua.worktime.due import due, due_at
from motcua.worktime.limits import Limit, LimitUnit
from motcua.worktime.load import NoCalendar, calendar_for

SHOWN = 20
KEPT_SECONDS = 300
KEPT_YEARS = 10
NO_CALENDAR = gettext_noop("The administration has not entered its calendar yet; nothing can be reckoned.")
NEVER = gettext_noop("The office has no working day before this would be due. Choose an earlier day.")


@dataclass(frozen=True, slots=True)
class Answer:
    """When it would be due, by which limit and law, and why."""

    due_at: datetime
    deemed_at: datetime
    limit: str
    reasons: list[Reason]
    office: str
    decision: str
    laws: Sequence[str]
    counts_days: bool
    stops: bool
    norm: str = ""
    norm_due_at: datetime | None = None


@login_not_required
@require_safe
def due_page(request: HttpRequest) -> HttpResponse:
    """GET /due/?procedure=…&unit=…&channel=…&case=…&quantity=…&on=…&at=…, or ?q=… to look for a procedure."""
    present = now()
    asked = read(request.GET, present)
    if asked.code:
        return _page(request, asked, present)
    found = _search(asked, present)
    if found is not None and len(found) == 1 and not asked.wrong:
        return _page(request, read({**request.GET.dict(), "procedure": found[0][0]}, present), present)
    choices = [(code, name, asked.address(procedure=code)) for code, name in found or ()]
    context = {"asked": asked, "wrong": asked.wrong, "choices": choices, "nothing": found == []}
    return render(request, "tracking/due.html", context, status=422 if asked.wrong else 200)


def _page(request: HttpRequest, asked: Asked, present: Now) -> HttpResponse:
    """The page of a chosen procedure, with the answer if it can be given."""
    wrong, answer = dict(asked.wrong), None
    if asked.limit is not None:
        try:
            answer = _answer(asked, asked.limit, present)
        except NoCalendar:
            wrong["procedure"] = _(NO_CALENDAR)
        except NeverOpens:
            wrong["on"] = _(NEVER)
    version = asked.version
    context: dict[str, Any] = {"asked": asked, "wrong": wrong, "answer": answer, "version": version}
    if version is not None:
        context |= {
            "units": in_order(asked.offers, present.units, asked.received.date()),
            "cases": version.case_names(asked.channel),
            "counts": version.counts(asked.channel),
            "unit_code": asked.typed["unit"],
            "link": f"{reverse('due')}?{asked.address()}",
        }
    waits = set(wrong) == {"case"} and not asked.typed["case"]  # it has only not been chosen yet
    response = render(request, "tracking/due.html", context, status=422 if wrong and not waits else 200)
    if answer is not None and not asked.is_now:
        # The same question has the same answer until the law or a calendar changes.
        response.headers["Cache-Control"] = f"private, max-age={KEPT_SECONDS}"
    return response


def _search(asked: Asked, present: Now) -> list[tuple[str, str]] | None:
    """The procedures that hold what was typed and that somebody takes on the day; None where nothing was typed."""
    text = asked.typed["q"]
    if not text:
        return None
    day, catalogue = asked.received.date(), present.catalogue()
    offered = {code for unit, code in catalogue.offers if present.units.on(unit, day) is not None}
    found = search(text, day, limit=5 * SHOWN).values_list("code", "name")
    return [(code, name) for code, name in found if code in offered][:SHOWN]


def _answer(asked: Asked, limit: Limit, present: Now) -> Answer:
    """Reckon it. Raises NoCalendar, NeverOpens."""
    day, version = asked.received.date(), asked.version
    assert version is not None  # noqa: S101 -- a limit is a version's
    path = present.units.path(asked.unit, day) if asked.unit is not None else ()
    calendar = _apart(calendar_for(path, present.worktime), day, present.day)
    found = due(asked.received, limit, calendar)
    assert found.at is not None  # noqa: S101 -- without pauses it is due some day
    norm = present.catalogue().norm(version.code, asked.unit, day, legal=limit) if asked.unit else None
    announced = Version.objects.filter(pk=version.id).values_list("decision", "legal_bases__number")
    read_ = list(announced)
    return Answer(
        found.at,
        found.deemed_at,
        limit_in_words(limit),
        list(reasons(found.steps, _length(calendar, asked))),
        present.unit_name(asked.unit) if asked.unit else "",
        read_[0][0] if read_ else "",
        [number for _decision, number in read_ if number],
        limit.unit is not LimitUnit.HOUR,
        bool(version.pauses),
        limit_in_words(norm) if norm else "",
        due_at(asked.received, norm, calendar) if norm else None,
    )


def _apart(calendar: WorkCalendar, day: date, today: date) -> WorkCalendar:
    """The calendar; for days far off a copy that reckons with those years alone.

    What is kept of a calendar reaches over all the years that were ever asked for: strangers must not make it grow.
    """
    if abs(day.year - today.year) <= KEPT_YEARS:
        return calendar
    own = copy(calendar)
    own.compiled = None
    return own


def _length(calendar: WorkCalendar, asked: Asked) -> int:
    return day_length(calendar, asked.received.date())
