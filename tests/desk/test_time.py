"""The ledger on the desk: of one dossier in words, and of a unit's dossiers with what lies behind each figure."""

import re
from datetime import timedelta
from urllib.parse import unquote

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from motcua.desk.ledger import day_length, in_full, ledger_of
from motcua.desk.now import now
from motcua.desk.time import MOST
from motcua.desk.time_sums import sums
from motcua.dossiers.ending import Document, decide
from motcua.dossiers.models import Dossier
from motcua.dossiers.passing import move
from motcua.moments import local_day
from tests.cast import reread
from tests.desk.town import Town, act, ago, decided

WIDE = "?from={}&to={}".format(*(f"{local_day(ago(days)):%Y-%m-%d}" for days in (60, 0)))


@pytest.mark.parametrize(
    ("minutes", "words"),
    [(0, "0 min"), (10, "10 min"), (60, "1 h"), (450, "1 day"), (451, "1 day 1 min"), (1090, "2 days 3 h 10 min")],
)
def test_working_time_is_told_to_the_minute(minutes: int, words: str):
    from django.utils.translation import override

    with override("en"):
        assert in_full(minutes, 450) == words


def test_the_lines_of_a_dossier_add_up_and_mark_whose_turn_it_is(town: Town):
    for state, dossier in town.by_state.items():
        shown = ledger_of(dossier, now())
        assert shown is not None
        assert sum(line.minutes for line in shown.lines) == shown.minutes
        turns = [line for line in shown.lines if line.is_now]
        assert len(turns) == (0 if dossier.ended_at else 1), state
    waiting = ledger_of(town["waiting"], now())
    assert waiting is not None
    assert [line.kind for line in waiting.lines if line.is_now] == ["pause"]
    assert waiting.lines[-1].note == "Bản sao giấy khai sinh"


def test_a_ledger_costs_two_statements(town: Town, django_assert_num_queries):
    present = now()
    present.calendar(town["resumed"].deciding_unit_id)
    with django_assert_num_queries(2):
        ledger_of(town["resumed"], present)


def test_a_working_day_is_as_long_as_the_longest_of_its_week(town: Town):
    calendar = now().calendar(town.cast.office.pk)
    assert calendar is not None
    assert day_length(calendar, local_day(ago(0))) == 450


def figures(text: str) -> list[tuple[str, int]]:
    """Every figure of the page that opens: its address and the number of dossiers that it shows."""
    found = re.findall(r'href="(/time/dossiers/\?[^"]+)"[^>]*>([\d.,]+)</a>', text)
    return [(unquote(address).replace("&amp;", "&"), int(re.sub(r"\D", "", n))) for address, n in found]


@pytest.fixture
def town(town: Town) -> Town:
    """The town, in which one that had to wait is decided too."""
    dossier = town["resumed"]
    act(move, dossier, town.cast.an, 4, to=town.cast.leader)
    documents = {dossier.pk: Document("99/QĐ-UBND", local_day(ago(3)))}
    act(decide, dossier, town.cast.chi, 3, outcome="granted", documents=documents)
    town.by_state["resumed"] = reread(dossier)
    return town


@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_figure_opens_into_as_many_dossiers(town: Town, sign_in, language):
    client = sign_in("chi", language)
    page = client.get(f"/time/{WIDE}")
    assert page.status_code == 200
    found = figures(page.content.decode())
    assert len(found) > 12
    kinds = {re.sub(r".*&", "", address).split("=")[0] for address, _n in found}
    assert {"whole", "at", "stage", "cause", "procedure", "of"} <= kinds
    for address, count in found:
        behind = client.get(address)
        assert behind.status_code == 200, address
        numbers = re.findall(r"data-line>([^<]+)</a>", behind.content.decode())
        assert len(numbers) == count, address


def test_what_ended_in_the_period_and_nothing_else_is_summed_up(town: Town, sign_in):
    text = sign_in("chi", "en").get(f"/time/dossiers/{WIDE}").content.decode()
    ended = {d.number for d in town.by_state.values() if d.ended_at}
    assert set(re.findall(r"data-line>([^<]+)</a>", text)) == ended
    day = local_day(town["decided"].ended_at)
    one = sign_in("chi", "en").get(f"/time/dossiers/?from={day}&to={day:%d/%m/%Y}").content.decode()
    of_day = {d.number for d in town.by_state.values() if d.ended_on == day}
    assert set(re.findall(r"data-line>([^<]+)</a>", one)) == of_day


