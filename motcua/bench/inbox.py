"""How long officers wait for their lists when there are many dossiers: the functions behind the desk's pages.

In one process, on one warm connection; nobody's list was read before it is measured. Beside each question the same
trivial statement is asked and the same loop is run, so that the machine's own waits can be told from ours. What is
shown is compared with what a slow way of counting says: a plain walk over all that lies with somebody, and a
statement without indexes.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from itertools import groupby
from pathlib import Path
from random import Random
from statistics import quantiles
from typing import Any
from uuid import UUID

import psycopg
from django.db import connection, connections
from django.http import HttpRequest

from motcua.bench import inbox_load, inbox_town
from motcua.bench.place import Place, machine
from motcua.desk import inbox as desk
from motcua.desk.dossier import dossier_response
from motcua.desk.listing import Filters
from motcua.desk.now import now
from motcua.desk.rows import rows, shown
from motcua.dossiers.inbox import View, counts, page
from motcua.dossiers.models import Dossier
from motcua.dossiers.search import search_ids, words_of
from motcua.dossiers.states import OPEN
from motcua.journal import verify
from motcua.moments import local_day
from motcua.people.actor import Actor
from motcua.people.models import Account, Function, Identifier
from motcua.text import nfc

SEED = 1
OFFICERS, LEAST = 40, 300
FEWEST = 10
SHOWN = 50
CHECKED = 12
VERIFIED = 1_000
LOOP = 1_500_000  # some 20 ms

Took = dict[str, list[tuple[float, float]]]  # milliseconds that it took, and of them on a processor


class WrongRows(AssertionError):
    """A list did not hold what a slow way of counting says."""


@dataclass(frozen=True, slots=True)
class Officer:
    """Somebody who opens his lists: what lies with him now, and dossiers of his unit."""

    account: Account
    actor: Actor
    open: int
    theirs: list[Dossier]


def measure(place: Place, dossiers: int, progress: inbox_load.Progress) -> dict[str, Any]:
    """Fill the database, open lists, check their rows; how long it took, in milliseconds, at the 50th and 95th."""
    about = machine(place)
    began = time.monotonic()
    places = inbox_town.found(SEED)
    wanted = inbox_load.plan(dossiers, places, SEED, local_day(now().at))
    connections.close_all()
    inbox_load.load(place.admin, wanted, progress)
    loaded = round(time.monotonic() - began, 1)
    return {**questions(), "load": {"seconds": loaded, **_size(place)}, "machine": about}


def questions() -> dict[str, Any]:
    """Ask what the desk's pages ask, for officers with many open dossiers, in the database that there is."""
    rng = Random(SEED)  # noqa: S311 -- the same officers for the same seed
    officers = _officers(rng)
    took: Took = {}
    baseline: Took = {}
    cold = _timed({}, "", partial(_inbox, officers.pop(), "mine"))  # the first page that the process makes at all
    for officer in officers:
        _beside(baseline)
        _timed(took, "inbox", partial(_inbox, officer, "mine"))
    for officer in officers:
        _beside(baseline)
        one = rng.choice(officer.theirs)
        _timed(took, "filter", partial(_inbox, officer, "overdue", one.version_id))
        _timed(took, "count", partial(_counts, officer))
        for kind, text in _texts(one, rng).items():
            _beside(baseline)
            _timed(took, f"search {kind}", partial(_search, officer, text))
        _beside(baseline)
        _timed(took, "dossier", partial(_dossier, officer, one))
    checked = _check(officers[:CHECKED], rng)
    searches = [one for name, each in took.items() if name.startswith("search ") for one in each]
    return {
        "dossiers": Dossier.objects.count(),
        "inbox": {**_cuts(took["inbox"]), "cold_ms": round(cold, 1)},
        "filter": _cuts(took["filter"]),
        "search": _cuts(searches),
        "count": _cuts(took["count"]),
        "dossier": _cuts(took["dossier"]),
        "baseline": {name: _cuts(each) for name, each in baseline.items()},
        "search_for": {n.removeprefix("search "): _cuts(t) for n, t in took.items() if n.startswith("search ")},
        "leader_of_all": _leader(rng, officers),
        "officers": len(officers),
        "open_each": {"least": min(o.open for o in officers), "most": max(o.open for o in officers)},
        "checked": checked,
        "verified": _verify(rng),
    }


