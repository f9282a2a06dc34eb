"""Lists of dossiers: searched, narrowed by how they stand, fifty a page; each through the one filter for rights.

The search takes whatever is typed or scanned: a number or the address on a receipt, as a whole, opens its dossier.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from django.core.paginator import Page, Paginator
from django.db.models import F, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from motcua.catalogue import search as procedures
from motcua.catalogue.kept import VersionFacts
from motcua.desk.finding import ref_of
from motcua.desk.now import Now, now
from motcua.desk.rows import Row, for_many, rows, shown
from motcua.desk.seeother import SeeOther
from motcua.dossiers.models import Dossier, DossierQuerySet
from motcua.dossiers.search import LONGEST_QUERY, search, search_ids
from motcua.dossiers.seen import visible_id
from motcua.dossiers.standing import is_due_today, is_open, is_overdue, is_waiting
from motcua.dossiers.states import State
from motcua.organisation.tree import Place
from motcua.people.actor import Actor
from motcua.people.models import Account
from motcua.text import nfc

PAGE = 50
# Nobody turns further; who looks for one of so many narrows the list.
MOST_PAGES = 1000
# An address on a receipt is longer than anything that people type.
LONGEST_SCAN = 1000
# So many procedures are offered where a search finds no dossier.
PROCEDURES = 8


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
        Heap("waiting", _("The clock stands"), lambda present, account: is_waiting()),
        Heap("to_return", _("Result to be returned"), lambda present, account: Q(state=State.DECIDED)),
    )
}


@dataclass(frozen=True, slots=True)
class Filters:
    """What an address narrows a list to. What it names and does not exist is not asked for."""

    query: str
    unit: Place | None
    procedure: VersionFacts | None

    def __bool__(self) -> bool:
        return bool(self.query or self.unit or self.procedure)

    def narrow(self, dossiers: DossierQuerySet) -> DossierQuerySet:
        """Those that lie with the unit, of the procedure."""
        if self.unit is not None:
            dossiers = dossiers.filter(holder_unit=self.unit.unit)
        if self.procedure is not None:
            dossiers = dossiers.filter(procedure=self.procedure.procedure)
        return dossiers

    def address(self, **more: Any) -> str:
        """The parameters of an address with these filters and more; None leaves one out."""
        given = {
            "q": self.query or None,
            "unit": self.unit.code if self.unit else None,
            "procedure": self.procedure.code if self.procedure else None,
        }
        return urlencode({name: value for name, value in (more | given | more).items() if value is not None})


@dataclass(frozen=True, slots=True)
class Lying:
    """A page of a list. How many there are in all is not asked: that costs as much as reading them all."""

    number: int
    rows: list[Row]
    has_next: bool

    @property
    def previous(self) -> int:
        """The page before it; 0 for none."""
        return self.number - 1

    @property
    def next(self) -> int:
        """The page after it; 0 for none."""
        return self.number + 1 if self.has_next else 0

    @property
    def count(self) -> int:
        """How many there are: up to this page, and in all if nothing follows."""
        return (self.number - 1) * PAGE + len(self.rows)


def page_asked(request: HttpRequest) -> int:
    """The number of the page that an address asks for; the first for what is no number."""
    asked = request.GET.get("page", "")
    return min(max(int(asked), 1), MOST_PAGES) if asked.isdecimal() and len(asked) < 7 else 1


def filters(request: HttpRequest, present: Now) -> Filters:
    """What the address of a list asks for."""
    code = nfc(request.GET.get("procedure", ""))[:LONGEST_QUERY]
    known = present.catalogue().versions.values() if code else ()
    return Filters(
        nfc(request.GET.get("q", ""))[:LONGEST_QUERY].strip(),
        present.units.by_code(nfc(request.GET.get("unit", "")), present.day),
        next((version for version in known if version.code == code), None),
    )


def paged(dossiers: DossierQuerySet, page: str | None, count: int | None = None) -> Page:
    """A page of dossiers in their order; counted by the database unless the count is known or all fit on it."""
    if count is None and not page:
        head = list(dossiers[: PAGE + 1])
        first = Paginator(head if len(head) <= PAGE else dossiers, PAGE).get_page(1)
        first.object_list = head[:PAGE]
        return first
    paginator = Paginator(dossiers, PAGE)
    if count is not None:
        paginator.__dict__["count"] = count  # the paginator keeps its count there
    return paginator.get_page(page)


def list_response(request: HttpRequest) -> HttpResponse:
    """GET /dossiers/?q=…&show=…&unit=CODE&procedure=CODE&page=…"""
    assert isinstance(request.user, Account)  # noqa: S101 -- nobody else comes here
    present, account = now(), request.user
    whole = _whole(request.GET.get("q", ""), account, present)
    if whole is not None:
        return SeeOther(whole)
    heap = HEAPS.get(request.GET.get("show", ""))
    given = filters(request, present)
    number, actor = page_asked(request), Actor.of(account, present.day)
    found = _found(account, present, given, heap, number)
    if not found and number > 1:  # turned further than it goes
        number, found = 1, _found(account, present, given, heap, 1)
    page = Lying(number, rows(found[:PAGE], actor, present), len(found) > PAGE)
    show = heap.name if heap else None
    context: dict[str, Any] = {
        "here": "dossiers",
        "query": given.query,
        "heap": heap,
        "heaps": HEAPS.values(),
        "filters": given,
        "page": page,
        "rows": page.rows,
        "many": for_many(actor),
        "kept": given.address(show=show) + "&" if given or heap else "",
        "beside": given.address() + "&" if given else "",
        "next": f"{reverse('dossiers')}?{given.address(show=show)}",
    }
    if not page.rows and given.query:
        context |= {"is_code": _is_code(given.query), "procedures": _procedures(given.query, present)}
    return render(request, "desk/dossiers.html", context)


def _found(account: Account, present: Now, given: Filters, heap: Heap | None, number: int) -> list[Dossier]:
    """The dossiers of a page and the one after it, if there is one: newest first; of a heap soonest due first."""
    start, query = (number - 1) * PAGE, _typed(given.query)
    if heap is None and given.unit is None and given.procedure is None:
        ids = search_ids(account, present.day, query, PAGE + 1, offset=start)
        of_page = {dossier.pk: dossier for dossier in shown(Dossier.objects.filter(pk__in=ids))}
        return [of_page[pk] for pk in ids if pk in of_page]
    found = given.narrow(search(Dossier.objects.visible_to(account, present.day), query))
    if heap is not None:
        found = found.filter(heap.rule(present, account))
    newest_first, due_first = F("received_at").desc(nulls_first=True), F("due_at").asc(nulls_last=True)
    order = (newest_first, "-id") if heap is None else (due_first, "id")
    return list(shown(found).order_by(*order)[start : start + PAGE + 1])


def scanned(text: str) -> str:
    """The number that a whole scan holds: the number itself, or the one in the address on a receipt."""
    text = nfc(text[:LONGEST_SCAN].encode("utf-8", "ignore").decode()).strip()
    if "number=" not in text:
        return text
    try:
        given = parse_qs(urlsplit(text).query).get("number")
    except ValueError:  # half an address
        given = None
    return given[0].strip() if given else text


def _whole(text: str, account: Account, present: Now) -> str | None:
    """The address of the dossier whose whole number was typed or scanned, if the reader may see it."""
    number = scanned(text)
    if not any(c.isdigit() for c in number) or " " in number or "\0" in number or len(number) > 60:
        return None
    for written in dict.fromkeys((number, number.upper())):
        found = visible_id(account, present.day, number=written)
        if found is not None:
            return reverse("dossier", args=[ref_of(written, found)])
    return None


def _typed(query: str) -> str:
    """What to search for: of a scanned receipt its number, of a citizen's card its number, else what was typed."""
    return scanned(query).split("|")[0] if "|" in query or "number=" in query else query


def _is_code(query: str) -> bool:
    """Does it look like a part of a scanned code, and not like a name?"""
    return len(query) > 5 and " " not in query and any(c.isdigit() for c in query)


def _procedures(query: str, present: Now) -> list[tuple[str, str]]:
    found = procedures.search(query, present.day, limit=PROCEDURES)
    return list(found.values_list("code", "name"))