def test_the_sums_by_unit_and_cause_are_the_whole(town: Town):
    found = sums(Dossier.objects.filter(ended_on__isnull=False), now(), MOST)
    assert found is not None
    by_unit = sum(used.total for used in found.units.values())
    assert sum(used.total for used in found.stages.values()) == by_unit == found.in_hands.total
    assert sum(used.total for used in found.causes.values()) == found.waited.total
    assert by_unit + found.waited.total == found.whole.total
    assert found.whole.total == sum(used.total for used in (*found.handled.values(), *found.stood.values()))
    assert found.ended_late.minutes.keys() == {d.pk for d in town.by_state.values() if d.ended_as == "late"}


def test_a_stranger_sees_nothing_of_it(town: Town, sign_in):
    text = sign_in("dung", "en").get(f"/time/{WIDE}").content.decode()
    assert "No dossier was decided or ended in these days" in text
    assert sign_in("dung").get(f"/time/{WIDE}&unit=801").status_code == 404
    assert sign_in("dung").get(f"/time/dossiers/{WIDE}&unit=801").status_code == 404


def test_a_unit_is_asked_for_by_its_code_and_what_it_held_counts(town: Town, sign_in):
    client = sign_in("em", "en")
    for unit, name in (("801.01", "Bộ phận Một cửa huyện"), ("801.02", "Phòng Tư pháp")):
        text = client.get(f"/time/dossiers/{WIDE}&unit={unit}").content.decode()
        assert name in text
        assert town["decided"].number in text


@pytest.mark.parametrize(
    ("question", "status", "words"),
    [
        ("from=31/02/2026&to=01/03/2026", 422, "This is no day of the calendar"),
        ("from=2026-03-01&to=2026-02-01", 422, "Exchange the two days"),
        ("from=2026-03-01", 422, "Fill this in"),
        ("from=1900-01-01&to=1900-02-01", 422, "Give days between them"),
        ("from=2026-03-01&to=2026-04-01&unit=nowhere", 404, "Check the code"),
        ("from=2026-03-01&to=2026-04-01&unit=" + "x" * 400, 422, "Shorten this"),
    ],
)
def test_what_cannot_be_asked_is_said_and_what_was_typed_stays(town: Town, sign_in, question, status, words):
    for page in ("/time/", "/time/dossiers/"):
        answer = sign_in("chi", "en").get(f"{page}?{question}")
        assert answer.status_code == status
        assert words in answer.content.decode()
    if "31/02" in question:
        assert 'value="31/02/2026"' in answer.content.decode()


@pytest.mark.parametrize(
    "figure",
    ["whole=nothing", "at=nothing", "at=00000000-0000-0000-0000-000000000001", "cause=police", "stage=x&at=1"],
)
def test_a_figure_that_there_is_not_is_not_found(town: Town, sign_in, figure):
    assert sign_in("chi").get(f"/time/dossiers/{WIDE}&{figure}").status_code == 404


def test_too_many_dossiers_are_refused_with_what_to_do(town: Town, sign_in, monkeypatch):
    monkeypatch.setattr("motcua.desk.time.MOST", 2)
    answer = sign_in("chi", "en").get(f"/time/{WIDE}")
    assert answer.status_code == 422
    assert "Choose a shorter period, or a unit" in answer.content.decode()


def test_the_page_costs_as_many_statements_for_many_as_for_few(town: Town, sign_in):
    client = sign_in("chi")
    counts = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as asked:
            client.get(f"/time/{WIDE}")
        counts.append(len(asked))
        for number in range(3):
            decided(town.cast, 5 - number * 0.1, 20 + number)
    assert counts[0] >= counts[1]
    assert counts[1] <= 9


def test_the_month_is_asked_for_where_nothing_is(town: Town, sign_in):
    today = local_day(ago(0))
    text = sign_in("chi", "en").get("/time/").content.decode()
    assert f'value="{today.replace(day=1):%d/%m/%Y}"' in text and f'value="{today:%d/%m/%Y}"' in text
    assert today - today.replace(day=1) < timedelta(days=31)