def _officers(rng: Random) -> list[Officer]:
    """Random officers with at least 300 open dossiers each in hands or inbox; the busiest ones where none has."""
    with connection.cursor() as cursor:
        cursor.execute(_BUSY, [list(OPEN)])
        busy: list[tuple[UUID, UUID, int]] = cursor.fetchall()
    enough = [row for row in busy if row[2] >= LEAST]
    if len(enough) < FEWEST:
        enough = busy[:FEWEST]
    day, found = local_day(now().at), []
    for account_id, unit, many in rng.sample(enough, min(OFFICERS, len(enough))):
        account = Account.objects.get(pk=account_id)
        theirs = Dossier.objects.filter(deciding_unit=unit).select_related("applicant", "procedure")
        found.append(Officer(account, Actor.of(account, day), many, list(theirs.order_by("-received_at")[:200])))
    return found


_BUSY = """
SELECT p.account_id, p.unit_id, count(*) FROM people_post p JOIN dossier d ON d.holder_unit_id = p.unit_id
  AND d.holder_function = p.function AND (d.holder_account_id IS NULL OR d.holder_account_id = p.account_id)
WHERE d.state = ANY(%s) AND p.valid @> current_date GROUP BY 1, 2 ORDER BY 3 DESC, 1
"""


def _timed(took: Took, name: str, ask: Callable[[], object]) -> float:
    """Ask, and keep how long it took and what it cost; returns how long."""
    used, began = _cpu(), time.perf_counter()
    ask()
    passed = 1000 * (time.perf_counter() - began)
    took.setdefault(name, []).append((passed, _cpu() - used))
    return passed


def _beside(baseline: Took) -> None:
    """What the machine makes of work that is none of ours: a trivial statement on the same connection, a loop."""
    _timed(baseline, "statement", _trivial)
    _timed(baseline, "loop", partial(sum, range(LOOP)))


def _trivial() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        cursor.fetchall()


def _cpu() -> float:
    """Milliseconds on a processor: this process, and the server's process that answers it."""
    connection.ensure_connection()
    backend = Path("/proc") / str(connection.connection.info.backend_pid) / "schedstat"
    return 1000 * time.process_time() + int(backend.read_text().split()[0]) / 1e6


def _cuts(took: list[tuple[float, float]]) -> dict[str, float]:
    """How long, and how long on a processor, which is no waiting: at the 50th and the 95th of a hundred."""
    passed, used = ([each[n] for each in took] * (2 if len(took) == 1 else 1) for n in (0, 1))
    long, busy = (quantiles(each, n=100, method="inclusive") for each in (passed, used))
    found = {"p50_ms": long[49], "p95_ms": long[94], "cpu_ms": busy[49], "cpu_p95_ms": busy[94]}
    return {name: round(value, 1) for name, value in found.items()}


def _inbox(officer: Officer, view: str, version: UUID | None = None) -> object:
    """The first page of a view with what its rows show, of all procedures or of one."""
    present = now()
    given = Filters("", None, present.catalogue().versions[version] if version else None)
    return desk.lie(officer.account, officer.actor, present, desk.VIEWS[view], given, 1)


def _counts(officer: Officer) -> object:
    return counts(officer.actor, officer.account, now().at)


def _search(officer: Officer, text: str) -> object:
    """The first page of a search, with what its rows show."""
    present = now()
    ids = search_ids(officer.account, present.day, text, SHOWN)
    found = {dossier.pk: dossier for dossier in shown(Dossier.objects.filter(pk__in=ids))}
    return rows([found[pk] for pk in ids], officer.actor, present)


def _dossier(officer: Officer, one: Dossier) -> object:
    """The whole page of a dossier, its reading written down."""
    request = HttpRequest()
    request.method, request.user = "GET", officer.account
    return dossier_response(request, one.number or str(one.pk))


def _texts(one: Dossier, rng: Random) -> dict[str, str]:
    """What people type who look for a dossier."""
    number, words = one.number or "", one.applicant.name.split()
    value = Identifier.objects.filter(applicant=one.applicant_id).values_list("value", flat=True)[0]
    return {
        "number": number,
        "part of a number": number[-9:],
        "name": one.applicant.name,
        "name without accents, turned round": " ".join(reversed(words)).lower(),
        "common name": rng.choice(("Nguyễn", "nguyen thi", "nguyễn văn")),
        "given name": words[-1],
        "citizen number": value,
        "procedure": one.procedure.code,
        "nobody": "Tôn Nữ Không Có",
    }


def _leader(rng: Random, officers: list[Officer]) -> dict[str, Any]:
    """The same for a leader of the whole province, who sees everything."""
    post = Function.LEADER
    account = Account.objects.filter(posts__function=post, posts__unit__terms__parent=None).order_by("pk")[0]
    leader = Officer(account, Actor.of(account, local_day(now().at)), 0, [o.theirs[0] for o in officers])
    took: Took = {}
    for one in leader.theirs[:20]:
        _timed(took, "inbox", partial(_inbox, leader, "unit"))
        _timed(took, "filter", partial(_inbox, leader, "overdue", one.version_id))
        _timed(took, "count", partial(_counts, leader))
        for text in _texts(one, rng).values():
            _timed(took, "search", partial(_search, leader, text))
    return {name: _cuts(each) for name, each in took.items()}


