"""What every officer's page costs over HTTP, for officers of several units, at the demo's size.

The pages are those that the URL resolver has, so that one that is added later is measured too.
"""

import http.client
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import cycle, islice
from statistics import quantiles
from typing import Any

from django.db.models import Count, Max, Min
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from motcua.bench.place import Place, machine
from motcua.bench.serving import CannotMeasure, session_of, statements_sent, web_server
from motcua.dossiers.models import Dossier
from motcua.dossiers.standing import is_open
from motcua.moments import local_day
from motcua.people.models import Account, Function, Post

FUNCTIONS = (Function.RECEIVING, Function.HANDLING, Function.LEADER, Function.RETURNING, Function.CONTROL)
OF_EACH = 2  # officers of each function, each of another unit
DOSSIERS = 5  # that each officer opens
# Answered to programs, or to people who are not signed in.
NOT_OFFICERS = ("api_", "account_")
All = Callable[[Iterable[str]], Iterable[str]]


@dataclass(frozen=True, slots=True)
class Officer:
    """Somebody who opens pages: his session and the dossiers that he opens."""

    session: str
    dossiers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: its status and kind, its bytes as sent, and how long it took in milliseconds."""

    status: int
    kind: str
    size: int
    took: float


def measure(place: Place, requests: int, all_of: All = iter) -> dict[str, Any]:
    """Open every page so often and say what it cost: `{page: {p50_ms, p95_ms, queries, kilobytes}, machine}`.

    Milliseconds as the browser's side sees them on one connection; statements a request, session and account
    included; the largest answer in kilobytes of 1,000 bytes as sent, compressed. `all_of` shows how far it is.
    """
    about, officers = machine(place), _officers()
    if not officers:
        raise CannotMeasure("nobody holds a post today that opens pages")
    found: dict[str, Any] = {}
    with web_server(place) as (port, _process):
        browser = Browser(port)
        pages = dict(_pages(_days()))
        for name in all_of(list(pages)):
            opened = [(o.session, address) for o in officers for address in pages[name](o)]
            shown = [each for each in opened if _is_page(browser.opens(*each))]
            if shown:
                found[name] = _cost(place, browser, shown, requests)
    if not found:
        raise CannotMeasure("no page was answered")
    return {**found, "machine": about}


class Browser:
    """Opens pages one after the other on one connection, as a browser asks for them."""

    def __init__(self, port: int) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)

    def opens(self, session: str, address: str) -> Answer:
        """One page for who has this session."""
        headers = {"Cookie": f"sessionid={session}", "Accept-Encoding": "gzip", "Accept": "text/html"}
        began = time.perf_counter()
        self.connection.request("GET", address, headers=headers)
        answer = self.connection.getresponse()
        body = answer.read()
        took = 1000 * (time.perf_counter() - began)
        return Answer(answer.status, answer.headers.get("Content-Type", ""), len(body), took)


def _is_page(answer: Answer) -> bool:
    return answer.status == 200 and answer.kind.startswith("text/html")


def _cost(place: Place, browser: Browser, shown: list[tuple[str, str]], requests: int) -> dict[str, float]:
    """What a page cost, whose first sight by each officer has warmed the server already."""
    statements_sent(place, reset=True)
    answers = [browser.opens(*each) for each in islice(cycle(shown), requests)]
    statements = statements_sent(place)
    cuts = quantiles((a.took for a in answers), n=100, method="inclusive")
    return {
        "p50_ms": round(cuts[49], 1),
        "p95_ms": round(cuts[94], 1),
        "queries": round(statements / len(answers), 1),
        "kilobytes": round(max(a.size for a in answers) / 1000, 1),
    }


def _officers() -> list[Officer]:
    """For each function the officers of the units where most lies open."""
    day = local_day(timezone.now())
    held = Dossier.objects.filter(is_open()).values("holder_unit").annotate(open=Count("pk")).order_by()
    lying = {row["holder_unit"]: row["open"] for row in held}
    posts = list(Post.objects.held_on(day).filter(function__in=FUNCTIONS).select_related("account").order_by("pk"))
    posts.sort(key=lambda post: -lying.get(post.unit_id, 0))
    chosen: dict[Any, Account] = {}
    for function in FUNCTIONS:
        units: set[Any] = set()
        for post in posts:
            if post.function == function and post.unit_id not in units and len(units) < OF_EACH:
                units.add(post.unit_id)
                chosen[post.account_id] = post.account
    return [Officer(session_of(account), _dossiers(account)) for account in chosen.values()]


def _dossiers(account: Account) -> tuple[str, ...]:
    """Dossiers that he may see, what is open first."""
    seen = Dossier.objects.visible_to(account).exclude(number=None)
    numbers = [*seen.filter(is_open()).order_by("due_at", "id").values_list("number", flat=True)[:DOSSIERS]]
    if len(numbers) < DOSSIERS:
        numbers += seen.order_by("-received_at", "id").values_list("number", flat=True)[:DOSSIERS]
    return tuple(dict.fromkeys(numbers))[:DOSSIERS]


def _days() -> tuple[date, date] | None:
    """The first and the last day on which something was received."""
    ends = Dossier.objects.aggregate(first=Min("received_at"), last=Max("received_at"))
    return (local_day(ends["first"]), local_day(ends["last"])) if ends["first"] else None


def _pages(days: tuple[date, date] | None) -> Iterator[tuple[str, Callable[[Officer], list[str]]]]:
    """Each page by its name, with the addresses at which an officer opens it; some also with a question."""
    period = f"from={days[0]}&to={days[1]}" if days else ""
    asked = {
        "home": ("view=unit", "view=overdue"),
        "dossiers": ("q=nguyen", "q=191106"),
        "report": (f"{period}&by=field", f"{period}&by=procedure"),
        "cell": (period,),
    }
    for pattern in _patterns(get_resolver()):
        name, arguments = pattern.name or "", list(pattern.pattern.converters)
        is_open_to_all = not getattr(pattern.callback, "login_required", True)
        if not name or name.startswith(NOT_OFFICERS) or is_open_to_all:
            continue
        for question in ("", *asked.get(name, ())):
            yield (f"{name}?{question}" if question else name), _addresses(name, arguments, question)


def _addresses(name: str, arguments: list[str], question: str) -> Callable[[Officer], list[str]]:
    def of(officer: Officer) -> list[str]:
        values = {"ref": officer.dossiers, "cell": ("received.total",)}
        if not arguments:
            paths = [reverse(name)]
        elif len(arguments) == 1 and arguments[0] in values:
            paths = [reverse(name, args=[value]) for value in values[arguments[0]]]
        else:
            paths = []  # what it names is no dossier: a file, an act on many
        return [f"{path}?{question}" if question else path for path in paths]

    return of


def _patterns(resolver: URLResolver) -> Iterator[URLPattern]:
    for each in resolver.url_patterns:
        if isinstance(each, URLResolver):
            yield from _patterns(each)
        else:
            yield each
