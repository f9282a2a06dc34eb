"""Lists of dossiers: searched, narrowed by how they stand, fifty a page; each through the one filter for rights."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.db.models import F, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from motcua.desk.chips import Chip, chip
from motcua.desk.finding import address
from motcua.desk.now import Now, now
from motcua.dossiers.models import Dossier
from motcua.dossiers.search import LONGEST_QUERY, search
from motcua.dossiers.standing import is_due_today, is_open, is_overdue, is_waiting
from motcua.dossiers.states import State
from motcua.people.models import Account
from motcua.text import nfc

PAGE = 50


@dataclass(frozen=True, slots=True)
class Heap:
    """A way to narrow a list: its name in addresses, its words, its condition."""

    name: str
    label: Any
    rule: Callable[[Now, Account], Q]


HEAPS = {
    heap.name: heap
    for heap in (
        Heap("open", _("Open"), lambda present, account: is_open()),
        Heap("mine", _("In my hands"), lambda present, account: is_open() & Q(holder_account=account)),
        Heap("untaken", _("Not taken yet"), lambda present, account: is_open() & Q(holder_account=None)),
        Heap("overdue", _("Overdue"), lambda present, account: is_overdue(present.at)),
        Heap("today", _("Due today"), lambda present, account: is_due_today(present.at)),
        Heap("waiting", _("Waiting for the applicant"), lambda present, account: is_waiting()),
        Heap("to_return", _("Result to be returned"), lambda present, account: Q(state=State.DECIDED)),
    )
}


@dataclass(frozen=True, slots=True)
class Line:
    """A dossier in a list."""

    number: str
    href: str
    procedure: str
    applicant: str
    state: str
    unit: str
    chip: Chip


def lines(dossiers: Iterable[Dossier], present: Now) -> list[Line]:
    """Dossiers with procedure and applicant read along, as a list shows them."""
    return [
        Line(
            dossier.number or "—",
            address(dossier),
            dossier.procedure.name,
            dossier.applicant.name,
            str(State(dossier.state).label),
            present.unit_name(dossier.holder_unit_id or dossier.deciding_unit_id),
            chip(dossier, present),
        )
        for dossier in dossiers
    ]


@require_safe
def dossiers(request: HttpRequest) -> HttpResponse:
    """GET /dossiers/?q=…&show=…&unit=CODE&page=…"""
    return list_response(request)


def list_response(request: HttpRequest) -> HttpResponse:
    """The list; what an address asks for and does not exist is not asked for."""
    assert isinstance(request.user, Account)  # noqa: S101 -- nobody else comes here
    present = now()
    query = nfc(request.GET.get("q", ""))[:LONGEST_QUERY]
    heap = HEAPS.get(request.GET.get("show", ""))
    unit = present.units.by_code(nfc(request.GET.get("unit", "")), present.day)
    found = search(Dossier.objects.visible_to(request.user, present.day), query)
    if heap is not None:
        found = found.filter(heap.rule(present, request.user))
    if unit is not None:
        found = found.filter(holder_unit=unit.unit)
    newest_first, due_first = F("received_at").desc(nulls_last=True), F("due_at").asc(nulls_last=True)
    order = (newest_first, "-id") if heap is None else (due_first, "id")
    page = Paginator(found.select_related("procedure", "applicant").order_by(*order), PAGE).get_page(
        request.GET.get("page")
    )
    context = {
        "here": "dossiers",
        "query": query,
        "heap": heap,
        "heaps": HEAPS.values(),
        "unit": unit,
        "page": page,
        "lines": lines(page.object_list, present),
        "kept": kept(request, "q", "show", "unit"),
        "beside": kept(request, "q", "unit"),
    }
    return render(request, "desk/dossiers.html", context)


def kept(request: HttpRequest, *names: str) -> str:
    """The parameters of an address that its links carry on, ready to stand before others."""
    given = {name: nfc(request.GET[name])[:LONGEST_QUERY] for name in names if request.GET.get(name)}
    return urlencode(given) + "&" if given else ""
