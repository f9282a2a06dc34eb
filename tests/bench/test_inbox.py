"""`motcua bench inbox` fills a database with dossiers that hold, asks what pages ask, and checks the rows."""

from typing import Any

import pytest

from motcua import server
from motcua.bench import inbox, inbox_load, inbox_town
from motcua.bench.place import Place
from motcua.dossiers.inbox import View, page
from motcua.dossiers.models import Dossier, Stretch, Task
from motcua.journal.verify import verify
from motcua.moments import local_day
from motcua.worktime.due import due_at
from motcua.worktime.load import calendar_for

DOSSIERS = 1200


@pytest.fixture
def place(fresh_database: server.Urls) -> Place:
    return Place(fresh_database.admin, fresh_database.owner, fresh_database.app)


def test_the_bench_makes_its_own_dossiers_and_every_list_and_chain_of_them_holds(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inbox, "OFFICERS", 4)
    told: list[int] = []
    found: dict[str, Any] = inbox.measure(place, DOSSIERS, told.append)
    assert DOSSIERS <= found["dossiers"] == Dossier.objects.count() == sum(told) < DOSSIERS + 100
    for question in ("inbox", "filter", "search", "count", "dossier"):
        assert 0 < found[question]["p50_ms"] <= found[question]["p95_ms"]
    assert found["checked"] > 0 < found["verified"]
    assert found["load"]["database_mb"] > 0
    assert verify().ok, "not the sample alone: the whole journal"
    everything_is_as_acts_would_have_left_it()
    wrong_rows_are_told(monkeypatch)


def everything_is_as_acts_would_have_left_it() -> None:
    assert inbox_town.Unit.objects.count() == inbox_town.UNITS
    calendar, now = calendar_for(()), inbox.now().at
    present = {s.dossier_id: s for s in Stretch.objects.filter(to_at=None)}
    tasks = dict(Task.objects.filter(closed_at=None).values_list("pk", "dossier"))
    for dossier in Dossier.objects.select_related("version"):
        stretch = present[dossier.pk]
        assert (stretch.pk, stretch.seq) == (dossier.stretch, dossier.seq)
        for name in ("state", "holder_unit_id", "holder_function", "holder_account_id", "due_at", "ended_at"):
            assert getattr(stretch, name) == getattr(dossier, name), (dossier.number, name)
        assert tasks.pop(dossier.task, dossier.pk) == dossier.pk
        assert dossier.received_at is not None and dossier.last_at <= now
        assert dossier.state == 5 or dossier.due_at == due_at(dossier.received_at, dossier.limit, calendar)
    assert not tasks, "every open task is some dossier's"


def wrong_rows_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """A list that loses a row does not pass."""
    monkeypatch.setattr(inbox, "page", lambda *args, **given: page(*args, **given)[1:])
    rng = inbox.Random(1)
    officers = inbox._officers(rng)
    assert page(officers[0].actor, officers[0].account, View.MINE, inbox.now().at)
    with pytest.raises(inbox.WrongRows):
        inbox._check(officers[:1], rng)


def test_a_process_that_ends_early_fails_the_whole_load(place: Place) -> None:
    places = inbox_town.found(1)
    wanted = inbox_load.plan(DOSSIERS, places, 1, local_day(inbox.now().at))
    wanted.places[0].receivers.clear()  # nobody is there to receive
    with pytest.raises(inbox_load.LoadFailed):
        inbox_load.load(place.admin, wanted, lambda n: None)
