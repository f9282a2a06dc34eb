"""The demo as it stands in the database after the command has played it."""

import signal
import stat
import subprocess
import time
from collections import Counter, defaultdict
from datetime import date

import psycopg
import pytest
from django.contrib.auth.hashers import check_password
from django.db import connection

from motcua import server
from motcua.command import Refusal
from motcua.demo import published
from motcua.demo.choices import PUBLISHED
from motcua.demo.management.commands.demo import play_into_empty
from motcua.demo.officers import useful
from motcua.demo.stage import Stage
from motcua.dossiers.models import CountDelta, Dossier, Reopening, Stretch
from motcua.dossiers.stretches import rebuilt
from motcua.journal.models import Entry, Position, Unplaced
from motcua.organisation.models import Unit
from motcua.people.models import Account
from motcua.reports.frame import Axis, Frame
from motcua.reports.layouts import LAYOUTS
from motcua.reports.report import report
from tests.demo.played import Played, demo_command

YEAR = (published.FROM, published.TO)


@pytest.mark.parametrize("axis", list(Axis))
def test_the_report_out_of_the_records_is_the_published_one(played_demo: Played, axis: Axis) -> None:
    cells = report(LAYOUTS["06a"], Frame.of(*YEAR, axis=axis)).total
    assert {cell: cells[cell] for cell in published.FIGURES} == published.FIGURES
    assert cells["resolved.late"] == 183 and cells["open.total"] == 983
    assert cells["received.carried_over"] == PUBLISHED.carried_over


def test_the_command_prints_one_document(played_demo: Played) -> None:
    document = played_demo.document
    assert set(document) == {
        "report", "published", "on_time_share", "procedures", "fields", "dossiers", "entries", "seconds",
    }  # fmt: skip
    assert document["on_time_share"] == {"of_resolved": 98.48, "of_received": 98.6}
    assert (document["procedures"], document["fields"], document["dossiers"]) == (274, 43, 13_051)
    assert document["entries"] == Entry.objects.count() >= 50_000
    assert document["report"]["period"] == {"from": "2019-01-01", "to": "2019-11-06"}


def test_each_dossier_has_in_the_journal_what_its_end_needs(played_demo: Played) -> None:
    acts = defaultdict(list)
    for dossier, act in (
        Entry.objects.filter(subject_type="dossier").order_by("seq").values_list("subject_id", "act")
    ):
        acts[dossier].append(act)
    seen: Counter[str] = Counter()
    rows = Dossier.objects.values_list("pk", "state", "version__at_once")
    for dossier, state, at_once in rows:
        done = Counter(acts[dossier])
        seen[f"{state}{' at once' if at_once else ''}"] += 1
        if state == 3:
            assert acts[dossier] == ["draft", "refuse"]
            continue
        assert done["receive"] == 1
        if state in (9, 10) and not at_once:
            assert done["move"] >= 2 and done["take"] == 1 and done["decide"] == 1
        if at_once:
            assert acts[dossier] == ["receive", "decide", "return"]
        assert done["return"] == (state == 10) and done["withdraw"] == (state == 7) and done["stop"] == (state == 8)
    assert {"2", "3", "4", "5", "7", "8", "9", "10", "10 at once"} <= set(seen)


def test_no_ended_dossier_is_resumed(played_demo: Played) -> None:
    assert not Reopening.objects.exists()


def test_everything_is_recorded_when_it_happens_and_in_that_order(played_demo: Played) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM journal_entry WHERE recorded_at <> moment")
        assert cursor.fetchone() == (0,)
        cursor.execute(
            "SELECT count(*) FROM ("
            " SELECT e.recorded_at AS now, lag(e.recorded_at) OVER (ORDER BY p.position) AS before"
            " FROM journal_position p JOIN journal_entry e ON e.id = p.entry) placed"
            " WHERE date_trunc('milliseconds', now) < date_trunc('milliseconds', before)"
        )
        assert cursor.fetchone() == (0,)
    assert Position.objects.count() == Entry.objects.count()
    assert not Unplaced.objects.exists() and not CountDelta.objects.exists()