def _check(officers: list[Officer], rng: Random) -> int:
    """Compare lists with slow ways; returns how many were compared. Raises WrongRows."""
    lists = 0
    for officer in officers:
        at = now().at
        for view in (View.MINE, View.UNIT, View.OVERDUE):
            _same(
                view,
                page(officer.actor, officer.account, view, at, limit=SHOWN),
                _slowly(officer, view, at)[:SHOWN],
            )
            lists += 1
        many = counts(officer.actor, officer.account, at)
        for view in (View.MINE, View.UNIT, View.OVERDUE):
            _same(f"count {view}", [many[view]], [len(_slowly(officer, view, at))])
        one = rng.choice(officer.theirs)
        for text in (one.applicant.name, (one.number or "")[-9:], "nguyễn"):
            ids = search_ids(officer.account, local_day(at), text, SHOWN)
            _same(text, ids, _searched_slowly(officer, text, at))
            lists += 1
    return lists


def _same(what: str, found: list[Any], expected: list[Any]) -> None:
    if found != expected:
        raise WrongRows(f"{what}: {len(found)} / {len(expected)}")


def _slowly(officer: Officer, view: View, at: datetime) -> list[UUID]:
    """A view by a plain walk over the dossiers' own rows, for officers who hold posts in one unit."""
    [unit] = {post.unit for post in officer.actor.posts}
    functions, me = {post.function for post in officer.actor.posts}, officer.account.pk
    found = []
    for d in Dossier.objects.filter(holder_unit=unit, state__in=OPEN).only(
        "due_at", "due_on", "limit_unit", "holder_account", "holder_function"
    ):
        mine = d.holder_account_id == me or (d.holder_account_id is None and d.holder_function in functions)
        by_hours = d.limit_unit == "hour"
        late = d.due_at is not None and (d.due_at < at if by_hours else d.due_on < local_day(at))
        if {View.MINE: mine, View.UNIT: True, View.OVERDUE: late}[view]:
            found.append((d.due_at is None, d.due_at or at, d.pk))
    return [pk for _, _, pk in sorted(found)]


def _searched_slowly(officer: Officer, text: str, at: datetime) -> list[UUID]:
    """A search by reading every dossier that the one filter shows."""
    visible = Dossier.objects.visible_to(officer.account, local_day(at)).order_by("-received_at", "-pk")
    words, found = words_of(nfc(text)), []
    for pk, key in visible.values_list("pk", "search_key").iterator(chunk_size=5000):
        if all(word in key for word in words):
            found.append(pk)
            if len(found) == SHOWN:
                break
    return found


def _verify(rng: Random) -> int:
    """Recompute a sample of the journal's chains; returns how many entries. Raises WrongRows."""
    ids = rng.sample(list(Dossier.objects.values_list("pk", flat=True)), k=min(VERIFIED, Dossier.objects.count()))
    statement = verify.ENTRIES.replace("ORDER BY", "WHERE e.subject_id = ANY(%s) ORDER BY")
    with connection.cursor() as cursor:
        cursor.execute(statement, [ids])
        entries = [verify.Row._make(row) for row in cursor.fetchall()]
    heads = {
        pk: (seq, bytes(head))
        for pk, seq, head in Dossier.objects.filter(pk__in=ids).values_list("pk", "seq", "head")
    }
    for subject, chain in groupby(entries, key=lambda row: row.subject_id):
        links = list(chain)
        broken = verify._check_chain(links)
        if broken or (links[-1].seq, bytes(links[-1].hash)) != heads.pop(subject):
            raise WrongRows(f"journal {subject}: {broken.why if broken else 'head'}")
    if heads:
        raise WrongRows(f"journal: {len(heads)}")
    return len(entries)


def _size(place: Place) -> dict[str, Any]:
    with psycopg.connect(place.admin) as admin:
        row = admin.execute(
            "SELECT pg_database_size(current_database()), (SELECT sum(pg_indexes_size(oid)) FROM pg_class "
            "WHERE relname IN ('dossier', 'dossier_stretch', 'dossier_task'))"
        ).fetchone()
    whole, indexes = row or (0, 0)
    return {"database_mb": round(whole / 1e6), "indexes_of_dossiers_mb": round(int(indexes) / 1e6)}