def test_numbers_follow_the_receptions_of_a_day_without_a_gap(played_demo: Played) -> None:
    books = defaultdict(list)
    for number in Dossier.objects.exclude(number=None).order_by("received_at").values_list("number", flat=True):
        book, _dash, serial = number.rpartition("-")
        books[book].append(int(serial))
    assert all(serials == list(range(1, len(serials) + 1)) for serials in books.values())
    assert any(book.startswith("000.00.28.H39-19") for book in books)


def test_the_stretches_are_those_that_the_journal_tells(played_demo: Played) -> None:
    sample = list(
        Dossier.objects.filter(supplements_asked__gt=0).order_by("number").values_list("pk", flat=True)[:40]
    )
    columns = [f.attname for f in Stretch._meta.concrete_fields if f.attname not in ("id", "dossier_id")]
    for dossier in sample:
        kept = Stretch.objects.filter(dossier=dossier).order_by("seq").values(*columns)
        assert list(kept) == list(rebuilt(dossier))


def test_the_sheet_of_sign_ins_is_for_its_owner_alone_and_works(played_demo: Played) -> None:
    assert stat.S_IMODE(played_demo.sheet.stat().st_mode) == 0o600
    text = played_demo.sheet.read_text()
    accounts = {account.username: account for account in Account.objects.filter(username__in=useful())}
    assert len(accounts) == len(useful()) == 6
    assert all(username in text for username in accounts)
    assert check_password(played_demo.password, accounts["tiepnhan.huyen"].password)


def test_the_demo_is_refused_where_something_is_already(played_demo: Played) -> None:
    command, environment = demo_command(played_demo.urls, played_demo.sheet.parent, "--lang", "en")
    before = played_demo.sheet.read_text()
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60)
    assert done.returncode == 1
    assert "empty database" in done.stderr and done.stderr.count("\n") == 1
    assert played_demo.sheet.read_text() == before


def test_interrupted_it_leaves_nothing_and_can_be_begun_anew(fresh_database: server.Urls, tmp_path) -> None:  # type: ignore[no-untyped-def]
    command, environment = demo_command(fresh_database, tmp_path)
    playing = subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    _until_it_plays(fresh_database)
    playing.send_signal(signal.SIGTERM)
    playing.communicate(timeout=60)
    assert playing.returncode == 143
    assert not Unit.objects.exists() and not Dossier.objects.exists() and not Entry.objects.exists()
    assert not list(tmp_path.glob("demo-signins*"))


def _until_it_plays(urls: server.Urls) -> None:
    """Wait until the play's transaction has written something."""
    deadline = time.monotonic() + 60
    with psycopg.connect(urls.admin, autocommit=True) as watching:
        while time.monotonic() < deadline:
            found = watching.execute(
                "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND backend_xid IS NOT NULL"
            ).fetchone()
            if found:
                time.sleep(1)
                return
            time.sleep(0.1)
    pytest.fail("the demo did not begin to play")


@pytest.mark.drill
def test_another_seed_plays_another_year_with_the_same_totals(fresh_database: server.Urls) -> None:
    small = PUBLISHED.scaled(0.2)
    result = play_into_empty(Stage(7, _no_bar, small))
    assert published.differences(result, small) == []
    assert (result.procedures, result.fields) == (274, 43)
    assert Dossier.objects.filter(received_on__lt=date(2019, 1, 1)).count() == small.carried_over
    with pytest.raises(Refusal):
        play_into_empty(Stage(7, _no_bar, small))


class _no_bar:
    def __init__(self, total: int) -> None: ...

    def __enter__(self) -> "_no_bar":
        return self

    def __exit__(self, *error: object) -> None: ...

    def update(self, n: float | None = 1) -> None: ...
